"""The sampler that takes scores as a smooth function with noise."""

import numpy as np
import pytest

from skgenarch.search import ForestSampler, GaussianProcessSampler, Space, Trial
from skgenarch.search.samplers import smooth
from skgenarch.search.samplers.candidate_table import CandidateTable
from skgenarch.search.samplers.gaussian_process import coordinates
from skgenarch.search.samplers.surrogate import thinned

GRID = Space({"x": list(range(40)), "y": list(range(40)), "kind": ["a", "b", "c"]})


def height(params):
    far = (params["x"] - 29) ** 2 + (params["y"] - 11) ** 2
    return -far / 100 - 2 * (params["kind"] != "b")


def search(sampler, space, score, n, seed):
    rng, trials = np.random.RandomState(seed), []
    for _ in range(n):
        (params,) = sampler.propose(space, trials, 1, rng)
        trials.append(Trial(params, score(params, rng), 1, "root", "x"))
    return trials


def test_it_climbs_a_hill():
    for seed in range(3):
        trials = search(
            GaussianProcessSampler(), GRID, lambda p, rng: height(p), 50, seed
        )
        assert max(height(trial.params) for trial in trials) > -0.05


def test_a_lucky_score_does_not_draw_it_away_as_it_draws_a_forest():
    rng = np.random.RandomState(0)
    trials = [
        Trial(p, height(p) + rng.normal(), 1, "root", "x")
        for p in GRID.sample(100, rng)
    ]
    lucky = {"x": 3, "y": 36, "kind": "a"}
    trials.append(Trial(lucky, 5.0, 1, "root", "x"))

    def n_beside_it(sampler):
        found = sampler.propose(GRID, trials, 20, np.random.RandomState(0))
        return sum(abs(p["x"] - 3) + abs(p["y"] - 36) < 10 for p in found)

    assert n_beside_it(GaussianProcessSampler()) <= 2 < n_beside_it(ForestSampler())


def test_it_learns_which_of_several_dicts_is_good():
    space = Space(
        [
            {"net": ["deep"], "depth": list(range(30)), "rate": list(range(30))},
            {"net": ["wide"], "width": list(range(30)), "rate": list(range(30))},
        ]
    )

    def score(params, rng):
        own = abs(params["depth"] - 20) if "depth" in params else params["width"] + 20
        return -own - abs(params["rate"] - 7) + rng.normal()

    late = search(GaussianProcessSampler(), space, score, 80, 0)[50:]
    assert sum(trial.params["net"] == "deep" for trial in late) > 20
    deep = [trial.params for trial in late if "depth" in trial.params]
    assert np.median([abs(params["depth"] - 20) for params in deep]) <= 3
    assert np.median([abs(params["rate"] - 7) for params in deep]) <= 3


def test_distances_of_candidates():
    space = Space([{"n": [1, 10, 1000], "kind": ["a", "b"]}, {"kind": ["c"]}])
    candidates = [
        {"n": 1, "kind": "a"},
        {"n": 10, "kind": "a"},
        {"n": 1000, "kind": "a"},
        {"n": 1, "kind": "b"},
        {"kind": "c"},
    ]
    table = CandidateTable(space, candidates)
    points = coordinates(table, table.rows)
    apart = np.linalg.norm(points - points[0], axis=1)
    np.testing.assert_allclose(apart, [0, 0.5, 1, 1, np.hypot(0.5, 1)])


def test_of_many_trials_the_best_and_some_others_are_kept():
    goals = np.random.default_rng(0).permutation(1000).astype(float)
    kept = thinned(goals, most=100)
    assert len(kept) == len(set(kept)) == 100 and (np.diff(kept) > 0).all()
    assert set(goals[kept]) >= set(range(950, 1000)) and goals[kept].min() == 0
    others = np.sort(goals[kept])[:50]
    assert np.ptp(np.diff(others)) <= 1
    np.testing.assert_array_equal(thinned(goals[:100], most=100), range(100))


def test_thousands_of_trials_cost_no_more_than_hundreds(monkeypatch):
    sizes = []
    solve = smooth.cholesky
    monkeypatch.setattr(
        smooth, "cholesky", lambda a, **kw: sizes.append(len(a)) or solve(a, **kw)
    )
    rng = np.random.RandomState(0)
    space = Space({"x": list(range(5000))})
    trials = [Trial(p, 0.0 + p["x"], 1, "root", "x") for p in space.sample(2000, rng)]
    GaussianProcessSampler().propose(space, trials, 1, rng)
    assert max(sizes) == 300 and sizes.count(300) == 1


def test_what_was_learned_before_does_not_change_a_proposal():
    rng = np.random.RandomState(0)
    trials = [Trial(p, height(p), 1, "root", "x") for p in GRID.sample(37, rng)]

    def proposed():
        return GaussianProcessSampler().propose(
            GRID, trials, 3, np.random.RandomState(1)
        )

    smooth._find_scales.cache_clear()
    first = proposed()
    assert proposed() == first
    hits = smooth._find_scales.cache_info().hits
    GaussianProcessSampler().propose(GRID, trials[:35], 3, np.random.RandomState(1))
    assert smooth._find_scales.cache_info().hits == hits + 1  # up to the 35th alike


def test_few_scores_are_enough_where_that_is_asked():
    sampler = GaussianProcessSampler(n_initial=1)
    trials = [Trial({"x": 1, "y": 1, "kind": "a"}, 1.0, 1, "root", "x")]
    for _ in range(12):
        (params,) = sampler.propose(GRID, trials, 1, np.random.RandomState(0))
        trials.append(Trial(params, height(params), 1, "root", "x"))
    assert len({tuple(trial.params.values()) for trial in trials}) == 13


def test_no_initial_candidates_are_refused():
    with pytest.raises(ValueError, match=r"'n_initial' must be at least 1. Got 0"):
        GaussianProcessSampler(n_initial=0)
