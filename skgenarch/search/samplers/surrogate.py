"""What samplers have in common that learn from all trials what to try next."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.special import ndtri
from scipy.stats import rankdata

from ..course.trials import Trial
from ..space.space import Space
from .candidate_table import CandidateTable

# Where a surrogate is asked: all over the space, and next to the best trials.
_N_DRAWN = 500
_N_PARENTS = 5
_N_MUTATIONS = 100
_MOST_TABLES = 8
_PLACES_AT_A_TIME = 50  # mostly the first is new


class SurrogateSampler:
    """Propose what a surrogate of the scores expects to be good.

    Of many new candidates, drawn at random or by changing one parameter of a good
    trial, the one is proposed of which the surrogate expects most, its doubt counting
    in favour of a candidate: sometimes little, sometimes much. What the surrogate is,
    subclasses say by `expect`.

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
    The scores are replaced by normal quantiles of their ranks, which takes outliers
    and the scale out of them [1]_; a failed trial ranks last, and a trial still to
    be scored is not proposed again but tells nothing. Doubt has a weight from an
    exponential distribution, drawn for each candidate, so that candidates which do
    not know each other's scores are not all after the same thing [2]_.

    References
    ----------
    .. [1] D. Salinas, H. Shen and V. Perrone, "A Quantile-based Approach for
       Hyperparameter Transfer Learning", ICML 2020.
    .. [2] F. Hutter, H. H. Hoos and K. Leyton-Brown, "Parallel Algorithm
       Configuration", LION 2012.
    """

    def __init__(self, n_initial: int = 10):
        if n_initial < 1:
            raise ValueError(
                f"The 'n_initial' must be at least 1. Got {n_initial!r}: nothing can "
                "be learned from no scores."
            )
        self.n_initial = n_initial
        self._tables = {}  # of the last spaces, by identity

    def __repr__(self):
        return f"{type(self).__name__}(n_initial={self.n_initial})"

    def __getstate__(self):
        return {**self.__dict__, "_tables": {}}

    def propose(
        self,
        space: Space,
        trials: Sequence[Trial],
        n: int,
        rng: np.random.RandomState,
    ) -> list[dict[str, Any]]:
        """Propose up to `n` candidates, see `Sampler`."""
        tried = [trial.params for trial in trials]
        keys = set(space.known(tried).distinct)
        scores = np.array([score_to_learn(trial) for trial in trials])
        scored = ~np.isnan(scores)
        if scored.sum() < self.n_initial or not space.params:
            return space.sample_unseen(n, rng, keys)
        table = self._table(space, tried)
        rows, goals = table.rows[scored], normal_quantiles(scores[scored])
        pool, grids = _draw_pool(table, rows, goals, rng)
        mean, spread = self.expect(table, rows, goals, pool, rng)

        seen = set(table.places(table.rows, table.find_grids(table.rows)))
        candidates = []
        for _ in range(n):
            bound = mean + rng.exponential() * spread
            order = np.argsort(-bound, kind="stable")
            for number, place in _places_in_turn(table, pool, grids, order):
                if place in seen:
                    continue
                seen.add(place)
                candidate = table.decode(pool[number], grids[number])
                if (key := space.key(candidate)) not in keys:  # of another grid, too
                    keys.add(key)
                    candidates.append(candidate)
                    break
        if len(candidates) < n:  # of a finite space, the pool may have seen all
            candidates += space.sample_unseen(n - len(candidates), rng, keys)
        return candidates

    def _table(self, space, tried):
        """Return a table of what was tried, the one of before where that goes on."""
        table = self._tables.pop(id(space), None)
        if table is None or not table.extend(tried):
            table = CandidateTable(space, tried)
        self._tables[id(space)] = table  # which keeps the space, and so its identity
        if len(self._tables) > _MOST_TABLES:
            del self._tables[next(iter(self._tables))]
        return table

    def expect(
        self,
        table: CandidateTable,
        rows: np.ndarray,
        goals: np.ndarray,
        pool: np.ndarray,
        rng: np.random.RandomState,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Say what is expected of candidates.

        Parameters
        ----------
        table : CandidateTable
            Knows what the columns of `rows` and `pool` are.

        rows : ndarray of shape (n_scored, n_columns)
            The trials that are scored, in the order of their proposal.

        goals : ndarray of shape (n_scored,)
            Normal quantiles of the ranks of their scores.

        pool : ndarray of shape (n_candidates, n_columns)
            The candidates.

        rng : RandomState
            Source of randomness.

        Returns
        -------
        mean, spread : ndarray of shape (n_candidates,)
            Expected goals, and the standard deviation of this belief.
        """
        raise NotImplementedError


def normal_quantiles(scores: np.ndarray) -> np.ndarray:
    """Replace scores by the normal quantiles of their ranks."""
    # By place, for ranks of infinite scores are NaN in older versions of scipy.
    places = np.unique(scores, return_inverse=True)[1]
    return ndtri((rankdata(places) - 0.5) / len(scores))


def thinned(goals: np.ndarray, most: int) -> np.ndarray:
    """Return positions of the best trials and, evenly by rank, of others.

    Half of `most` are the best. So the cost of a proposal stays the same in a long
    search, and what is known of poor regions is not forgotten.
    """
    if len(goals) <= most:
        return np.arange(len(goals))
    order = np.argsort(-goals, kind="stable")
    n_best = most // 2
    others = np.linspace(n_best, len(goals) - 1, most - n_best).astype(int)
    return np.sort(np.concatenate([order[:n_best], order[others]]))


def score_to_learn(trial: Trial) -> float:
    """Return the score of a trial, the worst if it failed, NaN if it is to come."""
    return -math.inf if trial.failed else trial.score


def _places_in_turn(table, pool, grids, order):
    """Yield numbers of candidates with their places, found for some at a time."""
    for first in range(0, len(order), _PLACES_AT_A_TIME):
        some = order[first : first + _PLACES_AT_A_TIME]
        yield from zip(some, table.places(pool[some], grids[some]), strict=True)


def _draw_pool(table, rows, goals, rng):
    """Return candidates to choose from in random order, and their grids."""
    # Trials in the space first: of others only what is allowed there can be kept.
    outside = table.find_grids(rows) < 0
    best = np.lexsort((-goals, outside))[:_N_PARENTS]
    drawn = table.draw(_N_DRAWN, rng)
    mutated = table.mutate(np.repeat(rows[best], _N_MUTATIONS, axis=0), rng)
    # Of equal bounds the first wins, which must not favour one kind.
    order = rng.permutation(_N_DRAWN + len(mutated[1]))
    return (np.concatenate(both)[order] for both in zip(drawn, mutated, strict=True))
