"""Whether one model is better than another on the same genes."""

from dataclasses import dataclass
from html import escape
from numbers import Integral

import numpy as np
import pandas as pd
from scipy.stats import wilcoxon
from sklearn.utils import check_scalar

from .bootstrap import bootstrap_correlations, interval, mean_over_outputs
from .scores import PredictionScores


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Comparison:
    """The difference between two models, first minus second.

    Attributes
    ----------
    names : tuple of str
        The two models.
    difference : float
        Difference of the mean r.
    interval : tuple of float
        Its bootstrap interval: both are scored on the same resampled genes.
    p_value : float
        Two-sided bootstrap p-value of no difference in mean r.
    confidence : float
        The confidence of the interval.
    per_output : DataFrame
        By output: ``r_first``, ``r_second`` and ``difference``, with bounds ``low``
        and ``high``.
    n_better : int
        Number of outputs on which the first is better.
    wilcoxon_p : float
        p-value of Wilcoxon's signed-rank test over outputs; NaN if none differs.
        Outputs that are alike are no independent evidence: trust `p_value` more.
    same_folds : bool
        Whether both were trained on the same rows, fold by fold.
    """

    names: tuple[str, str]
    difference: float
    interval: tuple[float, float]
    p_value: float
    confidence: float
    per_output: pd.DataFrame
    n_better: int
    wilcoxon_p: float
    same_folds: bool

    def _lines(self):
        low, high = self.interval
        lines = [
            f"{self.names[0]} against {self.names[1]}: mean r {self.difference:+.3f} "
            f"({self.confidence:.0%} interval {low:+.3f} to {high:+.3f}, "
            f"p = {self.p_value:.2g})",
            f"better on {self.n_better} of {len(self.per_output)} output(s) "
            f"(Wilcoxon p = {self.wilcoxon_p:.2g})",
        ]
        if not self.same_folds:
            lines.append("The folds differ: the models have not seen the same rows.")
        return lines

    def __repr__(self):
        return "\n".join(self._lines())

    def _repr_html_(self):
        lines = "<br>".join(escape(line) for line in self._lines())
        table = self.per_output.to_html(float_format="{:.3f}".format, max_rows=20)
        return f"<div><p>{lines}</p>{table}</div>"


def compare(
    first: PredictionScores,
    second: PredictionScores,
    *,
    names=None,
    n_bootstrap=1000,
    random_state=0,
) -> Comparison:
    """Compare the predictions of two models for the same rows.

    Parameters
    ----------
    first, second : PredictionScores
        What `cross_val_predict_scores` returned for each.

    names : tuple of two str, default=None
        What to call them; None for the names of their estimators.

    n_bootstrap : int, default=1000
        Number of resamples, of groups where both have the same groups.

    random_state : int, default=0
        Seeds the resamples.

    Returns
    -------
    comparison : Comparison
        First minus second.

    Raises
    ------
    ValueError
        If the two are not about the same genes, outputs, measurements and groups.

    References
    ----------
    .. [1] Efron, B. & Tibshirani, R. (1993). An Introduction to the Bootstrap.
       Chapman & Hall.

    Examples
    --------
    >>> from skgenarch.model_selection import compare, score_predictions
    >>> y = [[1.0, 4.0], [2.0, 1.0], [3.0, 3.0], [4.0, 2.0]]
    >>> good = score_predictions(y, [[1, 4], [2, 1], [3, 3], [4, 2]])
    >>> poor = score_predictions(y, [[1, 4], [3, 1], [2, 2], [4, 3]])
    >>> round(compare(good, poor).difference, 3)
    0.2
    """
    check_scalar(n_bootstrap, "n_bootstrap", Integral, min_val=1)
    _check_same(first, second)
    resampled = bootstrap_correlations(
        first.y_true,
        [first.predictions, second.predictions],
        first.groups,
        n_bootstrap,
        random_state,
    )
    # The last digits of a sum are chance: equal models must not differ by them.
    resampled = resampled.round(12)
    low, high = interval(resampled[0] - resampled[1], first.confidence)
    means = mean_over_outputs(resampled).round(12)
    differences = means[0] - means[1]
    differences = differences[~np.isnan(differences)]
    per_output = pd.DataFrame(
        {
            "r_first": first.per_output["r"],
            "r_second": second.per_output["r"],
            "difference": first.per_output["r"] - second.per_output["r"],
            "low": low,
            "high": high,
        }
    )
    each = per_output["difference"].dropna().to_numpy()
    return Comparison(
        names=(first.name, second.name) if names is None else tuple(names),
        difference=first.mean_r - second.mean_r,
        interval=tuple(interval(differences, first.confidence).tolist()),
        p_value=_two_sided(differences),
        confidence=first.confidence,
        per_output=per_output,
        n_better=int((each > 0).sum()),
        wilcoxon_p=float(wilcoxon(each).pvalue) if each.any() else np.nan,
        same_folds=np.array_equal(first.fold, second.fold),
    )


def _check_same(first, second):
    def groups(scores):
        return np.empty(0) if scores.groups is None else scores.groups

    differs = [
        what
        for what, same in {
            "the names of the genes": first.per_gene.index.equals(
                second.per_gene.index
            ),
            "the names of the outputs": first.per_output.index.equals(
                second.per_output.index
            ),
            "the measured values": np.array_equal(
                first.y_true, second.y_true, equal_nan=True
            ),
            "the groups": np.array_equal(groups(first), groups(second)),
        }.items()
        if not same
    ]
    if differs:
        raise ValueError(
            "Only predictions for the same rows can be compared. These differ in "
            f"{' and '.join(differs)}."
        )


def _two_sided(differences):
    """Twice the share of resamples on the rarer side of zero, themselves counted."""
    if not len(differences):
        return np.nan
    rarer = min((differences <= 0).sum(), (differences >= 0).sum())
    return float(min(1.0, 2 * (rarer + 1) / (len(differences) + 1)))
