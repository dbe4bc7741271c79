"""An interpretation as one self-contained page; template and style are in ``page``."""

import base64
import io
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

import jinja2
import numpy as np
from markupsafe import Markup

from .naming import MAX_Q, MIN_INFORMATION
from .plots import plot_footprint, plot_heatmap, plot_tracks
from .plots.drawing import pyplot

_PARTS = files(__package__) / "page"
STYLE = (_PARTS / "page.css").read_text(encoding="utf-8")
_JASPAR = "https://jaspar.elixir.no/matrix/"
_N_NAMES = 3
_N_BINS = 30


def render(interpretation) -> str:
    """Write an `Interpretation` as HTML that needs nothing else.

    Parameters
    ----------
    interpretation : Interpretation

    Returns
    -------
    html : str
        Names of sequences and motifs are in it as text, never as markup.

    Raises
    ------
    ImportError
        If matplotlib is not installed.
    """
    length = len(interpretation.footprint.mean)
    return _template().render(
        it=interpretation,
        length=length,
        style=Markup(STYLE),
        footprint=as_image(
            _draw_footprint,
            interpretation,
            f"Mean {interpretation.profile_kind} of each base",
        ),
        heatmap=as_image(
            _draw_heatmap,
            interpretation,
            f"{interpretation.profile_kind} of each sequence, as a heat map",
        ),
        motifs=[
            _motif_row(interpretation, number, length)
            for number in range(len(interpretation.motifs))
        ],
        examples=[
            (example, as_image(_draw_example, example, f"Tracks of {example.name}"))
            for example in interpretation.examples
        ],
    )


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    environment.filters["p_value"] = _p_value
    return environment.from_string(
        (_PARTS / "page.html.j2").read_text(encoding="utf-8")
    )


def _motif_row(interpretation, number, length):
    motif = interpretation.motifs[number]
    names = []
    if interpretation.matches is not None:
        matches = interpretation.matches
        for match in matches[matches["query_index"] == number].itertuples():
            names.append(
                {
                    "name": match.target_name or match.target,
                    "id": match.target,
                    "q": match.q_value,
                    "unsure": match.q_value > MAX_Q
                    or match.information < MIN_INFORMATION,
                    "url": _JASPAR + match.target if _is_jaspar(match.target) else None,
                }
            )
    return {
        "motif": motif,
        "logo": Markup(motif.to_svg(height=48)),
        "names": names[:_N_NAMES],
        "histogram": Markup(_histogram(motif.positions, length)),
    }


def _is_jaspar(name):
    return name.startswith("MA") and name[2:].replace(".", "", 1).isdigit()


def _histogram(positions, length):
    """Where sites lie, as bars without axes."""
    counts, _ = np.histogram(positions, bins=_N_BINS, range=(0, length))
    heights = 30 * counts / max(counts.max(), 1)
    bars = "".join(
        f'<rect x="{4 * i}" y="{30 - height:.1f}" width="3.4" height="{height:.1f}"/>'
        for i, height in enumerate(heights)
    )
    label = f"Sites along the {length} bases; most lie near {np.median(positions):.0f}"
    return (
        f'<svg role="img" aria-label="{label}" class="histogram" width="120" '
        f'height="30" viewBox="0 0 {4 * _N_BINS} 30"><title>{label}</title>{bars}</svg>'
    )


def as_image(draw: Callable, data: Any, label: str) -> Markup:
    """Draw with matplotlib, as an image in a page.

    An image keeps the style and the names that matplotlib gives its parts to itself.
    """
    plt = pyplot()
    # Without a date and with a fixed salt the same data make the same page.
    with plt.rc_context({"svg.hashsalt": "skgenarch", "font.size": 9}):
        figure = draw(data)
        svg = io.BytesIO()
        figure.savefig(svg, format="svg", metadata={"Date": None}, transparent=True)
        plt.close(figure)
    content = base64.b64encode(svg.getvalue()).decode()
    return Markup('<img src="data:image/svg+xml;base64,{}" alt="{}">').format(
        content, label
    )


def _draw_footprint(interpretation):
    figure, ax = pyplot().subplots(figsize=(8, 2.4), layout="constrained")
    plot_footprint(interpretation.footprint, ax, label=interpretation.profile_kind)
    length = len(interpretation.footprint.mean)
    if interpretation.profile_kind == "attention":
        ax.axhline(1 / length, color="0.5", lw=0.8, ls="--")
    return figure


def _draw_heatmap(interpretation):
    figure, ax = pyplot().subplots(figsize=(8, 3.6), layout="constrained")
    plot_heatmap(interpretation.heatmap, ax, label=interpretation.profile_kind)
    return figure


def _draw_example(example):
    axes = plot_tracks(example.contributions, example.attention, sites=example.sites)
    return axes[0].figure


def _p_value(p):
    if p >= 0.001:
        return f"{p:.2g}"
    return f"{p:.0e}" if p > 0 else "< 1e-300"
