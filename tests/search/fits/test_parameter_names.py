import pytest
from sklearn.decomposition import PCA
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.svm import SVC

from skgenarch.search import Space
from skgenarch.search.fits.parameter_names import check_parameter_names

PIPELINE = Pipeline([("reduce", PCA()), ("clf", SVC())])


@pytest.mark.parametrize(
    "given",
    [
        {"clf__C": [1, 2], "reduce__n_components": [2]},
        {"clf": [SVC(), LogisticRegression()], "clf__C": [1, 2]},
        [
            {"clf": [SVC()], "clf__gamma": [1.0]},
            {"clf": [RandomForestClassifier()], "clf__n_estimators": [5]},
        ],
        {"clf": [Pipeline([("svc", SVC())])], "clf__svc": [SVC()], "clf__svc__C": [1]},
        {"reduce": ["passthrough", PCA()], "clf__C": [1]},
    ],
)
def test_parameters_that_every_candidate_has_are_accepted(given):
    check_parameter_names(PIPELINE, Space(given))


def test_a_parameter_of_a_replaced_step_is_refused_with_the_step():
    space = Space({"clf": [SVC(), RandomForestClassifier()], "clf__C": [1, 2]})
    with pytest.raises(
        ValueError, match=r"'clf__C'.* of Pipeline where clf is RandomForestClassifier"
    ):
        check_parameter_names(PIPELINE, space)


def test_a_parameter_of_a_step_that_may_be_absent_needs_a_condition():
    given = {"reduce": ["passthrough", PCA()], "reduce__n_components": [2, 3]}
    with pytest.raises(ValueError, match=r"where reduce is 'passthrough'.*a condition"):
        check_parameter_names(PIPELINE, Space(given))
    active = {"reduce__n_components": "reduce != 'passthrough'"}
    check_parameter_names(PIPELINE, Space(given, active))


def test_an_unknown_parameter_is_refused_with_its_closest_match():
    with pytest.raises(ValueError, match=r"'clf__c' .*Did you mean 'clf__C'"):
        check_parameter_names(PIPELINE, Space({"clf__c": [1]}))


def test_a_component_is_tried_once_however_many_grids_have_it():
    tried = []

    class Counting(Pipeline):
        def set_params(self, **params):
            tried.append(params)
            return super().set_params(**params)

    pipeline = Counting([("clf", SVC())])
    step = SVC()
    space = Space([{"clf": [step], "clf__C": [value]} for value in (1, 2, 3)])
    check_parameter_names(pipeline, space)
    assert len(tried) == 1


def test_nothing_is_changed_on_the_estimator():
    check_parameter_names(PIPELINE, Space({"clf": [LogisticRegression()]}))
    assert isinstance(PIPELINE.named_steps["clf"], SVC)
