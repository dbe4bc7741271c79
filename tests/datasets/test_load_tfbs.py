"""Tests of loading binding-site data from files."""

import gzip
import os
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skgenarch.datasets import load_tfbs

HEADER = "FoldID\tEventID\tseq\tBound\n"
PEAKS = HEADER + (
    "A\tpeak_1\tACGTACCAGGATTACA\t1\n"
    "A\tpeak_2\tGGCATTACGGCATGCC\t1\n"
    "B\tpeak_3\tTTGACCATTTACGGAC\t1\n"
)
BOTH = HEADER + "A\tpeak_1\tACGTACCA\t1\nA\tshuf_1\tACCGTACA\t0\nA\tpeak_2\tGGCA\t1\n"


def write(folder, name, text):
    path = folder / name
    content = text.encode()
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return path


def dinucleotides(sequence):
    return Counter(pairwise(sequence))


def test_rank_counts_within_a_class(tmp_path):
    shuffled = load_tfbs(write(tmp_path, "peaks.seq", PEAKS))
    assert shuffled.rank.tolist() == [0, 1, 2, 0, 1, 2]
    both = load_tfbs(write(tmp_path, "both.seq", BOTH))
    assert both.rank.tolist() == [0, 0, 1]


@pytest.mark.parametrize("name", ["peaks.seq", "peaks.seq.gz", "peaks.txt"])
def test_positives_come_first_then_one_shuffle_of_each(tmp_path, name):
    data = load_tfbs(write(tmp_path, name, PEAKS))
    assert data.sequences[:3].tolist() == [
        "ACGTACCAGGATTACA",
        "GGCATTACGGCATGCC",
        "TTGACCATTTACGGAC",
    ]
    assert data.target.tolist() == [1, 1, 1, 0, 0, 0]
    assert data.target.dtype == np.int64
    assert data.sequences.dtype == object
    for peak, shuffle in zip(data.sequences[:3], data.sequences[3:], strict=True):
        assert dinucleotides(peak) == dinucleotides(shuffle)
    assert data.sequences[3:].tolist() != data.sequences[:3].tolist()
    assert data.names.tolist() == [
        "peak_1",
        "peak_2",
        "peak_3",
        "peak_1_shuf",
        "peak_2_shuf",
        "peak_3_shuf",
    ]


def test_shuffles_depend_on_the_seed_only(tmp_path):
    path = write(tmp_path, "peaks.seq", PEAKS)
    first, again, other = (
        load_tfbs(path, random_state=seed).sequences.tolist() for seed in (0, 0, 1)
    )
    assert first == again
    assert first != other


def test_negatives_of_the_file_are_kept_in_its_order(tmp_path):
    data = load_tfbs(write(tmp_path, "both.seq", BOTH))
    assert data.sequences.tolist() == ["ACGTACCA", "ACCGTACA", "GGCA"]
    assert data.target.tolist() == [1, 0, 1]
    assert data.names.tolist() == ["peak_1", "shuf_1", "peak_2"]


def test_negatives_shuffle_replaces_those_of_the_file(tmp_path):
    data = load_tfbs(write(tmp_path, "both.seq", BOTH), negatives="shuffle")
    assert data.target.tolist() == [1, 1, 0, 0]
    assert data.names.tolist() == ["peak_1", "peak_2", "peak_1_shuf", "peak_2_shuf"]


def test_negatives_none_leaves_the_file_as_it_is(tmp_path):
    data = load_tfbs(write(tmp_path, "peaks.seq", PEAKS), negatives="none")
    assert data.target.tolist() == [1, 1, 1]


@pytest.mark.parametrize("name", ["labels.fa", "labels.fasta.gz", "labels.seq"])
def test_fasta_is_known_by_its_content_and_labelled_by_its_headers(tmp_path, name):
    path = write(tmp_path, name, "\n>1\nACGT\nacgt\n>0 genomic\nNNCC\n>1\nTTTT\n")
    data = load_tfbs(path)
    assert data.sequences.tolist() == ["ACGTACGT", "NNCC", "TTTT"]
    assert data.target.tolist() == [1, 0, 1]


def test_fasta_without_labels_is_bound_and_gets_shuffles(tmp_path):
    path = write(tmp_path, "peaks.fa", ">chr1:5-9\nACCAGGACA\n>chr2:7-11\nGGTTAGTTG\n")
    data = load_tfbs(path)
    assert data.target.tolist() == [1, 1, 0, 0]
    assert data.names.tolist() == [
        "chr1:5-9",
        "chr2:7-11",
        "chr1:5-9_shuf",
        "chr2:7-11_shuf",
    ]


def test_pair_gives_training_and_test_data(tmp_path):
    train = write(tmp_path, "train.seq", PEAKS)
    test = write(tmp_path, "test.seq.gz", BOTH)
    data = load_tfbs(train, test_path=test)
    assert len(data.sequences) == 6
    assert data.test_sequences.tolist() == ["ACGTACCA", "ACCGTACA", "GGCA"]
    assert data.test_target.tolist() == [1, 0, 1]
    assert data.test_names.tolist() == ["peak_1", "shuf_1", "peak_2"]
    assert data.filename == str(train)
    assert data.test_filename == str(test)
    assert data.DESCR == (
        "Training data: 6 sequences from train.seq, of which 3 are bound.\n"
        "Test data: 3 sequences from test.seq.gz, of which 2 are bound."
    )


def test_test_file_of_positives_only_gets_shuffles_too(tmp_path):
    path = write(tmp_path, "peaks.seq", PEAKS)
    data = load_tfbs(path, test_path=path)
    assert data.test_target.tolist() == [1, 1, 1, 0, 0, 0]


def test_return_X_y(tmp_path):
    path = write(tmp_path, "both.seq", BOTH)
    X, y = load_tfbs(path, return_X_y=True)
    assert X.tolist() == ["ACGTACCA", "ACCGTACA", "GGCA"]
    assert y.tolist() == [1, 0, 1]
    X, y, X_test, y_test = load_tfbs(path, test_path=path, return_X_y=True)
    assert X_test.tolist() == X.tolist()
    assert y_test.tolist() == y.tolist()


@settings(max_examples=25, deadline=None)
@given(
    rows=st.lists(
        st.tuples(st.text("ACGTN", min_size=1, max_size=12), st.integers(0, 1)),
        min_size=1,
    )
)
def test_seq_and_fasta_files_of_the_same_rows_load_alike(tmp_path_factory, rows):
    rows = [("ACGT", 1), *rows]
    folder = tmp_path_factory.mktemp("alike")
    seq = HEADER + "".join(f"A\t{bound}\t{text}\t{bound}\n" for text, bound in rows)
    fasta = "".join(f">{bound}\n{text}\n" for text, bound in rows)
    X, y = load_tfbs(write(folder, "x.seq", seq), return_X_y=True)
    X_fasta, y_fasta = load_tfbs(write(folder, "x.fa.gz", fasta), return_X_y=True)
    assert X.tolist() == X_fasta.tolist()
    assert y.tolist() == y_fasta.tolist()
    assert X[: len(rows)].tolist() == [text for text, _ in rows]


@pytest.mark.parametrize(
    "text, message",
    [
        (HEADER + "A\tx\tACGT\t0\n", "no sequence is bound"),
        (HEADER + "A\tx\tACGT\t0.5\n", "line 2.* must be 0 or 1"),
        ("FoldID\tEventID\tseq\nA\tx\tACGT\n", "no column Bound"),
        (">1\nAC\n>peak\nGT\n", "Record 2, 'peak', is not"),
        (">1\nAXC\n", "X"),
        ("", "no column"),
    ],
)
def test_malformed_files_are_named(tmp_path, text, message):
    path = write(tmp_path, "wrong.seq", text)
    with pytest.raises(ValueError, match=message) as caught:
        load_tfbs(path)
    assert "wrong.seq" in str(caught.value)


@pytest.mark.parametrize("text", [PEAKS, ">1\nACGT\n>0\nACCT\n"])
@pytest.mark.parametrize("n_bytes", [2, 12, -12])
def test_truncated_gzip_is_named(tmp_path, text, n_bytes):
    path = tmp_path / "short.gz"
    path.write_bytes(gzip.compress(text.encode())[:n_bytes])
    with pytest.raises(ValueError, match=r"short\.gz.*gzip"):
        load_tfbs(path)


def test_missing_file(tmp_path):
    with pytest.raises(FileNotFoundError, match="absent"):
        load_tfbs(tmp_path / "absent.seq")


def test_wrong_option_is_named_before_reading(tmp_path):
    with pytest.raises(ValueError, match=r"'negatives' parameter .* Got 'genomic'"):
        load_tfbs(tmp_path / "absent.seq", negatives="genomic")


FASTSK = Path(os.environ.get("SKGENARCH_DATA", ""), "tfbs", "fastsk")


@pytest.mark.skipif(
    not FASTSK.is_dir(), reason="SKGENARCH_DATA names no folder with tfbs/fastsk"
)
@pytest.mark.parametrize(
    "name, n_train, n_test",
    [("CTCF", 2000, 2000), ("EP300_47848", 6506, 724), ("TP53", 4432, 494)],
)
def test_real_fasta_files_have_both_classes(name, n_train, n_test):
    data = load_tfbs(
        FASTSK / f"{name}.train.fasta.gz", test_path=FASTSK / f"{name}.test.fasta.gz"
    )
    assert (len(data.target), len(data.test_target)) == (n_train, n_test)
    assert data.target.mean() == data.test_target.mean() == 0.5
    assert set("".join(data.sequences)) <= set("ACGTN")
