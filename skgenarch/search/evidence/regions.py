"""From trials to the regions that are worth searching next, with what speaks for them.

Several regions come from one tree on all trials so far: its good leaves.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..course.trials import Trial
from ..space.rules import Rule, join_rules
from ..space.space import Space
from .top_tree import Observed, TopTree
from .trees import members
from .wording import in_words, is_significant


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
        Purity that a rule that tells nothing would have, among trials drawn alike.

    p_value : float
        Probability that a rule that tells nothing gathers scores as high as these;
        NaN if there are too few trials.

    interval : tuple of (float, float), default=(nan, nan)
        Nominal 95 % interval of the purity.

    Examples
    --------
    >>> import textwrap
    >>> from skgenarch.search import Region, Rule
    >>> rules = (Rule("depth", bounds=(2, None)),)
    >>> print(Region(rules, 9, purity=0.7, chance=0.2, p_value=0.004))
    depth ≥ 2 (9 trials; held-out purity 0.70 against 0.20 by chance, p = 0.004)
    >>> region = Region(rules, 9, 0.7, 0.2, 0.004, interval=(0.41, 0.89))
    >>> print(textwrap.fill(str(region), 60))
    depth ≥ 2 (9 trials; held-out purity 0.70 [0.41, 0.89]
    against 0.20 by chance, p = 0.004)
    >>> print(Region(rules, 5, purity=0.3, chance=0.2, p_value=0.31))
    depth ≥ 2 (5 trials; not distinguishable from chance, p = 0.31)
    """

    rules: tuple[Rule, ...]
    support: int
    purity: float
    chance: float
    p_value: float
    interval: tuple[float, float] = (math.nan, math.nan)

    @property
    def significant(self) -> bool:
        """Whether the region is distinguishable from chance at the 5 % level."""
        return is_significant(self.p_value)

    def __str__(self):
        trials = "1 trial" if self.support == 1 else f"{self.support} trials"
        return f"{join_rules(self.rules)} ({trials}; {self._evidence()})"

    def _evidence(self) -> str:
        if not self.significant:
            return in_words(self.p_value)
        low, high = self.interval
        interval = "" if math.isnan(low) else f" [{low:.2f}, {high:.2f}]"
        return (
            f"held-out purity {self.purity:.2f}{interval} against {self.chance:.2f} "
            f"by chance, {in_words(self.p_value)}"
        )


def find_regions(
    space: Space,
    trials: Sequence[Trial],
    *,
    quantile: float,
    max_depth: int | None,
    min_samples_leaf: int | None,
    max_regions: int,
    rng: np.random.RandomState,
) -> list[Region]:
    """Find the regions with the highest shares of top trials.

    One tree is fitted to all trials; each of its leaves with more top trials than
    average is a region. No two regions share more than a border.

    Parameters
    ----------
    space : Space
        The whole space of the search.

    trials : sequence of Trial
        All trials so far, wherever they were drawn. Those of one branch and sampler
        count as drawn alike, and those of one stage too if the sampler learns.

    quantile : float
        Share of the trials that count as top.

    max_depth : int or None
        Largest number of splits that make a region.

    min_samples_leaf : int or None
        Smallest number of trials in a region; None for 5 % of the trials and at
        least 5.

    max_regions : int
        Largest number of regions.

    rng : RandomState
        Source of randomness.

    Returns
    -------
    regions : list of Region
        The best one first; empty if no split sets any apart.

    Examples
    --------
    >>> import numpy as np
    >>> from skgenarch.search import Space, Trial
    >>> from skgenarch.search.evidence.regions import find_regions
    >>> space = Space({"depth": list(range(60)), "kind": ["a", "b"]})
    >>> rng = np.random.RandomState(0)
    >>> trials = [
    ...     Trial(params, -min(abs(params["depth"] - good) for good in (15, 45)),
    ...           stage=1, branch="root", sampler="random")
    ...     for params in space.sample(100, rng)
    ... ]
    >>> for region in find_regions(
    ...     space, trials, quantile=0.2, max_depth=4, min_samples_leaf=5,
    ...     max_regions=2, rng=rng
    ... ):
    ...     print(*region.rules)
    12 ≤ depth ≤ 18
    42 ≤ depth ≤ 48
    """
    # Drawn before any early return: what follows must not depend on the outcome.
    seed = rng.randint(np.iinfo(np.int32).max)
    if not trials:
        return []
    tree = TopTree(
        Observed(space, trials),
        quantile=quantile,
        max_depth=max_depth,
        min_samples_leaf=min_samples_leaf,
        seed=seed,
    )
    leaves = tree.good_leaves[:max_regions]
    descriptions = [tree.rules(leaf, beside=leaves) for leaf in leaves]
    if not any(descriptions):  # splits only told what no candidate of the space has
        return []
    candidates = [trial.params for trial in trials]
    return [
        Region(
            rules=rules,
            support=int(members(rules, candidates).sum()),
            purity=found.purity,
            chance=found.chance,
            p_value=found.p_value,
            interval=found.interval,
        )
        for rules, found in zip(descriptions, tree.weigh(len(leaves)), strict=True)
        if rules
    ]
