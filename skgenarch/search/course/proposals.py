"""Where the next candidate comes from: which branch, and which sampler."""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np

from ..samplers.protocol import RandomSampler, Sampler, sampler_name
from ..space.space import Space
from .ahead import Ahead
from .branches import Branch, choose_branch
from .settings import Settings
from .trials import Trial


class Proposer:
    """Proposes candidates, one at a time.

    Parameters
    ----------
    space : Space
        The whole space.

    sampler : Sampler
        The search's own.

    settings : Settings
        How the search is made.

    earlier : sequence of Trial
        Trials of other runs.
    """

    def __init__(
        self,
        space: Space,
        sampler: Sampler,
        settings: Settings,
        earlier: Sequence[Trial],
    ):
        self.space, self.sampler, self.settings = space, sampler, settings
        self.earlier = list(earlier)
        self._ahead = Ahead()

    @property
    def learns(self) -> bool:
        """Whether scores make a difference to the sampler."""
        return not isinstance(self.sampler, RandomSampler)

    def propose(
        self,
        place: int,
        stage: int,
        branches: Sequence[Branch],
        whole: Branch,
        trials: Sequence[Trial],
    ) -> Trial | None:
        """Return a candidate that was not tried, as a trial without a score.

        Parameters
        ----------
        place : int
            Which candidate of the stage this is, from 0; the last ones explore.

        stage : int
            Number of the stage.

        branches : sequence of Branch
            The stage's.

        whole : Branch
            All that decisions have left of the space.

        trials : sequence of Trial
            All that were proposed, with NaN for scores that must not be known yet.

        Returns
        -------
        trial : Trial or None
            None if all candidates have been tried.

        Raises
        ------
        ValueError
            If the sampler leaves the space that it was given.
        """
        if self._ahead.has(len(trials)):
            return self._ahead.take(len(trials))
        return self._propose(place, stage, branches, whole, trials)

    def begin(self, *view) -> bool:
        """Begin to propose in another thread; `propose` waits for that to end.

        Parameters
        ----------
        *view
            As for `propose`, which must be called with the same.

        Returns
        -------
        begun : bool
            False if the sampler is not known to be safe there, or if it has begun
            before.
        """
        number = len(view[-1])
        safe = getattr(self.sampler, "thread_safe", False)
        if not safe or self._ahead.has(number):
            return False
        self._ahead.begin(number, self._propose, *view)
        return True

    def drop(self) -> None:
        """Forget what was begun."""
        self._ahead.drop()

    def _propose(self, place, stage, branches, whole, trials) -> Trial | None:
        rng = self.settings.stream(0, len(trials))
        seen = self.earlier + list(trials)
        for sampler, branch in self._sources(place, branches, whole, seen):
            for params in islice(sampler.propose(branch.space, seen, 1, rng), 1):
                if not isinstance(params, Mapping) or params not in branch.space:
                    raise ValueError(
                        f"The sampler {sampler_name(sampler)!r} must propose "
                        "candidates within the space that it is given. It proposed "
                        f"{params!r}, but the space is:\n{branch.space}"
                    )
                # As it will be read back from the journal.
                params = self.space.from_key(plain(self.space.key(params)))
                name = sampler_name(sampler)
                return Trial(params, math.nan, stage, branch.name, name)
        return None

    def _sources(
        self, place, branches, whole, seen
    ) -> Iterator[tuple[Sampler, Branch]]:
        """Yield what to ask, one after the other, until something is proposed."""
        n_iter = self.settings.n_iter
        n_explorers = round(self.settings.exploration * n_iter)
        explorer = place - (n_iter - n_explorers)
        if explorer < 0 or list(branches) == [whole]:
            chosen = choose_branch(branches, seen, self.settings.quantile)
            yield self.sampler, chosen
            for branch in branches:
                if branch is not chosen:
                    yield self.sampler, branch
        # One explorer goes where the sampler sees most; no belief, which may be wrong,
        # keeps the others from anywhere. They also make up for exhausted branches.
        if explorer == 0:
            yield self.sampler, whole
        yield RandomSampler(), whole


def plain(value: Any) -> Any:
    """Return numbers as Python's own, inside dicts and tuples too: JSON has those."""
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(inner) for inner in value]
    return value.item() if isinstance(value, np.generic) else value
