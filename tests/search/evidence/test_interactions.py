"""Interactions: the pair that acts together first, none where effects add up."""

import math

import numpy as np
import pytest
from scipy.stats import loguniform, uniform

from skgenarch.search import Rule, Space, Trial
from skgenarch.search.evidence.interactions import pairwise_interactions

SPACE = Space(
    {
        "x": uniform(0, 1),
        "y": uniform(0, 1),
        "lr": loguniform(1e-4, 1),
        "n": [1, 2, 4, 8],
        "kind": list("uvw"),
        "fixed": [3],
    }
)


def drawn(space, n, score, seed=0, stage=1, branch="root"):
    rng = np.random.RandomState(seed)
    return [
        Trial(params, float(score(params, rng)), stage, branch, "random")
        for params in space.sample(n, rng)
    ]


def interactions(trials, seed=0, space=SPACE):
    rng = np.random.RandomState(seed)
    return pairwise_interactions(space, trials, rng=rng, n_permutations=199)


def xor(p, rng):
    return ((p["x"] > 0.5) != (p["y"] > 0.5)) + 0.1 * rng.randn()


def product(p, rng):
    return p["x"] * math.log10(p["lr"]) + 0.2 * rng.randn()


def category_turns_slope(p, rng):
    return p["y"] * (1 if p["kind"] == "u" else -1) + 0.2 * rng.randn()


def additive(p, rng):
    single = -4 * (p["x"] - 0.5) ** 2 - 0.3 * (math.log10(p["lr"]) + 2) ** 2
    return single + (p["kind"] == "u") + 0.3 * rng.randn()


@pytest.mark.parametrize(
    ("score", "pair"),
    [
        (xor, ("x", "y")),
        (product, ("lr", "x")),
        (category_turns_slope, ("kind", "y")),
    ],
)
def test_the_pair_that_acts_together_comes_first(score, pair):
    first, *others = interactions(drawn(SPACE, 150, score))
    assert first.params == pair and first.significant
    assert 0.05 < first.strength < 1
    assert len(others) == 14 and not any(entry.significant for entry in others[2:])


def test_single_effects_rarely_pass_for_an_interaction():
    n_false = sum(
        interactions(drawn(SPACE, 80, additive, seed), seed)[0].significant
        for seed in range(60)
    )
    # At the 5 % level 3 are expected; 8 or more would come once in a hundred.
    assert n_false <= 7


def test_a_narrowed_sample_does_not_make_single_effects_interact():
    # Both are narrowed together, so they are far from independent over all trials.
    narrow = SPACE.restrict([Rule("x", (0.4, 0.6)), Rule("lr", (3e-3, 3e-2))])
    n_false = 0
    for seed in range(40):
        trials = drawn(SPACE, 40, additive, seed)
        trials += drawn(narrow, 60, additive, 1000 + seed, 2, "2a")
        n_false += interactions(trials, seed)[0].significant
    assert n_false <= 6


def test_an_interaction_is_found_in_a_narrowed_sample():
    narrow = SPACE.restrict([Rule("lr", (1e-3, 1e-1)), Rule("kind", None, ("u", "v"))])
    trials = drawn(SPACE, 30, xor) + drawn(narrow, 90, xor, 1, 2, "2a")
    first = interactions(trials)[0]
    assert first.params == ("x", "y") and first.significant


def test_steep_single_effects_without_noise_do_not_interact():
    def peaks(p, rng):
        return float(abs(p["x"] - 0.37) < 0.1) + float(abs(p["y"] - 0.71) < 0.1)

    n_false = sum(
        interactions(drawn(SPACE, 120, peaks, seed), seed)[0].significant
        for seed in range(20)
    )
    assert n_false <= 4


def test_conditional_parameters_interact_where_both_are_active():
    shared = {"x": uniform(0, 1)}
    space = Space(
        [
            {"kind": ["a"], "extra": uniform(0, 1), **shared},
            {"kind": ["b"], "z": [1, 2], **shared},
        ]
    )

    def score(p, rng):
        together = ((p["extra"] > 0.5) != (p["x"] > 0.5)) if "extra" in p else 0.5
        return together + 0.1 * rng.randn()

    found = interactions(drawn(space, 150, score), space=space)
    assert found[0].params == ("extra", "x") and found[0].significant
    apart = next(entry for entry in found if entry.params == ("extra", "z"))
    assert (apart.strength, apart.p_value) == (0.0, 1.0)


def test_a_constant_parameter_interacts_with_nothing():
    for entry in interactions(drawn(SPACE, 100, xor)):
        if "fixed" in entry.params:
            assert (entry.strength, entry.p_value) == (0.0, 1.0)


def test_a_catastrophic_score_does_not_hide_the_others():
    trials = drawn(SPACE, 150, xor)
    trials[3] = trials[3]._replace(score=-1e9)
    trials[4] = trials[4]._replace(score=math.nan)
    first = interactions(trials)[0]
    assert first.params == ("x", "y") and first.significant


@pytest.mark.parametrize("n", [0, 1, 12])
def test_too_few_trials_are_not_distinguishable_from_chance(n):
    found = interactions(drawn(SPACE, n, xor))
    assert len(found) == 15
    for entry in found:
        assert entry.strength == 0 and math.isnan(entry.p_value)
        assert str(entry).endswith("0% (not distinguishable from chance)")


def test_a_single_parameter_has_no_pair():
    space = Space({"x": uniform(0, 1)})
    assert interactions(drawn(space, 50, lambda p, rng: p["x"]), space=space) == []


def test_a_rare_interaction_is_not_taken_for_outliers():
    trials = drawn(SPACE, 200, lambda p, rng: float(p["kind"] == "u" and p["n"] == 8))
    first = interactions(trials)[0]
    assert first.params == ("kind", "n") and first.significant


def test_failed_trials_count_as_missing():
    found = interactions(drawn(SPACE, 80, lambda p, rng: math.nan))
    assert all(math.isnan(entry.p_value) for entry in found)


@pytest.mark.parametrize("score", [lambda p, rng: 1.0, lambda p, rng: p["n"] * 1.0])
def test_where_single_effects_say_it_all_no_pair_has_any(score):
    for entry in interactions(drawn(SPACE, 80, score)):
        assert (entry.strength, entry.p_value) == (0.0, 1.0)


def test_a_parameter_that_is_never_active_interacts_with_nothing():
    space = Space([{"x": uniform(0, 1), "y": uniform(0, 1)}, {"other": [1, 2]}])
    trials = [
        trial
        for trial in drawn(space, 80, lambda p, rng: rng.randn())
        if "x" in trial[0]
    ]
    for entry in interactions(trials, space=space):
        if "other" in entry.params:
            assert entry.p_value == 1
