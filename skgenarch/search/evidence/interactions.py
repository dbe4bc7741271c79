"""Which pairs of parameters act together: their joint effect beyond the single ones."""

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from scipy.stats import median_abs_deviation, rankdata

from ..course.trials import Trial
from ..space.space import Space
from .significance import drawn_alike
from .table import codes_by_parameter
from .wording import in_words, is_significant

_TRIALS_PER_KNOT = 25  # of the piecewise linear single effect of a number
_MAX_COMMON = 4  # categories of a parameter that are told apart in a pair
_MIN_FREE = 10  # trials in excess of the columns of the single effects
_MAX_RESIDUAL = 3.0  # in robust standard deviations


class Interaction(NamedTuple):
    """How much two parameters act together.

    Attributes
    ----------
    params : tuple of (str, str)
        The parameters, in alphabetical order.

    strength : float
        Share of the variance of the scores that the pair explains beyond the two
        single effects, from 0 to 1, less what it would explain by chance.

    p_value : float
        Probability that *any* pair would look this strong if all effects were
        single; NaN if there are too few trials.

    Examples
    --------
    >>> from skgenarch.search.evidence.interactions import Interaction
    >>> print(Interaction(("depth", "learning_rate"), 0.31, 0.005))
    depth × learning_rate: 31% (p = 0.005)
    >>> print(Interaction(("depth", "seed"), 0.01, 0.73))
    depth × seed: 1% (not distinguishable from chance, p = 0.73)
    """

    params: tuple[str, str]
    strength: float
    p_value: float

    @property
    def significant(self) -> bool:
        """Whether the interaction is distinguishable from chance at the 5 % level."""
        return is_significant(self.p_value)

    @property
    def label(self) -> str:
        """What the p-value says, in words."""
        return in_words(self.p_value)

    def __str__(self):
        return f"{' × '.join(self.params)}: {self.strength:.0%} ({self.label})"


def pairwise_interactions(
    space: Space,
    trials: Sequence[Trial],
    *,
    rng: np.random.RandomState,
    n_permutations: int = 499,
) -> list[Interaction]:
    """Rank all pairs of parameters by their interaction.

    The model of no interaction is a sum of single effects, one of each parameter and
    one of each stratum of trials that were drawn alike: a piecewise linear curve over
    the ranks of a number, a constant for each category and for being inactive. What
    it leaves is explained by the products of slopes, bends and categories of two
    parameters. Since all that is fitted are conditional means, it does not matter
    where the trials were drawn, as long as they were drawn at different places.

    The p-values are those of a randomisation test: the signs of the residuals are
    drawn anew, and single effects are taken out of them again, as Freedman and Lane
    (1983) do with permutations. Signs leave each residual at its place, and with it
    the larger scatter of the trials outside a narrowed space, which permutations took
    for interactions. Pairs are compared by their standardised strength with the
    strongest pair of each draw (Westfall and Young, 1993), so that the p-values are
    corrected for the number of pairs.

    Parameters
    ----------
    space : Space
        The whole space of the search.

    trials : sequence of Trial
        All trials so far. Failed ones are left out, and scores far below all others
        (more than three interquartile ranges below the lower quartile) are raised to
        that border.

    rng : RandomState
        Source of randomness.

    n_permutations : int, default=499
        Number of random draws of the signs.

    Returns
    -------
    interactions : list of Interaction
        One for each pair, ordered by how much stronger it is than by chance.

    References
    ----------
    D. Freedman and D. Lane, "A nonstochastic interpretation of reported significance
    levels", Journal of Business and Economic Statistics 1, 1983.

    P. H. Westfall and S. S. Young, Resampling-based Multiple Testing, 1993.

    Examples
    --------
    >>> import numpy as np
    >>> from scipy.stats import uniform
    >>> from skgenarch.search import Space, Trial
    >>> from skgenarch.search.evidence.interactions import pairwise_interactions
    >>> space = Space({name: uniform(0, 1) for name in ("x", "y", "z")})
    >>> rng = np.random.RandomState(0)
    >>> trials = [
    ...     Trial(params, (params["x"] - 0.5) * (params["y"] - 0.5) + params["z"],
    ...           stage=1, branch="root", sampler="random")
    ...     for params in space.sample(100, rng)
    ... ]
    >>> first, *others = pairwise_interactions(space, trials, rng=rng)
    >>> first.params, first.significant
    (('x', 'y'), True)
    """
    pairs = list(combinations(space.params, 2))
    trials = [trial for trial in trials if np.isfinite(trial.score)]
    unknown = [Interaction(pair, 0.0, np.nan) for pair in pairs]
    if not pairs or not trials:
        return unknown
    strata = drawn_alike(trials)
    codes = codes_by_parameter(space, [trial.params for trial in trials])
    effects = {param: _effect(code) for param, code in codes.items()}
    intercepts = (strata[:, None] == np.unique(strata)) * 1.0
    singles = _orthonormal(
        np.column_stack([intercepts, *(effect.single for effect in effects.values())])
    )
    if len(trials) - singles.shape[1] < _MIN_FREE:
        return unknown
    scores = without_outliers(np.array([trial.score for trial in trials]))
    residuals = _residuals(singles, scores)
    total = float(((scores - scores.mean()) ** 2).sum())
    left = float((residuals**2).sum())
    # Single effects say it all, up to rounding errors.
    if left <= max(1e-12 * total, 1e-20 * float(scores @ scores)):
        return [Interaction(pair, 0.0, 1.0) for pair in pairs]

    # The first column is what was observed.
    signs = rng.choice([-1.0, 1.0], size=(len(trials), n_permutations))
    drawn = _take_out(singles, residuals[:, None] * signs)
    columns = np.column_stack([residuals, drawn])
    explained = np.empty((len(pairs), columns.shape[1]))
    for row, (one, other) in enumerate(pairs):
        products = _products(effects[one].joint, effects[other].joint)
        joint = _orthonormal(_take_out(singles, products), np.linalg.norm(products))
        explained[row] = ((joint.T @ columns) ** 2).sum(axis=0)
    explained /= (columns**2).sum(axis=0)
    chance, spread = explained[:, 1:].mean(axis=1), explained[:, 1:].std(axis=1)
    standard = (explained - chance[:, None]) / np.where(spread > 0, spread, 1)[:, None]
    reached = standard[:, 1:].max(axis=0) >= standard[:, :1] - 1e-9
    p_values = (1 + reached.sum(axis=1)) / (1 + n_permutations)
    p_values[spread == 0] = 1.0  # such as a parameter that never varied
    strengths = np.maximum(explained[:, 0] - chance, 0) * left / total
    return [
        Interaction(pairs[row], float(strengths[row]), float(p_values[row]))
        for row in np.argsort(-standard[:, 0], kind="stable")
    ]


class _Effect(NamedTuple):
    """The columns that stand for a parameter, alone and in a pair."""

    single: np.ndarray
    joint: np.ndarray


def _effect(code: np.ndarray) -> _Effect:
    """Make the columns of a parameter from its codes, see `codes_by_parameter`."""
    categories, n_members = np.unique(code[code < 0], return_counts=True)
    common = categories[np.argsort(-n_members, kind="stable")][:_MAX_COMMON]
    joint = [code == category for category in common]
    rest = [code == category for category in categories if category not in common]
    numbers = code >= 0
    if numbers.any():
        place = np.zeros(len(code))
        place[numbers] = (rankdata(code[numbers]) - 0.5) / numbers.sum()
        n_knots = int(np.clip(numbers.sum() // _TRIALS_PER_KNOT, 3, 9))
        for knot in np.linspace(0, 1, n_knots):
            hat = np.maximum(0, 1 - abs(place - knot) * (n_knots - 1))
            rest.append(hat * numbers)
        slope = (place - 0.5) * numbers
        joint += [slope, (slope**2 - 1 / 12) * numbers]
    # What a pair is made of must be among the single effects, or whatever these
    # leave of it would pass for an interaction.
    nothing = np.zeros((len(code), 0))
    single = np.column_stack([nothing, *joint, *rest])
    return _Effect(single, np.column_stack([nothing, *joint]))


def _products(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Multiply each column of one matrix by each of the other."""
    return (one[:, :, None] * other[:, None, :]).reshape(len(one), -1)


def _orthonormal(columns: np.ndarray, size: float | None = None) -> np.ndarray:
    """Return orthonormal columns that span the same space.

    What is smaller than rounding errors in columns of norm `size` is left out.
    """
    vectors, values, _ = np.linalg.svd(columns, full_matrices=False)
    size = np.linalg.norm(columns) if size is None else size
    return vectors[:, values > 1e-8 * size]


def _take_out(singles: np.ndarray, columns: np.ndarray) -> np.ndarray:
    return columns - singles @ (singles.T @ columns)


def _residuals(singles: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Take the single effects out of the scores, and keep the rest within bounds.

    Where an effect is steeper than its curve can follow, a few residuals are so large
    that they would decide about every pair.
    """
    residuals = _take_out(singles, scores)
    bound = _MAX_RESIDUAL * median_abs_deviation(residuals, scale="normal")
    return _take_out(singles, np.clip(residuals, -bound, bound))


def without_outliers(scores: np.ndarray) -> np.ndarray:
    """Raise scores far below all others: they would drown every effect."""
    lower, upper = np.quantile(scores, [0.25, 0.75])
    return np.maximum(scores, lower - 3 * (upper - lower))
