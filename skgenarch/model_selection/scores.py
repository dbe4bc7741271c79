"""Out-of-sample predictions and how good they are: in all, per output, per gene."""

import warnings
from dataclasses import dataclass, field
from html import escape
from numbers import Integral, Real

import numpy as np
import pandas as pd
from sklearn.exceptions import UndefinedMetricWarning
from sklearn.utils import check_array, check_scalar

from ..metrics import mean_pearson_r
from .bootstrap import bootstrap_correlations, interval, mean_over_outputs
from .folds import check_groups


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class PredictionScores:
    """Predictions beside what was measured, and how they correlate.

    Attributes
    ----------
    name : str
        What made the predictions.
    predictions : ndarray of shape (n_genes, n_outputs)
        The predictions, in the order of the rows given.
    y_true : ndarray of shape (n_genes, n_outputs)
        What was measured; NaN where nothing was.
    fold : ndarray of shape (n_genes,)
        The fold, from 0, in whose test part each row was.
    groups : ndarray of shape (n_genes,) or None
        The number of each row's group.
    mean_r : float
        Mean over outputs of the Pearson correlation over all rows.
    interval : tuple of float
        Bootstrap interval of ``mean_r``: genes, or groups of them, are resampled.
        It says how ``mean_r`` depends on the genes, not on the training.
    confidence : float
        The confidence of the intervals.
    per_output : DataFrame
        By output: ``r``, its bounds ``low`` and ``high``, and ``n`` measured rows.
    per_gene : Series
        By gene: correlation over its measured outputs; NaN if they do not vary, and
        with a single output.
    per_fold : DataFrame
        By fold: ``mean_r`` over the rows of the fold only, ``n`` rows and, where the
        fold was fitted here, ``seconds``.
    """

    name: str
    predictions: np.ndarray
    y_true: np.ndarray
    fold: np.ndarray
    groups: np.ndarray | None
    mean_r: float
    interval: tuple[float, float]
    confidence: float
    per_output: pd.DataFrame
    per_gene: pd.Series
    per_fold: pd.DataFrame = field(default_factory=pd.DataFrame)

    def to_frame(self) -> pd.DataFrame:
        """Return the predictions with the names of genes and outputs."""
        return pd.DataFrame(
            self.predictions, index=self.per_gene.index, columns=self.per_output.index
        )

    def _lines(self):
        n_rows, n_outputs = self.predictions.shape
        folds = f"{len(self.per_fold)} folds"
        if self.groups is not None:
            folds += f" of {self.groups.max() + 1:,} groups"
        low, high = self.interval
        r = self.per_output["r"]
        lines = [
            f"{self.name}: {n_rows:,} rows, {n_outputs} output(s), {folds}",
            f"mean r {self.mean_r:.3f} ({self.confidence:.0%} interval {low:.3f} to "
            f"{high:.3f}); outputs from {r.min():.3f} to {r.max():.3f}",
        ]
        if r.isna().any():
            lines.append(f"{r.isna().sum()} output(s) do not vary and do not count")
        if n_outputs > 1:
            lines.append(f"median r of a gene {self.per_gene.median():.3f}")
        return lines

    def __repr__(self):
        return "\n".join(self._lines())

    def _repr_html_(self):
        lines = "<br>".join(escape(line) for line in self._lines())
        table = self.per_output.to_html(float_format="{:.3f}".format, max_rows=20)
        return f"<div><p>{lines}</p>{table}</div>"


def score_predictions(
    y_true,
    predictions,
    *,
    fold=None,
    groups=None,
    output_names=None,
    gene_names=None,
    name="predictions",
    n_bootstrap=1000,
    confidence=0.95,
    random_state=0,
) -> PredictionScores:
    """Score predictions that are there already, such as an average of two models.

    Parameters
    ----------
    y_true : array-like of shape (n_genes,) or (n_genes, n_outputs)
        Measured values; NaN where nothing was measured. Names of a DataFrame are
        kept.

    predictions : array-like of the same shape
        Predictions for rows that the model has not seen.

    fold : array-like of int of shape (n_genes,), default=None
        The fold of each row; None for one fold.

    groups : array-like of shape (n_genes,), default=None
        Groups, such as blocks of neighbouring genes, to be resampled as wholes.

    output_names, gene_names : array-like of str, default=None
        Names; None for those of a DataFrame `y_true`, or else numbers.

    name : str, default="predictions"
        What made the predictions.

    n_bootstrap : int, default=1000
        Number of resamples; 0 for no intervals.

    confidence : float, default=0.95
        Confidence of the intervals.

    random_state : int, default=0
        Seeds the resamples.

    Returns
    -------
    scores : PredictionScores
        See there.

    Raises
    ------
    ValueError
        If shapes or names do not fit, or a prediction is not finite.

    Warns
    -----
    UndefinedMetricWarning
        If no output has two different measured values.

    Examples
    --------
    >>> from skgenarch.model_selection import score_predictions
    >>> y_true = [[1, 3], [2, 1], [3, 2], [4, float("nan")]]
    >>> scores = score_predictions(y_true, [[1, 3], [2, 2], [3, 1], [4, 9]])
    >>> scores.per_output["r"].round(3).tolist(), round(scores.mean_r, 3)
    ([1.0, 0.5], 0.75)
    """
    check_scalar(n_bootstrap, "n_bootstrap", Integral, min_val=0)
    check_scalar(
        confidence,
        "confidence",
        Real,
        min_val=0,
        max_val=1,
        include_boundaries="neither",
    )
    if output_names is None and isinstance(y_true, pd.DataFrame):
        output_names = y_true.columns
    if gene_names is None and isinstance(y_true, pd.DataFrame | pd.Series):
        gene_names = y_true.index
    y_true = as_columns(y_true, "y_true", allow_nan=True)
    predictions = as_columns(predictions, "predictions", allow_nan=False)
    n_rows, n_outputs = y_true.shape
    if predictions.shape != y_true.shape:
        raise ValueError(
            "y_true and predictions must have the same shape. Got "
            f"{y_true.shape} and {predictions.shape}."
        )
    groups = check_groups(groups, n_rows)
    outputs = _check_names(output_names, n_outputs, "output_names", "output")
    genes = _check_names(gene_names, n_rows, "gene_names", "gene")
    fold = np.zeros(n_rows, dtype=int) if fold is None else np.asarray(fold)

    r = mean_pearson_r(y_true, predictions, multioutput="raw_values")
    resampled = bootstrap_correlations(
        y_true, [predictions], groups, n_bootstrap, random_state
    )[0]
    low, high = interval(resampled, confidence)
    mean_interval = interval(mean_over_outputs(resampled), confidence)
    return PredictionScores(
        name=name,
        predictions=predictions,
        y_true=y_true,
        fold=fold,
        groups=groups,
        mean_r=float(mean_over_outputs(r)),
        interval=tuple(mean_interval.tolist()),
        confidence=float(confidence),
        per_output=pd.DataFrame(
            {"r": r, "low": low, "high": high, "n": (~np.isnan(y_true)).sum(axis=0)},
            index=outputs,
        ),
        per_gene=pd.Series(_quiet_r(y_true.T, predictions.T), index=genes, name="r"),
        per_fold=_score_folds(y_true, predictions, fold),
    )


def as_columns(y, name, *, allow_nan):
    """Return y as floats of shape (n_rows, n_outputs)."""
    y = check_array(
        y,
        dtype=np.float64,
        ensure_2d=False,
        ensure_all_finite="allow-nan" if allow_nan else True,
        input_name=name,
    )
    return y.reshape(-1, 1) if y.ndim == 1 else y


def _check_names(names, n, parameter, kind):
    if names is None:
        return pd.RangeIndex(n, name=kind)
    index = pd.Index(names, name=kind)
    if len(index) != n:
        raise ValueError(
            f"The {parameter!r} parameter must have {n} names, one for each {kind}. "
            f"Got {len(index)}."
        )
    return index


def _quiet_r(y_true, predictions):
    """Correlation of each column; NaN, without a warning, where it is undefined."""
    if len(y_true) < 2:
        return np.full(y_true.shape[1], np.nan)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UndefinedMetricWarning)
        return mean_pearson_r(y_true, predictions, multioutput="raw_values")


def _score_folds(y_true, predictions, fold):
    rows = {}
    for number in np.unique(fold):
        here = fold == number
        r = _quiet_r(y_true[here], predictions[here])
        rows[number] = {"mean_r": float(mean_over_outputs(r)), "n": int(here.sum())}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("fold")
