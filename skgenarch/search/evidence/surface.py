"""The score as a function of two parameters, by a surrogate of all trials."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from sklearn.ensemble import RandomForestRegressor

from ..course.trials import Trial
from ..space.choices import Choices
from ..space.ranges import Range
from ..space.space import Space
from .interactions import without_outliers
from .table import CategoryColumn, NumberColumn, tabulate

_N_TREES = 64
_MIN_TRIALS = 10  # with fewer, a forest says nothing but the mean
_MAX_TRIALS = 5_000  # more would only take longer
_N_POINTS = 20  # of a number's axis
_BELOW_ALL = -1.0  # in a column of ranks: no number here


class Inactive:
    """Stands for the absence of a parameter on an axis."""

    def __repr__(self):
        return "inactive"


INACTIVE = Inactive()


class Axis(NamedTuple):
    """The values of one parameter at which a surface is known.

    Attributes
    ----------
    param : str
        The parameter.

    values : tuple
        Numbers in ascending order, then categories, then `INACTIVE` where the
        parameter can be that.

    log : bool
        Whether its numbers are spaced on a logarithmic scale.
    """

    param: str
    values: tuple
    log: bool


class Surface(NamedTuple):
    """What scores a surrogate expects at pairs of values.

    Attributes
    ----------
    x, y : Axis
        The two parameters.

    mean : ndarray of shape (n_y, n_x)
        Expected score, higher is better, averaged over the other parameters as they
        were in the trials.

    spread : ndarray of shape (n_y, n_x)
        Standard deviation among the trees, which saw different samples of the
        trials: large where there were few, or contradictory, ones.
    """

    x: Axis
    y: Axis
    mean: np.ndarray
    spread: np.ndarray


class Surrogate:
    """A random forest of the scores of all trials.

    Parameters
    ----------
    space : Space
        The whole space of the search.

    trials : sequence of Trial
        All trials; those without a score are left out, and scores far below all
        others are raised as in `pairwise_interactions`.

    rng : RandomState
        Source of randomness.

    Attributes
    ----------
    known : bool
        Whether there are enough trials to say anything.

    References
    ----------
    F. Hutter, H. Hoos and K. Leyton-Brown, "An Efficient Approach for Assessing
    Hyperparameter Importance", ICML 2014: marginal predictions of a forest, here
    weighted by the trials (J. Friedman, "Greedy Function Approximation: A Gradient
    Boosting Machine", Annals of Statistics 29, 2001, section 8.2).

    Examples
    --------
    >>> import numpy as np
    >>> from scipy.stats import uniform
    >>> from skgenarch.search import Space, Trial
    >>> from skgenarch.search.evidence.surface import Surrogate
    >>> space = Space({"x": uniform(0, 1), "kind": ["a", "b"]})
    >>> rng = np.random.RandomState(0)
    >>> trials = [
    ...     Trial(params, params["x"] * (params["kind"] == "a"), 1, "root", "random")
    ...     for params in space.sample(100, rng)
    ... ]
    >>> surface = Surrogate(space, trials, rng).surface("x", "kind")
    >>> surface.y.values
    ('a', 'b')
    >>> surface.mean.shape
    (2, 20)
    >>> bool(surface.mean[0, -1] > surface.mean[1, -1] + 0.5)
    True
    """

    def __init__(
        self, space: Space, trials: Sequence[Trial], rng: np.random.RandomState
    ):
        self._space = space
        trials = [trial for trial in trials if np.isfinite(trial.score)]
        if len(trials) > _MAX_TRIALS:
            chosen = np.sort(rng.permutation(len(trials))[:_MAX_TRIALS])
            trials = [trials[place] for place in chosen]
        self._trials = trials
        self.known = len(trials) >= _MIN_TRIALS
        if not self.known:
            return
        self._columns, table = tabulate(space, [trial.params for trial in trials])
        scores = without_outliers(np.array([trial.score for trial in trials]))
        forest = RandomForestRegressor(
            _N_TREES, min_samples_leaf=2, max_features=0.5, random_state=rng
        )
        forest.fit(np.nan_to_num(table, nan=_BELOW_ALL), scores)
        self._trees = [tree.tree_ for tree in forest.estimators_]

    def surface(self, x: str, y: str) -> Surface:
        """Return what is expected of two parameters together.

        Raises
        ------
        ValueError
            If there are fewer than ten trials with a score.
        """
        if not self.known:
            raise ValueError(
                f"A surface needs at least {_MIN_TRIALS} trials with a score. Got "
                f"{len(self._trials)}."
            )
        axes = self._axis(x), self._axis(y)
        (x_places, x_codes), (y_places, y_codes) = map(self._encode, axes)
        n_x, n_y = len(x_codes), len(y_codes)
        grid = np.hstack([np.tile(x_codes, (n_y, 1)), np.repeat(y_codes, n_x, axis=0)])
        grid = grid.astype(np.float32)
        places = np.array([*x_places, *y_places], dtype=np.intp)
        expected = np.zeros((len(self._trees), len(grid)))  # each tree adds to its row
        for tree, row in zip(self._trees, expected, strict=True):
            tree.compute_partial_dependence(grid, places, row)
        mean, spread = expected.mean(axis=0), expected.std(axis=0)
        return Surface(*axes, mean.reshape(n_y, n_x), spread.reshape(n_y, n_x))

    def _axis(self, param: str) -> Axis:
        domains = self._space.domains(param)
        ranges = [domain for domain in domains if isinstance(domain, Range)]
        listed = [domain for domain in domains if isinstance(domain, Choices)]
        numbers = {v for domain in listed if domain.numeric for v in domain.values}
        log = bool(ranges) and all(domain.log for domain in ranges)
        if ranges or len(numbers) > _N_POINTS:
            numbers = _spread_out(self._observed(param) or numbers, ranges, log)
        categories = Choices(
            v for domain in listed if not domain.numeric for v in domain.values
        ).values
        absent = (INACTIVE,) if self._space.sometimes_inactive(param) else ()
        return Axis(param, (*sorted(numbers), *categories, *absent), log)

    def _observed(self, param: str) -> list[float]:
        for column in self._columns:
            if column.param == param and isinstance(column, NumberColumn):
                return list(column.observed)
        return []

    def _encode(self, axis: Axis) -> tuple[list[int], np.ndarray]:
        """Return places of the parameter's columns, and a row of codes for a value."""
        places, codes = [], []
        for place, column in enumerate(self._columns):
            if column.param == axis.param:
                places.append(place)
                codes.append([_code(column, value) for value in axis.values])
        return places, np.array(codes, dtype=float).reshape(len(places), -1).T


def _code(column: NumberColumn | CategoryColumn, value: Any) -> float:
    if value is INACTIVE:
        return _BELOW_ALL
    if isinstance(column, CategoryColumn):
        return column.encode(value)
    if isinstance(value, (str, bool)) or not np.isscalar(value):
        return _BELOW_ALL  # a category of a parameter that may also be a number
    # Between two ranks, where the trees split as well.
    return float(np.interp(value, column.observed, np.arange(len(column.observed))))


def _spread_out(numbers, ranges, log) -> set:
    low, high = min(numbers), max(numbers)
    points = np.geomspace(low, high, _N_POINTS) if log else None
    if points is None:
        points = np.linspace(low, high, _N_POINTS)
    points[[0, -1]] = low, high
    whole = all(domain.discrete for domain in ranges) and all(
        number == int(number) for number in numbers
    )
    return {round(p) for p in points} if whole else set(points.tolist())
