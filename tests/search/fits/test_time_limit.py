"""A limit on time, in the main thread and in others."""

import threading
import time

import pytest

from skgenarch.search.fits.time_limit import FitTimeoutError, time_limit


def busy(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(0.001)


def test_what_is_quick_enough_is_left_alone():
    with time_limit(5.0):
        busy(0.01)
    with time_limit(None):
        busy(0.01)


def test_what_is_slow_is_cut_short():
    started = time.monotonic()
    with pytest.raises(FitTimeoutError, match="longer than 'max_fit_time' allows"):
        with time_limit(0.05):
            busy(20.0)
    assert time.monotonic() - started < 10.0


def test_it_works_in_other_threads():
    caught = []

    def work():
        try:
            with time_limit(0.05):
                busy(20.0)
        except FitTimeoutError as error:
            caught.append(str(error))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(10.0)
    assert caught == ["the fit took longer than 'max_fit_time' allows"]


def test_no_error_comes_late():
    for _ in range(20):
        try:
            with time_limit(0.002):
                busy(0.002)
        except FitTimeoutError:
            pass
        busy(0.004)


def test_other_errors_come_through():
    with pytest.raises(ZeroDivisionError):
        with time_limit(5.0):
            1 / 0  # noqa: B018
