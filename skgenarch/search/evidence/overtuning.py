"""How much of the winner's lead is luck.

The best of many candidates owes part of its score to the folds that it was chosen on.
On a fold that had no say in the choice, it shows what it is worth.
"""

import math
from typing import NamedTuple

import numpy as np


class Overtuning(NamedTuple):
    """The winner's score on folds that it was not chosen on.

    Attributes
    ----------
    score : float
        Mean over the folds of the score there of the candidate that wins on the
        other folds; NaN with fewer than two folds.

    standard_error : float
        Standard error of `score`; NaN with fewer than two folds.

    best_score : float
        The usual score: mean over all folds of the candidate that wins on them.

    optimism : float
        ``best_score - score``: what choosing and judging on the same folds adds.

    Examples
    --------
    >>> from skgenarch.search.evidence.overtuning import held_out_score
    >>> guard = held_out_score([[0.9, 0.5], [0.6, 0.7]])
    >>> print(guard)
    0.550 ± 0.087 on folds not chosen on, against 0.700: optimistic by 0.150
    """

    score: float
    standard_error: float
    best_score: float
    optimism: float

    def __str__(self):
        if math.isnan(self.score):
            return "not known: it takes two folds with scores"
        return (
            f"{self.score:.3f} ± {self.standard_error:.3f} on folds not chosen on, "
            f"against {self.best_score:.3f}: optimistic by {self.optimism:.3f}"
        )


def held_out_score(scores, choose=None) -> Overtuning:
    """Score the winner on folds that it was not chosen on.

    For each fold, the candidate with the best mean over the *other* folds is chosen
    and scored on this one. The mean of these scores is unbiased for a search that
    has one fold less to choose on; it says what such a search can be expected to
    reach on new data, not what its winner is worth for certain. The candidates
    themselves were proposed with a view to all folds, so where a search narrows, some
    optimism remains.

    Parameters
    ----------
    scores : array-like of shape (n_trials, n_splits)
        Test scores, higher is better; NaN where a fit failed or was not made. A
        candidate can be chosen only if all its scores are known.

    choose : callable, default=None
        Given mean scores (n_trials,), NaN where a score is not known, the position of
        the candidate that wins; by default the one with the best mean.

    Returns
    -------
    guard : Overtuning
        The score, its standard error, and how optimistic the usual score is. All
        are NaN if no candidate has all its scores.

    Raises
    ------
    ValueError
        If the scores are not a table of two dimensions.

    Notes
    -----
    The scores on the folds depend on each other, since the winners are chosen on much
    the same folds: their standard error is corrected as Nadeau and Bengio (2003)
    propose. On simulated scores it was between 0.8 and 1.4 times the true one.

    References
    ----------
    S. Varma and R. Simon, "Bias in error estimation when using cross-validation for
    model selection", BMC Bioinformatics 7, 2006.

    R. J. Tibshirani and R. Tibshirani, "A bias correction for the minimum error rate
    in cross-validation", Annals of Applied Statistics 3, 2009.

    C. Nadeau and Y. Bengio, "Inference for the generalization error", Machine
    Learning 52, 2003.

    Examples
    --------
    >>> import numpy as np
    >>> from skgenarch.search.evidence.overtuning import held_out_score
    >>> noise = np.random.RandomState(1).normal(size=(100, 5))
    >>> print(held_out_score(noise))
    -0.083 ± 0.702 on folds not chosen on, against 1.041: optimistic by 1.124
    """
    scores = np.asarray(scores, dtype=float)
    if scores.ndim != 2:
        raise ValueError(
            "The 'scores' must be a table of shape (n_trials, n_splits). Got an array "
            f"of shape {scores.shape} instead."
        )
    known = np.isfinite(scores).all(axis=1)
    n_splits = scores.shape[1]
    if not known.any() or n_splits == 0:
        return Overtuning(math.nan, math.nan, math.nan, math.nan)
    scores = np.where(known[:, None], scores, np.nan)
    choose = choose or _best_of
    mean = scores.mean(axis=1)
    best_score = float(mean[choose(mean)].mean())
    if n_splits < 2:
        return Overtuning(math.nan, math.nan, best_score, math.nan)
    others = (scores.sum(axis=1, keepdims=True) - scores) / (n_splits - 1)
    left_out = np.array(
        [scores[choose(others[:, fold]), fold].mean() for fold in range(n_splits)]
    )
    score = float(left_out.mean())
    dependence = 1 / (n_splits - 1)  # a fold left out for each of those chosen on
    variance = left_out.var(ddof=1) * (1 / n_splits + dependence)
    return Overtuning(score, math.sqrt(variance), best_score, best_score - score)


def _best_of(scores):
    """Return all candidates that tie: to take the first one would be arbitrary."""
    return np.flatnonzero(
        scores >= np.nanmax(scores) - 1e-12 * np.abs(np.nan_to_num(scores)).max()
    )
