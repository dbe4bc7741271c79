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

from ..fits.running import Queue, WorkerDied, run_fits
from ..fits.scheduling import Evaluated, Fits, callback_task
from ..space.space import Space
from ..space.values import text
from .branches import Branch
from .heats import Heat, projected_score
from .journal import Journal
from .proposals import Proposer, plain
from .settings import Settings
from .trials import Trial

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

    heats : list of Heat
        What a candidate has to pass before its full fits.

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
        heats: list[Heat],
    ):
        self.space, self.proposer, self.settings = space, proposer, settings
        self.fits, self.journal, self.metric = fits, journal, metric
        self.heats = heats
        self.trials: list[Trial] = []
        self._unscored: list[Trial] = []  # the same, as they were proposed
        self._outcomes: list[dict[int, dict]] = []  # of each trial, by slot
        self._projected: dict[int, float] = {}  # scores of trials lost in a heat
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
            contexts = None
            if stage_ctx is not None:
                # All at once: scikit-learn must not change them while one is pickled.
                contexts = [
                    stage_ctx.subcontext(task_name="fit", task_id=task)
                    for task in range(n_fits)
                ]
            stage = _OpenStage(number, branches, whole, len(self.trials), contexts)
            try:
                self._go_through(stage)
            finally:
                self.proposer.drop()
        if self._n_complete < len(self.trials):
            raise RuntimeError(
                "Some fits of the stage were lost: the joblib backend returned fewer "
                "outcomes than it was given tasks. Those that it returned are in the "
                "journal."
            )
        return stage.note

    def _go_through(self, stage) -> None:
        self._begin_what_is_possible(stage)
        for (candidate, slot), outcome in run_fits(
            stage.queue, n_jobs=self.settings.n_jobs, pre_dispatch=self._pre_dispatch()
        ):
            if isinstance(outcome, WorkerDied):
                outcome = self.fits.failure(outcome.error)
            outcome = plain(outcome)
            self.journal.add_fit(candidate, slot, outcome)
            self._take(candidate, slot, outcome, stage)
            self._begin_what_is_possible(stage)

    def evaluated(self) -> list[Evaluated]:
        """Return the candidates whose fits are complete."""
        found = []
        for number, trial in enumerate(self.trials):
            if not self._is_complete(number):
                continue
            notes = {
                "stage": trial.stage,
                "branch": trial.branch,
                "sampler": trial.sampler,
            }
            if self.heats:
                notes["lost"] = number in self._projected
            fits = [self._outcomes[number][slot] for slot in range(self.fits.n_splits)]
            found.append(Evaluated(trial.params, fits, notes))
        return found

    @property
    def knows_more(self) -> bool:
        """Whether the journal has candidates that have not come up yet."""
        return len(self.trials) < len(self._known_candidates)

    @property
    def best_score(self) -> float:
        """Best mean score of those fitted in full; NaN without any."""
        scores = [
            trial.score
            for number, trial in enumerate(self.trials)
            if number not in self._projected and not math.isnan(trial.score)
        ]
        return max(scores, default=math.nan)

    def _pre_dispatch(self) -> int | str:
        """Return how many tasks to hand to the workers ahead of time."""
        n_workers = effective_n_jobs(self.settings.n_jobs)
        if self._lag * self.fits.n_splits <= n_workers:
            return n_workers  # more could be nothing but naps, which fits wait behind
        return self.settings.pre_dispatch

    @property
    def _lag(self) -> int:
        """How many candidates can be under way at a time."""
        settings = self.settings
        return settings.max_pending if self.proposer.learns else settings.n_iter

    # ---- beginning

    def _begin_what_is_possible(self, stage) -> None:
        settings, lag = self.settings, self._lag
        n_workers = effective_n_jobs(settings.n_jobs)
        enough = 2 * n_workers
        while not stage.over and stage.queue.n_ready < enough:
            number = len(self.trials)
            n_visible = max(stage.first, number - lag + 1)
            if number - stage.first >= settings.n_iter:
                stage.over = True
            elif self._n_complete < n_visible:
                return
            elif n_workers == 1 and self._begin_beside(number, n_visible, stage):
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
            trial = self.proposer.propose(*self._view(number, n_visible, stage))
            if trial is None:
                stage.note = EXHAUSTED
                return False
            self._write_down(number, trial)
        self.trials.append(trial)
        self._unscored.append(trial)
        self._outcomes.append({})
        self._enter(number, 0, stage)
        return True

    def _begin_beside(self, number: int, n_visible: int, stage) -> bool:
        """Have a candidate proposed while this thread, the only worker, makes a fit.

        Returns whether that has begun, so that there is nothing to do but the fit. What
        is visible follows from the number, so it is the same when the candidate begins.
        """
        # Those that the journal knows are read, not proposed.
        if not stage.queue.n_ready or number < len(self._known_candidates):
            return False
        return self.proposer.begin(*self._view(number, n_visible, stage))

    def _view(self, number: int, n_visible: int, stage) -> tuple:
        """Return what a candidate is proposed from, see `Proposer.propose`."""
        visible = self.trials[:n_visible] + self._unscored[n_visible:]
        place = number - stage.first
        return place, stage.number, stage.branches, stage.whole, visible

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

    def _enter(self, number: int, place: int, stage) -> None:
        """Start the fits of a candidate's next heat, or those that count."""
        n_splits = self.fits.n_splits
        if place < len(self.heats):
            heat = self.heats[place]
            stage.undecided[number] = place
            for slot, split in zip(heat.slots, heat.splits, strict=True):
                self._start_fit(number, slot, split, heat.resource, stage)
        else:
            for split in range(n_splits):
                if split not in self._outcomes[number]:
                    self._start_fit(number, split, split, None, stage)

    def _start_fit(self, number, slot, split, resource, stage) -> None:
        known = self._known_fits.get((number, slot))
        if known is not None:
            self._take(number, slot, known, stage)
            return
        place = number - stage.first
        context = None
        if slot < self.fits.n_splits and stage.contexts is not None:
            context = stage.contexts[place * self.fits.n_splits + split]
        task = self.fits.task(
            self.trials[number].params,
            split,
            (place, self.settings.n_iter),
            context,
            self.settings.max_fit_time,
            resource,
        )
        stage.queue.put((number, slot), task)

    # ---- ending

    def _take(self, number, slot, outcome, stage) -> None:
        """Count a fit that is done; it is in the journal."""
        self._outcomes[number][slot] = outcome
        self._count_complete()
        for other in sorted(stage.undecided):
            n_visible = max(0, other - self.settings.max_pending + 1)
            heat = self.heats[stage.undecided[other]]
            over = all(slot in self._outcomes[other] for slot in heat.slots)
            if over and self._n_complete >= n_visible:
                self._decide(other, n_visible, stage)
                self._count_complete()

    def _is_complete(self, number: int) -> bool:
        outcomes = self._outcomes[number]
        return all(split in outcomes for split in range(self.fits.n_splits))

    def _count_complete(self) -> None:
        while self._n_complete < len(self.trials) and (
            self._is_complete(self._n_complete)
        ):
            done = self._n_complete
            self.trials[done] = self._scored(done)
            self._n_complete += 1

    def _decide(self, number, n_visible, stage) -> None:
        """Go on with a candidate after a heat, or let it be."""
        place = stage.undecided.pop(number)
        heat, outcomes = self.heats[place], self._outcomes[number]
        projected = projected_score(
            heat,
            outcomes,
            self._outcomes[:n_visible],
            self.fits.n_splits,
            self.metric,
            self.settings.quantile,
        )
        if projected is None:
            self._enter(number, place + 1, stage)
            return
        self._projected[number] = projected
        errors = [outcomes[slot]["fit_error"] for slot in heat.slots]
        error = next((error for error in errors if error is not None), None)
        for split in range(self.fits.n_splits):
            if split not in outcomes and error is not None:
                outcomes[split] = plain(self.fits.failure(error))
            elif split not in outcomes:
                outcomes[split] = self.fits.unmade(outcomes[heat.first_slot])

    def _scored(self, number: int) -> Trial:
        outcomes = [self._outcomes[number][s] for s in range(self.fits.n_splits)]
        scores = [self.metric(outcome["test_scores"]) for outcome in outcomes]
        score = self._projected.get(number, float(np.mean(scores)))
        failed = any(outcome["fit_error"] is not None for outcome in outcomes)
        # A scorer that finds no number has failed as well: NaN alone means "to come".
        return self.trials[number]._replace(
            score=score, failed=failed or math.isnan(score)
        )


class _OpenStage:
    """A stage while it goes on."""

    def __init__(
        self,
        number: int,
        branches: list[Branch],
        whole: Branch,
        first: int,
        contexts: list | None,
    ):
        self.number, self.branches, self.whole = number, branches, whole
        self.first, self.contexts = first, contexts
        self.queue = Queue()
        self.undecided: dict[int, int] = {}  # candidates in a heat, and in which
        self.over = False
        self.note = ""


def _printable(value: Any) -> Any:
    value = plain(value)
    as_it_is = value is None or isinstance(value, (bool, int, float, str))
    return value if as_it_is else text(value)
