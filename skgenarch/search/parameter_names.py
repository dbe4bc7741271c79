"""Refuse parameters that the estimator does not have, before any fit."""

import difflib
from typing import Any

import numpy as np
from sklearn.base import clone

from .space import Space


def check_parameter_names(estimator: Any, space: Space) -> None:
    """Check that an estimator takes all parameters of a space.

    Being absent from ``get_params()`` is no proof: a parameter may belong to a
    component that another parameter puts in place, as in a pipeline, or be accepted
    without being listed. So the doubtful ones are tried on a clone.

    Raises
    ------
    ValueError
        If the estimator refuses a parameter; names those that come near.
    """
    known = estimator.get_params(deep=True)
    rng = np.random.RandomState(0)
    for grid in space.grids:
        candidate = {name: domain.draw(rng) for name, domain in grid.items()}
        for name in sorted(candidate.keys() - known.keys()):
            needed = {
                other: value
                for other, value in candidate.items()
                if other in known or name == other or name.startswith(f"{other}__")
            }
            try:
                clone(estimator).set_params(**clone(needed, safe=False))
            except (AttributeError, ValueError) as error:
                near = difflib.get_close_matches(name, known, n=3)
                hint = f" Did you mean {' or '.join(map(repr, near))}?" if near else ""
                raise ValueError(
                    f"The parameter {name!r} in 'param_distributions' is not a "
                    f"parameter of {type(estimator).__name__}.{hint} Its parameters "
                    f"are {sorted(known)}."
                ) from error
