"""Fits under way: order, lag, naps, dead workers, backends without generators."""

import os
import time

import joblib
import pytest

from skgenarch.search.fits.running import Queue, WorkerDied, run_fits


def double(number, seconds=0.0):
    time.sleep(seconds)
    return 2 * number


def die(number):
    os._exit(7)


def fail(number):
    raise RuntimeError(f"no {number}")


def filled(*tasks):
    queue = Queue()
    for name, task in enumerate(tasks):
        queue.put(name, task)
    queue.close()
    return queue


@pytest.mark.parametrize("n_jobs", [None, 1, 2])
def test_every_fit_is_run_once_and_known_by_name(n_jobs):
    queue = filled(*[(double, (number,)) for number in range(5)])
    outcomes = dict(run_fits(queue, n_jobs=n_jobs, pre_dispatch="2*n_jobs"))
    assert outcomes == {number: 2 * number for number in range(5)}


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_fits_can_be_added_while_others_are_under_way(n_jobs):
    queue, seen = Queue(), []
    queue.put(0, (double, (0,)))
    for name, _ in run_fits(queue, n_jobs=n_jobs, pre_dispatch="2*n_jobs"):
        seen.append(name)
        if name < 6:
            queue.put(name + 1, (double, (name + 1, 0.02)))
        else:
            queue.close()
    assert seen == list(range(7))


def test_an_outcome_is_known_before_slower_fits_end():
    queue = filled((double, (0, 1.5)), (double, (1,)))
    names = [name for name, _ in run_fits(queue, n_jobs=2, pre_dispatch="n_jobs")]
    assert names == [1, 0]


def test_nothing_to_do_is_fine():
    assert list(run_fits(filled(), n_jobs=2, pre_dispatch="2*n_jobs")) == []


def test_errors_come_through():
    with pytest.raises(RuntimeError, match="no 3"):
        list(run_fits(filled((fail, (3,))), n_jobs=1, pre_dispatch=1))


def test_a_worker_that_dies_takes_only_its_own_fit_along():
    tasks = [(double, (number, 0.05)) for number in range(6)]
    tasks[2] = (die, (2,))
    outcomes = dict(run_fits(filled(*tasks), n_jobs=2, pre_dispatch="2*n_jobs"))
    died = outcomes.pop(2)
    assert isinstance(died, WorkerDied)
    assert "TerminatedWorkerError" in died.error
    assert outcomes == {number: 2 * number for number in (0, 1, 3, 4, 5)}


def test_backends_that_only_return_lists_go_in_rounds():
    queue = filled(*[(double, (number,)) for number in range(5)])
    with joblib.parallel_config(backend="multiprocessing"):
        outcomes = dict(run_fits(queue, n_jobs=2, pre_dispatch="2*n_jobs"))
    assert outcomes == {number: 2 * number for number in range(5)}


def test_threads_do_as_well():
    queue = filled(*[(double, (number,)) for number in range(5)])
    with joblib.parallel_config(backend="threading"):
        assert len(dict(run_fits(queue, n_jobs=2, pre_dispatch="all"))) == 5


def test_naps_grow_with_the_time_that_nothing_happens():
    queue = Queue()
    assert queue.nap() == pytest.approx(0.002)
    queue._last_news -= 1.0
    assert queue.nap() == pytest.approx(0.05, rel=0.1)
    queue._last_news -= 100.0
    assert queue.nap() == 0.1


def test_a_run_that_broke_down_takes_no_more_fits():
    queue = Queue()
    queue.put(0, (double, (0,)))
    broken = queue.open()
    assert queue.take(broken)[0] == 0
    queue.put(1, (double, (1,)))
    assert [name for name, _ in queue.take_back()] == [0]
    with pytest.raises(StopIteration):
        queue.take(broken)
    assert queue.take(queue.open())[0] == 1
