"""The penalty that a linear model needs, against scikit-learn."""

import numpy as np
from sklearn.linear_model import Ridge
from sklearn.model_selection import LeaveOneOut, cross_val_predict

from skgenarch.datasets import make_promoters
from skgenarch.estimators import PromoterNetClassifier, PromoterNetRegressor
from skgenarch.estimators.ridge_penalty import best_penalty


def test_penalty_is_that_of_least_leave_one_out_error():
    rng = np.random.default_rng(0)
    features = rng.normal(size=(40, 60)) / np.sqrt(60)
    targets = features @ rng.normal(size=(60, 2)) + rng.normal(size=(40, 2))
    errors = {}
    for penalty in 2.0 ** np.arange(-4, 9):
        left_out = cross_val_predict(
            Ridge(penalty), features, targets, cv=LeaveOneOut()
        )
        errors[penalty] = ((left_out - targets) ** 2).mean()
    assert best_penalty(targets, features, np.arange(40)) == min(errors, key=errors.get)


def test_noise_needs_a_stronger_penalty():
    rng = np.random.default_rng(0)
    features = rng.normal(size=(200, 50)) / np.sqrt(50)
    signal = features @ rng.normal(size=(50, 1))
    clear = best_penalty(signal, features, np.arange(200))
    signal[::3] = np.nan
    noisy = signal + 3 * rng.normal(size=(200, 1))
    assert clear < best_penalty(noisy, features, np.arange(200))


def test_rows_may_be_few():
    assert best_penalty(np.zeros((2, 1)), np.zeros((2, 5)), np.arange(2)) == 1


def test_nets_of_both_kinds_ask_for_it():
    X, y = make_promoters(40, length=120, n_outputs=2, random_state=0)
    small = {"n_filters": 4, "kmer_size": 2, "kmer_bins": 1, "max_epochs": 1}
    y[3, 0] = np.nan
    nets = [
        PromoterNetRegressor(**small, random_state=0).fit(X, y),
        PromoterNetClassifier(**small, random_state=0).fit(X, y[:, 1] > 5),
    ]
    for net in nets:
        strength = net.net_.module_.kmers.strength.item()
        assert 0 < strength
        assert strength != 0.25
