"""The outlines of the letters A, C, G and T in logos.

Each fills the unit square, origin bottom left, so that it can be stretched to any
width and height. They are drawn here, not taken from a font: a logo looks the same
everywhere, and the drawing in matplotlib and the SVG come from one source.

An outline is a tuple of commands: ``("M", x, y)`` starts a contour, ``("L", x, y)`` is
a straight line, ``("C", x1, y1, x2, y2, x, y)`` a cubic curve with two control points,
and ``("Z",)`` closes the contour. What lies inside two contours is a hole.
"""

from math import cos, pi, sin, tan

BASE_COLORS = {"A": "#009e73", "C": "#0072b2", "G": "#e69f00", "T": "#cc3311"}
"""The usual colours of the four bases, in shades that colour-blind people tell apart.

Green, blue and orange are those of Okabe and Ito (2008), red that of Tol (2021).
"""

# How wide upright and how high level strokes are, in units of the letter.
_STEM, _BAR = 0.215, 0.165


def _arc(rx, ry, start, end):
    """Return curves along an ellipse around the middle, between angles in degrees."""
    n = max(1, round(abs(end - start) / 60))
    step = (end - start) * pi / 180 / n
    # The distance of control points at which a cubic curve follows an arc best.
    k = 4 / 3 * tan(step / 4)
    curves = []
    for i in range(n):
        a = start * pi / 180 + i * step
        b = a + step
        curves.append(
            (
                "C",
                0.5 + rx * (cos(a) - k * sin(a)),
                0.5 + ry * (sin(a) + k * cos(a)),
                0.5 + rx * (cos(b) + k * sin(b)),
                0.5 + ry * (sin(b) - k * cos(b)),
                0.5 + rx * cos(b),
                0.5 + ry * sin(b),
            )
        )
    return curves


def _at(rx, ry, angle):
    angle *= pi / 180
    return 0.5 + rx * cos(angle), 0.5 + ry * sin(angle)


_OUTER = (0.5, 0.5)
_INNER = (0.5 - _STEM, 0.5 - _BAR)
# Where C and G open, on either ellipse, in degrees: the stroke ends almost level.
_OUTER_END, _INNER_END = 28, 43


def _letter_a():
    slope = 0.39  # of both legs: how far in they come from bottom to top
    foot = 0.225
    low, high, tip = 0.225, 0.385, (0.5 - foot) / slope  # of the cross bar; the hole's
    at_low, at_high = foot + slope * low, foot + slope * high
    return (
        ("M", 0.0, 0.0),
        ("L", slope, 1.0),
        ("L", 1 - slope, 1.0),
        ("L", 1.0, 0.0),
        ("L", 1 - foot, 0.0),
        ("L", 1 - at_low, low),
        ("L", at_low, low),
        ("L", foot, 0.0),
        ("Z",),
        ("M", at_high, high),
        ("L", 1 - at_high, high),
        ("L", 0.5, tip),
        ("Z",),
    )


def _letter_c():
    outline = (
        ("M", *_at(*_OUTER, _OUTER_END)),
        *_arc(*_OUTER, _OUTER_END, 360 - _OUTER_END),
        ("L", *_at(*_INNER, 360 - _INNER_END)),
        *_arc(*_INNER, 360 - _INNER_END, _INNER_END),
        ("Z",),
    )
    # The opening cuts off the right end of the ellipse; stretch the rest to the edge.
    right = _at(*_OUTER, _OUTER_END)[0]
    return tuple(
        (name, *(v / right if i % 2 == 0 else v for i, v in enumerate(numbers)))
        for name, *numbers in outline
    )


def _letter_g():
    right, left = 1.0, 0.55
    return (
        ("M", *_at(*_OUTER, _OUTER_END)),
        *_arc(*_OUTER, _OUTER_END, 270),
        ("C", 0.70, 0.0, 0.87, 0.06, right, 0.17),
        ("L", right, 0.54),
        ("L", left, 0.54),
        ("L", left, 0.54 - _BAR),
        ("L", right - _STEM + 0.01, 0.54 - _BAR),
        ("L", right - _STEM + 0.01, 0.255),
        ("C", 0.72, 0.195, 0.62, _BAR, 0.5, _BAR),
        *_arc(*_INNER, 270, _INNER_END),
        ("Z",),
    )


def _letter_t():
    left, right, under = 0.5 - _STEM / 2, 0.5 + _STEM / 2, 1 - _BAR
    return (
        ("M", 0.0, 1.0),
        ("L", 1.0, 1.0),
        ("L", 1.0, under),
        ("L", right, under),
        ("L", right, 0.0),
        ("L", left, 0.0),
        ("L", left, under),
        ("L", 0.0, under),
        ("Z",),
    )


OUTLINES = {"A": _letter_a(), "C": _letter_c(), "G": _letter_g(), "T": _letter_t()}
