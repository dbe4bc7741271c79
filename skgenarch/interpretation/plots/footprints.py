"""Footprints and heat maps of profiles over bases."""

from typing import Any

import numpy as np

from ..footprint import Footprint, HeatMap
from .drawing import new_axes

_COLOURS = ("#0b6e99", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")


def plot_footprint(footprints: Any, ax=None, *, label: str = "attention"):
    """Draw mean profiles as lines, with their intervals as bands.

    Parameters
    ----------
    footprints : Footprint, dict of Footprint, or DataFrame
        As `mean_footprint` or `compare_footprints` returned; a dict by name of the
        group.

    ax : matplotlib Axes, default=None
        Where to draw; None makes a figure.

    label : str, default="attention"
        What the profile is, for the axis.

    Returns
    -------
    ax : matplotlib Axes

    Raises
    ------
    ImportError
        If matplotlib is not installed.
    """
    ax = new_axes(ax, (7, 2.6))
    groups = _by_group(footprints)
    for number, (name, footprint) in enumerate(groups.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        ax.fill_between(
            footprint.offset,
            footprint.low,
            footprint.high,
            color=colour,
            alpha=0.25,
            linewidth=0,
        )
        ax.plot(footprint.offset, footprint.mean, color=colour, lw=1.5, label=name)
    if len(groups) > 1:
        ax.legend(frameon=False)
    first = next(iter(groups.values()))
    ax.set_xlim(first.offset[0], first.offset[-1])
    from_anchor = first.offset[0] < 0
    ax.set_xlabel("bases from the anchor" if from_anchor else "base")
    ax.set_ylabel(f"mean {label}")
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def plot_heatmap(
    heatmap: HeatMap, ax=None, *, anchor: int = 0, label: str = "attention"
):
    """Draw profiles as rows of colour.

    Parameters
    ----------
    heatmap : HeatMap
        As `attention_heatmap` returned.

    ax : matplotlib Axes, default=None
        Where to draw; None makes a figure.

    anchor : int, default=0
        The base that offsets are counted from.

    label : str, default="attention"
        What the profile is.

    Returns
    -------
    ax : matplotlib Axes

    Raises
    ------
    ImportError
        If matplotlib is not installed.
    """
    ax = new_axes(ax, (7, 4))
    n, length = heatmap.values.shape
    # A few bright bases must not leave the rest dark.
    brightest = np.quantile(heatmap.values, 0.995)
    image = ax.imshow(
        heatmap.values,
        aspect="auto",
        interpolation="nearest",
        cmap="magma",
        vmin=0,
        vmax=brightest or 1.0,
        extent=(-anchor - 0.5, length - anchor - 0.5, n, 0),
    )
    ax.figure.colorbar(image, ax=ax, label=label, pad=0.02, extend="max")
    ax.set_xlabel("bases from the anchor" if anchor else "base")
    ax.set_ylabel("sequences, by peak")
    return ax


def _by_group(footprints):
    if isinstance(footprints, Footprint):
        return {"": footprints}
    if hasattr(footprints, "groupby"):
        return {
            name: Footprint(
                *(part[column].to_numpy() for column in ("offset", "mean", "low")),
                part["high"].to_numpy(),
                int(part["n_sequences"].iloc[0]),
            )
            for name, part in footprints.groupby("group", sort=False)
        }
    return dict(footprints)
