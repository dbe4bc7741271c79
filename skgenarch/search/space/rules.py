"""A rule: which values of one parameter are kept, as data and as a sentence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .values import full_text, is_number, is_plain, same_value, text


@dataclass(frozen=True)
class Rule:
    """The values of one parameter that are kept.

    A value is kept if it is a number within the bounds, or one of the categories;
    a candidate without the parameter is kept if `inactive` says so.

    Parameters
    ----------
    param : str
        Name of the parameter, as in ``estimator.get_params()``.

    bounds : tuple of (float or None, float or None), default=None
        Smallest and largest number kept, both included; None for an open end.
        Without bounds no number is kept, unless it is one of the categories.

    categories : tuple, default=()
        Values of any kind that are kept.

    inactive : bool, default=False
        Whether to keep candidates that do not have the parameter, as happens
        where the space is a list of dicts.

    Raises
    ------
    ValueError
        If the bounds are not two numbers in order, or if nothing is kept.

    Examples
    --------
    >>> from skgenarch.search import Rule
    >>> rule = Rule("learning_rate", bounds=(None, 0.02))
    >>> print(rule)
    learning_rate ≤ 0.02
    >>> rule.matches({"learning_rate": 0.1})
    False
    >>> print(Rule("attention", categories=("soft", "hard")))
    attention is one of: 'soft', 'hard'
    """

    param: str
    bounds: tuple[float | None, float | None] | None = None
    categories: tuple = ()
    inactive: bool = False

    def __post_init__(self):
        if self.bounds is not None:
            low, high = self.bounds
            if not all(end is None or is_number(end) for end in self.bounds):
                raise ValueError(
                    f"The bounds of a rule must be finite numbers, or None for an "
                    f"open end. Got {self.bounds!r} for {self.param!r}."
                )
            if low is not None and high is not None and low > high:
                raise ValueError(
                    f"The lower bound of a rule must not exceed the upper one. Got "
                    f"{self.bounds!r} for {self.param!r}."
                )
            object.__setattr__(self, "bounds", (_plain(low), _plain(high)))
        object.__setattr__(self, "categories", tuple(self.categories))
        if self.bounds is None and not self.categories and not self.inactive:
            raise ValueError(
                f"A rule must keep something. Got neither bounds nor categories for "
                f"{self.param!r}, and inactive=False."
            )

    def allows(self, value: Any) -> bool:
        """Tell whether a value of the parameter is kept."""
        if self.bounds is not None and is_number(value):
            low, high = self.bounds
            if (low is None or value >= low) and (high is None or value <= high):
                return True
        return any(same_value(value, category) for category in self.categories)

    def matches(self, params: Mapping[str, Any]) -> bool:
        """Tell whether a candidate, a dict of parameters, is kept."""
        if self.param not in params:
            return self.inactive
        return self.allows(params[self.param])

    def __str__(self):
        return " or ".join(self._parts())

    def _parts(self) -> list[str]:
        parts = []
        if self.bounds is not None:
            parts.append(_bounds_text(self.param, *self.bounds))
        if len(self.categories) == 1:
            parts.append(f"{self.param} is {text(self.categories[0])}")
        elif self.categories:
            listed = ", ".join(text(category) for category in self.categories)
            parts.append(f"{self.param} is one of: {listed}")
        if self.inactive:
            parts.append(f"{self.param} is inactive")
        return parts

    def to_dict(self) -> dict[str, Any]:
        """Return the rule as plain data for ``json.dumps``.

        Categories that JSON cannot hold (estimators, arrays, functions) are written
        as ``{"text": ...}``; `from_dict` finds them again among given choices.
        """
        bounds = self.bounds
        return {
            "param": self.param,
            "bounds": None if bounds is None else [_plain(end) for end in bounds],
            "categories": [_plain(category) for category in self.categories],
            "inactive": self.inactive,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], choices: Iterable = ()) -> "Rule":
        """Build a rule from what `to_dict` returned.

        Parameters
        ----------
        data : dict
            With the keys "param", "bounds", "categories" and "inactive".

        choices : iterable, default=()
            The parameter's values, among which categories are looked up that JSON
            could not hold.

        Raises
        ------
        ValueError
            If a category is not among `choices`, or is there more than once by its
            text, or if `data` makes no rule.
        """
        choices = list(choices)
        bounds = data["bounds"]
        return cls(
            data["param"],
            None if bounds is None else tuple(bounds),
            tuple(
                _look_up(category, choices, data["param"])
                for category in data["categories"]
            ),
            data["inactive"],
        )


def same_rules(some: Sequence[Rule], others: Sequence[Rule]) -> bool:
    """Tell whether rules keep the same, in whichever order they name it."""
    left = list(others)
    for rule in some:
        found = [place for place, other in enumerate(left) if _same_rule(rule, other)]
        if not found:
            return False
        del left[found[0]]
    return not left


def _same_rule(rule: Rule, other: Rule) -> bool:
    return (
        (rule.param, rule.bounds, rule.inactive)
        == (other.param, other.bounds, other.inactive)
        and len(rule.categories) == len(other.categories)
        and all(
            any(same_value(value, known) for known in other.categories)
            for value in rule.categories
        )
    )


def join_rules(rules: Sequence[Rule]) -> str:
    """Print several rules, which must all match, as one sentence."""
    if len(rules) == 1:
        return str(rules[0])
    return " and ".join(
        f"({rule})" if len(rule._parts()) > 1 else str(rule) for rule in rules
    )


def _bounds_text(param: str, low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return f"{param} is a number"
    if low is None:
        return f"{param} ≤ {text(high)}"
    if high is None:
        return f"{param} ≥ {text(low)}"
    if low == high:
        return f"{param} = {text(low)}"
    return f"{text(low)} ≤ {param} ≤ {text(high)}"


def _plain(value: Any) -> Any:
    """Return a value as JSON can hold it."""
    if isinstance(value, np.generic):
        value = value.item()
    # Other floats (NaN, infinities) have no JSON.
    return value if is_plain(value) else {"text": full_text(value)}


def _look_up(value: Any, choices: list, param: str) -> Any:
    if not isinstance(value, Mapping):
        return value
    found = [choice for choice in choices if _plain(choice) == value]
    if len(found) == 1:
        return found[0]
    problem = f"fits {len(found)} of" if found else "is none of"
    raise ValueError(
        f"The category {value['text']} of the rule for {param!r} {problem} the given "
        f"choices: {', '.join(map(text, choices)) or 'none were given'}."
    )
