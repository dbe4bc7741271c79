"""Correlations of resampled rows: how a mean r depends on the choice of genes."""

import numpy as np

_BATCH = 100  # resamples at a time, to bound the memory
_NO_SPREAD = 1e-13  # of a column, relative to its largest value: rounding, not values


def bootstrap_correlations(
    y_true, predictions, groups, n_bootstrap, random_state
) -> np.ndarray:
    """Correlate truth and each prediction, output by output, over resampled rows.

    Rows are drawn with replacement, as many as there are; with groups, whole groups
    are. All predictions are scored on the same draws, so that they can be compared
    pair by pair. A correlation is a matter of six sums, and the sums of a resample
    are a weighted sum of those of the rows: one product of matrices for many draws.

    Parameters
    ----------
    y_true : ndarray of shape (n_rows, n_outputs)
        Measured values; NaN does not count.

    predictions : list of ndarray of shape (n_rows, n_outputs)
        Predicted values of some models.

    groups : ndarray of int of shape (n_rows,) or None
        Numbers of groups, 0 to n_groups - 1.

    n_bootstrap : int
        Number of resamples.

    random_state : int
        Seeds the draws.

    Returns
    -------
    correlations : ndarray of shape (n_models, n_bootstrap, n_outputs)
        NaN where the truth of a resample does not vary, 0 where its prediction does
        not, as in `mean_pearson_r`.
    """
    n_units = len(y_true) if groups is None else int(groups.max()) + 1
    measured = ~np.isnan(y_true)
    truth = _standardise(y_true, measured)
    sums = []
    for prediction in predictions:
        guess = _standardise(prediction, measured)
        sums.append(np.stack([guess, guess**2, truth * guess]))
    sums = np.stack([measured, truth, truth**2, *np.concatenate(sums)], axis=1)
    if groups is not None:
        by_group = np.zeros((n_units, *sums.shape[1:]))
        np.add.at(by_group, groups, sums)
        sums = by_group
    flat = sums.reshape(n_units, -1)
    rng = np.random.default_rng(random_state)
    drawn = [np.empty((0, *sums.shape[1:]))]
    for start in range(0, n_bootstrap, _BATCH):
        size = min(_BATCH, n_bootstrap - start)
        draws = rng.integers(n_units, size=(size, n_units))
        draws += np.arange(size)[:, None] * n_units
        counts = np.bincount(draws.ravel(), minlength=size * n_units)
        weights = counts.reshape(size, n_units).astype(np.float64)
        drawn.append((weights @ flat).reshape(size, *sums.shape[1:]))
    n, t, tt, *rest = np.moveaxis(np.concatenate(drawn), 1, 0)
    models = [rest[start : start + 3] for start in range(0, len(rest), 3)]
    return np.stack([_correlate(n, t, tt, *model) for model in models])


def _standardise(values, measured):
    """Shift and scale columns, for sums that do not cancel; 0 where not measured."""
    masked = np.where(measured, values, np.nan)
    columns = np.zeros_like(values, dtype=np.float64)
    for column, out, used in zip(masked.T, columns.T, measured.T, strict=True):
        values = column[used]
        if len(values) and np.ptp(values) > _NO_SPREAD * np.abs(values).max():
            centred = values - values.mean()
            out[used] = centred / np.abs(centred).max()
            out[used] /= out[used].std()
    return columns


def _correlate(n, t, tt, p, pp, tp):
    """Pearson correlation from sums of 1, t, t*t, p, p*p and t*p."""
    n = np.maximum(n, 1)
    t_spread, p_spread = tt - t * t / n, pp - p * p / n
    t_varies, p_varies = t_spread > 1e-10 * n, p_spread > 1e-10 * n
    with np.errstate(divide="ignore", invalid="ignore"):
        r = (tp - t * p / n) / np.sqrt(t_spread * p_spread)
    return np.where(t_varies, np.where(p_varies, np.clip(r, -1, 1), 0.0), np.nan)


def mean_over_outputs(correlations) -> np.ndarray:
    """Average over the last axis, leaving out NaN; NaN if nothing is left.

    Parameters
    ----------
    correlations : ndarray of shape (..., n_outputs)
        Correlations.

    Returns
    -------
    means : ndarray of shape (...,)
        Means.
    """
    defined = ~np.isnan(correlations)
    n = defined.sum(axis=-1)
    total = np.where(defined, correlations, 0.0).sum(axis=-1)
    return np.where(n > 0, total / np.maximum(n, 1), np.nan)


def interval(values, confidence) -> np.ndarray:
    """Return the percentile interval of resampled values, along their first axis.

    Parameters
    ----------
    values : ndarray of shape (n_bootstrap, ...)
        Resampled values; NaN does not count.

    confidence : float
        Share of the values within the interval.

    Returns
    -------
    bounds : ndarray of shape (2, ...)
        Lower and upper bound; NaN where all values are.
    """
    values = np.asarray(values, dtype=np.float64)
    shape = values.shape[1:]
    columns = values.reshape(len(values), int(np.prod(shape))).T
    bounds = np.full((len(columns), 2), np.nan)
    for bound, column in zip(bounds, columns, strict=True):
        defined = column[~np.isnan(column)]
        if len(defined):
            tails = [(1 - confidence) / 2, (1 + confidence) / 2]
            bound[:] = np.quantile(defined, tails)
    return bounds.T.reshape(2, *shape)
