"""Objects that JSON does not hold are stood in for by what prints like them."""

import enum
import functools
import json

import numpy as np
import pytest
from scipy.stats import loguniform
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.svm import SVC

from skgenarch.search import Rule, Space, parse_rules
from skgenarch.search.space.stand_ins import StandIn
from skgenarch.search.space.values import full_text


class Colour(enum.Enum):
    RED = 1


class Plain:
    pass


def local():
    def inner(x):
        return x

    return inner


@pytest.mark.parametrize(
    "value",
    [
        Ridge(alpha=2.0),
        make_pipeline(StandardScaler(), SVC(C=3, kernel="linear", gamma=0.125)),
        FunctionTransformer(np.log1p),
        Ridge,
        int,
        Colour,
        Colour.RED,
        Plain(),
        len,
        local,
        local(),
        lambda x: x,
        np.tanh,
        np.linalg.norm,
        functools.partial(local),
        functools.lru_cache(local),
        "x".upper,
        np.array([1.5, 2]),
        np.dtype("f4"),
        [Ridge(), "x", (1, None)],
        {"a": 1},
        b"x",
        1 + 2j,
        float("nan"),
        np.float32(0.1),
    ],
    ids=full_text,
)
def test_a_stand_in_prints_and_is_written_like_the_object(value):
    space = Space({"p": [value, "other"]})
    again = Space.from_json(space.to_json(), stand_ins=True)
    stand_in, other = again.domains("p")[0].values
    assert again.to_json() == space.to_json()
    assert (str(again), full_text(stand_in)) == (str(space), full_text(value))
    assert other == "other"
    # What is decided there is found here.
    written = json.dumps(Rule("p", categories=(stand_in,)).to_dict())
    found = Rule.from_dict(json.loads(written), space.domains("p")[0].values)
    assert found.allows(value)
    assert not found.allows("other")


def test_a_space_of_stand_ins_can_be_restricted_and_drawn_from():
    space = Space(
        [{"clf": [Ridge(), SVC()], "C": loguniform(1, 10)}, {"clf": [Ridge]}],
        conditions={"C": "clf is SVC()"},
    )
    again = Space.from_json(space.to_json(), stand_ins=True)
    part = again.restrict(parse_rules("clf is SVC()", again))
    assert part.mass == space.restrict(parse_rules("clf is SVC()", space)).mass
    (drawn,) = part.sample(1, np.random.RandomState(0))
    assert isinstance(drawn["clf"], StandIn)
    assert repr(drawn["clf"]) == "SVC()"
    assert drawn in again


def test_a_restricted_space_of_stand_ins_is_read():
    ridge = Ridge()
    space = Space({"clf": [ridge, SVC()]}).restrict([Rule("clf", categories=(ridge,))])
    again = Space.from_json(space.to_json(), stand_ins=True)
    assert again.to_json() == space.to_json()
    assert str(again) == "clf: Ridge()"


def test_given_choices_come_before_stand_ins():
    ridge = Ridge()
    space = Space({"clf": [ridge, "x"], "act": [np.tanh]})
    again = Space.from_json(space.to_json(), {"clf": [ridge]}, stand_ins=True)
    assert again.domains("clf")[0].values[0] is ridge
    assert isinstance(again.domains("act")[0].values[0], StandIn)


def test_two_objects_that_print_alike_cannot_be_told_apart():
    space = Space({"clf": [Ridge(), Ridge()]})
    again = Space.from_json(space.to_json(), stand_ins=True)
    assert again.size == 2
    with pytest.raises(ValueError, match="is the text of 2 values of 'clf'"):
        parse_rules("clf is Ridge()", again)
