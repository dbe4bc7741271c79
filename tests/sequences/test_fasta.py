"""FASTA files, good and bad."""

import gzip

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skgenarch.sequences import iter_fasta, read_fasta
from skgenarch.sequences.fasta import is_fasta

words = st.text("abcXYZ019_|.", min_size=1, max_size=8)
records = st.lists(
    st.tuples(words, st.text("ACGTNacgtnRY", min_size=1, max_size=50)),
    min_size=1,
    max_size=6,
)


def write(folder, text, name="some.fa"):
    path = folder / name
    path.write_bytes(text.encode())
    return path


def test_records_are_read_in_order(tmp_path):
    path = write(tmp_path, ">one first of all\nACGT\nacg\n>two\nNNR\n")
    names, descriptions, sequences = read_fasta(path)
    assert names == ["one", "two"]
    assert descriptions == ["one first of all", "two"]
    assert sequences == ["ACGTacg", "NNR"]


def test_path_may_be_text(tmp_path):
    assert read_fasta(str(write(tmp_path, ">a\nAC\n"))).sequences == ["AC"]


@pytest.mark.parametrize(
    "text",
    [
        ">a\r\nAC\r\nGT\r\n",
        "\n\n>a\n\nAC\n \nGT\n\n",
        ">a\nACGT",
        "\ufeff>a\nACGT\n",
        "> a\n AC\nGT \n",
    ],
)
def test_line_ends_blank_lines_and_byte_order_marks_do_not_matter(tmp_path, text):
    assert read_fasta(write(tmp_path, text)) == (["a"], ["a"], ["ACGT"])


def test_a_header_may_be_bare_and_repeat(tmp_path):
    found = read_fasta(write(tmp_path, ">\nAC\n>1\nG\n>1\nT\n"))
    assert found.names == ["", "1", "1"]


def test_gzip_is_told_by_its_content_not_by_its_name(tmp_path):
    packed = tmp_path / "packed.fa"
    packed.write_bytes(gzip.compress(b">a\nACGT\n"))
    plain = write(tmp_path, ">a\nACGT\n", "plain.fa.gz")
    assert read_fasta(packed) == read_fasta(plain) == (["a"], ["a"], ["ACGT"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records, st.integers(1, 60), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_what_was_written_is_read(tmp_path, records, width, end, packed):
    lines = []
    for name, sequence in records:
        lines.append(f">{name} about {name}")
        lines += [sequence[i : i + width] for i in range(0, len(sequence), width)]
    data = (end.join(lines) + end).encode()
    path = tmp_path / "round.fa"
    path.write_bytes(gzip.compress(data) if packed else data)
    found = read_fasta(path)
    assert list(zip(found.names, found.sequences, strict=True)) == records
    assert found.descriptions == [f"{name} about {name}" for name, _ in records]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "some.fa holds no sequences: the file is empty"),
        ("\n \n", "some.fa holds no sequences"),
        ("ACGT\n>a\nAC\n", "some.fa, line 1: expected a header .* got 'ACGT'"),
        ("\n\nname\tACGT\n", "some.fa, line 3: expected a header"),
        (">a\nAC\n>b\n>c\nAC\n", r"record 'b' \(line 3\) has a header but no sequence"),
        (">a\nAC\n>b\n", r"record 'b' \(line 3\) has a header but no sequence"),
        (">a\nAC\n>b x\nAC\nG-T\n", r"record 'b x' \(line 3\), position 3: '-' is not"),
        (">a\nAC GT\n", r"record 'a' \(line 1\), position 2: ' ' is not"),
    ],
)
def test_bad_files_are_refused_with_the_place(tmp_path, text, message):
    with pytest.raises(ValueError, match=message):
        read_fasta(write(tmp_path, text))


def test_missing_file(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"absent\.fa"):
        read_fasta(tmp_path / "absent.fa")


def test_truncated_gzip(tmp_path):
    data = gzip.compress(b">a\n" + b"ACGTGGTCAT\n" * 1000)
    path = tmp_path / "cut.fa.gz"
    for size in (5, len(data) // 2, len(data) - 1):
        path.write_bytes(data[:size])
        with pytest.raises(ValueError, match=r"cut\.fa\.gz is a truncated or corrupt"):
            read_fasta(path)


def test_corrupt_gzip(tmp_path):
    data = bytearray(gzip.compress(b">a\n" + b"ACGTGGTCAT\n" * 1000))
    path = tmp_path / "bad.fa.gz"
    for place in (12, len(data) - 8):
        bad = data.copy()
        bad[place] ^= 255
        path.write_bytes(bad)
        with pytest.raises(ValueError, match="truncated or corrupt gzip"):
            read_fasta(path)


def test_binary_files_are_refused(tmp_path):
    path = tmp_path / "some.png"
    path.write_bytes(b"\x89PNG\r\n\xff\xfe")
    with pytest.raises(ValueError, match=r"some\.png is not a text file"):
        read_fasta(path)


def test_records_come_one_by_one(tmp_path):
    records = iter_fasta(write(tmp_path, ">a b\nAC\nGT\n>c\nTT\n>d\nA!\n"))
    assert next(records) == ("a b", "ACGT")  # what is wrong further down is not met yet
    assert next(records) == ("c", "TT")
    with pytest.raises(ValueError, match="record 'd'"):
        next(records)


@pytest.mark.parametrize(
    ("text", "answer"),
    [("\n>a\nAC\n", True), ("FoldID\tEventID\tseq\tBound\n", False), ("", False)],
)
def test_fasta_is_told_by_its_first_line(tmp_path, text, answer):
    assert is_fasta(write(tmp_path, text)) is answer
