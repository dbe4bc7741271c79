"""What one parameter may be: a list of choices, or a distribution.

Both kinds of domain answer the same questions: how many values, is this one of them,
draw one, keep only what a rule allows.
"""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from .rules import Rule
from .truncation import TruncatedDistribution
from .values import is_number, same_value, text

_METHODS = ("rvs", "ppf", "cdf", "isf", "sf", "support")


class Choices:
    """A list of values of any kind.

    Parameters
    ----------
    values : iterable
        The choices in the user's order; repeated values count once.

    Attributes
    ----------
    values : tuple
        The distinct choices.

    numeric : bool
        Whether all are numbers, so that they have an order. Booleans do not count.

    size : int
        Number of distinct choices.
    """

    def __init__(self, values):
        self.values = ()
        self._places = {}  # by hash; what has none is looked for one by one
        self._unhashable = []
        kept = []
        for value in values:
            if self.key(value) is None:
                self._remember(value, len(kept))
                kept.append(value)
                self.values = kept
        self.values = tuple(kept)
        self.numeric = all(map(is_number, self.values))
        self.size = len(self.values)

    @property
    def spec(self) -> list:
        """The domain as scikit-learn takes it."""
        return list(self.values)

    def key(self, value: Any) -> int | None:
        """Return the position of a value, or None if it is not a choice."""
        label = _hashable(value)
        if label is not None:
            return self._places.get(label)
        for position in self._unhashable:
            if same_value(self.values[position], value):
                return position
        return None

    def _remember(self, value, position):
        label = _hashable(value)
        if label is None:
            self._unhashable.append(position)
        else:
            self._places[label] = position

    def value(self, position: int) -> Any:
        """Return the choice at a position in ``range(size)``."""
        return self.values[position]

    def draw(self, rng: np.random.RandomState) -> Any:
        """Draw a choice, all alike."""
        return self.values[rng.randint(self.size)]

    def restrict(self, rule: Rule) -> "Choices | None":
        """Return the choices that a rule allows, None if there are none."""
        kept = [value for value in self.values if rule.allows(value)]
        return Choices(kept) if kept else None

    def __str__(self):
        return ", ".join(map(text, self.values))


def _hashable(value):
    """Return a key that same values share, None where there is none."""
    if is_number(value):
        return ("number", value)
    if value != value if isinstance(value, (float, np.floating)) else False:
        return ("nan",)
    try:
        hash(value)
    except TypeError:
        return None
    return (type(value), value)


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
        whole = dist.dist if isinstance(dist, TruncatedDistribution) else dist
        low, median, high = whole.ppf([0.05, 0.5, 0.95])
        self.log = bool(
            0 < 10 * low <= high
            and median - math.sqrt(low * high) < (low + high) / 2 - median
        )

    @property
    def spec(self) -> Any:
        """The domain as scikit-learn takes it."""
        return self.dist

    def key(self, value: Any) -> Any:
        """Return the value itself, or None if it is outside the domain."""
        inside = is_number(value) and self.low <= value <= self.high
        if not inside or (self.discrete and value != int(value)):
            return None
        return value

    def value(self, position: int) -> int:
        """Return the integer at a position in ``range(size)``, counted from below."""
        return int(self.low) + position

    def draw(self, rng: np.random.RandomState) -> float | int:
        """Draw a value from the distribution."""
        return self.dist.rvs(random_state=rng)

    def restrict(self, rule: Rule) -> "Range | Choices | None":
        """Return what a rule allows: a truncated range, single values, or None."""
        points = [value for value in rule.categories if self.key(value) is not None]
        if rule.bounds is None:
            return Choices(points) if points else None
        low, high = rule.bounds
        if low is not None and low == high:
            return Choices([low]) if self.key(low) is not None else None
        if (low is None or low <= self.low) and (high is None or high >= self.high):
            return self
        try:
            return Range(TruncatedDistribution(self.dist, low, high))
        except ValueError:
            return None

    def __str__(self):
        scale = ", log scale" if self.log else ""
        kind = "integers " if self.discrete else ""
        return f"{kind}{text(float(self.low))} to {text(float(self.high))}{scale}"


Domain = Choices | Range


def as_domain(name: str, spec: Any) -> Domain:
    """Check what the user wrote for one parameter and wrap it.

    Parameters
    ----------
    name : str
        The parameter, for the error messages.

    spec : sequence, 1-D array or frozen scipy distribution
        What scikit-learn's ``RandomizedSearchCV`` takes.

    Returns
    -------
    domain : Choices or Range
        The domain of the parameter.

    Raises
    ------
    TypeError
        If `spec` is neither a sequence nor a distribution.

    ValueError
        If the sequence is empty or has several dimensions, or if the distribution
        is not univariate, not frozen, or has no values.
    """
    if hasattr(spec, "rvs"):
        return _as_range(name, spec)
    sequence = hasattr(spec, "__len__") and hasattr(spec, "__getitem__")
    if not sequence or isinstance(spec, (str, bytes, Mapping)):
        raise TypeError(
            f"The values of parameter {name!r} must be a list, a 1-D array or a "
            f"frozen scipy.stats distribution. Got {spec!r} (of type "
            f"{type(spec).__name__}) instead. Wrap a single value in a list; turn a "
            "generator or a set into a list."
        )
    if getattr(spec, "ndim", 1) != 1:
        raise ValueError(
            f"The values of parameter {name!r} must be one-dimensional. Got an array "
            f"of shape {spec.shape}."
        )
    if len(spec) == 0:
        raise ValueError(
            f"The values of parameter {name!r} must not be empty. Got {spec!r}: give "
            "at least one value, or leave the parameter out."
        )
    return Choices(spec)


def _as_range(name: str, dist: Any) -> Range:
    missing = [method for method in _METHODS if not hasattr(dist, method)]
    if missing:
        raise ValueError(
            f"The distribution of parameter {name!r} must be a univariate frozen "
            f"scipy.stats distribution, so that it can be narrowed. Got {dist!r}, "
            f"which has no {', '.join(missing)}."
        )
    try:
        median = dist.ppf(0.5)
    except TypeError as error:
        raise ValueError(
            f"The distribution of parameter {name!r} must be frozen: call it with its "
            f"parameters, as in randint(1, 10). {error}."
        ) from error
    if np.ndim(median) > 0 or np.isnan(median):
        raise ValueError(
            f"The distribution of parameter {name!r} must have one value at a time "
            f"and valid parameters. Its median is {median!r}."
        )
    return Range(dist)
