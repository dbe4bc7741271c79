"""Leeway: a region leaves out only what the scores so far say is worse.

The trials of a search that learns crowd where it expects most, and a tree that sees
them cuts close around the crowd. What a smooth function of all scores can say of
candidates beyond a rule decides whether the rule gives way to them.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from ..samplers.candidate_table import CandidateTable
from ..samplers.gaussian_process import MOST_TRIALS, coordinates, learn_scales
from ..samplers.smooth import SmoothFunction
from ..samplers.surrogate import normal_quantiles, score_to_learn, thinned
from ..space.domains import Domain
from ..space.ranges import Range
from ..space.rules import Rule
from ..space.space import Space
from .trials import Trial

LEAST_TRIALS = 20
_N_ASKED = 2000
_BEST = 0.01  # candidates among which one would like to be, by what is expected
# What lies beyond a rule is let in if it is promising at least this many times as often
# as what lies within; of less than so many candidates nothing is said.
_ENOUGH = 0.25
_LEAST_ASKED = 2
_MOST_STEPS = 10  # along the numbers beyond a bound


class Beliefs(NamedTuple):
    """What the scores so far suggest about candidates all over a space.

    Attributes
    ----------
    candidates : list of dict
        Drawn at random.

    promising : ndarray of shape (n,), dtype bool
        Which of them may be as good as the best hundredth are expected to be: those
        whose expected value is not further below than its standard deviation.
    """

    candidates: list[dict[str, Any]]
    promising: np.ndarray


def form_beliefs(
    space: Space, trials: Sequence[Trial], rng: np.random.RandomState
) -> Beliefs | None:
    """Ask a smooth function of all scores about candidates from a space.

    Parameters
    ----------
    space : Space
        Where the candidates are drawn.

    trials : sequence of Trial
        All so far.

    rng : RandomState
        Source of randomness.

    Returns
    -------
    beliefs : Beliefs or None
        None with fewer than 20 scores, or if they are all the same.
    """
    scores = np.array([score_to_learn(trial) for trial in trials])
    scored = np.flatnonzero(~np.isnan(scores))
    goals = normal_quantiles(scores[scored])
    if len(goals) < LEAST_TRIALS or not goals.any() or not space.params:
        return None
    kept = thinned(goals, MOST_TRIALS)
    goals = goals[kept]
    table = CandidateTable(space, [trials[place].params for place in scored[kept]])
    drawn, grids = table.draw(_N_ASKED, rng)
    points = coordinates(table, np.concatenate([table.rows, drawn]))
    scales = learn_scales(table, table.rows, goals)
    function = SmoothFunction(points[: len(kept)], goals, scales)
    mean, spread = function.predict(points[len(kept) :])
    promising = mean + spread >= np.quantile(mean, 1 - _BEST)
    return Beliefs(list(map(table.decode, drawn, grids)), promising)


def give_leeway(
    rules: Sequence[Rule], space: Space, beliefs: Beliefs
) -> tuple[Rule, ...]:
    """Let rules give way to what is promising beyond them.

    Each rule is looked at by itself, among the candidates that all others keep: the
    bounds of numbers move outwards step by step, categories are let in one by one.

    Parameters
    ----------
    rules : sequence of Rule
        The region.

    space : Space
        What it is a part of.

    beliefs : Beliefs
        About the space.

    Returns
    -------
    rules : tuple of Rule
        The same, with wider bounds and more categories, without those that keep
        everything.

    Examples
    --------
    >>> import numpy as np
    >>> from skgenarch.search import Rule, Space
    >>> from skgenarch.search.course.leeway import Beliefs, give_leeway
    >>> space = Space({"depth": list(range(10)), "kind": ["a", "b"]})
    >>> candidates = space.sample(20, np.random.RandomState(0)) * 5
    >>> promising = np.array([params["depth"] <= 6 for params in candidates])
    >>> rules = [Rule("depth", bounds=(None, 3)), Rule("kind", categories=("a",))]
    >>> print(*give_leeway(rules, space, Beliefs(candidates, promising)))
    depth ≤ 6
    """
    candidates, promising = beliefs
    shape = len(candidates), len(rules)
    kept = np.array([[r.matches(c) for r in rules] for c in candidates]).reshape(shape)
    lacks = np.array([[r.param not in c for r in rules] for c in candidates])
    lacks = lacks.reshape(shape)
    wider, let_in = [], np.zeros(len(candidates), dtype=bool)
    for number, rule in enumerate(rules):
        strict = np.delete(kept, number, axis=1).all(axis=1)
        # Another category, say of estimators, may not have the parameters of others.
        lenient = np.delete(kept | lacks, number, axis=1).all(axis=1)
        inside = promising[strict & kept[:, number]]
        if inside.any():
            edges = _Edges(rule, space, candidates, promising, _ENOUGH * inside.mean())
            edges.move(np.flatnonzero(strict & ~kept[:, number]))
            let_in[edges.open(np.flatnonzero(lenient & ~kept[:, number]))] = True
            rule = edges.rule
        wider.append(rule)
    needed = lacks[let_in].any(axis=0)
    wider = [
        replace(rule, inactive=rule.inactive or bool(lack))
        for rule, lack in zip(wider, needed, strict=True)
    ]
    least = space.mass * (1 - 1e-9)
    return tuple(rule for rule in wider if space.restrict([rule]).mass < least)


class _Edges:
    """What a rule keeps of its parameter, to be widened.

    Parameters
    ----------
    rule : Rule
        The rule.

    space : Space
        What it is a part of.

    candidates : list of dict
        From the space.

    promising : ndarray of shape (n,), dtype bool
        Which of them are.

    enough : float
        Share of promising ones at which candidates are let in.
    """

    def __init__(self, rule, space, candidates, promising, enough):
        self.rule, self.candidates, self.promising = rule, candidates, promising
        self._enough = enough
        self._domains = space.domains(rule.param)

    def move(self, beyond: np.ndarray) -> None:
        """Move the bounds, as far as these candidates beyond them suggest."""
        if self.rule.bounds is None:
            return
        numbers = {
            place: self.candidates[place][self.rule.param]
            for place in beyond
            if self._domain_of_number(self.candidates[place]) is not None
        }
        low, high = self.rule.bounds
        if low is not None:
            below = {place: n for place, n in numbers.items() if n < low}
            low = self._moved(low, below, outwards=-1)
        if high is not None:
            above = {place: n for place, n in numbers.items() if n > high}
            high = self._moved(high, above, outwards=1)
        self.rule = replace(self.rule, bounds=(low, high))

    def open(self, beyond: np.ndarray) -> list[int]:
        """Let in categories of candidates beyond; return the places of what came in."""
        groups: dict[Hashable, list[int]] = {}
        for place in beyond:
            if (kind := self._kind(self.candidates[place])) is not None:
                groups.setdefault(kind, []).append(int(place))
        let_in = []
        for kind, places in groups.items():
            if self._is_worth_it(places):
                let_in += places
                self._keep(kind, self.candidates[places[0]])
        return let_in

    def _keep(self, kind, example):
        if kind == "inactive":
            self.rule = replace(self.rule, inactive=True)
        elif kind == "numbers":
            self.rule = replace(self.rule, bounds=(None, None))
        else:
            kept = (*self.rule.categories, example[self.rule.param])
            self.rule = replace(self.rule, categories=kept)

    def _kind(self, params: Mapping[str, Any]) -> Hashable | None:
        """Return what is let in together with a candidate; None for what has bounds."""
        if self.rule.param not in params:
            return "inactive"
        if self._domain_of_number(params) is not None:
            return "numbers" if self.rule.bounds is None else None
        value = params[self.rule.param]
        keys = enumerate(domain.key(value) for domain in self._domains)
        return next((number, key) for number, key in keys if key is not None)

    def _domain_of_number(self, params: Mapping[str, Any]) -> Domain | None:
        """Return the numbers that a candidate's value is one of, if it is one."""
        if self.rule.param not in params:
            return None
        value = params[self.rule.param]
        found = (d for d in self._domains if d.numeric and d.key(value) is not None)
        return next(found, None)

    def _is_worth_it(self, places) -> bool:
        known = self.promising[places]
        return len(known) >= _LEAST_ASKED and known.mean() >= self._enough

    def _moved(self, edge, beyond: dict[int, float], outwards: int) -> float | None:
        """Move an edge as long as the next numbers are worth it; None: to the end."""
        distinct, group = np.unique(list(beyond.values()), return_inverse=True)
        if outwards < 0:
            distinct, group = distinct[::-1], len(distinct) - 1 - group
        # A list is gone through value by value, a range in steps of equal probability.
        n_steps = min(_MOST_STEPS, len(distinct))
        moved, places = None, np.array(list(beyond), dtype=int)
        for step in range(n_steps):
            steps = group * n_steps // len(distinct)
            if not self._is_worth_it(places[steps == step]):
                break
            moved = distinct[group[steps == step].max()]
        else:
            return None if n_steps else edge
        return edge if moved is None else self._neat(moved, edge)

    def _neat(self, number, edge):
        """Return a number with few digits, where digits do not matter."""
        number = number.item()
        domain = next(
            d for d in self._domains if d.numeric and d.key(number) is not None
        )
        if not isinstance(domain, Range) or domain.discrete:
            return number
        share = domain.dist.cdf(number)
        for digits in range(3, 17):
            short = float(f"{number:.{digits}g}")
            beyond = (short - edge) * (number - edge) > 0
            if beyond and abs(domain.dist.cdf(short) - share) < 0.005:
                return short
        return number
