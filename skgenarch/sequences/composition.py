"""What sequences are made of: counts of neighbouring letters."""

import numpy as np

from .alphabet import PAD

_N_LETTERS = 16  # codes are four bits: bases, ambiguous letters, padding
_ROWS = 256  # a block of counts stays small, however many sequences there are


def composition_keys(codes):
    """Yield a key for each sequence; equal keys have equal dinucleotide counts.

    Parameters
    ----------
    codes : uint8 array of shape (n, length)
        Encoded sequences.

    Yields
    ------
    key : bytes
        The counts of all pairs of neighbouring letters.

    Examples
    --------
    >>> from skgenarch.sequences import encode
    >>> from skgenarch.sequences.composition import composition_keys
    >>> first, second, third = composition_keys(encode(["ACAGA", "AGACA", "AACGA"]))
    >>> first == second, first == third
    (True, False)
    """
    for start in range(0, len(codes), _ROWS):
        for counts in dinucleotide_counts(codes[start : start + _ROWS]):
            yield counts.tobytes()


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
    n_pairs = _N_LETTERS**2
    pairs = codes[:, :-1] * np.uint8(_N_LETTERS) + codes[:, 1:]
    rows = np.arange(len(codes))[:, None] * n_pairs
    counts = np.bincount((rows + pairs).ravel(), minlength=len(codes) * n_pairs)
    counts = counts.reshape(len(codes), n_pairs).astype(np.int32)
    counts[:, PAD * _N_LETTERS :] = 0
    counts[:, PAD::_N_LETTERS] = 0
    return counts
