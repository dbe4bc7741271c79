"""Parameters, and candidates as columns of numbers and of categories."""

from collections.abc import Mapping, Sequence
from typing import Any

from ...search import Rule, Space
from ...search.space.choices import Choices
from ...search.space.ranges import Range
from ...search.space.values import full_text, is_number
from .plain import number

_MAX_LISTED = 50


class Columns:
    """The parameters of a space, and how their values are written.

    A value is a number, or one of the parameter's categories, of which the position
    is written. A parameter that has neither is inactive.

    Parameters
    ----------
    space : Space
        The whole space.

    candidates : sequence of dict
        All trials: what they hold that the space does not list is a category too.

    Examples
    --------
    >>> from skgenarch.report.summary.columns import Columns
    >>> from skgenarch.search import Space
    >>> space = Space([{"kernel": ["rbf"], "C": [1, 10]}, {"kernel": ["linear"]}])
    >>> columns = Columns(space, [])
    >>> columns.encode([{"kernel": "linear"}, {"kernel": "rbf", "C": 10}])["categories"]
    {'kernel': [1, 0]}
    """

    def __init__(self, space: Space, candidates: Sequence[Mapping[str, Any]]):
        self._space = space
        self.categories = {
            name: _all_categories(space, name, candidates) for name in space.params
        }
        self._candidates = candidates

    def describe(self) -> list[dict[str, Any]]:
        """Return what a page must know of each parameter."""
        return [self._describe(name) for name in self._space.params]

    def encode(self, candidates: Sequence[Mapping[str, Any]]) -> dict[str, dict]:
        """Return columns of numbers and of categories; see the class."""
        numbers: dict[str, list] = {}
        categories: dict[str, list] = {}
        for name in self._space.params:
            known = self.categories[name]
            values = [params.get(name, _ABSENT) for params in candidates]
            codes = [None if v is _ABSENT else known.key(v) for v in values]
            if known.size:
                categories[name] = codes
            if self._has_numbers(name):
                numbers[name] = [
                    number(v) if code is None and is_number(v) else None
                    for v, code in zip(values, codes, strict=True)
                ]
        return {"numbers": numbers, "categories": categories}

    def point(self, name: str, value: Any) -> dict[str, Any]:
        """Return one value as a place on an axis."""
        code = self.categories[name].key(value)
        return {"number": number(value)} if code is None else {"category": code}

    def _has_numbers(self, name: str) -> bool:
        return any(domain.numeric for domain in self._space.domains(name))

    def _describe(self, name: str) -> dict[str, Any]:
        domains = self._space.domains(name)
        numeric = [domain for domain in domains if domain.numeric]
        ranges = [domain for domain in domains if isinstance(domain, Range)]
        categories = self.categories[name]
        listed = sorted({v for d in numeric if d not in ranges for v in d.values})
        kind = "mixed" if numeric and categories.size else "number"
        n_values = sum(domain.size for domain in domains)
        return {
            "name": name,
            "kind": kind if numeric else "category",
            "log": bool(ranges) and all(domain.log for domain in ranges),
            "integer": bool(numeric)
            and all(domain.discrete for domain in ranges)
            and all(value == int(value) for value in listed),
            "numbers": self._extent(name, ranges, listed) if numeric else None,
            "categories": [_category(value) for value in categories.values],
            "inactive": self._space.sometimes_inactive(name),
            "constant": n_values == 1,
            "domain": " or ".join(dict.fromkeys(map(str, domains))),
        }

    def _extent(self, name, ranges, listed) -> dict[str, Any]:
        """Return the ends of a parameter's numbers; open ends are those observed."""
        observed = [
            params[name]
            for params in self._candidates
            if name in params and is_number(params[name])
        ]
        ends = [*listed, *observed]
        ends += [end for domain in ranges for end in (domain.low, domain.high)]
        ends = [end for end in map(number, ends) if end is not None]
        few = not ranges and len(listed) <= _MAX_LISTED
        return {
            "low": min(ends, default=0),
            "high": max(ends, default=1),
            "listed": [number(value) for value in listed] if few else None,
        }


_ABSENT = object()


def _all_categories(space, name, candidates) -> Choices:
    domains = space.domains(name)
    listed = Choices(v for d in domains if not d.numeric for v in d.values)
    has_numbers = any(domain.numeric for domain in domains)
    others = [
        params[name]
        for params in candidates
        if name in params
        and listed.key(params[name]) is None
        and not (has_numbers and is_number(params[name]))
    ]
    return Choices([*listed.values, *others]) if others else listed


def _category(value: Any) -> dict[str, Any]:
    (data,) = Rule("", categories=(value,)).to_dict()["categories"]
    return {"text": full_text(value), "data": data}
