"""DeepBind's .seq tables, good and bad."""

import gzip

import numpy as np
import pytest

from skgenarch.sequences import read_seq

HEADER = "FoldID\tEventID\tseq\tBound\n"


def write(folder, text):
    path = folder / "some.seq"
    path.write_bytes(text.encode())
    return path


def test_all_rows_are_read_whatever_their_fold(tmp_path):
    path = write(tmp_path, HEADER + "A\tp1\tACGT\t1\nB\tp2\tggn\t0\nC\tp3\tTT\t1.0\n")
    names, sequences, bound = read_seq(path)
    assert names == ["p1", "p2", "p3"]
    assert sequences == ["ACGT", "ggn", "TT"]
    assert bound.tolist() == [1, 0, 1]
    assert bound.dtype == np.int64


def test_columns_are_found_by_name(tmp_path):
    path = write(tmp_path, "seq\tBound\textra\tEventID\nACGT\t0\tx\tp1\n")
    assert read_seq(path)[:2] == (["p1"], ["ACGT"])


def test_windows_line_ends_and_blank_lines(tmp_path):
    path = write(tmp_path, (HEADER + "\nA\tp1\tACGT\t1\n\n").replace("\n", "\r\n"))
    assert read_seq(path)[:2] == (["p1"], ["ACGT"])


def test_gzip(tmp_path):
    path = tmp_path / "some.seq"
    path.write_bytes(gzip.compress((HEADER + "A\tp1\tACGT\t1\n").encode()))
    assert read_seq(path).sequences == ["ACGT"]
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(ValueError, match="truncated or corrupt gzip"):
        read_seq(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "has no column EventID and no column seq and no column Bound"),
        ("FoldID\tEventID\tseq\nA\tp\tAC\n", "some.seq has no column Bound"),
        ("EventID,seq,Bound\np,AC,1\n", "header .* starts with 'EventID,seq,Bound'"),
        (HEADER, "some.seq has a header but no rows"),
        (HEADER + "A\tp\tAC\n", "line 2 has 3 tab-separated fields, the header has 4"),
        (HEADER + "A\tp\tAC\t1\t1\n", "line 2 has 5 tab-separated fields"),
        (HEADER + "A\tp\tAC\t1\nA\tq\t\t1\n", "line 3 has an empty sequence"),
        (HEADER + "A\tp\tAC\t1\nA\tq\tA.C\t1\n", "line 3, position 1: '.' is not"),
        (HEADER + "A\tp\tAC\tyes\n", "line 2: Bound must be 0 or 1, got 'yes'"),
        (HEADER + "A\tp\tAC\t\n", "line 2: Bound must be 0 or 1, got ''"),
        (HEADER + "A\tp\tAC\t2\n", "line 2: Bound must be 0 or 1, got '2'"),
        (HEADER + "A\tp\tAC\tnan\n", "line 2: Bound must be 0 or 1, got 'nan'"),
    ],
)
def test_bad_files_are_refused_with_the_place(tmp_path, text, message):
    with pytest.raises(ValueError, match=message):
        read_seq(write(tmp_path, text))


def test_missing_file(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"absent\.seq"):
        read_seq(tmp_path / "absent.seq")


def test_encode_test_sets(data_home):
    paths = sorted(data_home.glob("tfbs/encode/*_B.seq.gz"))
    assert paths
    for path in paths:
        records = read_seq(path)
        assert records.bound.tolist() == [1] * 500 + [0] * 500
        assert {len(sequence) for sequence in records.sequences} == {101}
