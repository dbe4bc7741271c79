"""What a person decided about a search, as data: replayed whenever it is resumed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ..space.rules import Rule, join_rules
from ..space.space import Space

PRUNE, FORK, UNDO = "prune", "fork", "undo"


@dataclass(frozen=True)
class Decision:
    """One step of a person.

    Attributes
    ----------
    number : int
        From 1, in the order in which they were made.

    action : {"prune", "fork", "undo"}
        Keep only the candidates that match rules; search several parts of the space
        as branches; take the last decision back that is still valid.

    rules : list of list of dict
        One list of rules, as `Rule.to_dict` writes them, for a prune; one for each
        branch of a fork; none for undo.

    author, time, reason : str
        Who, when (ISO 8601, UTC) and why.

    stage : int or None
        From which stage on the search follows; None if it has not seen it yet.
    """

    number: int
    action: str
    rules: list[list[dict[str, Any]]]
    author: str
    time: str
    reason: str
    stage: int | None

    def read_rules(self, space: Space) -> list[tuple[Rule, ...]]:
        """Return the rules, with categories found again in the search's space."""
        return [tuple(map(space.read_rule, group)) for group in self.rules]

    def sentence(self, space: Space) -> str:
        """Say in words what was decided."""
        parts = [join_rules(rules) for rules in self.read_rules(space)]
        text = {
            PRUNE: f"keep only {' and '.join(parts)}",
            FORK: f"fork into {'; '.join(parts)}",
            UNDO: "take the last decision back",
        }[self.action]
        why = f" ({self.reason})" if self.reason else ""
        return f"{self.author}: {text}{why}"


MAX_FORKS = 26  # branches are named by letters


def decide(
    action: str,
    groups: Sequence[Sequence[Rule]],
    author: str,
    reason: str,
    time: str | None = None,
) -> Decision:
    """Make a new decision of a person, now or at a given time.

    Raises
    ------
    TypeError
        If author or reason are no texts.
    """
    for name, value in (("author", author), ("reason", reason)):
        if not isinstance(value, str):
            raise TypeError(f"The {name!r} must be a text. Got {value!r} instead.")
    return Decision(
        0,
        action,
        [[rule.to_dict() for rule in group] for group in groups],
        author,
        datetime.now(UTC).isoformat(timespec="seconds") if time is None else time,
        reason,
        None,
    )


def check_decision(
    decision: Decision, space: Space, earlier: Sequence[Decision]
) -> None:
    """Refuse a decision that a search could not follow after earlier ones.

    Raises
    ------
    ValueError
        If it leaves nothing of the space, forks into too few or too many branches, or
        takes something back where there is nothing.
    """
    if decision.action == UNDO:
        if not valid_decisions(earlier):
            raise ValueError("There is no decision to take back.")
        return
    n_groups = len(decision.rules)
    if decision.action == FORK and n_groups < 2:
        raise ValueError(
            f"A fork needs the rules of at least two branches. Got {n_groups}: use "
            "prune to keep only one."
        )
    if n_groups > MAX_FORKS:
        raise ValueError(
            f"A fork can have at most {MAX_FORKS} branches. Got {n_groups}."
        )
    left = pruned(space, earlier)
    for rules in decision.read_rules(space):
        left.restrict(rules)


def valid_decisions(decisions: Sequence[Decision]) -> list[Decision]:
    """Return what is left after each undo took the last one before it back."""
    valid = []
    for decision in decisions:
        if decision.action != UNDO:
            valid.append(decision)
        elif valid:
            valid.pop()
    return valid


def pruned(space: Space, decisions: Sequence[Decision]) -> Space:
    """Return the part of a space that all valid prunes leave.

    Raises
    ------
    ValueError
        If they leave nothing.
    """
    rules = [
        rule
        for decision in valid_decisions(decisions)
        if decision.action == PRUNE
        for group in decision.read_rules(space)
        for rule in group
    ]
    return space.restrict(rules) if rules else space


def forks(space: Space, decisions: list[Decision]) -> list[tuple[Rule, ...]]:
    """Return the rules of the branches that the last valid fork asks for."""
    asked = [d for d in valid_decisions(decisions) if d.action == FORK]
    return asked[-1].read_rules(space) if asked else []
