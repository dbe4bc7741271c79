"""Which letter of a logo stands where, for any way of drawing it."""

from typing import NamedTuple

import numpy as np

from ...sequences.alphabet import BASES


class Letter(NamedTuple):
    """One letter of a logo.

    `base` is the edge of the letter next to the axis, and `height` goes from there to
    its other edge: below zero for a letter that hangs upside down.
    """

    position: int
    letter: str
    base: float
    height: float


def stack_letters(heights: np.ndarray) -> list[Letter]:
    """Stack letters away from the axis at zero, the highest furthest from it.

    Parameters
    ----------
    heights : ndarray of shape (width, 4)
        Columns A, C, G, T. A letter of no height is left out.
    """
    letters = []
    order = np.argsort(np.abs(heights), axis=1, kind="stable")
    for position, (row, bases) in enumerate(zip(heights, order, strict=True)):
        top = bottom = 0.0
        for base in bases:
            height = float(row[base])
            if height > 0:
                letters.append(Letter(position, BASES[base], top, height))
                top += height
            elif height < 0:
                letters.append(Letter(position, BASES[base], bottom, height))
                bottom += height
    return letters
