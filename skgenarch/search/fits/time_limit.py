"""A limit on the time that a piece of Python may take, in any thread."""

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class FitTimeoutError(TimeoutError):
    """A fit took longer than it may."""

    def __str__(self):  # what is raised in a thread cannot be given a message
        return "the fit took longer than 'max_fit_time' allows"


@contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """Raise `FitTimeoutError` in the block once it takes longer.

    The error comes at the next Python instruction: compiled code is not cut short,
    but held to account when it returns.

    Parameters
    ----------
    seconds : float or None
        The limit; None sets none.
    """
    if seconds is None:
        yield
        return
    thread = threading.get_ident()
    guard = threading.Lock()
    over = expired = False

    def expire():
        nonlocal expired
        with guard:
            if not over:
                expired = True
                _raise_in(thread, FitTimeoutError)

    timer = threading.Timer(seconds, expire)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        with guard:
            over = True
        if expired:  # on its way still, if the block ended in the same moment
            _raise_in(thread, None)


def _raise_in(thread: int, error: type[BaseException] | None) -> None:
    pointer = ctypes.py_object(error) if error else None
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), pointer)
