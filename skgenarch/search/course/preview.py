"""What a decision would keep, in trials and in volume."""

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..space.rules import Rule, join_rules
from ..space.space import Space
from .decisions import pruned
from .journal import Journal


class Preview(NamedTuple):
    """What rules would keep of a search.

    Attributes
    ----------
    rules : str
        In words.

    n_kept, n_trials : int
        Trials inside, and all that earlier decisions have left.

    volume : float
        Share of the space, by probability, of what earlier decisions have left.

    best_kept, best_lost, median_kept, median_lost : float
        Scores inside and outside; NaN without trials.
    """

    rules: str
    n_kept: int
    n_trials: int
    volume: float
    best_kept: float
    best_lost: float
    median_kept: float
    median_lost: float

    def __str__(self):
        return (
            f"{self.rules}: keeps {self.n_kept} of {self.n_trials} trials and "
            f"{self.volume:.3g} of the space; best score {self.best_kept:.3f} inside, "
            f"{self.best_lost:.3f} outside; median {self.median_kept:.3f} inside, "
            f"{self.median_lost:.3f} outside"
        )


def preview(
    rules: Sequence[Rule],
    space: Space,
    journal: Journal,
    metric: Callable[[Any], float],
) -> Preview:
    """Say what rules would keep of what a journal has.

    Parameters
    ----------
    rules : sequence of Rule
        The rules.

    space : Space
        The whole space of the search.

    journal : Journal
        Of the search.

    metric : callable
        Returns from the test scores of a fit the number that steers.

    Returns
    -------
    preview : Preview
        What they would keep.

    Raises
    ------
    ValueError
        If they leave nothing.
    """
    left = pruned(space, journal.decisions())
    part = left.restrict(rules)
    kept, lost = [], []
    scores = _mean_scores(journal, metric)
    for row in journal.candidates():
        params = space.from_key(row["key"])
        if params in left:
            (kept if params in part else lost).append(scores[row["number"]])
    return Preview(
        join_rules(rules),
        len(kept),
        len(kept) + len(lost),
        part.mass / left.mass,
        _of(np.max, kept),
        _of(np.max, lost),
        _of(np.median, kept),
        _of(np.median, lost),
    )


def _mean_scores(journal, metric) -> dict[int, float]:
    """Return the mean test score of each candidate, NaN without any."""
    by_candidate = {row["number"]: [] for row in journal.candidates()}
    n_splits = int(journal.facts().get("the folds", "0").split()[0])
    for (candidate, slot), outcome in journal.fits().items():
        if slot < n_splits:  # the others are heats
            by_candidate[candidate].append(metric(outcome["test_scores"]))
    return {
        number: float(np.mean(scores)) if scores else math.nan
        for number, scores in by_candidate.items()
    }


def _of(statistic, scores: list[float]) -> float:
    scores = [score for score in scores if not math.isnan(score)]
    return float(statistic(scores)) if scores else math.nan
