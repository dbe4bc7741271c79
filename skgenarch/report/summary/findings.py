"""The first screen: what was learned, and what to do next, in sentences."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ...search.evidence.wording import is_significant
from ..run import Run

_FEW = 30  # trials, with which little can be told
_EDGE = 0.1  # of a parameter's range counts as its end
_MAX_NAMED = 3


def find_findings(
    run: Run,
    metric: str,
    importances: Sequence[dict[str, Any]],
    interactions: Sequence[dict[str, Any]],
    tree: dict[str, Any] | None,
) -> list[dict[str, Any]]:
    """Return sentences in the order in which they should be read.

    Parameters
    ----------
    run : Run
        The run.

    metric : str
        Which scores count.

    importances, interactions, tree
        As the other views have them; the tree is that of all trials.
    """
    scores = np.array([o.scores.get(metric, math.nan) for o in run.outcomes])
    scored = np.isfinite(scores)
    failed = sum(outcome.status == "failed" for outcome in run.outcomes)
    if not scored.any():
        return [_caution("No trial has a score yet.")] + _failures(run, failed)
    sign = -1 if run.metrics[metric] else 1
    found = [_best(run, scores, sign), *_taken(run, metric, scores, sign)]
    found += _region(tree)
    found += _what_matters(importances)
    found += _what_surfaced(importances)
    found += _pairs(interactions)
    found += _failures(run, failed)
    if scored.sum() < _FEW:
        found.append(
            _caution(
                f"Only {_count(scored.sum())} with a score: patterns among so few are "
                "mostly chance."
            )
        )
    if np.ptp(scores[scored]) == 0:
        found.append(_caution("All scores are equal, so nothing can be learned."))
        return found
    return found + _next_steps(run, scores, tree, importances)


def _best(run, scores, sign) -> dict[str, Any]:
    best = int(np.nanargmax(scores))
    number = run.outcomes[best].number
    number = best if number is None else number
    median = sign * float(np.nanmedian(scores))
    return _learned(
        f"The best of {_count(int(np.isfinite(scores).sum()))} scores "
        f"{sign * scores[best]:.4g} (trial {number}); the median is {median:.4g}."
    )


def _taken(run, metric, scores, sign) -> list[dict[str, Any]]:
    """Name the candidate that the search took, where it has not the best score."""
    taken = run.winner
    if taken is None or metric != next(iter(run.metrics)):
        return []
    if not np.isfinite(scores[taken]) or scores[taken] == np.nanmax(scores):
        return []
    number = run.outcomes[taken].number
    number = taken if number is None else number
    why = "by a rule of its own."
    if run.is_search:
        why = (
            "the best of many scores is often luck, and similar candidates speak more "
            "for this one."
        )
    return [
        _learned(
            f"The search itself took trial {number} ({sign * scores[taken]:.4g}): {why}"
        )
    ]


def _best_leaf(tree) -> dict[str, Any] | None:
    """Return the good leaf with the most convincing evidence."""
    leaves = [] if tree is None else [n for n in tree["nodes"] if n["evidence"]]
    leaves = [leaf for leaf in leaves if leaf["rules"]]
    if not leaves:
        return None
    return max(
        leaves,
        key=lambda leaf: (leaf["evidence"]["significant"], leaf["n_top"] / leaf["n"]),
    )


def _region(tree) -> list[dict[str, Any]]:
    leaf = _best_leaf(tree)
    if leaf is None:
        return [_caution("No region of the space stands out.")]
    evidence = leaf["evidence"]
    if not evidence["significant"]:
        return [
            _caution(
                f"The best region so far, {leaf['sentence']}, is {evidence['label']}."
            )
        ]
    return [
        _learned(
            f"Trials do well where {leaf['sentence']}: {_share(evidence['purity'])} of "
            f"held-out trials there are among the top {_share(tree['quantile'])}, "
            f"against {_share(evidence['chance'])} by chance ({evidence['label']}).",
            leaf["rules"],
        )
    ]


def _latest(importances) -> list[dict[str, Any]]:
    last = max((entry["stage"] for entry in importances), default=0)
    return [e for e in importances if e["stage"] == last and e["scope"] == "so far"]


def _what_matters(importances) -> list[dict[str, Any]]:
    telling = [e for e in _latest(importances) if e["significant"]][:_MAX_NAMED]
    if not telling:
        return [
            _caution("No parameter by itself is distinguishable from chance so far.")
        ]
    named = _listed([f"{e['param']} ({_share(e['importance'])})" for e in telling])
    return [_learned(f"What decides most whether a trial is a top one: {named}.")]


def _what_surfaced(importances) -> list[dict[str, Any]]:
    """Name what became visible only once other parameters were fixed."""
    stages = sorted({e["stage"] for e in importances})
    if len(stages) < 2:
        return []
    first = {
        e["param"]
        for e in importances
        if e["stage"] == stages[0] and e["scope"] == "so far" and e["significant"]
    }
    later = [e for e in _latest(importances) if e["significant"]]
    surfaced = [e["param"] for e in later if e["param"] not in first]
    if not surfaced or not first:
        return []
    return [
        _learned(
            f"{_listed(surfaced[:_MAX_NAMED])} could not be told from chance after "
            "the first stage, and can be now."
        )
    ]


def _pairs(interactions) -> list[dict[str, Any]]:
    telling = [pair for pair in interactions if pair["significant"]]
    if not telling:
        return []
    one, other = telling[0]["params"]
    return [
        _learned(
            f"{one} and {other} act together: the best value of one depends on the "
            f"other ({telling[0]['label']})."
        )
    ]


def _failures(run, failed) -> list[dict[str, Any]]:
    if not failed:
        return []
    share = failed / len(run.outcomes)
    return [
        _caution(f"{failed} of {len(run.outcomes)} trials failed ({_share(share)}).")
    ]


def _next_steps(run, scores, tree, importances) -> list[dict[str, Any]]:
    leaf = _best_leaf(tree)
    steps = []
    if leaf is not None and leaf["evidence"]["significant"]:
        steps.append(
            _next(
                f"Narrow the search to {leaf['sentence']}; it keeps {leaf['n']} of "
                f"{tree['n']} trials.",
                leaf["rules"],
            )
        )
    else:
        steps.append(
            _next(
                "Run more trials before you narrow: so far no region can be told from "
                "chance."
            )
        )
    steps += _widen(run, scores)
    named = {rule["param"] for rule in leaf["rules"]} if leaf else set()
    idle = [param for param in _idle(importances) if param not in named]
    if idle:
        steps.append(
            _next(
                f"{_listed(idle[:_MAX_NAMED])} made no visible difference: choose what "
                "is cheapest there."
            )
        )
    return steps


def _widen(run, scores) -> list[dict[str, Any]]:
    """Name parameters whose best trials crowd at one end of their range."""
    n_best = max(5, int(np.isfinite(scores).sum() // 20))
    order = np.argsort(-np.nan_to_num(scores, nan=-math.inf), kind="stable")
    best = [run.outcomes[place].params for place in order[:n_best]]
    crowded: dict[str, list[str]] = {"lower": [], "upper": []}
    for param in run.space.params:
        domains = run.space.domains(param)
        values = [params[param] for params in best if param in params]
        if len(domains) != 1 or not domains[0].numeric or len(values) < n_best:
            continue
        if domains[0].size == 1:
            continue
        places = [_place(domains[0], value) for value in values]
        below, above = _shares_at_the_ends(domains[0])
        n_ends = 2 * len(run.space.params)  # that are looked at
        if max(places) <= _EDGE and is_significant(n_ends * below**n_best):
            if _lowest(domains[0]) != 0:  # which is a natural end
                crowded["lower"].append(param)
        if min(places) >= 1 - _EDGE and is_significant(n_ends * above**n_best):
            crowded["upper"].append(param)
    return [
        _next(
            f"The best {n_best} trials all lie at the {end} end of {_listed(params)}: "
            "values beyond may be better still."
        )
        for end, params in crowded.items()
        if params
    ]


def _shares_at_the_ends(domain) -> tuple[float, float]:
    """Return how often a random value would lie at either end."""
    if hasattr(domain, "dist"):
        return _EDGE, _EDGE
    places = np.array([_place(domain, value) for value in domain.values])
    return float((places <= _EDGE).mean()), float((places >= 1 - _EDGE).mean())


def _lowest(domain) -> float:
    return min(domain.values) if hasattr(domain, "values") else domain.low


def _place(domain, value) -> float:
    """Return where a number lies in its domain, from 0 to 1."""
    if hasattr(domain, "dist"):
        return float(domain.dist.cdf(value))
    return sorted(domain.values).index(value) / max(1, domain.size - 1)


def _idle(importances) -> list[str]:
    latest = _latest(importances)
    if not any(entry["significant"] for entry in latest):
        return []
    return [e["param"] for e in latest if e["p_value"] and e["p_value"] > 0.5]


def _count(n: int) -> str:
    return f"{n} trial" if n == 1 else f"{n} trials"


def _share(value: float) -> str:
    return f"{100 * value:.0f} %"


def _listed(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _learned(text, rules=None) -> dict[str, Any]:
    return {"kind": "learned", "text": text, "rules": rules}


def _next(text, rules=None) -> dict[str, Any]:
    return {"kind": "next", "text": text, "rules": rules}


def _caution(text) -> dict[str, Any]:
    return {"kind": "caution", "text": text, "rules": None}
