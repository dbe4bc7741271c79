"""What every sampler does, whatever its method."""

import math
import pickle

import numpy as np
import pytest
from scipy.stats import loguniform, norm, poisson, randint, uniform
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression

from skgenarch.search import Rule, Space, Trial
from skgenarch.search.samplers.protocol import make_sampler, sampler_name

SPACES = {
    "lists": Space({"n_filters": [8, 16, 32, 64], "attention": ["soft", "hard"]}),
    "distributions": Space(
        {
            "rate": loguniform(1e-5, 1.0),
            "dropout": uniform(0, 0.5),
            "width": randint(3, 30),
            "shift": norm(0, 1),
            "count": poisson(3),
        }
    ),
    "odd categories": Space(
        {
            "model": [LogisticRegression(), DummyClassifier()],
            "shape": [[8], [8, 8], {"depth": 2}],
            "limit": [None, 5, 10],
            "flag": [True, False, 1],
        }
    ),
    "conditions": Space(
        {"recurrent": ["none", "gru", "lstm"], "units": [8, 16, 32], "rate": [1, 2]},
        conditions={"units": "recurrent != 'none'"},
    ),
    "dicts": Space(
        [
            {"kernel": ["linear"], "C": loguniform(0.1, 10)},
            {"kernel": ["rbf", "poly"], "C": loguniform(0.1, 10), "gamma": ["auto"]},
            {"kernel": ["rbf"], "C": [1, 10], "gamma": loguniform(0.01, 1)},
            {},
        ]
    ),
}
SMALL = Space(
    [{"kernel": ["linear"], "C": [1, 10]}, {"kernel": ["rbf"], "gamma": [0.1, 1.0]}]
)


class Backwards:
    """What a user might write: takes the last of what is left."""

    def propose(self, space, trials, n, rng):
        tried = [trial.params for trial in trials]
        return space.sample(1000, rng, exclude=tried)[::-1][:n]


SAMPLERS = ["random", "gaussian_process", "forest", "tpe", "gp", "user"]
# A Gaussian process takes its time, so it only meets the two that differ most.
PAIRS = [
    (name, kind)
    for name in SAMPLERS
    for kind in SPACES
    if name != "gp" or kind in ("odd categories", "conditions")
]


def make(name):
    if name in ("tpe", "gp"):
        pytest.importorskip("optuna")
    return make_sampler(Backwards() if name == "user" else name)


@pytest.fixture(params=SAMPLERS)
def sampler(request):
    return make(request.param)


@pytest.fixture(params=PAIRS, ids=" in ".join)
def pair(request):
    name, kind = request.param
    return make(name), SPACES[kind]


def scored(params, score, failed=False):
    return Trial(params, score, stage=1, branch="root", sampler="x", failed=failed)


def history(space, n, seed=0):
    """Trials with scores in no relation to the parameters."""
    rng = np.random.RandomState(seed)
    return [scored(params, rng.normal()) for params in space.sample(n, rng)]


def test_candidates_are_new_and_in_the_space(pair):
    sampler, space = pair
    trials = history(space, 12)
    found = sampler.propose(space, trials, 4, np.random.RandomState(0))
    keys = [space.key(params) for params in found]
    assert None not in keys
    tried = {space.key(trial.params) for trial in trials}
    assert len(set(keys) - tried) == len(keys) == min(4, space.size - len(tried))


def test_the_same_rng_gives_the_same_candidates(pair):
    sampler, space = pair
    trials = history(space, 12)
    found = [
        [space.key(p) for p in sampler.propose(space, trials, 2, rng)]
        for rng in (np.random.RandomState(3), np.random.RandomState(3))
    ]
    assert found[0] == found[1]


def test_nothing_but_the_rng_is_drawn_from(pair):
    sampler, space = pair
    trials = history(space, 12)
    np.random.seed(0)
    before = np.random.get_state()[1].copy()
    sampler.propose(space, trials, 1, np.random.RandomState(0))
    np.testing.assert_array_equal(np.random.get_state()[1], before)


def test_the_trials_are_left_as_they_were(sampler):
    space = SPACES["odd categories"]
    trials = history(space, 12)
    before = [(dict(trial.params), trial.score) for trial in trials]
    sampler.propose(space, trials, 2, np.random.RandomState(0))
    assert [(trial.params, trial.score) for trial in trials] == before


def test_without_trials_candidates_come_all_the_same(pair):
    sampler, space = pair
    found = sampler.propose(space, [], 3, np.random.RandomState(0))
    assert len(found) == 3
    assert all(params in space for params in found)


def test_a_finite_space_is_exhausted_and_then_no_more(sampler):
    rng, trials = np.random.RandomState(0), []
    for _ in range(SMALL.size):
        (params,) = sampler.propose(SMALL, trials, 1, rng)
        trials.append(scored(params, rng.normal()))
    assert len({SMALL.key(trial.params) for trial in trials}) == 4
    assert sampler.propose(SMALL, trials, 1, rng) == []


def test_asked_for_more_than_there_are_it_returns_what_is_left(sampler):
    trials = history(SMALL, 1)
    found = sampler.propose(SMALL, trials, 10, np.random.RandomState(0))
    assert len(found) == 3


def test_asked_for_none_it_returns_none(pair):
    sampler, space = pair
    assert sampler.propose(space, history(space, 12), 0, np.random.RandomState(0)) == []


@pytest.mark.parametrize("failed", [True, False], ids=["failed", "pending"])
def test_candidates_without_a_score_are_not_repeated(sampler, failed):
    space = SPACES["lists"]
    rng = np.random.RandomState(0)
    trials = [scored(params, math.nan, failed) for params in space.sample(7, rng)]
    assert len(sampler.propose(space, trials, 1, rng)) == 1
    (left,) = sampler.propose(space, trials, 5, rng)
    assert left not in [trial.params for trial in trials]


def test_scores_may_be_infinite_equal_or_partly_missing(pair):
    sampler, space = pair
    trials = history(space, 15)
    odd = [math.inf, -math.inf, 1.0, 1.0, 1.0, math.nan] * 3
    trials = [t._replace(score=s) for t, s in zip(trials, odd, strict=False)]
    found = sampler.propose(space, trials, 1, np.random.RandomState(0))
    assert all(params in space for params in found)


def test_a_narrowed_space_is_kept_to_with_trials_from_outside(sampler):
    space = SPACES["distributions"]
    rules = [Rule("rate", bounds=(0.01, 0.1)), Rule("width", bounds=(5, 9))]
    trials = history(space, 30)
    narrow = space.restrict(rules)
    for params in sampler.propose(narrow, trials, 4, np.random.RandomState(0)):
        assert params in narrow
        assert 0.01 <= params["rate"] <= 0.1
        assert 5 <= params["width"] <= 9


def test_values_come_back_as_they_were_given(sampler):
    space = SPACES["odd categories"]
    found = sampler.propose(space, history(space, 12), 5, np.random.RandomState(0))
    (domains,) = space.grids
    for params in found:
        for name, value in params.items():
            assert any(value is choice for choice in domains[name].values)


def test_integers_stay_integers(sampler):
    space = SPACES["distributions"]
    (params,) = sampler.propose(space, history(space, 12), 1, np.random.RandomState(0))
    assert isinstance(params["width"], (int, np.integer))
    assert isinstance(params["count"], (int, np.integer))


def test_it_has_a_name_and_can_be_pickled(sampler):
    assert sampler_name(sampler) == sampler_name(pickle.loads(pickle.dumps(sampler)))


def test_an_unknown_name_is_refused_with_those_there_are():
    with pytest.raises(
        ValueError, match=r"'forest', 'gaussian_process', 'gp', .*'grid'"
    ):
        make_sampler("grid")


def test_a_class_is_refused_in_place_of_an_object():
    with pytest.raises(ValueError, match="an object with a method propose"):
        make_sampler(Backwards)


@pytest.mark.parametrize("sampler", ["gaussian_process", "forest"])
class TestSurrogates:
    """What went wrong once, for samplers that learn from a table of numbers."""

    def tried(self, sampler, space, score, n=40, seed=0):
        rng, trials = np.random.RandomState(seed), []
        for _ in range(n):
            found = make_sampler(sampler).propose(space, trials, 1, rng)
            if not found:
                break
            trials.append(Trial(found[0], score(found[0]), 1, "root", "x"))
        return [trial.params for trial in trials]

    def test_numbers_that_are_categories_elsewhere_are_not_tried_twice(self, sampler):
        depths = list(range(1, 13))
        space = Space(
            [
                {"all": [False], "features": ["sqrt", 1.0], "depth": depths},
                {"all": [True], "features": [0.3, 0.6, 1.0], "depth": depths},
                {"features": [0.3, 0.6, 1.0], "all": [True, False], "depth": [1, 2]},
            ]
        )
        found = self.tried(sampler, space, lambda p: -abs(p["depth"] - 5), n=70)
        keys = {space.key(params) for params in found}
        assert len(keys) == len(found) == min(70, len(keys))

    def test_each_dict_has_a_scale_of_its_own(self, sampler):
        space = Space(
            [
                {"C": loguniform(1e-3, 1e3), "kernel": ["rbf"]},
                {"C": uniform(0, 0.01), "kernel": ["linear"]},
            ]
        )

        def score(params):
            return -abs(math.log10(params["C"]) - 1) - (params["kernel"] == "linear")

        late = self.tried(sampler, space, score)[20:]
        assert (
            sum(params["kernel"] == "rbf" and params["C"] > 1 for params in late) > 10
        )

    def test_one_and_one_point_zero_are_both_proposed(self, sampler):
        space = Space({"leaf": [1, 1.0, 0.5, 2], "x": list(range(50))})
        found = self.tried(sampler, space, lambda p: type(p["leaf"]) is float)
        assert sum(repr(params["leaf"]) == "1.0" for params in found[10:]) > 5

    def test_a_space_without_parameters(self, sampler):
        space = Space([{}, {"a": list(range(20)), "b": list(range(20))}])
        trials = [
            Trial(params, 0.0, 1, "root", "x")
            for params in space.sample(30, np.random.RandomState(0))
            if params
        ]
        empty = space.restrict([Rule("a", inactive=True)])
        rng = np.random.RandomState(0)
        assert make_sampler(sampler).propose(empty, trials, 3, rng) == [{}]
        assert self.tried(sampler, empty, lambda params: 1.0) == [{}]

    def test_huge_integers_stay_in_the_space(self, sampler):
        for space in (
            Space({"n": randint(2**53, 2**53 + 300)}),
            Space({"n": [10**400, 1, 2**60, 2**60 + 1], "x": list(range(20))}),
        ):
            found = self.tried(sampler, space, lambda params: 0.0)
            assert all(params in space for params in found)
            assert len({space.key(params) for params in found}) == len(found)
