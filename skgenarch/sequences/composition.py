"""What sequences are made of: counts of neighbouring letters."""

import numpy as np

from .alphabet import PAD

_N_LETTERS = 16  # codes are four bits: bases, ambiguous letters, padding
_N_PAIRS = _N_LETTERS**2
_WITH_PADDING = np.array([PAD in divmod(pair, _N_LETTERS) for pair in range(_N_PAIRS)])
_ROWS = 256  # a block stays in the processor's cache, however many sequences there are

_NUMBER_OF_PAIR = np.random.default_rng(0).integers(
    2**64, size=_N_PAIRS, dtype=np.uint64
)
_NUMBER_OF_PAIR[_WITH_PADDING] = 0


def composition_keys(codes):
    """Return a number for each sequence that tells its dinucleotide counts.

    Each kind of pair has a random number of 64 bits, and the key is their sum over the
    pairs of a sequence. Equal counts give equal keys; others do so in one of 10**19
    cases.

    Parameters
    ----------
    codes : uint8 array of shape (n, length), or CodesView
        Encoded sequences.

    Returns
    -------
    keys : uint64 array of shape (n,)

    Examples
    --------
    >>> from skgenarch.sequences import encode
    >>> from skgenarch.sequences.composition import composition_keys
    >>> first, second, third = composition_keys(encode(["ACAGA", "AGACA", "AACGA"]))
    >>> bool(first == second), bool(first == third)
    (True, False)
    """
    keys = np.zeros(len(codes), dtype=np.uint64)
    for start in range(0, len(codes), _ROWS):
        block = slice(start, start + _ROWS)
        _NUMBER_OF_PAIR[_pairs(np.asarray(codes[block]))].sum(axis=1, out=keys[block])
    return keys


def dinucleotide_counts(codes):
    """Count the dinucleotides of each sequence; those with padding do not count.

    Parameters
    ----------
    codes : uint8 array of shape (n, length)
        Encoded sequences.

    Returns
    -------
    counts : int32 array of shape (n, 256)
        Column ``16 * first + second``, in codes.

    Examples
    --------
    >>> from skgenarch.sequences import encode
    >>> from skgenarch.sequences.composition import dinucleotide_counts
    >>> counts = dinucleotide_counts(encode(["ACAC"]))  # A is 0, C is 1
    >>> int(counts[0, 16 * 0 + 1]), int(counts[0, 16 * 1 + 0])
    (2, 1)
    """
    rows = np.arange(len(codes))[:, None] * _N_PAIRS
    n_counts = len(codes) * _N_PAIRS
    counts = np.bincount((rows + _pairs(codes)).ravel(), minlength=n_counts)
    counts = counts.reshape(len(codes), _N_PAIRS).astype(np.int32)
    counts[:, _WITH_PADDING] = 0
    return counts


def _pairs(codes):
    return codes[:, :-1] * np.uint8(_N_LETTERS) + codes[:, 1:]
