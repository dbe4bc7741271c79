"""Motifs above what they match in a database."""

from typing import Any

import pandas as pd

from ..motifs.matching import as_database, as_motifs
from .drawing import pyplot
from .logos import plot_logo

_NEEDED = ["query", "target", "target_name", "q_value", "offset", "strand"]
_NEEDED += ["query_index", "target_index"]
_ROW_HEIGHT, _LEFT = 1.15, 0.8  # inches
_POSITION = 0.27


def plot_matches(matches: pd.DataFrame, motifs: Any, database: Any = None, n: int = 5):
    """Draw motifs above their best matches, aligned, side by side.

    Targets that match on the other strand are drawn as their reverse complement. The
    columns of the query are shaded throughout.

    Parameters
    ----------
    matches : DataFrame
        As `match_motifs` returned it, or some of its rows.

    motifs, database : Motif, list of Motif, str or path-like
        Those which `match_motifs` was given.

    n : int, default=5
        How many of the best targets to draw for each motif.

    Returns
    -------
    figure : matplotlib Figure
        One column for each motif that is in `matches`.

    Raises
    ------
    ValueError
        If there is no match, or they are not of these motifs and this database.
    TypeError
        If what is given is not motifs.
    ImportError
        If matplotlib is not installed.
    """
    queries, targets = as_motifs(motifs, "motifs"), as_database(database)
    _check(matches, queries, targets)
    if n < 1:
        raise ValueError(f"The 'n' parameter must be 1 or more. Got {n!r} instead.")
    groups = [
        group.sort_values("rank", kind="stable").head(n)
        for _, group in matches.groupby("query_index", sort=False)
    ]
    ends = [_ends(group, queries, targets) for group in groups]
    widths = [max(stop - start, 10) for start, stop in ends]
    figure, axes = pyplot().subplots(
        1 + max(map(len, groups)),
        len(groups),
        figsize=(
            sum(widths) * _POSITION + len(groups) * _LEFT,
            _ROW_HEIGHT * (1 + max(map(len, groups))) + 0.3,
        ),
        width_ratios=widths,
        sharex="col",
        squeeze=False,
        layout="constrained",
    )
    for column, group, (start, stop) in zip(axes.T, groups, ends, strict=True):
        _draw(column, group, queries, targets)
        # Also where the names are longer than the logos.
        column[0].set_xlim(start - 0.5, max(stop, start + 10) - 0.5)
    return figure


def _check(matches, queries, targets):
    missing = [name for name in [*_NEEDED, "rank"] if name not in matches.columns]
    if missing:
        raise ValueError(
            "The 'matches' parameter must be a table as match_motifs returns it. It "
            f"has no column {', '.join(map(repr, missing))}."
        )
    if not len(matches):
        raise ValueError("The 'matches' parameter must have one match or more.")
    for kind, named, motifs in (
        ("query", "motifs", queries),
        ("target", "database", targets),
    ):
        pairs = zip(matches[f"{kind}_index"], matches[kind], strict=True)
        for index, name in pairs:
            if index >= len(motifs) or motifs[index].name != name:
                raise ValueError(
                    f"The {named!r} parameter must be what match_motifs was given: "
                    f"there is no {name!r} at position {index}."
                )


def _ends(group, queries, targets):
    """Return the range of coordinates, from the query's first column, of a column."""
    query = queries[group["query_index"].iloc[0]]
    widths = [targets[i].width for i in group["target_index"]]
    stops = [w - o for w, o in zip(widths, group["offset"], strict=True)]
    return min(0, *-group["offset"]), max(query.width, *stops)


def _draw(column, group, queries, targets):
    """Draw a query and its targets into the axes of one column."""
    query = queries[group["query_index"].iloc[0]]
    plot_logo(query, column[0])
    column[0].set_title(_title(query.name, query.alternate_name), _FONT, loc="left")
    for ax, row in zip(column[1:], group.itertuples(), strict=False):
        target = targets[row.target_index]
        turned = row.strand == "-"
        plot_logo(
            target.reverse_complement() if turned else target, ax, start=-row.offset
        )
        title = f"{_title(target.name, target.alternate_name)}   q = {row.q_value:.2g}"
        if turned:
            title += "   (reverse strand)"
        ax.set_title(title, _FONT, loc="left")
    for i, ax in enumerate(column):
        if i > len(group):
            ax.set_axis_off()
            continue
        ax.axvspan(-0.5, query.width - 0.5, color="#f2f2f2", zorder=0, linewidth=0)
        ax.set_ylabel("bits")
        ax.set_xlabel("position in the query" if i == len(group) else "")
        ax.tick_params(labelbottom=i == len(group))


_FONT = {"fontsize": 9}


def _title(name, alternate_name):
    return f"{alternate_name} ({name})" if alternate_name else name
