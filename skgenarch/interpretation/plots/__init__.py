"""Plots with matplotlib: one function each, of data that was computed before."""

from .footprints import plot_footprint, plot_heatmap
from .logos import plot_logo
from .matches import plot_matches
from .tracks import plot_tracks

__all__ = [
    "plot_footprint",
    "plot_heatmap",
    "plot_logo",
    "plot_matches",
    "plot_tracks",
]
