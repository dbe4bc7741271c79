"""Edges that move back, and regions that are let in again."""

import math

import pytest
from scipy.stats import loguniform, randint, uniform

from skgenarch.search import Branch, Rule, SequentialSearchCV, Space, Trial
from skgenarch.search.course.reopening import widen, worth_reopening
from toys_search import Landscape, X, Y

SPACE = Space(
    {
        "x": uniform(0, 1),
        "rate": loguniform(1e-4, 1.0),
        "n": randint(0, 100),
        "width": [8, 16, 32, 64],
        "kind": ["a", "b"],
    }
)
MIDDLE = {"x": 0.5, "rate": 0.01, "n": 50, "width": 16, "kind": "a"}


def trial(score=1.0, branch="root", stage=1, **params):
    return Trial({**MIDDLE, **params}, score, stage, branch, "random")


@pytest.mark.parametrize(
    ("rule", "best", "expected"),
    [
        (Rule("x", bounds=(0.2, 0.6)), {"x": 0.5}, "0.2 ≤ x ≤ 0.6"),
        (Rule("x", bounds=(0.2, 0.6)), {"x": 0.57}, "0.2 ≤ x ≤ 0.7"),
        (Rule("x", bounds=(0.2, 0.6)), {"x": 0.23}, "0.1 ≤ x ≤ 0.6"),
        (Rule("x", bounds=(None, 0.6)), {"x": 0.01}, "x ≤ 0.6"),
        (Rule("x", bounds=(0.2, None)), {"x": 0.99}, "x ≥ 0.2"),
        (Rule("x", bounds=(0.1, 0.9)), {"x": 0.89}, "x ≥ 0.1"),
        (Rule("rate", bounds=(None, 1e-2)), {"rate": 9e-3}, "rate ≤ 0.0316"),
        (Rule("n", bounds=(20, 39)), {"n": 39}, "20 ≤ n ≤ 44"),
        (Rule("width", bounds=(16, 32)), {"width": 32}, "width ≥ 16"),
        (Rule("width", bounds=(None, 16)), {"width": 16}, "width ≤ 32"),
        (Rule("width", bounds=(16, None)), {"width": 32}, "width ≥ 16"),
        (Rule("kind", categories=("a",)), {}, "kind is 'a'"),
    ],
)
def test_an_edge_moves_if_the_best_trial_is_next_to_it(rule, best, expected):
    trials = [trial(0.5), trial(1.0, **best), trial(math.nan)]
    (wider,) = widen([rule], SPACE, trials)
    assert str(wider) == expected


def test_a_bound_that_is_gone_on_both_sides_is_no_rule():
    rules = [Rule("x", bounds=(0.0, 0.9)), Rule("kind", categories=("a",))]
    wider = widen(rules, SPACE, [trial(x=0.89)])
    assert list(map(str, wider)) == ["x ≥ 0", "kind is 'a'"]
    assert widen([Rule("x", bounds=(None, 0.9))], SPACE, [trial(x=0.89)]) == ()


def test_only_trials_inside_count():
    rule = Rule("x", bounds=(0.2, 0.6))
    assert widen([rule], SPACE, [trial(x=0.9)]) == (rule,)
    assert widen([rule], SPACE, [trial(0.5, x=0.4), trial(1.0, x=0.7)]) == (rule,)


def test_a_space_is_reopened_where_an_explorer_is_among_the_top():
    rules = (Rule("kind", categories=("a",)),)
    branches = [Branch("3a", "2a", rules, SPACE.restrict(rules))]
    trials = [trial(float(n), "2a", stage=2, x=n / 10) for n in range(8)]
    outside = trial(99.0, "root", stage=2, kind="b")
    assert worth_reopening([*trials, outside], 2, branches, 0.2)
    assert not worth_reopening([*trials, outside], 3, branches, 0.2)
    assert not worth_reopening(trials, 2, branches, 0.2)
    bad = outside._replace(score=-1.0)
    assert not worth_reopening([*trials, bad], 2, branches, 0.2)
    inside = outside._replace(params={**MIDDLE, "x": 0.99})
    assert not worth_reopening([*trials, inside], 2, branches, 0.2)


class LateBloomer(Landscape):
    """The best is where few look: hard attention with a large learning rate."""

    def score(self, X, y=None):
        if self.attention == "hard" and self.learning_rate > 0.05:
            return 10.0 + self.dropout
        return super().score(X, y)


def test_a_search_comes_back_to_what_it_left_out():
    space = {
        "learning_rate": loguniform(1e-6, 1),
        "attention": ["none", "soft", "hard", *"abcdefgh"],
        "dropout": uniform(0, 0.6),
    }
    reopened = 0
    for seed in range(5):
        search = SequentialSearchCV(
            LateBloomer(),
            space,
            n_stages=5,
            n_iter=20,
            cv=2,
            exploration=0.5,
            random_state=seed,
        ).fit(X, Y)
        reopened += any(
            stage.number > 1 and "root" in stage.branches for stage in search.stages_
        )
        assert search.best_score_ > 10
    assert reopened >= 1


def test_rounding_never_moves_an_edge_inwards():
    rule = Rule("rate", bounds=(0.000390966, 0.00039102))
    (wider,) = widen([rule], SPACE, [trial(rate=0.00039101)])
    assert wider.bounds[0] == 0.000390966 and wider.bounds[1] >= 0.00039102
