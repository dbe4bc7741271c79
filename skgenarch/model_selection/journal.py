"""A folder that keeps each finished fold, so that an interrupted run can go on."""

import hashlib
import json
import os
import re
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import joblib
import numpy as np

_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
# What changes how a fit is run, but not what comes out of it.
_WITHOUT_EFFECT = {"n_jobs", "verbose"}


class FoldJournal:
    """Finished folds in a folder: ``protocol.json`` and ``fold_00.npz`` and so on.

    Parameters
    ----------
    folder : str or path-like
        The folder; it is made if there is none.

    protocol : dict of str
        What is done: descriptions of the estimator, the data and the folds.

    Raises
    ------
    ValueError
        If the folder belongs to something else; the message says what differs.
    """

    def __init__(self, folder, protocol):
        self.folder, self.protocol = Path(folder), protocol
        path = self.folder / "protocol.json"
        if path.is_file():
            self._check(json.loads(path.read_text(encoding="utf-8")))
        else:
            if self.folder.is_dir() and any(self.folder.glob("fold_*.npz")):
                raise ValueError(
                    f"The folder {self.folder} holds folds, but no protocol.json that "
                    "says what they are of. Name another 'journal'."
                )
            self.folder.mkdir(parents=True, exist_ok=True)
            text = json.dumps(protocol, indent=1, ensure_ascii=False)
            _write(path, lambda file: file.write(text.encode()))

    def _check(self, earlier):
        changes = [
            f"{name} (was {_short(earlier.get(name))}, is {_short(value)})"
            for name, value in self.protocol.items()
            if earlier.get(name) != value
        ]
        if changes:
            raise ValueError(
                f"The folder {self.folder} is the journal of something else: "
                f"{'; '.join(changes)}. Name another 'journal' or delete the folder."
            )

    def _path(self, fold):
        return self.folder / f"fold_{fold:02d}.npz"

    def read(self, fold: int, test: np.ndarray):
        """Return predictions and seconds of a finished fold, or None."""
        path = self._path(fold)
        if not path.is_file():
            return None
        try:
            with (
                open(path, "rb") as file,
                np.load(file, allow_pickle=False) as saved,
            ):
                rows, predictions = saved["test"], saved["predictions"]
                seconds = float(saved["seconds"])
        except (ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
            raise ValueError(
                f"{path} is damaged ({error}). Delete it: the fold is run again."
            ) from error
        if not np.array_equal(rows, test):
            raise ValueError(
                f"{path} holds other rows than this fold. Delete it: the fold is run "
                "again."
            )
        return predictions, seconds

    def write(self, fold: int, test, predictions, seconds: float):
        """Keep a finished fold: all of it or, if that is interrupted, nothing."""
        _write(
            self._path(fold),
            lambda file: np.savez_compressed(
                file, test=test, predictions=predictions, seconds=seconds
            ),
        )


def _write(path, fill):
    """Write a file beside its place and move it there when it is complete."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def _short(text, most=300):
    text = str(text)
    return text if len(text) <= most else f"{text[:most]} ..."


def describe_estimator(value: Any) -> str:
    """Print an estimator, all parameters included, without what changes by chance.

    Parameters
    ----------
    value : object
        An estimator or, as it goes deeper, any parameter.

    Returns
    -------
    text : str
        The same for estimators that do the same.
    """
    if hasattr(value, "get_params") and not isinstance(value, type):
        params = value.get_params(deep=False)
        inner = ", ".join(
            f"{name}={describe_estimator(params[name])}"
            for name in sorted(params)
            if name not in _WITHOUT_EFFECT
        )
        return f"{type(value).__name__}({inner})"
    if isinstance(value, np.ndarray):
        return describe_data(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(describe_estimator, value))}]"
    if isinstance(value, dict):
        items = (f"{key!r}: {describe_estimator(v)}" for key, v in value.items())
        return f"{{{', '.join(items)}}}"
    if isinstance(value, np.generic):
        value = value.item()
    if type(value).__repr__ is object.__repr__:
        return f"{type(value).__name__}({describe_estimator(vars(value))})"
    return _ADDRESS.sub("", repr(value))


def describe_data(X: Any) -> str:
    """Return size and hash of rows, whether they are a list, an array or a Series.

    Parameters
    ----------
    X : array-like or list
        The rows.

    Returns
    -------
    text : str
        The same for the same rows.
    """
    array = np.asarray(X)
    state = hashlib.sha256()
    if array.dtype.kind in "biuf":
        state.update(np.ascontiguousarray(array).tobytes())
    elif all(isinstance(row, str) for row in array.flat):
        for row in array.flat:
            state.update(f"{len(row)}:{row}".encode())
    else:
        state.update(joblib.hash(X).encode())
    return f"{'×'.join(map(str, array.shape))}, {state.hexdigest()[:16]}"
