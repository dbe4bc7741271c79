"""The whole summary of a run, and single trees on demand."""

import math
from datetime import UTC, datetime
from typing import Any

import numpy as np

from ..._version import __version__
from ...search import parameter_importances
from ...search.evidence.top_tree import Observed
from ..run import Run
from .columns import Columns
from .findings import find_findings
from .glossary import GLOSSARY
from .interplay import describe_interplay
from .plain import rounded
from .story import describe_branches, describe_decisions, describe_stages
from .trees import (
    Setting,
    all_settings,
    default_setting,
    describe_tree,
    describe_trees,
    find_scopes,
    tree_options,
)
from .trials import describe_failures, describe_trials

FORMAT, VERSION = "skgenarch report", 1
_N_SAMPLES = 2_000
_FEW = 10


def summarise(run: Run, *, all_trees: bool = True) -> dict[str, Any]:
    """Compute everything that a page shows.

    Parameters
    ----------
    run : Run
        The run.

    all_trees : bool, default=True
        Whether to include the trees of all settings that a reader can choose, as a
        page without a server needs them, or only those of the search's own.

    Returns
    -------
    summary : dict
        Plain data for JSON.
    """
    candidates = [outcome.params for outcome in run.outcomes]
    columns = Columns(run.space, candidates)
    rng = np.random.RandomState(0)
    # One by one: several at a time are all different, which says less of the weights.
    sample = [run.space.sample(1, rng)[0] for _ in range(_N_SAMPLES)]
    return {
        "format": FORMAT,
        "version": VERSION,
        "title": run.title,
        "source": run.source,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "skgenarch": __version__,
        "steerable": run.is_search,
        "running": run.is_running,
        "n_stages": run.n_stages,
        "notices": [*run.notices, *_notices(run)],
        "metrics": [
            {"name": name, "minimised": minimised}
            for name, minimised in run.metrics.items()
        ],
        "params": columns.describe(),
        "trials": describe_trials(run, columns),
        "sample": {"n": len(sample), **columns.encode(sample)},
        "stages": describe_stages(run),
        "branches": describe_branches(run),
        "decisions": describe_decisions(run),
        "failures": describe_failures(run),
        "glossary": GLOSSARY,
        "views": {
            metric: _describe_view(run, metric, columns, all_trees)
            for metric in run.metrics
        },
    }


def make_tree(run: Run, metric: str, scope: str, setting: Setting) -> dict[str, Any]:
    """Compute one tree.

    Raises
    ------
    ValueError
        If the run has no such metric or scope.
    """
    if metric not in run.metrics:
        raise ValueError(
            f"The 'metric' must be one of {list(run.metrics)}. Got {metric!r}."
        )
    scopes = {found.id: found for found in find_scopes(run, metric)}
    if scope not in scopes:
        raise ValueError(f"The 'scope' must be one of {list(scopes)}. Got {scope!r}.")
    observed = Observed(run.space, scopes[scope].trials)
    return describe_tree(scopes[scope], observed, setting)


def _describe_view(run, metric, columns, all_trees) -> dict[str, Any]:
    trials = run.trials(metric)
    scored = [trial for trial in trials if math.isfinite(trial.score)]
    default = default_setting(run)
    settings = [default, *(s for s in all_settings(run) if s != default)]
    scopes = find_scopes(run, metric)
    trees = [
        tree
        for scope in scopes
        for tree in describe_trees(run, scope, settings if all_trees else [default])
    ]
    importances = _describe_importances(run, trials) if len(scored) >= _FEW else []
    interplay = describe_interplay(run, trials, columns)
    return {
        "findings": find_findings(
            run,
            metric,
            importances,
            interplay["interactions"],
            trees[0] if trees and trees[0]["scope"] == scopes[0].id else None,
        ),
        "importances": importances,
        **interplay,
        "tree_options": tree_options(run),
        "tree_default": default._asdict(),
        "scopes": [{"id": scope.id, "label": scope.label} for scope in scopes],
        "trees": trees,
    }


def _describe_importances(run, trials) -> list[dict[str, Any]]:
    found = parameter_importances(
        run.space,
        trials,
        quantile=run.settings.quantile,
        rng=np.random.RandomState(0),
    )
    return [
        {
            "stage": entry.stage,
            "scope": entry.scope,
            "param": entry.param,
            "importance": rounded(entry.importance),
            "standard_error": rounded(entry.standard_error),
            "p_value": rounded(entry.p_value),
            "label": entry.label,
            "significant": entry.significant,
        }
        for entry in found
    ]


def _notices(run: Run) -> list[str]:
    n = sum(
        any(math.isfinite(score) for score in outcome.scores.values())
        for outcome in run.outcomes
    )
    if n >= _FEW:
        return []
    have = "trial has" if n == 1 else "trials have"
    return [
        f"Only {n} {have} a score. Trees, importances and interactions need at least "
        f"{_FEW}."
    ]
