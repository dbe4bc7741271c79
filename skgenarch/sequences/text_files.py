"""Lines of a text file, plain or gzip-compressed, with one clear error if it is not."""

import gzip
import zlib
from collections.abc import Iterator
from os import PathLike

_GZIP_MAGIC = b"\x1f\x8b"


def is_gzip(path: str | PathLike) -> bool:
    """Tell a gzip-compressed file by its first two bytes, whatever its name."""
    with open(path, "rb") as file:
        return file.read(2) == _GZIP_MAGIC


def numbered_lines(path: str | PathLike) -> Iterator[tuple[int, str]]:
    """Yield line numbers, from 1, and lines without their ends.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file is truncated or corrupt gzip, or not text.
    """
    number = 0
    opened = gzip.open if is_gzip(path) else open
    try:
        # utf-8-sig: spreadsheets begin their exports with a byte-order mark.
        with opened(path, "rt", encoding="utf-8-sig") as file:
            for number, line in enumerate(file, start=1):
                yield number, line.rstrip("\n")
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise ValueError(
            f"{path} is a truncated or corrupt gzip file: reading stopped after line "
            f"{number} ({error}). Fetch or copy the file again."
        ) from error
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{path} is not a text file: reading stopped after line {number} ({error})."
        ) from error
