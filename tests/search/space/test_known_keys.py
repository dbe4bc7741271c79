"""Keys of candidates that become more."""

import pickle
from copy import copy

import numpy as np
import pytest
from scipy.stats import uniform

from skgenarch.search import Rule, Space
from skgenarch.search.space.known_keys import KnownKeys


@pytest.fixture
def space():
    return Space({"a": uniform(0, 1), "b": [1, 2, 3]})


@pytest.fixture
def asked(monkeypatch):
    """Candidates whose keys a space was asked for."""
    asked, key = [], Space.key

    def noting(self, params):
        asked.append(params)
        return key(self, params)

    monkeypatch.setattr(Space, "key", noting)
    return asked


def test_they_are_those_of_the_space(space):
    candidates = space.sample(20, np.random.RandomState(0))
    part = space.restrict([Rule("a", bounds=(0.5, None))])
    known = part.known(candidates)
    inside = [n for n, params in enumerate(candidates) if params in part]
    assert 0 < len(inside) < 20
    assert known.inside == inside
    assert known.distinct == {part.key(candidates[n]) for n in inside}


def test_only_new_candidates_are_looked_at(asked, space):
    candidates = space.sample(20, np.random.RandomState(0))
    asked.clear()
    space.known(candidates[:15])
    space.known(candidates)
    assert space.known(candidates).inside == list(range(20))
    assert asked == candidates


@pytest.mark.parametrize(
    "change",
    [
        lambda candidates: candidates[:10],
        lambda candidates: candidates[::-1],
        lambda candidates: [dict(params) for params in candidates],
        lambda candidates: [],
    ],
)
def test_another_list_is_looked_at_anew(space, change):
    candidates = space.sample(20, np.random.RandomState(0))
    space.known(candidates)
    others = change(candidates)
    known = space.known(others)
    fresh = KnownKeys(space.key)
    fresh.catch_up(others)
    assert known.inside == fresh.inside == list(range(len(others)))
    assert known.distinct == fresh.distinct == {space.key(p) for p in others}


def test_parts_and_copies_have_keys_of_their_own(space):
    candidates = space.sample(20, np.random.RandomState(0))
    space.known(candidates)
    part = space.restrict([Rule("b", categories=(2,))])
    for other in (part, copy(space), pickle.loads(pickle.dumps(space)), Space(space)):
        assert other.known([]).inside == []
    assert len(part.known(candidates).inside) < 20
    assert space.known(candidates).inside == list(range(20))
