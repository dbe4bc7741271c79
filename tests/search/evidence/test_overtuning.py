"""The winner on folds that it was not chosen on."""

import math

import numpy as np
import pytest

from skgenarch.search.evidence.overtuning import held_out_score


def test_each_fold_scores_the_winner_on_the_other_folds():
    scores = [
        [0.9, 0.2, 0.1],  # wins on folds 1 + 2 and on folds 1 + 3
        [0.1, 0.6, 0.3],  # wins on folds 2 + 3
        [0.3, 0.3, 0.2],
    ]
    guard = held_out_score(scores)
    # Left out: fold 1 of the second, fold 2 and fold 3 of the first candidate.
    assert guard.score == pytest.approx((0.1 + 0.2 + 0.1) / 3)
    assert guard.best_score == pytest.approx(0.4)
    assert guard.optimism == pytest.approx(guard.best_score - guard.score)


def test_the_standard_error_is_nadeau_and_bengios():
    guard = held_out_score([[0.9, 0.5], [0.6, 0.7]])
    # 0.6 and 0.5 on the folds left out: variance 0.005, times 1/2 + 1/1.
    assert guard.standard_error == pytest.approx(math.sqrt(0.005 * 1.5))


def test_candidates_that_tie_count_alike():
    guard = held_out_score([[0.5, 0.8], [0.5, 0.2]])
    # Both win on fold 1, with a mean of 0.5 on fold 2; on fold 2 the first one wins.
    assert guard.score == pytest.approx((0.5 + 0.5) / 2)


@pytest.mark.parametrize("n_splits", [2, 5])
def test_on_noise_the_guard_is_unbiased_and_the_best_score_is_not(n_splits):
    guards = [
        held_out_score(np.random.RandomState(seed).normal(size=(50, n_splits)))
        for seed in range(400)
    ]
    held_out = np.array([guard.score for guard in guards])
    error = held_out.std() / math.sqrt(len(guards))
    assert abs(held_out.mean()) < 3 * error < 0.15
    assert np.mean([guard.best_score for guard in guards]) > 0.9


def test_the_standard_error_is_about_right():
    guards = [
        held_out_score(np.random.RandomState(seed).normal(size=(50, 5)))
        for seed in range(400)
    ]
    true = np.std([guard.score for guard in guards])
    assert 0.8 < np.mean([guard.standard_error for guard in guards]) / true < 1.4


def test_candidates_with_missing_folds_are_never_chosen():
    nan = math.nan
    guard = held_out_score([[9.0, nan], [0.5, 0.6], [nan, nan], [0.1, math.inf]])
    assert guard.score == guard.best_score == pytest.approx(0.55)


@pytest.mark.parametrize(
    "scores", [[[1.0], [2.0]], [[math.nan, 1.0]], np.zeros((0, 3))]
)
def test_without_two_folds_or_any_candidate_nothing_is_known(scores):
    guard = held_out_score(scores)
    assert math.isnan(guard.score) and math.isnan(guard.optimism)
    assert math.isnan(guard.standard_error)
    assert str(guard) == "not known: it takes two folds with scores"


def test_the_usual_score_is_still_told_with_one_fold():
    assert held_out_score([[1.0], [2.0]]).best_score == 2.0


def test_anything_but_a_table_is_refused():
    with pytest.raises(ValueError, match=r"shape \(n_trials, n_splits\).*\(3,\)"):
        held_out_score([1.0, 2.0, 3.0])


def test_another_way_to_choose_is_judged_as_well():
    scores = np.array([[0.9, 0.2, 0.1], [0.1, 0.6, 0.3], [0.3, 0.3, 0.2]])
    seen = []

    def choose_third(means):
        seen.append(means)
        return 2

    guard = held_out_score(scores, choose_third)
    assert guard.score == pytest.approx((0.3 + 0.3 + 0.2) / 3)
    assert guard.best_score == pytest.approx(0.8 / 3)
    np.testing.assert_allclose(seen[0], scores.mean(axis=1))
    for fold, means in enumerate(seen[1:]):
        np.testing.assert_allclose(means, np.delete(scores, fold, axis=1).mean(axis=1))


def test_what_cannot_be_chosen_is_nan_for_another_way_to_choose():
    seen = []
    scores = [[9.0, math.nan], [0.5, 0.6]]
    held_out_score(scores, lambda means: seen.append(means) or 1)
    assert all(np.isnan(means[0]) and np.isfinite(means[1]) for means in seen)
