"""Samplers propose the next candidates; a search asks them for nothing else."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Protocol

import numpy as np

from ..course.trials import Trial
from ..space.space import Space
from .forest import ForestSampler
from .gaussian_process import GaussianProcessSampler
from .optuna import OptunaSampler


class Sampler(Protocol):
    """What a search expects of a sampler.

    Attributes
    ----------
    name : str
        Stands in the column "sampler" of ``cv_results_``; the name of the class if
        there is no such attribute.

    thread_safe : bool
        Whether ``propose`` may be called in another thread while a fit is made in this
        one, so that it costs no time; no if there is no such attribute.
    """

    name: str

    def propose(
        self,
        space: Space,
        trials: Sequence[Trial],
        n: int,
        rng: np.random.RandomState,
    ) -> list[dict[str, Any]]:
        """Propose candidates.

        Parameters
        ----------
        space : Space
            Where the candidates must lie.

        trials : sequence of Trial
            All candidates so far, in `space` or not. The score is NaN, and means
            nothing, where a fit failed (`Trial.failed` says so) and where the
            candidate is still being evaluated.

        n : int
            How many are wanted.

        rng : RandomState
            The only source of randomness to use.

        Returns
        -------
        candidates : list of dict
            New ones, `n` of them, or fewer where the space has no others.
        """


class RandomSampler:
    """Draw candidates at random, never one that was tried before.

    Examples
    --------
    >>> import numpy as np
    >>> from skgenarch.search import RandomSampler, Space
    >>> space = Space({"depth": [1, 2, 3]})
    >>> rng = np.random.RandomState(0)
    >>> sorted(p["depth"] for p in RandomSampler().propose(space, [], 5, rng))
    [1, 2, 3]
    """

    name = "random"

    def propose(self, space, trials, n, rng):
        """Propose up to `n` candidates, see `Sampler`."""
        known = space.known([trial.params for trial in trials])
        return space.sample_unseen(n, rng, known.distinct)


_SAMPLERS = {
    "random": RandomSampler,
    "gaussian_process": GaussianProcessSampler,
    "forest": ForestSampler,
    "tpe": partial(OptunaSampler, "tpe"),
    "gp": partial(OptunaSampler, "gp"),
}


def make_sampler(sampler: str | Sampler) -> Sampler:
    """Return the sampler that a name stands for, or the object itself.

    Raises
    ------
    ValueError
        If the name is unknown or the object has no method ``propose``.
    """
    if isinstance(sampler, str) and sampler in _SAMPLERS:
        return _SAMPLERS[sampler]()
    if not callable(getattr(sampler, "propose", None)) or isinstance(sampler, type):
        raise ValueError(
            f"The 'sampler' must be one of {sorted(_SAMPLERS)} or an object with a "
            f"method propose(space, trials, n, rng). Got {sampler!r} instead."
        )
    return sampler


def sampler_name(sampler: Sampler) -> str:
    """Return the name of a sampler for the table of results."""
    return getattr(sampler, "name", type(sampler).__name__)
