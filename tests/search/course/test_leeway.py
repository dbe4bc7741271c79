"""What a region gives way to: what may be as good, not what was seen to be worse."""

import numpy as np
import pytest
from scipy.stats import randint, uniform

from skgenarch.search import Rule, Space, Trial
from skgenarch.search.course.leeway import Beliefs, form_beliefs, give_leeway

SPACE = Space(
    [
        {
            "x": uniform(0, 1),
            "n": randint(0, 100),
            "width": [8, 16, 32, 64],
            "kind": ["a", "b", "c"],
        },
        {"kind": ["d"], "x": uniform(0, 1)},
    ]
)


def trials(n, score, seed=0):
    rng = np.random.RandomState(seed)
    return [
        Trial(params, score(params, rng), 1, "root", "random")
        for params in SPACE.sample(n, rng)
    ]


def widened(rule, promising):
    """Give one rule leeway where it is said of every candidate whether it promises."""
    candidates = SPACE.sample(2000, np.random.RandomState(0))
    beliefs = Beliefs(candidates, np.array([promising(c) for c in candidates]))
    return [str(rule) for rule in give_leeway([rule], SPACE, beliefs)]


@pytest.mark.parametrize(
    ("rule", "promising", "expected"),
    [
        (Rule("x", bounds=(0.4, 0.5)), lambda p: 0.4 < p["x"] < 0.5, "0.4 ≤ x ≤ 0.5"),
        # By tenths of what is above and below.
        (Rule("x", bounds=(0.4, 0.5)), lambda p: 0.4 < p["x"] < 0.7, "0.4 ≤ x ≤ 0.7"),
        (Rule("x", bounds=(0.4, 0.5)), lambda p: 0.2 < p["x"] < 0.5, "0.2 ≤ x ≤ 0.5"),
        (Rule("x", bounds=(0.4, 0.5)), lambda p: p["x"] > 0.4, "x ≥ 0.4"),
        # There is a gap before the next good ones.
        (Rule("x", bounds=(None, 0.5)), lambda p: abs(p["x"] - 0.6) > 0.1, "x ≤ 0.5"),
        (
            Rule("width", bounds=(16, 16)),
            lambda p: p.get("width", 0) in (16, 32),
            "16 ≤ width ≤ 32",
        ),
        (
            Rule("kind", categories=("a",)),
            lambda p: p["kind"] in ("a", "c"),
            "kind is one of: 'a', 'c'",
        ),
        (
            Rule("n", bounds=(None, 100)),
            lambda p: p["kind"] == "d" or p["n"] < 50,
            None,
        ),
    ],
)
def test_a_rule_gives_way_to_what_promises(rule, promising, expected):
    found = widened(rule, promising)
    if expected is None:
        assert found == []
    elif "x" in expected and "width" not in expected:
        (given,) = found
        for word, wanted in zip(given.split(), expected.split(), strict=True):
            try:
                assert float(word) == pytest.approx(float(wanted), abs=0.03)
            except ValueError:
                assert word == wanted
    else:
        assert found == [expected]


def test_bounds_of_continuous_numbers_are_short():
    (given,) = widened(Rule("x", bounds=(0.4, 0.5)), lambda p: 0.4 < p["x"] < 0.7)
    assert len(given.split()[-1]) <= 5


def test_a_rule_without_a_promise_inside_stays():
    rule = Rule("kind", categories=("a",))
    assert widened(rule, lambda p: p["kind"] == "b") == [str(rule)]


def test_rules_are_looked_at_among_what_the_others_keep():
    candidates = SPACE.sample(3000, np.random.RandomState(0))
    rules = [Rule("x", bounds=(None, 0.5)), Rule("kind", categories=("a",))]
    # "b" promises only where x is large.
    promising = [
        p["kind"] == "a" or (p["kind"] == "b" and p["x"] > 0.5) for p in candidates
    ]
    wider = give_leeway(rules, SPACE, Beliefs(candidates, np.array(promising)))
    assert list(map(str, wider)) == ["kind is 'a'"]


def test_what_was_seen_to_be_poor_promises_nothing():
    def score(params, rng):
        poor = abs(params["x"] - 0.2) + 2 * (params["kind"] == "b")
        return 0.2 * rng.normal() - poor

    beliefs = form_beliefs(SPACE, trials(150, score), np.random.RandomState(0))
    candidates, promising = beliefs
    poor = [promising[i] for i, p in enumerate(candidates) if p["kind"] == "b"]
    away = [promising[i] for i, p in enumerate(candidates) if p["x"] > 0.7]
    assert sum(poor) == sum(away) == 0 < 30 < sum(promising)


def test_failed_trials_are_known_to_be_poor():
    def score(params, rng):
        return rng.normal() if params["x"] < 0.5 else np.nan

    seen = [t._replace(failed=bool(np.isnan(t.score))) for t in trials(100, score)]
    candidates, promising = form_beliefs(SPACE, seen, np.random.RandomState(0))
    right = np.array([params["x"] > 0.7 for params in candidates])
    assert promising[right].mean() < 0.1 < promising[~right].mean()


@pytest.mark.parametrize("score", [lambda p, rng: 1.0, lambda p, rng: np.nan])
def test_without_a_difference_nothing_is_believed(score):
    assert form_beliefs(SPACE, trials(50, score), np.random.RandomState(0)) is None


def test_few_trials_are_not_enough():
    few = trials(19, lambda p, rng: rng.normal())
    assert form_beliefs(SPACE, few, np.random.RandomState(0)) is None
