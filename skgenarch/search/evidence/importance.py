"""Which parameters decide whether a trial is among the top, stage by stage."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.stats import rankdata

from ..course.trials import Trial, top_trials
from ..space.space import Space
from .significance import drawn_alike
from .table import codes_by_parameter
from .wording import in_words, is_significant

_N_GROUPS = 10  # of the jackknife
_MAX_LEVELS = 64  # numbers beyond these are binned


class Importance(NamedTuple):
    """How much a parameter decides whether a trial is among the top.

    Attributes
    ----------
    param : str
        The parameter.

    stage : int
        The stage after which it was computed, from 1.

    scope : {"so far", "this stage"}
        Whether the trials of all stages up to this one were used or those of this
        stage only. The last stage's "so far" is the importance over all.

    importance : float
        Share among all parameters, from 0 to 1. All are 0 if none is above chance.

    standard_error : float
        Standard error of the share; NaN with fewer than two trials.

    p_value : float
        Probability of this importance or more if the parameter were idle, corrected
        for the number of parameters.

    Examples
    --------
    >>> from skgenarch.search.evidence.importance import Importance
    >>> print(Importance("depth", 2, "so far", 0.81, 0.05, 0.002))
    depth: 81% ± 5% (p = 0.002)
    >>> print(Importance("seed", 2, "so far", 0.02, 0.03, 0.61))
    seed: 2% ± 3% (not distinguishable from chance, p = 0.61)
    """

    param: str
    stage: int
    scope: str
    importance: float
    standard_error: float
    p_value: float

    @property
    def significant(self) -> bool:
        """Whether the importance is distinguishable from chance at the 5 % level."""
        return is_significant(self.p_value)

    @property
    def label(self) -> str:
        """What the p-value says, in words."""
        return in_words(self.p_value)

    def __str__(self):
        error = 0.0 if math.isnan(self.standard_error) else self.standard_error
        return f"{self.param}: {self.importance:.0%} ± {error:.0%} ({self.label})"


def parameter_importances(
    space: Space,
    trials: Sequence[Trial],
    *,
    quantile: float,
    rng: np.random.RandomState,
    n_permutations: int = 999,
) -> list[Importance]:
    """Compute the importance of each parameter, per stage and over all.

    A parameter is important if the probability of being a top trial varies with its
    value. The variance of this probability is computed within each regime and then
    averaged: a regime is a set of trials that were drawn alike and in which the
    parameter is active. So it does not matter that later stages were drawn where
    earlier ones did well, and a conditional parameter is judged only where it exists;
    whether it exists is to the credit of the parameter that decides this.

    Some variance comes by chance, and more of it with many categories. The mean over
    permutations of the top marks within the regimes is subtracted; the p-values come
    from the same permutations and are corrected by Holm's method. The standard error
    of a share is that of a jackknife with ten groups.

    Parameters
    ----------
    space : Space
        The whole space of the search.

    trials : sequence of Trial
        All trials so far, wherever they were drawn.

    quantile : float
        Share of the trials that count as top.

    rng : RandomState
        Source of randomness.

    n_permutations : int, default=999
        Number of permutations.

    Returns
    -------
    importances : list of Importance
        For each stage and scope one for each parameter, the most important first. A
        list of named tuples, which ``pandas.DataFrame`` takes as it is.

    Notes
    -----
    With densities of top and of all trials in place of the probability this is the
    Pearson divergence of PED-ANOVA (Watanabe et al., 2023), summed over regimes as in
    its conditional version (2026): the two agree up to the way of smoothing. Here
    numbers are smoothed by a Gaussian kernel over their ranks, so it does not matter
    on which scale they are.

    References
    ----------
    S. Watanabe, A. Bansal and F. Hutter, "PED-ANOVA: Efficiently Quantifying
    Hyperparameter Importance in Arbitrary Subspaces", IJCAI 2023.

    "Conditional PED-ANOVA: Hyperparameter Importance in Hierarchical & Dynamic Search
    Spaces", KDD 2026, arXiv 2601.20800.

    S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian
    Journal of Statistics 6, 1979.

    Examples
    --------
    >>> import numpy as np
    >>> from scipy.stats import uniform
    >>> from skgenarch.search import Space, Trial
    >>> from skgenarch.search.evidence.importance import parameter_importances
    >>> space = Space({"x": uniform(0, 1), "idle": ["a", "b", "c"]})
    >>> rng = np.random.RandomState(0)
    >>> trials = [
    ...     Trial(params, params["x"], stage=1, branch="root", sampler="random")
    ...     for params in space.sample(60, rng)
    ... ]
    >>> first, *_ = parameter_importances(space, trials, quantile=0.2, rng=rng)
    >>> print(first.param, first.scope, first.significant)
    x so far True
    """
    codes = codes_by_parameter(space, [trial.params for trial in trials])
    stages = np.array([trial.stage for trial in trials], dtype=int)
    importances = []
    for stage in np.unique(stages):
        for scope, chosen in (
            ("so far", stages <= stage),
            ("this stage", stages == stage),
        ):
            part = [trials[place] for place in np.flatnonzero(chosen)]
            part_codes = {param: code[chosen] for param, code in codes.items()}
            found = _weigh(part_codes, part, quantile, rng, n_permutations)
            importances += [
                Importance(param, int(stage), scope, *values)
                for param, *values in found
            ]
    return importances


def _weigh(codes, trials, quantile, rng, n_permutations) -> list[tuple]:
    """Return parameter, share, standard error and p-value, the largest first."""
    n = len(trials)
    top, strata = top_trials(trials, quantile), drawn_alike(trials)
    n_groups = min(_N_GROUPS, n)
    groups = rng.permutation(n) % n_groups
    kept = np.vstack([np.ones(n, bool), groups != np.arange(n_groups)[:, None]])
    keys = rng.random_sample((n_permutations, n))
    effects = np.zeros((len(codes), 1 + n_groups))
    by_chance = np.zeros((len(codes), n_permutations))
    # Parameters that are active in the same trials share the permutations.
    permutations = {}
    for row, code in enumerate(codes.values()):
        for stratum in np.unique(strata):
            inside = (strata == stratum) & ~np.isnan(code)
            n_top = int(top[inside].sum())
            if not 0 < n_top < inside.sum():
                continue
            regime = inside.tobytes()
            if regime not in permutations:
                order = keys[:, inside].argsort(axis=1)
                permutations[regime] = order[:, :n_top].copy()
            smoother = _Smoother(code[inside])
            counts = smoother.count(kept[:, inside])
            hits = smoother.count(kept[:, inside] & top[inside])
            effects[row] += smoother.effect(counts, hits)
            hits = smoother.count_places(permutations[regime])
            by_chance[row] += smoother.effect(counts[:1], hits)
    excess = np.maximum(effects - by_chance.mean(axis=1, keepdims=True), 0)
    total = excess.sum(axis=0)
    shares = excess / np.where(total > 0, total, 1)
    reached = (by_chance >= effects[:, :1] * (1 - 1e-9)).sum(axis=1)
    p_values = _holm((1 + reached) / (1 + n_permutations))
    errors = _jackknife_error(shares[:, 1:])
    params = list(codes)
    return [
        (params[row], float(shares[row, 0]), float(errors[row]), float(p_values[row]))
        for row in np.lexsort((p_values, -shares[:, 0]))
    ]


class _Smoother:
    """The probability of being top as a function of one parameter's value.

    A value becomes a level: a category, a number, or one of the bins of numbers.
    """

    def __init__(self, code: np.ndarray):
        numbers = code >= 0
        n_numbers = int(numbers.sum())
        code = code.copy()
        if n_numbers:
            place = (rankdata(code[numbers]) - 0.5) / n_numbers
            if len(np.unique(place)) > _MAX_LEVELS:
                code[numbers] = np.floor(place * _MAX_LEVELS)
        values, self.level = np.unique(code, return_inverse=True)
        self.n_levels = len(values)
        # Categories say nothing about each other, numbers about their neighbours.
        self.kernel = np.eye(self.n_levels)
        if n_numbers and np.ptp(place) > 0:
            level = np.unique(code[numbers], return_inverse=True)[1]
            centre = np.bincount(level, weights=place) / np.bincount(level)
            width = place.std() * n_numbers ** (-1 / 5)  # Scott's rule
            nearness = np.exp(-(((centre[:, None] - centre) / width) ** 2) / 2)
            self.kernel[np.ix_(values >= 0, values >= 0)] = nearness

    def count(self, marks: np.ndarray) -> np.ndarray:
        """Count marked trials: (n_rows, n_trials) -> (n_rows, n_levels)."""
        return marks.astype(float) @ (self.level[:, None] == np.arange(self.n_levels))

    def count_places(self, places: np.ndarray) -> np.ndarray:
        """Count trials by place: (n_rows, n_places) -> (n_rows, n_levels)."""
        n_rows = len(places)
        cells = self.level[places] + self.n_levels * np.arange(n_rows)[:, None]
        counts = np.bincount(cells.ravel(), minlength=n_rows * self.n_levels)
        return counts.reshape(n_rows, self.n_levels)

    def effect(self, counts: np.ndarray, hits: np.ndarray) -> np.ndarray:
        """Sum the squared deviations of the smoothed probability from its mean.

        Parameters
        ----------
        counts, hits : ndarray of shape (n_rows, n_levels)
            Number of trials at each level, and how many of them are top.

        Returns
        -------
        effect : ndarray of shape (n_rows,)
            The sum over the trials.
        """
        probability = (hits @ self.kernel) / np.maximum(counts @ self.kernel, 1e-12)
        mean = hits.sum(axis=1) / np.maximum(counts.sum(axis=1), 1)
        return (counts * (probability - mean[:, None]) ** 2).sum(axis=1)


def _holm(p_values: np.ndarray) -> np.ndarray:
    """Correct p-values for their number."""
    order = np.argsort(p_values, kind="stable")
    steps = p_values[order] * np.arange(len(p_values), 0, -1)
    corrected = np.empty(len(p_values))
    corrected[order] = np.minimum(np.maximum.accumulate(steps), 1)
    return corrected


def _jackknife_error(leave_outs: np.ndarray) -> np.ndarray:
    n_groups = leave_outs.shape[1]
    if n_groups < 2:
        return np.full(len(leave_outs), math.nan)
    return np.sqrt((n_groups - 1) * leave_outs.var(axis=1))
