"""Conditions: a parameter that is active only where others have certain values."""

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from .domains import Domain
from .expressions import Expression, parse_expression
from .parts import Part

# Each condition on other parents may double the number of parts.
_MAX_PARTS = 4096


def apply_conditions(
    parts: Sequence[Part],
    conditions: Mapping[str, str],
    domains: Mapping[str, Sequence[Domain]],
) -> list[Part]:
    """Split parts into those with a parameter, where it is active, and those without.

    The parents keep their own distributions: the weights of the parts see to that.

    Parameters
    ----------
    parts : sequence of Part
        The parts of a space without conditions.

    conditions : dict
        For some parameters, the expression that holds where they are active.

    domains : dict
        The domains of each parameter by name.

    Returns
    -------
    parts : list of Part
        Disjoint where the given ones were.

    Raises
    ------
    TypeError
        If the conditions are not a dict of texts.

    ValueError
        If a condition cannot be read, is about the parameter itself, holds nowhere,
        or depends on itself through others; or if there are too many parts.
    """
    for param, expression in _in_order(_read(conditions, domains)).items():
        split = []
        for part in parts:
            split += _decide(part, param, expression)
        parts = split
        if len(parts) > _MAX_PARTS:
            raise ValueError(
                f"The conditions split the space into more than {_MAX_PARTS} parts at "
                f"{param!r}: let several parameters share a condition."
            )
        if not any(param in part.domains for part in parts):
            raise ValueError(
                f"The condition of {param!r}, {conditions[param]!r}, holds nowhere in "
                "the space: the parameter would never be active."
            )
    return list(parts)


def _read(conditions, domains) -> dict[str, Expression]:
    if not isinstance(conditions, Mapping):
        raise TypeError(
            "The 'conditions' must be a dict of expressions, such as {'momentum': "
            f"\"solver == 'sgd'\"}}. Got {conditions!r} instead."
        )
    expressions = {}
    # By name, so that the parts do not depend on the order of writing.
    for param, sentence in sorted(conditions.items()):
        if param not in domains:
            raise ValueError(
                f"The 'conditions' name {param!r}, which is not in the space: "
                f"{', '.join(sorted(domains))}."
            )
        try:
            expressions[param] = parse_expression(sentence, domains)
        except (TypeError, ValueError) as error:
            kind = type(error)
            raise kind(f"In the condition of {param!r}: {error}") from error
    return expressions


def _in_order(expressions: Mapping[str, Expression]) -> dict[str, Expression]:
    """Sort conditions so that each comes after those of its parents."""
    parents = {
        param: sorted({found.rule.param for found in expression.comparisons()})
        for param, expression in expressions.items()
    }
    for param, names in parents.items():
        if param in names:
            raise ValueError(
                f"The condition of {param!r} is about {param!r} itself: it must be "
                "about other parameters."
            )
    try:
        order = TopologicalSorter(parents).static_order()
        return {param: expressions[param] for param in order if param in expressions}
    except CycleError as error:
        circle = " → ".join(map(repr, error.args[1]))
        raise ValueError(
            f"The 'conditions' go round in a circle: {circle}. At least one of these "
            "must be active by itself."
        ) from error


def _decide(part: Part, param: str, expression: Expression) -> list[Part]:
    """Split a part until the condition holds for all of a piece or for none."""
    if param not in part.domains:
        return [part]
    status = expression.status(part)
    if status is not None:
        return [part if status else part.without(param)]
    unclear = next(c for c in expression.comparisons() if c.status(part) is None)
    kept, dropped = part.split(unclear.rule)
    return [
        piece for half in kept + dropped for piece in _decide(half, param, expression)
    ]
