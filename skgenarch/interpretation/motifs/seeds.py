"""Short words that stand more often in one set of sequences than in another.

A motif is found from such a word. Words may have a gap in the middle, as the two
halves of a dimer's site have; a word and its reverse complement are one.
"""

from typing import NamedTuple

import numpy as np

from ...sequences import N_BASES
from .sites import Searched


class Seed(NamedTuple):
    """A word: the bases at `offsets` from its start, and how much more it is found."""

    offsets: tuple[int, ...]
    bases: tuple[int, ...]
    gain: float


# Offsets of the bases of each kind of word: whole ones, and two halves with a gap.
PATTERNS = [
    *(tuple(range(k)) for k in (5, 6, 7, 8)),
    *((0, 1, 2, 3 + gap, 4 + gap, 5 + gap) for gap in range(1, 11)),
    *((0, 1, 2, 3, 4 + gap, 5 + gap, 6 + gap, 7 + gap) for gap in range(1, 11)),
]


def find_seeds(
    primary: Searched, control: Searched, *, n_per_pattern: int = 3, n: int = 24
) -> list[Seed]:
    """Return the words that tell primary sequences from controls best.

    Parameters
    ----------
    primary, control : Searched
        Sequences, and where in them to look.

    n_per_pattern, n : int
        Most words of each pattern, and in all.

    Returns
    -------
    seeds : list of Seed
        The best first.
    """
    seeds = []
    for offsets in PATTERNS:
        with_word = _n_sequences_with_word(primary, offsets)
        gain = log_likelihood_gain(
            with_word,
            len(primary.codes),
            _n_sequences_with_word(control, offsets),
            len(control.codes),
        )
        for word in np.argsort(-gain, kind="stable")[:n_per_pattern]:
            if gain[word] > 0:
                seeds.append(Seed(offsets, _bases(word, len(offsets)), gain[word]))
    return sorted(seeds, key=lambda seed: -seed.gain)[:n]


def log_likelihood_gain(n_with, n, n_controls_with, n_controls):
    """Return how much better two shares explain the counts than one share does.

    The signed G statistic of a 2 × 2 table, in nats: negative where the share among
    the controls is larger. Unlike a p-value it does not run out of numbers.

    Parameters
    ----------
    n_with, n_controls_with : array-like of int
        Sequences with a feature.

    n, n_controls : int
        All of them.

    Returns
    -------
    gain : ndarray of float64
    """
    n_with = np.asarray(n_with, dtype=float)
    n_controls_with = np.asarray(n_controls_with, dtype=float)
    share = (n_with + n_controls_with) / (n + n_controls)
    gain = sum(
        _log_ratio(observed, expected)
        for observed, expected in [
            (n_with, n * share),
            (n - n_with, n * (1 - share)),
            (n_controls_with, n_controls * share),
            (n_controls - n_controls_with, n_controls * (1 - share)),
        ]
    )
    return np.where(n_with / n >= n_controls_with / n_controls, gain, -gain)


def _log_ratio(observed, expected):
    ratio = np.divide(
        observed, expected, out=np.ones_like(observed), where=observed > 0
    )
    return observed * np.log(ratio)


def _n_sequences_with_word(searched, offsets):
    """Count the sequences that have each word, or its reverse complement."""
    k, span = len(offsets), offsets[-1] + 1
    n_words = N_BASES**k
    starts = searched.starts(span)
    n_starts = starts.shape[1]
    word = np.zeros(starts.shape, dtype=np.int64)
    turned = np.zeros(starts.shape, dtype=np.int64)
    real = starts.copy()
    for i, offset in enumerate(offsets):
        letters = searched.codes[:, offset : offset + n_starts].astype(np.int64)
        real &= letters < N_BASES
        word += letters * N_BASES ** (k - 1 - i)
        turned += (N_BASES - 1 - letters) * N_BASES**i
    rows, places = np.nonzero(real)
    words = np.minimum(word[rows, places], turned[rows, places])
    # Once for each sequence: what matters is how many have it.
    present = np.unique(rows * n_words + words) % n_words
    return np.bincount(present, minlength=n_words)


def _bases(word, k):
    return tuple(int(word) // N_BASES ** (k - 1 - i) % N_BASES for i in range(k))
