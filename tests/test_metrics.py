"""Tests of the mean Pearson correlation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import pearsonr
from sklearn.exceptions import UndefinedMetricWarning
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import GridSearchCV, cross_val_score

from skgenarch.metrics import mean_pearson_r, mean_pearson_r_scorer

NAN = float("nan")


def raw(y_true, y_pred, **params):
    return mean_pearson_r(y_true, y_pred, multioutput="raw_values", **params)


def random_outputs(seed=0, shape=(30, 3)):
    rng = np.random.default_rng(seed)
    y_true = rng.normal(size=shape)
    return y_true, y_true + rng.normal(size=shape)


def test_is_the_mean_of_pearson_r_over_outputs():
    y_true, y_pred = random_outputs()
    expected = [pearsonr(*columns)[0] for columns in zip(y_true.T, y_pred.T)]  # noqa: B905
    assert raw(y_true, y_pred) == pytest.approx(expected)
    score = mean_pearson_r(y_true, y_pred)
    assert score == pytest.approx(np.mean(expected))
    assert type(score) is float


def test_one_output_may_be_one_dimensional():
    y_true, y_pred = random_outputs(shape=(20, 1))
    assert mean_pearson_r(y_true[:, 0], y_pred[:, 0]) == mean_pearson_r(y_true, y_pred)


def test_missing_targets_are_skipped_output_by_output():
    y_true, y_pred = random_outputs()
    y_true[:10, 0] = NAN
    y_true[25:, 2] = NAN
    expected = [
        pearsonr(y_true[10:, 0], y_pred[10:, 0])[0],
        pearsonr(y_true[:, 1], y_pred[:, 1])[0],
        pearsonr(y_true[:25, 2], y_pred[:25, 2])[0],
    ]
    assert raw(y_true, y_pred) == pytest.approx(expected)


def test_constant_prediction_counts_as_zero():
    y_true, y_pred = random_outputs(shape=(20, 2))
    y_pred[:, 1] = 0.1
    scores = raw(y_true, y_pred)
    assert scores[1] == 0.0
    assert mean_pearson_r(y_true, y_pred) == scores[0] / 2


def test_prediction_that_is_constant_only_where_measured_counts_as_zero():
    assert raw([1.0, 2.0, NAN], [5.0, 5.0, 6.0]).tolist() == [0.0]


@pytest.mark.parametrize("column", [[3.0] * 4, [1.0, NAN, NAN, NAN], [NAN] * 4])
def test_output_without_variation_is_left_out(column):
    y_true = np.column_stack([[1.0, 2.0, 3.0, 5.0], column])
    y_pred = np.column_stack([[1.0, 3.0, 2.0, 5.0], [1.0, 2.0, 3.0, 4.0]])
    scores = raw(y_true, y_pred)
    assert np.isnan(scores[1])
    assert mean_pearson_r(y_true, y_pred) == scores[0]


@pytest.mark.parametrize("multioutput", ["uniform_average", "raw_values"])
def test_undefined_for_all_outputs_is_nan_with_a_warning(multioutput):
    with pytest.warns(UndefinedMetricWarning, match="no output of y_true"):
        score = mean_pearson_r(
            [[1.0, NAN], [1.0, 2.0]], [[1, 2], [3, 4]], multioutput=multioutput
        )
    assert np.isnan(score).all()


def test_integer_weights_equal_repeated_rows():
    y_true, y_pred = random_outputs()
    weight = np.arange(30) % 4
    assert raw(y_true, y_pred, sample_weight=weight) == pytest.approx(
        raw(np.repeat(y_true, weight, axis=0), np.repeat(y_pred, weight, axis=0))
    )


def test_rows_of_weight_zero_do_not_make_an_output_vary():
    y_true, y_pred = [[1.0, 1.0], [1.0, 2.0], [9.0, 3.0]], [[1, 1], [2, 2], [3, 4]]
    scores = raw(y_true, y_pred, sample_weight=[1, 1, 0])
    assert np.isnan(scores[0])
    assert scores[1] == pytest.approx(1.0)


@pytest.mark.parametrize("scale", [1e-150, 1e150])
def test_tiny_and_huge_values_neither_vanish_nor_overflow(scale):
    y_true, y_pred = random_outputs()
    assert raw(y_true * scale, y_pred) == pytest.approx(raw(y_true, y_pred))


@settings(max_examples=50, deadline=None)
@given(
    seed=st.integers(0, 2**31 - 1),
    slope=st.floats(0.01, 100),
    shift=st.floats(-100, 100),
    n_samples=st.integers(3, 20),
)
def test_scale_and_shift_do_not_matter_and_the_sign_flips(
    seed, slope, shift, n_samples
):
    y_true, y_pred = random_outputs(seed, (n_samples, 2))
    score = mean_pearson_r(y_true, y_pred)
    assert -1 <= score <= 1
    assert mean_pearson_r(y_true, slope * y_pred + shift) == pytest.approx(score)
    assert mean_pearson_r(y_true, -y_pred) == pytest.approx(-score)
    assert mean_pearson_r(y_pred, y_true) == pytest.approx(score)


def test_scorer_is_usable_in_searches_and_cross_validation():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 3))
    y = X @ rng.normal(size=(3, 2))
    scores = cross_val_score(LinearRegression(), X, y, scoring=mean_pearson_r_scorer)
    assert scores == pytest.approx(np.ones(5))
    search = GridSearchCV(
        LinearRegression(),
        {"fit_intercept": [True, False]},
        scoring=mean_pearson_r_scorer,
    ).fit(X, y)
    assert search.best_score_ == pytest.approx(1.0)


@pytest.mark.parametrize(
    "y_true, y_pred, params, message",
    [
        ([1, 2], [1, 2], {"multioutput": "mean"}, "'multioutput' parameter .* 'mean'"),
        ([1, 2, 3], [1, 2], {}, r"same shape .* \(3, 1\) and \(2, 1\)"),
        ([[1, 2], [3, 4]], [1, 2], {}, r"same shape .* \(2, 2\) and \(2, 1\)"),
        ([1, 2], [1, NAN], {}, "Input y_pred contains NaN"),
        ([1, np.inf], [1, 2], {}, "Input y_true contains infinity"),
        ([1, 2], [1, 2], {"sample_weight": [1, -1]}, "non-negative. Got -1 in row 1"),
        ([1, 2], [1, 2], {"sample_weight": [1, NAN]}, "sample_weight contains NaN"),
        ([1, 2], [1, 2], {"sample_weight": [1]}, "inconsistent numbers of samples"),
        ([], [], {}, "0 sample"),
        (np.ones((2, 2, 2)), np.ones((2, 2, 2)), {}, "dim 3"),
    ],
)
def test_wrong_input_is_named(y_true, y_pred, params, message):
    with pytest.raises(ValueError, match=message):
        mean_pearson_r(y_true, y_pred, **params)


def test_what_is_equal_but_for_rounding_is_constant():
    noise = np.array([0.1 + 0.2, 0.3, 0.15 + 0.15, 0.3])
    assert np.ptp(noise) > 0
    varied = [1.0, 2.0, 3.0, 5.0]
    assert raw(varied, noise).tolist() == [0.0]
    scores = raw(np.column_stack([noise, varied]), np.column_stack([varied, varied]))
    assert np.isnan(scores[0])
