"""Something that is made in advance, beside what its caller does."""

from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Thread
from typing import Any


class Ahead:
    """Makes one thing at a time in a thread, until its caller wants it.

    The thread ends with the thing: a process that forks later, as data loaders do, has
    no idle thread in it.

    Examples
    --------
    >>> from skgenarch.search.course.ahead import Ahead
    >>> ahead = Ahead()
    >>> ahead.begin("sum", sum, [1, 2, 3])
    >>> ahead.has("sum"), ahead.take("sum"), ahead.has("sum")
    (True, 6, False)
    """

    def __init__(self):
        self._name: Hashable | None = None
        self._future: Future | None = None
        self._thread: Thread | None = None

    def begin(self, name: Hashable, function: Callable, *args) -> None:
        """Begin to make what a function returns; what was begun before is dropped."""
        self.drop()
        self._name, self._future = name, Future()
        self._thread = Thread(
            target=_run, args=(self._future, function, args), daemon=True
        )
        self._thread.start()

    def has(self, name: Hashable) -> bool:
        """Tell whether this was begun, and not taken yet."""
        return self._future is not None and self._name == name

    def take(self, name: Hashable) -> Any:
        """Return what was begun by this name; wait for it, and raise what it raised.

        Raises
        ------
        KeyError
            If there is no such thing.
        """
        if not self.has(name):
            raise KeyError(name)
        future = self._future
        self.drop()
        return future.result()

    def drop(self) -> None:
        """Wait for what is under way, and forget it."""
        if self._thread is not None:
            self._thread.join()
        self._name = self._future = self._thread = None


def _run(future, function, args):
    try:
        future.set_result(function(*args))
    except BaseException as error:
        future.set_exception(error)
