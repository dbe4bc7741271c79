"""Tests of reading tables of text."""

import csv
import gzip
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skgenarch.datasets.tables import first_duplicate, read_table, read_text


def write(folder, text, name="table.tsv"):
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def rows_of(table):
    return [list(table.columns), *table.to_numpy().tolist()]


@pytest.mark.parametrize(
    "text",
    [
        "gene\tliver\nTP53\t1.50\nMYC\t\n",
        "gene,liver\nTP53,1.50\nMYC,\n",
        "gene\tliver\r\nTP53\t1.50\r\nMYC\t\r\n",
        "\ufeffgene\tliver\nTP53\t1.50\nMYC\t",
        '"gene","liver"\n\n"TP53", 1.50 \n"MYC",""\n\n',
    ],
)
def test_tsv_csv_and_their_variants_read_alike(tmp_path, text):
    expected = [["gene", "liver"], ["TP53", "1.50"], ["MYC", ""]]
    assert rows_of(read_table(write(tmp_path, text))) == expected
    packed = write(tmp_path, gzip.compress(text.encode()), "packed")
    assert rows_of(read_table(packed)) == expected


def test_a_comma_in_a_tsv_is_no_separator(tmp_path):
    table = read_table(write(tmp_path, "gene\tliver, left\nTP53\t1,5\n"))
    assert rows_of(table) == [["gene", "liver, left"], ["TP53", "1,5"]]


cells = st.text(st.characters(categories=["L", "N"], include_characters=",'. "))


@settings(max_examples=50, deadline=None)
@given(
    rows=st.lists(st.tuples(cells, cells), min_size=1), delimiter=st.sampled_from("\t,")
)
def test_what_csv_writes_is_read_back(tmp_path_factory, rows, delimiter):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([("x", "y"), *rows])
    path = write(tmp_path_factory.mktemp("csv"), text.getvalue())
    expected = [[cell.strip() for cell in row] for row in rows]
    expected = [row for row in expected if any(row)]
    if expected:
        assert rows_of(read_table(path)) == [["x", "y"], *expected]
    else:
        with pytest.raises(ValueError, match="at least one row"):
            read_table(path)


@pytest.mark.parametrize(
    "text, message",
    [
        ("", "at least one row"),
        ("gene\tliver\n", "at least one row"),
        ("gene;liver\nTP53;1\n", "two columns, separated by tabs or commas"),
        ("gene\tliver\nTP53\n", "line 2: .* the header, 2. Got 1"),
        ("gene\tliver\n\nTP53\t1\t2\n", "line 3: .* the header, 2. Got 3"),
        ("gene\tliver\tliver\nTP53\t1\t2\n", "two columns are named 'liver'"),
        (b"gene\tl\xff\nTP53\t1\n", "not a text file in UTF-8"),
        (gzip.compress(b"gene\tliver\nTP53\t1\n", mtime=0)[:-9], "damaged or cut off"),
        (b"\x1f\x8bjunk", "damaged or cut off"),
    ],
)
def test_malformed_tables_are_named(tmp_path, text, message):
    path = write(tmp_path, text)
    with pytest.raises(ValueError, match=message) as caught:
        read_table(path)
    assert str(path) in str(caught.value)


def test_missing_file(tmp_path):
    with pytest.raises(FileNotFoundError, match="absent"):
        read_text(tmp_path / "absent")


def test_first_duplicate():
    assert first_duplicate(["a", "b", "c"]) is None
    assert first_duplicate(["a", "b", "c", "c", "b"]) == "c"
