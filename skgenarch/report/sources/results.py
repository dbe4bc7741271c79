"""Searches of scikit-learn, or their ``cv_results_``."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ...search import Space, infer_space, trials_from
from ..run import Outcome, Run, StageNote

_PREFIX = "mean_test_"
_HALVING = (
    "In a halving search, scores are of different amounts of the resource: each trial "
    "is shown with that of its last iteration, and they are compared as they are. The "
    "search itself chose the best of its last iteration."
)


def read_results(
    results: Mapping[str, Any],
    search: Any,
    *,
    score: str | Sequence[str] | None,
    maximize: bool | None,
) -> Run:
    """Read ``cv_results_``, of a search if there is one."""
    metrics = metric_names(results, score, getattr(search, "refit", None))
    records = {
        metric: trials_from(results, score=metric, maximize=maximize)
        for metric in metrics
    }
    first = records[metrics[0]]
    split = re.compile(rf"split\d+_test_{re.escape(metrics[0])}")
    n_splits = sum(split.fullmatch(key) is not None for key in results)
    # Of a candidate that was seen several times only the last trial is left.
    whole = len(first) == len(results["params"])
    outcomes = [
        Outcome(
            record.params,
            {metric: records[metric][row].score for metric in metrics},
            {metric: records[metric][row].std for metric in metrics},
            stage=int(_column(results, "stage", row, 1) if whole else 1),
            branch=str(_column(results, "branch", row, "root") if whole else "root"),
            sampler=str(
                _column(results, "sampler", row, "random") if whole else "random"
            ),
            status="failed" if record.failed else "ok",
            seconds=n_splits * float(_column(results, "mean_fit_time", row, math.nan))
            if whole
            else math.nan,
            error=record.failed,
        )
        for row, record in enumerate(first)
    ]
    numbers = sorted({outcome.stage for outcome in outcomes})
    stages = [StageNote(number, f"Stage {number}") for number in numbers]
    estimator = getattr(search, "estimator", None)
    name = "a search" if search is None else type(search).__name__
    return Run(
        title="Search" if estimator is None else type(estimator).__name__,
        source=f"the cv_results_ of {name}",
        space=_space(search, outcomes, first),
        metrics=dict.fromkeys(metrics, maximize is False),
        outcomes=outcomes,
        notices=() if whole else (_HALVING,),
        winner=_winner(search, metrics[0]) if whole else None,
        stages=stages if len(stages) > 1 else (StageNote(1, "All trials"),),
    )


def metric_names(results, score, refit) -> list[str]:
    """Return the names of the metrics, the one that counts first."""
    names = [key.removeprefix(_PREFIX) for key in results if key.startswith(_PREFIX)]
    asked = [score] if isinstance(score, str) else list(score or ())
    unknown = [name for name in asked if name not in names]
    if unknown or not names:
        raise ValueError(
            f"The 'score' must be one of the metrics {names}. Got {score!r}."
        )
    first = asked or [refit] * (isinstance(refit, str) and refit in names)
    return [*first, *(name for name in names if name not in first)]


def _winner(search, metric) -> int | None:
    refit = getattr(search, "refit", None)
    if isinstance(refit, str) and refit != metric:
        return None
    best = getattr(search, "best_index_", None)
    return None if best is None else int(best)


def _column(results, name, row, default):
    return results[name][row] if name in results else default


def _space(search, outcomes, records) -> Space:
    """Return what the search says it went through, or else what it seems to be."""
    for name in ("param_distributions", "param_grid", "search_spaces"):
        try:
            space = Space(getattr(search, name))
        except (AttributeError, TypeError, ValueError):
            continue
        if all(outcome.params in space for outcome in outcomes):
            return space
    return infer_space(records)
