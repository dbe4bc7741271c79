"""Bootstrap of correlations, and comparisons of two models."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import wilcoxon

from skgenarch.metrics import mean_pearson_r
from skgenarch.model_selection import compare, score_predictions
from skgenarch.model_selection.bootstrap import bootstrap_correlations, interval

NAN = np.nan


def make_data(n=40, n_outputs=3, noise=1.0, seed=0):
    rng = np.random.default_rng(seed)
    y = rng.normal(size=(n, n_outputs))
    return y, y + noise * rng.normal(size=y.shape)


def draws(seed, n_bootstrap, n_units):
    return np.random.default_rng(seed).integers(n_units, size=(n_bootstrap, n_units))


@pytest.mark.parametrize("shift", [0.0, 1e6])
def test_equals_correlations_of_the_rows_drawn(shift):
    y, predicted = make_data()
    y[:15, 1] = NAN
    y += shift
    found = bootstrap_correlations(y, [predicted, -predicted], None, 7, 3)
    for r, rows in zip(found[0], draws(3, 7, 40), strict=True):
        expected = mean_pearson_r(y[rows], predicted[rows], multioutput="raw_values")
        assert r == pytest.approx(expected, abs=1e-7)
    assert found[1] == pytest.approx(-found[0])


def test_groups_are_drawn_as_wholes():
    y, predicted = make_data()
    groups = np.random.default_rng(5).integers(10, size=40)
    groups[:10] = np.arange(10)
    found = bootstrap_correlations(y, [predicted], groups, 5, 3)[0]
    for r, drawn in zip(found, draws(3, 5, 10), strict=True):
        rows = np.concatenate([np.flatnonzero(groups == group) for group in drawn])
        expected = mean_pearson_r(y[rows], predicted[rows], multioutput="raw_values")
        assert r == pytest.approx(expected)


def test_constant_columns_are_as_in_mean_pearson_r():
    y, predicted = make_data(n_outputs=4)
    y[:, 0] = 0.1
    y[:, 1] = NAN
    predicted[:, 2] = 0.1
    found = bootstrap_correlations(y, [predicted], None, 10, 0)[0]
    assert np.isnan(found[:, :2]).all()
    assert (found[:, 2] == 0).all()
    assert (np.abs(found[:, 3]) > 0).all()
    bounds = interval(found, 0.9)
    assert np.isnan(bounds[:, :2]).all()
    assert bounds[:, 2].tolist() == [0, 0]


def test_many_resamples_come_in_batches_of_the_same_stream():
    y, predicted = make_data(n=10)
    few = bootstrap_correlations(y, [predicted], None, 100, 0)
    many = bootstrap_correlations(y, [predicted], None, 250, 0)
    assert many.shape == (1, 250, 3)
    assert np.array_equal(many[:, :100], few)
    assert not np.array_equal(many[:, 100:200], few)


def test_the_interval_covers_the_true_correlation_about_as_often_as_it_says():
    truth = 1 / np.sqrt(2)  # of y and y + noise, both of variance 1
    covered = []
    for seed in range(200):
        y, predicted = make_data(n=100, n_outputs=1, seed=seed)
        scores = score_predictions(y, predicted, n_bootstrap=200, confidence=0.9)
        covered.append(scores.interval[0] <= truth <= scores.interval[1])
    assert 0.82 < np.mean(covered) < 0.96


def test_no_intervals_without_resamples():
    scores = score_predictions(*make_data(), n_bootstrap=0)
    assert np.isnan(scores.interval).all()
    assert scores.per_output["low"].isna().all()
    assert scores.mean_r > 0.5


def test_comparison_of_a_good_and_a_poor_model():
    y, good = make_data(n=300, n_outputs=6, noise=0.5)
    poor = make_data(n=300, n_outputs=6, noise=1.0)[1]
    first = score_predictions(y, good, name="A")
    second = score_predictions(y, poor, name="B")
    found = compare(first, second)
    assert found.difference == pytest.approx(first.mean_r - second.mean_r)
    assert 0.1 < found.interval[0] < found.difference < found.interval[1] < 0.3
    assert found.p_value == pytest.approx(2 / 1001)
    assert found.n_better == 6
    difference = first.per_output["r"] - second.per_output["r"]
    assert found.per_output["difference"].equals(difference.rename("difference"))
    assert found.wilcoxon_p == wilcoxon(difference).pvalue
    turned = compare(second, first)
    assert turned.difference == -found.difference
    assert turned.interval == pytest.approx((-found.interval[1], -found.interval[0]))
    assert turned.p_value == found.p_value
    assert "A against B: mean r +0.1" in repr(found)
    assert "<table" in found._repr_html_()


def test_pairing_sees_what_separate_intervals_cannot():
    y, predicted = make_data(n=200, noise=1.0)
    rng = np.random.default_rng(1)
    first = score_predictions(y, predicted)
    second = score_predictions(y, predicted + 0.3 * rng.normal(size=y.shape))
    found = compare(first, second)
    assert first.interval[0] < second.interval[1]  # they overlap
    assert found.interval[0] > 0
    assert np.ptp(found.interval) < 0.5 * np.ptp(first.interval)


def test_a_model_does_not_differ_from_itself():
    scores = score_predictions(*make_data())
    found = compare(scores, scores)
    assert found.difference == 0
    assert found.interval == (0, 0)
    assert found.p_value == 1
    assert np.isnan(found.wilcoxon_p)
    assert found.same_folds


def test_equally_good_models_are_rarely_told_apart():
    y, _ = make_data(n=100)
    p_values = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        pair = [y + rng.normal(size=y.shape) for _ in range(2)]
        pair = [score_predictions(y, p, n_bootstrap=0) for p in pair]
        p_values.append(compare(*pair, n_bootstrap=200).p_value)
    assert np.mean(np.array(p_values) < 0.05) < 0.15
    assert np.median(p_values) > 0.3


def test_only_the_same_rows_can_be_compared():
    y, predicted = make_data()
    scores = score_predictions(y, predicted)
    other = make_data(seed=1)[0]
    names = pd.DataFrame(y).add_prefix("x", axis=0)
    for change, message in [
        (score_predictions(other, predicted), "in the measured values"),
        (score_predictions(names, predicted), "in the names of the genes"),
        (score_predictions(y[:, :2], predicted[:, :2]), "outputs and the measured"),
        (score_predictions(y, predicted, groups=np.arange(40)), "in the groups"),
    ]:
        with pytest.raises(ValueError, match=message):
            compare(scores, change)
    folds = score_predictions(y, predicted, fold=np.arange(40) % 2)
    found = compare(scores, folds)
    assert not found.same_folds
    assert "folds differ" in repr(found)


@pytest.mark.parametrize(
    "predicted, message",
    [(np.ones((40, 2)), "same shape"), (np.full((40, 3), NAN), "contains NaN")],
)
def test_unusable_predictions_are_refused(predicted, message):
    with pytest.raises(ValueError, match=message):
        score_predictions(make_data()[0], predicted)
