"""Tables of trials, from any tool."""

import math
from collections.abc import Sequence
from typing import Any

from ...search import infer_space, trials_from
from ...search.space.values import full_text, is_number
from ..run import Outcome, Run, StageNote

_TIMES = ("fit_time", "mean_fit_time", "duration", "seconds")
_TOO_MANY_TEXTS = 20


def read_table(
    table: Any,
    name: str,
    *,
    score: str | Sequence[str] | None,
    maximize: bool | None,
    params: Sequence[str] | None,
    group: str | None,
) -> Run:
    """Read a DataFrame with one row for each trial."""
    if len(table) == 0:
        raise ValueError(f"The table has no rows: {name} holds no trials.")
    table = table.set_axis([str(column) for column in table.columns], axis=1)
    twice = table.columns[table.columns.duplicated()]
    if len(twice):
        raise ValueError(
            f"The columns of the table must have different names. Got {twice[0]!r} "
            "more than once."
        )
    given = [score] if score is None or isinstance(score, (str, int)) else score
    asked = [None if metric is None else str(metric) for metric in given]
    params = None if params is None else [str(param) for param in params]
    if group is not None and group not in table.columns:
        raise ValueError(
            f"The 'group' must be a column of the table. Got {group!r}; the columns "
            f"are {list(table.columns)}."
        )
    records = {
        metric: trials_from(table, score=metric, maximize=maximize, params=params)
        for metric in asked
    }
    first = records[asked[0]]
    metrics = {metric or "score": maximize is False for metric in asked}
    kept, notices = _telling(first)
    if not kept:
        raise ValueError(
            "There is no parameter with values to compare. Name the columns with "
            f"'params'; the table has {list(table.columns)}."
        )
    stages, branches = _stages(table), _column(table, "branch", "root")
    samplers = _column(table, group or "sampler", "random")
    times = next((time for time in _TIMES if time in table.columns), None)
    seconds = _column(table, times, math.nan)
    outcomes = [
        Outcome(
            {key: value for key, value in record.params.items() if key in kept},
            {metric or "score": records[metric][row].score for metric in asked},
            {metric or "score": records[metric][row].std for metric in asked},
            stage=int(stages[row]),
            branch=str(branches[row]),
            sampler=str(samplers[row]),
            status="failed" if record.failed else "ok",
            seconds=_seconds(seconds[row]),
            error=record.failed,
        )
        for row, record in enumerate(first)
    ]
    numbers = sorted({outcome.stage for outcome in outcomes})
    notes = [StageNote(number, f"Stage {number}") for number in numbers]
    return Run(
        title="Trials",
        source=name,
        space=infer_space(
            record._replace(params=outcome.params)
            for record, outcome in zip(first, outcomes, strict=True)
        ),
        metrics=metrics,
        outcomes=outcomes,
        stages=notes if len(notes) > 1 else (StageNote(numbers[0], "All trials"),),
        notices=notices,
    )


def _telling(records) -> tuple[set[str], list[str]]:
    """Return the parameters that may tell something, and a notice of the others."""
    values: dict[str, list] = {}
    for record in records:
        for name, value in record.params.items():
            values.setdefault(name, []).append(value)
    left_out = []
    for name, found in values.items():
        others = {full_text(value) for value in found if not is_number(value)}
        if len(others) > _TOO_MANY_TEXTS and len(others) > len(found) / 2:
            left_out.append(name)
    notices = [
        f"{name!r} is left out: nearly every trial has a value of its own there."
        for name in left_out
    ]
    return values.keys() - set(left_out), notices


def _column(table, name, default) -> list:
    if name is None or name not in table.columns:
        return [default] * len(table)
    column = table[name]
    return [
        default if gap else value
        for value, gap in zip(column, column.isna(), strict=True)
    ]


def _stages(table) -> list[int]:
    """Return the stage of each trial; a column of another meaning is none."""
    stages = _column(table, "stage", 1)
    whole = all(is_number(stage) and stage == int(stage) for stage in stages)
    return [int(stage) for stage in stages] if whole else [1] * len(table)


def _seconds(value: Any) -> float:
    if hasattr(value, "total_seconds"):
        return value.total_seconds()
    try:
        return float(value)
    except (TypeError, ValueError):
        return math.nan
