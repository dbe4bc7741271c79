"""The regressing half of every net: several outputs, missing targets, units."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from sklearn.base import RegressorMixin
from sklearn.metrics import r2_score
from sklearn.utils._param_validation import StrOptions
from sklearn.utils.validation import (
    _check_sample_weight,
    check_array,
    check_consistent_length,
)

from .base import SequenceEstimator
from .losses import REGRESSION_LOSSES, make_regression_loss


@dataclass(eq=False, repr=False, kw_only=True)
class SequenceRegressor(RegressorMixin, SequenceEstimator):
    """Base of the regressors.

    Measurements such as expression depend on the strand, so that regressors see one
    strand, the given one, unless told otherwise.

    Parameters
    ----------
    loss : {"mse", "mae", "huber", "poisson", "pearson"}
        Squared, absolute or Huber error of the standardised targets; the likelihood of
        counts that are Poisson distributed (targets of 0 or more, predicted on a log
        scale inside); or one minus Pearson's r of each output over the batch, with a
        tenth of the squared error beside it, which settles mean and scale.

    Attributes
    ----------
    n_outputs_ : int
        Number of outputs.
    target_mean_, target_scale_ : ndarray of shape (n_outputs,)
        Mean and standard deviation by which the targets were standardised; with the
        Poisson loss zero, and the mean by which counts were divided.
    """

    loss: str = "mse"
    reverse_complement: bool = False
    average_strands: bool = False

    _log_link: ClassVar[bool] = False  # what nets saved before it existed mean

    _parameter_constraints: ClassVar[dict] = {
        **SequenceEstimator._parameter_constraints,
        "loss": [StrOptions(set(REGRESSION_LOSSES))],
    }

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags

    def fit(self, X, y, sample_weight=None):
        """Train on measured sequences.

        Parameters
        ----------
        X : array-like of n sequences
            Strings (list, array or Series), integer codes of shape (n, length) or a
            :class:`~skgenarch.sequences.CodesView` of them, or one-hot of shape
            (n, 4, length).
        y : array-like of shape (n,) or (n, n_outputs)
            Targets, in any unit: each output is standardised inside. NaN is a missing
            measurement and does not count.
        sample_weight : array-like of shape (n,), optional
            Weights of the sequences.

        Returns
        -------
        self : object
        """
        self.__dict__.pop("nets_", None)  # an interrupted fit leaves it unfitted
        self._validate_params()
        self.architecture().check()
        codes = self._encode(X, reset=True)
        y = self._check_targets(y)
        check_consistent_length(codes, y)
        weight = _check_sample_weight(sample_weight, codes, ensure_non_negative=True)
        targets = y.reshape(len(y), -1)
        measured = ~np.isnan(targets)
        if not measured.any(axis=0).all():
            empty = np.flatnonzero(~measured.any(axis=0)).tolist()
            raise ValueError(
                f"y must have at least one measured value in each output. Outputs "
                f"{empty} are all NaN; leave them out."
            )
        some = measured.any(axis=1)  # the other rows have nothing to teach
        if not some.all():
            codes, targets, weight = codes[some], targets[some], weight[some]
        mean, scale = self._standard(targets)
        self.nets_ = self._train(
            codes,
            ((targets - mean) / scale).astype(np.float32),
            weight.astype(np.float32),
            loss=make_regression_loss(self.loss),
            n_outputs=targets.shape[1],
        )
        self.target_mean_, self.target_scale_ = mean, scale
        self.n_outputs_ = targets.shape[1]
        self._flat = y.ndim == 1
        self._log_link = self.loss == "poisson"
        return self

    def predict(self, X):
        """Predict the targets, in their unit.

        Parameters
        ----------
        X : array-like of n sequences
            As in :meth:`fit`.

        Returns
        -------
        y : ndarray of shape (n,) or (n, n_outputs)
        """
        logits = self._logits(X)
        if self._log_link:
            logits = np.exp(logits)
        y = logits * self.target_scale_ + self.target_mean_
        return y[:, 0] if self._flat else y

    def score(self, X, y, sample_weight=None):
        """Coefficient of determination, averaged over outputs.

        Parameters
        ----------
        X : array-like of n sequences
            As in :meth:`fit`.
        y : array-like of shape (n,) or (n, n_outputs)
            True targets; NaN does not count.
        sample_weight : array-like of shape (n,), optional
            Weights of the sequences.

        Returns
        -------
        score : float
            Mean R² over the outputs with at least two measured values; NaN if there
            are none.
        """
        y = self._check_targets(y).reshape(-1, self.n_outputs_)
        predicted = self.predict(X).reshape(-1, self.n_outputs_)
        scores = []
        for true, guess in zip(y.T, predicted.T, strict=True):
            known = ~np.isnan(true)
            if known.sum() < 2:
                continue
            weight = None if sample_weight is None else np.asarray(sample_weight)[known]
            scores.append(r2_score(true[known], guess[known], sample_weight=weight))
        return float(np.mean(scores)) if scores else np.nan

    def _standard(self, targets):
        """Mean and scale of the outputs: what the loss takes for its unit."""
        if self.loss != "poisson":
            mean, scale = np.nanmean(targets, axis=0), np.nanstd(targets, axis=0)
        elif np.nanmin(targets) < 0:
            raise ValueError(
                "loss='poisson' takes counts: y must be 0 or more. Got "
                f"{np.nanmin(targets):g}. Choose another loss for targets on a log "
                "scale."
            )
        else:
            mean, scale = np.zeros(targets.shape[1]), np.nanmean(targets, axis=0)
        return mean, np.where(scale == 0, 1.0, scale)

    def _check_targets(self, y):
        if y is None:
            raise ValueError(
                f"This {type(self).__name__} estimator requires y to be passed, but "
                "the target y is None."
            )
        return check_array(
            y,
            dtype=np.float64,
            ensure_2d=False,
            ensure_all_finite="allow-nan",
            input_name="y",
        )
