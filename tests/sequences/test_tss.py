"""Transcription start sites of BED, SGA and GTF, and the windows around them."""

import gzip
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skgenarch.sequences import (
    TssRecords,
    cut_tss_windows,
    read_tss,
    reverse_complement,
)

#                  0123456789012345678901234567
GENOME = {"chr1": "AACCGGTTACGATTACAGATTACAACGT", "chr2": "GGGGGCCCCC"}
NOC2L = "chr1\t959245\t959305\tNOC2L_1\t900\t-\t959245\t959256"
KLHL17 = "chr1\t960583\t960643\tKLHL17_1\t900\t+\t960632\t960643"


def write(folder, *lines, name="tss.txt"):
    path = folder / name
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def gtf(kind, start, end, strand, gene="G1", name="MYC", chromosome="chr1"):
    attributes = f'gene_id "{gene}"; transcript_id "T1"; gene_name "{name}";'
    fields = chromosome, "here", kind, start, end, ".", strand, ".", attributes
    return "\t".join(map(str, fields))


def sites(*records):
    return TssRecords(*(list(column) for column in zip(*records, strict=True)))


def test_a_bed_region_starts_at_its_first_base_along_the_strand(tmp_path):
    path = write(tmp_path, "track x", "chr1\t4\t9\tA\t0\t+", "chr2\t4\t9\tB\t0\t-")
    assert read_tss(path) == (["A", "B"], ["chr1", "chr2"], [4, 8], ["+", "-"])


def test_bed_sga_and_gtf_of_the_same_sites_agree(tmp_path):
    bed = read_tss(write(tmp_path, NOC2L, KLHL17))
    sga = read_tss(
        write(
            tmp_path,
            "chr1\tTSS\t959256\t-\t1\tNOC2L_1",
            "chr1\tTSS\t960633\t+\t1\tKLHL17_1",
        )
    )
    genes = read_tss(
        write(
            tmp_path,
            "#!genome-build x",
            gtf("gene", 944203, 959256, "-", "NOC2L_1"),
            gtf("gene", 960633, 965719, "+", "KLHL17_1"),
        )
    )
    names = ["NOC2L_1", "KLHL17_1"]
    expected = (names, ["chr1", "chr1"], [959255, 960632], ["-", "+"])
    assert bed == sga == genes == expected


def test_the_ninth_and_more_columns_of_bed_are_no_start_site(tmp_path):
    path = write(tmp_path, NOC2L + "\t0,0,0")
    assert read_tss(path).positions == [959304]


@pytest.mark.parametrize("strand, position", [("+", 9), ("-", 79)])
def test_without_a_gene_line_the_foremost_transcript_counts(tmp_path, strand, position):
    lines = [gtf("transcript", 20, 80, strand), gtf("transcript", 10, 70, strand)]
    exon = gtf("exon", 1, 99, strand)
    assert read_tss(write(tmp_path, *lines, exon)).positions == [position]
    gene = gtf("gene", 5, 90, strand)
    expected = 4 if strand == "+" else 89
    assert read_tss(write(tmp_path, *lines, gene, exon)).positions == [expected]


def test_genes_of_one_name_in_several_places_are_kept_apart(tmp_path):
    path = write(
        tmp_path,
        gtf("gene", 5, 90, "+", "G1", "Y_RNA"),
        gtf("gene", 500, 590, "+", "G2", "Y_RNA"),
        gtf("gene", 7, 20, "-", "G3", "", chromosome="chr2"),
    )
    assert read_tss(path).names == ["G1", "G2", "G3"]
    named = read_tss(path, gene_attribute="gene_name")
    assert named.names == ["Y_RNA", "Y_RNA"]
    assert named.positions == [4, 499]


def test_gzip_and_a_named_format(tmp_path):
    path = tmp_path / "tss.bed.gz"
    path.write_bytes(gzip.compress((KLHL17 + "\n").encode()))
    assert read_tss(path, format="bed").positions == [960632]


@pytest.mark.parametrize(
    "line, message",
    [
        ("chr1\t4\t9\tA\t0\t.", "line 1: the strand .* Got '.'"),
        ("chr1\t4\t9", "line 1: neither BED .* nor SGA .* nor GTF"),
        ("chr1\t9\t4\tA\t0\t+", "line 1: .*start=9 and end=4"),
        ("chr1\tx\t4\tA\t0\t+", "line 1: expected a whole number, got 'x'"),
        ("chr1\tTSS\t0\t+\t1\tA", "line 1: positions are counted from 1. Got 0"),
        ("chr1\t4\t9\tA\t0\t+\t3\t9", "the thick part must lie within the region"),
        (gtf("gene", 9, 3, "+"), "line 1: .*start=9 and end=3"),
        (gtf("gene", 3, 9, "."), "the strand"),
        (gtf("gene", 3, 9, "+", gene=""), "has the attribute 'gene_id'"),
        ("# nothing", "holds no transcription start sites"),
    ],
)
def test_malformed_lines_are_named(tmp_path, line, message):
    path = write(tmp_path, line)
    with pytest.raises(ValueError, match=message) as caught:
        read_tss(path)
    assert str(path) in str(caught.value)


def test_unknown_format(tmp_path):
    with pytest.raises(ValueError, match=r"'format' parameter .* Got 'gff'"):
        read_tss(write(tmp_path, NOC2L), format="gff")


def test_windows_run_along_the_strand_with_the_site_at_the_index_upstream():
    # chr1:10 is the G of ACGATT, chr1:12 the first of its two T.
    tss = sites(("A", "chr1", 10, "+"), ("B", "chr1", 12, "-"))
    windows = cut_tss_windows(tss, GENOME, upstream=2, downstream=4)
    assert windows.sequences == ["ACGATT", "TAATCG"]
    assert windows.obstacles == [None, None]
    assert windows.sequences[0][2] == "G"  # read forwards
    assert windows.sequences[1][2] == "A"  # and its T, read backwards


def test_windows_that_cannot_be_cut_say_why():
    tss = sites(
        ("A", "chr2", 1, "+"),
        ("B", "chr9", 1, "+"),
        ("C", "chr2", 8, "+"),
        ("D", "chr2", 8, "-"),
        ("E", "chr2", 2, "+"),
    )
    beyond = "window beyond the chromosome"
    windows = cut_tss_windows(tss, GENOME, upstream=2, downstream=3)
    assert windows.sequences == [None, None, None, None, "GGGGG"]
    assert windows.obstacles == [beyond, "unknown chromosome", beyond, beyond, None]


@given(
    position=st.integers(0, 27),
    upstream=st.integers(0, 6),
    downstream=st.integers(1, 6),
)
def test_the_minus_strand_is_the_plus_strand_of_the_other_one(
    position, upstream, downstream
):
    turned = {"chr1": reverse_complement(GENOME["chr1"])}
    sizes = {"upstream": upstream, "downstream": downstream}
    minus = cut_tss_windows(sites(("A", "chr1", position, "-")), GENOME, **sizes)
    plus = cut_tss_windows(sites(("A", "chr1", 27 - position, "+")), turned, **sizes)
    assert minus == plus
    if minus.sequences[0] is not None:
        assert len(minus.sequences[0]) == upstream + downstream
        base = minus.sequences[0][upstream]
        assert base == reverse_complement(GENOME["chr1"][position])


def test_genome_file_and_mapping_agree(tmp_path):
    pytest.importorskip("pyfaidx")
    lines = [f">{name}\n{bases}" for name, bases in GENOME.items()]
    genome = write(tmp_path, *lines, name="genome.fa")
    tss = sites(("A", "chr1", 10, "+"), ("B", "chr1", 12, "-"))
    sizes = {"upstream": 5, "downstream": 5}
    assert cut_tss_windows(tss, genome, **sizes) == cut_tss_windows(
        tss, GENOME, **sizes
    )


def test_without_pyfaidx_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyfaidx", None)
    genome = write(tmp_path, ">chr1", "ACGT")
    with pytest.raises(ImportError, match=r'"skgenarch\[genome\]"'):
        cut_tss_windows(sites(("A", "chr1", 1, "+")), genome)


@pytest.mark.parametrize(
    "record, params, message",
    [
        (("A", "NC_1", 1, "+"), {}, "none of the chromosomes .* 'NC_1'. It has chr1"),
        (("A", "chr2", 10, "+"), {}, "A: .* base 11 of chr2, which has 10 bases"),
        (("A", "chr1", 1, "+"), {"upstream": -1}, r"'upstream' .* \[0, inf\)"),
        (("A", "chr1", 1, "+"), {"downstream": 0}, r"'downstream' .* \[1, inf\)"),
        (("A", "chr1", 1, "+"), {"upstream": True}, "'upstream' parameter"),
    ],
)
def test_wrong_input_is_named(record, params, message):
    with pytest.raises(ValueError, match=message):
        cut_tss_windows(sites(record), GENOME, **params)
