"""What only the adapter to Optuna does; the rest is in the contract."""

import logging
import math
import sys
from collections import Counter

import numpy as np
import pytest
from scipy.stats import loguniform, poisson, randint

from skgenarch.search import Rule, Space, Trial
from skgenarch.search.samplers.optuna import OptunaSampler

optuna = pytest.importorskip("optuna")


class Recorder(optuna.samplers.RandomSampler):
    """Remembers the trials that it is shown, in a list that copies share."""

    def __init__(self, shown):
        super().__init__()
        self.shown = shown

    def __deepcopy__(self, memo):
        return Recorder(self.shown)

    def infer_relative_search_space(self, study, trial):
        if not self.shown:  # later ones have its own suggestions
            self.shown[:] = study.get_trials(deepcopy=False)[:-1]
        return {}


def scored(params, score, failed=False):
    return Trial(params, score, stage=1, branch="root", sampler="x", failed=failed)


def shown(space, trials):
    seen = []
    OptunaSampler(Recorder(seen)).propose(space, trials, 1, np.random.RandomState(0))
    return seen


def test_lists_of_numbers_are_told_in_order_and_other_lists_as_categories():
    space = Space({"width": [64, 8, 16], "kind": ["a", "b"]})
    (trial,) = shown(space, [scored({"width": 64, "kind": "b"}, 0.5)])
    assert trial.params["width"] == 2
    assert trial.distributions["width"] == optuna.distributions.IntDistribution(0, 2)
    assert trial.params["kind"] == 1
    assert trial.distributions["kind"] == optuna.distributions.CategoricalDistribution(
        (0, 1)
    )
    assert trial.value == 0.5


def test_distributions_are_told_as_integers_or_probabilities():
    space = Space(
        {"rate": loguniform(1e-4, 1.0), "n": randint(2, 9), "count": poisson(3)}
    )
    (trial,) = shown(space, [scored({"rate": 0.01, "n": 5, "count": 3}, 0.5)])
    assert trial.params["rate"] == pytest.approx(0.5)
    assert trial.params["n"] == 5
    assert trial.distributions["n"] == optuna.distributions.IntDistribution(2, 8)
    assert trial.params["count"] == pytest.approx(poisson(3).cdf(3))


def test_wide_integers_of_a_log_scale_keep_it():
    space = Space({"width": randint(1, 5)})
    assert not shown(space, [scored({"width": 3}, 0.5)])[0].distributions["width"].log


def test_states_of_trials_are_told():
    space = Space({"x": [1, 2, 3, 4]})
    trials = [
        scored({"x": 1}, 0.1),
        scored({"x": 2}, math.nan, failed=True),
        scored({"x": 3}, math.nan),
    ]
    states = [trial.state.name for trial in shown(space, trials)]
    assert states == ["COMPLETE", "FAIL", "RUNNING"]


def test_trials_outside_a_narrowed_space_are_left_out():
    space = Space({"x": [1, 2, 3, 4]}).restrict([Rule("x", bounds=(3, 4))])
    trials = [scored({"x": x}, x / 10) for x in (1, 3)]
    assert [trial.value for trial in shown(space, trials)] == [0.3]


def test_one_grid_at_a_time_is_shown_to_samplers_that_know_no_groups():
    space = Space([{"x": [1, 2, 3, 4]}, {"y": [1, 2, 3, 4]}])
    trials = [scored({"x": 1}, 0.1), scored({"y": 1}, 0.2), scored({"y": 2}, 0.2)]
    assert Counter(trial.value for trial in shown(space, trials)) in (
        {0.1: 1},
        {0.2: 2},
    )


@pytest.mark.parametrize("name", ["tpe", "gp"])
def test_it_goes_where_scores_are_good(name):
    space = Space({"x": list(range(100)), "kind": ["a", "b"]})
    rng = np.random.RandomState(0)
    trials = [
        scored(params, -abs(params["x"] - 30) - 50 * (params["kind"] == "b"))
        for params in space.sample(40, rng)
    ]
    found = [OptunaSampler(name).propose(space, trials, 1, rng)[0] for _ in range(8)]
    assert sum(params["kind"] == "a" for params in found) >= 6
    assert np.median([abs(params["x"] - 30) for params in found]) <= 10


def test_tpe_goes_to_the_good_grid():
    space = Space([{"x": list(range(50))}, {"y": list(range(50))}])
    rng = np.random.RandomState(0)
    trials = [scored(p, float("y" in p)) for p in space.sample(30, rng)]
    found = OptunaSampler().propose(space, trials, 12, rng)
    assert sum("y" in params for params in found) >= 8


def test_a_sampler_of_optunas_is_seeded_with_those_inside_of_it():
    space = Space({"x": list(range(1000))})
    sampler = optuna.samplers.TPESampler(n_startup_trials=5)
    first, second, other = (
        OptunaSampler(sampler).propose(space, [], 2, np.random.RandomState(seed))
        for seed in (1, 1, 2)
    )
    assert first == second != other


def test_its_name_is_that_of_the_method():
    assert OptunaSampler().name == "tpe"
    assert OptunaSampler(optuna.samplers.RandomSampler()).name == "RandomSampler"


def test_an_unknown_name_is_refused():
    with pytest.raises(ValueError, match=r"must be 'tpe', 'gp' or .* Got 'cmaes'"):
        OptunaSampler("cmaes")


def test_without_optuna_the_error_tells_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "optuna", None)
    with pytest.raises(ImportError, match=r'pip install "skgenarch\[optuna\]"'):
        OptunaSampler().propose(Space({"x": [1]}), [], 1, np.random.RandomState(0))


def test_optunas_log_is_quiet_and_then_as_before(capfd):
    before = optuna.logging.get_verbosity()
    space = Space({"x": [1, 2]})
    OptunaSampler().propose(space, [], 1, np.random.RandomState(0))
    assert optuna.logging.get_verbosity() == before
    assert capfd.readouterr().err == ""
    assert logging.getLogger("optuna").getEffectiveLevel() == before
