"""The tables of bound sequences that DeepBind was trained on."""

from os import PathLike
from typing import NamedTuple

import numpy as np

from .alphabet import check_letters
from .text_files import numbered_lines

_COLUMNS = ("EventID", "seq", "Bound")


class SeqRecords(NamedTuple):
    """The rows of a ``.seq`` file, in the order of the file.

    Attributes
    ----------
    names : list of str
        Column ``EventID``.
    sequences : list of str
        Column ``seq``, as written.
    bound : ndarray of shape (n_rows,), dtype int64
        Column ``Bound``: 1 for bound, 0 for not.
    """

    names: list[str]
    sequences: list[str]
    bound: np.ndarray


def read_seq(path: str | PathLike) -> SeqRecords:
    r"""Read a DeepBind ``.seq`` file, plain or gzip-compressed.

    Parameters
    ----------
    path : str or path-like
        A tab-separated table with the header ``FoldID EventID seq Bound``. All rows
        are read, whatever their ``FoldID``.

    Returns
    -------
    SeqRecords
        ``names``, ``sequences`` and ``bound``.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If a column is missing, a row has too few or too many fields, ``Bound`` is
        neither 0 nor 1, a sequence is empty or holds anything but DNA letters, there
        are no rows, or the file is damaged. The message names file and line.

    References
    ----------
    .. [1] B. Alipanahi, A. Delong, M. T. Weirauch and B. J. Frey. Predicting the
       sequence specificities of DNA- and RNA-binding proteins by deep learning. Nature
       Biotechnology 33 (2015).

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from skgenarch.sequences import read_seq
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "peaks.seq")
    ...     _ = path.write_text("FoldID\tEventID\tseq\tBound\nA\tpeak\tGATTA\t1\n")
    ...     read_seq(path)
    SeqRecords(names=['peak'], sequences=['GATTA'], bound=array([1]))
    """
    lines = ((number, line) for number, line in numbered_lines(path) if line.strip())
    header = next(lines, (1, ""))[1].split("\t")
    missing = [column for column in _COLUMNS if column not in header]
    if missing:
        raise ValueError(
            f"{path} has no column {' and no column '.join(missing)}. A .seq file "
            "starts with the tab-separated header 'FoldID EventID seq Bound', but this "
            f"one starts with {' '.join(header)[:60]!r}."
        )
    name_at, seq_at, bound_at = map(header.index, _COLUMNS)
    names, sequences, bound = [], [], []
    for number, line in lines:
        where = f"{path}, line {number}"
        fields = line.split("\t")
        if len(fields) != len(header):
            raise ValueError(
                f"{where} has {len(fields)} tab-separated fields, the header has "
                f"{len(header)}."
            )
        if not fields[seq_at]:
            raise ValueError(f"{where} has an empty sequence.")
        check_letters(fields[seq_at], where)
        names.append(fields[name_at])
        sequences.append(fields[seq_at])
        bound.append(_read_bound(fields[bound_at], where))
    if not names:
        raise ValueError(f"{path} has a header but no rows.")
    return SeqRecords(names, sequences, np.array(bound))


def _read_bound(text, where):
    try:
        value = float(text)
    except ValueError:
        value = None
    if value not in (0, 1):
        raise ValueError(f"{where}: Bound must be 0 or 1, got {text!r}.")
    return int(value)
