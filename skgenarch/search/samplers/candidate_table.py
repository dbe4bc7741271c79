"""Candidates as rows of numbers that are drawn, changed and read back many at a time.

A surrogate weighs up a thousand candidates to propose one. As dicts they would take
longer than the surrogate itself, so they are rows of a table until one is chosen.
"""

import operator
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..space.choices import Choices
from ..space.domains import Domain
from ..space.space import Space
from ..space.values import is_number

_N_PLACES = 200  # on a continuous scale
# Place of "inactive" on the scale from 0 to 1 that numbers have: so far below that a
# random split often falls in between.
_INACTIVE = -0.5


class CandidateTable:
    """Turns candidates of a space into rows of numbers and back.

    A parameter has a column for its numbers and one for its categories, which are
    positions in a list of all of them. What a candidate does not have is NaN: the
    number of a parameter that holds a category, and both where the parameter is
    inactive. So equal rows are equal candidates.

    Parameters
    ----------
    space : Space
        Where new candidates are drawn from.

    candidates : sequence of dict
        Candidates to encode, in `space` or not.

    Attributes
    ----------
    rows : ndarray of shape (n_candidates, n_columns)
        The given candidates.

    n_categories : ndarray of shape (n_columns,)
        Number of categories in a column, 0 in a column of numbers.

    Examples
    --------
    >>> from skgenarch.search import Space
    >>> from skgenarch.search.samplers.candidate_table import CandidateTable
    >>> space = Space([{"kernel": ["rbf"], "C": [1, 10]}, {"kernel": ["linear"]}])
    >>> candidates = [{"kernel": "rbf", "C": 10}, {"kernel": "linear"}]
    >>> CandidateTable(space, candidates).rows
    array([[10.,  0.],
           [nan,  1.]])
    """

    def __init__(self, space: Space, candidates: Sequence[Mapping[str, Any]]):
        self._space = space
        self._candidates = list(candidates)
        self._number_columns, self._category_columns = {}, {}
        self._categories, n_categories, params = {}, [], []
        for number, name in enumerate(space.params):
            domains = [grid[name] for grid in space.grids if name in grid]
            if any(_has_order(domain) for domain in domains):
                self._number_columns[name] = len(params)
                n_categories.append(0)
                params.append(number)
            categories = _all_categories(name, domains, candidates)
            if categories.size:
                self._category_columns[name] = len(params)
                self._categories[name] = categories
                n_categories.append(categories.size)
                params.append(number)
        self.n_categories = np.array(n_categories, dtype=int)
        self._param_of_column = np.array(params, dtype=int)
        self._grids = [
            [self._cell(name, domain) for name, domain in grid.items()]
            for grid in space.grids
        ]
        self.rows = np.full((len(candidates), len(params)), np.nan)
        for row, candidate in zip(self.rows, candidates, strict=True):
            self._encode(candidate, row)

    def extend(self, candidates: Sequence[Mapping[str, Any]]) -> bool:
        """Take in what candidates were added to the end, without encoding all again.

        Parameters
        ----------
        candidates : sequence of dict
            Those that are here already, the same objects, and more.

        Returns
        -------
        fits : bool
            Whether that was so; if not, the table is left as it was. A new category
            does not fit either.
        """
        n = len(self._candidates)
        new = candidates[n:]
        if (
            len(candidates) < n
            or any(map(operator.is_not, self._candidates, candidates))
            or any(map(self._has_new_category, new))
        ):
            return False
        rows = np.full((len(new), self.rows.shape[1]), np.nan)
        for row, candidate in zip(rows, new, strict=True):
            self._encode(candidate, row)
        self.rows = np.concatenate([self.rows, rows])
        self._candidates += new
        return True

    def draw(self, n: int, rng: np.random.RandomState) -> tuple[np.ndarray, np.ndarray]:
        """Draw candidates from the space, some perhaps more than once.

        Parameters
        ----------
        n : int
            How many.

        rng : RandomState
            Source of randomness.

        Returns
        -------
        rows : ndarray of shape (n, n_columns)
            The candidates.

        grids : ndarray of shape (n,)
            Number of the space's grid that each was drawn from.
        """
        grids = self._draw_grids(n, rng)
        return self._draw_from(grids, rng), grids

    def mutate(
        self, parents: np.ndarray, rng: np.random.RandomState
    ) -> tuple[np.ndarray, np.ndarray]:
        """Draw candidates that differ from given ones in one parameter.

        Which grid a candidate comes from counts as one more parameter: where this
        changes, the parameters that both grids have are kept. Values that the space
        does not allow are replaced, so that parents may be outside of it.

        Parameters
        ----------
        parents : ndarray of shape (n, n_columns)
            The given candidates, encoded as `rows` are.

        rng : RandomState
            Source of randomness.

        Returns
        -------
        rows, grids : ndarray
            As from `draw`, one for each parent.
        """
        n = len(parents)
        # Every parameter draws a lot, and so does the grid; the smallest one changes.
        lots = np.ones((n, len(self._space.params)))
        for column, param in enumerate(self._param_of_column):
            active = ~np.isnan(parents[:, column])
            lots[active, param] = rng.uniform(size=active.sum())
        smallest = lots.min(axis=1)
        grids = self.find_grids(parents)
        moves = grids < 0
        if len(self._grids) > 1:
            moves |= rng.uniform(size=n) < smallest
        grids = np.where(moves, self._draw_grids(n, rng), grids)
        kept = (lots > smallest[:, None]) | moves[:, None]
        kept = kept[:, self._param_of_column] & self._allowed(parents, grids)
        return np.where(kept, parents, self._draw_from(grids, rng)), grids

    def find_grids(self, rows: np.ndarray) -> np.ndarray:
        """Return the number of the grid that each row lies in, -1 if in none."""
        found = np.full(len(rows), -1)
        for grid, cells in enumerate(self._grids):
            inside = (~np.isnan(rows)).sum(axis=1) == len(cells)
            for cell in cells:
                inside &= cell.allows(rows[:, cell.column])
            found[inside & (found < 0)] = grid
        return found

    def places(self, rows: np.ndarray, grids: np.ndarray) -> list[bytes]:
        """Return rows in which numbers that hardly differ are the same.

        On a continuous scale something new can always be found right beside the best
        trial; it would tell nothing, and in the end rules would have seven digits.

        Parameters
        ----------
        rows : ndarray of shape (n, n_columns)
            Candidates.

        grids : ndarray of shape (n,)
            Number of the grid that each lies in, -1 if in none.

        Returns
        -------
        places : list of bytes
            One for each row, by its grid and its numbers; a continuous one counts by
            its percentile, rounded to a half, in the distribution that the user gave.
        """
        places = np.column_stack([grids, rows])
        for grid, cells in enumerate(self._grids):
            inside = np.flatnonzero(grids == grid)
            for cell in cells:
                if cell.codes is None and not cell.domain.discrete:
                    shares = cell.domain.whole.cdf(rows[inside, cell.column])
                    places[inside, 1 + cell.column] = np.round(_N_PLACES * shares)
        return list(map(bytes, places))

    def decode(self, row: np.ndarray, grid: int) -> dict[str, Any]:
        """Return the candidate that a row stands for, given the number of its grid."""
        names = self._space.grids[grid]
        return {
            name: cell.decode(row[cell.column])
            for name, cell in zip(names, self._grids[grid], strict=True)
        }

    def _cell(self, name, domain):
        if _has_order(domain):
            return _Cell(self._number_columns[name], domain, domain.key)
        return _Cell(self._category_columns[name], domain, self._categories[name].key)

    def _encode(self, candidate, row):
        """Fill the row of a candidate as its grid would; or, outside, as it may be."""
        (key,) = self._space.keys([candidate])
        if key is not None:
            names = self._space.grids[key[0]]
            for name, cell in zip(names, self._grids[key[0]], strict=True):
                row[cell.column] = cell.encode(candidate[name])
            return
        for name in self._space.params:
            if name not in candidate:
                continue
            value = candidate[name]
            categories = self._categories.get(name)
            code = None if categories is None else categories.key(value)
            if code is not None:
                row[self._category_columns[name]] = code
            elif name in self._number_columns:
                row[self._number_columns[name]] = value

    def _has_new_category(self, candidate):
        return any(
            not is_number(candidate[name])
            and (
                name not in self._categories
                or self._categories[name].key(candidate[name]) is None
            )
            for name in self._space.params
            if name in candidate
        )

    def _draw_grids(self, n, rng):
        if len(self._grids) == 1:
            return np.zeros(n, dtype=int)
        return rng.choice(len(self._grids), size=n, p=self._space.weights)

    def _draw_from(self, grids, rng):
        rows = np.full((len(grids), len(self.n_categories)), np.nan)
        for grid, cells in enumerate(self._grids):
            chosen = np.flatnonzero(grids == grid)
            for cell in cells:
                rows[chosen, cell.column] = cell.draw(len(chosen), rng)
        return rows

    def _allowed(self, rows, grids):
        """Mark what a row may keep in the grid that it is to lie in."""
        allowed = np.zeros(rows.shape, dtype=bool)
        for grid, cells in enumerate(self._grids):
            chosen = np.flatnonzero(grids == grid)
            for cell in cells:
                allowed[chosen, cell.column] = cell.allows(rows[chosen, cell.column])
        return allowed


class _Cell:
    """A parameter of one grid: its domain, and the column for it."""

    def __init__(self, column: int, domain: Domain, code):
        self.column, self.domain = column, domain
        self.codes = None
        if isinstance(domain, Choices):
            listed = domain.values if _has_order(domain) else map(code, domain.values)
            self.codes = np.array(list(listed), dtype=float)

    def encode(self, value: Any) -> float:
        key = self.domain.key(value)
        return float(key) if self.codes is None else self.codes[key]

    def draw(self, n: int, rng) -> np.ndarray:
        if self.codes is None:
            return self.domain.dist.rvs(size=n, random_state=rng)
        return rng.choice(self.codes, size=n, p=self.domain.weights)

    def allows(self, codes: np.ndarray) -> np.ndarray:
        if self.codes is not None:
            return np.isin(codes, self.codes)
        inside = (codes >= self.domain.low) & (codes <= self.domain.high)
        return inside & (codes == np.round(codes)) if self.domain.discrete else inside

    def decode(self, code: float) -> Any:
        if self.codes is not None:
            return self.domain.values[int(np.flatnonzero(self.codes == code)[0])]
        if not self.domain.discrete:
            return float(code)
        # Of huge integers the last digits are lost, which must not lead outside.
        return int(min(max(int(code), self.domain.low), self.domain.high))


def _has_order(domain):
    """Whether a number stands for each value: 1 and 1.0 may be two choices."""
    if not isinstance(domain, Choices):
        return True
    return domain.numeric and len(set(map(float, domain.values))) == domain.size


def _all_categories(name, domains, candidates):
    """List the categories of a parameter, those that only candidates have last."""
    listed = Choices(
        value for domain in domains if not _has_order(domain) for value in domain.values
    )
    others = [
        params[name]
        for params in candidates
        if name in params
        and listed.key(params[name]) is None
        and not is_number(params[name])
    ]
    return Choices([*listed.values, *others]) if others else listed


def relative_ranks(numbers: np.ndarray) -> np.ndarray:
    """Rank distinct numbers from 0 to 1; what is missing is below.

    Examples
    --------
    >>> relative_ranks(np.array([10.0, 1000.0, np.nan, 30.0, 10.0]))
    array([ 0. ,  1. , -0.5,  0.5,  0. ])
    """
    missing = np.isnan(numbers)
    distinct, ranks = np.unique(numbers[~missing], return_inverse=True)
    scaled = np.full(len(numbers), _INACTIVE)
    scaled[~missing] = ranks / max(1, len(distinct) - 1)
    return scaled
