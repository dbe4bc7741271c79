"""One model per output."""

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.multioutput import MultiOutputRegressor
from sklearn.utils.estimator_checks import parametrize_with_checks

from skgenarch.model_selection import SingleTaskRegressor

NAN = np.nan


@pytest.fixture
def data():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(30, 3))
    return X, X @ rng.normal(size=(3, 2)) + rng.normal(size=(30, 2))


@parametrize_with_checks([SingleTaskRegressor(Ridge())])
def test_scikit_learns_checks(estimator, check):
    check(estimator)


def test_without_missing_values_it_is_multi_output_regression(data):
    expected = MultiOutputRegressor(Ridge()).fit(*data).predict(data[0])
    found = SingleTaskRegressor(Ridge()).fit(*data).predict(data[0])
    assert np.array_equal(found, expected)


def test_missing_rows_are_left_out_output_by_output(data):
    X, y = data
    y[:10, 0] = NAN
    y[25:, 1] = NAN
    weight = np.arange(30) % 4 + 1
    model = SingleTaskRegressor(LinearRegression()).fit(X, y, sample_weight=weight)
    for k, rows in enumerate([slice(10, None), slice(25)]):
        alone = LinearRegression().fit(X[rows], y[rows, k], weight[rows])
        assert model.estimators_[k].coef_ == pytest.approx(alone.coef_)
        assert model.predict(X)[:, k] == pytest.approx(alone.predict(X))


def test_a_flat_target_stays_flat_and_sequences_may_be_a_list(data):
    class Lengths(LinearRegression):
        def fit(self, X, y):
            assert isinstance(X, list)
            return super().fit([[len(x)] for x in X], y)

        def predict(self, X):
            return super().predict([[len(x)] for x in X])

    model = SingleTaskRegressor(Lengths()).fit(["A", "AC", "ACG", ""], [2, 4, NAN, 0])
    assert model.predict(["ACGT"]) == pytest.approx([8])


@pytest.mark.parametrize(
    "y, message",
    [
        ([[1, NAN], [2, NAN], [3, NAN]], r"Outputs \[1\] are all NaN"),
        ([1, 2], "inconsistent numbers"),
        ([1, np.inf, 2], "contains infinity"),
    ],
)
def test_unusable_targets_are_refused(y, message):
    with pytest.raises(ValueError, match=message):
        SingleTaskRegressor(Ridge()).fit([[1], [2], [3]], y)
