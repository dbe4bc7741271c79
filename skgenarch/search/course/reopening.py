"""Narrowing is reversible: edges are moved back, and what was left out is let in."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..space.ranges import Range
from ..space.rules import Rule
from ..space.space import Space
from .branches import Branch
from .trials import Trial, top_trials

# A best trial in this share of a region next to an edge suggests that more lies
# beyond it; the edge is then moved by the second share of the region.
_EDGE = 0.1
_STEP = 0.25


def widen(
    rules: Sequence[Rule], space: Space, trials: Sequence[Trial]
) -> tuple[Rule, ...]:
    """Move bounds outwards where the best trial of a region sits at one of them.

    Distances are shares of probability in the parameter's distribution, or places in
    its list.

    Parameters
    ----------
    rules : sequence of Rule
        The region.

    space : Space
        What it is a part of.

    trials : sequence of Trial
        All trials so far.

    Returns
    -------
    rules : tuple of Rule
        The same, with wider bounds.

    Examples
    --------
    >>> from scipy.stats import uniform
    >>> from skgenarch.search import Rule, Space, Trial
    >>> from skgenarch.search.course.reopening import widen
    >>> space, rule = Space({"x": uniform(0, 1)}), Rule("x", bounds=(0.2, 0.6))
    >>> best = Trial({"x": 0.58}, 1.0, stage=1, branch="root", sampler="random")
    >>> print(*widen([rule], space, [best]))
    0.2 ≤ x ≤ 0.7
    """
    inside = [
        trial
        for trial in trials
        if np.isfinite(trial.score)
        and all(rule.matches(trial.params) for rule in rules)
    ]
    if not inside:
        return tuple(rules)
    best = max(inside, key=lambda trial: trial.score)
    wider = [_widen(rule, space, best) for rule in rules]
    return tuple(rule for rule in wider if not _says_nothing(rule, space))


def _widen(rule: Rule, space: Space, best: Trial) -> Rule:
    value = best.params.get(rule.param)
    domains = [d for d in space.domains(rule.param) if d.key(value) is not None]
    if rule.bounds is None or len(domains) != 1 or not domains[0].numeric:
        return rule
    scale = (
        _Probability(domains[0])
        if isinstance(domains[0], Range)
        else _Places(domains[0].values)
    )
    low, high = rule.bounds
    start = 0.0 if low is None else scale.position(low)
    stop = scale.end if high is None else scale.position(high)
    place, width = scale.position(value), stop - start
    if high is not None and place >= stop - _EDGE * width:
        high = scale.value(stop + max(_STEP * width, scale.least))
        high = None if high is None else max(high, rule.bounds[1])
    if low is not None and place <= start + _EDGE * width:
        low = scale.value(start - max(_STEP * width, scale.least))
        low = None if low is None else min(low, rule.bounds[0])
    return replace(rule, bounds=(low, high))


def _says_nothing(rule: Rule, space: Space) -> bool:
    optional = space.sometimes_inactive(rule.param) and not rule.inactive
    numbers = all(domain.numeric for domain in space.domains(rule.param))
    return rule.bounds == (None, None) and numbers and not optional


class _Probability:
    """Where numbers stand in a distribution, from 0 to 1."""

    end, least = 1.0, 0.0

    def __init__(self, domain: Range):
        self.domain = domain

    def position(self, number):
        return float(self.domain.dist.cdf(number))

    def value(self, position):
        if not 0 < position < 1:
            return None
        number = self.domain.dist.ppf(position)
        return int(number) if self.domain.discrete else float(f"{number:.3g}")


class _Places:
    """Where numbers stand in a list, from 0."""

    least = 1

    def __init__(self, values):
        self.values = sorted(values)
        self.end = len(self.values) - 1

    def position(self, number):
        return int(np.argmin(np.abs(np.array(self.values, dtype=float) - number)))

    def value(self, position):
        if not 0 < round(position) < self.end:
            return None
        return self.values[round(position)]


def worth_reopening(
    trials: Sequence[Trial], stage: int, branches: Sequence[Branch], quantile: float
) -> bool:
    """Tell whether a stage found top trials where the next one would not search.

    Parameters
    ----------
    trials : sequence of Trial
        All so far.

    stage : int
        The stage that has ended.

    branches : sequence of Branch
        Where the next one would search.

    quantile : float
        Share of the trials that are top ones.
    """
    top = top_trials(trials, quantile)
    return any(
        is_top
        and trial.stage == stage
        and trial.branch == "root"
        and not any(trial.params in branch.space for branch in branches)
        for trial, is_top in zip(trials, top, strict=True)
    )
