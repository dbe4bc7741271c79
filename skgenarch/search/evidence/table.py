"""Trials as a table of numbers, which a decision tree can split.

A parameter that is a number becomes one column of *ranks*: a tree only cares about
order, and ranks neither overflow nor lose digits in its single precision. Where a
split falls is then decided on the parameter's own scale. A parameter with categories
becomes one column of zeros and ones for each. Missing values mark candidates in which
the parameter is inactive (or, in the column of numbers, holds a category).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..space.domains import Choices, Range
from ..space.space import Space
from ..space.values import same_value


@dataclass(frozen=True)
class NumberColumn:
    """Ranks of a parameter's numbers among those observed.

    Attributes
    ----------
    param : str
        The parameter.

    observed : ndarray of shape (n_observed,)
        The distinct numbers, ascending: rank ``i`` stands for ``observed[i]``.

    domains : tuple of Choices or Range
        The parameter's domains that consist of numbers.
    """

    param: str
    observed: np.ndarray
    domains: tuple[Choices | Range, ...]

    def encode(self, value: Any) -> float:
        """Return the rank of an observed number."""
        return float(np.searchsorted(self.observed, value))

    def bounds(self, threshold: float) -> tuple[float, float]:
        """Turn a split of the ranks into bounds on the parameter's own scale.

        Parameters
        ----------
        threshold : float
            Between two ranks.

        Returns
        -------
        below, above : float or int
            The largest value below the split and the smallest one above. They are
            listed values or integers where the parameter has only those; otherwise
            both are the shortest decimal number near the middle of the gap, which
            is the geometric middle on a logarithmic scale.
        """
        lower = self.observed[math.floor(threshold)]
        upper = self.observed[math.floor(threshold) + 1]
        ranges = [domain for domain in self.domains if isinstance(domain, Range)]
        if ranges and all(domain.log for domain in ranges):
            middle = math.sqrt(lower) * math.sqrt(upper)
        else:
            middle = lower / 2 + upper / 2
        if not ranges:
            listed = [value for domain in self.domains for value in domain.values]
            below = max(value for value in listed if value <= middle and value < upper)
            return below, min(value for value in listed if value > below)
        if all(value == int(value) for value in self.observed) and all(
            domain.discrete for domain in ranges
        ):
            below = math.floor(middle)
            return below, below + 1
        shortest = _shortest_between(lower, middle, upper)
        return shortest, shortest


@dataclass(frozen=True)
class CategoryColumn:
    """Whether a parameter holds one of its categories.

    Attributes
    ----------
    param : str
        The parameter.

    category : object
        The value that is coded 1.
    """

    param: str
    category: Any

    def encode(self, value: Any) -> float:
        """Return 1.0 for the category and 0.0 for anything else."""
        return float(same_value(value, self.category))


Column = NumberColumn | CategoryColumn


def tabulate(
    space: Space, candidates: Sequence[Mapping[str, Any]]
) -> tuple[list[Column], np.ndarray]:
    """Encode candidates of a space as a table.

    Parameters
    ----------
    space : Space
        The whole space of the search.

    candidates : sequence of dict
        Candidates in that space.

    Returns
    -------
    columns : list of NumberColumn or CategoryColumn
        What the columns mean.

    table : ndarray of shape (n_candidates, n_columns)
        The code of each candidate, NaN where it has none.
    """
    columns, codes = [], []
    for param in space.params:
        numeric = tuple(domain for domain in space.domains(param) if domain.numeric)
        categories = Choices(
            value
            for domain in space.domains(param)
            if not domain.numeric
            for value in domain.values
        )
        values = [params.get(param, _INACTIVE) for params in candidates]
        numbers = [
            value
            for value in values
            if value is not _INACTIVE and categories.key(value) is None
        ]
        if numbers:
            column = NumberColumn(param, np.unique(numbers), numeric)
            hidden = (_INACTIVE, *categories.values)
            columns.append(column)
            codes.append(_encode(column, values, Choices(hidden)))
        for category in categories.values:
            column = CategoryColumn(param, category)
            columns.append(column)
            codes.append(_encode(column, values, Choices([_INACTIVE])))
    return columns, np.array(codes).reshape(len(columns), len(candidates)).T


def codes_by_parameter(
    space: Space, candidates: Sequence[Mapping[str, Any]]
) -> dict[str, np.ndarray]:
    """Encode candidates of a space by one code for each parameter.

    Parameters
    ----------
    space : Space
        The whole space of the search.

    candidates : sequence of dict
        Candidates in that space.

    Returns
    -------
    codes : dict of ndarray of shape (n_candidates,)
        By parameter: ranks from 0 for numbers, -1, -2, ... for categories, NaN where
        the parameter is inactive.
    """
    columns, table = tabulate(space, candidates)
    codes = {param: np.full(len(candidates), np.nan) for param in space.params}
    n_categories = dict.fromkeys(space.params, 0)
    for column, cells in zip(columns, table.T, strict=True):
        code = codes[column.param]
        if isinstance(column, NumberColumn):
            code[~np.isnan(cells)] = cells[~np.isnan(cells)]
        else:
            n_categories[column.param] += 1
            code[cells == 1] = -n_categories[column.param]
    return codes


_INACTIVE = object()


def _encode(column: Column, values: list, hidden: Choices) -> list[float]:
    return [
        column.encode(value) if hidden.key(value) is None else math.nan
        for value in values
    ]


def _shortest_between(lower: float, middle: float, upper: float) -> float:
    """Round `middle` to the fewest digits that keep it between its neighbours."""
    for digits in range(1, 17):
        rounded = float(f"{middle:.{digits}g}")
        if lower < rounded < upper:
            return rounded
    return float(middle)
