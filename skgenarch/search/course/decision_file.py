"""Decisions as a page of the report hands them on: ``decisions.json``."""

import json
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..space.rules import Rule
from ..space.space import Space
from ..space.values import text
from .decisions import FORK, PRUNE, UNDO, Decision, check_decision, decide

_FORMAT, _VERSION = "skgenarch decisions", 1


def load_decisions(given: Any) -> tuple[list[Any], str]:
    """Open decisions, without a look at each of them.

    Parameters
    ----------
    given : path, or dict
        A file, or what is in it.

    Returns
    -------
    entries : list
        One for each decision, for `read_decisions`.

    name : str
        What error messages call them.

    Raises
    ------
    TypeError
        If `given` is neither a path nor a dict.

    ValueError
        If this is no such file.

    Examples
    --------
    >>> from skgenarch.search.course.decision_file import load_decisions
    >>> undo = {"action": "undo", "rules": []}
    >>> given = {"format": "skgenarch decisions", "version": 1, "decisions": [undo]}
    >>> load_decisions(given)
    ([{'action': 'undo', 'rules': []}], 'The decisions')
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
    if given.get("version") != _VERSION:
        raise ValueError(
            f"{name} must have version {_VERSION}, which this version of skgenarch "
            f"reads. Got version {text(given.get('version'))}: use the report and the "
            "search of one version."
        )
    entries = given.get("decisions")
    if not isinstance(entries, list):
        raise ValueError(
            f"{name} must have a list of decisions. Got {text(entries)}: download the "
            "file again."
        )
    return entries, name


def _load(path: Path, name: str) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ValueError(
            f"{name} cannot be read: {error.strerror}. Give the path of the file that "
            "a report downloaded."
        ) from error
    except (ValueError, RecursionError) as error:
        raise ValueError(
            f"{name} is no JSON: {error}. Choose the file that a report downloaded."
        ) from error


def read_decisions(
    entries: Sequence[Any],
    name: str,
    space: Space,
    author: str,
    earlier: Sequence[Decision],
) -> list[Decision]:
    """Read decisions, and refuse all if a search could not follow one.

    Parameters
    ----------
    entries, name
        What `load_decisions` returned.

    space : Space
        The whole space of the search.

    author : str
        Who decided, where that is not said.

    earlier : sequence of Decision
        What was decided before.

    Returns
    -------
    decisions : list of Decision
        In their order.

    Raises
    ------
    ValueError
        If a decision is not well formed, does not fit the space, or cannot be
        followed after those before it; says which.
    """
    made: list[Decision] = []
    for number, entry in enumerate(entries, 1):
        try:
            decision = _read(entry, space, author)
            check_decision(decision, space, [*earlier, *made])
        except (TypeError, ValueError) as error:
            raise ValueError(
                f"{name}, decision {number} of {len(entries)}: {error} Nothing was "
                "changed: decide again on a report of this search as it is now."
            ) from error
        made.append(decision)
    return made


def _read(entry: Any, space: Space, author: str) -> Decision:
    _check_keys("decision", entry, ("action", "rules"))
    action, groups = entry["action"], entry["rules"]
    if action not in (PRUNE, FORK, UNDO):
        raise ValueError(
            f"The action must be {PRUNE!r}, {FORK!r} or {UNDO!r}. Got {text(action)}."
        )
    # How many branches a fork may have is for `check_decision` to say.
    n_wanted = {PRUNE: 1, UNDO: 0}.get(action)
    if (
        not isinstance(groups, list)
        or not all(isinstance(group, list) and group for group in groups)
        or (n_wanted is not None and len(groups) != n_wanted)
    ):
        raise ValueError(
            "The rules must be a list of lists of rules: one list for a prune, one for "
            f"each branch of a fork, none for an undo. Got {text(groups)} for "
            f"{action!r}."
        )
    who, why, when = (entry.get(key) for key in ("author", "reason", "time"))
    return decide(
        action,
        [[_read_rule(data, space) for data in group] for group in groups],
        author if who in (None, "") else who,
        "" if why is None else why,
        None if when is None else _in_utc(when),
    )


def _read_rule(data: Any, space: Space) -> Rule:
    _check_keys("rule", data, ("param", "bounds", "categories", "inactive"))
    param, bounds, categories = data["param"], data["bounds"], data["categories"]
    domains = space.domains(param) if isinstance(param, str) else []
    if not domains:
        raise ValueError(
            f"There is no parameter {text(param)} in the space: "
            f"{', '.join(space.params)}."
        )
    if (
        not (bounds is None or (isinstance(bounds, list) and len(bounds) == 2))
        or not isinstance(categories, list)
        or not all("text" in value for value in categories if isinstance(value, dict))
        or not isinstance(data["inactive"], bool)
    ):
        raise ValueError(
            "A rule must have as 'bounds' null or a pair of numbers, as 'categories' a "
            "list of values, and as 'inactive' true or false, as Rule.to_dict() writes "
            f"them. Got {text(data)}."
        )
    rule = space.read_rule(data)
    for value in rule.categories:
        if all(domain.key(value) is None for domain in domains):
            raise ValueError(
                f"{param!r} has no value {text(value)}. Its values are "
                f"{'; or '.join(map(str, domains))}."
            )
    return rule


def _check_keys(kind: str, data: Any, wanted: Sequence[str]) -> None:
    if not isinstance(data, Mapping):
        raise ValueError(f"A {kind} must be an object of JSON. Got {text(data)}.")
    for key in wanted:
        if key not in data:
            raise ValueError(
                f"A {kind} must have {key!r}, which is missing: {text(data)}."
            )


def _in_utc(time: Any) -> str:
    try:
        moment = datetime.fromisoformat(time)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"The 'time' must be a text as in '2026-01-31T12:00:00Z'. Got {text(time)}."
        ) from error
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).isoformat(timespec="seconds")
