"""Tests of what logos are made of: outlines, places, and the SVG."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from skgenarch.interpretation.motifs import Motif
from skgenarch.interpretation.motifs.glyphs import BASE_COLORS, OUTLINES
from skgenarch.interpretation.motifs.logo_layout import stack_letters

SVG = "{http://www.w3.org/2000/svg}"


def points_along(outline):
    """Points on the outline, curves by their definition."""
    points = []
    for _, *numbers in outline[:-1]:
        if len(numbers) == 6:
            a, b, c, d = points[-1], *np.reshape(numbers, (3, 2))
            for t in np.linspace(0, 1, 101)[:, None]:
                s = 1 - t
                curve = s**3 * a + 3 * s * s * t * b + 3 * s * t * t * c + t**3 * d
                points.append(curve)
        elif numbers:
            points.append(np.array(numbers))
    return np.array(points)


@pytest.mark.parametrize("letter", "ACGT")
def test_a_letter_fills_the_unit_square(letter):
    points = points_along(OUTLINES[letter])
    assert points.min(axis=0) == pytest.approx([0, 0], abs=1e-3)
    assert points.max(axis=0) == pytest.approx([1, 1], abs=1e-3)


def test_letters_stack_away_from_the_axis_the_highest_last():
    letters = stack_letters(np.array([[0.2, 0.0, 0.5, 0.1], [-1.0, 2.0, -3.0, 0.0]]))
    expected = [
        (0, "T", 0, 0.1),
        (0, "A", 0.1, 0.2),
        (0, "G", 0.3, 0.5),
        (1, "A", 0, -1),
        (1, "C", 0, 2),
        (1, "G", -1, -3),
    ]
    assert [letter[:2] for letter in letters] == [row[:2] for row in expected]
    numbers = [list(letter[2:]) for letter in letters]
    assert np.allclose(numbers, [row[2:] for row in expected])


def boxes(svg):
    """The colour and the extent (left, top, right, bottom) of each letter."""
    found = []
    for path in ET.fromstring(svg).iter(f"{SVG}path"):
        for part in path.get("d").split("Z")[:-1]:
            numbers = [float(n) for n in re.findall(r"-?[\d.]+", part)]
            xs, ys = numbers[::2], numbers[1::2]
            found.append((path.get("fill"), min(xs), min(ys), max(xs), max(ys)))
    return found


def test_svg_of_certain_bases():
    svg = Motif("m", [[0, 0, 0, 1], [0.5, 0, 0, 0.5]]).to_svg(height=50)
    root = ET.fromstring(svg)
    assert root.get("height") == "50"
    assert root.get("viewBox") == "0 0 200 100"
    a, t1, t2 = sorted(b for b in boxes(svg) if b[4] - b[2] > 20 or b[3] - b[1] > 80)
    assert a[0] == BASE_COLORS["A"]
    assert t1[1:] == pytest.approx((3, 0, 97, 100))
    # One bit in all at the second position, half of it each; the T came later.
    assert a[1:] == pytest.approx((103, 75, 197, 100))
    assert t2[1:] == pytest.approx((103, 50, 197, 75))


def test_svg_holds_no_script_and_escapes_names():
    motif = Motif("m", [[0, 0, 0, 1]], alternate_name="<b>&\"'")
    root = ET.fromstring(motif.to_svg())
    assert root.get("aria-label") == "Logo of <b>&\"': T"
    assert {element.tag for element in root.iter()} == {
        f"{SVG}svg",
        f"{SVG}title",
        f"{SVG}path",
    }
    assert motif._repr_svg_() == motif.to_svg()


def test_letters_too_low_to_see_are_left_out():
    row = [0.999, 0.0005, 0.0005, 0]
    assert len(ET.fromstring(Motif("m", [row]).to_svg()).findall(f"{SVG}path")) == 1
    probabilities = Motif("m", [[0.7, 0.1, 0.1, 0.1]]).to_svg("probability")
    assert len(ET.fromstring(probabilities).findall(f"{SVG}path")) == 4


def test_a_base_can_have_more_than_two_bits():
    svg = Motif("m", [[0, 0, 0, 1]], background=[0.45, 0.45, 0.05, 0.05]).to_svg()
    assert boxes(svg)[0][2] == pytest.approx(0)


def test_bad_kind():
    with pytest.raises(ValueError, match="'kind' parameter must be"):
        Motif("m", [[0, 0, 0, 1]]).to_svg("bits")
