"""The search space: what scikit-learn takes, to be sampled, restricted, printed."""

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from typing import Any

import numpy as np

from .as_json import dump_space, load_space
from .conditions import apply_conditions
from .domains import Domain, as_grids
from .known_keys import KnownKeys
from .parts import Part
from .rules import Rule, join_rules

# A draw that repeats earlier candidates this often in a row has seen nearly all of
# the space: what is left is then looked up instead of waited for.
_MAX_REPEATS = 100
_MAX_REPEATS_WITHOUT_LOOK_UP = 10_000
_MAX_LOOK_UP = 100_000


class Space:
    """The candidates of a search.

    Parameters
    ----------
    param_distributions : dict, list of dicts or Space
        Parameter names as keys; lists, 1-D arrays or frozen scipy distributions as
        values. In a list of dicts each candidate comes from one of the dicts: a
        parameter that this dict does not name is inactive in the candidate. A Space
        is copied.

    conditions : dict, default=None
        Where a parameter is active, as an expression on other parameters, by name:
        ``{"n_units": "recurrent != 'none' and n_layers >= 2"}``. The others may
        have conditions themselves; where one of them is inactive, no comparison
        with it holds but ``is inactive``. For the syntax see `parse_rules`; here
        ``or`` and ``not`` may join any parameters.

    Attributes
    ----------
    grids : tuple of dict
        The domain of each parameter by name. Each candidate belongs to one of the
        grids, in which its parameters are independent of each other.

    weights : ndarray of shape (n_grids,)
        The probability of each grid.

    conditions : dict
        As given.

    rules : tuple of Rule
        What it was restricted by.

    mass : float
        Share of the probability that is left after `restrict`, in (0, 1].

    params : tuple of str
        Names of all parameters, in alphabetical order.

    size : int or float
        Number of candidates; infinite where a distribution is continuous.

    Raises
    ------
    TypeError
        If this is not a dict or a list of dicts, if a name is not a string, if
        values are neither a list nor a distribution, or if a condition is no text.

    ValueError
        If no parameter is named, if a list or distribution has no values, or if a
        condition cannot be read, holds nowhere, or depends on itself.

    Notes
    -----
    Lists are drawn from uniformly. A list of dicts is drawn from as scikit-learn
    does: a dict first, with a probability proportional to the number of its
    candidates if those of all dicts can be counted, otherwise uniformly. A parameter
    on which conditions depend keeps its own distribution, however many candidates
    each of its values has.

    Drawing from a restricted space is drawing from the whole one until a candidate
    matches the rules. A single value of a continuous distribution has no
    probability there; it counts as 1e-12, so that a rule may fix it.

    Two spaces are equal if their `fingerprint` is.

    Examples
    --------
    >>> from scipy.stats import loguniform
    >>> from skgenarch.search import Rule, Space
    >>> space = Space(
    ...     {
    ...         "lr": loguniform(1e-4, 1.0),
    ...         "n_units": [8, 16, 32],
    ...         "recurrent": ["none", "gru"],
    ...     },
    ...     conditions={"n_units": "recurrent != 'none'"},
    ... )
    >>> print(space)
    lr: 0.0001 to 1, log scale
    n_units: 8, 16, 32, active when recurrent != 'none'
    recurrent: 'none', 'gru'
    >>> large = space.restrict([Rule("n_units", bounds=(16, None))])
    >>> print(large)
    lr: 0.0001 to 1, log scale
    n_units: 16, 32
    recurrent: 'gru'
    >>> round(large.mass, 3)
    0.333
    """

    def __init__(self, param_distributions, conditions=None):
        if isinstance(param_distributions, Space):
            if conditions is not None:
                raise ValueError(
                    "The 'conditions' of a Space cannot be changed: give them together "
                    "with the 'param_distributions' as a dict or a list of dicts."
                )
            self.__setstate__(param_distributions.__getstate__())
            return
        self._given = as_grids(param_distributions)
        parts = [Part(grid, 1.0, origin) for origin, grid in enumerate(self._given)]
        domains: dict[str, list[Domain]] = {}
        for grid in self._given:
            for name, domain in grid.items():
                domains.setdefault(name, []).append(domain)
        conditions = {} if conditions is None else conditions
        parts = apply_conditions(parts, conditions, domains)
        parts = _weighted(parts, len(self._given))
        self._conditions = dict(conditions)
        self.rules = ()
        self._whole = sum(part.weight for part in parts)  # 1, up to rounding
        self._set_parts(parts)

    def _set_parts(self, parts: Iterable[Part]) -> "Space":
        self._parts = tuple(parts)
        self._joined = {}  # domains, by parameter, once they are asked for
        self._keys = {}  # of candidates, by identity, see `keys`
        self._known = KnownKeys(self.key)
        self._numbers = {}  # of the parts, by the names of their parameters
        for number, part in enumerate(self._parts):
            self._numbers.setdefault(frozenset(part.domains), []).append(number)
        self.grids = tuple(part.domains for part in self._parts)
        self.params = tuple(sorted({name for grid in self.grids for name in grid}))
        self.size = sum(part.size for part in self._parts)
        weights = np.array([part.weight for part in self._parts])
        self.weights = weights / weights.sum()
        self.mass = min(1.0, sum(part.weight for part in self._parts) / self._whole)
        return self

    @property
    def conditions(self) -> dict[str, str]:
        """Where a parameter is active, for those that are not always."""
        return dict(self._conditions)

    @property
    def param_distributions(self) -> list[dict[str, Any]]:
        """The space as scikit-learn's own searches take it, without the weights."""
        return [
            {name: domain.spec for name, domain in grid.items()} for grid in self.grids
        ]

    def domains(self, param: str) -> list[Domain]:
        """Return what a parameter may be: one domain for each given dict that has it.

        There are several for one dict only where rules or conditions leave gaps in a
        distribution.
        """
        if param not in self._joined:
            origins = range(len(self._given))
            found = [domain for i in origins for domain in self._domains(param, i)]
            self._joined[param] = found
        return list(self._joined[param])

    def _domains(self, param: str, origin: int) -> list[Domain]:
        pieces = [
            part.domains[param]
            for part in self._parts
            if part.origin == origin and param in part.domains
        ]
        return self._given[origin][param].join(pieces) if pieces else []

    def sometimes_inactive(self, param: str) -> bool:
        """Tell whether some grid does without a parameter."""
        return any(param not in grid for grid in self.grids)

    def key(self, params: Mapping[str, Any]) -> tuple | None:
        """Return what identifies a candidate here, or None if it is outside."""
        for number in self._numbers.get(frozenset(params), ()):
            key = self._parts[number].key(params)
            if key is not None:
                return number, key
        return None

    def keys(self, candidates: Iterable[Mapping[str, Any]]) -> list[tuple | None]:
        """Return the key of each candidate.

        They are remembered, for a long search asks for those of all its trials again
        and again. So a dict that was given must not be changed afterwards.
        """
        found = []
        for params in candidates:
            known = self._keys.get(id(params))
            if known is None:
                # The candidate is kept too, or another could have its identity.
                known = self._keys[id(params)] = (params, self.key(params))
            found.append(known[1])
        return found

    def known(self, candidates: Sequence[Mapping[str, Any]]) -> KnownKeys:
        """Return which candidates are inside, and their keys.

        For a long search, which asks for all its trials again and again: what was there
        the last time is not looked at. What is returned must not be changed, and is
        right until the next call.
        """
        self._known.catch_up(candidates)
        return self._known

    def __getstate__(self):
        return {**self.__dict__, "_keys": {}, "_known": None}

    def __setstate__(self, state):
        self.__dict__.update(state)
        self._known = KnownKeys(self.key)

    def from_key(self, key: Sequence) -> dict[str, Any]:
        """Return the candidate that a key stands for; JSON may have been between."""
        number, keys = key
        return self._parts[number].from_key(keys)

    def __contains__(self, params):
        return self.key(params) is not None

    def sample(
        self,
        n: int,
        rng: np.random.RandomState,
        exclude: Iterable[Mapping[str, Any]] = (),
    ) -> list[dict[str, Any]]:
        """Draw candidates, none twice.

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
        seen = {self.key(params) for params in exclude} - {None}
        return self.sample_unseen(n, rng, seen)

    def sample_unseen(
        self, n: int, rng: np.random.RandomState, seen: set[tuple]
    ) -> list[dict[str, Any]]:
        """Draw candidates whose keys are not among those seen, see `sample`."""
        seen = set(seen)
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
        rules = tuple(rules)
        parts = self._parts
        for rule in rules:
            # A parameter that earlier rules have made inactive is still known.
            if not any(rule.param in grid for grid in self._given):
                raise ValueError(
                    f"The rule {str(rule)!r} names the parameter {rule.param!r}, "
                    f"which is not in the space: {', '.join(self.params)}."
                )
            parts = [kept for part in parts for kept in part.split(rule)[0]]
        if not parts:
            raise ValueError(
                f"The rules leave nothing of the space: {join_rules(rules)}."
            )
        restricted = copy(self)
        restricted.rules = self.rules + rules
        return restricted._set_parts(parts)

    def read_rule(self, data: Mapping[str, Any]) -> Rule:
        """Build a rule from plain data, with its categories found again here.

        Parameters
        ----------
        data : dict
            What `Rule.to_dict` returned.

        Raises
        ------
        ValueError
            If a category is none of the parameter's values.
        """
        domains = self.domains(data["param"])
        choices = [v for domain in domains for v in getattr(domain, "values", ())]
        return Rule.from_dict(data, choices)

    def to_json(self, indent: int | None = None) -> str:
        """Write the space as JSON, see `from_json`.

        Parameters
        ----------
        indent : int or None, default=None
            As in ``json.dumps``.

        Returns
        -------
        text : str
            The lists, distributions, conditions and rules. What JSON cannot hold
            (estimators, arrays, functions) is written as its printed text.
        """
        return dump_space(self._given, self._conditions, self.rules, indent)

    @classmethod
    def from_json(
        cls, text: str, choices: Any = None, *, stand_ins: bool = False
    ) -> "Space":
        """Read a space that `to_json` wrote; no code is run.

        Parameters
        ----------
        text : str
            What `to_json` returned.

        choices : dict, list of dicts or Space, default=None
            For each parameter with values that JSON cannot hold, a list of objects
            among which they are looked up by type and printed text. The original
            `param_distributions` will do.

        stand_ins : bool, default=False
            Whether, without choices, something that prints and is written like each
            of these objects is put in its place. Such a space can be read, restricted
            and written, but its candidates cannot be fitted.

        Returns
        -------
        space : Space
            Equal to the one that was written.

        Raises
        ------
        ValueError
            If this is not the text of a space, or if an object is not among the
            choices.
        """
        given = {}
        for grid in Space(choices)._given if choices else ():
            for name, domain in grid.items():
                spec = domain.spec
                given.setdefault(name, []).extend(
                    spec if isinstance(spec, list) else [spec]
                )
        grids, conditions, rules = load_space(text, given, stand_ins)
        return cls(grids, conditions).restrict(rules)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the space as JSON: the same in every process and session."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    def __eq__(self, other):
        if not isinstance(other, Space):
            return NotImplemented
        return self.to_json() == other.to_json()

    def __hash__(self):
        return hash(self.fingerprint)

    def __str__(self):
        origins = sorted({part.origin for part in self._parts})
        return "\nor\n".join(map(self._describe, origins))

    def __repr__(self):
        given = [{name: d.spec for name, d in grid.items()} for grid in self._given]
        conditions = f", conditions={self._conditions!r}" if self._conditions else ""
        rules = f".restrict({list(self.rules)!r})" if self.rules else ""
        return f"Space({given!r}{conditions}){rules}"

    def _describe(self, origin: int) -> str:
        parts = [part for part in self._parts if part.origin == origin]
        lines = []
        for name in self._given[origin]:
            domains = self._domains(name, origin)
            if not domains:
                continue
            line = f"{name}: {' or '.join(map(str, domains))}"
            if any(name not in part.domains for part in parts):
                line += f", active when {self._conditions[name]}"
            lines.append(line)
        return "\n".join(lines) or "(defaults)"

    def _draw_new(self, rng, seen: set) -> dict[str, Any] | None:
        for _ in range(_MAX_REPEATS):
            params = self._parts[_draw_position(self.weights, rng)].draw(rng)
            if self.key(params) not in seen:
                return params
        # What has been seen of each part need not come up again.
        n_seen = Counter(number for number, _ in seen)
        left = [i for i, part in enumerate(self._parts) if n_seen[i] < part.size]
        while left:
            position = _draw_position(self.weights[left], rng)
            params = self._draw_new_from(self._parts[left.pop(position)], rng, seen)
            if params is not None:
                return params
        return None

    def _draw_new_from(self, part: Part, rng, seen: set) -> dict[str, Any] | None:
        few = part.size <= _MAX_LOOK_UP
        for _ in range(_MAX_REPEATS if few else _MAX_REPEATS_WITHOUT_LOOK_UP):
            params = part.draw(rng)
            if self.key(params) not in seen:
                return params
        if not few:
            return None
        unseen = [
            params for params in part.candidates() if self.key(params) not in seen
        ]
        return unseen[rng.randint(len(unseen))] if unseen else None


def _weighted(parts: Sequence[Part], n_origins: int) -> list[Part]:
    """Weigh the dicts by their numbers of candidates, or alike if there is no end."""
    sizes = [
        sum(part.size for part in parts if part.origin == origin)
        for origin in range(n_origins)
    ]
    total = sum(sizes)
    shares = [1 / n_origins if total == math.inf else size / total for size in sizes]
    return [replace(part, weight=part.weight * shares[part.origin]) for part in parts]


def _draw_position(weights: np.ndarray, rng) -> int:
    if len(weights) == 1:
        return 0
    return int(rng.choice(len(weights), p=weights / weights.sum()))
