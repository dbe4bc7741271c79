"""What a search is about, as short texts: two searches with the same may be one."""

import difflib
import hashlib
import re
from collections.abc import Mapping
from typing import Any

import joblib
import numpy as np

# Memory addresses in the printed form of functions and objects.
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


def describe(value: Any) -> str:
    """Print an estimator or any setting without what changes from run to run."""
    return _ADDRESS.sub("", " ".join(_text(value).split()))


def _text(value: Any) -> str:
    if hasattr(value, "get_params") and not isinstance(value, type):
        kind = f"{type(value).__module__}.{type(value).__qualname__}"
        params = value.get_params(deep=False)
        inner = ", ".join(f"{name}={_text(params[name])}" for name in sorted(params))
        return f"{kind}({inner})"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{k!r}: {_text(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (set, frozenset)):
        return "{" + ", ".join(sorted(map(_text, value))) + "}"
    if isinstance(value, np.generic):
        return repr(value.item())
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_text, value)) + "]"
    if isinstance(value, np.ndarray):
        return f"array of shape {value.shape}, {digest(value)}"
    if callable(value) and hasattr(value, "__qualname__"):
        return f"{value.__module__}.{value.__qualname__}"
    if hasattr(value, "dist") and hasattr(value, "args"):  # a frozen distribution
        return f"{value.dist.name}{value.args}{value.kwds}"
    if type(value).__repr__ is object.__repr__:
        kind = f"{type(value).__module__}.{type(value).__qualname__}"
        return f"{kind}({_text(vars(value) if hasattr(value, '__dict__') else {})})"
    return repr(value)


def digest(*values: Any) -> str:
    """Return a short hash of data: arrays, lists, frames, None."""
    ordered = [
        np.ascontiguousarray(v) if isinstance(v, np.ndarray) else v for v in values
    ]
    shapes = [str(v.shape) for v in values if hasattr(v, "shape")]
    return " ".join([*shapes, joblib.hash(ordered)[:16]])


def digest_folds(folds: list[tuple[Any, Any]]) -> str:
    """Return a short hash of the row numbers of folds."""
    state = hashlib.sha256()
    for train, test in folds:
        for part in (train, test):
            numbers = np.ascontiguousarray(np.asarray(part), dtype=np.int64)
            state.update(str(len(numbers)).encode() + numbers.tobytes())
    return f"{len(folds)} folds, {state.hexdigest()[:16]}"


def describe_difference(old: Mapping[str, str], new: Mapping[str, str]) -> str:
    """Say which facts differ and how; empty if none of the new ones does."""
    return "; ".join(
        f"{name}: {_change(old[name], value)}"
        for name, value in new.items()
        if name in old and old[name] != value
    )


def _change(old: str, new: str) -> str:
    if len(old) + len(new) < 160:
        return f"was {old}, is {new}"
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    changes = [
        f"was {_around(old, a, b)}, is {_around(new, c, d)}"
        for kind, a, b, c, d in matcher.get_opcodes()
        if kind != "equal"
    ]
    more = "" if len(changes) <= 3 else f" and {len(changes) - 3} more changes"
    return "; ".join(changes[:3]) + more


def _around(text: str, start: int, stop: int) -> str:
    return f"'…{text[max(0, start - 30) : stop + 10]}…'"
