"""The search space: what scikit-learn takes, to be sampled, restricted, printed."""

import math
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any

import numpy as np

from .domains import Domain, as_domain
from .rules import Rule, join_rules

# A draw that repeats earlier candidates this often in a row has seen nearly all of
# the space: what is left is then looked up instead of waited for.
_MAX_REPEATS = 100
_MAX_LOOK_UP = 100_000


class Space:
    """The candidates of a search.

    Parameters
    ----------
    param_distributions : dict or list of dicts
        Parameter names as keys; lists, 1-D arrays or frozen scipy distributions as
        values. In a list of dicts each candidate comes from one of the dicts: a
        parameter that this dict does not name is inactive in the candidate.

    Attributes
    ----------
    grids : tuple of dict
        The domain of each parameter by name, one dict for each given dict.

    params : tuple of str
        Names of all parameters, in alphabetical order.

    size : int or float
        Number of candidates; infinite where a distribution is continuous.

    Raises
    ------
    TypeError
        If this is not a dict or a list of dicts, if a name is not a string, or if
        values are neither a list nor a distribution.

    ValueError
        If no parameter is named, or if a list or distribution has no values.

    Examples
    --------
    >>> from scipy.stats import loguniform
    >>> from skgenarch.search import Rule, Space
    >>> space = Space({"lr": loguniform(1e-4, 1.0), "n_filters": [8, 16, 32]})
    >>> print(space)
    lr: 0.0001 to 1, log scale
    n_filters: 8, 16, 32
    >>> print(space.restrict([Rule("n_filters", bounds=(16, None))]))
    lr: 0.0001 to 1, log scale
    n_filters: 16, 32
    """

    def __init__(self, param_distributions):
        given = param_distributions
        dicts = [given] if isinstance(given, Mapping) else given
        if not isinstance(dicts, (list, tuple)) or not all(
            isinstance(entry, Mapping) for entry in dicts
        ):
            raise TypeError(
                "The 'param_distributions' must be a dict or a list of dicts. Got "
                f"{given!r} instead."
            )
        names = [name for entry in dicts for name in entry]
        if not names:
            raise ValueError(
                "The 'param_distributions' must name at least one parameter. Got "
                f"{given!r}: there is nothing to search."
            )
        for name in names:
            if not isinstance(name, str):
                raise TypeError(
                    "The keys of 'param_distributions' must be parameter names. Got "
                    f"{name!r} (of type {type(name).__name__}) instead."
                )
        self._set_grids(
            {name: as_domain(name, entry[name]) for name in sorted(entry)}
            for entry in dicts
        )

    def _set_grids(self, grids: Iterable[dict[str, Domain]]) -> "Space":
        self.grids = tuple(grids)
        self.params = tuple(sorted({name for grid in self.grids for name in grid}))
        self.size = sum(_grid_size(grid) for grid in self.grids)
        return self

    @property
    def param_distributions(self) -> list[dict[str, Any]]:
        """The space as scikit-learn's own searches take it."""
        return [
            {name: domain.spec for name, domain in grid.items()} for grid in self.grids
        ]

    def domains(self, param: str) -> list[Domain]:
        """Return the domains of a parameter, one from each grid that names it."""
        return [grid[param] for grid in self.grids if param in grid]

    def sometimes_inactive(self, param: str) -> bool:
        """Tell whether some grid does without a parameter."""
        return any(param not in grid for grid in self.grids)

    def key(self, params: Mapping[str, Any]) -> tuple | None:
        """Return what identifies a candidate here, or None if it is outside."""
        for number, grid in enumerate(self.grids):
            if grid.keys() != params.keys():
                continue
            keys = tuple(domain.key(params[name]) for name, domain in grid.items())
            if None not in keys:
                return number, keys
        return None

    def __contains__(self, params):
        return self.key(params) is not None

    def sample(
        self,
        n: int,
        rng: np.random.RandomState,
        exclude: Iterable[Mapping[str, Any]] = (),
    ) -> list[dict[str, Any]]:
        """Draw candidates, none twice.

        Lists are drawn from uniformly. A list of dicts is drawn from as scikit-learn
        does: uniformly over all candidates if they can be counted, otherwise a dict
        first.

        Parameters
        ----------
        n : int
            How many are wanted.

        rng : RandomState
            Source of randomness.

        exclude : iterable of dict, default=()
            Candidates not to draw again.

        Returns
        -------
        candidates : list of dict
            Up to `n` of them; fewer where the space has no others.
        """
        seen = {self.key(params) for params in exclude}
        candidates = []
        while len(candidates) < n:
            params = self._draw_new(rng, seen)
            if params is None:
                break
            seen.add(self.key(params))
            candidates.append(params)
        return candidates

    def restrict(self, rules: Iterable[Rule]) -> "Space":
        """Return the part of the space that all rules allow.

        Raises
        ------
        ValueError
            If a rule names an unknown parameter, or if nothing is left.
        """
        rules = list(rules)
        for rule in rules:
            if rule.param not in self.params:
                raise ValueError(
                    f"The rule {str(rule)!r} names the parameter {rule.param!r}, "
                    f"which is not in the space: {', '.join(self.params)}."
                )
        grids = [_restrict_grid(grid, rules) for grid in self.grids]
        grids = [grid for grid in grids if grid is not None]
        if not grids:
            raise ValueError(
                f"The rules leave nothing of the space: {join_rules(rules)}."
            )
        return Space.__new__(Space)._set_grids(grids)

    def __str__(self):
        return "\nor\n".join(
            "\n".join(f"{name}: {domain}" for name, domain in grid.items())
            or "(defaults)"
            for grid in self.grids
        )

    def __repr__(self):
        return f"Space({self.param_distributions!r})"

    def _draw_new(self, rng, seen: set) -> dict[str, Any] | None:
        for _ in range(_MAX_REPEATS):
            params = self._draw(rng)
            if self.key(params) not in seen:
                return params
        if self.size > _MAX_LOOK_UP:
            return None
        left = [params for params in self._all() if self.key(params) not in seen]
        return left[rng.randint(len(left))] if left else None

    def _draw(self, rng) -> dict[str, Any]:
        if len(self.grids) == 1:
            grid = self.grids[0]
        elif math.isinf(self.size):
            grid = self.grids[rng.randint(len(self.grids))]
        else:
            shares = [_grid_size(grid) / self.size for grid in self.grids]
            grid = self.grids[rng.choice(len(self.grids), p=shares)]
        return {name: domain.draw(rng) for name, domain in grid.items()}

    def _all(self) -> Iterator[dict[str, Any]]:
        for grid in self.grids:
            columns = [
                [domain.value(position) for position in range(domain.size)]
                for domain in grid.values()
            ]
            for values in product(*columns):
                yield dict(zip(grid, values, strict=True))


def _grid_size(grid: dict[str, Domain]) -> int | float:
    # An infinite factor first: Python cannot multiply a huge integer by infinity.
    sizes = [domain.size for domain in grid.values()]
    return math.inf if math.inf in sizes else math.prod(sizes)


def _restrict_grid(
    grid: dict[str, Domain], rules: list[Rule]
) -> dict[str, Domain] | None:
    grid = dict(grid)
    for rule in rules:
        if rule.param not in grid:
            if not rule.inactive:
                return None
            continue
        domain = grid[rule.param].restrict(rule)
        if domain is None:
            return None
        grid[rule.param] = domain
    return grid
