"""Results as one self-contained page; the template is in ``page``."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import jinja2
import pandas as pd
from markupsafe import Markup

from ..interpretation.page import STYLE, as_image
from ..interpretation.plots.drawing import pyplot
from .running import Benchmark, Section


def render(
    benchmark: Benchmark, sections: Sequence[Section], rows: pd.DataFrame
) -> str:
    """Write results as HTML that needs nothing else.

    Parameters
    ----------
    benchmark : Benchmark
    sections : sequence of Section
        What its ``summarize`` says.
    rows : DataFrame
        All of its rows: how many they are, and with what they were made.

    Returns
    -------
    html : str

    Raises
    ------
    ImportError
        If matplotlib is not installed.
    """
    return _template().render(
        benchmark=benchmark,
        style=Markup(STYLE),
        sections=[
            (section, _dots(section), _columns(section.table)) for section in sections
        ],
        n_rows=len(rows),
        versions=_versions(rows, benchmark),
    )


@cache
def _template():
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    text = (files(__package__) / "page" / "page.html.j2").read_text(encoding="utf-8")
    return environment.from_string(text)


def _columns(table):
    """Each column as its heading and its cells, numbers with equally many decimals."""
    columns = {}
    for name, values in table.items():
        text = values.astype(str)
        if pd.api.types.is_float_dtype(values):
            decimals = text.str.extract(r"\.(\d+)$")[0].str.len().max()
            n = min(4, int(decimals)) if pd.notna(decimals) else 0
            text = values.map(lambda value, n=n: f"{value:.{n}f}").replace("nan", "–")
        columns[str(name).replace("_", " ")] = list(text)
    return columns


def _versions(rows, benchmark):
    columns = ["skgenarch", *(p.replace("-", "_") for p in benchmark.versions_of)]
    return {
        column.replace("_", "-"): ", ".join(sorted(set(rows[column].astype(str))))
        for column in [*columns, "machine"]
        if column in rows
    }


def _dots(section):
    if section.dots is None or section.dots.empty:
        return None
    return as_image(_draw_dots, section, f"{section.title}: {section.unit}")


def _draw_dots(section):
    """One line for each data set, one dot on it for each method."""
    dots = section.dots
    plt = pyplot()
    height = 0.9 + 0.28 * len(dots) + 0.18 * len(dots.columns)
    figure, ax = plt.subplots(figsize=(8, max(2.4, height)), layout="constrained")
    markers = "osD^vP*X<>hp"
    for n, method in enumerate(dots):
        ax.plot(
            dots[method],
            range(len(dots)),
            markers[n % len(markers)],
            color=plt.get_cmap("tab10")(n % 10),
            alpha=0.85,
            label=method,
        )
    ax.set_yticks(range(len(dots)), [str(name) for name in dots.index])
    ax.invert_yaxis()
    ax.set_xlabel(section.unit)
    ax.grid(axis="y", color="0.85")
    ax.spines[["top", "right"]].set_visible(False)
    if dots.min().min() > 0 and dots.max().max() / dots.min().min() > 20:
        ax.set_xscale("log")
    figure.legend(loc="outside right upper", frameon=False)
    return figure
