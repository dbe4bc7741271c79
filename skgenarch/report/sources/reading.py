"""Find out what kind of run was given, and read it."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ...search import SequentialSearchCV
from ...search.interchange.csv_files import read_csv
from ..run import Run
from .journals import is_journal, read_journal, read_search
from .results import read_results
from .studies import is_study_storage, read_storage, read_study
from .tables import read_table


def read_run(
    source: Any,
    *,
    score: str | Sequence[str] | None = None,
    params: Sequence[str] | None = None,
    maximize: bool | None = None,
    group: str | None = None,
    title: str | None = None,
) -> Run:
    """Read a run of any kind; see `SearchReport` for the parameters.

    Raises
    ------
    TypeError
        If this is no run.

    ValueError
        If it cannot be read, or lacks what was asked for.
    """
    options = {"score": score, "maximize": maximize}
    is_table = hasattr(source, "iloc") or _is_csv(source)
    for name, value in (("params", params), ("group", group)):
        if value is not None and not is_table:
            raise ValueError(
                f"The {name!r} are columns of a table, and this run is none. Got "
                f"{value!r}: leave it out."
            )
    if isinstance(params, str):
        raise TypeError(f"The 'params' must be a list of names. Got {params!r}.")
    if score is not None and not isinstance(score, (str, int)) and not list(score):
        raise ValueError("The 'score' must name at least one metric. Got none.")
    if maximize is False and _is_search(source):
        raise ValueError(
            "A SequentialSearchCV maximises its scores: 'maximize' is for other runs."
        )
    if isinstance(source, SequentialSearchCV):
        run = read_search(source, score)
    elif hasattr(source, "cv_results_"):
        run = read_results(source.cv_results_, source, **options)
    elif isinstance(source, Mapping) and "params" in source:
        run = read_results(source, None, **options)
    elif hasattr(source, "trials") and hasattr(source, "directions"):
        run = read_study(source, **options)
    elif hasattr(source, "columns") and hasattr(source, "iloc"):
        run = read_table(source, "a table", params=params, group=group, **options)
    elif isinstance(source, (str, os.PathLike)):
        run = _read_path(source, params, group, options)
    else:
        raise TypeError(
            "The run must be a SequentialSearchCV or any fitted search, its "
            "cv_results_, the path of a journal, an Optuna study or the address of its "
            "storage, a DataFrame, or the path of a CSV file. Got an object of type "
            f"{type(source).__name__}; if it is a search, fit it first."
        )
    return run if title is None else _renamed(run, title)


def _read_path(source, params, group, options) -> Run:
    if "://" in str(source):
        return read_storage(str(source), **options)
    path = Path(source)
    if not path.is_file():
        raise ValueError(
            f"There is no file {str(path)!r}. Give the path of a journal or of a CSV "
            "file, or the address of an Optuna storage, as in 'sqlite:///study.db'."
        )
    if is_journal(path):
        return read_journal(path, options["score"])
    if is_study_storage(path):
        return read_storage(f"sqlite:///{path.resolve()}", **options)
    try:
        table = read_csv(path)
    except (ValueError, UnicodeDecodeError) as error:
        raise ValueError(
            f"The file {str(path)!r} is neither the journal of a search nor an Optuna "
            f"storage nor a CSV file: {error}."
        ) from error
    return read_table(table, path.name, params=params, group=group, **options)


def _is_csv(source) -> bool:
    if not isinstance(source, (str, os.PathLike)) or not Path(source).is_file():
        return False
    return not is_study_storage(Path(source))


def _is_search(source) -> bool:
    if isinstance(source, SequentialSearchCV):
        return True
    is_path = isinstance(source, (str, os.PathLike)) and Path(source).is_file()
    return is_path and is_journal(Path(source))


def _renamed(run: Run, title: str) -> Run:
    if not isinstance(title, str):
        raise TypeError(f"The 'title' must be a text. Got {title!r} instead.")
    return replace(run, title=title)
