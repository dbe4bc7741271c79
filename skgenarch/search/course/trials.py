"""A trial: one evaluated candidate, its score, and where it came from."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np


class Trial(NamedTuple):
    """One evaluated candidate.

    Attributes
    ----------
    params : dict
        The candidate.

    score : float
        Mean test score, higher is better; NaN where a fit failed or is still to
        come.

    stage : int
        Stage of the search in which the candidate was proposed, from 1.

    branch : str
        Name of the branch whose space it was drawn from.

    sampler : str
        Name of the sampler that proposed it.

    failed : bool
        Whether a fit or its score failed, so that the score says nothing but that.

    Examples
    --------
    >>> from skgenarch.search import Trial
    >>> Trial({"depth": 2}, 0.9, stage=1, branch="root", sampler="random").score
    0.9
    """

    params: dict[str, Any]
    score: float
    stage: int
    branch: str
    sampler: str
    failed: bool = False


def top_trials(trials: Sequence[Trial], quantile: float) -> np.ndarray:
    """Mark the best trials.

    Failed trials are never among them. Where scores tie at the border, either all
    the tied trials are marked or none, whichever is nearer to the wanted number; but
    all of them where none is better.

    Parameters
    ----------
    trials : sequence of Trial
        The trials so far.

    quantile : float
        The share of the scored trials to mark, between 0 and 1.

    Returns
    -------
    top : ndarray of shape (n_trials,), dtype bool
        True for the best trials.
    """
    scores = np.array([trial.score for trial in trials], dtype=float)
    scores[~np.isfinite(scores)] = -np.inf
    n_scored = int(np.isfinite(scores).sum())
    if n_scored == 0:
        return np.zeros(len(scores), dtype=bool)
    wanted = max(1, round(quantile * n_scored))
    border = np.sort(scores)[-wanted]
    with_ties, without_ties = scores >= border, scores > border
    excess, lack = with_ties.sum() - wanted, wanted - without_ties.sum()
    return without_ties if lack < min(excess, wanted) else with_ties
