"""Candidates that are clearly lost after one fold cost no more; branches share."""

import math

import numpy as np
import pytest
from scipy.stats import loguniform
from sklearn.base import BaseEstimator
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

from skgenarch.search import Branch, Rule, SequentialSearchCV, Space, Trial
from skgenarch.search.course.branches import choose_branch, open_branches
from skgenarch.search.course.heats import Heat, plan_heats, projected_score
from toys_search import Landscape, X, Y


def outcome(score, error=None):
    return {"test_scores": score, "fit_error": error}


def complete(n, *, shift=0.1, noise=0.01):
    """Candidates with scores 0 ... 1 on fold 0 and `shift` more on fold 1."""
    rng = np.random.RandomState(0)
    return [
        {0: outcome(s), 1: outcome(s + shift + noise * rng.randn())}
        for s in np.linspace(0, 1, n)
    ]


FIRST_FOLD = Heat((0,), 0, None, math.inf)


def race(score, others, error=None, heat=FIRST_FOLD):
    mine = {heat.first_slot: outcome(score, error)}
    return projected_score(heat, mine, others, 2, float, 0.2)


def test_a_bad_start_is_lost_and_a_good_one_is_not():
    others = complete(20)
    assert race(0.1, others) == pytest.approx(0.15, abs=0.01)
    assert race(0.9, others) is None


def test_where_folds_differ_at_random_little_is_lost():
    assert race(0.1, complete(20, noise=2.0)) is None


def test_few_candidates_decide_nothing():
    assert race(-9.0, complete(9)) is None
    failed = [{0: outcome(math.nan, "x"), 1: outcome(math.nan, "x")}] * 20
    assert race(-9.0, failed) is None


def test_a_failed_fit_is_lost_at_once():
    assert math.isnan(race(math.nan, [], "x"))


def test_one_in_three_goes_on():
    heat = Heat((0,), 2, 10, 3)
    others = [{2: outcome(s), 0: outcome(s + 1), 1: outcome(s + 1)} for s in range(8)]
    goes_on = [s for s in range(-1, 9) if race(s - 0.5, others, heat=heat) is None]
    assert goes_on == [6, 7, 8]
    assert race(0.5, others, heat=heat) == pytest.approx(1.5)
    assert race(0.5, [], heat=heat) is None  # the first of all
    assert race(0.5, others[:1], heat=heat) is None
    assert race(-1.0, others[:1], heat=heat) == pytest.approx(0.0)


def test_heats_grow_by_the_factor_up_to_all():
    heats = plan_heats(2, racing=True, factor=3, min_resource=5, max_resource=100)
    assert [heat.resource for heat in heats] == [5, 15, 45, None]
    assert [list(heat.slots) for heat in heats] == [[2, 3], [4, 5], [6, 7], [0]]
    assert (
        plan_heats(2, racing=False, factor=3, min_resource=None, max_resource=None)
        == []
    )


class Steady(BaseEstimator):
    """Scores the same on all folds but for a little."""

    def __init__(self, level=0.0):
        self.level = level

    def fit(self, X, y=None):
        self.fold_ = len(X)
        return self

    def score(self, X, y=None):
        return self.level + 0.001 * (hash((self.level, float(X[0, 0]))) % 7)


def test_lost_candidates_are_not_fitted_again_and_cannot_win():
    data = np.arange(20.0).reshape(-1, 1)
    search = SequentialSearchCV(
        Steady(),
        {"level": list(np.linspace(0, 1, 60))},
        n_stages=1,
        n_iter=50,
        cv=4,
        racing=True,
        random_state=0,
    )
    search.fit(data, Y)
    lost = np.array(search.cv_results_["lost"])
    splits = np.array([search.cv_results_[f"split{k}_test_score"] for k in range(4)])
    assert 15 < lost.sum() < 40
    assert np.isnan(splits[1:, lost]).all() and np.isfinite(splits[0]).all()
    assert np.isfinite(splits[:, ~lost]).all()
    assert np.isnan(search.cv_results_["mean_test_score"][lost]).all()
    full = SequentialSearchCV(
        Steady(),
        {"level": list(np.linspace(0, 1, 60))},
        n_stages=1,
        n_iter=50,
        cv=4,
        random_state=0,
    ).fit(data, Y)
    assert search.best_params_ == full.best_params_
    assert search.best_score_ == full.best_score_
    steering = np.array([trial.score for trial in search.trials_])
    truth = full.cv_results_["mean_test_score"]
    np.testing.assert_allclose(steering[lost], truth[lost], atol=0.01)


class Learner(BaseEstimator):
    """Scores its level, and something for what it is given to learn from."""

    def __init__(self, level=0.0, epochs=27):
        self.level = level
        self.epochs = epochs

    def fit(self, X, y=None):
        self.gain_ = 0.01 * len(X) + 0.1 * self.epochs
        return self

    def score(self, X, y=None):
        return self.level + self.gain_


def halving(**options):
    data = np.arange(60.0).reshape(-1, 1)
    options = {"n_stages": 2, "n_iter": 27, "cv": 2, "random_state": 0, **options}
    search = SequentialSearchCV(
        Learner(), {"level": list(np.linspace(0, 9, 200))}, **options
    )
    return search.fit(data)


@pytest.mark.parametrize("resource", ["n_samples", "epochs"])
def test_halving_fits_few_candidates_in_full(resource, tmp_path):
    path = tmp_path / "run.db"
    search = halving(resource=resource, journal=path)
    lost = np.array(search.cv_results_["lost"])
    assert 20 < lost.sum() < 50
    assert np.isnan(search.cv_results_["mean_test_score"][lost]).all()
    plain = halving()
    levels = [params["level"] for params in plain.cv_results_["params"]]
    tried = [params["level"] for params in search.cv_results_["params"]]
    full = [level + 0.3 + 2.7 for level in tried]
    scores = [trial.score for trial in search.trials_]
    np.testing.assert_allclose(scores, full, atol=1.0)  # projected, where lost
    assert search.best_params_["level"] >= np.quantile(levels, 0.9)
    again = halving(resource=resource, journal=path)
    assert again.trials_ == search.trials_


def test_the_resource_of_a_heat_is_what_was_asked_for(tmp_path):
    class Counts(Learner):
        def fit(self, X, y=None):
            with open(tmp_path / "log", "a", encoding="ascii") as file:
                file.write(f"{len(X)} {self.epochs};")
            return super().fit(X, y)

    search = SequentialSearchCV(
        Counts(epochs=27),
        {"level": list(range(100))},
        n_stages=1,
        n_iter=20,
        cv=2,
        random_state=0,
        refit=False,
        resource="epochs",
        min_resource=3,
    ).fit(np.zeros((60, 1)))
    log = (tmp_path / "log").read_text().split(";")[:-1]
    assert {entry.split()[0] for entry in log} == {"30"}
    n_fits = [sum(entry.endswith(f" {n}") for entry in log) for n in (3, 9, 27)]
    n_lost = sum(search.cv_results_["lost"])
    assert n_fits[0] == 40 and n_fits[0] > n_fits[1] > n_fits[2] == 2 * (20 - n_lost)


class AlwaysFails(Learner):
    def fit(self, X, y=None):
        raise RuntimeError("as always")


@pytest.mark.parametrize("options", [{"resource": "epochs"}, {"racing": True}])
def test_if_all_fits_of_a_heat_fail_it_is_said(options):
    search = SequentialSearchCV(
        AlwaysFails(), {"level": [0.0, 1.0, 2.0]}, n_iter=3, cv=2, **options
    )
    with pytest.raises(ValueError, match=r"All the 6 fits failed(.|\n)*as always"):
        search.fit(np.zeros((60, 1)))
    assert all(trial.failed for trial in search.trials_)


def test_scores_that_are_not_numbers_win_no_heat():
    heat = Heat((0,), 2, 10, 3)
    assert math.isnan(race(math.nan, complete(5), heat=heat))


def test_a_part_of_the_samples_has_all_classes():
    X, y = load_iris(return_X_y=True)
    search = SequentialSearchCV(
        LogisticRegression(max_iter=500),
        {"C": loguniform(1e-3, 1e3)},
        n_stages=1,
        n_iter=10,
        resource="n_samples",
        random_state=0,
    ).fit(X, y)
    assert search.best_score_ > 0.9
    assert not any(trial.failed for trial in search.trials_)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"resource": "level"}, r"not searched itself\. Got 'level'"),
        ({"resource": "epoch"}, "Got 'epoch', which is None"),
        ({"resource": "epochs", "min_resource": 27}, "must be less than all"),
        ({"resource": "epochs", "factor": 1}, "'factor' parameter"),
    ],
)
def test_a_wrong_resource_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        halving(**options)


SPACE = Space({"size": list(range(10)), "kind": ["a", "b"]})


def trial(size, kind, score, branch="root"):
    return Trial({"size": size, "kind": kind}, score, 1, branch, "random")


def branch(name, kind):
    rules = (Rule("kind", categories=(kind,)),)
    return Branch(name, "root", rules, SPACE.restrict(rules))


def test_the_better_branch_is_chosen_more_often():
    first, second = branch("2a", "a"), branch("2b", "b")
    trials = [trial(n, "a", 1.0 + n) for n in range(5)]
    trials += [trial(n, "b", -1.0 - n) for n in range(5)]
    assert choose_branch([first, second], trials, 0.4) is first
    assert choose_branch([second, first], trials, 0.4) is first
    assert choose_branch([second], trials, 0.4) is second


def test_a_branch_without_trials_comes_first():
    trials = [trial(n, "a", float(n)) for n in range(5)]
    assert choose_branch([branch("2a", "a"), branch("2b", "b")], trials, 0.2).name == (
        "2b"
    )


def test_pending_trials_spread_over_the_branches():
    branches = [branch("2a", "a"), branch("2b", "b")]
    trials = [trial(n, kind, float(n)) for n in range(5) for kind in "ab"]
    chosen = []
    for _ in range(10):
        best = choose_branch(branches, trials, 0.2)
        chosen.append(best.name)
        trials.append(trial(9, best.rules[0].categories[0], math.nan))
    assert chosen.count("2a") == chosen.count("2b") == 5


def test_the_parent_is_where_most_trials_came_from():
    trials = [trial(n, "a", 0.0, "2a") for n in range(3)]
    trials += [trial(n, "a", 0.0, "2b") for n in range(3, 7)]
    low, high = (Rule("size", bounds=(None, 2)),), (Rule("size", bounds=(3, None)),)
    opened = open_branches(3, SPACE, [low, high, ()], trials)
    assert [(b.name, b.parent) for b in opened] == [
        ("3a", "2a"),
        ("3b", "2b"),
        ("3c", "2b"),
    ]
    untried = (Rule("kind", categories=("b",)),)
    assert open_branches(3, SPACE, [untried], trials)[0].parent == "root"


def test_the_search_forks_by_itself_where_two_parts_are_good():
    class TwoPeaks(Landscape):
        def score(self, X, y=None):
            peak = {"soft": 1e-4, "hard": 1e-1, "none": 1e3}[self.attention]
            return -abs(math.log10(self.learning_rate / peak))

    space = {
        "learning_rate": loguniform(1e-6, 1),
        "attention": ["none", "soft", "hard"],
    }
    search = SequentialSearchCV(
        TwoPeaks(), space, n_stages=3, n_iter=40, cv=2, sampler="random", random_state=0
    ).fit(X, Y)
    last = [b for b in search.branches_ if b.name.startswith("3")]
    assert len(last) == 2
    kinds = {kind for b in last for kind in b.space.domains("attention")[0].values}
    assert {"soft", "hard"} <= kinds
    assert not any(all(t.params in b.space for b in last) for t in search.trials_)
    assert {"3a", "3b"} <= {trial.branch for trial in search.trials_}
    assert "; or where " in search.rules_[-1]
