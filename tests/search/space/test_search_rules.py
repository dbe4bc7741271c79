import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from skgenarch.search import Rule
from skgenarch.search.space.rules import join_rules, same_rules

numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-1000, 1000)
categories = st.lists(st.none() | st.booleans() | st.text() | numbers, max_size=4)


@st.composite
def rules(draw):
    low, high = draw(st.none() | numbers), draw(st.none() | numbers)
    if low is not None and high is not None and low > high:
        low, high = high, low
    bounds = draw(st.sampled_from([None, (low, high)]))
    kept = draw(categories)
    inactive = draw(st.booleans()) or (bounds is None and not kept)
    return Rule("p", bounds, tuple(kept), inactive)


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (Rule("lr", (None, 0.02)), "lr ≤ 0.02"),
        (Rule("n_filters", (16, None)), "n_filters ≥ 16"),
        (Rule("lr", (1e-4, 0.02)), "0.0001 ≤ lr ≤ 0.02"),
        (Rule("depth", (3, 3)), "depth = 3"),
        (Rule("gamma", (None, None)), "gamma is a number"),
        (Rule("attention", None, ("soft",)), "attention is 'soft'"),
        (Rule("attention", None, ("soft", None)), "attention is one of: 'soft', None"),
        (Rule("gamma", None, (), True), "gamma is inactive"),
        (Rule("gamma", (None, 1), (), True), "gamma ≤ 1 or gamma is inactive"),
        (Rule("gamma", (2, None), ("auto",)), "gamma ≥ 2 or gamma is 'auto'"),
    ],
)
def test_a_rule_reads_as_a_sentence(rule, sentence):
    assert str(rule) == sentence


def test_joined_rules_put_alternatives_in_parentheses():
    small = Rule("a", (None, 1), (), True)
    soft = Rule("b", None, ("soft",))
    assert join_rules([small, soft]) == "(a ≤ 1 or a is inactive) and b is 'soft'"
    assert join_rules([small]) == "a ≤ 1 or a is inactive"
    assert join_rules([]) == ""


@pytest.mark.parametrize(
    ("rule", "kept", "refused"),
    [
        (Rule("p", (1, 2)), [1, 2, 1.5, np.float64(2)], [0.999, 2.001, "1", True]),
        (Rule("p", None, (None, "a")), [None, "a"], ["None", 0, ["a"]]),
        (Rule("p", None, (False,)), [False], [0, 0.0, True]),
        (Rule("p", (5, None), ("auto",)), [5, 9, "auto"], [4, "scale"]),
    ],
)
def test_a_rule_keeps_exactly_its_values(rule, kept, refused):
    assert [value for value in kept if not rule.matches({"p": value})] == []
    assert [value for value in refused if rule.matches({"p": value})] == []


def test_candidates_without_the_parameter_match_only_where_inactive_is_allowed():
    assert not Rule("p", (1, 2)).matches({"q": 1})
    assert Rule("p", (1, 2), inactive=True).matches({"q": 1})


@given(rules())
def test_json_round_trip_gives_the_same_rule(rule):
    data = json.loads(json.dumps(rule.to_dict(), allow_nan=False))
    assert Rule.from_dict(data) == rule


def test_json_round_trip_finds_objects_among_the_choices():
    choices = [LogisticRegression(C=1.0), LogisticRegression(C=2.0), "passthrough"]
    rule = Rule("clf", categories=(choices[1], "passthrough"))
    data = json.loads(json.dumps(rule.to_dict()))
    assert Rule.from_dict(data, choices).categories[0] is choices[1]


def test_json_of_an_object_that_is_no_choice_is_refused():
    data = Rule("clf", categories=(LogisticRegression(C=2.0),)).to_dict()
    with pytest.raises(ValueError, match=r"LogisticRegression\(C=2\.0\).*'clf'.*none"):
        Rule.from_dict(data)


def test_json_of_an_object_that_fits_several_choices_is_refused():
    data = Rule("clf", categories=(LogisticRegression(),)).to_dict()
    with pytest.raises(ValueError, match="'clf' fits 2 of the given choices"):
        Rule.from_dict(data, [LogisticRegression(), LogisticRegression()])


def test_json_tells_objects_apart_whose_printed_text_is_long():
    choices = [np.arange(40), np.append(np.arange(39), 0)]
    data = json.loads(json.dumps(Rule("w", categories=(choices[1],)).to_dict()))
    assert Rule.from_dict(data, choices).categories[0] is choices[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "must keep something"),
        ({"bounds": (2, 1)}, r"must not exceed the upper one. Got \(2, 1\) for 'p'"),
        ({"bounds": (float("nan"), 1)}, "must be finite numbers"),
        ({"bounds": ("a", 1)}, "must be finite numbers"),
    ],
)
def test_impossible_rules_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        Rule("p", **arguments)


def test_rules_that_keep_the_same():
    array, other = np.array([1, 2]), np.array([1, 3])
    some = [Rule("a", categories=(1, array)), Rule("b", bounds=(None, 2))]
    assert same_rules(some, [some[1], Rule("a", categories=(array.copy(), 1))])
    assert not same_rules(some, some[:1]) and not same_rules(some[:1], some)
    assert not same_rules(some, [Rule("a", categories=(1, other)), some[1]])
    assert not same_rules([Rule("a", categories=(True,))], [Rule("a", categories=(1,))])
    assert same_rules([], [])
