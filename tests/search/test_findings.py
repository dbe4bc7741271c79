"""Questions to a fitted search, and searches that start from earlier runs."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import loguniform
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, RandomizedSearchCV

from skgenarch.search import SequentialSearchCV, Space
from toys_search import Landscape, X, Y

SPACE = {
    "learning_rate": loguniform(1e-6, 1),
    "n_filters": [8, 16, 32, 64],
    "attention": ["none", "soft", "hard"],
}


def search_for(space=SPACE, **options):
    options = {"n_stages": 2, "n_iter": 40, "cv": 3, "random_state": 0, **options}
    return SequentialSearchCV(Landscape(), space, **options)


@pytest.fixture(scope="module")
def fitted():
    return search_for(sampler="random").fit(X, Y)


def test_the_planted_parameter_is_the_most_important(fitted):
    table = pd.DataFrame(fitted.importances())
    first = table[(table.stage == 1) & (table.scope == "so far")]
    assert first.param.iloc[0] == "learning_rate"
    assert first.importance.sum() == pytest.approx(1.0)
    assert set(table.stage) == {1, 2}


def test_all_pairs_are_ranked(fitted):
    pairs = {frozenset(found.params) for found in fitted.interactions()}
    assert len(pairs) == 3


def test_the_winner_is_judged_on_folds_it_was_not_chosen_on(fitted):
    guard = fitted.overtuning_
    assert guard.best_score == pytest.approx(fitted.best_score_)
    assert guard.score <= guard.best_score


@pytest.mark.parametrize("refit", ["second", False])
def test_with_several_metrics_the_steering_one_is_judged(refit):
    scoring = {"first": _zero, "second": _level}
    search = search_for(scoring=scoring, refit=refit).fit(X, Y)
    best = 0.0 if not refit else search.best_score_
    assert search.overtuning_.best_score == pytest.approx(best)


def _zero(estimator, X, y):
    return 0.0


def _level(estimator, X, y):
    return estimator.score(X, y)


def test_questions_to_an_unfitted_search_are_refused():
    for ask in ("importances", "interactions", "results_frame", "to_optuna"):
        with pytest.raises(NotFittedError):
            getattr(search_for(), ask)()


def test_a_csv_file_goes_round(fitted, tmp_path):
    path = tmp_path / "trials.csv"
    fitted.results_frame().to_csv(path, index=False)
    again = SequentialSearchCV.from_results(path, Landscape(), SPACE)
    assert [record.params for record in again.earlier] == [
        trial.params for trial in fitted.trials_
    ]
    np.testing.assert_allclose(
        [record.score for record in again.earlier],
        [trial.score for trial in fitted.trials_],
    )


def test_a_study_holds_all_trials(fitted):
    pytest.importorskip("optuna", reason="an extra")
    study = fitted.to_optuna()
    assert len(study.trials) == 80
    assert study.best_value == pytest.approx(fitted.best_score_)
    assert study.best_params == fitted.best_params_


def earlier_runs():
    grid = GridSearchCV(
        Landscape(),
        {"learning_rate": [1e-4, 1e-2], "n_filters": [8], "attention": ["none"]},
        cv=3,
    ).fit(X, Y)
    yield grid
    yield grid.cv_results_
    yield RandomizedSearchCV(Landscape(), SPACE, n_iter=8, cv=3, random_state=0).fit(
        X, Y
    )
    yield pd.DataFrame(
        {
            "param_learning_rate": [0.1, 0.01],
            "param_n_filters": [8, 16],
            "param_attention": ["none", "soft"],
            "score": [-1.0, 0.5],
        }
    )


@pytest.mark.parametrize(
    "results", list(earlier_runs()), ids=lambda run: type(run).__name__
)
def test_any_earlier_run_can_be_the_start(results):
    search = SequentialSearchCV.from_results(
        results, Landscape(), SPACE, n_stages=1, n_iter=3, cv=3, sampler="forest"
    )
    search.fit(X, Y)
    assert len(search.cv_results_["params"]) == 3
    tried = [record.params for record in search.earlier]
    assert tried
    assert not any(params in tried for params in search.cv_results_["params"])


def test_a_clone_keeps_what_was_earlier(fitted):
    search = SequentialSearchCV.from_results(fitted, Landscape(), SPACE)
    assert clone(search).earlier == search.earlier


def test_earlier_trials_steer_from_the_first_stage():
    good = RandomizedSearchCV(Landscape(), SPACE, n_iter=60, cv=3, random_state=0)
    options = {"n_stages": 1, "n_iter": 10, "sampler": "forest"}
    search = search_for(earlier=good.fit(X, Y), **options).fit(X, Y)
    scores = [trial.score for trial in search.trials_]
    assert np.median(scores) > np.quantile(good.cv_results_["mean_test_score"], 0.8)


def test_a_grid_can_become_an_exhausted_space():
    grid = GridSearchCV(Landscape(), {"n_filters": [8, 16]}, cv=3).fit(X, Y)
    search = SequentialSearchCV.from_results(
        grid, Landscape(), {"n_filters": [8, 16, 32]}, cv=3
    ).fit(X, Y)
    assert [trial.params for trial in search.trials_] == [{"n_filters": 32}]


def test_the_space_of_an_earlier_run_is_inferred():
    wide = RandomizedSearchCV(Landscape(), SPACE, n_iter=30, cv=3, random_state=0)
    search = SequentialSearchCV.from_results(
        wide.fit(X, Y), Landscape(), n_stages=1, n_iter=5, cv=3
    )
    assert set(search.param_distributions.params) == set(SPACE)
    assert len(search.fit(X, Y).trials_) == 5


def test_a_space_that_was_all_tried_earlier_is_refused():
    grid = GridSearchCV(Landscape(), {"n_filters": [8, 16]}, cv=3).fit(X, Y)
    with pytest.raises(ValueError, match="all of its candidates are among the earlier"):
        SequentialSearchCV.from_results(grid, Landscape(), cv=3).fit(X, Y)


def test_trials_from_elsewhere_are_refused():
    grid = GridSearchCV(LogisticRegression(), {"C": [0.1, 1.0]}, cv=3)
    elsewhere = grid.fit(np.arange(20.0).reshape(-1, 1), Y)
    with pytest.raises(ValueError, match="None of the 2 trials in 'earlier'"):
        search_for(earlier=elsewhere).fit(X, Y)


def test_a_space_with_conditions_is_searched():
    space = Space(SPACE, conditions={"n_filters": "attention != 'none'"})
    search = search_for(space, sampler="forest").fit(X, Y)
    for trial in search.trials_:
        assert ("n_filters" in trial.params) == (trial.params["attention"] != "none")
