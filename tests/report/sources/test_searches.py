"""Searches of all kinds become the same records."""

import math
import warnings

import numpy as np
import pytest
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV, HalvingGridSearchCV
from sklearn.tree import DecisionTreeClassifier

from skgenarch import SequentialSearchCV
from skgenarch.report.sources.reading import read_run
from toys_report import SPACE, fitted_search, make_search
from toys_search import FailsAbove, X, Y


def test_a_sequential_search_is_read_from_what_it_wrote_down():
    search = fitted_search()
    run = read_run(search)
    results = search.cv_results_
    assert [outcome.params for outcome in run.outcomes] == results["params"]
    found = [outcome.scores["score"] for outcome in run.outcomes]
    np.testing.assert_allclose(found, results["mean_test_score"])
    stds = [outcome.stds["score"] for outcome in run.outcomes]
    np.testing.assert_allclose(stds, results["std_test_score"])
    for name in ("stage", "branch", "sampler"):
        assert [getattr(o, name) for o in run.outcomes] == list(results[name])
    assert [stage.sentence for stage in run.stages] == search.rules_
    assert [b.name for b in run.branches] == [b.name for b in search.branches_]
    assert [b.rules for b in run.branches] == [b.rules for b in search.branches_]
    assert [b.parent for b in run.branches] == [b.parent for b in search.branches_]
    assert (run.is_search, run.is_running, run.n_stages) == (True, False, 3)
    assert run.settings.quantile == search.quantile
    assert run.settings.seed == 0


def test_a_journal_says_the_same_as_its_search(tmp_path):
    path = tmp_path / "run.db"
    search = fitted_search(journal=path)
    search.prune("n_filters >= 16", author="ada")
    by_search, by_path = read_run(search), read_run(path)
    assert by_path.outcomes == by_search.outcomes
    assert by_path.branches == by_search.branches
    assert by_path.decisions == by_search.decisions != ()
    assert by_path.space == by_search.space
    assert by_path.is_search


def test_a_search_that_was_stopped_is_under_way(tmp_path):
    class Stop(Exception):
        pass

    def scoring(estimator, X, y):
        scoring.n += 1
        if scoring.n > 25:
            raise KeyboardInterrupt
        return float(scoring.n)

    scoring.n = 0
    path = tmp_path / "run.db"
    search = make_search(journal=path, scoring=scoring)
    with pytest.raises(KeyboardInterrupt):
        search.fit(X, Y)
    run = read_run(path)
    assert run.is_running
    statuses = [outcome.status for outcome in run.outcomes]
    assert statuses[:12] == ["ok"] * 12
    assert "running" in statuses[12:]
    assert all(
        math.isnan(o.scores.get("score", math.nan))
        for o in run.outcomes
        if o.status == "running"
    )


def test_failed_fits_bring_their_traceback():
    space = {"size": list(range(1, 21))}
    search = SequentialSearchCV(
        FailsAbove(), space, n_stages=1, n_iter=20, cv=2, random_state=0
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scikit-learn tells of the failures too
        search.fit(X, Y)
    run = read_run(search)
    failed = [o for o in run.outcomes if o.status == "failed"]
    assert sorted(o.params["size"] for o in failed) == list(range(11, 21))
    assert all("MemoryError: size" in outcome.error for outcome in failed)


def test_candidates_that_were_given_up_are_lost():
    search = fitted_search(resource="n_samples", n_iter=30)
    run = read_run(search)
    lost = [outcome.status == "lost" for outcome in run.outcomes]
    assert lost == list(search.cv_results_["lost"])
    assert any(lost)


def test_several_metrics_come_with_the_one_that_steers_first():
    search = SequentialSearchCV(
        DecisionTreeClassifier(random_state=0),
        {"max_depth": [1, 2, 3]},
        n_stages=1,
        n_iter=3,
        cv=2,
        scoring=["accuracy", "roc_auc"],
        refit="roc_auc",
        random_state=0,
    )
    rng = np.random.RandomState(0)
    search.fit(rng.rand(40, 3), np.arange(40) % 2)
    assert list(read_run(search).metrics) == ["roc_auc", "accuracy"]
    assert next(iter(read_run(search, score="accuracy").metrics)) == "accuracy"
    with pytest.raises(ValueError, match=r"one of the metrics .* Got 'f1'"):
        read_run(search, score="f1")


def test_what_the_search_took_is_known():
    search = fitted_search()
    assert read_run(search).winner == search.best_index_
    assert read_run(fitted_search(refit=lambda results: 3)).winner is None
    grid = GridSearchCV(Ridge(), {"alpha": [0.1, 1.0]}, cv=2, refit=lambda results: 1)
    rng = np.random.RandomState(0)
    assert read_run(grid.fit(rng.rand(20, 2), rng.rand(20))).winner == 1
    assert read_run(grid.cv_results_).winner is None


def test_any_search_of_scikit_learn_is_read():
    grid = GridSearchCV(Ridge(), {"alpha": [0.1, 1.0, 10.0]}, cv=2)
    rng = np.random.RandomState(0)
    grid.fit(rng.rand(20, 2), rng.rand(20))
    run = read_run(grid)
    assert [o.params for o in run.outcomes] == grid.cv_results_["params"]
    assert str(run.space) == "alpha: 0.1, 1, 10"
    assert (run.title, run.is_search) == ("Ridge", False)
    assert [s.label for s in run.stages] == ["All trials"]
    by_results = read_run(grid.cv_results_)
    assert by_results.outcomes == run.outcomes


def test_halving_counts_each_candidate_once():
    halving = HalvingGridSearchCV(
        DecisionTreeClassifier(random_state=0), {"max_depth": [1, 2, 3, 4]}, cv=2
    )
    rng = np.random.RandomState(0)
    halving.fit(rng.rand(60, 3), np.arange(60) % 2)
    depths = [outcome.params["max_depth"] for outcome in read_run(halving).outcomes]
    assert sorted(depths) == [1, 2, 3, 4]


def test_a_search_that_has_not_begun_says_what_to_do():
    with pytest.raises(ValueError, match=r"no trials yet: call 'fit' first"):
        read_run(make_search())


def test_the_space_is_the_searchs_own():
    assert str(read_run(fitted_search()).space).splitlines() == [
        "attention: 'none', 'soft', 'hard'",
        "learning_rate: 0.0001 to 1, log scale",
        "n_filters: 8, 16, 32, 64",
    ]
    assert set(SPACE) == {"attention", "learning_rate", "n_filters"}


def test_a_single_metric_has_the_name_of_the_scoring():
    search = SequentialSearchCV(
        DecisionTreeClassifier(random_state=0),
        {"max_depth": [1, 2, 3]},
        n_stages=1,
        n_iter=3,
        cv=2,
        scoring="roc_auc",
        random_state=0,
    )
    rng = np.random.RandomState(0)
    search.fit(rng.rand(40, 3), np.arange(40) % 2)
    run = read_run(search)
    assert run.metrics == {"roc_auc": False}
    assert run.outcomes[0].scores["roc_auc"] == search.cv_results_["mean_test_score"][0]


def test_halving_says_that_scores_differ_in_kind():
    halving = HalvingGridSearchCV(
        DecisionTreeClassifier(random_state=0), {"max_depth": [1, 2, 3, 4]}, cv=2
    )
    rng = np.random.RandomState(0)
    halving.fit(rng.rand(60, 3), np.arange(60) % 2)
    assert "different amounts of the resource" in read_run(halving).notices[0]


def test_the_time_of_a_trial_is_that_of_all_its_fits():
    grid = GridSearchCV(Ridge(), {"alpha": [0.1, 1.0]}, cv=4)
    rng = np.random.RandomState(0)
    grid.fit(rng.rand(20, 2), rng.rand(20))
    expected = 4 * grid.cv_results_["mean_fit_time"]
    np.testing.assert_allclose([o.seconds for o in read_run(grid).outcomes], expected)
