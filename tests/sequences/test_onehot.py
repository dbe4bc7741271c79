"""Codes as one-hot and one-hot as codes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skgenarch.sequences import decode, encode, one_hot, one_hot_table

texts = st.lists(st.text("ACGTNRYSWKMBDHV", min_size=1, max_size=20), min_size=1)


def columns(X):
    """Return the columns of a single sequence, one list of A, C, G, T each."""
    return X[0].T.tolist()


def test_bases_are_in_the_order_acgt():
    X = one_hot(["GATC"])
    assert X.shape == (1, 4, 4)
    assert X.dtype == np.float32
    assert columns(X) == [[0, 0, 1, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 1, 0, 0]]


def test_rules_for_ambiguous_letters():
    assert columns(one_hot(["NRB"])) == [[0, 0, 0, 0]] * 3
    assert columns(one_hot(["NRB"], unknown="uniform")) == [[0.25] * 4] * 3
    third = np.float32(1 / 3)
    assert columns(one_hot(["NRB"], unknown="iupac")) == [
        [0.25] * 4,
        [0.5, 0, 0.5, 0],
        [0, third, third, third],
    ]
    with pytest.raises(
        ValueError, match="Row 0, position 1 is the ambiguous letter 'N'"
    ):
        one_hot(["AN"], unknown="raise")


@pytest.mark.parametrize("unknown", ["zero", "uniform", "iupac", "raise"])
def test_padding_is_zero_by_every_rule(unknown):
    X = one_hot(["AC", "G"], unknown=unknown)
    assert X[1].T.tolist() == [[0, 0, 1, 0], [0, 0, 0, 0]]
    assert one_hot_table(unknown)[15].tolist() == [0, 0, 0, 0]


def test_table_lists_the_bases_of_every_letter():
    table = one_hot_table("iupac")
    assert table.shape == (16, 4)
    assert table.dtype == np.float32
    bases = ["".join(np.array(list("ACGT"))[row > 0]) for row in table]
    assert bases == ("A C G T ACGT AG CT CG AT GT AC CGT AGT ACT ACG".split() + [""])
    np.testing.assert_allclose(table[:15].sum(axis=1), 1)
    assert one_hot_table("zero")[4:].sum() == 0
    assert np.array_equal(one_hot_table("raise"), one_hot_table("zero"))
    with pytest.raises(ValueError, match="'unknown' parameter must be one of"):
        one_hot_table("none")


@given(texts, st.sampled_from(["zero", "uniform", "iupac"]))
def test_one_hot_is_the_table_looked_up(sequences, unknown):
    expected = one_hot_table(unknown)[encode(sequences)].swapaxes(1, 2)
    assert np.array_equal(one_hot(sequences, unknown=unknown), expected)


@given(texts, st.sampled_from(["float16", "float32", "float64"]))
def test_iupac_one_hot_gives_every_letter_back(sequences, dtype):
    X = one_hot(sequences, unknown="iupac", dtype=dtype)
    assert decode(encode(X)) == sequences


@pytest.mark.parametrize("dtype", ["bool", "int8", "uint8", "int64", "float16"])
def test_one_hot_of_any_type_is_read(dtype):
    X = one_hot(["ACGT", "AC"], dtype=dtype)
    assert X.dtype == dtype
    assert encode(X).tolist() == [[0, 1, 2, 3], [0, 1, 15, 15]]
    assert np.array_equal(one_hot(X), one_hot(["ACGT", "AC"]))


def test_zeros_are_n_inside_and_padding_at_the_right_end():
    assert decode(encode(one_hot(["NANCNN", "GGGGGG"]))) == ["NANC", "GGGGGG"]
    uniform = one_hot(["NANCNN"], unknown="uniform")
    assert decode(encode(uniform)) == ["NANCNN"]


def test_a_sequence_of_zeros_is_all_n():
    assert decode(encode(np.zeros((1, 4, 3)))) == ["NNN"]


def test_length_fits_one_hot():
    X = one_hot(["ACG", "A"])
    assert encode(X, length=4).tolist() == [[0, 1, 2, 15], [0, 15, 15, 15]]


def test_long_one_hot_is_read_in_blocks():
    sequences = ["ACGT" * 40_000, "TTGN" * 40_000, "C" * 160_000]
    X = one_hot(sequences, unknown="iupac", dtype=np.float16)
    assert decode(encode(X)) == sequences
    X[2, 0, 5] = 1
    with pytest.raises(ValueError, match="row 2, position 5"):
        encode(X)


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ([np.nan, 0, 0, 0], "contains NaN and is not one-hot: row 1, position 2"),
        ([0, np.inf, 0, 0], "contains infinity and is not one-hot: row 1, position 2"),
        ([1, 1, 0, 0], "not one-hot: row 1, position 2"),
        ([2, 0, 0, 0], "not one-hot: row 1, position 2"),
        ([-1, 0, 0, 0], "not one-hot: row 1, position 2"),
        ([0.7, 0.3, 0, 0], "not one-hot: row 1, position 2"),
        ([0.5, 0, 0, 0], "not one-hot: row 1, position 2"),
    ],
)
def test_other_columns_are_refused_with_their_place(column, message):
    X = one_hot(["ACGT", "GGGG"])
    X[1, :, 2] = column
    with pytest.raises(ValueError, match=message):
        encode(X)


def test_wrong_shapes_are_refused():
    with pytest.raises(ValueError, match=r"X has 5 channels: shape \(2, 5, 7\)\.$"):
        encode(np.zeros((2, 5, 7)))
    with pytest.raises(ValueError, match="Swap the last two axes"):
        encode(np.zeros((2, 7, 4)))
    with pytest.raises(ValueError, match="at least one letter"):
        encode(np.zeros((2, 4, 0)))
    with pytest.raises(ValueError, match="must be real, got dtype complex"):
        encode(np.zeros((2, 4, 3), dtype=complex))


@pytest.mark.parametrize("unknown", ["uniform", "iupac"])
def test_integers_cannot_hold_fractions(unknown):
    with pytest.raises(ValueError, match="'dtype' parameter must be a floating type"):
        one_hot(["ACGT"], unknown=unknown, dtype=np.int8)


def test_dtype_must_be_a_number_type():
    with pytest.raises(ValueError, match="'dtype' parameter must be a real number"):
        one_hot(["ACGT"], dtype=str)
