"""What is done already: one CSV file for each benchmark."""

import importlib.metadata
import platform
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from .. import __version__


class Rows:
    """Rows of results in a CSV file, which tells what need not be run again.

    Parameters
    ----------
    path : Path
        The file; made with the first row.
    keys : sequence of str
        Columns that say which run a row comes from.
    versions_of : sequence of str, default=()
        Packages whose versions belong beside each row.
    """

    def __init__(
        self, path: Path, keys: Sequence[str], versions_of: Sequence[str] = ()
    ):
        self.path = path
        self.keys = list(keys)
        self.versions_of = versions_of

    def read(self) -> pd.DataFrame:
        """Return all rows.

        Raises
        ------
        ValueError
            If the file is not one of this benchmark.
        """
        if not self.path.exists():
            return pd.DataFrame(columns=self.keys)
        rows = pd.read_csv(self.path)
        missing = [key for key in self.keys if key not in rows]
        if missing:
            raise ValueError(
                f"{str(self.path)!r} must be a file that this benchmark wrote. It has "
                f"no column {', '.join(map(repr, missing))}: name another folder."
            )
        return rows

    def has(self, run: Mapping[str, Any]) -> bool:
        """Whether there are rows of a run."""
        rows = self.read()
        same = pd.Series(True, index=rows.index)
        for key in self.keys:
            same &= rows[key] == run[key]
        return bool(same.any())

    def add(self, run: Mapping[str, Any], results: Iterable[Mapping[str, Any]]) -> None:
        """Append the rows of a run, all at once, with versions and machine."""
        results = list(results)
        if not results:
            return
        about = {"skgenarch": __version__}
        for package in self.versions_of:
            about[package.replace("-", "_")] = importlib.metadata.version(package)
        about["machine"] = (
            f"{platform.machine()}, {platform.python_version()}, 1 thread"
        )
        table = pd.DataFrame([{**run, **result, **about} for result in results])
        known = self.path.exists()
        if known:
            columns = pd.read_csv(self.path, nrows=0).columns
            table = table.reindex(columns=columns)
        text = table.to_csv(header=not known, index=False)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with open(self.path, "a", encoding="utf-8") as file:
            file.write(text)
