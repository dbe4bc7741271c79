"""Reading tables of text, TSV or CSV, without guessing at their content."""

import csv
import gzip
import io
import zlib
from pathlib import Path

import pandas as pd

GZIP_MAGIC = b"\x1f\x8b"


def read_text(path) -> str:
    """Read a text file, unpacking it if it is gzip by its first bytes.

    Parameters
    ----------
    path : str or path-like
        The file, encoded as UTF-8.

    Returns
    -------
    text : str
        Its content.

    Raises
    ------
    ValueError
        If the file is not text, or is gzip that is damaged or cut off.

    Examples
    --------
    >>> import gzip, pathlib, tempfile
    >>> from skgenarch.datasets.tables import read_text
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder, "text")
    ...     _ = file.write_bytes(gzip.compress(b"ACGT"))
    ...     read_text(file)
    'ACGT'
    """
    content = Path(path).read_bytes()
    try:
        if content.startswith(GZIP_MAGIC):
            content = gzip.decompress(content)
        return content.decode("utf-8-sig")
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(
            f"{path}: the gzip file is damaged or cut off ({error}). "
            "Get a fresh copy of it."
        ) from error
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: not a text file in UTF-8 ({error}).") from error


def read_table(path) -> pd.DataFrame:
    r"""Read a table with a header line, every cell as it is written.

    Parameters
    ----------
    path : str or path-like
        TSV or CSV, gzip or not. It is TSV if its header line holds a tab.

    Returns
    -------
    table : DataFrame of str
        The rows in the order of the file. White space around cells is removed.

    Raises
    ------
    ValueError
        If the table has no row or less than two columns, if two columns have the
        same name, or if a row has more or fewer cells than the header.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from skgenarch.datasets.tables import read_table
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder, "table.csv")
    ...     _ = file.write_text("gene,liver\nTP53,1.50\n")
    ...     read_table(file)
       gene liver
    0  TP53  1.50
    """
    text = read_text(path)
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header, rows = None, []
    for cells in reader:
        cells = [cell.strip() for cell in cells]
        if not any(cells):
            continue
        if header is None:
            header = cells
        elif len(cells) == len(header):
            rows.append(cells)
        else:
            raise ValueError(
                f"{path}, line {reader.line_num}: a row must have as many cells as "
                f"the header, {len(header)}. Got {len(cells)}."
            )
    if not rows or len(header) < 2:
        raise ValueError(
            f"{path}: a table must have a header line, at least one row and at least "
            "two columns, separated by tabs or commas."
        )
    duplicate = first_duplicate(header)
    if duplicate is not None:
        raise ValueError(f"{path}: two columns are named {duplicate!r}. Rename one.")
    return pd.DataFrame(rows, columns=header, dtype=object)


def first_duplicate(names) -> str | None:
    """Return the first name that occurs a second time, or None.

    Parameters
    ----------
    names : iterable of str
        The names.

    Returns
    -------
    name : str or None
        The name.

    Examples
    --------
    >>> from skgenarch.datasets.tables import first_duplicate
    >>> first_duplicate(["a", "b", "a", "b"])
    'a'
    """
    seen = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return None
