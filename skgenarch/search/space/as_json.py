"""A space as JSON text, which never holds code and never runs any.

Values that JSON has no word for (estimators, arrays, functions, distributions that are
not scipy's) are written as ``{"type": ..., "text": ...}`` and looked up among given
choices on the way back.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from scipy import stats

from .domains import Choices, Domain
from .rules import Rule
from .stand_ins import StandIn
from .truncation import TruncatedDistribution
from .values import full_text, is_number, is_plain

_FORMAT, _VERSION = "skgenarch.Space", 1


def dump_space(
    grids: Sequence[Mapping[str, Domain]],
    conditions: Mapping[str, str],
    rules: Iterable[Rule],
    indent: int | None = None,
) -> str:
    """Write the definition of a space, alike in every process.

    Parameters
    ----------
    grids : sequence of dict
        The domains that the user gave, by parameter.

    conditions : dict
        Where a parameter is active.

    rules : iterable of Rule
        What has been restricted since.

    indent : int or None, default=None
        As in ``json.dumps``.

    Returns
    -------
    text : str
        JSON.
    """
    data = {
        "format": _FORMAT,
        "version": _VERSION,
        "grids": [
            {param: _write_domain(domain) for param, domain in grid.items()}
            for grid in grids
        ],
        "conditions": dict(conditions),
        "rules": [rule.to_dict() for rule in rules],
    }
    return json.dumps(data, indent=indent, sort_keys=True, allow_nan=False)


def load_space(
    text: str, choices: Mapping[str, Iterable], stand_ins: bool = False
) -> tuple[list[dict[str, Any]], dict[str, str], list[Rule]]:
    """Read what `dump_space` wrote.

    Parameters
    ----------
    text : str
        JSON.

    choices : dict
        For some parameters, the objects that JSON could not hold.

    stand_ins : bool, default=False
        Whether a `StandIn` is put in the place of each of these objects instead.

    Returns
    -------
    param_distributions : list of dict
        As scikit-learn takes them.

    conditions : dict
        Where a parameter is active.

    rules : list of Rule
        What has been restricted since.

    Raises
    ------
    ValueError
        If this is not the text of a space, or if an object is not among the choices.
    """
    try:
        data = json.loads(text)
        known = (data["format"], data["version"]) == (_FORMAT, _VERSION)
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"The text is not a space as Space.to_json() writes it ({error!r})."
        ) from error
    if not known:
        raise ValueError(
            f"The text must have the format {_FORMAT!r}, version {_VERSION}. Got "
            f"{data['format']!r}, version {data['version']!r}."
        )
    given = {param: list(values) for param, values in choices.items()}
    others = None if stand_ins else ()
    try:
        grids = [
            {
                param: _read_domain(param, domain, given.get(param, others))
                for param, domain in grid.items()
            }
            for grid in data["grids"]
        ]
        rules = [
            Rule.from_dict(rule, _listed(grids, rule["param"]))
            for rule in data["rules"]
        ]
        return grids, data["conditions"], rules
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"The text of the space is damaged ({error!r}).") from error


def _listed(grids, param: str) -> list:
    specs = [grid[param] for grid in grids if param in grid]
    return [value for spec in specs if isinstance(spec, list) for value in spec]


def _write_domain(domain: Domain) -> dict[str, Any]:
    if isinstance(domain, Choices):
        return {"choices": [_write(value) for value in domain.values]}
    dist, low, high = domain.dist, None, None
    if isinstance(dist, TruncatedDistribution):
        low, high = (end if math.isfinite(end) else None for end in dist.support())
        dist = dist.dist
    args = [*dist.args, *dist.kwds.values()] if hasattr(dist, "kwds") else [None]
    if not all(map(_is_number_of_any_size, args)) or not _is_scipys(dist):
        return {"distribution": _as_text(dist), "low": low, "high": high}
    return {
        "distribution": dist.dist.name,
        "args": [_write(arg) for arg in dist.args],
        "kwds": {name: _write(arg) for name, arg in dist.kwds.items()},
        "low": _write(low),
        "high": _write(high),
    }


def _read_domain(param: str, data: Mapping[str, Any], given: Sequence | None) -> Any:
    if "choices" in data:
        return [_read(param, value, given) for value in data["choices"]]
    name = data["distribution"]
    if isinstance(name, str):
        family = getattr(stats, name, None)
        if not isinstance(family, (stats.rv_continuous, stats.rv_discrete)):
            raise ValueError(
                f"The distribution {name!r} of parameter {param!r} is not one of "
                "scipy.stats."
            )
        args = [_read(param, arg, ()) for arg in data["args"]]
        kwds = {key: _read(param, arg, ()) for key, arg in data["kwds"].items()}
        dist = family(*args, **kwds)
    elif given is None:
        raise ValueError(
            f"The distribution of parameter {param!r} is not one of scipy.stats, and "
            f"is known only as {name['text']}: the search itself must be at hand."
        )
    else:
        dist = _read(param, name, given)
    if data["low"] is None and data["high"] is None:
        return dist
    return TruncatedDistribution(dist, data["low"], data["high"])


def _write(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    if is_plain(value):
        return value
    if type(value) is float:  # not finite
        return {"number": repr(value)}
    if type(value) in (list, tuple):
        return {type(value).__name__: [_write(entry) for entry in value]}
    return _as_text(value)


def _read(param: str, data: Any, given: Sequence | None) -> Any:
    """Read a value; without given choices, something stands in for an object."""
    if not isinstance(data, Mapping):
        return data
    if "number" in data:
        return float(data["number"])
    for kind in (list, tuple):
        if kind.__name__ in data:
            return kind(_read(param, entry, given) for entry in data[kind.__name__])
    if given is None:
        return StandIn(data["type"], data["text"])
    found = [value for value in given if _as_text(value) == data]
    if len(found) == 1:
        return found[0]
    listed = ", ".join(map(full_text, given)) or "none were given"
    problem = f"is {len(found)} of" if found else "is none of"
    raise ValueError(
        f"The value {data['text']} of parameter {param!r} {problem} the given choices: "
        f"{listed}. Pass choices={{{param!r}: [...]}} with exactly one such object."
    )


def _as_text(value: Any) -> dict[str, str]:
    if isinstance(value, StandIn):
        return {"type": value.kind, "text": value.printed}
    kind = type(value)
    if hasattr(value, "kwds") and hasattr(value, "dist"):  # a frozen distribution
        family = type(value.dist)
        printed = f"{family.__module__}.{family.__qualname__} {value.args} {value.kwds}"
    elif callable(value) and hasattr(value, "__qualname__"):
        printed = f"{value.__module__}.{value.__qualname__}"
    else:
        printed = full_text(value)
    return {"type": f"{kind.__module__}.{kind.__qualname__}", "text": printed}


def _is_scipys(dist: Any) -> bool:
    family = getattr(dist, "dist", None)
    name = getattr(family, "name", "")
    return family is not None and type(getattr(stats, name, None)) is type(family)


def _is_number_of_any_size(value: Any) -> bool:
    return is_number(value) or isinstance(value, (float, np.floating))
