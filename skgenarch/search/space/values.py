"""One parameter value: is it a number, is it the same as another, how is it printed."""

import math
import numbers
import re
from typing import Any

import numpy as np

_LONGEST_TEXT = 60
_MEMORY_ADDRESS = re.compile(r" at 0x[0-9A-Fa-f]+")


def is_number(value: Any) -> bool:
    """Tell whether a value can be ordered: a finite real number, never a bool."""
    if type(value) is not float and type(value) is not int:  # the usual ones, quickly
        if isinstance(value, (bool, np.bool_)) or not isinstance(value, numbers.Real):
            return False
    try:
        return math.isfinite(value)
    except OverflowError:  # an integer that no float can stand for
        return False


def same_value(a: Any, b: Any) -> bool:
    """Tell whether two values are the same choice.

    ``8`` and ``np.int64(8)`` are; ``1`` and ``True`` are not, nor ``1`` and ``"1"``.
    Arrays and lists are compared by content, estimators and functions by identity.
    """
    if a is b:
        return True
    if is_number(a) and is_number(b):
        return a == b
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and np.array_equal(a, b)
    try:
        # The second part makes two NaN one choice.
        return bool(a == b) or bool(a != a and b != b)
    except (TypeError, ValueError, RuntimeError):  # no single truth value
        return False


def text(value: Any) -> str:
    """Print a value as it should stand in a sentence, on one short line."""
    line = full_text(value)
    cut = _LONGEST_TEXT - len("...")
    return line if len(line) <= _LONGEST_TEXT else f"{line[:cut]}..."


def full_text(value: Any) -> str:
    """Print a value on one line, however long, and alike in every process.

    Numbers have up to 12 digits; memory addresses are left out.
    """
    if isinstance(value, np.generic):
        value = value.item()
    if is_number(value):
        if isinstance(value, numbers.Integral):
            return str(int(value))
        return f"{float(value):.12g}"
    if isinstance(value, type) or (callable(value) and hasattr(value, "__name__")):
        return value.__name__
    if isinstance(value, str):
        return repr(value)
    if type(value) is list:
        return f"[{', '.join(map(full_text, value))}]"
    if type(value) is tuple:
        comma = "," if len(value) == 1 else ""
        return f"({', '.join(map(full_text, value))}{comma})"
    return _MEMORY_ADDRESS.sub("", " ".join(repr(value).split()))


def is_plain(value: Any) -> bool:
    """Tell whether JSON and an expression can hold a value as it stands."""
    return value is None or isinstance(value, (bool, str)) or is_number(value)
