"""Optuna's studies, at hand or in a storage."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scipy.stats import loguniform, randint, uniform, zipfian

from ...search import Space, TruncatedDistribution, infer_space, trials_from
from ..run import Outcome, Run, StageNote

_N_BLOCKS = 5
_MIN_BLOCK = 20


def is_study_storage(path: Path) -> bool:
    """Tell whether a file is an SQLite database, as Optuna's storages are."""
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\x00"


def read_storage(address: str, *, score: Any, maximize: bool | None) -> Run:
    """Read the study of a storage, which must have only one.

    Raises
    ------
    ImportError
        If Optuna is not installed.

    ValueError
        If there is no such storage, or it has several studies.
    """
    path = Path(address.removeprefix("sqlite:///"))
    if address.startswith("sqlite:///") and not path.is_file():  # it would be made
        raise ValueError(f"There is no Optuna storage {str(path)!r}.")
    try:
        import optuna
    except ImportError as error:
        raise ImportError(
            "To read an Optuna storage, install optuna: pip install skgenarch[optuna]."
        ) from error
    try:
        names = optuna.get_all_study_names(address)
    except Exception as error:  # of whatever database library is behind it
        raise ValueError(
            f"The Optuna storage {address!r} cannot be read: {error}."
        ) from error
    if len(names) != 1:
        raise ValueError(
            f"The storage {address!r} must have exactly one study. It has {names}: "
            "load the one that you mean with optuna.load_study and pass that."
        )
    study = optuna.load_study(study_name=names[0], storage=address)
    return read_study(study, score=score, maximize=maximize)


def read_study(study: Any, *, score: Any, maximize: bool | None) -> Run:
    """Read a study.

    What proposed its trials is not written down in a study. Most of Optuna's samplers
    learn, so only trials of the same fifth of the run are taken as drawn alike.
    """
    names = list(getattr(study, "metric_names", None) or range(len(study.directions)))
    asked = names if score is None else [score] if _is_one(score) else list(score)
    labelled = {_label(name, names): name for name in names}
    asked = [labelled.get(name, name) for name in asked]
    records = {
        name: trials_from(study, score=name, maximize=maximize) for name in asked
    }
    trials = [trial for trial in study.trials if trial.state.is_finished()]
    first = records[asked[0]]
    labels = {name: _label(name, names) for name in asked}
    block = max(_MIN_BLOCK, math.ceil(len(first) / _N_BLOCKS))
    outcomes = [
        Outcome(
            record.params,
            {labels[name]: records[name][row].score for name in asked},
            {labels[name]: records[name][row].std for name in asked},
            stage=1 + row // block,
            sampler="study",
            status=_status(record.failed),
            seconds=_seconds(trial),
            number=trial.number,
            error="Optuna keeps no reason" if record.failed else "",
        )
        for row, (record, trial) in enumerate(zip(first, trials, strict=True))
    ]
    return Run(
        title=study.study_name,
        source=f"the Optuna study {study.study_name!r}",
        space=_space(trials, first),
        metrics={
            labels[name]: _minimised(study, names, name, maximize) for name in asked
        },
        outcomes=outcomes,
        stages=_blocks(len(first), block),
    )


def _is_one(score) -> bool:
    return isinstance(score, (str, int))


def _label(name, names) -> str:
    if isinstance(name, str):
        return name
    return "value" if len(names) == 1 else f"value {name}"


def _status(failed: str) -> str:
    if failed == "pruned":
        return "lost"
    return "failed" if failed else "ok"


def _minimised(study, names, name, maximize) -> bool:
    if maximize is not None:
        return not maximize
    return study.directions[names.index(name)].name == "MINIMIZE"


def _seconds(trial) -> float:
    duration = trial.duration
    return math.nan if duration is None else duration.total_seconds()


def _blocks(n: int, block: int) -> list[StageNote]:
    if n <= block:
        return [StageNote(1, "All trials")]
    return [
        StageNote(1 + start // block, f"Trials {start + 1}–{min(n, start + block)}")
        for start in range(0, n, block)
    ]


def _space(trials: Sequence[Any], records) -> Space:
    """Return what the trials say they were drawn from, or what they seem to be."""
    domains, shapes = {}, {}
    for trial in trials:
        shapes[frozenset(trial.params)] = None
        for name, distribution in trial.distributions.items():
            domains.setdefault(name, []).append(distribution)
    try:
        specs = {name: _spec(found) for name, found in domains.items()}
        space = Space([{name: specs[name] for name in sorted(s)} for s in shapes])
    except (TypeError, ValueError, AttributeError):
        return infer_space(records)
    if all(record.params in space for record in records):
        return space
    return infer_space(records)


def _spec(distributions: Sequence[Any]) -> Any:
    """Return a domain that spans all that a parameter was drawn from."""
    kind = type(distributions[0]).__name__
    if kind == "CategoricalDistribution":
        return list(
            dict.fromkeys(choice for d in distributions for choice in d.choices)
        )
    low, high = min(d.low for d in distributions), max(d.high for d in distributions)
    step = distributions[0].step
    if step not in (None, 1):
        n_steps = round((high - low) / step)
        return [low + step * i for i in range(n_steps + 1)]
    if kind == "IntDistribution" and distributions[0].log and low > 0:
        return TruncatedDistribution(zipfian(1, high), low, high)
    if kind == "IntDistribution":
        return randint(low, high + 1)
    if low == high:
        return [low]
    return loguniform(low, high) if distributions[0].log else uniform(low, high - low)
