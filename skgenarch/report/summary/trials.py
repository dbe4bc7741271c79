"""The trials as columns, and why some of them have no score."""

from typing import Any

from ..run import Run
from .columns import Columns
from .plain import number, rounded

_LAST_WORDS = 300


def describe_trials(run: Run, columns: Columns) -> dict[str, Any]:
    """Return one list for each thing that is known of the trials."""
    outcomes = run.outcomes
    places = _failure_places(run)
    return {
        "n": len(outcomes),
        "number": [
            place if outcome.number is None else outcome.number
            for place, outcome in enumerate(outcomes)
        ],
        "stage": [outcome.stage for outcome in outcomes],
        "branch": [outcome.branch for outcome in outcomes],
        "sampler": [outcome.sampler for outcome in outcomes],
        "seconds": [rounded(outcome.seconds, 3) for outcome in outcomes],
        "status": [outcome.status for outcome in outcomes],
        "failure": [
            places[_last_line(outcome.error)] if outcome.status == "failed" else None
            for outcome in outcomes
        ],
        **columns.encode([outcome.params for outcome in outcomes]),
        "scores": {
            metric: [number(o.scores.get(metric)) for o in outcomes]
            for metric in run.metrics
        },
        "stds": {
            metric: [rounded(o.stds.get(metric, float("nan"))) for o in outcomes]
            for metric in run.metrics
        },
    }


def describe_failures(run: Run) -> list[dict[str, Any]]:
    """Return the failed trials by the last line of what was raised."""
    failures = [
        {"message": message, "traceback": "", "trials": []}
        for message in _failure_places(run)
    ]
    for place, outcome in enumerate(run.outcomes):
        if outcome.status == "failed":
            failure = failures[_failure_places(run)[_last_line(outcome.error)]]
            failure["traceback"] = failure["traceback"] or outcome.error
            failure["trials"].append(place)
    return failures


def _failure_places(run: Run) -> dict[str, int]:
    messages = dict.fromkeys(
        _last_line(outcome.error)
        for outcome in run.outcomes
        if outcome.status == "failed"
    )
    return {message: place for place, message in enumerate(messages)}


def _last_line(error: str) -> str:
    lines = [line.strip() for line in error.splitlines() if line.strip()]
    return lines[-1][:_LAST_WORDS] if lines else "no score"
