"""The course of a search: what was tried, what follows from it, what comes next.

A candidate is proposed from the scores of those that were proposed at least
`max_pending` places before it, finished or not: so workers hardly ever wait, and the
same candidates come up however many workers there are and however long each fit takes.
With its own stream of random numbers for each candidate, a search that is resumed from
its journal goes on exactly as if it had never stopped.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from string import ascii_lowercase
from typing import Any

import numpy as np
from joblib import effective_n_jobs

from .branches import Branch, Stage, choose_branch, open_branches
from .decisions import forks, pruned
from .journal import Journal
from .racing import projected_score
from .regions import Region, find_regions
from .reopening import widen, worth_reopening
from .rules import Rule
from .running import Queue, WorkerDied, run_fits
from .samplers import RandomSampler, Sampler, sampler_name
from .scheduling import Evaluated, Fits, callback_task
from .space import Space
from .trials import Trial
from .values import text

EXHAUSTED = "all candidates have been tried"
OUT_OF_TIME = "the time is used up"


@dataclass(frozen=True)
class Settings:
    """How a search is made; the parameters of `SequentialSearchCV` of these names."""

    n_stages: int
    n_iter: int
    quantile: float
    max_depth: int | None
    min_samples_leaf: int | None
    max_branches: int
    exploration: float
    max_pending: int
    racing: bool
    max_time: float | None
    max_fit_time: float | None
    n_jobs: int | None
    pre_dispatch: int | str
    seed: int


class Course:
    """Goes through the stages of a search.

    Parameters
    ----------
    space : Space
        The whole space.

    sampler : Sampler
        Proposes candidates.

    settings : Settings
        How.

    fits : Fits
        Makes fits.

    journal : Journal
        Keeps what happened, and knows what happened before.

    metric : callable
        Returns from the test scores of a fit the number that steers.

    earlier : list of Trial
        Trials of other runs to learn from, of stage 0.

    report : callable
        Called with each stage that is over.

    Attributes
    ----------
    trials : list of Trial
        Candidates in the order of their proposal, `earlier` ones not counted.

    branches : list of Branch
        All that were opened; the first is the whole space.

    stages : list of Stage
        All that were begun.
    """

    def __init__(
        self,
        space: Space,
        sampler: Sampler,
        settings: Settings,
        fits: Fits,
        journal: Journal,
        metric: Callable[[Any], float],
        earlier: list[Trial],
        report: Callable[[Stage], None],
    ):
        self.space, self.sampler, self.settings = space, sampler, settings
        self.fits, self.journal, self.metric = fits, journal, metric
        self.earlier, self.report = earlier, report
        self.trials: list[Trial] = []
        self.branches = [Branch("root", None, (), space)]
        self._whole = self.branches[0]  # what decisions leave of it
        self._forks: list[tuple[Rule, ...]] = []
        self.stages: list[Stage] = []
        self._outcomes: list[dict[int, dict]] = []
        self._projected: dict[int, float] = {}  # of candidates lost in a race
        self._n_complete = 0
        self._known_candidates = journal.candidates()
        self._known_fits = journal.fits()
        self._deadline = math.inf
        if settings.max_time is not None:
            self._deadline = time.monotonic() + settings.max_time

    def run(self, search, callback_ctx) -> None:
        """Go through all stages that are left."""
        n_stages = self.settings.n_stages
        active = self.branches[:1]
        with callback_task(callback_ctx, search, "search", n_stages) as search_ctx:
            for number in range(1, n_stages + 1):
                active = self._follow_decisions(number, active)
                note = self._run_stage(number, active, search, search_ctx)
                n_trials = sum(trial.stage == number for trial in self.trials)
                if not n_trials:
                    return
                if not note and not self._anything_left():
                    note = EXHAUSTED
                found = self._find_regions()
                self._close_stage(number, active, n_trials, found, note)
                if note:
                    return
                if any(region for _, region in found):
                    active = self._next_branches(number, active, found)

    def _next_branches(self, number, active, found) -> list[Branch]:
        """Open branches where regions were found; keep what may be good beside."""
        space = self._whole.space
        rules = [
            fork + (widen(region.rules, space, self.trials) if region else ())
            for fork, region in found
        ]
        branches = open_branches(number + 1, space, rules, self.trials)
        narrowed = all(branch.name != "root" for branch in active)
        if narrowed and not self._forks:
            quantile = self.settings.quantile
            if worth_reopening(self.trials, number, branches, quantile):
                branches.append(self._whole)
        return branches

    def _close_stage(self, number, active, n_trials, found, note) -> None:
        stage = Stage(
            number=number,
            branches=tuple(branch.name for branch in active),
            n_trials=n_trials,
            best_score=_best_score(self.trials),
            regions=tuple(region for _, region in found if region),
            note=note,
        )
        self.stages.append(stage)
        self.journal.set_stage(number, stage.to_dict())
        self.report(stage)

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

    # ---- a stage

    def _follow_decisions(self, number: int, active: list[Branch]) -> list[Branch]:
        """Return the branches of a stage after what people decided about it."""
        decisions = self.journal.take_up(number)
        left = pruned(self.space, decisions)
        asked = forks(self.space, decisions)
        if asked != self._forks:
            active = [
                Branch(f"{number}{letter}", "root", rules, left)
                for letter, rules in zip(ascii_lowercase, asked, strict=False)
            ]
        self._forks = asked
        self._whole = Branch("root", None, (), left)
        followed = [branch.within(left) for branch in active]
        followed = [branch for branch in followed if branch is not None]
        # The prunes may leave nothing of what looked good.
        followed = followed or [self._whole]
        names = {branch.name for branch in followed} | {"root"}
        self.branches = [b for b in self.branches if b.name not in names]
        self.branches += [b for b in followed if b.name != "root"]
        self.branches.insert(0, Branch("root", None, (), self.space))
        return followed

    def _run_stage(self, number, active, search, search_ctx) -> str:
        """Evaluate the candidates of a stage; return why it fell short, if it did."""
        settings = self.settings
        stage = _OpenStage(number, active, first=len(self.trials))
        n_fits = settings.n_iter * self.fits.n_splits
        with callback_task(
            search_ctx, search, "stage", n_fits, sequential=False
        ) as stage_ctx:
            # All at once: scikit-learn must not change them while one is pickled.
            contexts = [
                stage_ctx and stage_ctx.subcontext(task_name="fit", task_id=task)
                for task in range(n_fits)
            ]
            stage.contexts = contexts
            self._propose_while_possible(stage)
            for (candidate, split), outcome in run_fits(
                stage.queue, n_jobs=settings.n_jobs, pre_dispatch=settings.pre_dispatch
            ):
                if isinstance(outcome, WorkerDied):
                    outcome = self.fits.failure(outcome.error)
                outcome = _plain(outcome)
                self.journal.add_fit(candidate, split, outcome)
                self._take(candidate, split, outcome, stage)
                self._propose_while_possible(stage)
        return stage.note

    def _propose_while_possible(self, stage) -> None:
        settings = self.settings
        learns = not isinstance(self.sampler, RandomSampler)
        lag = settings.max_pending if learns else settings.n_iter
        enough = 2 * effective_n_jobs(settings.n_jobs)
        while not stage.over and stage.queue.n_ready < enough:
            number = len(self.trials)
            if number - stage.first >= settings.n_iter:
                stage.over = True
            elif self._n_complete < max(stage.first, number - lag + 1):
                return
            elif not self._begin(number, stage, max(stage.first, number - lag + 1)):
                stage.over = True
        if stage.over and not stage.undecided:
            stage.queue.close()

    def _begin(self, number: int, stage, n_visible: int) -> bool:
        """Add the next candidate and its fits; return whether there was one."""
        if number < len(self._known_candidates):
            trial = self._restore(number)
            if trial.stage != stage.number:
                return False
        else:
            if time.monotonic() > self._deadline:
                stage.note = OUT_OF_TIME
                return False
            trial = self._propose(number, stage, n_visible)
            if trial is None:
                stage.note = EXHAUSTED
                return False
            self.journal.add_candidate(
                number,
                trial.stage,
                trial.branch,
                trial.sampler,
                _plain(self.space.key(trial.params)),
                {name: _printable(value) for name, value in trial.params.items()},
            )
        self.trials.append(trial)
        self._outcomes.append({})
        if self.settings.racing and self.fits.n_splits > 1:
            stage.undecided.add(number)
            self._start_fits(number, [0], stage)
        else:
            self._start_fits(number, range(self.fits.n_splits), stage)
        return True

    def _start_fits(self, number, splits, stage) -> None:
        for split in splits:
            context = stage.context(number, split, self.fits.n_splits)
            known = self._known_fits.get((number, split))
            if known is not None:
                self._take(number, split, known, stage)
                continue
            progress = (number - stage.first, self.settings.n_iter)
            task = self.fits.task(
                self.trials[number].params,
                split,
                progress,
                context,
                self.settings.max_fit_time,
            )
            stage.queue.put((number, split), task)

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

    # ---- proposals

    def _propose(self, number: int, stage, n_visible: int) -> Trial | None:
        settings = self.settings
        rng = self._rng(0, number)
        seen = self.earlier + [
            trial if place < n_visible else trial._replace(score=math.nan)
            for place, trial in enumerate(self.trials)
        ]
        n_exploring = round(settings.exploration * settings.n_iter)
        explore = number - stage.first >= settings.n_iter - n_exploring
        attempts = []
        if not explore or stage.active == [self._whole]:
            branch = choose_branch(stage.active, seen, settings.quantile)
            attempts = [(self.sampler, branch)]
            attempts += [(self.sampler, b) for b in stage.active if b is not branch]
        attempts.append((RandomSampler(), self._whole))
        for sampler, branch in attempts:
            for params in islice(sampler.propose(branch.space, seen, 1, rng), 1):
                self._check_proposal(params, branch, sampler)
                return Trial(
                    self._canonical(params),
                    math.nan,
                    stage.number,
                    branch.name,
                    sampler_name(sampler),
                )
        return None

    def _check_proposal(self, params, branch, sampler) -> None:
        if params not in branch.space:
            raise ValueError(
                f"The sampler {sampler_name(sampler)!r} must propose candidates within "
                f"the space it is given. It proposed {params!r}, but the space is:\n"
                f"{branch.space}"
            )

    def _canonical(self, params):
        """Return a candidate as it will be read back from the journal."""
        return self.space.from_key(_plain(self.space.key(params)))

    def _restore(self, number: int) -> Trial:
        row = self._known_candidates[number]
        return Trial(
            self.space.from_key(row["key"]),
            math.nan,
            row["stage"],
            row["branch"],
            row["sampler"],
        )

    def _find_regions(self) -> list[tuple[tuple[Rule, ...], Region | None]]:
        """Find the good regions; in forks, one for each, after the fork's rules."""
        settings, trials = self.settings, self.earlier + self.trials
        found = []
        for place, rules in enumerate(self._forks or [()]):
            part = self._whole.space.restrict(rules)
            regions = find_regions(
                part,
                [trial for trial in trials if trial.params in part],
                quantile=settings.quantile,
                max_depth=settings.max_depth,
                min_samples_leaf=settings.min_samples_leaf,
                max_regions=1 if self._forks else settings.max_branches,
                rng=self._rng(1 + place, len(self.trials)),
            )
            if not regions and self._forks:  # the fork goes on as it is
                found.append((rules, None))
            found += [(rules, region) for region in regions]
        return found

    def _anything_left(self) -> bool:
        rng = self._rng(0, len(self.trials))
        return bool(RandomSampler().propose(self._whole.space, self.trials, 1, rng))

    def _rng(self, purpose: int, number: int) -> np.random.RandomState:
        sequence = np.random.SeedSequence((self.settings.seed, purpose, number))
        return np.random.RandomState(sequence.generate_state(8))


class _OpenStage:
    """A stage while it goes on."""

    def __init__(self, number: int, active: list[Branch], first: int):
        self.number, self.active, self.first = number, active, first
        self.queue = Queue()
        self.contexts: list = []
        self.undecided: set[int] = set()  # candidates in a race
        self.over = False
        self.note = ""

    def context(self, number: int, split: int, n_splits: int):
        return self.contexts[(number - self.first) * n_splits + split]


def _best_score(trials: list[Trial]) -> float:
    return max((t.score for t in trials if not math.isnan(t.score)), default=math.nan)


def _plain(value: Any) -> Any:
    """Return numbers as Python's own, inside dicts and tuples too: JSON has those."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(inner) for inner in value]
    return value.item() if isinstance(value, np.generic) else value


def _printable(value: Any) -> Any:
    value = _plain(value)
    plain = value is None or isinstance(value, (bool, int, float, str))
    return value if plain else text(value)
