"""Training losses of regression, against numpy and scipy."""

import numpy as np
import pytest
import torch
from scipy import stats

from skgenarch import DeepBindRegressor
from skgenarch.datasets import make_tfbs
from skgenarch.estimators.losses import REGRESSION_LOSSES, make_regression_loss

RNG = np.random.default_rng(0)
OUTPUTS = RNG.normal(size=(30, 3))
COUNTS = RNG.poisson(2, size=(30, 3)).astype(float)
WEIGHTS = RNG.uniform(0.1, 2, size=30)
SMALL = {"n_filters": 4, "max_epochs": 1, "random_state": 0}


def as_labels(target, weight):
    return {"target": torch.tensor(target), "weight": torch.tensor(weight)}


def loss_of(name, target, weight=WEIGHTS, outputs=OUTPUTS):
    loss = make_regression_loss(name)
    return loss(torch.tensor(outputs), as_labels(target, weight)).item()


def test_pointwise_losses_are_weighted_means():
    apart = np.abs(OUTPUTS - COUNTS)
    huber = np.where(apart < 1, apart**2 / 2, apart - 0.5)
    for name, losses in {"mse": apart**2, "mae": apart, "huber": huber}.items():
        expected = np.average(losses.mean(axis=1), weights=WEIGHTS)
        assert loss_of(name, COUNTS) == pytest.approx(expected)


def test_poisson_loss_differs_from_the_likelihood_by_a_constant():
    likelihoods = stats.poisson.logpmf(COUNTS, np.exp(OUTPUTS)).mean(axis=1)
    perfect = stats.poisson.logpmf(COUNTS, np.e).mean(axis=1)
    expected = np.average(perfect - likelihoods, weights=WEIGHTS)
    ones = np.ones_like(OUTPUTS)
    difference = loss_of("poisson", COUNTS) - loss_of("poisson", COUNTS, outputs=ones)
    assert difference == pytest.approx(expected)


def test_pearson_loss_is_one_minus_r():
    pairs = zip(OUTPUTS.T, COUNTS.T, strict=True)
    r = [stats.pearsonr(*pair).statistic for pair in pairs]
    loss = loss_of("pearson", COUNTS, weight=np.ones(30))
    expected = 1 - np.mean(r) + 0.1 * ((OUTPUTS - COUNTS) ** 2).mean()
    assert loss == pytest.approx(expected)


def test_pearson_loss_with_weights_is_that_of_repeated_rows():
    times = RNG.integers(0, 4, size=30)
    rows = np.repeat(np.arange(30), times)
    assert loss_of("pearson", COUNTS, times.astype(float)) == pytest.approx(
        loss_of("pearson", COUNTS[rows], np.ones(len(rows)), OUTPUTS[rows])
    )


@pytest.mark.parametrize("name", REGRESSION_LOSSES)
def test_missing_targets_do_not_count(name):
    missing = RNG.random(COUNTS.shape) < 0.3
    missing[:, 1] = False
    target = np.where(missing, np.nan, COUNTS)
    outputs = torch.tensor(OUTPUTS, requires_grad=True)
    labels = as_labels(target, WEIGHTS)
    loss = make_regression_loss(name)(outputs, labels)
    loss.backward()
    assert torch.equal(outputs.grad == 0, torch.tensor(missing))
    elsewhere = np.where(missing, OUTPUTS + 5, OUTPUTS)
    assert loss_of(name, target, outputs=elsewhere) == pytest.approx(loss.item())


def test_pearson_loss_is_that_of_the_measured_rows():
    target = COUNTS[:, :1].copy()
    target[20:] = np.nan
    assert loss_of("pearson", target, outputs=OUTPUTS[:, :1]) == pytest.approx(
        loss_of("pearson", target[:20], WEIGHTS[:20], OUTPUTS[:20, :1])
    )


@pytest.mark.parametrize("name", REGRESSION_LOSSES)
@pytest.mark.parametrize(
    ("outputs", "target"),
    [
        (np.zeros((5, 2)), COUNTS[:5, :2]),
        (OUTPUTS[:5, :2], np.ones((5, 2))),
        (OUTPUTS[:1], COUNTS[:1]),
        (OUTPUTS[:3], np.full((3, 3), np.nan)),
    ],
    ids=["equal outputs", "equal targets", "one row", "nothing measured"],
)
def test_gradients_are_finite(name, outputs, target):
    outputs = torch.tensor(outputs, dtype=torch.float32, requires_grad=True)
    labels = as_labels(target.astype(np.float32), np.ones(len(target)))
    loss = make_regression_loss(name)(outputs, labels)
    loss.backward()
    assert torch.isfinite(loss)
    assert torch.isfinite(outputs.grad).all()


@pytest.mark.parametrize("name", REGRESSION_LOSSES)
def test_predictions_come_in_the_unit_of_the_targets(name):
    X = ["".join(RNG.permutation(list("C" * n + "A" * (20 - n)))) for n in range(1, 20)]
    y = 100.0 * np.arange(1, 20)
    y[3] = np.nan
    model = DeepBindRegressor(
        n_filters=8, kernel_size=4, max_epochs=100, ema_decay=None, loss=name,
        learning_rate=1e-2, dropout=0.0, random_state=0,
    )  # fmt: skip
    predicted = model.fit(X, y).predict(X)
    assert predicted.shape == (19,)
    np.testing.assert_allclose(predicted, 100 * np.arange(1, 20), atol=300)


def test_counts_keep_their_scale_through_saving(tmp_path):
    X, y = make_tfbs(60, random_state=0)
    model = DeepBindRegressor(**SMALL, loss="poisson").fit(X, 7.0 * y)
    predicted = model.predict(X)
    assert (predicted > 0).all()
    model.save(tmp_path)
    np.testing.assert_array_equal(
        DeepBindRegressor.load(tmp_path).predict(X), predicted
    )
    np.testing.assert_array_equal(model.set_params(loss="mse").predict(X), predicted)


def test_poisson_refuses_negative_targets():
    X, y = make_tfbs(20, random_state=0)
    with pytest.raises(ValueError, match=r"y must be 0 or more\. Got -1"):
        DeepBindRegressor(**SMALL, loss="poisson").fit(X, y - 1.0)
