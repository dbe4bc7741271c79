"""The choice of the winner, where scores are noisy and where they are not."""

import numpy as np
import pytest
from sklearn.base import BaseEstimator
from sklearn.model_selection import KFold

from skgenarch.search import Rule, SequentialSearchCV, Space, find_winner

SPACE = Space({"x": list(range(20)), "y": list(range(20))})


def truth(params):
    return -np.hypot(params["x"] - 6, params["y"] - 13)


def drawn(n, noise, seed):
    rng = np.random.RandomState(seed)
    candidates = SPACE.sample(n, rng)
    scores = np.array([truth(params) for params in candidates])
    return candidates, scores + noise * rng.normal(size=n)


def test_with_noise_the_choice_is_truly_better_on_average():
    found = []
    for seed in range(20):
        candidates, scores = drawn(150, 3.0, seed)
        smooth = truth(candidates[find_winner(SPACE, candidates, scores)])
        found.append((smooth, truth(candidates[np.argmax(scores)])))
    smooth, greedy = np.mean(found, axis=0)
    assert smooth > greedy + 0.5


def test_without_noise_the_best_score_wins():
    for seed in range(20):
        candidates, scores = drawn(150, 0.0, seed)
        assert find_winner(SPACE, candidates, scores) == np.argmax(scores)


def test_among_few_candidates_the_best_score_wins():
    candidates, scores = drawn(49, 30.0, 0)
    assert find_winner(SPACE, candidates, scores) == np.argmax(scores)


def test_scores_that_are_missing_cannot_win():
    candidates, scores = drawn(120, 3.0, 0)
    expected = find_winner(SPACE, candidates, scores)
    more = [*candidates[:60], {"x": 6, "y": 13}, *candidates[60:]]
    for missing in (np.nan, -np.inf, np.inf):
        with_missing = np.insert(scores, 60, missing)
        assert find_winner(SPACE, more, with_missing) == expected + (expected >= 60)


@pytest.mark.parametrize("value", [0.5, np.nan])
def test_of_equal_scores_the_first_wins(value):
    candidates, _ = drawn(80, 1.0, 0)
    assert find_winner(SPACE, candidates, np.full(80, value)) == 0


def test_of_thousands_the_winner_is_one_of_the_best():
    space = Space({"x": list(range(5000))})
    rng = np.random.RandomState(0)
    candidates = space.sample(2000, rng)
    xs = np.array([params["x"] for params in candidates])
    scores = -np.abs(xs - 1234) / 100 + rng.normal(size=2000)
    assert abs(xs[find_winner(space, candidates, scores)] - 1234) < 300


class Noisy(BaseEstimator):
    """Has a score with noise that is its own on each fold."""

    def __init__(self, x=0, y=0):
        self.x, self.y = x, y

    def fit(self, X, y=None):
        return self

    def score(self, X, y=None):
        rng = np.random.RandomState(10_000 * int(X[0, 0]) + 100 * self.x + self.y)
        return truth({"x": self.x, "y": self.y}) + 3 * rng.normal()


def search_for(**options):
    grid = {"x": list(range(20)), "y": list(range(20))}
    search = SequentialSearchCV(
        Noisy(), grid, n_stages=4, n_iter=30, cv=[([0], [1])], random_state=0, **options
    )
    return search.fit(np.zeros((2, 1)))


def test_a_search_takes_the_smooth_choice_unless_told_otherwise():
    smooth, greedy = search_for(), search_for(smooth=False)
    scores = smooth.cv_results_["mean_test_score"]
    np.testing.assert_array_equal(scores, greedy.cv_results_["mean_test_score"])
    assert greedy.best_index_ == np.argmax(scores)
    params = smooth.cv_results_["params"]
    assert smooth.best_index_ == find_winner(SPACE, params, scores)
    assert smooth.best_index_ != greedy.best_index_
    assert smooth.best_score_ == scores[smooth.best_index_]
    assert smooth.best_params_ == params[smooth.best_index_]
    assert smooth.best_estimator_.get_params() == smooth.best_params_
    assert truth(smooth.best_params_) > truth(greedy.best_params_)


def test_a_callable_refit_decides_for_itself():
    search = search_for(refit=lambda results: 17)
    assert search.best_index_ == 17
    with pytest.raises(TypeError, match="not an integer"):
        search_for(refit=lambda results: "17")


def test_overtuning_judges_the_choice_that_the_search_makes():
    X = np.arange(6.0)[:, None]
    smooth, greedy = (
        search_for(smooth=smooth).set_params(cv=KFold(3)).fit(X)
        for smooth in (True, False)
    )
    assert smooth.best_index_ != greedy.best_index_
    for search in (smooth, greedy):
        assert search.overtuning_.best_score == pytest.approx(search.best_score_)


def test_overtuning_of_another_choice_is_that_of_the_best_score():
    search = search_for(refit=lambda results: 3).set_params(cv=KFold(3))
    search.fit(np.arange(6.0)[:, None])
    best = search.cv_results_["mean_test_score"].max()
    assert search.overtuning_.best_score == pytest.approx(best)


def test_where_there_is_no_parameter_there_is_no_neighbour():
    empty = Space([{}, {"x": [1, 2]}]).restrict([Rule("x", inactive=True)])
    assert find_winner(empty, [{}] * 60, np.arange(60.0)) == 59


def test_no_candidates_are_refused():
    with pytest.raises(ValueError, match=r"must be one or more\. Got none"):
        find_winner(SPACE, [], [])
