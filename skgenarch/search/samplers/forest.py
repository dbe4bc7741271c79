"""Propose what a forest of random trees expects to be good."""

import numpy as np
from sklearn import config_context
from sklearn.tree import ExtraTreeRegressor

from .candidate_table import relative_ranks
from .surrogate import SurrogateSampler, thinned

_N_TREES = 25
_MOST_TRIALS = 1000


class ForestSampler(SurrogateSampler):
    """Learn by extremely randomised trees, from all trials, where to go on.

    What they disagree about is in doubt, see `SurrogateSampler`. The cost of a proposal
    hardly grows with the number of trials.

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
    Numbers only count by their order. Each tree sees the categories of a parameter in
    a random order of its own, so that its splits can part them in any way. Being
    inactive is a value too. Of more than 1,000 trials, the best 500 are kept, and as
    many others, evenly by rank.

    References
    ----------
    .. [1] P. Geurts, D. Ernst and L. Wehenkel, "Extremely randomized trees", Machine
       Learning 63, 2006; as a surrogate: F. Hutter, H. H. Hoos and K. Leyton-Brown,
       "Sequential Model-Based Optimization for General Algorithm Configuration",
       LION 2011, where the local search from good trials is from as well.

    Examples
    --------
    >>> import numpy as np
    >>> from skgenarch.search import ForestSampler, Space, Trial
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
    thread_safe = True

    def expect(self, table, rows, goals, pool, rng):
        """Say what is expected of candidates, see `SurrogateSampler`."""
        kept = thinned(goals, _MOST_TRIALS)
        rows, goals = rows[kept], goals[kept]
        codes = np.concatenate([rows, pool])
        features = np.empty(codes.shape, dtype=np.float32)
        for column in np.flatnonzero(table.n_categories == 0):
            features[:, column] = relative_ranks(codes[:, column])
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
        return np.mean(expected, axis=0), np.std(expected, axis=0)
