"""Decision trees of the top trials, for each part of the run and each setting."""

import math
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from ...search import Trial
from ...search.course.settings import stream
from ...search.evidence.top_tree import Node, Observed, TopTree
from ...search.evidence.wording import in_words, is_significant
from ...search.space.rules import join_rules
from ..run import Run
from .plain import number, rounded

_QUANTILES = (0.1, 0.2, 0.3)
_DEPTHS = (1, 2, 3, 4)
_LEAVES = (None, 0.1)  # None is the search's own rule
_LEAF_TEXTS = {None: "5 % of the trials, at least 5"}
_MIN_TRIALS = 10


class Scope(NamedTuple):
    """The trials that a tree is about."""

    id: str
    label: str
    trials: list[Trial]
    seed: int


class Setting(NamedTuple):
    """What a reader can choose about a tree."""

    quantile: float
    max_depth: int | None
    min_samples_leaf: int | float | None


def find_scopes(run: Run, metric: str) -> list[Scope]:
    """Return the parts of a run that can have a tree: what is known by now first."""
    trials = run.trials(metric)
    scopes = []
    for place, stage in enumerate(run.stages):
        so_far = [trial for trial in trials if trial.stage <= stage.number]
        label = stage.label if place == 0 else f"Up to {_lowered(stage.label)}"
        # As the search itself draws it, so that this is the tree it followed.
        rng = stream(run.settings.seed, 1, len(so_far))
        seed = int(rng.randint(np.iinfo(np.int32).max))
        scopes.append(Scope(f"stage-{stage.number}", label, so_far, seed))
    for branch in run.branches:
        if branch.rules:
            inside = [
                trial
                for trial in trials
                if all(rule.matches(trial.params) for rule in branch.rules)
            ]
            label = f"In branch {branch.name}"
            scopes.append(Scope(f"branch-{branch.name}", label, inside, 0))
    return scopes[: len(run.stages)][::-1] + scopes[len(run.stages) :]


def default_setting(run: Run) -> Setting:
    """Return the setting that the search has, or would have."""
    settings = run.settings
    return Setting(settings.quantile, settings.max_depth, settings.min_samples_leaf)


def tree_options(run: Run) -> dict[str, list]:
    """Return what can be chosen."""
    own = default_setting(run)
    leaves = list(dict.fromkeys([own.min_samples_leaf, *_LEAVES]))
    return {
        "quantile": sorted({own.quantile, *_QUANTILES}),
        "max_depth": sorted({*_DEPTHS, own.max_depth}, key=lambda d: d or math.inf),
        "min_samples_leaf": leaves,
        "min_samples_leaf_texts": [_leaf_text(leaf) for leaf in leaves],
    }


def all_settings(run: Run) -> list[Setting]:
    """Return all combinations of what can be chosen."""
    options = tree_options(run)
    return [
        Setting(*chosen)
        for chosen in product(
            options["quantile"], options["max_depth"], options["min_samples_leaf"]
        )
    ]


def describe_trees(
    run: Run, scope: Scope, settings: Sequence[Setting]
) -> Iterator[dict[str, Any]]:
    """Yield one tree for each setting."""
    scored = [trial for trial in scope.trials if math.isfinite(trial.score)]
    if len(scored) < _MIN_TRIALS:
        return
    observed = Observed(run.space, scope.trials)
    for setting in settings:
        yield describe_tree(scope, observed, setting)


def describe_tree(scope: Scope, observed: Observed, setting: Setting) -> dict[str, Any]:
    """Return one tree with the evidence for its leaves."""
    leaf = setting.min_samples_leaf
    if isinstance(leaf, float):
        leaf = max(1, round(leaf * len(scope.trials)))
    tree = TopTree(
        observed,
        quantile=setting.quantile,
        max_depth=setting.max_depth,
        min_samples_leaf=leaf,
        seed=scope.seed,
    )
    scores = np.array([trial.score for trial in scope.trials])
    return {
        "scope": scope.id,
        **setting._asdict(),
        "n": len(scope.trials),
        "n_top": int(tree.top.sum()),
        "top_from": number(scores[tree.top].min()),
        "nodes": [_describe_node(node) for node in tree.nodes()],
    }


def _describe_node(node: Node) -> dict[str, Any]:
    return {
        "parent": node.parent,
        "children": list(node.children),
        "step": "" if node.step is None else str(node.step),
        "n": node.n_trials,
        "n_top": node.n_top,
        "rules": [rule.to_dict() for rule in node.rules],
        "sentence": join_rules(node.rules),
        "evidence": None if node.evidence is None else _describe(node.evidence),
    }


def _describe(evidence) -> dict[str, Any]:
    interval = [rounded(end) for end in evidence.interval]
    return {
        "purity": rounded(evidence.purity),
        "interval": None if None in interval else interval,
        "chance": rounded(evidence.chance),
        "p_value": rounded(evidence.p_value),
        "label": in_words(evidence.p_value),
        "significant": is_significant(evidence.p_value),
    }


def _leaf_text(leaf: int | float | None) -> str:
    if leaf in _LEAF_TEXTS:
        return _LEAF_TEXTS[leaf]
    return f"{leaf:.0%} of the trials" if isinstance(leaf, float) else f"{leaf} trials"


def _lowered(label: str) -> str:
    return label[0].lower() + label[1:]
