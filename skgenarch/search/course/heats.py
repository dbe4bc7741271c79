"""Heats: cheap fits that decide whether a candidate is worth the full ones.

A heat is a candidate's first fold (racing), or all folds with a part of the resource
(successive halving): fewer training samples, or fewer epochs. Who is clearly lost after
a heat is not fitted in full. Its score cannot be compared with others', so it has none
in the results; for steering, it is projected from those that went on.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

# Fewer candidates to compare with say too little.
_N_NEEDED = 10
_N_DEVIATIONS = 2.0


@dataclass(frozen=True)
class Heat:
    """One round of cheap fits.

    Attributes
    ----------
    splits : tuple of int
        The folds.

    first_slot : int
        Where its outcomes are kept: fold ``splits[0]`` at this number, and so on.
        Numbers up to the number of folds are those of full fits.

    resource : int or None
        How much of the resource the fits have; None for all of it.

    factor : float
        One in so many candidates goes on; infinite where only the clearly lost stay
        behind.
    """

    splits: tuple[int, ...]
    first_slot: int
    resource: int | None
    factor: float

    @property
    def slots(self) -> range:
        """Where its outcomes are kept."""
        return range(self.first_slot, self.first_slot + len(self.splits))


def plan_heats(
    n_splits: int,
    *,
    racing: bool,
    factor: float,
    min_resource: int | None,
    max_resource: int | None,
) -> list[Heat]:
    """Return the heats before the full fits, the cheapest first.

    Parameters
    ----------
    n_splits : int
        Number of folds.

    racing : bool
        Whether the first fold is a heat.

    factor : float
        Ratio of the resource of a heat to that of the one before.

    min_resource, max_resource : int or None
        Of the first heat, and of full fits; None without successive halving.
    """
    heats = []
    if min_resource is not None:
        resource = min_resource
        while resource < max_resource:
            splits = tuple(range(n_splits))
            slot = n_splits * (len(heats) + 1)
            heats.append(Heat(splits, slot, int(resource), factor))
            resource *= factor
    if racing and n_splits > 1:
        heats.append(Heat((0,), 0, None, math.inf))
    return heats


def projected_score(
    heat: Heat,
    outcomes: Mapping[int, Mapping[str, Any]],
    others: Sequence[Mapping[int, Mapping[str, Any]]],
    n_splits: int,
    metric: Callable[[Any], float],
    quantile: float,
) -> float | None:
    """Return the score that a candidate is on its way to, if it has lost.

    Where heats halve the field, a candidate has lost if it is not among the best one
    in `factor` of those that had the heat before it. In a race it has lost if even two
    standard deviations above its projected score it would not be one of the top ones.
    The projection adds what the full score of others, on average, is above that in
    the heat.

    Parameters
    ----------
    heat : Heat
        The heat that is over.

    outcomes : dict
        The candidate's outcomes by slot.

    others : sequence of dict
        Outcomes by slot of the candidates to compare with.

    n_splits : int
        Number of folds.

    metric : callable
        Returns the steering score from a fit's test scores.

    quantile : float
        Share of the candidates that are top ones.

    Returns
    -------
    score : float or None
        The projected score, NaN if a fit failed; None if the candidate goes on.

    References
    ----------
    Halving without waiting for a full rung: L. Li et al., "A System for Massively
    Parallel Hyperparameter Tuning", MLSys 2020.
    """
    if any(outcomes[slot]["fit_error"] is not None for slot in heat.slots):
        return math.nan
    score = _mean(outcomes, heat.slots, metric)
    if not math.isfinite(score):
        return math.nan
    in_heat = [_mean(other, heat.slots, metric) for other in others]
    in_full = [_mean(other, range(n_splits), metric) for other in others]
    in_heat, in_full = np.array(in_heat), np.array(in_full)
    rivals = in_heat[np.isfinite(in_heat)]
    complete = np.isfinite(in_heat) & np.isfinite(in_full)
    changes = (in_full - in_heat)[complete]
    if math.isinf(heat.factor):
        if len(changes) < _N_NEEDED:
            return None
        border = np.quantile(in_full[complete], 1 - quantile)
        best_case = score + changes.mean() + _N_DEVIATIONS * changes.std(ddof=1)
        lost = best_case < border
    else:
        n_better = int((rivals > score).sum())
        lost = n_better >= math.ceil((len(rivals) + 1) / heat.factor)
    change = changes.mean() if len(changes) else 0.0
    return float(score + change) if lost else None


def _mean(outcomes, slots, metric) -> float:
    if any(slot not in outcomes for slot in slots):
        return math.nan
    return float(np.mean([metric(outcomes[slot]["test_scores"]) for slot in slots]))
