import pickle
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.stats import loguniform, randint, uniform
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import ParameterSampler

from skgenarch.search import Rule, Space, TruncatedDistribution
from skgenarch.search.space.domains import as_domain


def narrowed(spec, rule):
    """The text of a domain after a rule, None if nothing is left."""
    kept, _ = as_domain("p", spec).split(rule)
    return " or ".join(str(domain) for domain, _ in kept) or None


@pytest.mark.parametrize(
    ("spec", "rule", "expected"),
    [
        ([8, 16, 32], Rule("p", (16, None)), "16, 32"),
        ([32, 8, 16], Rule("p", (None, 16)), "8, 16"),
        (np.array([0.1, 0.2]), Rule("p", (None, 0.15)), "0.1"),
        (range(5), Rule("p", (2, 3)), "2, 3"),
        ([8, 16], Rule("p", (9, 10)), None),
        (["soft", "hard", "none"], Rule("p", None, ("hard", "soft")), "'soft', 'hard'"),
        ([True, False], Rule("p", None, (True,)), "True"),
        ([None, 3, "sqrt"], Rule("p", None, (None, 3)), "None, 3"),
        ([None, 3, "sqrt"], Rule("p", (2, 4), ("sqrt",)), "3, 'sqrt'"),
        (uniform(0, 1), Rule("p", (0.2, None)), "0.2 to 1"),
        (uniform(0, 1), Rule("p", (None, None)), "0 to 1"),
        (uniform(0, 1), Rule("p", (-1, 2)), "0 to 1"),
        (uniform(0, 1), Rule("p", (2, 3)), None),
        (uniform(0, 1), Rule("p", (0.5, 0.5)), "0.5"),
        (uniform(0, 1), Rule("p", (5, 5)), None),
        (uniform(0, 1), Rule("p", None, ("a", 0.5)), "0.5"),
        (uniform(0, 1), Rule("p", None, ("a",)), None),
        (loguniform(1e-4, 1), Rule("p", (1e-3, 0.1)), "0.001 to 0.1, log scale"),
        (randint(1, 100), Rule("p", (4, 7.5)), "integers 4 to 7"),
        (randint(1, 100), Rule("p", None, (3, 200)), "3"),
        (randint(1, 100), Rule("p", (4, 7), (5, 3.0)), "integers 4 to 7 or 3"),
        (randint(1, 100), Rule("p", (4.2, 5.8)), "5"),
        (uniform(0, 1), Rule("p", (0.5, None), (0.1, 0.2)), "0.5 to 1 or 0.1, 0.2"),
        (TruncatedDistribution(uniform(), 0.2, 0.8), Rule("p", (0.5, 1)), "0.5 to 0.8"),
        (stats.norm(0, 1), Rule("p", (1, None)), "1 to inf"),
        (stats.poisson(3), Rule("p", (None, 5)), "integers 0 to 5"),
    ],
)
def test_each_kind_of_domain_narrows_as_expected(spec, rule, expected):
    assert narrowed(spec, rule) == expected


@pytest.mark.parametrize(
    ("given_space", "rules", "mass"),
    [
        ({"a": [1, 2, 3, 4]}, [Rule("a", (2, None))], 0.75),
        ({"a": uniform(0, 10)}, [Rule("a", (2, 4))], 0.2),
        ({"a": loguniform(1e-4, 1)}, [Rule("a", (None, 1e-3))], 0.25),
        ({"a": randint(0, 10)}, [Rule("a", (2, 4))], 0.3),
        ({"a": randint(0, 10)}, [Rule("a", (2, 4), (7,))], 0.4),
        ({"a": stats.binom(2, 0.5)}, [Rule("a", None, (0, 1))], 0.75),
        ({"a": stats.poisson(1)}, [Rule("a", (1, None))], 1 - np.exp(-1)),
        ({"a": stats.norm(0, 1)}, [Rule("a", (8, None))], stats.norm.sf(8)),
        ({"a": [1, 2], "b": uniform()}, [Rule("b", (0, 0.5)), Rule("a", (2, 2))], 0.25),
        ({"a": uniform()}, [Rule("a", (0.5, None)), Rule("a", (None, 0.75))], 0.25),
        ([{"a": [1, 2]}, {"b": [1, 2]}], [Rule("a", (2, None), (), True)], 0.75),
        ([{"a": uniform()}, {"b": [1]}], [Rule("a", (0.5, None))], 0.25),
        ({"a": uniform()}, [Rule("a", (0.5, 0.5))], 1e-12),
        ({"a": [1, 2]}, [], 1.0),
    ],
)
def test_the_mass_is_the_share_of_the_probability_that_is_left(
    given_space, rules, mass
):
    space = Space(given_space)
    assert space.mass == 1.0
    assert space.restrict(rules).mass == pytest.approx(mass)


def test_a_distribution_keeps_its_law_where_only_some_values_are_left():
    space = Space({"a": stats.binom(4, 0.5)}).restrict([Rule("a", None, (0, 2, 4))])
    (domain,) = space.domains("a")
    rng = np.random.RandomState(0)
    drawn = Counter(domain.draw(rng) for _ in range(900))
    assert abs(drawn[2] / 900 - 6 / 8) < 0.05 and set(drawn) == {0, 2, 4}
    # The same again when it is restricted further: 2 is six times as likely as 4.
    further = space.restrict([Rule("a", (1, None))])
    assert further.mass == pytest.approx(7 / 16)
    np.testing.assert_allclose(further.grids[0]["a"].weights, [6 / 7, 1 / 7])


def test_what_a_rule_drops_is_the_rest():
    domain = as_domain("a", randint(0, 10))
    kept, dropped = domain.split(Rule("a", (2, 4), (7, 9)))
    assert [str(piece) for piece, _ in kept] == ["integers 2 to 4", "7, 9"]
    assert [str(piece) for piece, _ in dropped] == [
        "integers 0 to 1",
        "integers 5 to 6",
        "8",
    ]
    assert sum(share for _, share in kept + dropped) == pytest.approx(1)
    assert [str(piece) for piece in domain.join([p for p, _ in kept])] == [
        "integers 2 to 4",
        "7, 9",
    ]
    assert domain.join([p for p, _ in kept + dropped]) == [domain]


def test_dicts_keep_their_weights_under_rules():
    space = Space([{"a": uniform()}, {"b": uniform()}])
    left = space.restrict([Rule("a", (0, 0.25), (), True)])
    np.testing.assert_allclose(left.weights, [0.2, 0.8])
    assert left.mass == pytest.approx(0.625)


def test_equal_domains_are_equal():
    dist = uniform()
    assert as_domain("a", dist) == as_domain("b", dist) != as_domain("a", uniform())
    assert as_domain("a", [1, "x"]) == as_domain("b", (1, "x")) != as_domain("a", [1])
    assert as_domain("a", dist) != as_domain("a", [1])


def test_narrowed_distributions_make_a_space_again():
    narrow = Space({"a": uniform(), "b": [1, 2]}).restrict([Rule("a", (0.25, 0.5))])
    again = Space(narrow.param_distributions)
    assert str(again) == str(narrow) == "a: 0.25 to 0.5\nb: 1, 2"


def test_rules_that_a_space_was_restricted_by_are_kept():
    first, second = Rule("a", (2, None)), Rule("a", (None, 3))
    space = Space({"a": [1, 2, 3, 4]}).restrict([first]).restrict([second])
    assert space.rules == (first, second)


def test_narrowing_twice_is_narrowing_by_both():
    space = Space({"lr": loguniform(1e-5, 1), "n": [1, 2, 3, 4]})
    rules = [Rule("lr", (1e-3, None)), Rule("lr", (None, 1e-1)), Rule("n", (2, 3))]
    step_by_step = space.restrict(rules[:1]).restrict(rules[1:])
    expected = "lr: 0.001 to 0.1, log scale\nn: 2, 3"
    assert str(step_by_step) == str(space.restrict(rules)) == expected


def test_narrowed_spaces_work_in_scikit_learn():
    space = Space({"lr": loguniform(1e-5, 1), "n": randint(1, 50), "a": ["x", "y"]})
    small = space.restrict(
        [Rule("lr", (1e-3, 1e-2)), Rule("n", (5, 9)), Rule("a", None, ("y",))]
    )
    for params in ParameterSampler(small.param_distributions, 30, random_state=0):
        assert params in small
        assert 1e-3 <= params["lr"] <= 1e-2 and 5 <= params["n"] <= 9


@pytest.mark.parametrize(
    ("given_space", "size"),
    [
        ({"a": [1, 2, 3], "b": ["x", "y"]}, 6),
        ({"a": [1, 1, 2]}, 2),
        ([{"a": [1, 2]}, {"b": [1, 2, 3]}, {}], 6),
        ({"a": randint(1, 4), "b": [True, False]}, 6),
        ({"a": uniform(), "b": [1, 2]}, np.inf),
        ({f"p{i}": list(range(5)) for i in range(40)}, 5**40),
        ({"a": stats.poisson(3)}, np.inf),
    ],
)
def test_size_counts_distinct_candidates(given_space, size):
    assert Space(given_space).size == size


@pytest.mark.parametrize(
    "given_space",
    [
        {"a": [1, 2, 3], "b": ["x", None, True, 1]},
        {"a": randint(1, 4), "b": ["x", "y", "z", "w"]},
        {"a": stats.binom(11, 0.5)},
        [{"a": [1, 2, 3, 4]}, {"b": [[1], [2]]}, {"a": [5], "b": list("uvwxy")}, {}],
    ],
)
def test_a_finite_space_is_sampled_without_repeats_until_it_is_empty(given_space):
    space = Space(given_space)
    rng = np.random.RandomState(0)
    first = space.sample(5, rng)
    rest = space.sample(50, rng, exclude=first)
    everything = first + rest
    assert len(first) == 5 and len(everything) == 12
    assert len({repr(params) for params in everything}) == 12
    assert space.sample(1, rng, exclude=everything) == []


def test_overlapping_dicts_do_not_repeat_a_candidate():
    space = Space([{"a": [1, 2]}, {"a": [2, 3]}])
    found = space.sample(10, np.random.RandomState(0))
    assert sorted(params["a"] for params in found) == [1, 2, 3]


def test_a_huge_finite_space_is_sampled_at_once():
    space = Space({f"p{i}": list(range(5)) for i in range(40)})
    assert len(space.sample(20, np.random.RandomState(0))) == 20


def test_what_is_rare_is_found_once_the_rest_is_exhausted():
    space = Space(
        {"a": list(range(1000)), "b": randint(0, 200_000)},
        conditions={"b": "a == 7"},
    )
    rng = np.random.RandomState(0)
    usual = [{"a": value} for value in range(1000) if value != 7]
    found = space.sample(50, rng, exclude=usual)
    assert len(found) == 50 and all(params["a"] == 7 for params in found)


def test_a_candidate_outside_of_the_space_may_be_excluded():
    space = Space({"a": [1, 2]})
    found = space.sample(9, np.random.RandomState(0), exclude=[{"z": 1}, {"a": 1}])
    assert found == [{"a": 2}]


def test_a_huge_space_with_one_likely_value_ends_instead_of_looping():
    space = Space({"a": stats.binom(10**9, 1e-14)})
    assert space.sample(5, np.random.RandomState(0)) == [{"a": 0}]


def test_a_list_of_dicts_is_sampled_by_size_if_finite_and_evenly_if_not():
    rng = np.random.RandomState(0)
    finite = Space([{"a": list(range(900))}, {"b": list(range(100))}])
    shares = Counter("a" in params for params in finite.sample(100, rng))
    assert 80 <= shares[True] <= 98
    infinite = Space([{"a": uniform()}, {"b": uniform()}])
    shares = Counter("a" in params for params in infinite.sample(200, rng))
    assert 75 <= shares[True] <= 125


@given(st.integers(0, 2**31 - 1))
def test_samples_lie_in_the_space_and_depend_on_the_seed_alone(seed):
    space = Space([{"lr": loguniform(1e-4, 1), "n": [1, 2]}, {"m": randint(0, 9)}])
    first = space.sample(8, np.random.RandomState(seed))
    assert all(params in space for params in first)
    assert first == space.sample(8, np.random.RandomState(seed))


def test_rules_drop_the_dicts_that_cannot_match():
    space = Space([{"kernel": ["rbf"], "gamma": [1, 2, 3]}, {"kernel": ["linear"]}])
    assert (
        str(space.restrict([Rule("gamma", (2, None))])) == "gamma: 2, 3\nkernel: 'rbf'"
    )
    assert str(space.restrict([Rule("gamma", None, (), True)])) == "kernel: 'linear'"
    both = space.restrict([Rule("gamma", (3, None), (), True)])
    assert str(both) == "gamma: 3\nkernel: 'rbf'\nor\nkernel: 'linear'"


def test_a_rule_that_empties_the_space_is_refused():
    with pytest.raises(ValueError, match="leave nothing of the space: a ≥ 5"):
        Space({"a": [1, 2]}).restrict([Rule("a", (5, None))])


def test_a_rule_on_an_unknown_parameter_is_refused():
    with pytest.raises(ValueError, match="'b', which is not in the space: a"):
        Space({"a": [1, 2]}).restrict([Rule("b", (5, None))])


@pytest.mark.parametrize(
    "values",
    [
        (1, 2),
        np.array([1, 2]),
        pd.Series([1, 2], index=[5, 6]),
        pd.Index([1, 2]),
        range(1, 3),
    ],
)
def test_sequences_of_any_type_are_lists_of_choices(values):
    assert list(as_domain("p", values).values) == [1, 2]


@pytest.mark.parametrize(
    ("given_space", "error", "message"),
    [
        ({}, ValueError, "must name at least one parameter. Got {}"),
        ([], ValueError, "must name at least one parameter"),
        ([{}, {}], ValueError, "must name at least one parameter"),
        ("C", TypeError, "must be a dict or a list of dicts. Got 'C'"),
        ([{"a": [1]}, 3], TypeError, "must be a dict or a list of dicts"),
        ({1: [1]}, TypeError, "must be parameter names. Got 1"),
        ({"a": []}, ValueError, "parameter 'a' must not be empty"),
        ({"a": np.zeros((2, 2))}, ValueError, r"'a' must be one-dimensional.*\(2, 2\)"),
        ({"a": 3}, TypeError, "'a' must be a list.*Got 3 .of type int"),
        ({"a": "rbf"}, TypeError, "'a' must be a list.*Got 'rbf'"),
        ({"a": {1, 2}}, TypeError, "'a' must be a list.*set"),
        ({"a": (i for i in "ab")}, TypeError, "'a' must be a list.*generator"),
        ({"a": stats.dirichlet([1, 1])}, ValueError, "'a' must be a univariate frozen"),
        ({"a": stats.beta}, ValueError, "'a' must be frozen"),
        ({"a": uniform(0, -1)}, ValueError, "'a' must have .*valid parameters"),
        ({"a": randint(5, 5)}, ValueError, "'a' must have .*valid parameters"),
        ({"a": uniform([0, 1], 2)}, ValueError, "'a' must have one value at a time"),
    ],
)
def test_bad_spaces_are_refused_by_name(given_space, error, message):
    with pytest.raises(error, match=message):
        Space(given_space)


def test_a_distribution_that_cannot_be_inverted_is_refused():
    class OnlyDraws:
        def rvs(self, random_state=None):
            return 1

    with pytest.raises(ValueError, match=r"'a' must be a univariate.*has no ppf, cdf"):
        Space({"a": OnlyDraws()})


@pytest.mark.parametrize(
    ("dist", "log"),
    [
        (loguniform(1e-4, 1), True),
        (stats.lognorm(2), True),
        (uniform(1, 100), False),
        (uniform(-1, 2), False),
        (stats.norm(10, 1), False),
        (randint(1, 100), False),
    ],
)
def test_log_scales_are_recognised(dist, log):
    assert as_domain("p", dist).log is log


def test_estimators_and_unhashable_values_are_choices():
    choices = [LogisticRegression(), LogisticRegression(C=2), [1, 2], None]
    space = Space({"clf": choices})
    found = space.sample(9, np.random.RandomState(0))
    assert len(found) == 4
    assert {id(params["clf"]) for params in found} == {id(value) for value in choices}


def test_a_space_survives_pickling_and_shows_itself():
    space = Space([{"a": [1, 2]}, {}])
    assert pickle.loads(pickle.dumps(space)).sample(9, np.random.RandomState(0))
    assert str(space) == "a: 1, 2\nor\n(defaults)"
    assert repr(space) == "Space([{'a': [1, 2]}, {}])"


def test_one_as_a_number_and_one_as_a_share_are_two_choices():
    space = Space({"max_features": [1, 1.0, 0.5]})
    assert space.size == 3
    kinds = [type(p["max_features"]) for p in space.sample(3, np.random.RandomState(0))]
    assert sorted(kind.__name__ for kind in kinds) == ["float", "float", "int"]
    assert Space({"width": [8, 16]}).key({"width": 8.0}) == (0, (0,))


def test_keys_are_remembered_by_candidate_and_not_pickled(monkeypatch):
    space = Space({"x": [1, 2, 3], "kind": ["a", "b"]})
    candidates = [*space.sample(4, np.random.RandomState(0)), {"x": 7, "kind": "a"}]
    keys = space.keys(candidates)
    assert keys == [space.key(params) for params in candidates] and keys[-1] is None
    again = pickle.loads(pickle.dumps(space))
    monkeypatch.setattr(Space, "key", None)
    assert space.keys(candidates) == keys
    with pytest.raises(TypeError):
        again.keys(candidates)


def test_what_is_excluded_is_what_it_is_now():
    space, rng = Space({"b": [1, 2]}), np.random.RandomState(0)
    params = {"b": 1}
    assert space.sample(5, rng, exclude=[params]) == [{"b": 2}]
    params["b"] = 2
    assert space.sample(5, rng, exclude=[params]) == [{"b": 1}]
    assert Space(space)._keys is not space._keys
