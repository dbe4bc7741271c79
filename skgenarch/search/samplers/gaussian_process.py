"""Propose what a Gaussian process expects to be good."""

import math

import numpy as np

from .candidate_table import CandidateTable, relative_ranks
from .smooth import Scales, SmoothFunction, find_scales
from .surrogate import SurrogateSampler, normal_quantiles, thinned

# More are thinned out, for the cost grows with their third power.
MOST_TRIALS = 300
_MOST_LESSONS = 150  # of these, scales are learned


class GaussianProcessSampler(SurrogateSampler):
    """Learn by a Gaussian process, from all trials, where to go on.

    Scores are taken as a smooth function of the parameters with noise on top, and how
    smooth along each parameter, and how noisy they are, is learned. So a single lucky
    score does not draw the search to where its neighbours are poor, and parameters that
    matter little are hardly looked at. See `SurrogateSampler` for the rest.

    Parameters
    ----------
    n_initial : int, default=10
        Candidates are drawn at random as long as fewer trials than this are scored.

    Raises
    ------
    ValueError
        If `n_initial` is less than 1.

    Notes
    -----
    Numbers count by their ranks, so that their scale does not matter; two categories
    are as far apart as the ends of a range of numbers; being inactive is a category.
    Of more than 300 trials, the best 150 are kept, and as many others, evenly by rank.

    References
    ----------
    C. E. Rasmussen and C. K. I. Williams, "Gaussian Processes for Machine Learning",
    MIT Press 2006, chapters 2 and 5; for hyperparameters: J. Snoek, H. Larochelle and
    R. P. Adams, "Practical Bayesian Optimization of Machine Learning Algorithms",
    NeurIPS 2012.

    Examples
    --------
    >>> import numpy as np
    >>> from skgenarch.search import GaussianProcessSampler, Space, Trial
    >>> space = Space({"depth": list(range(100)), "loss": ["l1", "l2"]})
    >>> rng, trials = np.random.RandomState(0), []
    >>> for _ in range(40):
    ...     (params,) = GaussianProcessSampler().propose(space, trials, 1, rng)
    ...     score = -abs(params["depth"] - 70) - 5 * (params["loss"] == "l1")
    ...     trials.append(Trial(params, score, 1, "root", "gaussian_process"))
    >>> max(trials, key=lambda trial: trial.score).params
    {'depth': 70, 'loss': 'l2'}
    """

    name = "gaussian_process"
    thread_safe = True

    def expect(self, table, rows, goals, pool, rng):
        """Say what is expected of candidates, see `SurrogateSampler`."""
        first = goals[: _last_lesson(len(goals))]
        scales = learn_scales(table, rows[: len(first)], normal_quantiles(first))
        kept = thinned(goals, MOST_TRIALS)
        points = coordinates(table, np.concatenate([rows[kept], pool]))
        known, asked = points[: len(kept)], points[len(kept) :]
        return SmoothFunction(known, goals[kept], scales).predict(asked)


def _last_lesson(n: int) -> int:
    """Return how many of `n` trials there were when scales were last learned.

    They change slowly, and ever more slowly: they are learned anew only when there are
    an eighth more trials.
    """
    lesson = following = min(n, 10)
    while following <= n:
        lesson, following = following, math.ceil(following * 1.125)
    return lesson


def learn_scales(table: CandidateTable, rows: np.ndarray, goals: np.ndarray) -> Scales:
    """Return the scales of the function of which some values are known.

    Parameters
    ----------
    table : CandidateTable
        Knows what the columns of `rows` are.

    rows : ndarray of shape (n, n_columns)
        Candidates.

    goals : ndarray of shape (n,)
        Normal quantiles of the ranks of their scores.
    """
    kept = thinned(goals, _MOST_LESSONS)
    owners = np.repeat(np.arange(len(table.n_categories)), _n_coordinates(table))
    return find_scales(coordinates(table, rows[kept]), goals[kept], owners)


def _n_coordinates(table: CandidateTable) -> np.ndarray:
    return np.where(table.n_categories, table.n_categories + 1, 1)


def coordinates(table: CandidateTable, rows: np.ndarray) -> np.ndarray:
    """Turn candidates into points whose distances say how much they differ.

    Parameters
    ----------
    table : CandidateTable
        Knows what the columns of `rows` are.

    rows : ndarray of shape (n, n_columns)
        Candidates.

    Returns
    -------
    points : ndarray of shape (n, n_coordinates)
        Numbers by rank, from 0 to 1; categories so that each two have a distance of 1.
    """
    points = []
    for codes, size in zip(rows.T, table.n_categories, strict=True):
        if size:
            places = np.nan_to_num(codes, nan=size).astype(int)
            points.append(np.eye(size + 1)[places] / np.sqrt(2))
        else:
            points.append(relative_ranks(codes)[:, None])
    return np.hstack(points)
