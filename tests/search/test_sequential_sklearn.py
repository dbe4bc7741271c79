"""SequentialSearchCV as a scikit-learn citizen."""

import numpy as np
import pytest
from scipy.stats import loguniform
from sklearn import config_context
from sklearn.base import clone, is_classifier, is_regressor
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV, GroupKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils import get_tags
from sklearn.utils.estimator_checks import (
    estimator_checks_generator,
    parametrize_with_checks,
)

from skgenarch.search import SequentialSearchCV
from toys_search import Landscape, NeedsWeights, X, Y

SEARCHES = [
    SequentialSearchCV(
        estimator,
        {parameter: [0.1, 0.3, 1.0], "fit_intercept": [True, False]},
        n_stages=2,
        n_iter=2,
        cv=2,
        error_score="raise",
        random_state=0,
    )
    for estimator, parameter in (
        (LogisticRegression(tol=0.01), "C"),
        (Ridge(), "alpha"),
    )
]
RATES = {"learning_rate": loguniform(1e-6, 1)}


def expected_failures(search):
    """The one failure of GridSearchCV too: no warning about a column vector y."""
    if is_regressor(search):
        return {"check_supervised_y_2d": "y is handed on to the estimator as it is"}
    return {}


@pytest.mark.filterwarnings("ignore:invalid value encountered in cast")  # y with NaN
@parametrize_with_checks(SEARCHES, expected_failed_checks=expected_failures)
def test_scikit_learn_check(estimator, check):
    check(estimator)


@pytest.mark.parametrize("search", SEARCHES, ids=["classifier", "regressor"])
def test_as_many_checks_run_as_for_grid_search(search):
    def names(estimator):
        return sorted(
            check.func.__name__ for _, check in estimator_checks_generator(estimator)
        )

    peer = GridSearchCV(search.estimator, {})
    assert names(search) == names(peer)
    assert len(names(search)) > 45


def test_it_is_what_its_estimator_is():
    classifier, regressor = SEARCHES
    assert is_classifier(classifier) and not is_regressor(classifier)
    assert is_regressor(regressor) and not is_classifier(regressor)


class ReadsStrings(Landscape):
    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.string = tags.input_tags.three_d_array = True
        tags.input_tags.two_d_array = False
        return tags


def test_input_tags_are_those_of_the_estimator():
    tags = get_tags(SequentialSearchCV(ReadsStrings(), RATES)).input_tags
    assert tags.string and tags.three_d_array and not tags.two_d_array


def test_strings_pass_through_the_search():
    sequences = np.array(["ACGT", "TTGA"] * 10, dtype=object)
    search = SequentialSearchCV(Landscape(), RATES, n_stages=2, n_iter=3, cv=2)
    assert len(search.fit(sequences, Y).predict(sequences)) == 20
    assert len(search.fit(list(sequences), Y).rules_) == 2


def test_a_clone_is_unfitted_and_alike():
    search = SequentialSearchCV(Landscape(), RATES, n_stages=2, n_iter=4, cv=2)
    search.set_params(random_state=0, estimator__noise=0.5).fit(X, Y)
    again = clone(search)
    assert not hasattr(again, "branches_")
    assert again.fit(X, Y).rules_ == search.rules_


def test_it_nests_in_pipelines_and_cross_validation():
    search = clone(SEARCHES[0]).set_params(error_score=np.nan)
    rng = np.random.RandomState(0)
    features = rng.randn(60, 2)
    scores = cross_val_score(
        make_pipeline(StandardScaler(), search), features, features[:, 0] > 0, cv=3
    )
    assert scores.mean() > 0.9


def test_sample_weight_reaches_every_fit():
    search = SequentialSearchCV(NeedsWeights(), RATES, n_stages=2, n_iter=3, cv=2)
    search.set_params(error_score="raise", scoring=_free_scorer)
    search.fit(X, Y, sample_weight=np.ones(20))
    assert len(search.cv_results_["params"]) == 6


def _free_scorer(estimator, X, y, sample_weight=None):
    return estimator.score(X, y)


def test_metadata_is_routed():
    with config_context(enable_metadata_routing=True):
        estimator = NeedsWeights().set_fit_request(sample_weight=True)
        search = SequentialSearchCV(
            estimator,
            RATES,
            n_stages=2,
            n_iter=3,
            cv=GroupKFold(2),
            error_score="raise",
        )
        groups = np.repeat(np.arange(4), 5)
        search.fit(X, Y, sample_weight=np.ones(20), groups=groups)
        assert search.n_splits_ == 2


def test_it_shows_itself_as_html_with_its_estimator():
    html = SEARCHES[0]._repr_html_()
    assert "SequentialSearchCV" in html and "LogisticRegression" in html


def test_callbacks_see_every_stage():
    pytest.importorskip("sklearn.callback", reason="scikit-learn 1.9 has callbacks")
    seen = []

    class Recorder:
        """The least that scikit-learn's callback protocol asks for."""

        def setup(self, estimator, context):
            pass

        def teardown(self, estimator, context):
            pass

        def on_fit_task_begin(self, estimator, context, **data):
            pass

        def on_fit_task_end(self, estimator, context, **data):
            seen.append((context.task_name, context.max_subtasks))

    search = SequentialSearchCV(Landscape(), RATES, n_stages=2, n_iter=3, cv=2)
    search.set_callbacks(Recorder()).fit(X, Y)
    assert seen.count(("stage", 6)) == 2 and ("search", 2) in seen


class OlderScikitLearn(SequentialSearchCV):
    """Runs without the callbacks that came with scikit-learn 1.9."""

    def _run_search(self, evaluate_candidates):
        super()._run_search(evaluate_candidates)


def test_it_runs_without_callbacks_too():
    options = {"n_stages": 2, "n_iter": 4, "cv": 2, "random_state": 0}
    new = SequentialSearchCV(Landscape(), RATES, **options).fit(X, Y)
    old = OlderScikitLearn(Landscape(), RATES, **options).fit(X, Y)
    assert old.cv_results_["params"] == new.cv_results_["params"]
