"""Refuse parameters that the estimator does not have, before any fit."""

import difflib
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import numpy as np
from sklearn.base import clone

from ..space.choices import Choices
from ..space.domains import Domain
from ..space.space import Space
from ..space.values import text


def check_parameter_names(estimator: Any, space: Space) -> None:
    """Check that an estimator takes all parameters of a space.

    Being absent from ``get_params()`` is no proof: a parameter may belong to a
    component that another parameter puts in place, as in a pipeline, or be accepted
    without being listed. Nor is being present: the component that has it may be
    replaced. So the doubtful ones are tried on clones, with every such component.

    Raises
    ------
    ValueError
        If the estimator refuses a parameter; names those that come near.
    """
    known = estimator.get_params(deep=True)
    rng = np.random.RandomState(0)
    tried = set()
    for grid in space.grids:
        drawn = {name: domain.draw(rng) for name, domain in grid.items()}
        certain = {
            name: value
            for name, value in drawn.items()
            if name in known and not _owners(name, grid)
        }
        for name in sorted(drawn.keys() - certain.keys()):
            for components in _components(name, grid):
                attempt = (name, *map(id, components.values()))
                if attempt in tried:
                    continue
                tried.add(attempt)
                params = certain | components | {name: drawn[name]}
                try:
                    clone(estimator).set_params(**clone(params, safe=False))
                except (AttributeError, ValueError) as error:
                    message = _message(name, components, estimator, known)
                    raise ValueError(message) from error


def _owners(name: str, grid: Mapping[str, Domain]) -> list[str]:
    """Return the parameters that put a component in place which has the named one."""
    return [other for other in grid if name.startswith(f"{other}__")]


def _components(name: str, grid: Mapping[str, Domain]) -> Iterator[dict[str, Any]]:
    """Yield all components that may be in place for a parameter."""
    owners = {
        owner: grid[owner].values
        for owner in _owners(name, grid)
        if isinstance(grid[owner], Choices)
    }
    for values in product(*owners.values()):
        yield dict(zip(owners, values, strict=True))


def _message(name, components, estimator, known) -> str:
    if components:
        where = " and ".join(f"{n} is {text(value)}" for n, value in components.items())
        return (
            f"The parameter {name!r} in 'param_distributions' is not a parameter of "
            f"{type(estimator).__name__} where {where}. Name it only where it exists: "
            "in a list of dicts, or by a condition of the Space."
        )
    near = difflib.get_close_matches(name, known, n=3)
    hint = f" Did you mean {' or '.join(map(repr, near))}?" if near else ""
    return (
        f"The parameter {name!r} in 'param_distributions' is not a parameter of "
        f"{type(estimator).__name__}.{hint} Its parameters are {sorted(known)}."
    )
