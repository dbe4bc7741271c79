"""The other strand."""

import numpy as np

from .alphabet import (
    COMPLEMENT_OF_BYTE,
    COMPLEMENT_OF_CODE,
    N_BASES,
    PAD,
    as_bytes,
    check_letters,
)
from .containers import like, read
from .onehot import check_one_hot

_ROWS = 1024  # padded rows at a time: their places take eight bytes a letter

_COMPLEMENT = np.frombuffer(COMPLEMENT_OF_CODE, dtype=np.uint8)


def reverse_complement(X):
    """Return the reverse complement of sequences, in the form in which they came.

    Parameters
    ----------
    X : str, bytes, or list, tuple, array or pandas object of n_samples sequences
        A single sequence, or anything that `encode` takes. Text keeps its case; U is
        complemented to A, and A to T. The values of one-hot arrays are not looked at:
        any array of shape (n_samples, 4, length) with channels in the order A, C, G,
        T may come.

    Returns
    -------
    same kind as X
        IUPAC letters are complemented like the bases they stand for (R to Y, B to V).
        Padding stays on the right: of codes, code 15; of one-hot, columns of zeros.

    Raises
    ------
    ValueError
        If X holds anything but letters or codes, or has the wrong shape.
    TypeError
        If X is sparse.

    Examples
    --------
    >>> from skgenarch.sequences import encode, reverse_complement
    >>> reverse_complement("AACGn")
    'nCGTT'
    >>> reverse_complement(encode(["AACG", "GT"]))
    array([[ 1,  2,  3,  3],
           [ 0,  1, 15, 15]], dtype=uint8)
    """
    if isinstance(X, str | bytes):
        return _of_text(X, "Sequence")
    sequences = read(X, by="reverse_complement")
    if isinstance(sequences, list):
        texts = [_of_text(text, f"row {row}") for row, text in enumerate(sequences)]
        return like(X, texts)
    if sequences.ndim == 3:
        check_one_hot(sequences)
        empty = ~sequences[:, :, -1].any(axis=1)
        return _flip(sequences[:, ::-1], empty, lambda rows: ~rows.any(axis=1))
    if sequences.ndim != 2 or sequences.dtype.kind not in "iu":
        raise ValueError(
            "Expected text, integer codes of shape (n_samples, length) or one-hot of "
            f"shape (n_samples, 4, length). Got shape {sequences.shape} and dtype "
            f"{sequences.dtype}."
        )
    return _of_codes(sequences)


def _of_text(text, where):
    flipped = as_bytes(text).translate(COMPLEMENT_OF_BYTE)[::-1]
    if 0 in flipped:
        check_letters(text, where)
    return flipped.decode("ascii") if isinstance(text, str) else flipped


def _of_codes(codes):
    """Complement codes; a batch of bases alone takes the short way, as in training."""
    highest = codes.max(initial=0)
    if highest > PAD or (codes.dtype.kind == "i" and codes.min(initial=0) < 0):
        raise ValueError(f"Codes must be in the range [0, {PAD}].")
    if highest < N_BASES:
        return (N_BASES - 1) - codes[:, ::-1]
    complement = _COMPLEMENT[codes].astype(codes.dtype, copy=False)
    return _flip(complement, complement[:, -1] == PAD, lambda rows: rows == PAD)


def _flip(array, padded, is_padding):
    """Reverse the last axis; rows that end in padding keep it on the right."""
    flipped = np.ascontiguousarray(array[..., ::-1])
    length = array.shape[-1]
    all_rows = np.flatnonzero(padded)
    for start in range(0, len(all_rows), _ROWS):
        rows = all_rows[start : start + _ROWS]
        letter = ~is_padding(flipped[rows])
        # Reversed, the padding comes first; roll it round to the other end.
        shift = letter.argmax(axis=1)
        places = (np.arange(length) + shift[:, np.newaxis]) % length
        places = places.reshape(len(rows), *[1] * (array.ndim - 2), length)
        flipped[rows] = np.take_along_axis(flipped[rows], places, axis=-1)
    return flipped
