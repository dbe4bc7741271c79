"""From an expression to rules: one for each parameter that it speaks of."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

from .choices import Choices
from .domains import Domain, Range
from .expressions import (
    Comparison,
    Expression,
    Junction,
    choices,
    parse_expression,
    value_above,
    value_below,
)
from .rules import Rule
from .values import is_number, same_value

if TYPE_CHECKING:
    from .space import Space

# A rule has one interval. Where integers are kept on both sides of a gap, they are
# listed one by one instead, if they are no more than this.
_MAX_LISTED = 50


def parse_rules(sentence: str, space: "Space") -> tuple[Rule, ...]:
    """Read rules from text, also from the text that rules print.

    Parameters
    ----------
    sentence : str
        Comparisons of parameters with values, joined by ``and``: `==`, `!=`, `<`,
        `<=`, `>`, `>=` (also chained), ``in``, ``not in``, ``is``, ``is not``.
        ``or`` may join what concerns one parameter. ``x is inactive`` keeps the
        candidates without the parameter, which any other comparison drops; ``x is
        active`` drops them.

    space : Space
        The space that the rules are about.

    Returns
    -------
    rules : tuple of Rule
        One for each parameter, in the order of the text.

    Raises
    ------
    TypeError
        If `sentence` is no text.

    ValueError
        If it cannot be parsed, names an unknown parameter or value, cannot be said
        by one rule for each parameter, or leaves nothing of the space.

    Examples
    --------
    >>> from skgenarch.search import Space, parse_rules
    >>> space = Space({"n_filters": [16, 32, 64], "attention": ["none", "soft"]})
    >>> for rule in parse_rules("n_filters > 16 and attention == 'soft'", space):
    ...     print(rule)
    n_filters ≥ 32
    attention is 'soft'
    """
    domains = {param: space.domains(param) for param in space.params}
    expression = parse_expression(sentence, domains)
    by_param: dict[str, list[Expression]] = {}
    for part in _conjuncts(expression):
        params = {comparison.rule.param for comparison in part.comparisons()}
        if len(params) > 1:
            raise ValueError(
                f"The alternatives concern several parameters: "
                f"{', '.join(sorted(params))}. Rules can only join them by 'and': fork "
                f"the search instead, with one branch each. The expression is: "
                f"{sentence}"
            )
        by_param.setdefault(*params, []).append(part)
    rules = tuple(
        _as_rule(param, Junction(tuple(parts), every=True), domains[param])
        for param, parts in by_param.items()
    )
    space.restrict(rules)  # says so if nothing is left
    return rules


def _conjuncts(expression: Expression) -> list[Expression]:
    if isinstance(expression, Junction) and expression.every:
        return [found for part in expression.parts for found in _conjuncts(part)]
    return [expression]


@dataclass(frozen=True)
class _Kept:
    """What an expression keeps of one parameter."""

    spans: tuple[tuple[float, float], ...]  # closed, infinite where open
    values: tuple[Any, ...]
    inactive: bool

    def union(self, other: "_Kept") -> "_Kept":
        new = [v for v in other.values if not _among(v, self.values)]
        return _Kept(
            self.spans + other.spans,
            self.values + tuple(new),
            self.inactive or other.inactive,
        )

    def intersection(self, other: "_Kept") -> "_Kept":
        spans = [
            (max(low, other_low), min(high, other_high))
            for low, high in self.spans
            for other_low, other_high in other.spans
        ]
        return _Kept(
            tuple((low, high) for low, high in spans if low <= high),
            tuple(v for v in self.values if v in other)
            + tuple(
                v for v in other.values if v in self and not _among(v, self.values)
            ),
            self.inactive and other.inactive,
        )

    def __contains__(self, value):
        inside = is_number(value) and any(
            low <= value <= high for low, high in self.spans
        )
        return inside or _among(value, self.values)


def _kept(expression: Expression, domains: Sequence[Domain]) -> _Kept:
    if isinstance(expression, Comparison):
        return (_dropped if expression.negated else _of_rule)(expression.rule, domains)
    join = _Kept.intersection if expression.every else _Kept.union
    return reduce(join, (_kept(part, domains) for part in expression.parts))


def _of_rule(rule: Rule, domains: Sequence[Domain]) -> _Kept:
    spans = ()
    if rule.bounds is not None:
        low, high = rule.bounds
        low = -math.inf if low is None else low
        spans = ((low, math.inf if high is None else high),)
    return _Kept(spans, rule.categories, rule.inactive)


def _dropped(rule: Rule, domains: Sequence[Domain]) -> _Kept:
    """Return all values of the parameter that a rule does not keep."""
    kept = _of_rule(rule, domains)
    spans = [*kept.spans, *((v, v) for v in kept.values if is_number(v))]
    gaps, start = [], -math.inf
    for low, high in sorted(spans):
        stop = value_below(domains, low) if low > -math.inf else None
        if stop is not None and start is not None and start <= stop:
            gaps.append((start, stop))
        start = value_above(domains, high) if high < math.inf else None
    has_numbers = any(isinstance(d, Range) for d in domains) or any(
        map(is_number, choices(domains).values)
    )
    if start is not None and has_numbers:
        gaps.append((start, math.inf))
    others = tuple(
        value
        for value in choices(domains).values
        if not is_number(value) and value not in kept
    )
    return _Kept(tuple(gaps), others, False)


def _as_rule(param: str, expression: Expression, domains: Sequence[Domain]) -> Rule:
    kept = _kept(expression, domains)
    spans = _merged(kept.spans)
    values = list(Choices(kept.values).values)
    if len(spans) > 1:  # single numbers need no interval
        values += [low for low, high in spans if low == high]
        spans = [(low, high) for low, high in spans if low < high]
    if len(spans) > 1:
        values = _numbers(param, spans, domains) + values
        spans = []
    if not spans and not values and not kept.inactive:
        known = "; or ".join(map(str, domains))
        raise ValueError(
            f"The conditions on {param!r} contradict each other: no value is left of "
            f"{known}."
        )
    bounds = _bounds(*spans[0]) if spans else None
    return Rule(param, bounds, tuple(values), kept.inactive)


def _bounds(low: float, high: float) -> tuple[float | None, float | None]:
    return low if low > -math.inf else None, high if high < math.inf else None


def _numbers(param, spans, domains) -> list:
    """List the numbers in several intervals."""
    listed = [v for v in choices(domains).values if is_number(v)]
    for domain in domains:
        if isinstance(domain, Range):
            if domain.size > _MAX_LISTED:
                several = " or ".join(
                    str(Rule(param, _bounds(low, high))) for low, high in spans
                )
                raise ValueError(
                    f"One rule cannot keep several intervals ({several}): fork the "
                    "search instead, with one branch each."
                )
            listed += [domain.value(position) for position in range(domain.size)]
    return [v for v in listed if any(low <= v <= high for low, high in spans)]


def _merged(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for low, high in sorted(spans):
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return merged


def _among(value: Any, values: Sequence[Any]) -> bool:
    return any(same_value(value, other) for other in values)
