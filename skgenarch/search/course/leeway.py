"""Leeway: a region leaves out only what the scores so far say is worse.

The trials of a search that learns crowd where it expects most, and a tree that sees
them cuts close around the crowd. What a smooth function of all scores can say of
candidates beyond a rule decides whether the rule gives way to them.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from ..samplers.candidate_table import CandidateTable
from ..samplers.gaussian_process import MOST_TRIALS, coordinates, learn_scales
from ..samplers.smooth import SmoothFunction
from ..samplers.surrogate import normal_quantiles, score_to_learn, thinned
from ..space.ranges import Range
from ..space.rules import Rule
from ..space.space import Space
from ..space.values import is_number, same_value
from .trials import Trial

LEAST_TRIALS = 20
_N_ASKED = 1000
_BEST = 0.01  # candidates among which one would like to be, by what is expected
# What lies beyond a rule is let in if it is promising at least this many times as often
# as what lies within.
_ENOUGH = 0.25
_MOST_STEPS = 10  # along a range of numbers


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
    >>> candidates = space.sample(20, np.random.RandomState(0))
    >>> promising = np.array([params["depth"] <= 6 for params in candidates])
    >>> rules = [Rule("depth", bounds=(None, 3)), Rule("kind", categories=("a",))]
    >>> print(*give_leeway(rules, space, Beliefs(candidates, promising)))
    depth ≤ 6
    """
    candidates, promising = beliefs
    kept = np.array([[rule.matches(params) for rule in rules] for params in candidates])
    kept = kept.reshape(len(candidates), len(rules))
    wider = []
    for number, rule in enumerate(rules):
        others = np.delete(kept, number, axis=1).all(axis=1)
        inside = others & kept[:, number]
        if promising[inside].any():
            enough = _ENOUGH * promising[inside].mean()
            beyond = np.flatnonzero(others & ~kept[:, number])
            values = [candidates[place] for place in beyond]
            neat = _neat if _is_continuous(space, rule.param) else _as_it_is
            rule = _wider(rule, values, promising[beyond], enough, neat)
        if space.restrict([rule]).mass < space.mass * (1 - 1e-9):
            wider.append(rule)
    return tuple(wider)


def _is_continuous(space: Space, param: str) -> bool:
    domains = space.domains(param)
    return all(isinstance(d, Range) and not d.discrete for d in domains)


def _neat(number: float) -> float:
    return float(f"{number:.3g}")


def _as_it_is(number: float) -> float:
    return number


def _wider(rule, beyond, promising, enough, neat) -> Rule:
    """Return a rule that keeps more of the candidates beyond it."""

    def is_worth_it(places):
        return promising[places].mean() >= enough

    numbers, others, inactive = {}, [], []
    for place, params in enumerate(beyond):
        if rule.param not in params:
            inactive.append(place)
        elif rule.bounds is not None and is_number(params[rule.param]):
            numbers[place] = params[rule.param]
        else:
            others.append((params[rule.param], place))
    if rule.bounds is not None:
        low, high = rule.bounds
        if low is not None:
            below = {place: -n for place, n in numbers.items() if n < low}
            moved = _moved(-low, below, is_worth_it)
            low = None if moved is None else min(low, neat(-moved))
        if high is not None:
            above = {place: n for place, n in numbers.items() if n > high}
            moved = _moved(high, above, is_worth_it)
            high = None if moved is None else max(high, neat(moved))
        rule = replace(rule, bounds=(low, high))
    for value, places in _alike(others):
        if is_worth_it(places):
            rule = replace(rule, categories=(*rule.categories, value))
    return replace(
        rule, inactive=rule.inactive or bool(inactive and is_worth_it(inactive))
    )


def _moved(edge: float, beyond: dict[int, float], is_worth_it: Callable):
    """Move an upper edge as long as the next numbers are worth it; None: to the end."""
    places = np.array(sorted(beyond, key=beyond.get), dtype=int)
    numbers = [beyond[place] for place in places]
    distinct = np.unique(numbers, return_inverse=True)[1]
    # A list is gone through value by value, a range in steps of equal probability.
    many = len(numbers) and distinct[-1] >= _MOST_STEPS
    step_of = (
        np.arange(len(numbers)) * _MOST_STEPS // len(numbers) if many else distinct
    )
    for step in np.unique(step_of):
        these = np.flatnonzero(step_of == step)
        if not is_worth_it(places[these]):
            return edge
        edge = numbers[these[-1]]
    return None


def _alike(values: list[tuple[Any, int]]) -> Iterator[tuple[Any, list[int]]]:
    """Yield distinct values with the places where they are."""
    while values:
        first = values[0][0]
        yield first, [place for value, place in values if same_value(value, first)]
        values = [entry for entry in values if not same_value(entry[0], first)]
