"""FASTA files."""

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
    descriptions, header_lines, parts = [], [], []
    for number, line in numbered_lines(path):
        if line.startswith(">"):
            descriptions.append(line[1:].strip())
            header_lines.append(number)
            parts.append([])
        elif line.strip():
            if not descriptions:
                raise ValueError(
                    f"{path}, line {number}: expected a header that starts with '>', "
                    f"got {line[:20]!r}. Is this a FASTA file?"
                )
            parts[-1].append(line.strip())
    if not descriptions:
        raise ValueError(f"{path} holds no sequences: the file is empty.")
    sequences = ["".join(part) for part in parts]
    for number, description, sequence in zip(
        header_lines, descriptions, sequences, strict=True
    ):
        record = f"{path}, record {description!r} (line {number})"
        if not sequence:
            raise ValueError(f"{record} has a header but no sequence.")
        check_letters(sequence, record)
    names = [(text.split(maxsplit=1) or [""])[0] for text in descriptions]
    return FastaRecords(names, descriptions, sequences)
