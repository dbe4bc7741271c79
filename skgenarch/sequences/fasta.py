"""FASTA files."""

from collections.abc import Iterator
from os import PathLike
from typing import NamedTuple

from .alphabet import check_letters
from .text_files import numbered_lines


class FastaRecords(NamedTuple):
    """The records of a FASTA file, in the order of the file.

    Attributes
    ----------
    names : list of str
        The first word of each header.
    descriptions : list of str
        Each whole header, without ``>``.
    sequences : list of str
        As written, lower case kept, lines joined.
    """

    names: list[str]
    descriptions: list[str]
    sequences: list[str]


def read_fasta(path: str | PathLike) -> FastaRecords:
    r"""Read DNA sequences from a FASTA file, plain or gzip-compressed.

    Parameters
    ----------
    path : str or path-like
        A sequence may go over several lines; blank lines are skipped.

    Returns
    -------
    FastaRecords
        ``names``, ``descriptions`` and ``sequences``, a list each.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file is empty, does not begin with a header, holds a header without a
        sequence or a character that is no DNA letter, or is damaged. The message names
        file, record and place.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from skgenarch.sequences import read_fasta
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "two.fa")
    ...     _ = path.write_text(">one first\nACG\nT\n>two\nGATTACA\n")
    ...     records = read_fasta(path)
    >>> records.names, records.sequences
    (['one', 'two'], ['ACGT', 'GATTACA'])
    """
    records = list(iter_fasta(path))
    descriptions = [description for description, _ in records]
    names = [first_word(description) for description in descriptions]
    return FastaRecords(names, descriptions, [sequence for _, sequence in records])


def iter_fasta(path: str | PathLike) -> Iterator[tuple[str, str]]:
    r"""Read a FASTA file record by record, for files larger than the memory.

    Parameters
    ----------
    path : str or path-like
        As of `read_fasta`.

    Yields
    ------
    description : str
        The header, without ``>``.
    sequence : str
        As written, lower case kept, lines joined.

    Raises
    ------
    FileNotFoundError, ValueError
        As `read_fasta`, when the reading comes to what is wrong.
    """
    record, parts = None, []
    for number, line in numbered_lines(path):
        if line.startswith(">"):
            if record is not None:
                yield _checked(path, *record, parts)
            record, parts = (number, line[1:].strip()), []
        elif line.strip():
            if record is None:
                raise ValueError(
                    f"{path}, line {number}: expected a header that starts with '>', "
                    f"got {line[:20]!r}. Is this a FASTA file?"
                )
            parts.append(line.strip())
    if record is None:
        raise ValueError(f"{path} holds no sequences: the file is empty.")
    yield _checked(path, *record, parts)


def is_fasta(path: str | PathLike) -> bool:
    """Tell whether the first line that is not blank is a FASTA header."""
    lines = (line for _, line in numbered_lines(path) if line)
    return next(lines, "").startswith(">")


def first_word(description: str) -> str:
    """Return the name in a header: its first word, or nothing."""
    return (description.split(maxsplit=1) or [""])[0]


def _checked(path, number, description, parts):
    """Return a record, if it is one."""
    record = f"{path}, record {description!r} (line {number})"
    sequence = "".join(parts)
    if not sequence:
        raise ValueError(f"{record} has a header but no sequence.")
    check_letters(sequence, record)
    return description, sequence
