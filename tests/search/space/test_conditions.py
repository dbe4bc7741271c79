from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, loguniform, poisson, randint, uniform
from sklearn.decomposition import PCA

from skgenarch.search import Rule, Space

NETS = {
    "recurrent": ["none", "gru", "lstm"],
    "n_units": randint(8, 65),
    "n_layers": [1, 2, 3],
    "width_2": [16, 32],
    "dropout_2": uniform(0, 0.5),
    "lr": loguniform(1e-4, 1),
}
CONDITIONS = {
    "n_units": "recurrent != 'none'",
    "width_2": "n_layers >= 2",
    "dropout_2": "width_2 == 32",
}


def samples(space, n=2000):
    return space.sample(n, np.random.RandomState(0))


def test_a_parameter_is_there_exactly_where_its_condition_holds():
    for params in samples(Space(NETS, CONDITIONS), 300):
        assert ("n_units" in params) == (params["recurrent"] != "none")
        assert ("width_2" in params) == (params["n_layers"] >= 2)
        assert ("dropout_2" in params) == (params.get("width_2") == 32)


def test_parents_keep_their_own_distribution():
    found = samples(Space(NETS, CONDITIONS))
    for name, n_values in (("recurrent", 3), ("n_layers", 3)):
        counts = Counter(params[name] for params in found)
        assert len(counts) == n_values
        assert all(abs(n / 2000 - 1 / n_values) < 0.04 for n in counts.values())
    active = [params["width_2"] for params in found if "width_2" in params]
    assert abs(np.mean(np.array(active) == 32) - 0.5) < 0.05


def test_parents_keep_their_distribution_in_a_finite_space_too():
    space = Space(
        {"a": ["x", "y"], "b": list(range(1000))}, conditions={"b": "a == 'y'"}
    )
    assert space.size == 1001
    assert list(space.weights) == [0.5, 0.5]


def test_a_space_prints_its_conditions():
    assert str(Space(NETS, CONDITIONS)) == (
        "dropout_2: 0 to 0.5, active when width_2 == 32\n"
        "lr: 0.0001 to 1, log scale\n"
        "n_layers: 1, 2, 3\n"
        "n_units: integers 8 to 64, active when recurrent != 'none'\n"
        "recurrent: 'none', 'gru', 'lstm'\n"
        "width_2: 16, 32, active when n_layers >= 2"
    )


def test_a_parameter_that_rules_made_always_active_prints_no_condition():
    space = Space(NETS, CONDITIONS).restrict([Rule("n_units", (32, None))])
    assert "n_units: integers 32 to 64\n" in str(space)
    assert "recurrent: 'gru', 'lstm'\n" in str(space)
    assert "width_2: 16, 32, active when n_layers >= 2" in str(space)


def test_a_parameter_that_rules_made_inactive_is_not_printed():
    space = Space(NETS, CONDITIONS).restrict([Rule("recurrent", None, ("none",))])
    assert "n_units" not in str(space) and "n_units" not in space.params


@pytest.mark.parametrize(
    ("condition", "active"),
    [
        ("a == 1 and b == 'x'", {(1, "x")}),
        ("a == 1 or b == 'x'", {(1, "x"), (1, "y"), (2, "x"), (3, "x")}),
        ("not (a == 1 or b == 'x')", {(2, "y"), (3, "y")}),
        ("a in [1, 3]", {(1, "x"), (1, "y"), (3, "x"), (3, "y")}),
        ("a != 2 and not a > 2", {(1, "x"), (1, "y")}),
        ("1 < a <= 3 and b is not 'x'", {(2, "y"), (3, "y")}),
    ],
)
def test_conditions_on_several_parents(condition, active):
    space = Space(
        {"a": [1, 2, 3], "b": ["x", "y"], "child": [0]}, conditions={"child": condition}
    )
    found = samples(space, 99)
    assert len(found) == space.size == 6
    assert {(p["a"], p["b"]) for p in found if "child" in p} == active


@pytest.mark.parametrize(
    ("parent", "condition", "share"),
    [
        (uniform(0, 10), "parent < 2", 0.2),
        (uniform(0, 10), "2 <= parent <= 5 or parent > 9", 0.4),
        (loguniform(1e-4, 1), "parent >= 0.01", 0.5),
        (randint(0, 10), "parent != 3", 0.9),
        (randint(0, 10), "parent in (1, 2, 7)", 0.3),
        (binom(2, 0.5), "parent in (0, 2)", 0.5),
        (poisson(1), "parent == 0", np.exp(-1)),
    ],
)
def test_a_condition_on_a_distribution_holds_with_its_probability(
    parent, condition, share
):
    space = Space({"parent": parent, "child": [0]}, conditions={"child": condition})
    active = ["child" in grid for grid in space.grids]
    assert space.weights[active].sum() == pytest.approx(share)
    assert space.mass == 1.0
    # The parent as a whole is as it was.
    (domain,) = space.domains("parent")
    assert str(domain) == str(Space({"parent": parent}).domains("parent")[0])


def test_comparisons_with_an_inactive_parent_do_not_hold():
    given = {"a": [0, 1], "b": [0, 1], "c": [5], "d": [6]}
    conditions = {"b": "a == 1", "c": "b != 0", "d": "b is inactive"}
    found = samples(Space(given, conditions), 99)
    assert len(found) == 3
    assert {"a": 0, "d": 6} in found
    assert {"a": 1, "b": 0} in found
    assert {"a": 1, "b": 1, "c": 5} in found


def test_a_condition_in_a_list_of_dicts_counts_in_the_dicts_that_have_the_parameter():
    space = Space(
        [{"kernel": ["rbf", "linear"], "gamma": [1, 2]}, {"kernel": ["poly"]}],
        conditions={"gamma": "kernel == 'rbf'"},
    )
    assert space.size == 4
    assert {"kernel": "poly"} in space and {"kernel": "linear"} in space
    assert {"kernel": "linear", "gamma": 1} not in space


def test_categories_that_are_objects_may_be_compared_by_their_text():
    given = {"reduce": ["passthrough", PCA(n_components=2)], "whiten": [True, False]}
    space = Space(given, conditions={"whiten": "reduce is PCA(n_components=2)"})
    assert {"reduce": "passthrough"} in space
    assert {"reduce": given["reduce"][1], "whiten": True} in space
    assert space.size == 3


@pytest.mark.parametrize(
    ("conditions", "error", "message"),
    [
        ({"z": "a == 1"}, ValueError, "name 'z', which is not in the space: a, b, c"),
        ({"a": "z == 1"}, ValueError, "condition of 'a': The parameter 'z' is not in"),
        ({"a": "a == 1"}, ValueError, "about 'a' itself"),
        ({"a": "b == 1", "b": "a == 1"}, ValueError, "in a circle: 'a' → 'b' → 'a'"),
        ({"a": "b == 1 and b == 2"}, ValueError, "of 'a', .* holds nowhere"),
        ({"a": "b >="}, ValueError, r"condition of 'a': .*\n    b >=\n        \^"),
        ({"a": 1}, TypeError, "condition of 'a': .* must be a text"),
        ({"a": "b + c"}, ValueError, "condition of 'a': 'b [+] c' is not a comparison"),
        (["a"], TypeError, "'conditions' must be a dict of expressions"),
    ],
)
def test_bad_conditions_are_refused(conditions, error, message):
    given = {"a": [1, 2], "b": [1, 2], "c": [1, 2]}
    with pytest.raises(error, match=message):
        Space(given, conditions)


def test_conditions_that_split_a_space_into_countless_parts_are_refused():
    given = {f"{kind}{i}": [0, 1] for i in range(20) for kind in "pc"}
    conditions = {f"c{i}": f"p{i} == 1" for i in range(20)}
    with pytest.raises(ValueError, match="into more than 4096 parts"):
        Space(given, conditions)


def test_a_long_chain_of_conditions_needs_few_parts():
    given = {"depth": list(range(30)), **{f"width_{i:02}": [8, 16] for i in range(30)}}
    conditions = {f"width_{i:02}": f"depth >= {i}" for i in range(1, 30)}
    assert len(Space(given, conditions).grids) == 30


def test_the_order_of_writing_conditions_does_not_matter():
    turned = dict(reversed(CONDITIONS.items()))
    assert samples(Space(NETS, CONDITIONS), 20) == samples(Space(NETS, turned), 20)


def test_a_space_of_a_space_is_an_equal_copy():
    space = Space(NETS, CONDITIONS)
    copy = Space(space)
    assert copy == space and hash(copy) == hash(space) and copy is not space
    assert samples(copy, 9) == samples(space, 9)
    with pytest.raises(ValueError, match="of a Space cannot be changed"):
        Space(space, conditions={})


def test_a_space_keeps_its_own_conditions():
    conditions = dict(CONDITIONS)
    space = Space(NETS, conditions)
    conditions.clear()
    space.conditions.clear()
    assert space.conditions == CONDITIONS


def test_spaces_with_other_conditions_differ():
    assert Space(NETS, CONDITIONS) != Space(NETS)
    assert Space(NETS) != NETS


def test_a_conditional_space_shows_how_to_make_it_again():
    space = Space({"a": [1, 2], "b": [3]}, conditions={"b": "a == 1"})
    expected = "Space([{'a': [1, 2], 'b': [3]}], conditions={'b': 'a == 1'})"
    assert repr(space) == expected
    restricted = space.restrict([Rule("a", (2, None))])
    assert repr(restricted) == f"{expected}.restrict({list(restricted.rules)!r})"


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(sorted(NETS)), max_size=3), st.integers(0, 999))
def test_drawing_given_rules_is_drawing_until_they_match(names, seed):
    space = Space(NETS, CONDITIONS)
    rng = np.random.RandomState(seed)
    example = space.sample(1, rng)[0]
    rules = [
        Rule(name, None, (example[name],))
        if isinstance(example[name], str)
        else Rule(name, (None, example[name]))
        for name in names
        if name in example
    ]
    small = space.restrict(rules)
    assert example in small
    share = np.mean(
        [all(rule.matches(params) for rule in rules) for params in samples(space, 400)]
    )
    assert abs(small.mass - share) < 0.13
    assert all(
        params in space and all(rule.matches(params) for rule in rules)
        for params in small.sample(5, rng)
    )


def test_keys_stand_for_candidates_of_every_part():
    space = Space(NETS, CONDITIONS)
    for params in samples(space, 50):
        assert space.from_key(space.key(params)) == params
