"""Expressions: comparisons of parameters with values, joined by "and", "or", "not".

They are read from text, such as ``"n_filters >= 64 and attention == 'soft'"``, and
become rules (conjunctions.py) or decide where a parameter is active (conditions.py).
"""

import ast
import difflib
import keyword
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .domains import Choices, Domain, Range
from .parts import Part
from .rules import Rule
from .sentences import A_NUMBER, Sentence
from .values import full_text, is_number, is_plain, same_value, text

_ORDERED = {ast.LtE: "<=", ast.GtE: ">=", ast.Lt: "<", ast.Gt: ">"}
_MIRRORED = {"<=": ">=", ">=": "<=", "<": ">", ">": "<"}
_SAME = (ast.Eq, ast.Is)
_DIFFERENT = (ast.NotEq, ast.IsNot)


@dataclass(frozen=True)
class Comparison:
    """One parameter compared with values: it holds where the rule matches.

    If negated, it holds where the rule does not match. Where the parameter is
    inactive, neither holds, unless "inactive" is what the rule asks for.
    """

    rule: Rule
    negated: bool = False

    def negation(self) -> "Comparison":
        """Return the opposite."""
        return replace(self, negated=not self.negated)

    def comparisons(self) -> Iterator["Comparison"]:
        """Yield the comparisons of which an expression consists: here one."""
        yield self

    def status(self, part: Part) -> bool | None:
        """Tell whether it holds for all candidates or for none; None if for some."""
        if self.rule.param not in part.domains:
            return self.rule.inactive and not self.negated
        kept, dropped = part.split(self.rule)
        return None if kept and dropped else bool(kept) != self.negated


@dataclass(frozen=True)
class Junction:
    """Several expressions, of which every one must hold, or else any one."""

    parts: tuple["Expression", ...]
    every: bool

    def negation(self) -> "Junction":
        """Return the opposite, by De Morgan's laws."""
        return Junction(tuple(p.negation() for p in self.parts), not self.every)

    def comparisons(self) -> Iterator[Comparison]:
        """Yield the comparisons of which the expression consists."""
        for part in self.parts:
            yield from part.comparisons()

    def status(self, part: Part) -> bool | None:
        """Tell whether it holds for all candidates or for none; None if for some."""
        found = [expression.status(part) for expression in self.parts]
        decisive = not self.every
        if decisive in found:
            return decisive
        return None if None in found else self.every


Expression = Comparison | Junction


def parse_expression(
    sentence: str, domains: Mapping[str, Sequence[Domain]]
) -> Expression:
    """Read an expression.

    Parameters
    ----------
    sentence : str
        Comparisons (``==``, ``!=``, ``<``, ``<=``, ``>``, ``>=``, also chained;
        ``in``, ``not in``, ``is``, ``is not``) of a parameter with values, joined by
        ``and``, ``or`` and ``not``. ``x is inactive`` holds where the parameter has
        no value and ``x is active`` elsewhere; any other comparison fails where the
        parameter is inactive. What a `Rule` prints can be read as well. A value that
        is an object is written as it is printed.

    domains : dict
        The domains of each parameter by name.

    Returns
    -------
    expression : Comparison or Junction
        What the sentence says. Strict bounds become the next listed value or
        integer; on a continuous parameter ``<`` is the same as ``<=``.

    Raises
    ------
    TypeError
        If it is no text.

    ValueError
        If it cannot be parsed, names an unknown parameter or a value that the
        parameter cannot have, or is more than comparisons.
    """
    try:
        return _Reader(sentence, domains).read()
    except RecursionError:
        raise ValueError(
            "The expression is nested too deeply to be read. Say it in fewer steps."
        ) from None


class _Reader:
    def __init__(self, sentence, domains):
        self.domains = domains
        self.sentence = Sentence(sentence, set(self._spellings()))

    def _spellings(self):
        for param, domains in self.domains.items():
            if not param.isidentifier() or keyword.iskeyword(param):
                yield param
            for value in choices(domains).values:
                if is_plain(value) and not isinstance(value, str):
                    continue  # as numbers, of which there may be very many
                for printed in {text(value), full_text(value)}:
                    if not printed.isidentifier() and not _is_literal(printed, value):
                        yield printed

    def read(self) -> Expression:
        return self._expression(self.sentence.tree)

    def _expression(self, node) -> Expression:
        if isinstance(node, ast.BoolOp):
            parts = tuple(self._expression(value) for value in node.values)
            return Junction(parts, every=isinstance(node.op, ast.And))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return self._expression(node.operand).negation()
        if isinstance(node, ast.Compare):
            return self._chain(node)
        raise self._error(
            f"{self.sentence.part(node)!r} is not a comparison of a parameter with a "
            "value, such as n_filters >= 64 or attention == 'soft'."
        )

    def _chain(self, node: ast.Compare) -> Expression:
        sides = [node.left, *node.comparators]
        found = tuple(
            self._comparison(left, op, right)
            for left, op, right in zip(sides, node.ops, sides[1:], strict=False)
        )
        return found[0] if len(found) == 1 else Junction(found, every=True)

    def _comparison(self, left, op, right) -> Comparison:
        mirrored = not self._is_param(left) and self._is_param(right)
        if mirrored and not isinstance(op, (ast.In, ast.NotIn)):
            left, right = right, left
        param = self._param(left)
        if type(op) in _ORDERED:
            symbol = _ORDERED[type(op)]
            return self._bound(param, _MIRRORED[symbol] if mirrored else symbol, right)
        if isinstance(op, (ast.In, ast.NotIn)):
            if not isinstance(right, (ast.List, ast.Tuple, ast.Set)):
                raise self._error(
                    f"'in' needs a list of values, not {self.sentence.part(right)!r}."
                )
            listed = tuple(self._value(param, value) for value in right.elts)
            if not listed:
                raise self._error(f"The list of values of {param!r} is empty.")
            return Comparison(Rule(param, None, listed), isinstance(op, ast.NotIn))
        return self._equality(param, op, right)

    def _equality(self, param, op, right) -> Comparison:
        word = self.sentence.spelled(right.id) if isinstance(right, ast.Name) else None
        negated = isinstance(op, _DIFFERENT)
        if word in ("inactive", "active"):
            rule = Rule(param, inactive=True)
            return Comparison(rule, negated == (word == "inactive"))
        if word == A_NUMBER:
            return Comparison(Rule(param, (None, None)), negated)
        value = self._value(param, right)
        if is_number(value) and isinstance(op, (ast.Eq, ast.NotEq)):
            return Comparison(Rule(param, (value, value)), negated)
        return Comparison(Rule(param, None, (value,)), negated)

    def _bound(self, param, symbol, node) -> Comparison:
        domains = self.domains[param]
        value = self._literal(node)
        if not is_number(value):
            raise self._error(
                f"{param!r} can only be compared by {symbol} with a finite number, "
                f"not with {self.sentence.part(node)!r}."
            )
        if not any(
            isinstance(domain, Range) or any(map(is_number, domain.values))
            for domain in domains
        ):
            raise self._error(
                f"{param!r} has no order, so {symbol} has no meaning for it. Its "
                f"values are {_listed(domains)}: use == or in."
            )
        if symbol in ("<", ">"):
            beyond = value_below if symbol == "<" else value_above
            value, given = beyond(domains, value), value
            if value is None:
                raise self._error(
                    f"{param!r} has no value {symbol} {text(given)}. Its values are "
                    f"{_listed(domains)}."
                )
        bounds = (None, value) if symbol in ("<", "<=") else (value, None)
        return Comparison(Rule(param, bounds))

    def _is_param(self, node) -> bool:
        named = isinstance(node, ast.Name)
        return named and self.sentence.spelled(node.id) in self.domains

    def _param(self, node) -> str:
        if self._is_param(node):
            return self.sentence.spelled(node.id)
        name = self.sentence.part(node)
        if not isinstance(node, ast.Name):
            raise self._error(f"A parameter is expected instead of {name!r}.")
        near = difflib.get_close_matches(name, self.domains, n=1)
        hint = f"Did you mean {near[0]!r}? " if near else ""
        raise self._error(
            f"The parameter {name!r} is not in the space. {hint}The parameters are "
            f"{', '.join(sorted(self.domains))}."
        )

    def _literal(self, node) -> Any:
        """Return the value that is written down; None if it is only printed text."""
        try:
            return ast.literal_eval(node)
        except (ValueError, TypeError, SyntaxError):
            return None

    def _value(self, param, node) -> Any:
        """Return the parameter's own value that is meant."""
        domains = self.domains[param]
        known = choices(domains)
        if isinstance(node, ast.Name):
            printed = self.sentence.spelled(node.id)
        else:
            value = self._literal(node)
            position = known.key(value)
            written = value is not None or self.sentence.part(node) == "None"
            if written and position is not None:
                return known.values[position]
            ranges = [domain for domain in domains if isinstance(domain, Range)]
            if any(domain.key(value) is not None for domain in ranges):
                return value
            printed = full_text(value) if written else self.sentence.part(node)
        found = [v for v in known.values if printed in (text(v), full_text(v))]
        if len(found) == 1:
            return found[0]
        if found:
            raise self._error(
                f"{printed} is the text of {len(found)} values of {param!r}, which "
                "cannot be told apart in words: use a Rule with the value itself."
            )
        near = difflib.get_close_matches(printed, map(text, known.values), n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise self._error(
            f"{printed} is not a value of {param!r}. Its values are "
            f"{_listed(domains)}.{hint}"
        )

    def _error(self, message) -> ValueError:
        return ValueError(f"{message} The expression is: {self.sentence.text}")


def choices(domains: Sequence[Domain]) -> Choices:
    """Return the listed values of all domains of a parameter."""
    listed = [domain for domain in domains if isinstance(domain, Choices)]
    if len(listed) == 1:
        return listed[0]
    return Choices(value for domain in listed for value in domain.values)


def value_below(domains: Sequence[Domain], limit: float) -> float | None:
    """Return the largest number below a limit that a parameter may be.

    Where the parameter is continuous this is the limit itself; None if there is no
    such number.
    """
    found = [v for v in choices(domains).values if is_number(v) and v < limit]
    for domain in domains:
        if isinstance(domain, Range) and domain.low < limit:
            found.append(math.ceil(limit) - 1 if domain.discrete else limit)
    return max(found, default=None)


def value_above(domains: Sequence[Domain], limit: float) -> float | None:
    """Return the smallest number above a limit, see `value_below`."""
    found = [v for v in choices(domains).values if is_number(v) and v > limit]
    for domain in domains:
        if isinstance(domain, Range) and domain.high > limit:
            found.append(math.floor(limit) + 1 if domain.discrete else limit)
    return min(found, default=None)


def _listed(domains: Sequence[Domain]) -> str:
    return "; or ".join(map(str, domains))


def _is_literal(printed: str, value: Any) -> bool:
    if is_plain(value) and printed == full_text(value):
        return True
    try:
        return same_value(ast.literal_eval(printed), value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
