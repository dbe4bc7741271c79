"""The reverse complement of everything that can hold sequences."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skgenarch.sequences import (
    decode,
    encode,
    one_hot,
    one_hot_table,
    reverse_complement,
)

texts = st.lists(st.text("ACGTNRYSWKMBDHV", min_size=1, max_size=20), min_size=1)


def test_text_written_out():
    assert reverse_complement("AACGT") == "ACGTT"
    assert reverse_complement(b"GATTACA") == b"TGTAATC"
    assert reverse_complement("") == ""


def test_every_iupac_letter():
    assert reverse_complement("ACGTNRYSWKMBDHV") == "BDHVKMWSRYNACGT"


def test_case_is_kept_and_u_becomes_a():
    assert reverse_complement("AacgNr") == "yNcgtT"
    assert reverse_complement("GU") == "AC"


def test_iupac_complements_are_those_of_the_bases():
    table = one_hot_table("iupac")
    # Channels A, C, G, T reversed are T, G, C, A: the complement.
    flipped = reverse_complement(encode(["NRYSWKMBDHV"]))[0, ::-1]
    assert np.array_equal(table[flipped], table[4:15, ::-1])


@pytest.mark.parametrize(
    "container",
    [
        list,
        tuple,
        np.array,
        lambda texts: np.array(texts, dtype="S"),
        lambda texts: np.array(texts, dtype=object),
        lambda texts: np.array(texts, dtype=object).reshape(-1, 1),
        lambda texts: [text.encode() for text in texts],
        lambda texts: pd.Series(texts, index=[5, 2], name="site"),
        lambda texts: pd.Series(texts, dtype=object),
        lambda texts: pd.Series(texts, dtype="string"),
        lambda texts: pd.array(texts, dtype="string"),
        lambda texts: pd.DataFrame({"site": texts}, index=["a", "b"]),
    ],
)
def test_same_kind_out_as_in(container):
    X = container(["AACG", "GT"])
    out = reverse_complement(X)
    assert type(out) is type(X)
    assert repr(out) == repr(container(["CGTT", "AC"]))
    assert repr(X) == repr(container(["AACG", "GT"]))


def test_other_series_give_object_arrays():
    class Column:
        """A column of another table library."""

        def __len__(self):
            return 2

        def to_numpy(self):
            return np.array(["AAC", "GT"], dtype=object)

        shape = (2,)
        dtype = object

    out = reverse_complement(Column())
    assert out.dtype == object
    assert out.tolist() == ["GTT", "AC"]


def test_codes_without_padding():
    assert reverse_complement(np.array([[0, 0, 1, 2]])).tolist() == [[1, 2, 3, 3]]


def test_padding_of_codes_stays_on_the_right():
    codes = np.array([[0, 0, 1, 15], [4, 2, 15, 15], [5, 0, 1, 2]], dtype=np.uint8)
    expected = [[2, 3, 3, 15], [1, 4, 15, 15], [1, 2, 3, 6]]
    assert reverse_complement(codes).tolist() == expected


@pytest.mark.parametrize("dtype", ["uint8", "int8", "int64"])
def test_codes_keep_their_type_and_are_not_changed(dtype):
    for rows in ([[0, 1, 2]], [[0, 4, 15]]):
        codes = np.array(rows, dtype=dtype)
        out = reverse_complement(codes)
        assert out.dtype == dtype
        assert codes.tolist() == rows
        assert not np.shares_memory(out, codes)


def test_padding_of_one_hot_stays_on_the_right():
    X = one_hot(["AAC", "G", "NGA"])
    assert np.array_equal(reverse_complement(X), one_hot(["GTT", "C", "TCN"]))


@pytest.mark.parametrize("dtype", ["bool", "int8", "float64"])
def test_one_hot_keeps_its_type(dtype):
    out = reverse_complement(one_hot(["AAC", "G"], dtype=dtype))
    assert out.dtype == dtype
    assert np.array_equal(out, one_hot(["GTT", "C"], dtype=dtype))


def test_one_hot_may_hold_any_numbers():
    scores = np.arange(8.0).reshape(1, 4, 2) + 1
    assert reverse_complement(scores)[0].tolist() == [[8, 7], [6, 5], [4, 3], [2, 1]]


@given(texts)
def test_text_codes_and_one_hot_agree(sequences):
    flipped = reverse_complement(sequences)
    assert np.array_equal(reverse_complement(encode(sequences)), encode(flipped))
    X = one_hot(sequences, unknown="iupac")
    assert np.array_equal(reverse_complement(X), one_hot(flipped, unknown="iupac"))


@given(texts)
def test_twice_is_the_original(sequences):
    assert reverse_complement(reverse_complement(sequences)) == sequences
    codes = encode(sequences)
    twice = reverse_complement(reverse_complement(codes))
    assert np.array_equal(twice, codes)
    assert decode(twice) == sequences


@pytest.mark.parametrize(
    ("X", "message"),
    [
        ("ACXT", "Sequence, position 2: 'X' is not a DNA letter"),
        (["ACGT", "A-C"], "row 1, position 1: '-' is not a DNA letter"),
        ([], r"0 sample\(s\).* required by reverse_complement"),
        (np.array([[16]]), r"Codes must be in the range \[0, 15\]"),
        (np.array([[-1]]), r"Codes must be in the range \[0, 15\]"),
        (np.array([[0.5]]), r"Got shape \(1, 1\) and dtype float64"),
        (np.array([0, 1]), r"Got shape \(2,\)"),
        (np.zeros((1, 3, 5)), "X has 3 channels"),
    ],
)
def test_what_is_refused(X, message):
    with pytest.raises(ValueError, match=message):
        reverse_complement(X)
