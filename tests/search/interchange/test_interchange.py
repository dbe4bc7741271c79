import math
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import loguniform, norm, randint, uniform
from sklearn.datasets import make_classification
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import (
    GridSearchCV,
    HalvingGridSearchCV,
    RandomizedSearchCV,
)
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from skgenarch.search import Space
from skgenarch.search.interchange.inferred_space import infer_space
from skgenarch.search.interchange.optuna import to_optuna
from skgenarch.search.interchange.reading import Record, trials_from
from skgenarch.search.interchange.results_table import results_frame

X, Y = make_classification(60, random_state=0)
GRID = [{"kernel": ["rbf"], "gamma": [0.01, 0.1]}, {"kernel": ["linear"], "C": [1, 2]}]
CANDIDATES = [
    {"gamma": 0.01, "kernel": "rbf"},
    {"gamma": 0.1, "kernel": "rbf"},
    {"C": 1, "kernel": "linear"},
    {"C": 2, "kernel": "linear"},
]


@pytest.fixture(scope="module")
def grid_search():
    return GridSearchCV(SVC(), GRID, cv=3).fit(X, Y)


def same_records(found, expected):
    assert [record.params for record in found] == [r.params for r in expected]
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one.split_scores, other.split_scores)
        np.testing.assert_allclose(one[1], other[1], equal_nan=True)


def test_a_fitted_search_is_read_with_its_folds(grid_search):
    records = trials_from(grid_search)
    results = grid_search.cv_results_
    assert [record.params for record in records] == CANDIDATES
    np.testing.assert_array_equal(
        [r.score for r in records], results["mean_test_score"]
    )
    np.testing.assert_array_equal([r.std for r in records], results["std_test_score"])
    third = tuple(results[f"split{i}_test_score"][2] for i in range(3))
    assert records[2].split_scores == third and records[2].failed == ""


@pytest.mark.parametrize(
    "form",
    [
        lambda search, path: search.cv_results_,
        lambda search, path: pd.DataFrame(search.cv_results_),
        lambda search, path: pd.DataFrame(search.cv_results_).drop(columns="params"),
        lambda search, path: results_frame(search.cv_results_),
        lambda search, path: as_csv(pd.DataFrame(search.cv_results_), path),
        lambda search, path: as_csv(results_frame(search.cv_results_), path),
        lambda search, path: str(as_csv(results_frame(search.cv_results_), path)),
    ],
    ids=["dict", "frame", "columns", "tidy", "csv", "tidy-csv", "path"],
)
def test_all_forms_of_a_run_give_the_same_trials(form, grid_search, tmp_path):
    found = trials_from(form(grid_search, tmp_path / "run.csv"))
    same_records(found, trials_from(grid_search))
    assert type(found[2].params["C"]) is int


def as_csv(table, path):
    table.to_csv(path, index=False)
    return path


def test_a_search_with_random_candidates_is_read():
    space = {"C": loguniform(0.1, 10), "kernel": ["rbf", "linear"]}
    search = RandomizedSearchCV(SVC(), space, n_iter=4, cv=2, random_state=0).fit(X, Y)
    assert [r.params for r in trials_from(search)] == search.cv_results_["params"]


def test_of_a_halving_search_each_candidate_counts_once_with_most_resources():
    search = HalvingGridSearchCV(
        DecisionTreeClassifier(random_state=0),
        {"max_depth": [1, 2, 3, 4], "class_weight": [None, {0: 1, 1: 2}]},
        cv=2,
        factor=2,
        random_state=0,
    ).fit(X, Y)
    records = trials_from(search)
    results = search.cv_results_
    assert len(records) == 8 < len(results["params"])
    last = results["params"].index(search.best_params_)
    (best,) = [r for r in records if r.params == search.best_params_]
    assert best.score == search.best_score_ != results["mean_test_score"][last]


def test_failed_fits_are_records_without_a_score():
    search = GridSearchCV(
        DecisionTreeClassifier(), {"max_depth": [1, 2]}, cv=2, error_score=np.nan
    ).fit(X, Y)
    results = dict(search.cv_results_)
    results["mean_test_score"] = np.array([0.5, np.nan])
    failed = trials_from(results)[1]
    assert math.isnan(failed.score) and failed.failed == "no score"


def test_the_metric_is_chosen_by_name_or_as_the_search_was_refitted():
    search = GridSearchCV(
        DecisionTreeClassifier(random_state=0),
        {"max_depth": [1, 3]},
        scoring=["accuracy", "roc_auc"],
        refit="roc_auc",
        cv=2,
    ).fit(X, Y)
    auc = list(search.cv_results_["mean_test_roc_auc"])
    accuracy = list(search.cv_results_["mean_test_accuracy"])
    table = results_frame(search.cv_results_)
    assert [r.score for r in trials_from(search)] == auc
    assert [r.score for r in trials_from(search, score="accuracy")] == accuracy
    assert [r.score for r in trials_from(search.cv_results_)] == accuracy
    assert [r.score for r in trials_from(table, score="roc_auc")] == auc
    with pytest.raises(
        ValueError, match=r"metrics \['accuracy', 'roc_auc'\]. Got 'f1'"
    ):
        trials_from(search, score="f1")


def test_scores_to_be_minimised_change_their_sign(grid_search):
    records = trials_from(grid_search, maximize=False)
    assert records[0].score == -grid_search.cv_results_["mean_test_score"][0]
    assert (
        records[0].split_scores[0] == -grid_search.cv_results_["split0_test_score"][0]
    )


def test_columns_of_any_table_may_be_named():
    table = pd.DataFrame(
        {
            "lr": [0.1, 0.2],
            "layers": [2, None],
            "act": ["elu", None],
            "loss": [3.0, 1.0],
        }
    )
    records = trials_from(
        table, score="loss", maximize=False, params=["lr", "layers", "act"]
    )
    assert records == [
        Record({"lr": 0.1, "layers": 2, "act": "elu"}, -3.0, (), records[0].std),
        Record({"lr": 0.2}, -1.0, (), records[1].std),
    ]


def test_text_in_a_csv_stands_for_the_object_that_prints_so(tmp_path):
    choices = [LogisticRegression(C=2), DecisionTreeClassifier(), "passthrough"]
    table = pd.DataFrame(
        {"param_clf": choices, "param_n": [1, 2, 3], "value": [1, 2, 3]}
    )
    path = as_csv(table, tmp_path / "run.csv")
    space = Space({"clf": choices})
    found = [r.params["clf"] for r in trials_from(path, space=space)]
    assert all(one is other for one, other in zip(found[:2], choices, strict=False))
    assert found[2] == "passthrough"


@pytest.mark.parametrize("results", [3, GridSearchCV(SVC(), GRID), {"a": 1}])
def test_what_is_no_run_is_refused(results):
    kind = f"type {type(results).__name__}; is the search fitted"
    with pytest.raises(TypeError, match=f"must be a fitted search.*{kind}"):
        trials_from(results)


@pytest.mark.parametrize(
    ("columns", "arguments", "message"),
    [
        ({"a": [1], "score": [1]}, {}, "start with 'param_'. Got none"),
        ({"a": [1], "score": [1]}, {"params": ["b"]}, r"Got \['b'\]"),
        ({"param_a": [1], "x": [1]}, {}, r"must be a column of the table. Got None"),
        ({"param_a": [1], "x": [1]}, {"score": "y"}, "must be a column .* Got 'y'"),
        ({"param_a": [1], "score": [1], "value": [2]}, {}, "Got None; the columns"),
        ({"param_a": [], "score": []}, {}, "have no finished trials"),
    ],
)
def test_a_table_without_the_columns_is_refused(columns, arguments, message):
    with pytest.raises(ValueError, match=message):
        trials_from(pd.DataFrame(columns), **arguments)


def test_results_become_a_tidy_table(grid_search):
    table = results_frame(grid_search.cv_results_)
    assert list(table.columns) == [
        "trial", "param_gamma", "param_kernel", "param_C", "score", "std", "rank",
        "fit_time", "split0", "split1", "split2",
    ]  # fmt: skip
    assert list(table["param_kernel"]) == ["rbf", "rbf", "linear", "linear"]
    assert list(table["param_gamma"].isna()) == [False, False, True, True]
    assert table["param_gamma"].dtype == float and len(table) == 4


def test_the_table_says_where_each_trial_came_from():
    results = {
        "params": [{"a": 1}, {"b": LogisticRegression()}],
        "mean_test_score": np.array([0.5, 0.7]),
        "stage": np.array([1, 2]),
        "branch": np.array(["root", "2a"]),
        "sampler": np.array(["random", "forest"]),
    }
    table = results_frame(results)
    assert list(table.columns) == [
        "trial", "stage", "branch", "sampler", "param_a", "param_b", "score",
    ]  # fmt: skip
    assert list(table["branch"]) == ["root", "2a"]
    assert table["param_b"][1] is results["params"][1]["b"]


def records_of(params):
    return [Record(candidate, 0.0) for candidate in params]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2, 4], "1, 2, 4"),
        ([3, 1, 2, 1], "1, 2, 3"),
        (list(range(3, 30)), "integers 3 to 29"),
        ([10.0**-i for i in range(6)], "1e-05 to 1, log scale"),
        ([0.1, 0.2, 0.35, 0.4, 0.5, 0.6], "0.1 to 0.6"),
        ([0.0, 1e-3, 1e-2, 0.1, 1.5, 9.0], "0 to 9"),
        (["b", "a", "b"], "'b', 'a'"),
        ([True, False], "True, False"),
        ([None, 3, "auto"], "None, 3, 'auto'"),
        ([5], "5"),
        ([16, 32, 64, 128, 256, 512, 1024] * 3, "16, 32, 64, 128, 256, 512, 1024"),
        ([8, 9, 10, 11, 12] + [128] * 50, "integers 8 to 128"),
        ([0, 2**60, 1, 2, 3, 4], "0 to 1.15292150461e+18"),
    ],
)
def test_a_space_is_inferred_from_what_was_tried(values, expected):
    space = infer_space(records_of({"p": value} for value in values))
    assert str(space) == f"p: {expected}"


def test_inactive_parameters_are_inferred():
    space = infer_space(records_of(CANDIDATES))
    assert str(space) == (
        "gamma: 0.01, 0.1\nkernel: 'rbf', 'linear'\nor\n"
        "C: 1, 2\nkernel: 'rbf', 'linear'"
    )


@settings(deadline=None)
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from("abc"),
            st.floats(allow_nan=False, allow_infinity=False, width=32)
            | st.integers(-(10**9), 10**9),
            min_size=1,
        ),
        min_size=1,
        max_size=12,
    )
)
def test_an_inferred_space_holds_all_trials(candidates):
    space = infer_space(records_of(candidates))
    assert all(params in space for params in candidates)


def test_no_records_make_no_space():
    with pytest.raises(ValueError, match="must name at least one parameter"):
        infer_space([])


class TestOptuna:
    optuna = None

    @pytest.fixture(autouse=True)
    def _quiet_optuna(self):
        self.optuna = pytest.importorskip("optuna")
        self.optuna.logging.set_verbosity(self.optuna.logging.ERROR)

    def test_a_study_is_read_in_its_direction(self):
        def objective(trial):
            depth = trial.suggest_int("depth", 1, 4)
            if depth == 1:
                raise self.optuna.TrialPruned
            if depth == 2:
                return math.nan
            kind = trial.suggest_categorical("kind", ["a", "b"])
            return depth + (kind == "b")

        study = self.optuna.create_study(direction="minimize")
        for params in (
            {"depth": 1},
            {"depth": 2},
            {"depth": 3, "kind": "b"},
            {"depth": 4, "kind": "a"},
        ):
            study.enqueue_trial(params)
        study.optimize(objective, n_trials=4)
        study.ask()  # is still running
        records = trials_from(study)
        assert [r.params for r in records] == [
            {"depth": 1},
            {"depth": 2},
            {"depth": 3, "kind": "b"},
            {"depth": 4, "kind": "a"},
        ]
        assert [r.failed for r in records] == ["pruned", "fail", "", ""]
        assert [r.score for r in records[2:]] == [-4.0, -4.0]
        assert trials_from(study, maximize=True)[2].score == 4.0
        assert trials_from(study, maximize=False)[2].score == -4.0

    def test_one_of_several_objectives_is_taken(self):
        study = self.optuna.create_study(directions=["maximize", "minimize"])
        study.optimize(lambda t: (t.suggest_float("x", 0, 1), 5.0), n_trials=1)
        assert trials_from(study)[0].score == study.trials[0].params["x"]
        assert trials_from(study, score=1)[0].score == -5.0
        with pytest.raises(ValueError, match=r"one of the study's \[0, 1\]. Got 'auc'"):
            trials_from(study, score="auc")

    def test_records_survive_a_study(self, grid_search):
        records = trials_from(grid_search)
        study = to_optuna(records, Space(GRID))
        same_records(trials_from(study), records)
        assert study.best_value == grid_search.best_score_

    def test_domains_become_distributions(self):
        space = Space(
            {
                "lr": loguniform(1e-4, 1),
                "n": randint(1, 9),
                "x": uniform(),
                "z": norm(),
                "clf": [LogisticRegression(C=2), "passthrough", None],
                "k": np.array([3, 5]),
            }
        )
        params = {"lr": 0.1, "n": 4, "x": 1.5, "z": -2.0, "k": np.int64(3), "new": "y"}
        params["clf"] = space.domains("clf")[0].values[0]
        study = to_optuna(
            [Record(params, 1.0), Record({"n": 2}, math.nan, failed="no")], space
        )
        module = self.optuna.distributions
        assert study.trials[0].distributions == {
            "lr": module.FloatDistribution(1e-4, 1, log=True),
            "n": module.IntDistribution(1, 8),
            "x": module.FloatDistribution(0, 1.5),
            "z": module.FloatDistribution(-2, -2),
            "clf": module.CategoricalDistribution(
                ["LogisticRegression(C=2)", "passthrough", None]
            ),
            "k": module.CategoricalDistribution([3, 5]),
            "new": module.CategoricalDistribution(["y"]),
        }
        assert study.trials[1].state.name == "FAIL"
        assert study.trials[1].user_attrs == {"failed": "no"}


def test_without_optuna_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "optuna", None)
    with pytest.raises(ImportError, match=r'pip install "skgenarch\[optuna\]"'):
        to_optuna([], Space({"a": [1]}))
