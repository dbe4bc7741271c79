"""Fits under way: as many at a time as there are workers, each known when it is done.

joblib takes tasks from an iterator whenever a worker falls free. The iterator must not
wait, since joblib's own threads pull it; so when there is nothing to do until some fit
under way has ended, it hands out a nap of a few milliseconds instead.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import BrokenExecutor
from typing import Any

from joblib import effective_n_jobs
from sklearn.utils.parallel import Parallel, delayed

# Naps, in seconds, grow with the time that has passed without news: they stay small
# beside the fits that are under way, and handing them out costs next to nothing.
_NAPS = (0.002, 0.1)
_NAP_SHARE = 0.05


class Queue:
    """Fits that may begin, in order; filled while others are under way."""

    def __init__(self):
        self._ready = deque()
        self._under_way = {}
        self._closed = False
        self._run = 0
        self._lock = threading.Lock()
        self._last_news = time.monotonic()

    def put(self, name: Hashable, task: tuple[Callable, tuple]) -> None:
        """Add a fit."""
        with self._lock:
            self._ready.append((name, task))

    def close(self) -> None:
        """Say that no more fits will be added."""
        with self._lock:
            self._closed = True

    @property
    def n_ready(self) -> int:
        """Number of fits that are waiting."""
        with self._lock:
            return len(self._ready)

    def open(self) -> int:
        """Begin a run, and return its number."""
        with self._lock:
            self._run += 1
            return self._run

    def take(self, run: int) -> tuple[Hashable, tuple[Callable, tuple]] | None:
        """Return the next fit, or None if there is none now.

        Raises
        ------
        StopIteration
            If there will be no more, or another run has begun: threads of one that
            broke down must not take fits along.
        """
        with self._lock:
            if run != self._run:
                raise StopIteration
            if self._ready:
                name, task = self._ready.popleft()
                self._under_way[name] = task
                return name, task
            if self._closed:
                raise StopIteration
            return None

    def done(self, name: Hashable) -> None:
        """Say that a fit has ended."""
        with self._lock:
            self._under_way.pop(name, None)
            self._last_news = time.monotonic()

    def nap(self) -> float:
        """Return how many seconds to wait before asking again."""
        quiet = time.monotonic() - self._last_news
        return min(max(_NAP_SHARE * quiet, _NAPS[0]), _NAPS[1])

    def take_back(self) -> list[tuple[Hashable, tuple[Callable, tuple]]]:
        """Return all fits under way, which are so no more."""
        with self._lock:
            self._run += 1
            lost = list(self._under_way.items())
            self._under_way.clear()
            return lost


def run_fits(
    queue: Queue, *, n_jobs: int | None, pre_dispatch: int | str
) -> Iterator[tuple[Hashable, Any]]:
    """Run what a queue holds and yield each outcome when it is known.

    Parameters
    ----------
    queue : Queue
        May be added to until it is closed.

    n_jobs, pre_dispatch
        As in joblib; whichever backend is active is used.

    Yields
    ------
    name : hashable
        Of the fit.

    outcome : object
        What its function returned; a `WorkerDied` if its worker process did not
        survive it.
    """
    while True:
        try:
            yield from _run(queue, n_jobs, pre_dispatch)
            return
        except BaseException as error:
            if not _worker_died(error):
                raise
            # Any of the fits under way may be the culprit: alone, each shows.
            for name, task in queue.take_back():
                yield from _run_alone(name, task, n_jobs)


class WorkerDied:
    """The outcome of a fit that killed its worker process.

    Attributes
    ----------
    error : str
        What joblib said.
    """

    def __init__(self, error: BaseException):
        self.error = f"{type(error).__name__}: {error}"


def _run(queue, n_jobs, pre_dispatch):
    # What is taken ahead of time beyond the fits that are ready would be naps.
    ahead = 2 * effective_n_jobs(n_jobs)
    number = pre_dispatch if isinstance(pre_dispatch, int) else ahead
    pre_dispatch = min(number, ahead)
    # Batches of one, or joblib holds outcomes back until a batch is complete.
    settings = {"n_jobs": n_jobs, "pre_dispatch": pre_dispatch, "batch_size": 1}
    try:
        parallel = Parallel(return_as="generator_unordered", **settings)
    except ValueError:  # of a backend, such as ray's, that only returns lists
        rounds = _rounds(queue, Parallel(**settings))
    else:
        rounds = [parallel(_tasks(queue, queue.open()))]
    for outcomes in rounds:
        for outcome in outcomes:
            if outcome is not None:  # it was a fit, not a nap
                name, result = outcome
                queue.done(name)
                yield name, result


def _rounds(queue, parallel):
    """Run what is ready, again and again, until there will be no more."""
    run = queue.open()
    for first in _tasks(queue, run):
        ready = [first]
        while queue.n_ready:
            ready.append(_task(*queue.take(run)))
        yield parallel(ready)


def _run_alone(name, task, n_jobs):
    alone = Queue()
    alone.put(name, task)
    alone.close()
    try:
        yield from _run(alone, n_jobs, 1)
    except BaseException as error:
        if not _worker_died(error):
            raise
        yield name, WorkerDied(error)


def _tasks(queue, run):
    while True:
        try:
            found = queue.take(run)
        except StopIteration:
            return
        if found is None:
            yield delayed(time.sleep)(queue.nap())
        else:
            yield _task(*found)


def _task(name, task):
    function, args = task
    return delayed(_named)(name, function, *args)


def _named(name, function, *args):
    return name, function(*args)


def _worker_died(error: BaseException) -> bool:
    # dask's own error is known by name: dask need not be installed.
    return isinstance(error, BrokenExecutor) or type(error).__name__ == "KilledWorker"
