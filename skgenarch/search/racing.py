"""Whether a candidate is clearly lost after its first fold."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

# Fewer complete candidates say too little about how folds differ.
_N_NEEDED = 10
_N_DEVIATIONS = 2.0


def projected_score(
    first: Mapping[str, Any],
    complete: Sequence[Mapping[int, Mapping[str, Any]]],
    metric: Callable[[Any], float],
    quantile: float,
) -> float | None:
    """Return the score that a candidate is on its way to, if it has clearly lost.

    The mean score of candidates with all their fits differs from their score on the
    first fold by a mean and a standard deviation. A candidate has lost if even two
    standard deviations more than its projected mean would not make it one of the top
    ones.

    Parameters
    ----------
    first : dict
        Outcome of the candidate's fit on the first fold.

    complete : sequence of dict
        Outcomes by fold of the candidates to compare with.

    metric : callable
        Returns the steering score from a fit's test scores.

    quantile : float
        Share of the candidates that are top ones.

    Returns
    -------
    score : float or None
        The projected mean, NaN if the first fit failed; None if nothing is lost yet.
    """
    if first["fit_error"] is not None:
        return math.nan
    if len(complete) < _N_NEEDED:
        return None
    scores = [
        [metric(outcomes[split]["test_scores"]) for split in sorted(outcomes)]
        for outcomes in complete
    ]
    scores = np.array(scores, dtype=float)
    scores = scores[np.isfinite(scores).all(axis=1)]
    if len(scores) < _N_NEEDED:
        return None
    means = scores.mean(axis=1)
    changes = means - scores[:, 0]
    projected = metric(first["test_scores"]) + changes.mean()
    border = np.quantile(means, 1 - quantile)
    lost = projected + _N_DEVIATIONS * changes.std(ddof=1) < border
    return float(projected) if lost else None
