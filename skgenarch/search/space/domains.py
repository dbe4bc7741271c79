"""What one parameter may be: a list of choices, or a distribution.

Both kinds of domain answer the same questions: how many values, is this one of them,
draw one, and which part of it does a rule keep.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from .choices import Choices
from .ranges import Range
from .truncation import TruncatedDistribution

Domain = Choices | Range

_METHODS = ("rvs", "ppf", "cdf", "isf", "sf", "support")


def as_grids(given: Any) -> list[dict[str, Domain]]:
    """Check what the user wrote for all parameters and wrap it.

    Parameters
    ----------
    given : dict or list of dicts
        What scikit-learn's ``RandomizedSearchCV`` takes.

    Returns
    -------
    grids : list of dict
        For each dict, the domain of each parameter, by name in alphabetical order.

    Raises
    ------
    TypeError
        If it is of another form, or if a name is not a string.

    ValueError
        If no parameter is named, or if a domain is not valid.
    """
    dicts = [given] if isinstance(given, Mapping) else given
    if not isinstance(dicts, (list, tuple)) or not all(
        isinstance(entry, Mapping) for entry in dicts
    ):
        raise TypeError(
            "The 'param_distributions' must be a dict or a list of dicts. Got "
            f"{given!r} instead."
        )
    names = [name for entry in dicts for name in entry]
    if not names:
        raise ValueError(
            "The 'param_distributions' must name at least one parameter. Got "
            f"{given!r}: there is nothing to search."
        )
    for name in names:
        if not isinstance(name, str):
            raise TypeError(
                "The keys of 'param_distributions' must be parameter names. Got "
                f"{name!r} (of type {type(name).__name__}) instead."
            )
    return [
        {name: as_domain(name, entry[name]) for name in sorted(entry)}
        for entry in dicts
    ]


def as_domain(name: str, spec: Any) -> Domain:
    """Check what the user wrote for one parameter and wrap it.

    Parameters
    ----------
    name : str
        The parameter, for the error messages.

    spec : sequence, 1-D array or frozen scipy distribution
        What scikit-learn's ``RandomizedSearchCV`` takes.

    Returns
    -------
    domain : Choices or Range
        The domain of the parameter.

    Raises
    ------
    TypeError
        If `spec` is neither a sequence nor a distribution.

    ValueError
        If the sequence is empty or has several dimensions, or if the distribution
        is not univariate, not frozen, or has no values.
    """
    if hasattr(spec, "rvs"):
        return _as_range(name, spec)
    sequence = hasattr(spec, "__len__") and hasattr(spec, "__getitem__")
    if not sequence or isinstance(spec, (str, bytes, Mapping)):
        raise TypeError(
            f"The values of parameter {name!r} must be a list, a 1-D array or a "
            f"frozen scipy.stats distribution. Got {spec!r} (of type "
            f"{type(spec).__name__}) instead. Wrap a single value in a list; turn a "
            "generator or a set into a list."
        )
    if getattr(spec, "ndim", 1) != 1:
        raise ValueError(
            f"The values of parameter {name!r} must be one-dimensional. Got an array "
            f"of shape {spec.shape}."
        )
    if len(spec) == 0:
        raise ValueError(
            f"The values of parameter {name!r} must not be empty. Got {spec!r}: give "
            "at least one value, or leave the parameter out."
        )
    return Choices(spec)


def _as_range(name: str, dist: Any) -> Range:
    if isinstance(dist, TruncatedDistribution):
        return Range(dist)
    missing = [method for method in _METHODS if not hasattr(dist, method)]
    if missing:
        raise ValueError(
            f"The distribution of parameter {name!r} must be a univariate frozen "
            f"scipy.stats distribution, so that it can be narrowed. Got {dist!r}, "
            f"which has no {', '.join(missing)}."
        )
    try:
        median = dist.ppf(0.5)
    except TypeError as error:
        raise ValueError(
            f"The distribution of parameter {name!r} must be frozen: call it with its "
            f"parameters, as in randint(1, 10). {error}."
        ) from error
    if np.ndim(median) > 0 or np.isnan(median):
        raise ValueError(
            f"The distribution of parameter {name!r} must have one value at a time "
            f"and valid parameters. Its median is {median!r}."
        )
    return Range(dist)
