"""Toy estimators for the search: instant fits, and scores with a known optimum."""

import math

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin

X = np.zeros((20, 1))
Y = np.array([0, 1] * 10)


class Landscape(BaseEstimator):
    """Scores best at a learning rate of 0.01 with soft attention and many filters.

    With ``noise`` the score is blurred, by a number that depends on the learning
    rate alone, so that every run sees the same.
    """

    def __init__(
        self, learning_rate=0.1, n_filters=8, attention="none", dropout=0.0, noise=0.0
    ):
        self.learning_rate = learning_rate
        self.n_filters = n_filters
        self.attention = attention
        self.dropout = dropout
        self.noise = noise

    def fit(self, X, y=None):
        self.fitted_ = True
        return self

    def predict(self, X):
        return np.zeros(len(X))

    def score(self, X, y=None):
        seed = hash(float(self.learning_rate)) % 2**32
        blur = self.noise * np.random.RandomState(seed).randn()
        return (
            -((math.log10(self.learning_rate) + 2) ** 2)
            + 0.1 * math.log2(self.n_filters)
            + 0.5 * (self.attention == "soft")
            + blur
        )


class PureNoise(Landscape):
    """Scores that have nothing to do with the parameters."""

    def score(self, X, y=None):
        seed = hash(float(self.learning_rate)) % 2**32
        return np.random.RandomState(seed).randn()


class FailsAbove(BaseEstimator):
    """Fails to fit where ``size`` exceeds ten; otherwise the larger the better."""

    def __init__(self, size=1, spare=0):
        self.size = size
        self.spare = spare

    def fit(self, X, y=None):
        if self.size > 10:
            raise MemoryError(f"size {self.size} does not fit")
        return self

    def score(self, X, y=None):
        return float(self.size)


class AnyValue(ClassifierMixin, BaseEstimator):
    """Takes a value of any kind and scores what ``worth`` says of it."""

    def __init__(self, value=None, worth=None, other=0):
        self.value = value
        self.worth = worth
        self.other = other

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        return np.full(len(X), self.classes_[0])

    def score(self, X, y):
        return float(self.worth(self.value))


class NeedsWeights(Landscape):
    """Refuses to be fitted without weights, one for each sample."""

    def fit(self, X, y=None, sample_weight=None):
        assert sample_weight is not None and len(sample_weight) == len(X)
        return super().fit(X, y)
