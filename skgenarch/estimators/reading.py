"""From what users pass to codes that nets understand."""

import numpy as np

from ..sequences import PAD, encode, one_hot_table


def read_codes(X, *, unknown, length=None):
    """Return sequences as codes, with padding where the net will see none.

    Parameters
    ----------
    X : array-like of n sequences
        As `encode` takes them.
    unknown : {"zero", "uniform", "iupac", "raise"}
    length : int, optional
        The number of columns to return.

    Returns
    -------
    codes : uint8 array of shape (n, length)
        `X` itself, if there is nothing to change.
    """
    codes = mark_invisible_ends(encode(X, unknown=unknown, copy=False), unknown)
    return codes if length is None else with_length(codes, length)


def read_parts(view, read):
    """Yield all rows of a view as codes, some at a time.

    Parameters
    ----------
    view : CodesView
    read : callable
        As `read_codes`.
    """
    if 0 in view.shape:
        read(np.asarray(view))  # which says what is wrong with that
    stop = 0
    for part in view.parts():
        stop += len(part)
        try:
            codes = read(part)
        except ValueError:
            read(np.asarray(view[:stop]))  # the same error, naming the row of all
            raise
        yield codes


def with_length(codes, length):
    """Return codes in so many columns; those beyond must hold padding only."""
    if codes.shape[1] == length:
        return codes
    return encode(codes[:, :length], length=length)


def mark_invisible_ends(codes, unknown):
    """Make unknown bases at the right end padding where they look like it.

    Under ``unknown="zero"`` an unknown base and padding are the same all-zero column;
    treating them alike makes strings, codes and one-hot arrays give the same result,
    bit for bit. A sequence of nothing but unknown bases keeps them.

    Parameters
    ----------
    codes : uint8 array of shape (n, length)
    unknown : {"zero", "uniform", "iupac", "raise"}

    Returns
    -------
    codes : uint8 array of shape (n, length)
        The same array, if there is nothing to mark.
    """
    if unknown == "zero":
        is_visible = one_hot_table("zero").any(axis=1)
        rows = np.flatnonzero(~is_visible[codes[:, -1]])  # few: the rest costs nothing
        visible = is_visible[codes[rows]]
        visible[~visible.any(axis=1)] = True
        ends = ~np.logical_or.accumulate(visible[:, ::-1], axis=1)[:, ::-1]
        if ends.any():
            codes = codes.copy()
            codes[rows] = np.where(ends, PAD, codes[rows])
    return codes
