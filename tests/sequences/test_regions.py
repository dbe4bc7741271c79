"""Windows of a genome around BED and narrowPeak regions."""

import gzip
import sys

import pytest

from skgenarch.sequences import read_regions

#                  0123456789012345678901234567
GENOME = {"chr1": "AACCGGTTACGATTACAGATTACAACGT", "chr2": "GGGGGCCCCC"}


@pytest.fixture
def genome(tmp_path):
    path = tmp_path / "genome.fa"
    lines = [f">{name} assembled\n{GENOME[name]}\n" for name in GENOME]
    path.write_text("".join(lines))
    return path


def bed(folder, *rows, name="peaks.bed"):
    path = folder / name
    path.write_text("".join("\t".join(map(str, row)) + "\n" for row in rows))
    return path


def peak(chromosome, start, end, strand, offset):
    return chromosome, start, end, "name", 0, strand, 5.0, -1, -1, offset


def test_windows_are_cut_around_the_middle(tmp_path):
    path = bed(tmp_path, ("chr1", 2, 7), ("chr2", 4, 6))
    names, sequences, n_dropped = read_regions(path, GENOME, width=3)
    assert sequences == ["CGG", "GCC"]
    assert names == ["chr1:3-6(+)", "chr2:4-7(+)"]
    assert n_dropped == 0


def test_windows_are_cut_around_the_summit(tmp_path):
    path = bed(tmp_path, peak("chr1", 2, 20, ".", 9), peak("chr1", 2, 8, ".", -1))
    # The base at the summit, 2 + 9, is the A of GAT; without one, the middle is 5.
    assert read_regions(path, GENOME, width=3).sequences == ["GAT", "GGT"]
    middle = read_regions(path, GENOME, width=3, center="middle")
    assert middle.names == ["chr1:10-13(+)", "chr1:4-7(+)"]


def test_even_windows_hold_the_centre_at_half_their_width(tmp_path):
    path = bed(tmp_path, peak("chr1", 0, 28, ".", 11))
    assert read_regions(path, GENOME, width=4).sequences == ["CGAT"]


def test_the_minus_strand_is_reverse_complemented(tmp_path):
    path = bed(tmp_path, ("chr1", 2, 7, "x", 0, "-"), ("chr1", 2, 7, "x", 0, "+"))
    found = read_regions(path, GENOME, width=3)
    assert found.sequences == ["CCG", "CGG"]
    assert found.names == ["chr1:3-6(-)", "chr1:3-6(+)"]
    unstranded = read_regions(path, GENOME, width=3, stranded=False)
    assert unstranded.sequences == ["CGG", "CGG"]


def test_the_tenth_column_of_bed12_is_no_summit(tmp_path):
    row = ("chr1", 2, 7, "gene", 0, "+", 2, 7, 0, 1, "5,", "0,")
    assert read_regions(bed(tmp_path, row), GENOME, width=3).sequences == ["CGG"]


def test_other_lines_are_skipped(tmp_path):
    path = tmp_path / "peaks.bed"
    path.write_text(
        "browser position chr1\ntrack name=peaks\n# comment\n\n"
        "chrom\tstart\tend\nchr1 2 7\r\n"
    )
    assert read_regions(path, GENOME, width=3).sequences == ["CGG"]


def test_gzip(tmp_path):
    path = tmp_path / "peaks.narrowPeak"
    path.write_bytes(gzip.compress(b"chr1\t2\t7\n"))
    assert read_regions(path, GENOME, width=3).sequences == ["CGG"]


def test_windows_may_touch_both_ends_of_a_chromosome(tmp_path):
    path = bed(tmp_path, ("chr2", 0, 10))
    assert read_regions(path, GENOME, width=10).sequences == ["GGGGGCCCCC"]


@pytest.mark.parametrize(
    "row", [("chr2", 0, 3), ("chr2", 8, 10), ("chr2", 2, 11), ("chr2", 50, 60)]
)
def test_beyond_the_ends_of_a_chromosome(tmp_path, row):
    path = bed(tmp_path, ("chr1", 2, 7), row, ("chr1", 9, 14))
    with pytest.raises(
        ValueError, match=r"peaks\.bed, line 2: .* beyond chr2.* 10 bas"
    ):
        read_regions(path, GENOME, width=5)
    found = read_regions(path, GENOME, width=5, out_of_bounds="drop")
    assert found.sequences == ["CCGGT", "CGATT"]
    assert found.n_dropped == 1


def test_nothing_left_after_dropping(tmp_path):
    path = bed(tmp_path, ("chr2", 0, 3), ("chr2", 8, 10))
    with pytest.raises(ValueError, match="No region is left: all 2 reach beyond"):
        read_regions(path, GENOME, width=9, out_of_bounds="drop")


def test_unknown_chromosome(tmp_path):
    path = bed(tmp_path, ("chr1", 2, 7), ("2", 2, 7))
    for out_of_bounds in ("raise", "drop"):
        with pytest.raises(ValueError, match=r"line 2: .* no chromosome '2'\. It has"):
            read_regions(path, GENOME, width=3, out_of_bounds=out_of_bounds)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("chr1", 2), r"line 1: expected chromosome, start and end, got 2 field"),
        (("chr1", "two", 7), "line 1: expected a whole number, got 'two'"),
        (("chr1", 2, 7.5), "line 1: expected a whole number, got '7.5'"),
        (("chr1", 7, 7), "line 1: start must .* got start=7 and end=7"),
        (("chr1", 9, 7), "line 1: start must .* got start=9 and end=7"),
        (("chr1", -1, 7), "line 1: start must .* got start=-1 and end=7"),
        (
            peak("chr1", 2, 7, ".", 5),
            "line 1: the summit must lie within the peak, 0 to",
        ),
        (peak("chr1", 2, 7, ".", -2), "line 1: the summit must .* Got -2"),
        (peak("chr1", 2, 7, ".", "x"), "line 1: expected a whole number, got 'x'"),
    ],
)
def test_malformed_lines_are_named(tmp_path, row, message):
    with pytest.raises(ValueError, match=message):
        read_regions(bed(tmp_path, row), GENOME, width=3)


def test_column_names_are_allowed_once(tmp_path):
    path = bed(tmp_path, ("chrom", "start", "end"), ("chrom", "start", "end"))
    with pytest.raises(ValueError, match="line 2: expected a whole number"):
        read_regions(path, GENOME)


def test_no_regions(tmp_path):
    with pytest.raises(ValueError, match=r"peaks\.bed holds no regions"):
        read_regions(bed(tmp_path), GENOME)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"width": 0}, "'width' parameter must be an int"),
        ({"width": 2.5}, "'width' parameter must be an int"),
        ({"width": True}, "'width' parameter must be an int"),
        ({"center": "peak"}, "'center' parameter must be one of 'summit', 'middle'"),
        ({"out_of_bounds": "pad"}, "'out_of_bounds' parameter must be one of 'raise'"),
    ],
)
def test_parameters_are_checked(tmp_path, parameters, message):
    with pytest.raises(ValueError, match=message):
        read_regions(bed(tmp_path, ("chr1", 2, 7)), GENOME, **parameters)


def test_foreign_letters_of_the_genome_are_named(tmp_path):
    path = bed(tmp_path, ("chr1", 2, 7))
    with pytest.raises(ValueError, match="line 1, window 3-6, position 1: 'X' is not"):
        read_regions(path, {"chr1": "AACCXGTTACG"}, width=3)


def test_missing_regions(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"absent\.bed"):
        read_regions(tmp_path / "absent.bed", GENOME)


def test_genome_files_are_read_through_pyfaidx(tmp_path, genome):
    pyfaidx = pytest.importorskip("pyfaidx")
    path = bed(tmp_path, peak("chr1", 2, 20, "-", 9), ("chr2", 4, 6))
    found = read_regions(path, genome, width=3)
    assert found == read_regions(path, GENOME, width=3)
    assert found == read_regions(path, str(genome), width=3)
    with pyfaidx.Fasta(str(genome)) as opened:
        assert found == read_regions(path, opened, width=3)


def test_lower_case_of_a_genome_is_kept(tmp_path, genome):
    pytest.importorskip("pyfaidx")
    genome.write_text(">chr1\naaccGGTTA\n")
    path = bed(tmp_path, ("chr1", 2, 7))
    assert read_regions(path, genome, width=3).sequences == ["cGG"]


def test_missing_genome(tmp_path):
    pytest.importorskip("pyfaidx")
    with pytest.raises(FileNotFoundError, match=r"absent\.fa"):
        read_regions(bed(tmp_path, ("chr1", 2, 7)), tmp_path / "absent.fa")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (gzip.compress(b">chr1\nACGT\n", mtime=0), r"genome\.fa is compressed"),
        (b"\xff\xfe\x00", r"genome\.fa cannot be read as a genome"),
        (b"no\nfasta\n", r"genome\.fa cannot be read as a genome"),
        (b">chr1\nACGT\nA\nACGT\n", r"genome\.fa cannot be read as a genome"),
    ],
)
def test_genomes_that_cannot_be_cut_are_refused(tmp_path, genome, data, message):
    pytest.importorskip("pyfaidx")
    genome.write_bytes(data)
    with pytest.raises(ValueError, match=message):
        read_regions(bed(tmp_path, ("chr1", 2, 7)), genome)


def test_missing_pyfaidx_is_explained(tmp_path, genome, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyfaidx", None)
    with pytest.raises(ImportError, match=r'pip install "skgenarch\[genome\]"'):
        read_regions(bed(tmp_path, ("chr1", 2, 7)), genome)
