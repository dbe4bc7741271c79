"""Runs of other searches, read as plain records.

Whatever ran before (a scikit-learn search, an Optuna study, a table) need not be run
again: its trials are evidence for the next stage.
"""

import math
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from numbers import Real
from typing import Any, NamedTuple

import numpy as np

from ..space.choices import Choices
from ..space.domains import Domain
from ..space.space import Space
from ..space.values import full_text, text
from .csv_files import read_csv


class Record(NamedTuple):
    """One trial of any search.

    Attributes
    ----------
    params : dict
        The candidate; an inactive parameter is absent.

    score : float
        Higher is better; NaN if the trial failed.

    split_scores : tuple of float
        The scores on the folds, empty if they are not known.

    std : float
        Standard deviation of the score over the folds; NaN if it is not known.

    failed : str
        Why there is no score, empty if there is one.

    Examples
    --------
    >>> from skgenarch.search.interchange.reading import Record
    >>> Record({"depth": 2}, 0.9).failed
    ''
    """

    params: dict[str, Any]
    score: float
    split_scores: tuple[float, ...] = ()
    std: float = math.nan
    failed: str = ""


def trials_from(
    results: Any,
    *,
    score: str | int | None = None,
    maximize: bool | None = None,
    params: Sequence[str] | None = None,
    space: Space | None = None,
) -> list[Record]:
    """Read the trials of an earlier run.

    Parameters
    ----------
    results : fitted search, dict, Optuna study, DataFrame, or path of a CSV file
        A fitted ``GridSearchCV``, ``RandomizedSearchCV`` or the like, or its
        ``cv_results_``; of a candidate that a halving search saw several times, the
        trial with most resources counts. A table has one row for each trial.

    score : str or int, default=None
        With several metrics, the name of the one to take, or for a study without
        names its position; by default the one that the search was refitted by, or
        else the first. For a table, the column of scores; by default the only one
        of ``mean_test_score``, ``score`` and ``value`` that there is.

    maximize : bool, default=None
        Whether a higher score is better. By default what a study says, and True for
        all others.

    params : sequence of str, default=None
        For a table, the columns of the parameters; by default those whose names
        start with ``param_`` (scikit-learn) or ``params_`` (Optuna), which is left
        out.

    space : Space, default=None
        Where the trials belong. If given, a text that is no choice there stands for
        the choice that is printed like this, as objects are in a CSV file.

    Returns
    -------
    records : list of Record
        In the order of the run. Scores that are to be minimised change their sign.

    Raises
    ------
    TypeError
        If `results` is none of these.

    ValueError
        If the metric or a column is not there, or if there are no trials.

    Notes
    -----
    In a table a missing value means that the parameter was inactive; so does an empty
    field or "None" in a CSV file, where the two cannot be told apart.

    Examples
    --------
    >>> import pandas as pd
    >>> from skgenarch.search.interchange.reading import trials_from
    >>> table = pd.DataFrame({"param_depth": [1, 2], "score": [0.5, 0.75]})
    >>> trials_from(table)[1].params
    {'depth': 2}
    """
    if isinstance(results, (str, os.PathLike)):
        results = read_csv(results)
    if hasattr(results, "cv_results_"):
        by = score if score is not None else getattr(results, "refit", None)
        known = isinstance(by, str) and f"mean_test_{by}" in results.cv_results_
        score = by if known else score
        results = results.cv_results_
    if hasattr(results, "trials") and hasattr(results, "directions"):
        records = _from_study(results, score, maximize)
    elif hasattr(results, "columns") and hasattr(results, "iloc"):
        records = _from_table(results, score, params)
    elif isinstance(results, Mapping) and "params" in results:
        records = _from_cv_results(results, score)
    else:
        raise TypeError(
            "The 'results' must be a fitted search, its cv_results_, an Optuna study, "
            "a DataFrame or the path of a CSV file. Got an object of type "
            f"{type(results).__name__}; is the search fitted?"
        )
    if not records:
        raise ValueError("The 'results' have no finished trials.")
    if maximize is not None and not maximize:
        records = [_oriented(record) for record in records]
    return records if space is None else [matched(r, space) for r in records]


def matched(record: Record, space: Space) -> Record:
    """Return a record with the space's own choices in place of copies of them."""
    params = {
        name: _choice_meant(value, space.domains(name))
        for name, value in record.params.items()
    }
    return record._replace(params=params)


def _choice_meant(value: Any, domains: Sequence[Domain]) -> Any:
    if any(domain.key(value) is not None for domain in domains):
        return value
    for domain in domains:
        for choice in domain.values if isinstance(domain, Choices) else ():
            texts = (text(choice), full_text(choice), str(choice))
            if isinstance(value, str) and value in texts:
                return choice
            if type(value) is type(choice) and full_text(value) == full_text(choice):
                return choice
    return value


def _oriented(record: Record) -> Record:
    return record._replace(
        score=-record.score, split_scores=tuple(-s for s in record.split_scores)
    )


def _from_cv_results(results: Mapping[str, Any], score: Any) -> list[Record]:
    prefix = "mean_test_"
    metrics = [key.removeprefix(prefix) for key in results if key.startswith(prefix)]
    if score is not None and score not in metrics:
        raise ValueError(
            f"The score must be one of the metrics {metrics}. Got {score!r} instead."
        )
    metric = metrics[0] if score is None else score
    splits = _split_columns(results, f"_test_{metric}")
    missing = np.full(len(results["params"]), math.nan)
    records = [
        _record(dict(params), mean, [results[key][row] for key in splits], std)
        for row, (params, mean, std) in enumerate(
            zip(
                results["params"],
                results[f"mean_test_{metric}"],
                results.get(f"std_test_{metric}", missing),
                strict=True,
            )
        )
    ]
    if "n_resources" not in results:
        return records
    return _with_most_resources(records, results["n_resources"])


def _split_columns(names: Iterable[Any], ending: str) -> list[str]:
    """Return the columns of the scores on the folds, in the order of the folds."""
    found = {}
    for name in map(str, names):
        match = re.fullmatch(rf"split(\d+){re.escape(ending)}", name)
        if match:
            found[int(match.group(1))] = name
    return [found[number] for number in sorted(found)]


def _with_most_resources(
    records: Sequence[Record], resources: Sequence[float]
) -> list[Record]:
    """Keep one record of each candidate, in the order of their first trials."""
    candidates = Choices(record.params for record in records)
    rows = [candidates.key(record.params) for record in records]
    best: dict[int, int] = {}
    for row, candidate in enumerate(rows):
        if candidate not in best or resources[row] > resources[best[candidate]]:
            best[candidate] = row
    return [records[row] for row in best.values()]


def _record(params, score, split_scores=(), std=math.nan, failed="") -> Record:
    score = math.nan if score is None else float(score)
    if not math.isfinite(score):
        score, failed = math.nan, failed or "no score"
    splits = tuple(float(split) for split in split_scores)
    return Record(params, score, splits, float(std), failed)


def _from_study(study: Any, score: Any, maximize: bool | None) -> list[Record]:
    names = list(getattr(study, "metric_names", None) or range(len(study.directions)))
    if score is not None and score not in names:
        raise ValueError(
            f"The score must be one of the study's {names}. Got {score!r} instead."
        )
    position = 0 if score is None else names.index(score)
    minimised = study.directions[position].name == "MINIMIZE"
    records = []
    for trial in study.trials:
        if not trial.state.is_finished():
            continue
        complete = trial.state.name == "COMPLETE"
        value = trial.values[position] if complete else math.nan
        failed = "" if complete else trial.state.name.lower()
        splits = trial.user_attrs.get("split_scores", ())  # as `to_optuna` writes them
        record = _record(dict(trial.params), value, splits, failed=failed)
        flip = minimised and maximize is None
        records.append(_oriented(record) if flip else record)
    return records


def _from_table(table: Any, score: Any, params: Sequence[str] | None) -> list[Record]:
    column = _score_column(table, score)
    scores = _values(table[column])
    for row, value in enumerate(scores):
        if value is not None and not isinstance(value, Real):
            raise ValueError(
                f"The column {column!r} must hold scores. Got {value!r} in row {row}."
            )
    # Folds as scikit-learn names them, or `results_frame`.
    ending = column.removeprefix("mean") if column.startswith("mean_test_") else ""
    names = _split_columns(table.columns, ending)
    splits = [_or_nan(_values(table[name])) for name in names]
    std = re.sub("^(mean|score)", "std", column)
    known = std in table.columns and std != column
    stds = _or_nan(_values(table[std]) if known else [None] * len(scores))
    return [
        _record(candidate, value, [split[row] for split in splits], stds[row])
        for row, (candidate, value) in enumerate(
            zip(_candidates(table, params), scores, strict=True)
        )
    ]


def _candidates(table: Any, params: Sequence[str] | None) -> list[dict[str, Any]]:
    if params is None and "params" in table.columns:
        given = list(table["params"])  # dicts have the values as they were
        if all(isinstance(candidate, Mapping) for candidate in given):
            return [dict(candidate) for candidate in given]
    if params is None:
        names = {
            name: name.removeprefix("params_").removeprefix("param_")
            for name in map(str, table.columns)
            if name.startswith(("param_", "params_"))
        }
    else:
        names = {name: name for name in params}
    absent = [name for name in names if name not in table.columns]
    if absent or not names:
        raise ValueError(
            "The parameters must be columns of the table, named by 'params' or with "
            f"names that start with 'param_'. Got {absent or 'none'}; the columns are "
            f"{list(table.columns)}."
        )
    columns = {names[name]: _values(table[name]) for name in names}
    return [
        {name: v[row] for name, v in columns.items() if v[row] is not None}
        for row in range(len(table))
    ]


def _score_column(table: Any, score: Any) -> str:
    usual = [n for n in ("mean_test_score", "score", "value") if n in table.columns]
    if score is None and len(usual) == 1:
        return usual[0]
    for name in (score, f"mean_test_{score}", f"score_{score}"):
        if name in table.columns:
            return str(name)
    raise ValueError(
        f"The score must be a column of the table. Got {score!r}; the columns are "
        f"{list(table.columns)}."
    )


def _or_nan(values: list) -> list[float]:
    return [math.nan if value is None else value for value in values]


def _values(column: Any) -> list:
    """Return a column as Python values, None where it has none."""
    missing = column.isna()
    values = [
        None if gap else value for value, gap in zip(column, missing, strict=True)
    ]
    values = [v.item() if isinstance(v, np.generic) else v for v in values]
    # Beside a missing value pandas turns integers into floats.
    present = [v for v in values if v is not None]
    if missing.any() and all(isinstance(v, float) and v.is_integer() for v in present):
        return [None if v is None else int(v) for v in values]
    return values
