"""What a report is about: one run, wherever it came from, as plain records."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ..search import Decision, Rule, Space, Trial


@dataclass(frozen=True)
class Outcome:
    """What became of one candidate.

    Attributes
    ----------
    params : dict
        The candidate; an inactive parameter is absent.

    scores, stds : dict of float
        Mean and standard deviation over the folds by metric, higher is better; NaN
        where they are not known.

    stage : int
        Stage in which it was proposed.

    branch, sampler : str
        Where it was drawn from, and by what: trials that agree in these were drawn
        alike.

    status : {"ok", "failed", "lost", "running"}
        Lost ones were given up before their last fold.

    seconds : float
        Time of all its fits; NaN if not known.

    error : str
        The traceback of a fit that failed, or in a word why there is no score.

    number : int or None
        Its number, where that is not its place among the outcomes.
    """

    params: dict[str, Any]
    scores: dict[str, float]
    stds: dict[str, float] = field(default_factory=dict)
    stage: int = 1
    branch: str = "root"
    sampler: str = "random"
    status: str = "ok"
    seconds: float = math.nan
    error: str = ""
    number: int | None = None


@dataclass(frozen=True)
class StageNote:
    """What is known of a stage beside its trials.

    Attributes
    ----------
    number : int
        As in the trials.

    label : str
        Its name.

    branches : tuple of str
        The parts of the space that it went through.

    sentence, note : str
        What was found, and why it fell short; both may be empty.

    is_open : bool
        Whether it still goes on.
    """

    number: int
    label: str
    branches: tuple[str, ...] = ("root",)
    sentence: str = ""
    note: str = ""
    is_open: bool = False


@dataclass(frozen=True)
class BranchNote:
    """A part of the space: its name, the branch it came from, and its rules."""

    name: str
    parent: str | None = None
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True)
class TreeSettings:
    """With which settings the trees of a report begin.

    Attributes
    ----------
    quantile : float
        Share of the trials that count as top.

    max_depth : int or None
        Largest number of splits.

    min_samples_leaf : int or None
        Smallest leaf; None for 5 % of the trials and at least 5.

    seed : int
        Decides between equal splits.
    """

    quantile: float = 0.2
    max_depth: int | None = 2
    min_samples_leaf: int | None = None
    seed: int = 0


@dataclass(frozen=True)
class Run:
    """A hyperparameter run.

    Attributes
    ----------
    title, source : str
        What it is called, and what was read.

    space : Space
        The whole space.

    metrics : dict of bool
        By name, the first one is what counts; whether smaller is better, in which
        case the scores have changed their sign.

    outcomes : sequence of Outcome
        In the order of their proposal.

    stages, branches : sequence of StageNote or BranchNote
        At least one each.

    decisions : sequence of Decision
        What people decided.

    settings : TreeSettings
        Of the trees.

    is_search : bool
        Whether decisions can reach it.

    n_stages : int or None
        How many are planned.

    notices : sequence of str
        What a reader must know.

    winner : int or None
        Place of the outcome that the search took by the first metric, where that is
        known. It need not have the best score, which may be luck.
    """

    title: str
    source: str
    space: Space
    metrics: dict[str, bool]
    outcomes: Sequence[Outcome]
    stages: Sequence[StageNote] = (StageNote(1, "All trials"),)
    branches: Sequence[BranchNote] = (BranchNote("root"),)
    decisions: Sequence[Decision] = ()
    settings: TreeSettings = TreeSettings()
    is_search: bool = False
    n_stages: int | None = None
    notices: Sequence[str] = ()
    winner: int | None = None

    @property
    def is_running(self) -> bool:
        """Whether a stage still goes on."""
        return any(stage.is_open for stage in self.stages)

    def trials(self, metric: str) -> list[Trial]:
        """Return the outcomes as the search's own records, by one metric.

        Those still running are left out: that they have no score says nothing.
        """
        return [
            Trial(
                outcome.params,
                outcome.scores.get(metric, math.nan),
                outcome.stage,
                outcome.branch,
                outcome.sampler,
                outcome.status == "failed",
            )
            for outcome in self.outcomes
            if outcome.status != "running"
        ]
