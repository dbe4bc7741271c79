"""What profiles over bases have in common: footprints, heat maps, groups compared.

Everything here takes profiles, (n, length), of attention or of any attribution, and
returns data; the folder ``plots`` draws it.
"""

from collections.abc import Mapping
from numbers import Integral, Real
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.ndimage import gaussian_filter1d
from sklearn.utils import check_array, check_random_state, check_scalar


class Footprint(NamedTuple):
    """Mean profile of a set of sequences, with a pointwise bootstrap interval."""

    offset: np.ndarray
    """Bases from the anchor, or from the start of the sequences, (length,)."""

    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray
    n_sequences: int


class HeatMap(NamedTuple):
    """Profiles, smoothed and sorted."""

    values: np.ndarray
    """Smoothed profiles, (n, length)."""

    rows: np.ndarray
    """The row of the profile that each row of `values` shows, (n,)."""


class ExtremeGenes(NamedTuple):
    """Rows of the genes that stand out, the most extreme first."""

    highest_mean: np.ndarray
    highest_variance: np.ndarray


def mean_footprint(
    profile,
    *,
    anchor: int = 0,
    confidence: float = 0.95,
    n_bootstrap: int = 1000,
    random_state=None,
) -> Footprint:
    """Return the mean profile of sequences, with its interval.

    Parameters
    ----------
    profile : array-like of shape (n, length)
        As of `attention_profile`, of the sequences to average: the positives, say.

    anchor : int, default=0
        The base that offsets are counted from, as the transcription start site.

    confidence : float, default=0.95
        Share of bootstrap samples (of sequences) within the interval of each base.

    n_bootstrap : int, default=1000
        Number of bootstrap samples.

    random_state : int, RandomState instance or None, default=None
        Seeds them.

    Returns
    -------
    footprint : Footprint
        In the unit of `profile`.

    Raises
    ------
    ValueError
        If the profile is not two-dimensional and finite, or a parameter is out of its
        range.

    Examples
    --------
    >>> from skgenarch.interpretation import mean_footprint
    >>> footprint = mean_footprint([[0.0, 1.0, 0.0], [0.0, 0.5, 0.5]], anchor=1)
    >>> footprint.offset.tolist(), footprint.mean.tolist()
    ([-1, 0, 1], [0.0, 0.75, 0.25])
    """
    profile = _check_profile(profile)
    n, length = profile.shape
    check_scalar(anchor, "anchor", Integral, min_val=0, max_val=length - 1)
    check_scalar(
        confidence,
        "confidence",
        Real,
        min_val=0,
        max_val=1,
        include_boundaries="neither",
    )
    check_scalar(n_bootstrap, "n_bootstrap", Integral, min_val=1)
    rng = check_random_state(random_state)
    shares = rng.multinomial(n, np.full(n, 1 / n), size=n_bootstrap) / n
    low, high = np.quantile(
        shares @ profile, [(1 - confidence) / 2, (1 + confidence) / 2], axis=0
    )
    return Footprint(np.arange(length) - anchor, profile.mean(axis=0), low, high, n)


def compare_footprints(profile, groups, **options) -> pd.DataFrame:
    """Return the mean profile of each group of sequences.

    Parameters
    ----------
    profile : array-like of shape (n, length)

    groups : dict of array-like, or array-like of shape (n,)
        Rows by name of the group (a row may be in several), or the group of each row.

    **options
        Passed on to `mean_footprint`.

    Returns
    -------
    footprints : DataFrame
        Columns ``group``, ``offset``, ``mean``, ``low``, ``high``, ``n_sequences``.

    Raises
    ------
    ValueError
        If a group is empty, or there is not one group for each row.

    Examples
    --------
    >>> from skgenarch.interpretation import compare_footprints
    >>> profile = [[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]]
    >>> compare_footprints(profile, ["a", "b", "b"])[["group", "offset", "mean"]]
      group  offset  mean
    0     a       0   1.0
    1     a       1   0.0
    2     b       0   0.0
    3     b       1   1.0
    """
    profile = _check_profile(profile)
    if not isinstance(groups, Mapping):
        groups = np.asarray(groups)
        if groups.shape != (len(profile),):
            raise ValueError(
                "The 'groups' parameter must name the group of each of the "
                f"{len(profile)} rows, or rows by group. Got shape {groups.shape}."
            )
        if pd.isna(groups).any():
            raise ValueError(
                "The 'groups' parameter must name a group for each row, but row "
                f"{np.flatnonzero(pd.isna(groups))[0]} has none."
            )
        groups = {name: np.flatnonzero(groups == name) for name in pd.unique(groups)}
    if not groups:
        raise ValueError("The 'groups' parameter must have one group or more.")
    parts = []
    for name, rows in groups.items():
        rows = np.arange(len(profile))[_checked_rows(rows, len(profile), name)]
        if len(rows) == 0:
            raise ValueError(f"The 'groups' parameter has no row for group {name!r}.")
        part = pd.DataFrame(mean_footprint(profile[rows], **options)._asdict())
        part.insert(0, "group", name)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def attention_heatmap(profile, *, blur: float = 2.0, sort: bool = True) -> HeatMap:
    """Return profiles blurred along the sequence, sorted by where they peak.

    Parameters
    ----------
    profile : array-like of shape (n, length)

    blur : float, default=2.0
        Standard deviation of the Gaussian, in bases; 0 does not blur.

    sort : bool, default=True
        Sort rows by the position of their highest value.

    Returns
    -------
    heatmap : HeatMap

    Raises
    ------
    ValueError
        If the profile is not two-dimensional and finite, or `blur` is negative.
    """
    profile = _check_profile(profile)
    check_scalar(blur, "blur", Real, min_val=0)
    values = (
        gaussian_filter1d(profile, blur, axis=1, mode="nearest") if blur else profile
    )
    rows = np.arange(len(values))
    if sort:
        rows = np.argsort(values.argmax(axis=1), kind="stable")
    return HeatMap(values[rows], rows)


def extreme_genes(expression, *, n: int = 32) -> ExtremeGenes:
    """Return the genes of highest mean and of highest variance over outputs.

    Genes expressed alike everywhere, and genes expressed where they are needed: the
    paper compares where nets look in their promoters.

    Parameters
    ----------
    expression : array-like of shape (n_genes, n_outputs)
        On a logarithmic scale; NaN is not counted.

    n : int, default=32
        Genes of each kind.

    Returns
    -------
    genes : ExtremeGenes
        Row numbers.

    Raises
    ------
    ValueError
        If there are fewer than `n` genes, or no two outputs.

    References
    ----------
    Deming L. et al., Genetic Architect: discovering genomic structure with learned
    neural architectures, arXiv:1605.07156, 2016, figure 3B.
    """
    expression = check_array(
        expression, dtype=np.float64, ensure_all_finite="allow-nan"
    )
    check_scalar(n, "n", Integral, min_val=1)
    if len(expression) < n or expression.shape[1] < 2:
        raise ValueError(
            f"The 'expression' parameter must have n={n} genes or more, and two "
            f"outputs or more. Got shape {expression.shape}."
        )
    measured = ~np.isnan(expression)
    known = np.where(measured, expression, 0.0)
    n_measured = np.maximum(measured.sum(axis=1), 1)
    mean = known.sum(axis=1) / n_measured
    deviation = np.where(measured, expression - mean[:, None], 0.0)
    variance = (deviation**2).sum(axis=1) / n_measured
    mean[~measured.any(axis=1)] = -np.inf
    return ExtremeGenes(
        np.argsort(-mean, kind="stable")[:n], np.argsort(-variance, kind="stable")[:n]
    )


def _checked_rows(rows, n, name):
    """Row numbers, or a mask, that fit a profile of `n` rows."""
    rows = np.asarray(rows)
    if rows.dtype == bool and rows.shape == (n,):
        return rows
    if rows.size == 0:
        return rows.astype(np.intp)
    if (
        rows.ndim != 1
        or rows.dtype.kind not in "iu"
        or not ((rows >= 0) & (rows < n)).all()
    ):
        raise ValueError(
            f"The 'groups' parameter must give row numbers, 0 to {n - 1}, or a mask of "
            f"{n} rows for group {name!r}. Got {rows!r} instead."
        )
    return rows


def _check_profile(profile):
    return check_array(profile, dtype=np.float64, input_name="profile")
