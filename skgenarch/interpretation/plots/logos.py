"""Motifs, and what each base is worth, as letters."""

from typing import Any

import numpy as np

from ..motifs.glyphs import BASE_COLORS, OUTLINES
from ..motifs.logo_layout import Letter, stack_letters
from ..motifs.motif import Motif
from .drawing import new_axes

LABELS = {
    "information": "information (bits)",
    "probability": "probability",
    "contribution": "contribution",
}
_GAP = 0.03  # either side of a letter, in positions
_SIZE = (0.32, 1.6)  # of a new figure, in inches per position and in all


def plot_logo(
    motif: Any,
    ax=None,
    *,
    kind: str = "information",
    colors: dict[str, str] | None = None,
    start: int = 0,
):
    """Draw a sequence logo [1]_.

    All letters are one collection of paths, so that long ones are drawn fast too.

    Parameters
    ----------
    motif : Motif, or array-like of shape (width, 4)
        Columns of an array are A, C, G, T: probabilities, against a uniform background,
        or contributions of either sign.

    ax : matplotlib Axes, default=None
        Where to draw; None makes a figure.

    kind : {"information", "probability", "contribution"}, default="information"
        What the heights are: a base's share of the bits of its position; its
        probability; or the values of an array as they are, of which negative ones hang
        below the axis, upside down.

    colors : dict, default=None
        Colours of some of the letters A, C, G and T, as matplotlib takes them, in place
        of green, blue, orange and red.

    start : int, default=0
        Coordinate of the first position, at which its letter is centred.

    Returns
    -------
    ax : matplotlib Axes

    Raises
    ------
    ValueError
        If `motif` is not what `kind` says, or a parameter is none of its options.
    ImportError
        If matplotlib is not installed.

    References
    ----------
    .. [1] T. D. Schneider and R. M. Stephens. Sequence logos: a new way to display
       consensus sequences. Nucleic Acids Research 18 (1990).
    """
    if kind not in LABELS:
        raise ValueError(
            f"The 'kind' parameter must be one of {', '.join(map(repr, LABELS))}. Got "
            f"{kind!r} instead."
        )
    colors = _checked_colors(colors)
    heights = _heights(motif, kind)
    ax = new_axes(ax, (max(3.0, len(heights) * _SIZE[0] + 0.8), _SIZE[1]))
    ax.add_collection(_collection(stack_letters(heights), start, colors), autolim=False)
    _set_axes(ax, heights, kind, start)
    return ax


def _checked_colors(colors):
    foreign = set(colors or {}) - set(BASE_COLORS)
    if foreign:
        raise ValueError(
            "The 'colors' parameter must be a dict with keys among A, C, G and T. Got "
            f"{', '.join(sorted(map(repr, foreign)))} instead."
        )
    return BASE_COLORS | (colors or {})


def _heights(motif, kind):
    """Return the height of each letter, (width, 4)."""
    if kind != "contribution":
        motif = motif if isinstance(motif, Motif) else Motif("array", motif)
        return motif.letter_heights(kind)
    if isinstance(motif, Motif):
        raise ValueError(
            "The 'motif' parameter must be an array of contributions for "
            "kind='contribution'. Got a Motif instead, which has probabilities."
        )
    heights = np.asarray(motif, dtype=np.float64)
    if heights.ndim != 2 or heights.shape[1] != 4 or not len(heights):
        raise ValueError(
            "Contributions must be an array of shape (width, 4), with columns A, C, G "
            f"and T. Got shape {heights.shape} instead."
        )
    if not np.isfinite(heights).all():
        raise ValueError("Contributions must be finite. Got NaN or infinity instead.")
    return heights


def _collection(letters, start, colors):
    from matplotlib.collections import PathCollection
    from matplotlib.colors import to_rgba

    outlines = {letter: _outline(commands) for letter, commands in OUTLINES.items()}
    return PathCollection(
        [_path(letter, start, *outlines[letter.letter]) for letter in letters],
        facecolors=[to_rgba(colors[letter.letter]) for letter in letters],
        linewidths=0,
    )


def _outline(commands):
    """Return the vertices, (n, 2), and the codes that matplotlib wants for them."""
    from matplotlib.path import Path

    codes = {
        "M": [Path.MOVETO],
        "L": [Path.LINETO],
        "C": [Path.CURVE4] * 3,
        "Z": [Path.CLOSEPOLY],
    }
    vertices = [numbers or (0.0, 0.0) for _, *numbers in commands]
    return (
        np.concatenate([np.reshape(numbers, (-1, 2)) for numbers in vertices]),
        [code for name, *_ in commands for code in codes[name]],
    )


def _path(letter: Letter, start, vertices, codes):
    """Return the outline of a letter, stretched to its place."""
    from matplotlib.path import Path

    corner = (start + letter.position - 0.5 + _GAP, letter.base)
    return Path(corner + vertices * (1 - 2 * _GAP, letter.height), codes)


def _set_axes(ax, heights, kind, start):
    from matplotlib.ticker import MaxNLocator

    top = np.maximum(heights, 0).sum(axis=1).max()
    bottom = np.minimum(heights, 0).sum(axis=1).min()
    if kind == "contribution":
        margin = 0.05 * (top - bottom) or 1.0
        ax.set_ylim(bottom - margin * (bottom < 0), top + margin)
        ax.axhline(0, color="#444444", linewidth=0.8)
    elif kind == "information":
        # Against an uneven background a position can have more than two bits.
        ax.set_ylim(0, max(2.0, top))
        ax.set_yticks([0, 1, 2])
    else:
        ax.set_ylim(0, 1)
        ax.set_yticks([0, 0.5, 1])
    ax.set_xlim(start - 0.5, start + len(heights) - 0.5)
    ax.xaxis.set_major_locator(MaxNLocator("auto", steps=[1, 2, 5, 10], integer=True))
    ax.set_xlabel("position")
    ax.set_ylabel(LABELS[kind])
    ax.spines[["top", "right"]].set_visible(False)
