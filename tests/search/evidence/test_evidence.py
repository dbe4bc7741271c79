"""What is claimed of a region, and whether it is true."""

import math
from functools import partial

import numpy as np
import pytest
from scipy.stats import norm, rankdata, uniform

from skgenarch.search import Rule, Space, Trial
from skgenarch.search.evidence.regions import Region, find_regions
from skgenarch.search.evidence.significance import drawn_alike, weigh
from skgenarch.search.evidence.trees import fit_tree

SPACE = Space({"x": uniform(0, 1), "y": uniform(0, 1), "a": list("uvw")})
OPTIONS = {"quantile": 0.2, "max_depth": 4, "min_samples_leaf": None}


def drawn(space, n, score, seed=0, stage=1, branch="root"):
    rng = np.random.RandomState(seed)
    return [
        Trial(params, float(score(params, rng)), stage, branch, "random")
        for params in space.sample(n, rng)
    ]


def region_of(trials, seed=0, space=SPACE, **options):
    rng = np.random.RandomState(seed)
    options = {**OPTIONS, **options}
    return next(
        iter(find_regions(space, trials, rng=rng, max_regions=1, **options)), None
    )


def narrowing(score, n_stages, n_iter, seed):
    """A search with the real rules: each stage in the best region so far."""
    rng = np.random.RandomState(seed)
    trials, space, branch = [], SPACE, "root"
    for stage in range(1, n_stages + 1):
        n_exploring = 0 if branch == "root" else round(0.1 * n_iter)
        origins = [(space, branch, n_iter - n_exploring), (SPACE, "root", n_exploring)]
        for where, name, n in origins:
            trials += [
                Trial(params, float(score(params, rng)), stage, name, "random")
                for params in where.sample(n, rng)
            ]
        found = find_regions(SPACE, trials, rng=rng, max_regions=1, **OPTIONS)
        region = found[0] if found else None
        if region is not None:
            space, branch = SPACE.restrict(region.rules), f"{stage + 1}a"
    return trials, region


# What is said


def test_a_real_effect_has_a_high_held_out_purity():
    space = Space({"x": uniform(0, 1), "y": uniform(0, 1)})
    region = region_of(drawn(space, 100, lambda p, rng: p["x"]), space=space)
    low, high = region.interval
    assert region.purity > 0.8 and region.p_value < 1e-4
    assert 0.6 < low < region.purity <= high <= 1
    assert region.chance == pytest.approx(0.2)
    assert str(region) == (
        f"{region.rules[0]} ({region.support} trials; held-out purity "
        f"{region.purity:.2f} [{low:.2f}, {high:.2f}] against 0.20 by chance, "
        f"p < 0.001)"
    )


def test_what_is_not_significant_says_so_and_names_no_purity():
    region = region_of(drawn(SPACE, 40, lambda p, rng: rng.randn(), 1))
    assert not region.significant
    assert f"not distinguishable from chance, p = {region.p_value:.2f})" in str(region)
    assert "purity" not in str(region)


def test_too_few_trials_to_hold_any_out_are_not_distinguishable_from_chance():
    space = Space({"x": [1, 2]})
    trials = [Trial({"x": x}, x, 1, "root", "random") for x in (1, 2)]
    region = region_of(trials, space=space, min_samples_leaf=1)
    assert math.isnan(region.p_value) and not region.significant
    assert str(region) == "x ≥ 2 (1 trial; not distinguishable from chance)"


def test_a_region_that_no_held_out_trial_fell_into_is_chance():
    # A tree that may not split has no good leaf.
    top = np.arange(20) < 5
    table = np.zeros((20, 1))
    fit = partial(fit_tree, max_depth=1, min_samples_leaf=1, seed=0)
    (found,) = weigh(
        table, top, np.arange(20.0), np.zeros(20, int), fit, 1, np.random.RandomState(0)
    )
    assert math.isnan(found.purity) and math.isnan(found.interval[0])
    assert (found.chance, found.p_value) == (0.25, 1.0)


def test_the_p_value_is_that_of_the_stratified_rank_sum():
    # One column that tells all, so each fold of 10 has its 2 top trials in the leaf.
    top = np.arange(50) < 10
    ranks = np.where(top, 1.0, 0.0)
    fit = partial(fit_tree, max_depth=1, min_samples_leaf=1, seed=0)
    (found,) = weigh(
        ranks[:, None], top, ranks, np.zeros(50, int), fit, 1, np.random.RandomState(0)
    )
    # In a fold the sum is hypergeometric: mean 0.4, variance 2 · 0.2 · 0.8 · 8 / 9.
    lead, variance = 5 * (2 - 0.4), 5 * 2 * 0.2 * 0.8 * 8 / 9
    assert found.p_value == pytest.approx(norm.sf(lead / math.sqrt(1.5 * variance)))
    assert found.purity == 1.0 and found.chance == pytest.approx(0.2)
    # Wilson's interval for 10 of 10, counted as 10 / 1.5.
    z2 = norm.isf(0.025) ** 2
    assert found.interval == pytest.approx((1 / (1 + z2 * 1.5 / 10), 1.0))


def test_a_later_region_is_never_surer_than_an_earlier_one():
    for seed in range(10):
        regions = find_regions(
            SPACE,
            drawn(SPACE, 60, lambda p, rng: p["x"] + rng.randn(), seed),
            **{**OPTIONS, "quantile": 0.4},
            max_regions=4,
            rng=np.random.RandomState(seed),
        )
        p_values = [region.p_value for region in regions]
        assert p_values == sorted(p_values)


def test_failed_trials_rank_lowest():
    space = Space({"size": uniform(0, 1)})
    trials = drawn(space, 60, lambda p, rng: math.nan if p["size"] > 0.6 else p["size"])
    assert region_of(trials, space=space).p_value < 0.001


# Drawn alike


def test_random_draws_from_a_branch_are_alike_in_every_stage_others_are_not():
    origins = [
        ("root", 1, "random"),
        ("2a", 2, "random"),
        ("root", 2, "random"),
        ("2a", 2, "forest"),
        ("2a", 3, "forest"),
        ("2a", 3, "forest"),
    ]
    trials = [Trial({}, 0.0, stage, branch, name) for branch, stage, name in origins]
    np.testing.assert_array_equal(drawn_alike(trials), [0, 1, 0, 2, 3, 3])


def test_an_idle_parameter_that_was_narrowed_with_a_good_one_is_not_claimed():
    # In the second stage y was narrowed together with x, so all its good trials have
    # a small y; without strata this made a small y look good by itself.
    def score(p, rng):
        return (p["x"] > 0.5) + 0.01 * rng.randn()

    narrow = SPACE.restrict([Rule("x", (0.5, None)), Rule("y", (None, 0.2))])
    trials = drawn(SPACE, 40, score) + drawn(narrow, 60, score, 1, 2, "2a")
    inside = np.array([trial.params["y"] <= 0.2 for trial in trials])
    ranks = rankdata([trial.score for trial in trials])
    top = ranks > 50
    fit = partial(fit_tree, max_depth=1, min_samples_leaf=5, seed=0)

    def p_value(strata):
        rng = np.random.RandomState(0)
        (found,) = weigh(inside[:, None] * 1.0, top, ranks, strata, fit, 1, rng)
        return found.p_value

    assert p_value(np.zeros(100, int)) < 0.005
    assert p_value(drawn_alike(trials)) > 0.05


# Whether it is true


@pytest.mark.parametrize("n_trials", [25, 60])
def test_shuffled_scores_are_rarely_told_from_chance(n_trials):
    n_false = 0
    for seed in range(60):
        region = region_of(drawn(SPACE, n_trials, lambda p, rng: rng.randn(), seed))
        n_false += region is not None and region.significant
    # At the 5 % level 3 are expected; 8 or more would come once in a hundred.
    assert n_false <= 7


def test_a_search_in_noise_is_rarely_told_from_chance():
    n_false = 0
    for seed in range(30):
        _, region = narrowing(lambda p, rng: rng.randn(), 3, 15, seed)
        n_false += region is not None and region.significant
    # At the 5 % level 1.5 are expected; 6 or more would come four times in a thousand.
    assert n_false <= 5


def test_what_is_claimed_of_a_search_holds_on_fresh_trials():
    def score(p, rng):
        return -abs(p["x"] - 0.3) + 0.2 * (p["a"] == "u") + 0.1 * rng.randn()

    n_claimed = n_true = 0
    for seed in range(25):
        trials, region = narrowing(score, 3, 20, seed)
        if not region.significant:
            continue
        rng = np.random.RandomState(1000 + seed)
        border = np.quantile([trial.score for trial in trials], 0.8)
        inside, anywhere = (
            np.mean([score(p, rng) >= border for p in space.sample(100, rng)])
            for space in (SPACE.restrict(region.rules), SPACE)
        )
        n_claimed += 1
        n_true += inside > anywhere
    assert n_claimed >= 8 and n_true == n_claimed


def test_the_interval_covers_the_purity_on_fresh_trials():
    def score(p, rng):
        return p["x"] + 0.3 * rng.randn()

    n_covered = 0
    for seed in range(40):
        trials = drawn(SPACE, 80, score, seed)
        region = region_of(trials, seed)
        rng = np.random.RandomState(1000 + seed)
        border = np.sort([trial.score for trial in trials])[-16]
        fresh = SPACE.restrict(region.rules).sample(100, rng)
        low, high = region.interval
        n_covered += low <= np.mean([score(p, rng) >= border for p in fresh]) <= high
    assert n_covered >= 34


def test_a_region_can_be_written_down_without_an_interval():
    region = Region((Rule("x", (0.5, None)),), 9, purity=0.7, chance=0.2, p_value=0.01)
    assert "purity 0.70 against 0.20" in str(region)
