"""A limit on the time that a piece of Python may take, in any thread."""

import ctypes
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class FitTimeoutError(TimeoutError):
    """A fit took longer than it may."""

    def __str__(self):  # what is raised in a thread cannot be given a message
        return "the fit took longer than 'max_fit_time' allows"


@contextmanager
def time_limit(seconds: float | None) -> Iterator[threading.Event]:
    """Raise `FitTimeoutError` in the block once it takes longer.

    The error comes at the next Python instruction: compiled code is not cut short,
    but held to account when it returns.

    Parameters
    ----------
    seconds : float or None
        The limit; None sets none.

    Yields
    ------
    expired : Event
        Set when the time is up, also if the block has caught the error.
    """
    expired, arrived, guard = threading.Event(), threading.Event(), threading.Lock()
    if seconds is None:
        yield expired
        return
    thread, over = threading.get_ident(), False

    class Expired(FitTimeoutError):
        def __init__(self, *args):
            arrived.set()
            super().__init__(*args)

    Expired.__qualname__ = FitTimeoutError.__qualname__  # as tracebacks print it
    Expired.__name__ = FitTimeoutError.__name__

    def expire():
        with guard:
            if not over:
                expired.set()
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(thread), ctypes.py_object(Expired)
                )

    timer = threading.Timer(min(seconds, threading.TIMEOUT_MAX), expire)
    timer.daemon = True
    timer.start()
    try:
        yield expired
    except FitTimeoutError:
        raise FitTimeoutError from None
    finally:
        timer.cancel()
        with guard:
            over = True
        if expired.is_set():
            _await(arrived)


def _await(arrived: threading.Event) -> None:
    """Wait for an error that is on its way, or it would come out somewhere else."""
    try:
        while not arrived.is_set():
            time.sleep(0.001)
    except FitTimeoutError:
        pass
