"""The candidates of a search, from their proposal to their score.

A candidate is proposed from the scores of those that were proposed at least
`max_pending` places before it, finished or not: so workers hardly ever wait, and the
same candidates come up however many workers there are and however long each fit takes.
With its own stream of random numbers for each candidate, a search that is resumed from
its journal goes on exactly as if it had never stopped.
"""

import math
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from joblib import effective_n_jobs

from .branches import Branch
from .journal import Journal
from .proposals import Proposer, plain
from .racing import projected_score
from .running import Queue, WorkerDied, run_fits
from .scheduling import Evaluated, Fits, callback_task
from .settings import Settings
from .space import Space
from .trials import Trial
from .values import text

EXHAUSTED = "all candidates have been tried"
OUT_OF_TIME = "the time is used up"


class Candidates:
    """Proposes, fits and scores candidates, or reads them back from the journal.

    Parameters
    ----------
    space : Space
        The whole space.

    proposer : Proposer
        Where new candidates come from.

    settings : Settings
        How the search is made.

    fits : Fits
        Makes fits.

    journal : Journal
        Keeps what happens, and knows what happened before.

    metric : callable
        Returns from the test scores of a fit the number that steers.

    Attributes
    ----------
    trials : list of Trial
        In the order of their proposal.
    """

    def __init__(
        self,
        space: Space,
        proposer: Proposer,
        settings: Settings,
        fits: Fits,
        journal: Journal,
        metric: Callable[[Any], float],
    ):
        self.space, self.proposer, self.settings = space, proposer, settings
        self.fits, self.journal, self.metric = fits, journal, metric
        self.trials: list[Trial] = []
        self._outcomes: list[dict[int, dict]] = []  # of each trial, by fold
        self._projected: dict[int, float] = {}  # scores of trials lost in a race
        self._n_complete = 0  # trials before the first that lacks a fit
        self._known_candidates = journal.candidates()
        self._known_fits = journal.fits()
        self._deadline = math.inf
        if settings.max_time is not None:
            self._deadline = time.monotonic() + settings.max_time

    def evaluate(
        self, number: int, branches: list[Branch], whole: Branch, search, search_ctx
    ) -> str:
        """Go through the candidates of a stage.

        Parameters
        ----------
        number : int
            Of the stage, from 1.

        branches : list of Branch
            Where to look.

        whole : Branch
            All that decisions have left of the space.

        search, search_ctx : object
            The estimator and its context, for scikit-learn's callbacks.

        Returns
        -------
        note : str
            Why the stage fell short, empty if it did not.
        """
        n_fits = self.settings.n_iter * self.fits.n_splits
        with callback_task(
            search_ctx, search, "stage", n_fits, sequential=False
        ) as stage_ctx:
            # All at once: scikit-learn must not change them while one is pickled.
            contexts = [
                stage_ctx and stage_ctx.subcontext(task_name="fit", task_id=task)
                for task in range(n_fits)
            ]
            stage = _OpenStage(number, branches, whole, len(self.trials), contexts)
            self._begin_what_is_possible(stage)
            for (candidate, split), outcome in run_fits(
                stage.queue,
                n_jobs=self.settings.n_jobs,
                pre_dispatch=self.settings.pre_dispatch,
            ):
                if isinstance(outcome, WorkerDied):
                    outcome = self.fits.failure(outcome.error)
                outcome = plain(outcome)
                self.journal.add_fit(candidate, split, outcome)
                self._take(candidate, split, outcome, stage)
                self._begin_what_is_possible(stage)
        return stage.note

    def evaluated(self) -> list[Evaluated]:
        """Return the candidates whose fits are complete."""
        found = []
        for number, trial in enumerate(self.trials):
            outcomes = self._outcomes[number]
            if len(outcomes) < self.fits.n_splits:
                continue
            notes = {
                "stage": trial.stage,
                "branch": trial.branch,
                "sampler": trial.sampler,
            }
            if self.settings.racing:
                notes["lost"] = number in self._projected
            fits = [outcomes[split] for split in range(self.fits.n_splits)]
            found.append(Evaluated(trial.params, fits, notes))
        return found

    # ---- beginning

    def _begin_what_is_possible(self, stage) -> None:
        settings = self.settings
        lag = settings.max_pending if self.proposer.learns else settings.n_iter
        enough = 2 * effective_n_jobs(settings.n_jobs)
        while not stage.over and stage.queue.n_ready < enough:
            number = len(self.trials)
            n_visible = max(stage.first, number - lag + 1)
            if number - stage.first >= settings.n_iter:
                stage.over = True
            elif self._n_complete < n_visible:
                return
            elif not self._begin(number, n_visible, stage):
                stage.over = True
        if stage.over and not stage.undecided:
            stage.queue.close()

    def _begin(self, number: int, n_visible: int, stage) -> bool:
        """Add the next candidate and its fits; return whether there was one."""
        if number < len(self._known_candidates):
            trial = self._restored(number)
            if trial.stage != stage.number:
                return False
        elif time.monotonic() > self._deadline:
            stage.note = OUT_OF_TIME
            return False
        else:
            visible = [
                trial if place < n_visible else trial._replace(score=math.nan)
                for place, trial in enumerate(self.trials)
            ]
            trial = self.proposer.propose(
                number - stage.first,
                stage.number,
                stage.branches,
                stage.whole,
                visible,
            )
            if trial is None:
                stage.note = EXHAUSTED
                return False
            self._write_down(number, trial)
        self.trials.append(trial)
        self._outcomes.append({})
        if self.settings.racing and self.fits.n_splits > 1:
            stage.undecided.add(number)
            self._start_fits(number, [0], stage)
        else:
            self._start_fits(number, range(self.fits.n_splits), stage)
        return True

    def _restored(self, number: int) -> Trial:
        row = self._known_candidates[number]
        return Trial(
            self.space.from_key(row["key"]),
            math.nan,
            row["stage"],
            row["branch"],
            row["sampler"],
        )

    def _write_down(self, number: int, trial: Trial) -> None:
        self.journal.add_candidate(
            number,
            trial.stage,
            trial.branch,
            trial.sampler,
            plain(self.space.key(trial.params)),
            {name: _printable(value) for name, value in trial.params.items()},
        )

    def _start_fits(self, number, splits, stage) -> None:
        for split in splits:
            known = self._known_fits.get((number, split))
            if known is not None:
                self._take(number, split, known, stage)
                continue
            place = number - stage.first
            task = self.fits.task(
                self.trials[number].params,
                split,
                (place, self.settings.n_iter),
                stage.contexts[place * self.fits.n_splits + split],
                self.settings.max_fit_time,
            )
            stage.queue.put((number, split), task)

    # ---- ending

    def _take(self, number, split, outcome, stage) -> None:
        """Count a fit that is done; it is in the journal."""
        self._outcomes[number][split] = outcome
        self._count_complete()
        for other in sorted(stage.undecided):
            visible = range(max(0, other - self.settings.max_pending + 1))
            if self._outcomes[other] and self._n_complete >= len(visible):
                stage.undecided.remove(other)
                self._decide(other, visible, stage)
                self._count_complete()

    def _count_complete(self) -> None:
        while self._n_complete < len(self.trials) and (
            len(self._outcomes[self._n_complete]) == self.fits.n_splits
        ):
            done = self._n_complete
            self.trials[done] = self._scored(done)
            self._n_complete += 1

    def _decide(self, number, visible, stage) -> None:
        """Go on with a candidate after its first fold, or let it be."""
        first = self._outcomes[number][0]
        projected = projected_score(
            first,
            [self._outcomes[n] for n in visible if n not in self._projected],
            self.metric,
            self.settings.quantile,
        )
        others = range(1, self.fits.n_splits)
        if projected is None:
            self._start_fits(number, others, stage)
        else:
            self._projected[number] = projected
            for split in others:
                self._outcomes[number][split] = self.fits.unmade(first)

    def _scored(self, number: int) -> Trial:
        outcomes = self._outcomes[number].values()
        scores = [self.metric(outcome["test_scores"]) for outcome in outcomes]
        return self.trials[number]._replace(
            score=self._projected.get(number, float(np.mean(scores))),
            failed=any(outcome["fit_error"] is not None for outcome in outcomes),
        )


class _OpenStage:
    """A stage while it goes on."""

    def __init__(
        self,
        number: int,
        branches: list[Branch],
        whole: Branch,
        first: int,
        contexts: list,
    ):
        self.number, self.branches, self.whole = number, branches, whole
        self.first, self.contexts = first, contexts
        self.queue = Queue()
        self.undecided: set[int] = set()  # candidates in a race
        self.over = False
        self.note = ""


def _printable(value: Any) -> Any:
    value = plain(value)
    as_it_is = value is None or isinstance(value, (bool, int, float, str))
    return value if as_it_is else text(value)
