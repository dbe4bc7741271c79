"""Fits that fail, in any way, are recorded and do not end a search."""

import math
import time

import numpy as np
import pytest
from sklearn.exceptions import FitFailedWarning

from skgenarch.search import SequentialSearchCV
from skgenarch.search.course.journal import Journal
from toys_search import FailsAbove, Landscape, Unwell, X, Y

pytestmark = pytest.mark.filterwarnings(
    "ignore::sklearn.exceptions.FitFailedWarning",
    "ignore:One or more of the test scores are non-finite",
)


def search_for(estimator, space, **options):
    options = {"n_stages": 2, "n_iter": 4, "cv": 2, "random_state": 0, **options}
    return SequentialSearchCV(estimator, space, **options)


def moods(*others):
    return {"mood": ["well", *others], "worth": [0.0, 1.0, 2.0, 3.0, 4.0]}


def scores_by_mood(search):
    results = search.cv_results_
    scores = {}
    means = results["mean_test_score"]
    for params, score in zip(results["params"], means, strict=True):
        scores.setdefault(params["mood"], []).append(score)
    return scores


@pytest.mark.parametrize("mood", ["raises", "out of memory", "nan"])
def test_a_failure_is_scored_as_such_and_the_search_goes_on(mood):
    search = search_for(Unwell(), moods(mood)).fit(X, Y)
    scores = scores_by_mood(search)
    assert np.isnan(scores[mood]).all() and scores[mood]
    assert search.best_params_["mood"] == "well"
    assert len(search.cv_results_["params"]) == 8


def test_the_traceback_is_in_the_journal(tmp_path):
    search_for(Unwell(), moods("raises"), journal=tmp_path / "run.db").fit(X, Y)
    with Journal(tmp_path / "run.db") as journal:
        errors = [fit["fit_error"] for fit in journal.fits().values()]
    assert any(error and "ValueError: no mood for this" in error for error in errors)
    assert None in errors


def test_a_worker_that_dies_costs_its_own_fit_only(tmp_path):
    path = tmp_path / "run.db"
    space = [{"mood": ["well"], "worth": [1.0, 2.0, 3.0]}, {"mood": ["dies"]}]
    search = search_for(Unwell(), space, n_jobs=2, journal=path).fit(X, Y)
    scores = scores_by_mood(search)
    assert np.isnan(scores["dies"]).all() and sorted(scores["well"]) == [1, 2, 3]
    assert search.best_params_["mood"] == "well"
    with Journal(path) as journal:
        errors = {fit["fit_error"] for fit in journal.fits().values()} - {None}
    assert all("TerminatedWorkerError" in error for error in errors)


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_a_fit_that_takes_too_long_fails(n_jobs):
    search = search_for(
        Unwell(),
        moods("slow"),
        n_jobs=n_jobs,
        max_fit_time=0.2,
        n_stages=1,
        error_score=-1.0,
    )
    with pytest.warns(FitFailedWarning, match="longer than 'max_fit_time'"):
        search.fit(X, Y)
    scores = scores_by_mood(search)
    assert set(scores["slow"]) == {-1.0} and min(scores["well"]) >= 0.0


def test_if_all_fits_of_a_stage_fail_the_next_one_is_made():
    sizes = {"size": list(range(11, 60)), "spare": [0]}
    search = search_for(FailsAbove(), sizes, n_iter=3, n_stages=3)
    with pytest.raises(ValueError, match="All the 18 fits failed"):
        search.fit(X, Y)
    sizes["size"] += [5]
    search = search_for(FailsAbove(), sizes, n_iter=25, n_stages=2).fit(X, Y)
    assert search.best_params_["size"] == 5
    assert search.stages_[0].n_trials == 25


def test_failed_trials_are_marked():
    search = search_for(Unwell(), moods("raises")).fit(X, Y)
    for trial in search.trials_:
        assert trial.failed == (trial.params["mood"] == "raises")
        assert math.isnan(trial.score) == trial.failed


def test_the_time_can_be_bounded(tmp_path):
    class Slow(Landscape):
        def fit(self, X, y=None):
            time.sleep(0.05)
            return super().fit(X, y)

    space = {"learning_rate": list(np.geomspace(1e-5, 1, 200))}
    search = search_for(Slow(), space, n_iter=30, max_time=0.5, warm_start=True)
    search.fit(X, Y)
    (stage,) = search.stages_
    assert 1 <= stage.n_trials < 30
    assert stage.note == "the time is used up"
    assert len(search.cv_results_["params"]) == stage.n_trials
    search.set_params(max_time=None, n_stages=1).fit(X, Y)
    assert search.stages_[0].n_trials == 30
