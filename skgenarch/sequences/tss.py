"""Where transcription starts (BED, EPDnew SGA, GTF), and the windows around it."""

import re
from collections.abc import Mapping
from contextlib import nullcontext
from numbers import Integral
from os import PathLike
from typing import NamedTuple

from .alphabet import check_letters
from .regions import open_genome, some_chromosomes, to_int
from .strands import reverse_complement
from .text_files import numbered_lines

FORMATS = ("auto", "bed", "sga", "gtf")
_EPDNEW_BED_COLUMNS = 8
_GTF_ATTRIBUTE = re.compile(r'(\w+)\s+"?([^";]*)"?\s*(?:;|$)')


class TssRecords(NamedTuple):
    """Transcription start sites, in the order of the file.

    Attributes
    ----------
    names : list of str
        The gene, or the promoter, that starts there.
    chromosomes : list of str
        The chromosomes, as the file names them.
    positions : list of int
        The first transcribed base, counted from 0.
    strands : list of str
        ``"+"`` or ``"-"``.
    """

    names: list[str]
    chromosomes: list[str]
    positions: list[int]
    strands: list[str]


class TssWindows(NamedTuple):
    """Windows of a genome, in the order of the start sites.

    Attributes
    ----------
    sequences : list of str or None
        The windows, in the direction of transcription; None for each one that
        cannot be cut.
    obstacles : list of str or None
        Why the window cannot be cut: ``"unknown chromosome"`` or ``"window beyond
        the chromosome"``; None for the others.
    """

    sequences: list[str | None]
    obstacles: list[str | None]


def read_tss(
    path: str | PathLike, *, format: str = "auto", gene_attribute: str = "gene_id"
) -> TssRecords:
    r"""Read transcription start sites from a BED, EPDnew SGA or GTF file.

    Parameters
    ----------
    path : str or path-like
        Plain or gzip-compressed. Comments, ``track`` and ``browser`` lines are
        skipped.

        - BED with six or more columns: transcription starts at the first base of the
          region, read along its strand. In EPDnew's own BED, which has eight
          columns, it starts with the thick part.
        - SGA: sequence, feature, position counted from 1, strand, count and name.
        - GTF: a gene starts at the first base of its line ``gene`` or, without one,
          of the foremost of its lines ``transcript`` or else ``exon``. A name that
          stands for genes in several places keeps a start site in each of them.
    format : {"auto", "bed", "sga", "gtf"}, default="auto"
        If ``"auto"``, it is told by the first line.
    gene_attribute : str, default="gene_id"
        The attribute of a GTF file that names the gene, such as ``"gene_name"``.

    Returns
    -------
    TssRecords
        ``names``, ``chromosomes``, ``positions`` and ``strands``.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file holds no start site, or a line is malformed or has no strand. The
        message names file and line.

    References
    ----------
    .. [1] Dreos, R. et al. (2013). EPD and EPDnew, high-quality promoter resources in
       the next-generation sequencing era. Nucleic Acids Research 41, D157-D164.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from skgenarch.sequences import read_tss
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "tss.bed")
    ...     _ = path.write_text("chr1\t4\t5\tMYC\t0\t+\nchr1\t7\t9\tJUN\t0\t-\n")
    ...     read_tss(path).positions
    [4, 8]
    """
    if format not in FORMATS:
        raise ValueError(
            f"The 'format' parameter must be one of {', '.join(map(repr, FORMATS))}. "
            f"Got {format!r} instead."
        )
    lines = [
        (line.split("\t") if "\t" in line else line.split(), f"{path}, line {number}")
        for number, line in numbered_lines(path)
        if line.strip() and not line.startswith(("#", "track", "browser"))
    ]
    if lines and format == "auto":
        format = _recognise(*lines[0])
    if format == "gtf":
        records = _read_gtf(lines, gene_attribute, path)
    else:
        parse = _parse_sga if format == "sga" else _parse_bed
        records = [parse(fields, where) for fields, where in lines]
    if not records:
        raise ValueError(f"{path} holds no transcription start sites.")
    return TssRecords(*(list(column) for column in zip(*records, strict=True)))


def _recognise(fields, where):
    """Tell the format by the strand: it has another place in each of them."""
    if len(fields) > 8 and fields[6] in ("+", "-", ".") and fields[3].isdigit():
        return "gtf"
    if len(fields) > 5 and fields[5] in ("+", "-", "."):
        return "bed"
    if len(fields) > 5 and fields[3] in ("+", "-", "0"):
        return "sga"
    raise ValueError(
        f"{where}: neither BED with six columns or more (strand in the sixth), nor SGA "
        "(strand in the fourth), nor GTF (strand in the seventh of nine)."
    )


def _parse_bed(fields, where):
    if len(fields) < 6:
        raise ValueError(
            f"{where}: expected chromosome, start, end, name, score and strand, got "
            f"{len(fields)} field(s)."
        )
    start, end = to_int(fields[1], where), to_int(fields[2], where)
    if not 0 <= start < end:
        raise ValueError(
            f"{where}: start must not be negative and must be less than end, got "
            f"start={start} and end={end}."
        )
    strand = _check_strand(fields[5], where)
    if len(fields) == _EPDNEW_BED_COLUMNS:
        # 49 bases before the start site are thin; the site and 10 bases are thick.
        thick = to_int(fields[6], where), to_int(fields[7], where)
        if not start <= thick[0] < thick[1] <= end:
            raise ValueError(
                f"{where}: with eight columns, as in EPDnew's BED, the thick part "
                f"must lie within the region. Got {thick[0]} to {thick[1]}."
            )
        start, end = thick
    return fields[3], fields[0], start if strand == "+" else end - 1, strand


def _parse_sga(fields, where):
    if len(fields) < 6:
        raise ValueError(
            f"{where}: expected sequence, feature, position, strand, count and name, "
            f"got {len(fields)} field(s)."
        )
    position = to_int(fields[2], where)
    if position < 1:
        raise ValueError(f"{where}: positions are counted from 1. Got {position}.")
    return fields[5], fields[0], position - 1, _check_strand(fields[3], where)


def _read_gtf(lines, gene_attribute, path):
    """Return the start site of each gene, from the best kind of line it has."""
    kinds = ("gene", "transcript", "exon")
    sites = {}  # by place and gene, the records of each kind of line
    for fields, where in lines:
        if len(fields) < 9:
            raise ValueError(f"{where}: expected nine fields, got {len(fields)}.")
        if fields[2] not in kinds:
            continue
        name = dict(_GTF_ATTRIBUTE.findall(fields[8])).get(gene_attribute, "")
        if not name:  # unnamed genes cannot be matched with anything
            continue
        start, end = to_int(fields[3], where), to_int(fields[4], where)
        if not 1 <= start <= end:
            raise ValueError(
                f"{where}: start must be at least 1 and not beyond end, got "
                f"start={start} and end={end}."
            )
        strand = _check_strand(fields[6], where)
        record = name, fields[0], start - 1 if strand == "+" else end - 1, strand
        by_kind = sites.setdefault((name, fields[0], strand), {})
        by_kind.setdefault(fields[2], []).append(record)
    if lines and not sites:
        raise ValueError(
            f"{path}: no gene, transcript or exon has the attribute {gene_attribute!r}."
        )
    records = []
    for (_, _, strand), by_kind in sites.items():
        best = next(by_kind[kind] for kind in kinds if kind in by_kind)
        if "gene" not in by_kind:
            foremost = min if strand == "+" else max
            best = [foremost(best, key=lambda record: record[2])]
        records += best
    return records


def _check_strand(strand, where):
    if strand not in ("+", "-"):
        raise ValueError(
            f"{where}: the strand of a transcription start site must be + or -. "
            f"Got {strand!r}."
        )
    return strand


def cut_tss_windows(
    tss: TssRecords,
    genome: str | PathLike | Mapping,
    *,
    upstream: int = 1000,
    downstream: int = 1000,
) -> TssWindows:
    """Cut the windows of a genome around transcription start sites.

    Parameters
    ----------
    tss : TssRecords
        The start sites.
    genome : str, path-like or mapping
        A FASTA file, read through pyfaidx, which leaves an index beside it; or a
        mapping from chromosome names to sequences, such as an open `pyfaidx.Fasta`.
    upstream : int, default=1000
        Number of bases before the start site. The site itself is at this index.
    downstream : int, default=1000
        Number of bases from the start site on, the site among them.

    Returns
    -------
    TssWindows
        ``sequences``, each of `upstream` + `downstream` bases, and ``obstacles``.

    Raises
    ------
    FileNotFoundError
        If there is no such genome.
    ImportError
        If `genome` is a path and pyfaidx is not installed.
    ValueError
        If a length is out of range, no chromosome is known, or a start site lies
        beyond its chromosome.

    Examples
    --------
    >>> from skgenarch.sequences import TssRecords, cut_tss_windows
    >>> tss = TssRecords(["MYC", "JUN"], ["chr1", "chr1"], [4, 4], ["+", "-"])
    >>> cut_tss_windows(tss, {"chr1": "AACCGTTTA"}, upstream=2, downstream=3).sequences
    ['CCGTT', 'AACGG']
    """
    for name, value, least in [
        ("upstream", upstream, 0),
        ("downstream", downstream, 1),
    ]:
        if isinstance(value, bool) or not isinstance(value, Integral) or value < least:
            raise ValueError(
                f"The {name!r} parameter must be an int in the range [{least}, inf). "
                f"Got {value!r} instead."
            )
    is_path = isinstance(genome, str | PathLike)
    with open_genome(genome) if is_path else nullcontext(genome) as chromosomes:
        if not any(name in chromosomes for name in set(tss.chromosomes)):
            raise ValueError(
                f"The genome has none of the chromosomes of the start sites, such as "
                f"{tss.chromosomes[0]!r}. It has {some_chromosomes(chromosomes)}. "
                "Rename one of them (EPDnew's SGA files use RefSeq accessions, its BED "
                "files chr1, chr2, ...)."
            )
        sites = zip(*tss, strict=True)
        cut = [_cut_one(chromosomes, *site, upstream, downstream) for site in sites]
    return TssWindows(*(list(column) for column in zip(*cut, strict=True)))


def _cut_one(chromosomes, name, chromosome, position, strand, upstream, downstream):
    """Return a sequence and None, or None and the obstacle."""
    if chromosome not in chromosomes:
        return None, "unknown chromosome"
    length = len(chromosomes[chromosome])
    if position >= length:
        raise ValueError(
            f"{name}: transcription starts at base {position + 1} of {chromosome}, "
            f"which has {length} bases. Is it the right genome?"
        )
    # From the site, `upstream` bases back and `downstream` on, itself among these.
    minus = strand == "-"
    start = position - (downstream - 1 if minus else upstream)
    end = start + upstream + downstream
    if start < 0 or end > length:
        return None, "window beyond the chromosome"
    sequence = str(chromosomes[chromosome][start:end])
    check_letters(sequence, f"{name}, {chromosome}:{start}-{end}")
    return reverse_complement(sequence) if minus else sequence, None
