"""The forest sampler learns, and from what it should."""

import math

import numpy as np
import pytest
from scipy.stats import loguniform, uniform

from skgenarch.search import RandomSampler, Rule, Space, Trial
from skgenarch.search.samplers.forest import ForestSampler


def scored(params, score, failed=False):
    return Trial(params, score, stage=1, branch="root", sampler="x", failed=failed)


def search(sampler, space, score, n, seed):
    """Propose one after the other; return the trials."""
    rng, trials = np.random.RandomState(seed), []
    for _ in range(n):
        (params,) = sampler.propose(space, trials, 1, rng)
        trials.append(scored(params, score(params)))
    return trials


def best(trials):
    return max(trial.score for trial in trials)


class TestLearning:
    GRID = Space(
        {
            "rate": [10.0**-k for k in range(6)],
            "width": list(range(10)),
            "depth": list(range(10)),
            "attention": ["soft", "hard", "none"],
            "norm": ["batch", "layer", "none"],
        }
    )

    @staticmethod
    def grid_score(params):
        return (
            -((math.log10(params["rate"]) + 2) ** 2)
            - 0.3 * abs(params["width"] - params["depth"] - 2)
            - 0.1 * params["depth"]
            + (params["attention"] == "soft") * (params["norm"] == "layer")
        )

    def test_it_finds_the_best_of_9000_where_random_search_does_not(self):
        found = {
            sampler.name: [
                best(search(sampler, self.GRID, self.grid_score, 60, seed))
                for seed in range(3)
            ]
            for sampler in (ForestSampler(), RandomSampler())
        }
        assert np.median(found["forest"]) == 1.0
        assert np.median(found["random"]) < 0.5

    def test_it_learns_on_distributions(self):
        space = Space({"rate": loguniform(1e-6, 1.0), "dropout": uniform(0, 1)})

        def score(params):
            return -abs(math.log10(params["rate"]) + 4.5) - abs(params["dropout"] - 0.8)

        found = [best(search(ForestSampler(), space, score, 40, s)) for s in range(3)]
        assert np.median(found) > -0.15

    def test_it_learns_which_conditional_parameters_are_worth_having(self):
        space = Space(
            {
                "recurrent": ["none", "gru", "lstm", "rnn"],
                "units": list(range(20)),
                "rate": list(range(20)),
            },
            conditions={"units": "recurrent != 'none'"},
        )

        def score(params):
            gain = 5 - abs(params["units"] - 13) if "units" in params else 4
            return gain * (params["recurrent"] != "rnn") - abs(params["rate"] - 6)

        runs = [search(ForestSampler(), space, score, 80, seed) for seed in range(5)]
        assert sum(best(trials) == 5 for trials in runs) >= 3
        late = [trial.params["recurrent"] for run in runs for trial in run[60:]]
        assert late.count("gru") + late.count("lstm") > 60

    def test_outliers_do_not_matter(self):
        def candidates(outlier):
            trials = [
                scored({"x": x}, outlier if x == 0 else float(x)) for x in range(30)
            ]
            space = Space({"x": list(range(100))})
            return ForestSampler().propose(space, trials, 5, np.random.RandomState(0))

        assert candidates(-1.0) == candidates(-1e300) == candidates(-math.inf)

    def test_trials_outside_the_space_inform_it(self):
        space = Space({"x": list(range(50)), "kind": ["a", "b"]})
        narrow = space.restrict([Rule("kind", categories=("a",))])
        trials = [scored({"x": x, "kind": "b"}, -abs(x - 25)) for x in range(0, 50, 2)]
        found = ForestSampler().propose(narrow, trials, 5, np.random.RandomState(0))
        assert all(abs(params["x"] - 25) <= 6 for params in found)

    def test_in_a_narrow_space_it_goes_on_from_what_is_good_there(self):
        space = Space({"x": list(range(50)), "y": list(range(200)), "kind": ["a", "b"]})
        narrow = space.restrict([Rule("kind", categories=("b",))])
        rng = np.random.RandomState(0)
        trials = [
            scored(p, 100 * (p["kind"] == "a") - abs(p["x"] - 10) - abs(p["y"] - 77))
            for p in space.sample(60, rng)
        ]
        trials += [scored({"x": 10, "y": 77, "kind": "b"}, 0.0)]
        found = ForestSampler().propose(narrow, trials, 10, rng)
        near = [params["x"] == 10 or params["y"] == 77 for params in found]
        assert sum(near) >= 5


class TestMissingScores:
    SPACE = Space({"x": list(range(100)), "kind": ["good", "bad"]})

    def proposed(self, trials):
        found = ForestSampler().propose(
            self.SPACE, trials, 20, np.random.RandomState(0)
        )
        return [params["kind"] for params in found]

    def test_failed_trials_are_the_worst(self):
        trials = [scored({"x": x, "kind": "good"}, -1.0) for x in range(0, 20)]
        trials += [scored({"x": x, "kind": "bad"}, math.nan, True) for x in range(20)]
        assert self.proposed(trials).count("good") >= 18

    def test_pending_trials_tell_nothing(self):
        trials = [
            scored({"x": x, "kind": kind}, -float(x))
            for x in range(10, 30)
            for kind in ("good", "bad")
        ]
        pending = [scored({"x": 99, "kind": "bad"}, math.nan)]
        assert self.proposed(trials + pending) == self.proposed(trials)

    def test_up_to_n_initial_scores_it_draws_at_random(self):
        trials = [scored({"x": x, "kind": "good"}, float(x)) for x in range(9)]
        trials += [scored({"x": 50, "kind": "bad"}, math.nan)]
        tried = [trial.params for trial in trials]
        drawn = self.SPACE.sample(3, np.random.RandomState(0), exclude=tried)
        rng = np.random.RandomState(0)
        assert ForestSampler(n_initial=10).propose(self.SPACE, trials, 3, rng) == drawn

    def test_one_score_is_enough_if_so_wished(self):
        trials = [scored({"x": 5, "kind": "good"}, 1.0)]
        (params,) = ForestSampler(n_initial=1).propose(
            self.SPACE, trials, 1, np.random.RandomState(0)
        )
        assert params in self.SPACE

    def test_no_score_is_not(self):
        with pytest.raises(ValueError, match=r"'n_initial' must be at least 1. Got 0"):
            ForestSampler(n_initial=0)


def test_on_a_continuous_scale_it_does_not_creep_up_on_the_best():
    space = Space({"x": uniform(0, 1), "y": ["a", "b"]})
    rng, trials = np.random.RandomState(0), []
    for _ in range(60):
        (params,) = ForestSampler().propose(space, trials, 1, rng)
        trials.append(Trial(params, -abs(params["x"] - 0.3), 1, "root", "forest"))
    near = sorted(t.params["x"] for t in trials if abs(t.params["x"] - 0.3) < 0.05)
    for kind in "ab":
        found = sorted(t.params["x"] for t in trials if t.params["y"] == kind)
        places = np.round(200 * np.array(found))
        assert len(set(places[10:])) == len(places[10:])
    assert len(near) > 10
