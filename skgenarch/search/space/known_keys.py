"""The keys of candidates that become more and more, as those of a search do."""

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any


class KnownKeys:
    """Keys of a list of candidates; only those that are new at its end are looked at.

    Parameters
    ----------
    key : callable
        Returns the key of a candidate, or None if it is outside of the space.

    Attributes
    ----------
    inside : list of int
        Places of those that are inside.

    distinct : set
        Their keys.

    Examples
    --------
    >>> from skgenarch.search.space.known_keys import KnownKeys
    >>> known = KnownKeys(lambda params: params.get("depth"))
    >>> candidates = [{"depth": 2}, {"other": 3}]
    >>> known.catch_up(candidates)
    >>> known.catch_up([*candidates, {"depth": 5}])
    >>> known.inside, known.distinct
    ([0, 2], {2, 5})
    """

    def __init__(self, key: Callable[[Mapping[str, Any]], Any]):
        self._key = key
        self._forget()

    def _forget(self):
        self._candidates, self.inside, self.distinct = [], [], set()

    def catch_up(self, candidates: Sequence[Mapping[str, Any]]) -> None:
        """Take what is new; all is, unless the last list comes first, dict by dict."""
        known = self._candidates
        goes_on = len(candidates) >= len(known) and all(
            map(operator.is_, known, candidates)
        )
        if not goes_on:
            self._forget()
        for place in range(len(self._candidates), len(candidates)):
            key = self._key(candidates[place])
            self._candidates.append(candidates[place])
            if key is not None:
                self.inside.append(place)
                self.distinct.add(key)
