"""Tests of drawing motifs above their matches."""

import numpy as np
import pandas as pd
import pytest

from skgenarch.interpretation.motifs import Motif
from skgenarch.interpretation.plots import plot_matches

A, C, G, T = np.eye(4)
QUERY = Motif("query", [C, A, C], alternate_name="Q")
OTHER = Motif("other", [T, T])
TARGETS = [
    Motif("t0", [T, T, C, A, C, G], alternate_name="Abc"),
    Motif("t1", [A, G, T, G, A]),  # TCACT on the other strand
    Motif("t2", [A, C]),
]


def row(query_index, target_index, rank, offset, strand, q_value=0.01):
    return {
        "query": [QUERY, OTHER][query_index].name,
        "target": TARGETS[target_index].name,
        "target_name": TARGETS[target_index].alternate_name,
        "q_value": q_value,
        "offset": offset,
        "strand": strand,
        "rank": rank,
        "query_index": query_index,
        "target_index": target_index,
    }


MATCHES = pd.DataFrame(
    [
        row(0, 1, 2, 1, "-"),
        row(0, 0, 1, 2, "+", 1.234e-9),
        row(0, 2, 3, -1, "+"),
        row(1, 0, 1, 0, "+"),
    ]
)


def letters(ax):
    """The letters of certain motifs, by their position."""
    from matplotlib.colors import to_hex

    from skgenarch.interpretation.motifs.glyphs import BASE_COLORS

    names = {color: base for base, color in BASE_COLORS.items()}
    (collection,) = ax.collections
    return {
        round(path.get_extents().extents[[0, 2]].mean()): names[to_hex(color)]
        for color, path in zip(
            collection.get_facecolors(), collection.get_paths(), strict=True
        )
    }


def test_targets_stand_under_what_they_match():
    figure = plot_matches(MATCHES, [QUERY, OTHER], TARGETS)
    axes = np.array(figure.axes).reshape(4, 2)
    query, first, second, third = axes[:, 0]
    assert letters(query) == dict(enumerate("CAC"))
    assert letters(first) == dict(enumerate("TTCACG", start=-2))
    assert letters(second) == dict(enumerate("TCACT", start=-1))
    assert letters(third) == dict(enumerate("AC", start=1))
    titles = [ax.get_title(loc="left") for ax in axes[:, 0]]
    assert titles == [
        "Q (query)",
        "Abc (t0)   q = 1.2e-09",
        "t1   q = 0.01   (reverse strand)",
        "t2   q = 0.01",
    ]
    low, high = query.get_xlim()
    assert low == -2.5 and high >= 3.5
    assert third.get_xlim() == (low, high)
    assert letters(axes[0, 1]) == {0: "T", 1: "T"}
    assert letters(axes[1, 1]) == dict(enumerate("TTCACG"))
    # The second motif has one match only; the places below are empty.
    assert [ax.axison for ax in axes[:, 1]] == [True, True, False, False]
    figure.canvas.draw()


def test_only_the_best_are_drawn():
    figure = plot_matches(MATCHES, [QUERY, OTHER], TARGETS, n=1)
    assert len(figure.axes) == 4
    assert figure.axes[2].get_title(loc="left").startswith("Abc")


@pytest.mark.parametrize(
    ("matches", "motifs", "n", "message"),
    [
        (MATCHES.drop(columns="offset"), [QUERY, OTHER], 5, "no column 'offset'"),
        (MATCHES.iloc[:0], [QUERY, OTHER], 5, "one match or more"),
        (MATCHES, [QUERY], 5, "no 'other' at position 1"),
        (MATCHES, [OTHER, QUERY], 5, "'motifs' parameter .* no 'query' at position 0"),
        (MATCHES, [QUERY, OTHER], 0, "'n' parameter must be 1 or more"),
    ],
)
def test_bad_input(matches, motifs, n, message):
    with pytest.raises(ValueError, match=message):
        plot_matches(matches, motifs, TARGETS, n=n)


def test_another_database_is_refused():
    with pytest.raises(ValueError, match=r"'database' parameter .* no 't1'"):
        plot_matches(MATCHES, [QUERY, OTHER], TARGETS[::2])
