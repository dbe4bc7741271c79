"""One-hot columns as codes and codes as one-hot columns."""

import numpy as np

from .alphabet import (
    BASES,
    LETTERS,
    MEANINGS,
    N_BASES,
    PAD,
    check_unknown,
    one_hot_table,
)

# Every non-empty set of bases is the meaning of one letter. A set is written as four
# bits, A the lowest; the empty set counts as N until padding is told apart from it.
_SETS = [sum(1 << BASES.index(base) for base in bases) for bases in MEANINGS]
_LETTER_OF_SET = np.array(
    [LETTERS.index("N"), *(_SETS.index(bits) for bits in range(1, 16))], dtype=np.uint8
)
_SHARE_OF_SET = np.array([0, *(1 / bits.bit_count() for bits in range(1, 16))])

# One third is not the same number in half precision and in double.
_TOLERANCE = 1e-3

# About as many numbers as are checked at a time, to need little memory besides.
_BLOCK = 1 << 18


def write_one_hot(codes: np.ndarray, unknown: str, dtype) -> np.ndarray:
    """Return codes of shape (n, length) as one-hot of shape (n, 4, length)."""
    dtype = _check_dtype(dtype, unknown)
    n, length = codes.shape
    out = np.empty((n, N_BASES, length), dtype=dtype)
    for base in range(N_BASES):
        out[:, base] = codes == base
    if unknown in ("uniform", "iupac") and codes.max() >= N_BASES:
        row, position = np.nonzero((codes >= N_BASES) & (codes < PAD))
        out[row, :, position] = one_hot_table(unknown)[codes[row, position]]
    return out


def read_one_hot(array: np.ndarray) -> np.ndarray:
    """Return one-hot of shape (n, 4, length) as codes of shape (n, length)."""
    check_one_hot(array)
    n, _, length = array.shape
    codes = np.empty((n, length), dtype=np.uint8)
    n_rows = max(1, _BLOCK // length)
    for row in range(0, n, n_rows):
        codes[row : row + n_rows] = _read_block(array[row : row + n_rows], row)
    return codes


def check_one_hot(array: np.ndarray) -> None:
    """Raise ValueError unless the array has the shape and kind of one-hot sequences."""
    if array.dtype.kind not in "biuf":
        raise ValueError(f"One-hot sequences must be real, got dtype {array.dtype}.")
    if array.shape[1] != N_BASES:
        hint = " Swap the last two axes." if array.shape[2] == N_BASES else ""
        raise ValueError(
            "One-hot sequences need the shape (n_samples, 4, length), one channel for "
            f"each of A, C, G, T, but X has {array.shape[1]} channels: shape "
            f"{array.shape}.{hint}"
        )
    if array.shape[2] == 0:
        raise ValueError(
            f"Every sequence needs at least one letter, got shape {array.shape}."
        )


def _read_block(block, first_row):
    sets = np.zeros((len(block), block.shape[2]), dtype=np.uint8)
    for base in range(N_BASES):
        sets |= (block[:, base] != 0).astype(np.uint8) << base
    share = _SHARE_OF_SET[sets]
    fits = np.ones(sets.shape, dtype=bool)
    for base in range(N_BASES):
        column = block[:, base]
        # Written so that NaN does not fit.
        fits &= (np.abs(column - share) <= _TOLERANCE) | (column == 0)
    if not fits.all():
        _refuse(block, first_row, *np.argwhere(~fits)[0])
    codes = _LETTER_OF_SET[sets]
    _mark_padding(codes, sets == 0)
    return codes


def _refuse(block, first_row, row, position):
    column = block[row, :, position]
    contains = ""
    if not np.isfinite(column).all():
        contains = f"contains {'NaN' if np.isnan(column).any() else 'infinity'} and "
    raise ValueError(
        f"Input X {contains}is not one-hot: row {first_row + row}, position {position} "
        f"is {column.tolist()}. A column must hold a single 1, only zeros, 0.25 "
        "throughout, or equal shares for the bases of an IUPAC letter."
    )


def _mark_padding(codes, empty):
    """Turn runs of empty columns at the right end into padding, in place."""
    rows = np.flatnonzero(empty[:, -1] & ~empty.all(axis=1))
    if len(rows):
        tail = np.logical_and.accumulate(empty[rows, ::-1], axis=1)[:, ::-1]
        codes[rows] = np.where(tail, PAD, codes[rows])


def _check_dtype(dtype, unknown):
    check_unknown(unknown)
    dtype = np.dtype(dtype)
    if dtype.kind not in "biuf":
        raise ValueError(
            f"The 'dtype' parameter must be a real number type. Got {dtype} instead."
        )
    if dtype.kind != "f" and unknown in ("uniform", "iupac"):
        raise ValueError(
            f"unknown={unknown!r} needs fractions: the 'dtype' parameter must be a "
            f"floating type. Got {dtype} instead."
        )
    return dtype
