"""A domain that is a distribution."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from .choices import Choices
from .rules import Rule
from .truncation import TruncatedDistribution
from .values import is_number, text

# A single value of a continuous distribution has no probability. It is given this
# much, so that a rule may fix a parameter and the rest can still be drawn.
_SHARE_OF_A_POINT = 1e-12


class Range:
    """The values of a univariate distribution.

    Parameters
    ----------
    dist : frozen scipy distribution or TruncatedDistribution
        Continuous or discrete.

    Attributes
    ----------
    dist : frozen scipy distribution or TruncatedDistribution
        As given.

    numeric : bool
        Always True.

    discrete : bool
        Whether the values are integers.

    log : bool
        Whether the distribution, before any truncation, has a logarithmic scale: its
        5 % and 95 % quantiles are positive and a factor of ten or more apart, and
        its median is nearer to their geometric than to their arithmetic mean.

    size : int or float
        Number of values, infinite where the distribution is continuous.
    """

    numeric = True

    def __init__(self, dist):
        self.dist = dist
        self.discrete = getattr(dist, "discrete", hasattr(dist, "pmf"))
        self.low, self.high = dist.support()
        finite = self.discrete and np.isfinite([self.low, self.high]).all()
        self.size = int(self.high) - int(self.low) + 1 if finite else math.inf
        low, median, high = self.whole.ppf([0.05, 0.5, 0.95])
        self.log = bool(
            0 < 10 * low <= high
            and median - math.sqrt(low * high) < (low + high) / 2 - median
        )

    @property
    def whole(self) -> Any:
        """The distribution before any truncation."""
        dist = self.dist
        return dist.dist if isinstance(dist, TruncatedDistribution) else dist

    @property
    def spec(self) -> Any:
        """The domain as scikit-learn takes it."""
        return self.dist

    def key(self, value: Any) -> Any:
        """Return the value itself, or None if it is outside the domain."""
        inside = is_number(value) and self.low <= value <= self.high
        if not inside or (self.discrete and value != int(value)):
            return None
        return int(value) if self.discrete else value

    def from_key(self, key: float | int) -> float | int:
        """Return the value, which is its own key."""
        return key

    def value(self, position: int) -> int:
        """Return the integer at a position in ``range(size)``, counted from below."""
        return int(self.low) + position

    def draw(self, rng: np.random.RandomState) -> float | int:
        """Draw a value from the distribution."""
        return self.dist.rvs(random_state=rng)

    def split(self, rule: Rule) -> tuple[list["Piece"], list["Piece"]]:
        """Return what a rule keeps and what it drops.

        Intervals keep the shape of the distribution; single values become choices.
        """
        spans = self._spans(rule)
        starts = [self.low] + [self._above(high) for _, high in spans]
        ends = [self._below(low) for low, _ in spans] + [self.high]
        gaps = [(a, b) for a, b in zip(starts, ends, strict=True) if a <= b]
        return self._pieces(spans), self._pieces(gaps)

    def _above(self, value: float) -> float:
        return value + 1 if self.discrete else math.nextafter(value, math.inf)

    def _below(self, value: float) -> float:
        return value - 1 if self.discrete else math.nextafter(value, -math.inf)

    def _spans(self, rule: Rule) -> list[tuple[float, float]]:
        """Return the disjoint closed intervals that a rule keeps, in order."""
        spans = []
        if rule.bounds is not None:
            low, high = rule.bounds
            low = self.low if low is None else max(low, self.low)
            high = self.high if high is None else min(high, self.high)
            if self.discrete and low <= high:
                low = math.ceil(low) if math.isfinite(low) else low
                high = math.floor(high) if math.isfinite(high) else high
            if low <= high:
                spans.append((low, high))
        points = {self.key(value) for value in rule.categories} - {None}
        spans += [
            (point, point)
            for point in points
            if not any(low <= point <= high for low, high in spans)
        ]
        return sorted(spans)

    def _pieces(self, spans: Sequence[tuple[float, float]]) -> list["Piece"]:
        """Turn intervals into ranges, and all single values into one list."""
        pieces = [self._interval(low, high) for low, high in spans if low < high]
        pieces.append(self._choices([low for low, high in spans if low == high]))
        return [piece for piece in pieces if piece is not None]

    def _interval(self, low: float, high: float) -> "Piece | None":
        if low <= self.low and high >= self.high:
            return self, 1.0
        try:
            dist = TruncatedDistribution(self.dist, low, high)
        except ValueError:  # no probability there
            return None
        return Range(dist), min(1.0, dist.share / getattr(self.dist, "share", 1.0))

    def _choices(self, points: list) -> "Piece | None":
        if not self.discrete:
            share = _SHARE_OF_A_POINT * len(points)
            return (Choices(points), share) if points else None
        pieces = {point: self._interval(point, point) for point in points}
        shares = {point: piece[1] for point, piece in pieces.items() if piece}
        if not shares:
            return None
        return Choices(shares, list(shares.values())), sum(shares.values())

    def join(self, pieces: Sequence["Domain"]) -> list["Domain"]:
        """Return what pieces of this domain hold together, in as few as possible."""
        spans = [
            (piece.low, piece.high) for piece in pieces if isinstance(piece, Range)
        ]
        for piece in pieces:
            if isinstance(piece, Choices):
                spans += [(value, value) for value in piece.values]
        merged: list[tuple[float, float]] = []
        for low, high in sorted(spans):
            if merged and low <= self._above(merged[-1][1]):
                merged[-1] = (merged[-1][0], max(merged[-1][1], high))
            else:
                merged.append((low, high))
        return [domain for domain, _ in self._pieces(merged)]

    def __eq__(self, other):
        if not isinstance(other, Range):
            return NotImplemented
        same = self.whole is other.whole
        return same and (self.low, self.high) == (other.low, other.high)

    def __str__(self):
        scale = ", log scale" if self.log else ""
        kind = "integers " if self.discrete else ""
        return f"{kind}{text(float(self.low))} to {text(float(self.high))}{scale}"


Domain = Choices | Range
Piece = tuple[Domain, float]  # a part of a domain, and its share of the probability
