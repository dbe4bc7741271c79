"""Propose what a forest of random trees expects to be good."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.stats import norm, rankdata
from sklearn import config_context
from sklearn.tree import ExtraTreeRegressor

from ..course.trials import Trial
from ..space.space import Space
from .forest_table import ForestTable

_N_TREES = 25
# Where a forest is asked: all over the space, and next to the best trials.
_N_DRAWN = 500
_N_PARENTS = 5
_N_MUTATIONS = 100
# Place of "inactive" on the scale from 0 to 1 that numbers have: so far below that a
# random split often falls in between.
_INACTIVE = -0.5


class ForestSampler:
    """Learn from all trials, in the space or not, where to go on.

    Extremely randomised trees are fitted to the ranks of the scores. Of many new
    candidates, drawn at random or by changing one parameter of a good trial, the one
    is proposed of which the trees expect most, disagreement among them counting in
    its favour: sometimes little, sometimes much.

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
    and the scale out of them [2]_; a failed trial ranks last, and a trial still to
    be scored is not proposed again but tells nothing. The disagreement has a weight
    from an exponential distribution, drawn for each candidate, so that candidates
    which do not know each other's scores are not all after the same thing [3]_.
    Numbers only count by their order. Each tree sees the categories of a parameter in
    a random order of its own, so that its splits can part them in any way. Being
    inactive is a value too.

    References
    ----------
    .. [1] P. Geurts, D. Ernst and L. Wehenkel, "Extremely randomized trees", Machine
       Learning 63, 2006; as a surrogate: F. Hutter, H. H. Hoos and K. Leyton-Brown,
       "Sequential Model-Based Optimization for General Algorithm Configuration",
       LION 2011, where the local search from good trials is from as well.
    .. [2] D. Salinas, H. Shen and V. Perrone, "A Quantile-based Approach for
       Hyperparameter Transfer Learning", ICML 2020.
    .. [3] F. Hutter, H. H. Hoos and K. Leyton-Brown, "Parallel Algorithm
       Configuration", LION 2012.

    Examples
    --------
    >>> import numpy as np
    >>> from skgenarch.search import Space, Trial
    >>> from skgenarch.search.samplers.forest import ForestSampler
    >>> space = Space({"depth": list(range(100)), "loss": ["l1", "l2"]})
    >>> rng, trials = np.random.RandomState(0), []
    >>> for _ in range(40):
    ...     (params,) = ForestSampler().propose(space, trials, 1, rng)
    ...     score = -abs(params["depth"] - 70) - 5 * (params["loss"] == "l1")
    ...     trials.append(Trial(params, score, 1, "root", "forest"))
    >>> max(trials, key=lambda trial: trial.score).params["loss"]
    'l2'
    """

    name = "forest"

    def __init__(self, n_initial: int = 10):
        if n_initial < 1:
            raise ValueError(
                f"The 'n_initial' must be at least 1. Got {n_initial!r}: a forest "
                "cannot be fitted to no scores."
            )
        self.n_initial = n_initial

    def propose(
        self,
        space: Space,
        trials: Sequence[Trial],
        n: int,
        rng: np.random.RandomState,
    ) -> list[dict[str, Any]]:
        """Propose up to `n` candidates, see `Sampler`."""
        tried = [trial.params for trial in trials]
        scores = np.array([_score(trial) for trial in trials])
        scored = ~np.isnan(scores)
        if scored.sum() < self.n_initial:
            return space.sample(n, rng, exclude=tried)
        table = ForestTable(space, tried)
        goals = norm.ppf((rankdata(scores[scored]) - 0.5) / scored.sum())
        pool, grids = _draw_pool(table, table.rows[scored], goals, rng)
        expected = _predict(table, table.rows[scored], goals, pool, rng)
        mean, spread = expected.mean(axis=0), expected.std(axis=0)

        places = table.places(pool)
        seen = {row.tobytes() for row in table.places(table.rows)}
        candidates = []
        for _ in range(n):
            bound = mean + rng.exponential() * spread
            for place in np.argsort(-bound, kind="stable"):
                if (key := places[place].tobytes()) not in seen:
                    seen.add(key)
                    candidates.append(table.decode(pool[place], grids[place]))
                    break
        if len(candidates) < n:  # of a finite space, the pool may have seen all
            lacking = n - len(candidates)
            candidates += space.sample(lacking, rng, exclude=tried + candidates)
        return candidates


def _score(trial: Trial) -> float:
    return -math.inf if trial.failed else trial.score


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


def _predict(table, rows, goals, pool, rng):
    """Return what each tree expects: shape (n_trees, n_candidates)."""
    codes = np.concatenate([rows, pool])
    features = np.empty(codes.shape, dtype=np.float32)
    for column in np.flatnonzero(table.n_categories == 0):
        features[:, column] = _relative_ranks(codes[:, column])
    # Inactive is one more category.
    categories = [
        (column, np.nan_to_num(codes[:, column], nan=size).astype(int), size + 1)
        for column, size in enumerate(table.n_categories)
        if size
    ]
    expected = []
    # Seeding and checking each tree by itself would take half of the time.
    stream = np.random.RandomState(rng.randint(np.iinfo(np.int32).max))
    with config_context(skip_parameter_validation=True):
        for _ in range(_N_TREES):
            for column, positions, size in categories:
                features[:, column] = rng.permutation(size)[positions]
            tree = ExtraTreeRegressor(random_state=stream)
            tree.fit(features[: len(rows)], goals, check_input=False)
            expected.append(tree.predict(features[len(rows) :], check_input=False))
    return np.array(expected)


def _relative_ranks(numbers):
    """Rank distinct numbers from 0 to 1; what is missing is below."""
    missing = np.isnan(numbers)
    distinct, ranks = np.unique(numbers[~missing], return_inverse=True)
    scaled = np.full(len(numbers), _INACTIVE)
    scaled[~missing] = ranks / max(1, len(distinct) - 1)
    return scaled
