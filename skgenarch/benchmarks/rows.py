"""What is done already: one CSV file for each benchmark."""

import fcntl
import hashlib
import importlib.metadata
import io
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from .. import __version__


class Rows:
    """Rows of results in a CSV file, which tells what need not be run again.

    The rows of a run are written all at once or not at all; several processes may add
    to the same file.

    Parameters
    ----------
    path : Path
        The file; made with the first row.
    keys : sequence of str
        Columns that say which run a row comes from: text, but for "seed".
    columns : sequence of str
        Columns of results.
    versions_of : sequence of str, default=()
        Packages whose versions belong beside each row.
    """

    def __init__(
        self,
        path: Path,
        keys: Sequence[str],
        columns: Sequence[str],
        versions_of: Sequence[str] = (),
    ):
        self.path = path
        self.keys = list(keys)
        self.versions = {name.replace("-", "_"): name for name in versions_of}
        about = ["recipe", "skgenarch", *self.versions, "machine"]
        self.columns = [*self.keys, *columns, *about]

    def read(self) -> pd.DataFrame:
        """Return all rows.

        Raises
        ------
        ValueError
            If the file is not one of this benchmark, or its last line is incomplete.
        """
        if not self.path.exists() or self.path.stat().st_size == 0:
            return pd.DataFrame(columns=self.columns)
        text = self.path.read_text(encoding="utf-8")
        if not text.endswith("\n"):
            raise ValueError(
                f"The last line of {str(self.path)!r}, line {text.count(chr(10)) + 1}, "
                "must be complete. Delete it, with the lines of the same run: they are "
                "run again."
            )
        # Names stay text, be they "2023" or "NA"; only what is empty is missing.
        names = [*(key for key in self.keys if key != "seed"), "recipe"]
        rows = pd.read_csv(
            io.StringIO(text),
            dtype=dict.fromkeys(names, "str"),
            keep_default_na=False,
            na_values={c: [""] for c in self.columns if c not in names},
        )
        missing = [column for column in self.columns if column not in rows]
        if missing:
            raise ValueError(
                f"{str(self.path)!r} must be a file that this version of the benchmark "
                f"wrote. It has no column {', '.join(map(repr, missing))}: name "
                "another folder."
            )
        return rows

    def done(self) -> dict[tuple, str]:
        """Return the recipe of each run that has rows, by its keys."""
        first = self.read().drop_duplicates(self.keys)
        keys = first[self.keys].itertuples(index=False, name=None)
        return dict(zip(keys, first["recipe"], strict=True))

    def add(
        self, run: Mapping[str, Any], recipe: str, results: Iterable[Mapping[str, Any]]
    ) -> None:
        """Append the rows of a run, all at once, with versions and machine."""
        about = {"recipe": recipe, "skgenarch": __version__}
        about |= {column: _version(name) for column, name in self.versions.items()}
        about["machine"] = (
            f"{platform.machine()}, {platform.python_version()}, 1 thread"
        )
        table = pd.DataFrame([{**run, **result, **about} for result in results])
        unknown = set(table) - set(self.columns)
        if unknown:
            raise KeyError(f"Results with undeclared columns: {sorted(unknown)}")
        there = list(self.read())  # in the order of the file, were it another
        text = table.reindex(columns=there).to_csv(index=False)
        _append(self.path, text)


def fingerprint(value: Any) -> str:
    """Return eight digits that change with a text or, by ``repr``, any value."""
    return hashlib.sha256(repr(value).encode()).hexdigest()[:8]


def fingerprint_of_files(paths: Iterable[Path]) -> str:
    """Return eight digits that change with what is in files."""
    state = hashlib.sha256()
    for path in sorted(paths):
        state.update(hashlib.sha256(path.read_bytes()).digest())
    return state.hexdigest()[:8]


def _version(package):
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "none"  # where no method that ran needs it


def _append(path, text):
    """Write text at the end, in one step; its first line only where the file is new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "ab", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # until it is closed
        size = file.seek(0, os.SEEK_END)
        lines = text.encode()
        if size:
            lines = lines.partition(b"\n")[2]
        if file.write(lines) != len(lines):
            file.truncate(size)
            raise OSError(f"There is no room left for the rows of {path}.")
