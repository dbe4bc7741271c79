"""What goes to stdout, what to stderr."""

import io
import json
import math
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from typing import Any, NamedTuple

_COLOUR = re.compile("\x1b\\[[0-9;]*m")  # of terminals only, not of log files


class Outcome(NamedTuple):
    """What a command says on stdout.

    Attributes
    ----------
    lines : list of str
        For people.
    facts : dict
        For ``--json``.
    """

    lines: list[str]
    facts: dict[str, Any]


class RunFailed(Exception):
    """What was given is fine, but the run came to no good end."""


class ReaderGone(Exception):
    """Whoever read stdout has closed it."""


def print_outcome(outcome: Outcome, as_json: bool) -> None:
    """Write an outcome on stdout, as lines or as one JSON object."""
    if as_json:
        write_out(to_json(outcome.facts) + "\n")
    else:
        write_out("".join(f"{line}\n" for line in outcome.lines))


def write_out(text: str) -> None:
    """Write on stdout, at once.

    Raises
    ------
    ReaderGone
        If nobody reads it any more.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError as error:
        _silence_stdout()
        raise ReaderGone from error


def complain(line: str) -> None:
    """Write a line on stderr that begins with the name of the program."""
    print(f"skgenarch: {line}", file=sys.stderr)


def note(args: Any, line: str) -> None:
    """Write a line of progress on stderr, unless ``--quiet``."""
    if not args.quiet:
        print(line, file=sys.stderr)


def one_line(error: BaseException) -> str:
    """Return the message of an error in one line: some libraries write several."""
    return " ".join(str(error).split())


@contextmanager
def progress(args: Any) -> Iterator[None]:
    """Send what the library prints to stderr, or nowhere if ``--quiet``.

    The library checks all that it was given before it begins, and prints when it has
    begun. So errors that come before the first print are about what was given, and
    are handed on; those that come after it are failures of the run.

    Raises
    ------
    RunFailed
        For the latter.
    """
    sink = _Sink(args.quiet)
    try:
        with redirect_stdout(sink):
            yield
    except Exception as error:
        if sink.used:
            raise RunFailed(one_line(error)) from error
        raise


def to_json(facts: dict[str, Any], indent: int | None = None) -> str:
    """Write facts as JSON; what is not a finite number is null."""
    return json.dumps(_plain(facts), indent=indent, allow_nan=False)


class _Sink(io.TextIOBase):
    def __init__(self, quiet):
        self.quiet = quiet
        self.used = False

    def write(self, text):
        self.used = True
        if not self.quiet:
            plain = text if sys.stderr.isatty() else _COLOUR.sub("", text)
            sys.stderr.write(plain)
        return len(text)

    def flush(self):
        sys.stderr.flush()


def _plain(value):
    if hasattr(value, "tolist"):  # NumPy's arrays and numbers
        value = value.tolist()
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)


def _silence_stdout():
    # Python flushes stdout once more when it ends, and would complain then.
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    except (OSError, ValueError):  # stdout is no file
        pass
