"""Searches of `SequentialSearchCV`, read from their journals while they go on."""

import math
import re
from ast import literal_eval
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ...search import SequentialSearchCV, Space
from ...search.course.journal import Journal
from ..run import BranchNote, Outcome, Run, StageNote, TreeSettings

_SQLITE = b"SQLite format 3\x00"
_APPLICATION = slice(68, 72)  # of the header of an SQLite file


def is_journal(path: Path) -> bool:
    """Tell whether a file is the journal of a search."""
    with path.open("rb") as file:
        header = file.read(100)
    return header.startswith(_SQLITE) and header[_APPLICATION] == b"skga"


def read_journal(path: Path, score: Any) -> Run:
    """Read a journal without the search that writes it."""
    with Journal(path) as journal:
        text = journal.facts().get("the space")
        if text is None:
            raise ValueError(
                f"The journal {str(path)!r} is empty: no search has begun to write "
                "it. Start the search first."
            )
        space = Space.from_json(text, stand_ins=True)
        return _read(journal, space, score, path.stem, f"the journal {path.name}")


def read_search(search: SequentialSearchCV, score: Any) -> Run:
    """Read a search, finished or under way, from its own journal."""
    space = Space(search.param_distributions)
    name = f"{type(search).__name__}({type(search.estimator).__name__})"
    with search._open_history(to_read=True) as journal:
        if not journal.candidates():
            raise ValueError(
                f"This {type(search).__name__} has no trials yet: call 'fit' first. To "
                "look at it while it runs, give it a 'journal' and pass that."
            )
        settings = {"n_stages": search.n_stages}
        run = _read(
            journal, space, score, type(search.estimator).__name__, name, **settings
        )
    return replace(run, winner=_winner(search, run))


def _winner(search, run) -> int | None:
    """Return the place of the candidate that the search took by the first metric."""
    if callable(search.refit) or not hasattr(search, "best_params_"):
        return None
    if isinstance(search.refit, str) and search.refit != next(iter(run.metrics)):
        return None
    best = run.space.key(search.best_params_)
    keys = [run.space.key(outcome.params) for outcome in run.outcomes]
    return keys.index(best) if best in keys else None


def _read(journal, space, score, title, source, n_stages=None) -> Run:
    facts = journal.facts()
    records = journal.stages()
    last_stage = max((record["number"] for record in records), default=1)
    is_open = bool(records) and records[-1].get("open", False)
    outcomes = _outcomes(journal, space, last_stage if is_open else last_stage + 1)
    metrics = _metrics(outcomes, facts, score)
    return Run(
        title=title,
        source=source,
        space=space,
        metrics=dict.fromkeys(metrics, False),
        outcomes=outcomes,
        stages=_stages(records),
        branches=_branches(records, space),
        decisions=journal.decisions(),
        settings=_settings(facts),
        is_search=True,
        n_stages=n_stages,
    )


def _outcomes(journal, space, open_stage) -> list[Outcome]:
    facts = journal.facts()
    n_splits = int(facts.get("the folds", "0").split()[0])
    scoring = re.fullmatch(r"'([^'\\]+)'", facts.get("scoring", ""))
    only = scoring[1] if scoring else "score"  # the name, where there is one metric
    fits: dict[int, dict[int, dict]] = {}
    for (candidate, slot), outcome in journal.fits().items():
        fits.setdefault(candidate, {})[slot] = outcome
    return [
        _outcome(row, space, fits.get(row["number"], {}), n_splits, open_stage, only)
        for row in journal.candidates()
    ]


def _outcome(row, space, fits, n_splits, open_stage, only) -> Outcome:
    full = [fits[slot] for slot in range(n_splits) if slot in fits]
    errors = [fit["fit_error"] for fit in fits.values() if fit["fit_error"]]
    status = "ok"
    if len(full) < n_splits:
        status = "running" if row["stage"] >= open_stage else "lost"
    if errors:
        status = "failed"
    scores, stds = {}, {}
    if len(full) == n_splits:
        found = [fit["test_scores"] for fit in full]
        by_metric = [s if isinstance(s, dict) else {only: s} for s in found]
        for metric in by_metric[0]:
            values = [found.get(metric, math.nan) for found in by_metric]
            scores[metric] = float(np.mean(values))
            stds[metric] = float(np.std(values))
    times = [fit["fit_time"] for fit in fits.values()]
    return Outcome(
        space.from_key(row["key"]),
        scores,
        stds,
        row["stage"],
        row["branch"],
        row["sampler"],
        status,
        float(np.sum(times)) if times else math.nan,
        errors[0] if errors else "",
    )


def _metrics(outcomes, facts, score) -> list[str]:
    """Return the names of all metrics, that which steers the search first."""
    names = dict.fromkeys(name for outcome in outcomes for name in outcome.scores)
    names = list(names) or ["score"]
    asked = [score] if isinstance(score, str) else list(score or ())
    unknown = [name for name in asked if name not in names]
    if unknown:
        raise ValueError(
            f"The 'score' must be one of the metrics {names}. Got {unknown[0]!r}."
        )
    steering = literal_eval(facts.get("the metric that steers", "None"))
    first = asked or [steering] * (steering in names)
    return [*first, *(name for name in names if name not in first)]


def _stages(records) -> list[StageNote]:
    stages = []
    for record in records:
        branches = tuple(
            branch["name"] if isinstance(branch, dict) else branch
            for branch in record.get("branches", ())
        )
        is_open = record.get("open", False)
        stages.append(
            StageNote(
                record["number"],
                f"Stage {record['number']}",
                branches or ("root",),
                "" if is_open else record["sentence"],
                record["note"],
                is_open,
            )
        )
    return stages or [StageNote(1, "Stage 1", is_open=True)]


def _branches(records, space) -> list[BranchNote]:
    found = {"root": BranchNote("root")}
    for record in records:
        for branch in record.get("branches", ()):
            if isinstance(branch, dict) and branch["name"] != "root":
                rules = tuple(map(space.read_rule, branch["rules"]))
                note = BranchNote(branch["name"], branch["parent"], rules)
                found[note.name] = note
    return list(found.values())


def _settings(facts) -> TreeSettings:
    given = {
        name: literal_eval(facts[name])
        for name in ("quantile", "max_depth", "min_samples_leaf")
        if name in facts
    }
    seed = facts.get("seed that was drawn", facts.get("random_state", "0"))
    return TreeSettings(**given, seed=int(seed) if re.fullmatch(r"\d+", seed) else 0)
