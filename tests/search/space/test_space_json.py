import json
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.stats import loguniform, norm, randint, uniform
from sklearn.linear_model import LogisticRegression

from skgenarch.search import Rule, Space, TruncatedDistribution

CLASSIFIERS = [LogisticRegression(C=1.5), LogisticRegression(C=2), "passthrough"]


def there_and_back(space, choices=None):
    return Space.from_json(space.to_json(), choices)


@pytest.mark.parametrize(
    "space",
    [
        Space({"a": [1, 2.5, "x", None, True, float("nan"), -float("inf")]}),
        Space({"a": [(50,), (100, 50), [1, "b"], ()]}),
        Space({"a": np.array([1, 2]), "b": np.array(["x", "y"])}),
        Space({"lr": loguniform(1e-4, 1), "n": randint(1, 9), "s": norm(loc=1)}),
        Space({"s": TruncatedDistribution(norm(), 1, None)}),
        Space({"s": TruncatedDistribution(stats.poisson(mu=3), 1, 7)}),
        Space([{"a": [1]}, {"b": [2]}, {}]),
        Space({"a": [1, 2], "b": uniform()}, conditions={"b": "a == 1"}),
        Space({"a": [1, 2, 3], "b": uniform()}).restrict(
            [Rule("a", (2, None)), Rule("b", (0.25, 0.5))]
        ),
    ],
    ids=str,
)
def test_a_space_survives_json(space):
    again = there_and_back(space)
    assert again == space and again.fingerprint == space.fingerprint
    assert str(again) == str(space)
    assert again.mass == space.mass and (again.weights == space.weights).all()
    draws = [
        [s.key(params) for params in s.sample(5, np.random.RandomState(0))]
        for s in (space, again)
    ]
    assert draws[0] == draws[1]


def test_objects_are_found_again_among_the_choices():
    given = {"clf": CLASSIFIERS, "act": [np.tanh, np.exp], "w": [np.zeros(2)]}
    space = Space(given).restrict([Rule("clf", None, (CLASSIFIERS[1],))])
    for choices in (given, [given], Space(given)):
        again = there_and_back(space, choices)
        assert again == space
        assert again.domains("clf")[0].values[0] is CLASSIFIERS[1]
        assert again.domains("act")[0].values == (np.tanh, np.exp)


def test_a_distribution_that_is_not_scipys_is_found_among_the_choices():
    class Ramp(stats.rv_continuous):
        def _pdf(self, x):
            return 2 * x

    ramp = Ramp(a=0, b=1, name="ramp")()
    space = Space({"x": ramp}).restrict([Rule("x", (0.5, None))])
    again = there_and_back(space, {"x": ramp})
    assert again == space and again.domains("x")[0].dist.dist is ramp


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        (
            None,
            r"LogisticRegression\(C=1.5\) of parameter 'clf' is none of .*none were",
        ),
        ({"clf": CLASSIFIERS[1:]}, "is none of the given choices: Logistic"),
        ({"clf": [*CLASSIFIERS, LogisticRegression(C=1.5)]}, "is 2 of the given"),
    ],
)
def test_objects_that_cannot_be_found_for_certain_are_refused(choices, message):
    text = Space({"clf": CLASSIFIERS}).to_json()
    with pytest.raises(ValueError, match=message):
        Space.from_json(text, choices)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: "no JSON {", "not a space as Space.to_json"),
        (lambda data: [1], "not a space as Space.to_json"),
        (lambda data: {}, "not a space as Space.to_json"),
        (lambda data: data | {"version": 2}, "version 1. Got 'skgenarch.Space', vers"),
        (lambda data: data | {"format": "x"}, "must have the format"),
        (lambda data: {**data, "grids": [{"a": {}}]}, "space is damaged"),
        (lambda data: {**data, "grids": 3}, "space is damaged"),
        (lambda data: {**data, "rules": [{"param": "a"}]}, "space is damaged"),
        (lambda data: named(data, "system"), "'system' of parameter 'a' is not one of"),
        (lambda data: named(data, "rv_continuous"), "is not one of scipy.stats"),
    ],
)
def test_damaged_or_foreign_text_is_refused(change, message):
    changed = change(json.loads(Space({"a": uniform()}).to_json()))
    text = changed if isinstance(changed, str) else json.dumps(changed)
    with pytest.raises(ValueError, match=message):
        Space.from_json(text)


def named(data, name):
    data["grids"][0]["a"]["distribution"] = name
    return data


def test_the_fingerprint_is_known():
    space = Space({"a": [1, 2], "lr": loguniform(0.001, 1)})
    expected = (
        '{"conditions": {}, "format": "skgenarch.Space", "grids": [{"a": {"choices": '
        '[1, 2]}, "lr": {"args": [0.001, 1], "distribution": "loguniform", "high": '
        'null, "kwds": {}, "low": null}}], "rules": [], "version": 1}'
    )
    assert space.to_json() == expected
    assert space.fingerprint.startswith("d16c032f500b9b8c")


def test_the_fingerprint_is_the_same_in_another_process():
    code = (
        "from skgenarch.search import Space\n"
        "class Plain: pass\n"
        "def act(x): return x\n"
        "given = {'a': ['x', None], 'b': [Plain(), act], 'c': [1, 2], 'd': [3]}\n"
        "conditions = {'d': \"c == 1 and a == 'x'\", 'b': 'd is active'}\n"
        "print(Space(given, conditions).fingerprint)"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    }
    assert len(found) == 1 and len(found.pop().strip()) == 64


@pytest.mark.parametrize(
    "other",
    [
        Space({"a": [2, 1]}),
        Space({"a": [1, 2.5]}),
        Space({"a": [1, "2"]}),
        Space({"b": [1, 2]}),
        Space({"a": [1, 2]}).restrict([Rule("a", (1, None))]),
        Space([{"a": [1, 2]}, {}]),
    ],
    ids=repr,
)
def test_different_spaces_have_different_fingerprints(other):
    assert other.fingerprint != Space({"a": [1, 2]}).fingerprint


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner, inner),
    max_leaves=4,
)


@settings(deadline=None)
@given(st.lists(values, min_size=1, max_size=5))
def test_lists_of_any_plain_values_survive_json(choices):
    space = Space({"p": choices})
    again = there_and_back(space)
    assert repr(again.domains("p")[0].values) == repr(space.domains("p")[0].values)
    assert again == space
