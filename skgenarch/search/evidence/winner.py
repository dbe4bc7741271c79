"""Which candidate to take, where the best score may be luck.

The best of many noisy scores is mostly the luckiest of several good candidates. What
was measured at similar candidates tells more of them apart.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..samplers.candidate_table import CandidateTable
from ..samplers.gaussian_process import MOST_TRIALS, coordinates, learn_scales
from ..samplers.smooth import SmoothFunction
from ..samplers.surrogate import normal_quantiles, thinned
from ..space.space import Space

# With fewer, neighbours are too few and too far to be asked.
LEAST_TRIALS = 50
# Of what a score has and its neighbours do not explain, this share counts as merit, the
# rest as luck. On 15 tables of real trainings, 6 seeds of their own, 0.1 to 0.3 were
# alike and better than 0 or 1.
OWN_SHARE = 0.2
# Variance of the noise, where all goals have a variance of 1. On these tables it is 0.1
# to 0.6; a smooth function without noise comes to 0.003.
LEAST_NOISE = 0.02


def find_winner(
    space: Space, candidates: Sequence[Mapping[str, Any]], scores: np.ndarray
) -> int:
    """Return the position of the candidate that is probably the best.

    From 50 scores on, each candidate is judged by what a smooth function of the
    parameters, fitted to all scores, expects of it, and by a fifth of what its own
    score has beyond that. The scores count by the normal quantiles of their ranks.
    Where hardly any noise is found, the best score wins.

    Parameters
    ----------
    space : Space
        The whole space of the search.

    candidates : sequence of dict
        All candidates.

    scores : ndarray of shape (n_candidates,)
        Higher is better; not finite where there is none.

    Returns
    -------
    winner : int
        The first one with the best score, if there are fewer than 50 scores, or
        without noise.

    Raises
    ------
    ValueError
        If there are no candidates.

    References
    ----------
    The choice by the posterior mean instead of the best observation is usual where
    evaluations are noisy: P. Frazier, "A Tutorial on Bayesian Optimization",
    arXiv:1807.02811, 2018, section 5.

    Examples
    --------
    A lucky score far from all other good ones does not win:

    >>> import numpy as np
    >>> from skgenarch.search import Space
    >>> from skgenarch.search.evidence.winner import find_winner
    >>> space = Space({"depth": list(range(100))})
    >>> candidates = [{"depth": depth} for depth in range(100)]
    >>> rng = np.random.RandomState(0)
    >>> scores = -np.abs(np.arange(100) - 70) + rng.normal(scale=5, size=100)
    >>> scores[10] = 10
    >>> int(np.argmax(scores)), 65 <= find_winner(space, candidates, scores) <= 75
    (10, True)
    """
    scores = np.asarray(scores, dtype=float)
    scored = np.flatnonzero(np.isfinite(scores))
    if len(scores) == 0:
        raise ValueError(
            "The 'candidates' of find_winner must be one or more. Got none."
        )
    best = int(np.argmax(np.where(np.isfinite(scores), scores, -np.inf)))
    few = len(scored) < LEAST_TRIALS
    if few or np.ptp(scores[scored]) == 0 or not space.params:
        return best
    goals = normal_quantiles(scores[scored])
    kept = thinned(goals, MOST_TRIALS)
    table = CandidateTable(space, [candidates[place] for place in scored[kept]])
    points, goals = coordinates(table, table.rows), goals[kept]
    scales = learn_scales(table, table.rows, goals)
    if scales.noise * scales.variance < LEAST_NOISE:
        return best
    expected = SmoothFunction(points, goals, scales).predict(points)[0]
    merit = expected + OWN_SHARE * (goals - expected)
    return int(scored[kept[np.argmax(merit)]])
