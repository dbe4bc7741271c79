"""Tests of drawing logos with matplotlib."""

import builtins

import numpy as np
import pytest
from matplotlib.colors import to_hex

from skgenarch.interpretation.motifs import Motif
from skgenarch.interpretation.motifs.glyphs import BASE_COLORS
from skgenarch.interpretation.plots import plot_logo

MOTIF = Motif("m", [[0, 0, 0, 1], [0.5, 0, 0, 0.5], [0.25] * 4])


def letters_of(ax):
    """Colour, left, bottom, right and top of each letter, curves included."""
    (collection,) = ax.collections
    return [
        (to_hex(color), *np.round(path.get_extents().extents, 3))
        for color, path in zip(
            collection.get_facecolors(), collection.get_paths(), strict=True
        )
    ]


def test_letters_stand_where_they_should():
    ax = plot_logo(MOTIF)
    # No letters at the third position, which has no bits.
    assert letters_of(ax) == [
        (BASE_COLORS["T"], -0.47, 0, 0.47, 2),
        (BASE_COLORS["A"], 0.53, 0, 1.47, 0.5),
        (BASE_COLORS["T"], 0.53, 0.5, 1.47, 1),
    ]
    assert ax.get_ylim() == (0, 2)
    assert ax.get_xlim() == (-0.5, 2.5)
    assert ax.get_ylabel() == "information (bits)"


def test_probabilities_fill_every_position():
    ax = plot_logo(MOTIF, kind="probability", start=10)
    letters = letters_of(ax)
    assert len(letters) == 1 + 2 + 4
    assert letters[0] == (BASE_COLORS["T"], 9.53, 0, 10.47, 1)
    assert [round(top - bottom, 2) for *_, bottom, _, top in letters[3:]] == [0.25] * 4
    assert ax.get_ylim() == (0, 1)


def test_negative_contributions_hang_upside_down():
    ax = plot_logo(np.array([[0, 0, 0, 0.5], [-2.0, 0, 0, 0]]), kind="contribution")
    t, a = letters_of(ax)
    assert t == (BASE_COLORS["T"], -0.47, 0, 0.47, 0.5)
    assert a == (BASE_COLORS["A"], 0.53, -2, 1.47, 0)
    # The feet of the A, its widest part, are at the axis.
    vertices = ax.collections[0].get_paths()[1].vertices
    feet = vertices[np.isclose(vertices[:, 0], 0.53)]
    assert feet[:, 1] == pytest.approx(np.zeros(len(feet)))
    low, high = ax.get_ylim()
    assert low < -2 and high > 0.5


def test_long_tracks_are_one_collection():
    rng = np.random.default_rng(0)
    ax = plot_logo(rng.normal(size=(500, 4)), kind="contribution")
    assert len(ax.collections) == 1
    assert len(ax.collections[0].get_paths()) == 2000


def test_arrays_colors_and_given_axes():
    ax = plot_logo(MOTIF)
    same = plot_logo([[1, 0, 0, 0]], ax, colors={"A": "black"})
    assert same is ax
    assert to_hex(ax.collections[1].get_facecolors()[0]) == "#000000"


def test_contributions_of_nothing_are_drawn():
    ax = plot_logo(np.zeros((3, 4)), kind="contribution")
    assert len(ax.collections[0].get_paths()) == 0
    ax.figure.canvas.draw()


@pytest.mark.parametrize(
    ("args", "options", "message"),
    [
        ((MOTIF,), {"kind": "bits"}, "'kind' parameter must be one of 'information'"),
        ((MOTIF,), {"kind": "contribution"}, "Got a Motif instead"),
        ((MOTIF,), {"colors": {"U": "red"}}, "keys among A, C, G and T. Got 'U'"),
        (([[1, 2, 3, 4]],), {}, "sums to one"),
        (([1, 2],), {"kind": "contribution"}, r"Got shape \(2,\)"),
        (([[np.nan] * 4],), {"kind": "contribution"}, "must be finite"),
    ],
)
def test_bad_input(args, options, message):
    with pytest.raises(ValueError, match=message):
        plot_logo(*args, **options)


def test_without_matplotlib_the_error_says_what_to_install(monkeypatch):
    found = builtins.__import__

    def without(name, *args, **kwargs):
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return found(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ImportError, match=r'pip install "skgenarch\[plots\]"'):
        plot_logo(MOTIF)
