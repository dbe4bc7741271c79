"""Decisions as a page of the report hands them on: ``decisions.json``."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..space.rules import Rule
from ..space.space import Space
from .decisions import FORK, PRUNE, UNDO, Decision, decide

_FORMAT, _VERSION = "skgenarch decisions", 1


def read_decisions(given: Any, space: Space, author: str) -> list[Decision]:
    """Read decisions, with their rules found again in the space of a search.

    Parameters
    ----------
    given : path, or dict
        A file, or what is in it.

    space : Space
        The whole space of the search.

    author : str
        Who decided, where that is not said.

    Returns
    -------
    decisions : list of Decision
        In their order; whether they can be followed is for `check_decision` to say.

    Raises
    ------
    TypeError
        If `given` is neither a path nor a dict.

    ValueError
        If this is no such file, or if a decision is not well formed or does not fit
        the space; says which.
    """
    name = "The decisions"
    if isinstance(given, (str, os.PathLike)):
        name = f"The file {str(given)!r}"
        given = _load(Path(given), name)
    elif not isinstance(given, Mapping):
        raise TypeError(
            "The 'decisions' must be the path of a decisions.json, or the dict that is "
            f"in it. Got an object of type {type(given).__name__}."
        )
    if not isinstance(given, Mapping) or given.get("format") != _FORMAT:
        raise ValueError(
            f"{name} must have the format {_FORMAT!r}, as a report writes it. Choose "
            "the file that its page downloaded."
        )
    if given.get("version") != _VERSION or not isinstance(given.get("decisions"), list):
        raise ValueError(
            f"{name} must have version {_VERSION} and a list of decisions. Got version "
            f"{given.get('version')!r}."
        )
    return [
        _read(entry, space, author, f"{name}, decision {number}")
        for number, entry in enumerate(given["decisions"], 1)
    ]


def _load(path: Path, name: str) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ValueError(f"{name} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise ValueError(f"{name} is no JSON: {error}.") from error


def _read(entry: Any, space: Space, author: str, where: str) -> Decision:
    try:
        action, groups = entry["action"], entry["rules"]
        if action not in (PRUNE, FORK, UNDO):
            raise ValueError(
                f"the action must be {PRUNE!r}, {FORK!r} or {UNDO!r}. Got {action!r}."
            )
        if not isinstance(groups, list) or (action == PRUNE and len(groups) != 1):
            raise ValueError(f"there must be rules for each part. Got {groups!r}.")
        return decide(
            action,
            [[_read_rule(data, space) for data in group] for group in groups],
            entry.get("author") or author,
            entry.get("reason") or "",
            entry.get("time"),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        told = (
            f"{error.args[0]!r} is missing." if isinstance(error, KeyError) else error
        )
        raise ValueError(
            f"{where}: {told} Nothing was changed; make the decisions again on a "
            "report of this search."
        ) from error


def _read_rule(data: Mapping[str, Any], space: Space) -> Rule:
    domains = space.domains(data["param"])
    if not domains:
        raise ValueError(
            f"there is no parameter {data['param']!r} in the space: "
            f"{', '.join(space.params)}."
        )
    choices = [value for domain in domains for value in getattr(domain, "values", ())]
    return Rule.from_dict(data, choices)
