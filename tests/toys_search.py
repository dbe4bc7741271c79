"""Toy estimators for the search: instant fits, and scores with a known optimum."""

import math
import os
import time

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


class Interrupts(Landscape):
    """Is stopped by Ctrl-C at the fit with a given number, counted in a file."""

    def __init__(self, learning_rate=0.1, n_filters=8, counter=None, at=None, seed=0):
        super().__init__(learning_rate, n_filters)
        self.counter = counter
        self.at = at
        self.seed = seed

    def fit(self, X, y=None):
        with open(self.counter, "a+", encoding="ascii") as file:
            file.write(".")
            n_fits = file.tell()
        if n_fits == self.at:
            raise KeyboardInterrupt
        return super().fit(X, y)


class Unwell(BaseEstimator):
    """Fails in the way that ``mood`` says."""

    def __init__(self, mood="well", worth=0.0):
        self.mood = mood
        self.worth = worth

    def fit(self, X, y=None):
        if self.mood == "raises":
            raise ValueError("no mood for this")
        if self.mood == "out of memory":
            raise MemoryError
        if self.mood == "dies":
            os._exit(9)
        if self.mood == "slow":
            time.sleep(0.001)
            end = time.monotonic() + 30
            while time.monotonic() < end:
                time.sleep(0.001)
        return self

    def score(self, X, y=None):
        return math.nan if self.mood == "nan" else self.worth
