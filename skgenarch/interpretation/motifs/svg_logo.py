"""Logos as SVG, of paths alone: no script, no font, no library."""

from html import escape

import numpy as np

from .glyphs import BASE_COLORS, OUTLINES
from .logo_layout import Letter, stack_letters

_GAP = 0.03  # either side of a letter, as a share of its position
_ASPECT = 0.36  # width of a position, as a share of the logo's height
_INVISIBLE = 0.004  # letters lower than this share of the logo are left out
_SCALE = 100  # user units per position and per logo: short numbers


def svg_logo(heights: np.ndarray, full: float, *, height: float, label: str) -> str:
    """Return a logo as an ``<svg>`` element.

    Parameters
    ----------
    heights : ndarray of shape (width, 4)
        Of the letters A, C, G and T, not negative.

    full : float
        What the whole height stands for, for example two bits.

    height : float
        In pixels.

    label : str
        What a screen reader says in place of the picture.

    Returns
    -------
    svg : str
        Letters of the same kind are one path, so there are four at most.
    """
    pieces = {letter: [] for letter in BASE_COLORS}
    for stacked in stack_letters(heights):
        if stacked.height > _INVISIBLE * full:
            pieces[stacked.letter].append(_path(stacked, full))
    paths = "".join(
        f'<path fill="{BASE_COLORS[letter]}" fill-rule="evenodd" d="{"".join(drawn)}"/>'
        for letter, drawn in pieces.items()
        if drawn
    )
    n = len(heights)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" '
        f'aria-label="{escape(label)}" width="{n * _ASPECT * height:.6g}" '
        f'height="{height:.6g}" viewBox="0 0 {n * _SCALE} {_SCALE}" '
        f'preserveAspectRatio="none"><title>{escape(label)}</title>{paths}</svg>'
    )


def _path(stacked: Letter, full: float) -> str:
    """Return the path data of one letter; y points down in SVG."""
    commands = []
    for name, *numbers in OUTLINES[stacked.letter]:
        points = []
        for x, y in zip(numbers[::2], numbers[1::2], strict=True):
            across = stacked.position + _GAP + (1 - 2 * _GAP) * x
            up = (stacked.base + stacked.height * y) / full
            points += [f"{v * _SCALE:.1f}".removesuffix(".0") for v in (across, 1 - up)]
        commands.append(name + " ".join(points))
    return "".join(commands)
