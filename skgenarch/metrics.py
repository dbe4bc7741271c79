"""Scores for multi-output expression: the mean Pearson correlation and its scorer."""

import warnings

import numpy as np
from sklearn.exceptions import UndefinedMetricWarning
from sklearn.metrics import make_scorer
from sklearn.utils import check_array, check_consistent_length, column_or_1d

__all__ = ["mean_pearson_r", "mean_pearson_r_scorer"]

_NO_SPREAD = 1e-13  # of a column, relative to its largest value: rounding, not values


def mean_pearson_r(
    y_true, y_pred, *, sample_weight=None, multioutput="uniform_average"
):
    """Mean over outputs of the Pearson correlation of truth and prediction.

    Missing targets are skipped output by output. Over the rows an output has, and
    taking as constant what is equal but for rounding (a spread below 1e-13 of the
    largest value):

    - a constant ``y_pred`` has learned nothing and counts as 0.0;
    - a constant ``y_true``, or fewer than two rows, leaves the correlation
      undefined: the output is left out of the mean, and is NaN among the raw
      values. The mean over no output at all is NaN, with a warning.

    Parameters
    ----------
    y_true : array-like of shape (n_samples,) or (n_samples, n_outputs)
        Measured values; NaN where nothing was measured.

    y_pred : array-like of shape (n_samples,) or (n_samples, n_outputs)
        Predicted values, all finite.

    sample_weight : array-like of shape (n_samples,), default=None
        Non-negative weights of the rows. Rows of weight zero do not count.

    multioutput : {"uniform_average", "raw_values"}, default="uniform_average"
        Whether to return the mean or one correlation per output.

    Returns
    -------
    score : float or ndarray of shape (n_outputs,)
        Between -1 and 1; best is 1.

    Raises
    ------
    ValueError
        If the shapes differ, if a prediction is not finite, if a target is
        infinite, or if a weight is negative.

    Warns
    -----
    UndefinedMetricWarning
        If the correlation is undefined for every output.

    Examples
    --------
    >>> from skgenarch.metrics import mean_pearson_r
    >>> y_true = [[1.0, 3.0], [2.0, float("nan")], [3.0, 1.0], [4.0, 2.0]]
    >>> y_pred = [[0.1, 0.3], [0.2, 0.9], [0.3, 0.1], [0.4, 0.2]]
    >>> round(mean_pearson_r(y_true, y_pred), 3)
    1.0
    >>> mean_pearson_r(y_true, [[0, 3], [0, 2], [0, 1], [0, 2]],
    ...                multioutput="raw_values").round(3)
    array([0., 1.])
    """
    if multioutput not in ("uniform_average", "raw_values"):
        raise ValueError(
            "The 'multioutput' parameter of mean_pearson_r must be 'uniform_average' "
            f"or 'raw_values'. Got {multioutput!r} instead."
        )
    y_true = _check_outputs(y_true, "y_true", ensure_all_finite="allow-nan")
    y_pred = _check_outputs(y_pred, "y_pred", ensure_all_finite=True)
    if y_true.shape != y_pred.shape:
        raise ValueError(
            "y_true and y_pred must have the same shape (n_samples, n_outputs). "
            f"Got {y_true.shape} and {y_pred.shape}."
        )
    weight = _check_weight(sample_weight, y_true)
    outputs = zip(y_true.T, y_pred.T, strict=True)
    scores = np.array([_pearson_r(*output, weight) for output in outputs])
    undefined = np.isnan(scores)
    if undefined.all():
        warnings.warn(
            "mean_pearson_r is undefined: no output of y_true has two different "
            "measured values.",
            UndefinedMetricWarning,
            stacklevel=2,
        )
    if multioutput == "raw_values":
        return scores
    return float("nan") if undefined.all() else float(scores[~undefined].mean())


def _check_outputs(y, name, *, ensure_all_finite):
    """Return y as floats of shape (n_samples, n_outputs)."""
    y = check_array(
        y,
        ensure_2d=False,
        dtype=np.float64,
        ensure_all_finite=ensure_all_finite,
        input_name=name,
    )
    return y.reshape(-1, 1) if y.ndim == 1 else y


def _check_weight(sample_weight, y_true):
    """Return one finite, non-negative weight per row."""
    if sample_weight is None:
        return np.ones(len(y_true))
    weight = check_array(
        column_or_1d(sample_weight),
        ensure_2d=False,
        dtype=np.float64,
        input_name="sample_weight",
    )
    check_consistent_length(y_true, weight)
    if (weight < 0).any():
        raise ValueError(
            "The 'sample_weight' parameter of mean_pearson_r must be non-negative. "
            f"Got {weight.min():g} in row {weight.argmin()}."
        )
    return weight


def _pearson_r(truth, prediction, weight):
    """Weighted correlation of two columns, over the rows which have a truth."""
    used = np.isfinite(truth) & (weight > 0)
    truth, prediction, weight = truth[used], prediction[used], weight[used]
    if len(truth) == 0 or _is_constant(truth):
        return np.nan
    if _is_constant(prediction):
        return 0.0
    truth, prediction = (_standardize(x, weight) for x in (truth, prediction))
    return float(np.clip(np.sum(weight * truth * prediction), -1.0, 1.0))


def _is_constant(x):
    """Tell values that are equal but for rounding: their correlation is noise."""
    return np.ptp(x) <= _NO_SPREAD * np.abs(x).max()


def _standardize(x, weight):
    """Shift to weighted mean 0 and scale to weighted sum of squares 1."""
    # Scaling by the largest value first keeps the squares from overflowing.
    x = x / np.abs(x).max()
    x = x - np.average(x, weights=weight)
    x = x / np.abs(x).max()
    return x / np.sqrt(np.sum(weight * x**2))


mean_pearson_r_scorer = make_scorer(mean_pearson_r)
