"""The course of a search: decide where to look, look, learn, and decide again."""

import math
from collections.abc import Callable
from dataclasses import replace
from string import ascii_lowercase

from ..evidence.regions import Region, find_regions
from ..fits.scheduling import callback_task
from ..samplers.protocol import RandomSampler
from ..space.rules import Rule, same_rules
from ..space.space import Space
from .branches import Branch, Stage, open_branches
from .candidates import EXHAUSTED, OUT_OF_TIME, Candidates
from .decisions import forks, pruned
from .journal import Journal
from .leeway import form_beliefs, give_leeway
from .reopening import widen, worth_reopening
from .settings import Settings
from .trials import Trial

_BELIEFS = 1000  # the purpose of random numbers; regions have those from 1 on


class Course:
    """Goes through the stages of a search.

    Parameters
    ----------
    space : Space
        The whole space.

    candidates : Candidates
        Proposes and scores.

    settings : Settings
        How.

    journal : Journal
        Where decisions come in.

    earlier : list of Trial
        Trials of other runs to learn from, of stage 0.

    report : callable
        Called with each stage that is over.

    Attributes
    ----------
    branches : list of Branch
        All that were opened; the first is the whole space.

    stages : list of Stage
        All that were begun.
    """

    def __init__(
        self,
        space: Space,
        candidates: Candidates,
        settings: Settings,
        journal: Journal,
        earlier: list[Trial],
        report: Callable[[Stage], None],
    ):
        self.space, self.candidates, self.settings = space, candidates, settings
        self.journal, self.earlier, self.report = journal, earlier, report
        self.branches = [Branch("root", None, (), space)]
        self.stages: list[Stage] = []
        self._whole = self.branches[0]  # what decisions leave of it
        self._asked: list[tuple[Rule, ...]] = []  # the forks that people asked for
        self._forks: list[tuple[Rule, ...]] = []  # what is left of them

    def run(self, search, callback_ctx) -> None:
        """Go through all stages that are left."""
        n_stages = self.settings.n_stages
        active = self.branches[:1]
        with callback_task(callback_ctx, search, "search", n_stages) as search_ctx:
            for number in range(1, n_stages + 1):
                active = self._follow_decisions(number, active)
                self._note_stage(Stage(number, (), 0, math.nan, ()), active, True)
                note = self.candidates.evaluate(
                    number, active, self._whole, search, search_ctx
                )
                n_trials = sum(trial.stage == number for trial in self._trials)
                if not n_trials:
                    self._end_earlier(note)
                    return
                if not note and not self._anything_left():
                    note = EXHAUSTED
                found = self._find_regions()
                self._close_stage(number, active, n_trials, found, note)
                if note == OUT_OF_TIME or (note and not self._goes_on()):
                    return
                if number < n_stages and any(region for _, region in found):
                    active = self._next_branches(number, active, found)

    @property
    def _trials(self) -> list[Trial]:
        return self.candidates.trials

    def _follow_decisions(self, number: int, active: list[Branch]) -> list[Branch]:
        """Return the branches of a stage after what people decided about it."""
        decisions = self.journal.take_up(number)
        left = pruned(self.space, decisions)
        asked = forks(self.space, decisions)
        if asked != self._asked:
            active = [
                Branch(f"{number}{letter}", "root", rules, left)
                for letter, rules in zip(ascii_lowercase, asked, strict=False)
            ]
        self._asked = asked
        self._whole = Branch("root", None, (), left)
        # Of forks, too, a prune may have left nothing.
        forked = [Branch("", None, rules, left).within(left) for rules in asked]
        self._forks = [branch.rules for branch in forked if branch is not None]
        followed = [branch.within(left) for branch in active]
        followed = [branch for branch in followed if branch is not None]
        # The prunes may leave nothing of what looked good.
        followed = followed or [self._whole]
        names = {branch.name for branch in followed} | {"root"}
        self.branches = [b for b in self.branches if b.name not in names]
        self.branches += [b for b in followed if b.name != "root"]
        self.branches.insert(0, Branch("root", None, (), self.space))
        return followed

    def _anything_left(self) -> bool:
        trials = self.earlier + self._trials
        rng = self.settings.stream(0, len(self._trials))
        return bool(RandomSampler().propose(self._whole.space, trials, 1, rng))

    def _find_regions(self) -> list[tuple[tuple[Rule, ...], Region | None]]:
        """Find the good regions; in forks, one for each, after the fork's rules."""
        settings, trials = self.settings, self.earlier + self._trials
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
                rng=settings.stream(1 + place, len(self._trials)),
            )
            if not regions and self._forks:  # the fork goes on as it is
                found.append((rules, None))
            found += [(rules, region) for region in regions]
        return found

    def _next_branches(self, number, active, found) -> list[Branch]:
        """Open branches where regions were found; keep what may be good beside."""
        space = self._whole.space
        wider = [
            fork + (self._widened(fork, region.rules) if region else ())
            for fork, region in found
        ]
        # Leeway can make regions alike, or all of the space.
        distinct = [
            rules
            for place, rules in enumerate(wider)
            if rules and not any(same_rules(rules, other) for other in wider[:place])
        ]
        branches = open_branches(number + 1, space, distinct, self._trials)
        nothing_left_out = not all(wider)
        if nothing_left_out or self._reopens(number, active, branches):
            branches.append(self._whole)
        return branches

    def _reopens(self, number, active, branches) -> bool:
        """Tell whether the whole space is searched once more beside the branches."""
        if self._forks or any(branch.name == "root" for branch in active):
            return False
        return worth_reopening(self._trials, number, branches, self.settings.quantile)

    def _widened(self, fork, rules) -> tuple[Rule, ...]:
        """Return the rules of a region of a fork, or of all, as they are followed."""
        part, seen = self._whole.space.restrict(fork), self.earlier + self._trials
        rng = self.settings.stream(_BELIEFS, len(seen))
        beliefs = form_beliefs(part, seen, rng)
        if beliefs is not None:
            rules = give_leeway(rules, part, beliefs)
        return widen(rules, part, self._trials)

    def _goes_on(self) -> bool:
        """Tell whether people have opened the space again since it was exhausted."""
        return self.candidates.knows_more or self.journal.is_waiting()

    def _end_earlier(self, note: str) -> None:
        """Let the last stage say why no other one follows."""
        if self.stages and note:
            self.stages[-1] = replace(self.stages[-1], note=note)
            self.report(self.stages[-1])

    def _close_stage(self, number, active, n_trials, found, note) -> None:
        stage = Stage(
            number=number,
            branches=tuple(branch.name for branch in active),
            n_trials=n_trials,
            best_score=self.candidates.best_score,
            regions=tuple(region for _, region in found if region),
            note=note,
        )
        self.stages.append(stage)
        self._note_stage(stage, active, False)
        self.report(stage)

    def _note_stage(self, stage: Stage, active: list[Branch], is_open: bool) -> None:
        """Tell readers of the journal where a stage searches and what it found."""
        branches = [branch.to_dict() for branch in active]
        record = {**stage.to_dict(), "branches": branches, "open": is_open}
        self.journal.set_stage(stage.number, record)
