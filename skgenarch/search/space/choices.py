"""A domain that is a list of choices."""

from collections.abc import Iterable, Sequence
from numbers import Integral
from typing import Any

import numpy as np

from .rules import Rule
from .values import is_number, same_value, text


class Choices:
    """A list of values of any kind.

    Parameters
    ----------
    values : iterable
        The choices in the user's order; repeated values count once.

    weights : sequence of float, default=None
        How probable each choice is, up to a factor, where the values are distinct;
        None if all are alike.

    Attributes
    ----------
    values : tuple
        The distinct choices.

    weights : ndarray of shape (size,) or None
        Their probabilities; None if all are alike.

    numeric : bool
        Whether all are numbers, so that they have an order. Booleans do not count.

    size : int
        Number of distinct choices.
    """

    discrete = True

    def __init__(self, values: Iterable, weights: Sequence[float] | None = None):
        self.values = ()
        self._places = {}  # by hash; what has none is looked for one by one
        self._unhashable = []
        kept = []
        for value in values:
            known = self.key(value)
            # To some estimators 1 is a number of things and 1.0 a share of them.
            if known is None or _differ_in_kind(kept[known], value):
                self._remember(value, len(kept))
                kept.append(value)
                self.values = kept
        self.values = tuple(kept)
        self.weights = None if weights is None else np.divide(weights, np.sum(weights))
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
            place = self._places.get(label)
            if place is None and label[0] == "number":
                # An 8 that came as 8.0, say from a table, is the 8 of the list.
                place = self._places.get((*label[:2], not label[2]))
            return place
        for position in self._unhashable:
            if same_value(self.values[position], value):
                return position
        return None

    def from_key(self, key: int) -> Any:
        """Return the choice at the position that `key` gave."""
        return self.values[key]

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
        """Draw a choice, all alike unless there are weights."""
        if self.weights is None:
            return self.values[rng.randint(self.size)]
        return self.values[rng.choice(self.size, p=self.weights)]

    def split(
        self, rule: Rule
    ) -> tuple[list[tuple["Choices", float]], list[tuple["Choices", float]]]:
        """Return what a rule keeps and what it drops, each at most one piece."""
        kept = np.array([rule.allows(value) for value in self.values])
        return self._piece(kept), self._piece(~kept)

    def _piece(self, chosen: np.ndarray) -> list[tuple["Choices", float]]:
        if chosen.all():
            return [(self, 1.0)]
        if not chosen.any():
            return []
        values = [self.values[position] for position in np.flatnonzero(chosen)]
        if self.weights is None:
            return [(Choices(values), len(values) / self.size)]
        weights = self.weights[chosen]
        return [(Choices(values, weights), float(weights.sum()))]

    def join(self, pieces: Sequence["Choices"]) -> list["Choices"]:
        """Return what pieces of this domain hold together."""
        held = np.zeros(self.size, dtype=bool)
        for piece in pieces:
            held[[self.key(value) for value in piece.values]] = True
        return [domain for domain, _ in self._piece(held)]

    def __eq__(self, other):
        if not isinstance(other, Choices):
            return NotImplemented
        return (
            self.size == other.size
            and np.array_equal(self.weights, other.weights)
            and all(map(same_value, self.values, other.values))
        )

    def __str__(self):
        return ", ".join(map(text, self.values))


def _differ_in_kind(a, b):
    numbers = is_number(a) and is_number(b)
    return numbers and isinstance(a, Integral) != isinstance(b, Integral)


def _hashable(value):
    """Return a key that same values share, None where there is none."""
    if is_number(value):
        return ("number", value, isinstance(value, Integral))
    if value != value if isinstance(value, (float, np.floating)) else False:
        return ("nan",)
    try:
        hash(value)
    except TypeError:
        return None
    return (type(value), value)
