"""The floor for nets of promoters: ridge regression on counts of k-mers."""

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.linear_model import RidgeCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from ..metrics import mean_pearson_r_scorer
from ..sequences import encode

N_BINS = 8  # of 250 bases, in promoters of 2,000
ALPHAS = np.logspace(3, 5.5, 11)


class MeanFilledRidge(RegressorMixin, BaseEstimator):
    """Ridge on standardised outputs; alpha by leave-one-out r within training rows.

    Missing values take the mean of their output over the training rows.
    """

    def fit(self, X, y):
        """Fit on features that are standardised already."""
        self.mean_, self.scale_ = np.nanmean(y, axis=0), np.nanstd(y, axis=0)
        self.scale_[self.scale_ == 0] = 1
        y = np.nan_to_num((y - self.mean_) / self.scale_)
        self.ridge_ = RidgeCV(ALPHAS, scoring=mean_pearson_r_scorer).fit(X, y)
        return self

    def predict(self, X):
        """Predict in the units of y."""
        return self.ridge_.predict(X) * self.scale_ + self.mean_


def count_kmers(sequences, *, k, n_bins=1):
    """Count each k-mer in each bin of positions, (n, n_bins * 4**k)."""
    codes = encode(list(sequences)).astype(np.int64)
    n_words = codes.shape[1] - k + 1
    windows = np.lib.stride_tricks.sliding_window_view(codes, k, axis=1)
    words = windows @ 4 ** np.arange(k)[::-1]
    known = (windows < 4).all(axis=2)
    words += np.arange(n_words) * n_bins // n_words * 4**k
    size = n_bins * 4**k
    rows = np.arange(len(codes))[:, None] * size
    counts = np.bincount((words + rows)[known], minlength=len(codes) * size)
    return counts.reshape(len(codes), size).astype(np.float64)


def binned_4mers(sequences):
    """Square roots of counts of 4-mers in each of 8 bins of positions."""
    # Roots of counts vary alike, whether a k-mer is common or rare.
    return np.sqrt(count_kmers(sequences, k=4, n_bins=N_BINS))


def binned_4mers_and_6mers(sequences):
    """Join the same with square roots of counts of 6-mers anywhere."""
    return np.hstack([binned_4mers(sequences), np.sqrt(count_kmers(sequences, k=6))])


def kmer_ridge(features):
    """Return a pipeline from sequences to predictions."""
    return make_pipeline(
        FunctionTransformer(features), StandardScaler(), MeanFilledRidge()
    )
