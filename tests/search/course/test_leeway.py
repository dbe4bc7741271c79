"""What a region gives way to: what may be as good, not what was seen to be worse."""

import numpy as np
import pytest
from scipy.stats import loguniform, randint, uniform

from skgenarch.search import Rule, SequentialSearchCV, Space, Trial
from skgenarch.search.course.leeway import Beliefs, form_beliefs, give_leeway
from toys_search import Landscape, X, Y

SPACE = Space(
    [
        {
            "x": uniform(0, 1),
            "n": randint(0, 100),
            "width": [8, 16, 32, 64],
            "kind": ["a", "b", "c"],
        },
        {"kind": ["d"], "x": uniform(0, 1)},
    ]
)


def trials(n, score, seed=0):
    rng = np.random.RandomState(seed)
    return [
        Trial(params, score(params, rng), 1, "root", "random")
        for params in SPACE.sample(n, rng)
    ]


def widened(rule, promising):
    """Give one rule leeway where it is said of every candidate whether it promises."""
    candidates = SPACE.sample(2000, np.random.RandomState(0))
    beliefs = Beliefs(candidates, np.array([promising(c) for c in candidates]))
    return [str(rule) for rule in give_leeway([rule], SPACE, beliefs)]


@pytest.mark.parametrize(
    ("rule", "promising", "expected"),
    [
        (Rule("x", bounds=(0.4, 0.5)), lambda p: 0.4 < p["x"] < 0.5, "0.4 ≤ x ≤ 0.5"),
        # By tenths of what is above and below.
        (Rule("x", bounds=(0.4, 0.5)), lambda p: 0.4 < p["x"] < 0.7, "0.4 ≤ x ≤ 0.7"),
        (Rule("x", bounds=(0.4, 0.5)), lambda p: 0.2 < p["x"] < 0.5, "0.2 ≤ x ≤ 0.5"),
        (Rule("x", bounds=(0.4, 0.5)), lambda p: p["x"] > 0.4, "x ≥ 0.4"),
        # There is a gap before the next good ones.
        (Rule("x", bounds=(None, 0.5)), lambda p: abs(p["x"] - 0.6) > 0.1, "x ≤ 0.5"),
        (
            Rule("width", bounds=(16, 16)),
            lambda p: p.get("width", 0) in (16, 32),
            "16 ≤ width ≤ 32",
        ),
        (
            Rule("kind", categories=("a",)),
            lambda p: p["kind"] in ("a", "c"),
            "kind is one of: 'a', 'c'",
        ),
        (
            Rule("n", bounds=(None, 100)),
            lambda p: p["kind"] == "d" or p["n"] < 50,
            None,
        ),
    ],
)
def test_a_rule_gives_way_to_what_promises(rule, promising, expected):
    found = widened(rule, promising)
    if expected is None:
        assert found == []
    elif "x" in expected and "width" not in expected:
        (given,) = found
        for word, wanted in zip(given.split(), expected.split(), strict=True):
            try:
                assert float(word) == pytest.approx(float(wanted), abs=0.03)
            except ValueError:
                assert word == wanted
    else:
        assert found == [expected]


def widened_in(space, rules, promising, n=3000):
    candidates = space.sample_unseen(n, np.random.RandomState(0), set())
    beliefs = Beliefs(candidates, np.array([promising(c) for c in candidates]))
    return list(map(str, give_leeway(rules, space, beliefs)))


def test_numbers_beside_categories_come_in_together():
    space = Space([{"x": uniform(0, 1)}, {"x": ["auto", "none"], "y": uniform(0, 1)}])
    rules = [Rule("x", categories=("auto",))]
    found = widened_in(space, rules, lambda p: p["x"] != "none")
    assert found == ["x is a number or x is 'auto'"]
    # Numbers in a list of other things are categories like them.
    space = Space({"x": [1, 2, "auto"], "y": uniform(0, 1)})
    found = widened_in(space, rules, lambda p: p["x"] != 2)
    assert found == ["x is one of: 'auto', 1"]


def test_where_nothing_was_asked_a_bound_stays():
    space = Space({"x": uniform(0, 1), "y": uniform(0, 1)})
    rules = [Rule("x", bounds=(None, 0.99)), Rule("y", bounds=(None, 0.01))]
    found = widened_in(space, rules, lambda p: p["y"] <= 0.01)
    assert found == list(map(str, rules))


def test_a_category_brings_what_it_lacks():
    space = Space(
        [
            {"kind": ["svc", "bad"], "C": uniform(0, 1)},
            {"kind": ["tree"], "depth": randint(1, 10), "x": uniform(0, 1)},
        ]
    )
    rules = [Rule("kind", categories=("svc",)), Rule("C", bounds=(None, 0.5))]
    found = widened_in(
        space,
        rules,
        lambda p: p["kind"] == "tree" or (p["C"] < 0.5 and p["kind"] == "svc"),
    )
    assert found == ["kind is one of: 'svc', 'tree'", "C ≤ 0.5 or C is inactive"]


@pytest.mark.parametrize(
    ("domain", "bounds", "good", "expected"),
    [
        (uniform(1000, 1), (1000.6, None), lambda x: x >= 1000.6, "x ≥ 1000.6"),
        (uniform(1000, 1), (None, 1000.4), lambda x: x <= 1000.7, "x ≤ 1000.7"),
        (
            [np.uint8(v) for v in (2, 4, 8, 16, 32)],
            (32, None),
            lambda x: x >= 8,
            "x ≥ 8",
        ),
        (randint(0, 1000), (None, 200), lambda x: x < 560, "x ≤ 60"),
    ],
)
def test_bounds_move_whatever_the_numbers_are(domain, bounds, good, expected):
    space = Space({"x": domain, "y": uniform(0, 1)})
    rule = Rule("x", bounds=bounds)
    (found,) = widened_in(space, [rule], lambda p: good(p["x"]))
    assert found.startswith(expected) and len(found) <= len("x ≤ 1000.70")


def test_choices_that_have_no_truth_value():
    space = {"w": [np.array([i, i + 1]) for i in range(4)], "y": uniform(0, 1)}

    class Takes(Landscape):
        def __init__(self, w=None, y=0.0):
            self.w, self.y = w, y

        def score(self, X, y=None):
            return float(self.w[0] % 2 + self.y)

    for seed in range(3):
        search = SequentialSearchCV(
            Takes(), space, n_stages=3, cv=2, sampler="random", random_state=seed
        ).fit(X, Y)
        assert search.best_params_["w"][0] % 2 == 1


def test_beliefs_about_a_fork_are_formed_within_it(monkeypatch):
    asked = []

    def watched(space, trials, rng):
        asked.append({p["learning_rate"] > 0.01 for p in space.sample(50, rng)})
        return form_beliefs(space, trials, rng)

    monkeypatch.setattr("skgenarch.search.course.course.form_beliefs", watched)
    space = {"learning_rate": loguniform(1e-4, 1), "dropout": uniform(0, 0.6)}
    search = SequentialSearchCV(Landscape(noise=0.3), space, cv=2, random_state=0)
    search.set_params(n_stages=3, n_iter=60, sampler="random", warm_start=True)
    search.fork("learning_rate <= 0.01", "learning_rate > 0.01")
    search.fit(X, Y)
    assert asked and all(len(sides) == 1 for sides in asked)
    assert {True} in asked and {False} in asked


def test_bounds_of_continuous_numbers_are_short():
    (given,) = widened(Rule("x", bounds=(0.4, 0.5)), lambda p: 0.4 < p["x"] < 0.7)
    assert len(given.split()[-1]) <= 5


def test_a_rule_without_a_promise_inside_stays():
    rule = Rule("kind", categories=("a",))
    assert widened(rule, lambda p: p["kind"] == "b") == [str(rule)]


def test_rules_are_looked_at_among_what_the_others_keep():
    candidates = SPACE.sample(3000, np.random.RandomState(0))
    rules = [Rule("x", bounds=(None, 0.5)), Rule("kind", categories=("a",))]
    # "b" promises only where x is large.
    promising = [
        p["kind"] == "a" or (p["kind"] == "b" and p["x"] > 0.5) for p in candidates
    ]
    wider = give_leeway(rules, SPACE, Beliefs(candidates, np.array(promising)))
    assert list(map(str, wider)) == ["kind is 'a'"]


def test_what_was_seen_to_be_poor_promises_nothing():
    def score(params, rng):
        poor = abs(params["x"] - 0.2) + 2 * (params["kind"] == "b")
        return 0.2 * rng.normal() - poor

    beliefs = form_beliefs(SPACE, trials(150, score), np.random.RandomState(0))
    candidates, promising = beliefs
    poor = [promising[i] for i, p in enumerate(candidates) if p["kind"] == "b"]
    away = [promising[i] for i, p in enumerate(candidates) if p["x"] > 0.7]
    assert sum(poor) == sum(away) == 0 < 30 < sum(promising)


def test_failed_trials_are_known_to_be_poor():
    def score(params, rng):
        return rng.normal() if params["x"] < 0.5 else np.nan

    seen = [t._replace(failed=bool(np.isnan(t.score))) for t in trials(100, score)]
    candidates, promising = form_beliefs(SPACE, seen, np.random.RandomState(0))
    right = np.array([params["x"] > 0.7 for params in candidates])
    assert promising[right].mean() < 0.1 < promising[~right].mean()


@pytest.mark.parametrize("score", [lambda p, rng: 1.0, lambda p, rng: np.nan])
def test_without_a_difference_nothing_is_believed(score):
    assert form_beliefs(SPACE, trials(50, score), np.random.RandomState(0)) is None


def test_few_trials_are_not_enough():
    few = trials(19, lambda p, rng: rng.normal())
    assert form_beliefs(SPACE, few, np.random.RandomState(0)) is None
