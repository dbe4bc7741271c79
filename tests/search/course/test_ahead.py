"""What is made in advance, and candidates that are proposed beside fits."""

import threading
import time

import numpy as np
import pytest

from skgenarch.search import GaussianProcessSampler, SequentialSearchCV
from skgenarch.search.course.ahead import Ahead
from toys_search import Landscape, X, Y

SPACE = {"n_filters": list(range(1, 200)), "attention": ["none", "soft", "hard"]}


def test_it_goes_on_beside_its_caller():
    met = threading.Barrier(2, timeout=10)
    ahead = Ahead()
    ahead.begin("name", met.wait)
    met.wait()  # would break if nobody else came
    assert ahead.take("name") in (0, 1)


def test_an_error_is_raised_where_the_result_is_wanted():
    ahead = Ahead()
    ahead.begin("name", int, "seven")
    with pytest.raises(ValueError, match="seven"):
        ahead.take("name")
    assert not ahead.has("name")


def test_nothing_is_left_of_what_was_dropped():
    done, ahead = [], Ahead()
    ahead.begin(1, lambda: (time.sleep(0.05), done.append(1)))
    ahead.drop()
    assert done == [1] and not ahead.has(1)
    with pytest.raises(KeyError):
        ahead.take(1)


class Watched(GaussianProcessSampler):
    """Notes in which thread it proposes."""

    def __init__(self, thread_safe):
        super().__init__(n_initial=3)
        self.thread_safe = thread_safe
        self.threads = []

    def propose(self, space, trials, n, rng):
        self.threads.append(threading.current_thread())
        return super().propose(space, trials, n, rng)


def search(sampler, n_jobs=1, **settings):
    found = SequentialSearchCV(
        Landscape(),
        SPACE,
        sampler=sampler,
        n_stages=2,
        n_iter=8,
        cv=2,
        n_jobs=n_jobs,
        random_state=0,
        **settings,
    ).fit(X, Y)
    return found.cv_results_["params"], found.cv_results_["mean_test_score"]


@pytest.mark.parametrize("racing", [False, True])
def test_a_sampler_that_may_proposes_beside_fits_and_the_same(racing):
    beside, alone = Watched(True), Watched(False)
    params, scores = search(beside, racing=racing)
    expected, expected_scores = search(alone, racing=racing)
    assert params == expected
    np.testing.assert_array_equal(scores, expected_scores)
    main = threading.main_thread()
    assert set(alone.threads) == {main}
    assert sum(thread is not main for thread in beside.threads) >= 10
    assert not any(t.is_alive() for t in beside.threads if t is not main)


def test_an_error_of_a_sampler_beside_fits_ends_the_search():
    class Breaks(Watched):
        def propose(self, space, trials, n, rng):
            if threading.current_thread() is not threading.main_thread():
                raise RuntimeError("no more ideas")
            return super().propose(space, trials, n, rng)

    with pytest.raises(RuntimeError, match="no more ideas"):
        search(Breaks(True))


def test_without_time_what_was_proposed_is_not_fitted():
    class Slow(Landscape):
        def fit(self, X, y=None):
            time.sleep(0.2)
            return super().fit(X, y)

    n_threads = threading.active_count()
    found = SequentialSearchCV(
        Slow(), SPACE, n_stages=1, n_iter=50, cv=2, max_time=1, random_state=0
    ).fit(X, Y)
    assert 1 <= len(found.trials_) < 10
    assert found.stages_[-1].note == "the time is used up"
    assert threading.active_count() == n_threads
