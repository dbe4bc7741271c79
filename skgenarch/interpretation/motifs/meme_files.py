"""Motifs in files: the MEME text format, versions 4 and 5.

The format is described at https://meme-suite.org/meme/doc/meme-format.html. The output
of MEME itself, and of programs like it, is read too: what is not needed is skipped.
"""

import gzip
import os
import re
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from ...sequences.alphabet import BASES
from ...sequences.text_files import numbered_lines
from .motif import SUM_TOLERANCE, Motif

_FIELD = re.compile(r"([A-Za-z]\w*)\s*=\s*(\S+)")
_QUOTED = re.compile(r'"[^"]*"')
# What may follow the rows of a matrix; anything else there is a broken row.
_AFTER_ROWS = re.compile(r"$|MOTIF\b|URL\b|letter-prob|log-odds|Time\b|[-*/#]{2,}|BL\b")
_DIGITS = 6  # of printed probabilities


def read_meme(path_or_file: Any) -> list[Motif]:
    """Read motifs from a file in MEME text format.

    Parameters
    ----------
    path_or_file : str, path-like or file object
        Plain text or gzip, recognised by its content; a file object is read as it is.

    Returns
    -------
    motifs : list of Motif
        In the order of the file, with its background frequencies. Names may occur more
        than once. Of RNA, U is read as T. Log-odds matrices are skipped.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is empty, truncated, not in this format, not of DNA or RNA, or without a
        motif. The message names the file and the line.

    See Also
    --------
    write_meme : Write such a file.

    Examples
    --------
    >>> import io
    >>> from skgenarch.interpretation.motifs import read_meme
    >>> text = '''MEME version 5
    ... MOTIF MA0108.3 TBP
    ... letter-probability matrix: nsites= 50
    ... 0 0 0 1
    ... 1 0 0 0
    ... '''
    >>> read_meme(io.StringIO(text))
    [Motif('MA0108.3', 'TBP', width=2, consensus='TA')]
    """
    reader = _Reader(path_or_file)
    while not reader.at_end:
        reader.read_block()
    return reader.finish()


class _Reader:
    """Goes through the lines of a file once, block by block."""

    def __init__(self, path_or_file):
        self.source, self.lines = _read_lines(path_or_file)
        self.next = 0
        self.has_header = False
        self.background = None
        self.records = []
        if not any(text for _, text in self.lines):
            raise ValueError(f"{self.source} is empty; a file with motifs is needed.")

    @property
    def at_end(self):
        return self.next == len(self.lines)

    def peek(self):
        """Return the next line, or an empty one at the end."""
        return "" if self.at_end else self.lines[self.next][1]

    def take(self):
        self.next += 1
        return self.lines[self.next - 1][1]

    def skip_blank(self):
        while not self.at_end and not self.peek():
            self.take()

    def error(self, message, number=None):
        """Return an error about a line: the one taken last, unless told which."""
        number = self.lines[self.next - 1][0] if number is None else number
        return ValueError(f"{self.source}, line {number}: {message}")

    def read_block(self):
        """Take the next line, and what belongs to it."""
        line = self.take()
        if line.startswith("MEME version"):
            self.has_header = True
        elif line.startswith("ALPHABET"):
            self.read_alphabet(line)
        elif line.startswith("Background letter frequencies"):
            self.read_background()
        elif re.match(r"MOTIF\b", line):
            self.start_motif(line)
        elif line.startswith("letter-probability matrix"):
            self.read_matrix(line)
        elif line.startswith("URL") and self.records:
            self.records[-1]["url"] = line[3:].strip() or None

    def read_alphabet(self, line):
        """Check that the letters are those of DNA or RNA."""
        if "=" in line:
            letters = set(line.partition("=")[2].split("(")[0].replace(" ", ""))
        else:
            letters = self.read_definitions()
            if not letters and "PROTEIN" in line.upper():
                letters = {"protein"}
        if letters and letters not in ({*BASES}, {*"ACGU"}):
            raise self.error(
                "motifs of DNA (ACGT) or RNA (ACGU) are needed. Got the alphabet "
                f"{line.removeprefix('ALPHABET').lstrip('= ')!r} instead."
            )

    def read_definitions(self):
        """Take the letters of a custom alphabet, without its ambiguous ones."""
        letters = set()
        while not self.at_end:
            line = self.peek()
            if re.match(r"strands:|Background|MOTIF\b", line):
                break
            self.take()
            if line.startswith("END ALPHABET"):
                break
            line = _QUOTED.sub("", line)
            if line and "=" not in line:
                letters |= {part.split()[0] for part in line.split("~") if part.strip()}
        return letters

    def read_background(self):
        """Take the frequencies, which may run over several lines."""
        words = []
        self.skip_blank()
        while len(words) < 8 and re.match(r"[A-Za-z]\s", self.peek()):
            words += self.take().replace("U", "T").split()
        frequencies = dict(zip(words[::2], _numbers(words[1::2]) or [], strict=False))
        values = [frequencies.get(base, 0.0) for base in BASES]
        if not min(values) > 0 or abs(sum(values) - 1) > SUM_TOLERANCE:
            raise self.error(
                "the background must be four frequencies above zero that sum to one, "
                f"as in 'A 0.25 C 0.25 G 0.25 T 0.25'. Got {' '.join(words)!r}."
            )
        self.background = np.array(values)

    def start_motif(self, line):
        if not self.has_header:
            raise self.error(
                "a motif begins, but no line 'MEME version ...' comes before it. This "
                "is not a file in MEME format."
            )
        # MEME's own output goes on with the width on the same line.
        words = re.sub(r"\s+width\s*=.*", "", line.removeprefix("MOTIF")).split()
        if not words:
            raise self.error("MOTIF must be followed by a name.")
        self.records.append(
            {
                "name": words[0],
                "alternate_name": " ".join(words[1:]),
                "number": self.lines[self.next - 1][0],
            }
        )

    def read_matrix(self, line):
        number = self.lines[self.next - 1][0]
        if not self.records or "probabilities" in self.records[-1]:
            raise self.error("a matrix stands here without a line 'MOTIF name'.")
        fields = dict(_FIELD.findall(line.partition(":")[2]))
        if self.number(fields, "alength", 4) != 4:
            raise self.error(
                f"motifs of DNA or RNA, with alength= 4, are needed. Got {line!r}."
            )
        width, n_sites, e_value = (self.number(fields, k) for k in ("w", "nsites", "E"))
        rows = self.read_rows(width)
        if not rows or (width is not None and len(rows) != width):
            expected = "one row or more" if width is None else f"w= {width:g} rows"
            raise self.error(
                f"the matrix of motif {self.records[-1]['name']!r} must have "
                f"{expected}. Got {len(rows)}.",
                number,
            )
        self.records[-1].update(probabilities=rows, n_sites=n_sites, e_value=e_value)

    def number(self, fields, key, default=None):
        """Return a field of the matrix line as a number."""
        if key not in fields:
            return default
        values = _numbers([fields[key]])
        if values is None or not 0 <= values[0] < np.inf:
            raise self.error(
                f"{key}= must be followed by a number that is not negative. Got "
                f"{fields[key]!r} instead."
            )
        return values[0]

    def read_rows(self, width):
        """Take the rows of a matrix up to a blank line or the next heading."""
        rows = []
        self.skip_blank()
        while not _AFTER_ROWS.match(self.peek()):
            words = self.peek().split()
            if width is not None and len(rows) == width and not _numbers(words):
                break
            rows.append(self.row(self.take()))
        return rows

    def row(self, line):
        values = _numbers(line.split())
        if values is None or len(values) != 4 or not np.isfinite(values).all():
            raise self.error(
                f"a row of a matrix must be four numbers, for A, C, G and T. Got "
                f"{line!r} instead."
            )
        if min(values) < 0 or abs(sum(values) - 1) > SUM_TOLERANCE:
            raise self.error(
                "a row of a letter-probability matrix must be four probabilities that "
                f"sum to one. Got {line!r}, which sums to {sum(values):.6g}."
            )
        return values

    def finish(self):
        """Return the motifs, once all lines are read."""
        if not self.has_header:
            raise self.error(
                "no line 'MEME version ...' up to here, the end. This is not a file "
                "in MEME format."
            )
        if not self.records:
            raise self.error("no line 'MOTIF name' up to here, the end: no motif.")
        motifs = []
        for record in self.records:
            number = record.pop("number")
            if "probabilities" not in record:
                raise self.error(
                    f"motif {record['name']!r} has no letter-probability matrix.",
                    number,
                )
            motifs.append(Motif(background=self.background, **record))
        return motifs


def write_meme(motifs, path) -> None:
    """Write motifs to a file in MEME text format.

    The file is written under another name and renamed at the end: there is never half
    a file. Sites, support and enrichment of extracted motifs are not part of the
    format.

    Parameters
    ----------
    motifs : Motif or list of Motif
        All of one background, for the format has one for the file.

    path : str or path-like
        If it ends in ``.gz``, the file is compressed.

    Raises
    ------
    ValueError
        If there is no motif, or they differ in background.
    TypeError
        If one is no Motif.

    See Also
    --------
    read_meme : Read such a file. It gives back each probability to six digits, and
        all else as it was.
    """
    text = _as_text(_checked(motifs)).encode()
    path = Path(path)
    if path.suffix == ".gz":
        text = gzip.compress(text, mtime=0)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_bytes(text)
        os.replace(temporary, path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise ValueError(
            f"The motifs cannot be written to {str(path)!r}: {error.strerror}. Give "
            "the path of a file in a folder that exists and is yours."
        ) from error


def _checked(motifs):
    motifs = [motifs] if isinstance(motifs, Motif) else list(motifs)
    if not motifs:
        raise ValueError(
            "The 'motifs' parameter of write_meme must have one motif or more."
        )
    for motif in motifs:
        if not isinstance(motif, Motif):
            raise TypeError(
                "The 'motifs' parameter of write_meme must be a Motif or a list of "
                f"them. Got a {type(motif).__name__} instead."
            )
        if not np.allclose(motif.background, motifs[0].background, rtol=0, atol=1e-9):
            raise ValueError(
                "A MEME file has one background for all of its motifs, but those of "
                f"{motifs[0].name!r} and {motif.name!r} differ. Write two files, or "
                "bring them to one with dataclasses.replace(motif, background=...)."
            )
    return motifs


def _as_text(motifs):
    frequencies = zip(BASES, motifs[0].background.tolist(), strict=True)
    lines = [
        "MEME version 4",
        "",
        f"ALPHABET= {BASES}",
        "",
        "strands: + -",
        "",
        "Background letter frequencies",
        " ".join(f"{base} {frequency!r}" for base, frequency in frequencies),
        "",
    ]
    for motif in motifs:
        heading = f"letter-probability matrix: alength= 4 w= {motif.width}"
        for key, value in (("nsites", motif.n_sites), ("E", motif.e_value)):
            if value is not None:
                heading += f" {key}= {float(value)!r}".removesuffix(".0")
        lines += [f"MOTIF {motif.name} {motif.alternate_name}".rstrip(), heading]
        lines += [_printed(row) for row in motif.probabilities]
        lines += [f"URL {motif.url}", ""] if motif.url else [""]
    return "\n".join(lines)


def _printed(row):
    """Print probabilities such that what is printed sums to one.

    Rounded down, and what is missing then added where most was cut off: so that
    a row does not change when it is read, brought to a sum of one, and printed again.
    """
    scaled = np.round(row * 10**_DIGITS, 4)
    units = np.floor(scaled).astype(int)
    missing = 10**_DIGITS - units.sum()
    units[np.argsort(units - scaled, kind="stable")[:missing]] += 1
    return " ".join(f"{unit / 10**_DIGITS:.{_DIGITS}f}" for unit in units)


def _numbers(words):
    """Return words as numbers, or None if one is not."""
    try:
        return [float(word) for word in words]
    except ValueError:
        return None


def _read_lines(path_or_file):
    """Return the name of a source, and its numbered lines without surrounding space."""
    if not hasattr(path_or_file, "read"):
        lines = numbered_lines(path_or_file)
        return str(path_or_file), [(number, line.strip()) for number, line in lines]
    source = str(getattr(path_or_file, "name", "The file"))
    try:
        text = path_or_file.read()
        if isinstance(text, bytes):
            text = (gzip.decompress(text) if text[:2] == b"\x1f\x8b" else text).decode()
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise ValueError(f"{source} is truncated or corrupt gzip ({error}).") from error
    except UnicodeDecodeError as error:
        raise ValueError(f"{source} is not a text file ({error}).") from error
    lines = enumerate(text.splitlines(), start=1)
    return source, [(number, line.strip()) for number, line in lines]
