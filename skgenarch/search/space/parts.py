"""A part of a space in which every candidate has the same parameters."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np

from .domains import Domain
from .rules import Rule


@dataclass(frozen=True)
class Part:
    """Independent domains, and how probable it is to draw from them.

    Attributes
    ----------
    domains : dict
        The domain of each parameter by name.

    weight : float
        Probability that a candidate drawn from the whole space lies here.

    origin : int
        Which of the dicts that the user gave this is a part of.
    """

    domains: dict[str, Domain]
    weight: float
    origin: int

    @property
    def size(self) -> int | float:
        """Number of candidates, infinite where a domain is."""
        # Infinity first: Python cannot multiply a huge integer by it.
        sizes = [domain.size for domain in self.domains.values()]
        return math.inf if math.inf in sizes else math.prod(sizes)

    def key(self, params: Mapping[str, Any]) -> tuple | None:
        """Return what identifies a candidate here, or None if it is outside."""
        if self.domains.keys() != params.keys():
            return None
        keys = []
        for name, domain in self.domains.items():
            key = domain.key(params[name])
            if key is None:
                return None
            keys.append(key)
        return tuple(keys)

    def from_key(self, key: Sequence) -> dict[str, Any]:
        """Return the candidate that a key stands for."""
        return {
            name: domain.from_key(own)
            for (name, domain), own in zip(self.domains.items(), key, strict=True)
        }

    def draw(self, rng: np.random.RandomState) -> dict[str, Any]:
        """Draw a candidate."""
        return {name: domain.draw(rng) for name, domain in self.domains.items()}

    def candidates(self) -> Iterator[dict[str, Any]]:
        """Yield all candidates of a finite part."""
        columns = [
            [domain.value(position) for position in range(domain.size)]
            for domain in self.domains.values()
        ]
        for values in product(*columns):
            yield dict(zip(self.domains, values, strict=True))

    def split(self, rule: Rule) -> tuple[list["Part"], list["Part"]]:
        """Return what a rule keeps and what it drops, both as disjoint parts."""
        if rule.param not in self.domains:
            return ([self], []) if rule.inactive else ([], [self])
        kept, dropped = self.domains[rule.param].split(rule)
        return (
            [self._with(rule.param, domain, share) for domain, share in kept],
            [self._with(rule.param, domain, share) for domain, share in dropped],
        )

    def _with(self, param: str, domain: Domain, share: float) -> "Part":
        domains = self.domains | {param: domain}
        return replace(self, domains=domains, weight=self.weight * share)

    def without(self, param: str) -> "Part":
        """Return the part with a parameter left out, as where it is inactive."""
        domains = {name: d for name, d in self.domains.items() if name != param}
        return replace(self, domains=domains)
