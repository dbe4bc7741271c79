"""Random numbers that depend on a seed and a counter, and on nothing else.

Each sequence owns a stream, so what becomes of it does not depend on the sequences
beside it. The generator is SplitMix64, which computes its n-th number without the
ones before, hence for whole arrays at a time.

References
----------
.. [1] G. L. Steele, D. Lea and C. H. Flood. Fast splittable pseudorandom number
   generators. OOPSLA 2014.
"""

from numbers import Integral

import numpy as np

_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_MULTIPLIERS = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_SHIFTS = np.uint64(30), np.uint64(27), np.uint64(31)


def draw(seeds: np.ndarray, counters: np.ndarray) -> np.ndarray:
    """Return the numbers of the streams `seeds` at `counters`, as uint64 arrays."""
    z = (counters + np.uint64(1)) * _GAMMA + seeds
    z ^= z >> _SHIFTS[0]
    z *= _MULTIPLIERS[0]
    z ^= z >> _SHIFTS[1]
    z *= _MULTIPLIERS[1]
    z ^= z >> _SHIFTS[2]
    return z


def stream_seeds(random_state, n: int, n_repeats: int) -> np.ndarray:
    """Return seeds of shape (n * n_repeats,), those of one sequence side by side.

    The seed at (i, j) depends on `random_state`, i and j only.

    Raises
    ------
    ValueError
        If `random_state` is not None, a non-negative int, a RandomState or a
        Generator.
    """
    root = np.array([_root_seed(random_state)], dtype=np.uint64)
    of_sequence = draw(root, np.arange(n, dtype=np.uint64))
    repeats = np.arange(n_repeats, dtype=np.uint64)
    return draw(of_sequence[:, np.newaxis], repeats).ravel()


def _root_seed(random_state):
    if isinstance(random_state, np.random.RandomState):
        return random_state.randint(2**64, size=None, dtype=np.uint64)
    if isinstance(random_state, np.random.Generator):
        return random_state.integers(2**64, dtype=np.uint64)
    if random_state is None or (
        isinstance(random_state, Integral) and random_state >= 0
    ):
        # None asks the operating system; numpy's global generator is left alone.
        return np.random.SeedSequence(random_state).generate_state(1, np.uint64)[0]
    raise ValueError(
        "The 'random_state' parameter must be None, a non-negative int, a RandomState "
        f"or a Generator. Got {random_state!r} instead."
    )
