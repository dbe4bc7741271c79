"""From trials to the region that is worth searching next, with what speaks for it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from .evidence import weigh
from .rules import Rule, join_rules
from .space import Space
from .table import tabulate
from .trees import best_leaf, fit_tree, leaf_rules, members, simplify
from .trials import Trial, top_trials

_SIGNIFICANCE = 0.05


@dataclass(frozen=True)
class Region:
    """A part of the space where trials do well.

    Attributes
    ----------
    rules : tuple of Rule
        One for each parameter that matters; a candidate must match all.

    support : int
        Number of trials in the region.

    purity : float
        Share of top trials in regions found in the same way, counted on held-out
        trials only; NaN if none could be held out.

    chance : float
        Share of top trials among all, the purity of a region found by chance.

    p_value : float
        Probability of this purity by chance; NaN if there are too few trials.

    Examples
    --------
    >>> from skgenarch.search import Region, Rule
    >>> rules = (Rule("depth", bounds=(2, None)),)
    >>> print(Region(rules, support=9, purity=0.7, chance=0.2, p_value=0.004))
    depth ≥ 2 (9 trials; held-out purity 0.70 against 0.20 by chance, p = 0.004)
    >>> print(Region(rules, support=5, purity=0.3, chance=0.2, p_value=0.31))
    depth ≥ 2 (5 trials; not distinguishable from chance, p = 0.31)
    """

    rules: tuple[Rule, ...]
    support: int
    purity: float
    chance: float
    p_value: float

    @property
    def significant(self) -> bool:
        """Whether the region is distinguishable from chance at the 5 % level."""
        return self.p_value <= _SIGNIFICANCE

    def __str__(self):
        trials = "1 trial" if self.support == 1 else f"{self.support} trials"
        if self.significant:
            p = "p < 0.001" if self.p_value < 0.001 else f"p = {self.p_value:.3f}"
            evidence = (
                f"held-out purity {self.purity:.2f} against {self.chance:.2f} by "
                f"chance, {p}"
            )
        else:
            evidence = "not distinguishable from chance"
            if not math.isnan(self.p_value):
                evidence += f", p = {self.p_value:.2f}"
        return f"{join_rules(self.rules)} ({trials}; {evidence})"


def find_region(
    space: Space,
    trials: Sequence[Trial],
    *,
    quantile: float,
    max_depth: int | None,
    min_samples_leaf: int | None,
    rng: np.random.RandomState,
) -> Region | None:
    """Find the region with the highest share of top trials.

    Parameters
    ----------
    space : Space
        The whole space of the search.

    trials : sequence of Trial
        All trials so far, wherever they were drawn.

    quantile : float
        Share of the trials that count as top.

    max_depth : int or None
        Largest number of splits that make the region.

    min_samples_leaf : int or None
        Smallest number of trials in the region; None for 5 % of the trials and at
        least 5.

    rng : RandomState
        Source of randomness.

    Returns
    -------
    region : Region or None
        The region, None if no split sets any apart.
    """
    top = top_trials(trials, quantile)
    # Drawn before any early return: what follows must not depend on the outcome.
    seed = rng.randint(np.iinfo(np.int32).max)
    candidates = [trial.params for trial in trials]
    columns, table = tabulate(space, candidates)
    if min_samples_leaf is None:
        min_samples_leaf = max(5, math.ceil(0.05 * len(trials)))
    fit = partial(
        fit_tree, max_depth=max_depth, min_samples_leaf=min_samples_leaf, seed=seed
    )
    tree = fit(table, top)
    leaf = best_leaf(tree, table, top)
    if leaf is None:
        return None
    rules = simplify(leaf_rules(tree, leaf, columns, space), space, candidates)
    if not rules:  # the split only told what no candidate of the space can have
        return None
    evidence = weigh(table, top, fit, np.random.RandomState(seed))
    return Region(
        rules=rules,
        support=int(members(rules, candidates).sum()),
        purity=evidence.purity,
        chance=float(top.mean()),
        p_value=evidence.p_value,
    )
