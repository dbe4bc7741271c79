"""Stages, branches and decisions."""

from typing import Any

from ...search.course.decisions import valid_decisions
from ...search.space.rules import join_rules
from ..run import Run


def describe_stages(run: Run) -> list[dict[str, Any]]:
    """Return the stages in order."""
    return [
        {
            "number": stage.number,
            "label": stage.label,
            "branches": list(stage.branches),
            "n_trials": sum(outcome.stage == stage.number for outcome in run.outcomes),
            "sentence": stage.sentence,
            "note": stage.note,
            "open": stage.is_open,
        }
        for stage in run.stages
    ]


def describe_branches(run: Run) -> list[dict[str, Any]]:
    """Return the branches, the whole space first."""
    return [
        {
            "name": branch.name,
            "parent": branch.parent,
            "rules": [rule.to_dict() for rule in branch.rules],
            "sentence": join_rules(branch.rules),
        }
        for branch in run.branches
    ]


def describe_decisions(run: Run) -> list[dict[str, Any]]:
    """Return what people decided, in the order of time."""
    valid = {decision.number for decision in valid_decisions(list(run.decisions))}
    return [
        {
            "number": decision.number,
            "action": decision.action,
            "rules": decision.rules,
            "sentence": decision.sentence(run.space),
            "author": decision.author,
            "time": decision.time,
            "reason": decision.reason,
            "stage": decision.stage,
            "valid": decision.number in valid,
        }
        for decision in run.decisions
    ]
