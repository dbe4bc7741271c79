"""Which parameters act together, and the surface over the strongest pairs."""

from typing import Any

import numpy as np

from ...search import Trial, pairwise_interactions
from ...search.evidence.surface import INACTIVE, Axis, Surrogate
from ...search.space.values import text
from ..run import Run
from .columns import Columns
from .plain import rounded

_MAX_SURFACES = 66  # all pairs of twelve parameters


def describe_interplay(
    run: Run, trials: list[Trial], columns: Columns
) -> dict[str, list]:
    """Return all pairs, the strongest first, and surfaces for as many as fit."""
    found = pairwise_interactions(run.space, trials, rng=np.random.RandomState(0))
    surrogate = Surrogate(run.space, trials, np.random.RandomState(0))
    surfaces = []
    if surrogate.known:
        surfaces = [
            _describe_surface(surrogate.surface(*pair.params), columns)
            for pair in found[:_MAX_SURFACES]
        ]
    return {
        "interactions": [
            {
                "params": list(pair.params),
                "strength": rounded(pair.strength),
                "p_value": rounded(pair.p_value),
                "label": pair.label,
                "significant": pair.significant,
                "surface": place if place < len(surfaces) else None,
            }
            for place, pair in enumerate(found)
        ],
        "surfaces": surfaces,
    }


def _describe_surface(surface, columns) -> dict[str, Any]:
    return {
        "x": _describe_axis(surface.x, columns),
        "y": _describe_axis(surface.y, columns),
        "mean": [[rounded(value) for value in row] for row in surface.mean],
        "std": [[rounded(value, 3) for value in row] for row in surface.spread],
    }


def _describe_axis(axis: Axis, columns: Columns) -> dict[str, Any]:
    return {
        "param": axis.param,
        "points": [
            {"inactive": True}
            if value is INACTIVE
            else columns.point(axis.param, value)
            for value in axis.values
        ],
        "texts": [
            "inactive" if value is INACTIVE else _tick(value) for value in axis.values
        ],
        "log": axis.log,
    }


def _tick(value: Any) -> str:
    """Print a value of an axis; points between given values need no more digits."""
    return f"{value:.3g}" if isinstance(value, float) else text(value)
