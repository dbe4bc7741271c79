"""From trials to rules: the table, the tree, its leaves."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import loguniform, randint, uniform
from sklearn.linear_model import LogisticRegression

from skgenarch.search import Rule, Space, Trial
from skgenarch.search.course.trials import top_trials
from skgenarch.search.evidence.regions import find_regions
from skgenarch.search.evidence.table import NumberColumn, tabulate
from skgenarch.search.evidence.trees import fit_tree, good_leaves, members, simplify

OPTIONS = {"quantile": 0.2, "max_depth": 4, "min_samples_leaf": None}


def trials_of(candidates, score):
    return [Trial(params, score(params), 1, "root", "random") for params in candidates]


def random_trials(space, n, score, seed=0):
    return trials_of(space.sample(n, np.random.RandomState(seed)), score)


def region_of(space, trials, seed=0, **options):
    rng = np.random.RandomState(seed)
    options = {**OPTIONS, **options}
    return next(
        iter(find_regions(space, trials, rng=rng, max_regions=1, **options)), None
    )


# The table


def test_numbers_become_ranks_categories_become_ones_and_inactive_is_nan():
    space = Space(
        [
            {"kernel": ["rbf", "poly"], "gamma": loguniform(1e-3, 10)},
            {"kernel": ["linear"]},
        ]
    )
    candidates = [
        {"kernel": "rbf", "gamma": 0.5},
        {"kernel": "linear"},
        {"kernel": "poly", "gamma": 0.002},
    ]
    columns, table = tabulate(space, candidates)
    names = [getattr(column, "category", "number") for column in columns]
    assert names == ["number", "rbf", "poly", "linear"]
    nan = math.nan
    expected = [[1, 1, 0, 0], [nan, 0, 0, 1], [0, 0, 1, 0]]
    np.testing.assert_array_equal(table, expected)


def test_a_parameter_with_numbers_and_categories_gets_both_kinds_of_column():
    space = Space([{"gamma": ["scale", "auto"]}, {"gamma": uniform(0, 1)}])
    candidates = [{"gamma": "scale"}, {"gamma": 0.3}, {"gamma": 0.1}]
    _, table = tabulate(space, candidates)
    expected = [[math.nan, 1, 0], [1, 0, 0], [0, 0, 0]]
    np.testing.assert_array_equal(table, expected)


def test_a_list_of_mixed_types_is_all_categories_and_bools_are_no_numbers():
    space = Space({"m": ["sqrt", 0.5, None], "b": [True, False]})
    columns, _ = tabulate(space, space.sample(9, np.random.RandomState(0)))
    assert not any(isinstance(column, NumberColumn) for column in columns)
    assert [column.category for column in columns] == [True, False, "sqrt", 0.5, None]


@pytest.mark.parametrize(
    ("spec", "observed", "threshold", "expected"),
    [
        ([8, 16, 32, 64], [8, 16, 64], 0.5, (8, 16)),
        ([8, 16, 32, 64], [8, 64], 0.5, (32, 64)),
        ([0.1, 0.5, 0.9], [0.1, 0.5, 0.9], 1.5, (0.5, 0.9)),
        (randint(1, 100), [10, 21], 0.5, (15, 16)),
        (uniform(0, 1), [0.21, 0.32], 0.5, (0.3, 0.3)),
        (uniform(0, 1), [0.2151, 0.218], 0.5, (0.217, 0.217)),
        (uniform(0, 1), [0.1, 0.2, 0.4, 0.9], 2.0, (0.7, 0.7)),
        (loguniform(1e-6, 1), [1e-5, 1e-3], 0.5, (1e-4, 1e-4)),
        (uniform(0, 1), [0.5, np.nextafter(0.5, 1)], 0.5, (0.5, 0.5)),
    ],
)
def test_splits_fall_on_the_scale_of_the_parameter(spec, observed, threshold, expected):
    column = NumberColumn(
        "p", np.array(observed), tuple(Space({"p": spec}).domains("p"))
    )
    assert column.bounds(threshold) == pytest.approx(expected, rel=1e-12)


@given(
    st.lists(st.floats(1e-6, 1, allow_subnormal=False), min_size=2, unique=True),
    st.data(),
)
def test_a_split_separates_the_observed_numbers_as_the_tree_did(numbers, data):
    observed = np.unique(numbers)
    space = Space({"p": loguniform(1e-6, 1)})
    column = NumberColumn("p", observed, tuple(space.domains("p")))
    gap = data.draw(st.integers(0, len(observed) - 2))
    below, above = column.bounds(gap + 0.5)
    assert observed[gap] <= below <= above <= observed[gap + 1]


# The top


@pytest.mark.parametrize(
    ("scores", "quantile", "expected"),
    [
        ([1, 2, 3, 4, 5], 0.2, [0, 0, 0, 0, 1]),
        ([5, 4, 3, 2, 1], 0.4, [1, 1, 0, 0, 0]),
        ([1, math.nan, 3, math.inf, -math.inf], 0.5, [0, 0, 1, 0, 0]),
        ([math.nan] * 3, 0.2, [0, 0, 0]),
        ([1, 1, 1, 1, 2], 0.4, [0, 0, 0, 0, 1]),
        ([0, 1, 1, 1, 1], 0.6, [0, 1, 1, 1, 1]),
        ([1, 1, 1, 0, 0], 0.2, [1, 1, 1, 0, 0]),
        ([7.0], 0.2, [1]),
    ],
)
def test_the_top_quantile_is_marked(scores, quantile, expected):
    trials = [Trial({}, score, 1, "root", "random") for score in scores]
    np.testing.assert_array_equal(top_trials(trials, quantile), np.array(expected) == 1)


# The rules


def test_a_numeric_rule_is_found_on_the_log_scale():
    space = Space({"lr": loguniform(1e-6, 1), "useless": uniform(0, 1)})
    trials = random_trials(space, 100, lambda p: -abs(math.log10(p["lr"]) + 3))
    region = region_of(space, trials)
    assert [rule.param for rule in region.rules] == ["lr"]
    low, high = region.rules[0].bounds
    assert 1e-4 < low < 1e-3 < high < 1e-2
    assert region.significant


def test_categories_are_kept_as_a_list():
    space = Space({"a": list("uvwxyz"), "b": uniform(0, 1)})
    trials = random_trials(space, 120, lambda p: (p["a"] in "vx") + 0.1 * p["b"])
    region = region_of(space, trials, quantile=0.33)
    assert str(region.rules[0]) == "a is one of: 'v', 'x'" or region.rules[0] in (
        Rule("a", None, ("v",)),
        Rule("a", None, ("x",)),
    )


def test_dropping_one_bad_category_keeps_the_others():
    space = Space({"a": ["good", "fine", "bad"], "b": uniform(0, 1)})
    trials = random_trials(space, 100, lambda p: (p["a"] != "bad") * 1.0)
    region = region_of(space, trials, quantile=0.6)
    assert list(map(str, region.rules)) == ["a is one of: 'good', 'fine'"]


def test_listed_numbers_keep_their_upper_part():
    space = Space({"n_filters": [8, 16, 32], "b": uniform(0, 1)})
    trials = random_trials(space, 90, lambda p: float(p["n_filters"] >= 16))
    region = region_of(space, trials, quantile=0.6)
    assert list(map(str, region.rules)) == ["n_filters ≥ 16"]
    assert "n_filters: 16, 32" in str(space.restrict(region.rules))


def test_integers_get_integer_bounds():
    space = Space({"depth": randint(1, 50)})
    trials = random_trials(space, 49, lambda p: -abs(p["depth"] - 25))
    (rule,) = region_of(space, trials).rules
    assert rule == Rule("depth", (20, 30)) or rule.bounds == (21, 29)
    assert all(isinstance(bound, int) for bound in rule.bounds)


def test_two_splits_of_one_parameter_become_one_rule():
    space = Space({"x": uniform(0, 1), "y": uniform(0, 1)})
    trials = random_trials(space, 200, lambda p: -abs(p["x"] - 0.5))
    region = region_of(space, trials)
    assert len(region.rules) == len({rule.param for rule in region.rules})
    assert region.rules[0].param == "x"


@pytest.mark.parametrize("extra", [uniform(0, 1), ["p", "q"]], ids=["number", "list"])
@pytest.mark.parametrize("active_is_better", [True, False])
def test_whether_a_parameter_is_active_can_be_the_rule(extra, active_is_better):
    shared = uniform(0, 1)
    space = Space([{"extra": extra, "x": shared}, {"x": shared}])
    trials = random_trials(
        space, 80, lambda p: float(("extra" in p) == active_is_better)
    )
    restricted = space.restrict(region_of(space, trials, quantile=0.5).rules)
    assert len(restricted.grids) == 1
    assert ("extra" in restricted.params) == active_is_better


def test_a_good_range_can_include_the_inactive():
    shared = uniform(0, 1)
    space = Space([{"extra": uniform(0, 1), "x": shared}, {"x": shared}])
    trials = random_trials(space, 120, lambda p: float(p.get("extra", 0) < 0.5))
    (rule,) = region_of(space, trials, quantile=0.7, max_depth=1).rules
    assert str(rule) == "extra ≤ 0.5 or extra is inactive"


def test_inactive_is_not_mentioned_where_another_rule_makes_it_impossible():
    space = Space([{"kind": ["a"], "extra": uniform(0, 1)}, {"kind": ["b"]}])
    rules = (Rule("kind", None, ("a",)), Rule("extra", (None, 0.5), (), True))
    candidates = space.sample(50, np.random.RandomState(0))
    assert simplify(rules, space, candidates) == (rules[0], Rule("extra", (None, 0.5)))


def test_rules_on_conditional_parameters_do_not_mention_the_impossible():
    space = Space([{"kernel": ["rbf"], "gamma": uniform(0, 1)}, {"kernel": ["linear"]}])
    trials = random_trials(
        space, 150, lambda p: -abs(p["gamma"] - 0.8) if "gamma" in p else -9.0
    )
    region = region_of(space, trials)
    assert "inactive" not in str(region)
    restricted = space.restrict(region.rules)
    assert len(restricted.grids) == 1 and "kernel: 'rbf'" in str(restricted)


def test_a_mixed_parameter_is_narrowed_to_its_numbers_or_its_categories():
    other = uniform(0, 1)
    space = Space(
        [{"gamma": ["scale", "auto"], "x": other}, {"gamma": uniform(0, 1), "x": other}]
    )
    trials = random_trials(space, 90, lambda p: float(p["gamma"] == "scale"))
    (rule,) = region_of(space, trials).rules
    assert rule == Rule("gamma", None, ("scale",))
    trials = random_trials(
        space, 90, lambda p: -1.0 if isinstance(p["gamma"], str) else p["gamma"]
    )
    (rule,) = region_of(space, trials).rules
    assert rule.categories == () and rule.bounds[0] > 0.3


def test_objects_are_categories():
    choices = [LogisticRegression(C=1), LogisticRegression(C=2), [1, 2], None]
    space = Space({"clf": choices, "x": uniform(0, 1)})
    trials = random_trials(space, 80, lambda p: float(p["clf"] is choices[1]))
    region = region_of(space, trials, quantile=0.25)
    assert [len(rule.categories) for rule in region.rules] == [1]
    assert region.rules[0].categories[0] is choices[1]
    assert "clf is LogisticRegression(C=2)" in str(region)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000), st.integers(6, 60))
def test_the_region_holds_as_many_trials_as_it_says(seed, n):
    space = Space(
        [
            {"lr": loguniform(1e-4, 1), "a": list("xyz")},
            {"lr": uniform(0, 1), "n": [1, 2, 3, 4]},
        ]
    )
    rng = np.random.RandomState(seed)
    trials = [
        Trial(params, rng.randn(), 1, "root", "random")
        for params in space.sample(n, rng)
    ]
    region = region_of(space, trials, seed)
    if region is None:
        return
    candidates = [trial.params for trial in trials]
    inside = members(region.rules, candidates)
    assert inside.sum() == region.support >= 5
    restricted = space.restrict(region.rules)
    for params, expected in zip(candidates, inside, strict=True):
        assert (params in restricted) == expected
    # No rule is idle: without any one of them more candidates come in.
    for position in range(len(region.rules)):
        others = region.rules[:position] + region.rules[position + 1 :]
        if others:
            assert members(others, candidates).sum() > region.support


@pytest.mark.parametrize(
    "score", [lambda p: 1.0, lambda p: math.nan], ids=["all tied", "all failed"]
)
def test_no_region_stands_out_where_all_trials_are_alike(score):
    space = Space({"x": uniform(0, 1)})
    assert region_of(space, random_trials(space, 30, score)) is None


def test_failed_trials_are_avoided():
    space = Space({"size": uniform(0, 1)})
    trials = random_trials(
        space, 60, lambda p: math.nan if p["size"] > 0.6 else p["size"]
    )
    (rule,) = region_of(space, trials).rules
    assert rule.bounds[0] > 0.3 and rule.bounds[1] < 0.65


def test_the_smallest_leaf_is_five_trials_or_five_percent():
    space = Space({"x": uniform(0, 1)})
    for n, smallest in ((40, 5), (300, 15)):
        trials = random_trials(space, n, lambda p: np.random.RandomState(0).randn())
        rng = np.random.RandomState(1)
        trials = [trial._replace(score=rng.randn()) for trial in trials]
        region = region_of(space, trials, max_depth=None)
        assert smallest <= region.support < 3 * smallest
    assert region_of(space, trials, max_depth=None, min_samples_leaf=60).support >= 60


# Several regions


def regions_of(space, trials, seed=0, **options):
    rng = np.random.RandomState(seed)
    return find_regions(space, trials, rng=rng, **{**OPTIONS, **options})


def two_peaks(params):
    return -min(abs(params["x"] - 0.2), abs(params["x"] - 0.8) + 0.02)


def test_two_good_places_are_two_regions_the_better_one_first():
    space = Space({"x": uniform(0, 1), "y": uniform(0, 1)})
    first, second = regions_of(
        space, random_trials(space, 150, two_peaks), quantile=0.2, max_regions=2
    )
    found = sorted([first.rules[0].bounds, second.rules[0].bounds])
    assert found[0][0] < 0.2 < found[0][1] < 0.5 < found[1][0] < 0.8 < found[1][1]
    assert first.significant and second.significant
    assert first.p_value <= second.p_value


def test_find_region_is_the_first_of_find_regions():
    space = Space({"x": uniform(0, 1), "a": list("uvw")})
    trials = random_trials(space, 80, two_peaks)
    (region,) = regions_of(space, trials, max_regions=1)
    assert region == region_of(space, trials)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_regions_are_disjoint_in_the_space_not_only_in_the_trials(seed):
    space = Space(
        [
            {"lr": loguniform(1e-4, 1), "a": list("xyz"), "n": randint(1, 9)},
            {"lr": uniform(0, 1), "n": [1, 2, 3, 4]},
        ]
    )
    rng = np.random.RandomState(seed)
    trials = [
        Trial(params, rng.randn(), 1, "root", "random")
        for params in space.sample(40, rng)
    ]
    regions = regions_of(space, trials, seed, quantile=0.4, max_regions=5)
    others = space.sample(100, rng)
    inside = np.array([members(region.rules, others) for region in regions])
    assert len(regions) <= 5
    if len(regions) > 1:
        assert inside.sum(axis=0).max() <= 1


def test_simplify_keeps_the_rules_that_set_regions_apart():
    space = Space({"x": uniform(0, 1), "y": uniform(0, 1)})
    rules = (Rule("x", (None, 0.5)), Rule("y", (None, 0.5)))
    candidates = [{"x": 0.1, "y": 0.1}, {"x": 0.9, "y": 0.9}]
    assert simplify(rules, space, candidates) == rules[:1]
    assert simplify(rules, space, candidates, keep={"y"}) == rules[1:]
    assert simplify(rules, space, candidates, keep={"x", "y"}) == rules


def test_leaves_of_an_average_share_are_no_good():
    table = np.repeat([0.0, 1.0], 10)[:, None]
    top = np.tile([True, False], 10)
    tree = fit_tree(table, table[:, 0] == 1, max_depth=1, min_samples_leaf=1, seed=0)
    assert good_leaves(tree, table, top) == []


def test_good_leaves_come_by_their_smoothed_share():
    table = np.repeat([0.0, 1.0, 2.0], [2, 10, 20])[:, None]
    top = np.repeat([True, True, False, False], [2, 9, 1, 20])
    tree = fit_tree(table, top, max_depth=None, min_samples_leaf=1, seed=0)
    # Nine of ten speak louder than two of two.
    first, second = good_leaves(tree, table, top)
    assert tree.apply([[1.0]]) == first and tree.apply([[0.0]]) == second
