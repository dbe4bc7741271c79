"""Files and folders that are whole or not there."""

import gzip
import io
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def new_file(path: Path) -> Iterator[io.TextIOBase]:
    """Open a file to write text, gzip if its name ends with .gz.

    It gets its name when all is written; until then a file of this name is left as
    it is.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(part, "wb") as raw:
            if path.suffix == ".gz":
                # Without a time inside, what is written twice is the same twice.
                with (
                    gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed,
                    io.TextIOWrapper(packed, encoding="utf-8") as text,
                ):
                    yield text
            else:
                with io.TextIOWrapper(raw, encoding="utf-8") as text:
                    yield text
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


class ResultsFolder:
    """A folder in which the results of a run appear when all of them are written.

    Parameters
    ----------
    path : Path
        The folder; made where it does not exist.
    names : sequence of str
        What the run may write, the last one last.
    overwrite : bool
        Whether to replace what an earlier run wrote; nothing else is touched.

    Raises
    ------
    FileExistsError
        On entering, if there is something to replace that must not be.
    NotADirectoryError
        On entering, if the path is a file.
    """

    def __init__(self, path: Path, names: Sequence[str], overwrite: bool):
        self.path = path
        self.names = names
        self.overwrite = overwrite
        self._part = path / f".part-{os.getpid()}"

    def __enter__(self):
        there = [name for name in self.names if (self.path / name).exists()]
        if there and not self.overwrite:
            raise FileExistsError(
                f"--out must be a folder without results. {str(self.path)!r} holds "
                f"{', '.join(there)}: name another, or add --overwrite."
            )
        if self.path.exists() and not self.path.is_dir():
            raise NotADirectoryError(
                f"--out must be a folder. {str(self.path)!r} is a file: name another."
            )
        self._made = not self.path.exists()
        self.path.mkdir(parents=True, exist_ok=True)
        if not os.access(self.path, os.W_OK):
            raise PermissionError(
                f"--out must be a folder that you may write to. {str(self.path)!r} is "
                "not: name another."
            )
        return self

    def new(self, name: str) -> Path:
        """Return where to write a result for now."""
        self._part.mkdir(exist_ok=True)
        return self._part / name

    def __exit__(self, kind, error, traceback):
        if kind is None:
            self._publish()
        shutil.rmtree(self._part, ignore_errors=True)
        if kind is not None and self._made:
            with suppress(OSError):  # it is not empty: a journal may be in it
                self.path.rmdir()

    def _publish(self):
        for name in self.names:
            old = self.path / name
            if old.exists():  # a folder cannot be replaced in one step
                old.rename(self._part / f"old-{name}")
            if (self._part / name).exists():
                (self._part / name).rename(old)
