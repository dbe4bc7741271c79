"""Windows of a genome around the peaks of a BED or narrowPeak file."""

from collections.abc import Iterator, Mapping
from numbers import Integral
from os import PathLike
from typing import NamedTuple

from .alphabet import check_letters
from .strands import reverse_complement
from .text_files import is_gzip, numbered_lines

# The tenth of exactly ten columns; BED12 has another meaning for its tenth.
_NARROWPEAK_COLUMNS = 10
_SUMMIT_COLUMN = 9
_STRAND_COLUMN = 5
_NO_SUMMIT = -1


class RegionRecords(NamedTuple):
    """Windows of a genome, in the order of the file of regions.

    Attributes
    ----------
    names : list of str
        Where each window lies: ``chromosome:start-end(strand)``, start counted from 0,
        end not included, as in BED.
    sequences : list of str
        The windows, all of the same length, read along their strand.
    n_dropped : int
        How many regions were left out because they, or their windows, lie beyond the
        end of a chromosome.
    """

    names: list[str]
    sequences: list[str]
    n_dropped: int


class _Region(NamedTuple):
    where: str
    chromosome: str
    start: int
    end: int
    strand: str
    summit: int | None


def read_regions(
    path: str | PathLike,
    genome: str | PathLike | Mapping,
    *,
    width: int = 101,
    center: str = "summit",
    stranded: bool = True,
    out_of_bounds: str = "raise",
) -> RegionRecords:
    r"""Read the windows of a genome around the regions of a BED or narrowPeak file.

    Parameters
    ----------
    path : str or path-like
        BED with three or more columns, or narrowPeak (ten columns), plain or
        gzip-compressed. Comments, ``track`` and ``browser`` lines and a line of column
        names are skipped.
    genome : str, path-like or mapping
        A FASTA file, read through pyfaidx, which leaves an index beside it; or a
        mapping from chromosome names to sequences, such as an open `pyfaidx.Fasta`.
    width : int, default=101
        The length of the windows in bases.
    center : {"summit", "middle"}, default="summit"
        The base at index ``width // 2`` of a window: the summit, where narrowPeak
        names one, else the middle; or the middle of the region in any case.
    stranded : bool, default=True
        Whether windows of regions on the minus strand are reverse-complemented.
    out_of_bounds : {"raise", "drop"}, default="raise"
        What to do about regions or windows beyond either end of a chromosome.

    Returns
    -------
    RegionRecords
        ``names``, ``sequences`` and ``n_dropped``.

    Raises
    ------
    FileNotFoundError
        If there is no such file of regions, or no such genome.
    ImportError
        If `genome` is a path and pyfaidx is not installed.
    ValueError
        If a line is malformed, names an unknown chromosome or reaches beyond its end,
        or no region is left. The message names file and line.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from skgenarch.sequences import read_regions
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "peaks.bed")
    ...     _ = path.write_text("chr1\t2\t7\n")
    ...     read_regions(path, {"chr1": "AACCGGTTA"}, width=3)
    RegionRecords(names=['chr1:3-6(+)'], sequences=['CGG'], n_dropped=0)
    """
    _check_choice("center", center, ("summit", "middle"))
    _check_choice("out_of_bounds", out_of_bounds, ("raise", "drop"))
    if isinstance(width, bool) or not isinstance(width, Integral) or width < 1:
        raise ValueError(
            "The 'width' parameter must be an int in the range [1, inf). "
            f"Got {width!r} instead."
        )
    regions = list(_read_bed(path))
    if not regions:
        raise ValueError(f"{path} holds no regions.")
    if not isinstance(genome, str | PathLike):
        return _cut(regions, genome, width, center, stranded, out_of_bounds)
    with open_genome(genome) as chromosomes:
        return _cut(regions, chromosomes, width, center, stranded, out_of_bounds)


def _check_choice(name, value, choices):
    if value not in choices:
        raise ValueError(
            f"The {name!r} parameter must be one of {', '.join(map(repr, choices))}. "
            f"Got {value!r} instead."
        )


def _read_bed(path) -> Iterator[_Region]:
    first = True
    for number, line in numbered_lines(path):
        if not line.strip() or line.startswith(("#", "track", "browser")):
            continue
        fields = line.split("\t") if "\t" in line else line.split()
        if not (first and _is_column_names(fields)):
            yield _parse(fields, f"{path}, line {number}")
        first = False


def _is_column_names(fields):
    return len(fields) > 1 and fields[1].lower() in ("start", "chromstart")


def _parse(fields, where):
    if len(fields) < 3:
        raise ValueError(
            f"{where}: expected chromosome, start and end, got {len(fields)} field(s)."
        )
    start, end = to_int(fields[1], where), to_int(fields[2], where)
    if not 0 <= start < end:
        raise ValueError(
            f"{where}: start must not be negative and must be less than end, got "
            f"start={start} and end={end}."
        )
    strand = fields[_STRAND_COLUMN] if len(fields) > _STRAND_COLUMN else "."
    summit = None
    if len(fields) == _NARROWPEAK_COLUMNS:
        offset = to_int(fields[_SUMMIT_COLUMN], where)
        if offset != _NO_SUMMIT:
            summit = start + offset
            if not start <= summit < end:
                raise ValueError(
                    f"{where}: the summit must lie within the peak, 0 to "
                    f"{end - start - 1} from its start, or be -1. Got {offset}."
                )
    return _Region(where, fields[0], start, end, strand, summit)


def to_int(text, where):
    """Return the whole number that a field of a line holds."""
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"{where}: expected a whole number, got {text!r}.") from None


def open_genome(path):
    """Open a FASTA file of chromosomes, from which windows can be cut."""
    try:
        import pyfaidx
    except ImportError as error:
        raise ImportError(
            "Reading a genome file needs pyfaidx. Install it with: "
            'pip install "skgenarch[genome]"'
        ) from error
    if is_gzip(path):
        raise ValueError(
            f"{path} is compressed: windows cannot be cut from it. "
            "Decompress it, or pass an open pyfaidx.Fasta."
        )
    try:
        return pyfaidx.Fasta(str(path))
    except (pyfaidx.FastaIndexingError, ValueError) as error:
        raise ValueError(f"{path} cannot be read as a genome: {error}") from error


def _cut(regions, chromosomes, width, center, stranded, out_of_bounds):
    names, sequences = [], []
    for region in regions:
        if region.chromosome not in chromosomes:
            raise ValueError(
                f"{region.where}: the genome has no chromosome "
                f"{region.chromosome!r}. It has {some_chromosomes(chromosomes)}."
            )
        chromosome = chromosomes[region.chromosome]
        middle = (region.start + region.end) // 2
        use_summit = center == "summit" and region.summit is not None
        start = (region.summit if use_summit else middle) - width // 2
        end = start + width
        if start < 0 or max(end, region.end) > len(chromosome):
            if out_of_bounds == "drop":
                continue
            raise ValueError(
                f"{region.where}: the region {region.start}-{region.end} or its window "
                f"{start}-{end} reaches beyond {region.chromosome}, which has "
                f"{len(chromosome)} bases. Is it the right genome? "
                "out_of_bounds='drop' leaves such regions out."
            )
        sequence = str(chromosome[start:end])
        check_letters(sequence, f"{region.where}, window {start}-{end}")
        minus = stranded and region.strand == "-"
        sequences.append(reverse_complement(sequence) if minus else sequence)
        names.append(f"{region.chromosome}:{start}-{end}({'-' if minus else '+'})")
    if not names:
        raise ValueError(
            f"No region is left: all {len(regions)} reach beyond their chromosomes."
        )
    return RegionRecords(names, sequences, len(regions) - len(names))


def some_chromosomes(chromosomes):
    """Name the first few chromosomes of a genome."""
    names = list(chromosomes.keys())
    return ", ".join(names[:5]) + (", ..." if len(names) > 5 else "")
