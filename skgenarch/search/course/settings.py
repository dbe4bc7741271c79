"""How a search is made, and where its randomness comes from."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Settings:
    """The parameters of `SequentialSearchCV` of these names."""

    n_stages: int
    n_iter: int
    quantile: float
    max_depth: int | None
    min_samples_leaf: int | None
    max_branches: int
    exploration: float
    max_pending: int
    racing: bool
    factor: float
    max_time: float | None
    max_fit_time: float | None
    n_jobs: int | None
    pre_dispatch: int | str
    seed: int

    def stream(self, *purpose: int) -> np.random.RandomState:
        """Return random numbers of their own for a purpose, the same in every run."""
        return stream(self.seed, *purpose)


def stream(seed: int, *purpose: int) -> np.random.RandomState:
    """Return the random numbers that a search of this seed uses for a purpose."""
    sequence = np.random.SeedSequence((seed, *purpose))
    return np.random.RandomState(sequence.generate_state(8))
