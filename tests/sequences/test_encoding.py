"""One byte per base: what goes in, what comes out, and what is refused."""

import tracemalloc

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from skgenarch.sequences import N_BASES, PAD, decode, encode, lengths
from skgenarch.sequences.alphabet import LETTERS

dna = st.text("ACGT", min_size=1, max_size=40)
iupac = st.text("ACGTNRYSWKMBDHV", min_size=1, max_size=40)


def test_codes_of_all_letters():
    codes = encode(["ACGTNRYSWKMBDHV"])
    assert codes.tolist() == [list(range(15))]
    assert codes.dtype == np.uint8
    assert (N_BASES, PAD) == (4, 15)


def test_lower_case_and_rna_are_read_as_dna():
    assert encode(["acgu", "ACGT", "AcGU"]).tolist() == [[0, 1, 2, 3]] * 3


def test_shorter_sequences_are_padded_on_the_right():
    assert encode(["ACG", "T", "GA"]).tolist() == [[0, 1, 2], [3, 15, 15], [2, 0, 15]]


def test_length_pads_all_sequences():
    assert encode(["ACG", "T"], length=4).tolist() == [[0, 1, 2, 15], [3, 15, 15, 15]]
    assert encode(["AC", "GT"], length=3).tolist() == [[0, 1, 15], [2, 3, 15]]


@pytest.mark.parametrize(
    "container",
    [
        list,
        tuple,
        np.array,
        lambda texts: np.array(texts, dtype=object),
        lambda texts: np.array(texts, dtype=object).reshape(-1, 1),
        pytest.param(
            lambda texts: np.array(texts, dtype=np.dtypes.StringDType()),
            marks=pytest.mark.skipif(
                not hasattr(np.dtypes, "StringDType"), reason="NumPy 2 has it"
            ),
        ),
        lambda texts: np.array(texts, dtype="S"),
        lambda texts: [text.encode() for text in texts],
        lambda texts: [texts[0], texts[1].encode()],
        lambda texts: [np.str_(text) for text in texts],
        pd.Series,
        lambda texts: pd.Series(texts, dtype=object, index=[7, 3]),
        lambda texts: pd.Series(texts, dtype="string"),
        lambda texts: pd.Series(texts, dtype="category"),
        lambda texts: pd.Series(texts).array,
        lambda texts: pd.array(texts, dtype="string"),
        lambda texts: pd.Index(texts),
        lambda texts: pd.DataFrame({"sequence": texts}),
    ],
)
def test_every_container_of_text_gives_the_same_codes(container):
    assert encode(container(["ACGN", "gt"])).tolist() == [[0, 1, 2, 4], [2, 3, 15, 15]]


@pytest.mark.parametrize("dtype", "bBhHiIlLqQ")
def test_codes_of_every_integer_type_are_taken_as_they_are(dtype):
    codes = np.array([[0, 1, 2, 14], [3, 4, 15, 15]], dtype=dtype)
    out = encode(codes)
    assert out.tolist() == codes.tolist()
    assert out.dtype == np.uint8


def test_nested_lists_of_codes_are_codes():
    assert encode([[0, 3], [2, 15]]).tolist() == [[0, 3], [2, 15]]


@pytest.mark.parametrize(
    "X", [["ACGT", "TT"], [b"ACGT"], np.zeros((2, 3), np.uint8), np.ones((2, 4, 3)) / 4]
)
def test_the_result_is_new_writable_and_in_c_order(X):
    codes = encode(X)
    assert codes.flags.c_contiguous
    assert codes.flags.writeable
    codes[:] = 3
    assert not np.shares_memory(codes, X)


def test_codes_are_not_copied_where_they_need_not_be():
    codes = np.zeros((2, 3), np.uint8)
    assert encode(codes, copy=False) is codes
    for changed in (codes.astype(np.int64), np.asfortranarray(codes)):
        assert encode(changed, copy=False).flags.c_contiguous
    assert encode(codes, copy=False, length=4).shape == (2, 4)


def test_read_only_and_fortran_ordered_codes_are_taken():
    codes = np.asfortranarray(np.array([[0, 1, 2], [3, 2, 1]], dtype=np.uint8))
    codes.flags.writeable = False
    out = encode(codes)
    assert out.tolist() == codes.tolist()
    assert out.flags.c_contiguous
    assert out.flags.writeable


def test_length_fits_codes():
    codes = np.array([[0, 1, 15, 15], [2, 15, 15, 15]])
    assert encode(codes, length=2).tolist() == [[0, 1], [2, 15]]
    assert encode(codes, length=5).tolist() == [[0, 1, 15, 15, 15], [2] + [15] * 4]


def test_sequences_longer_than_a_piece_are_put_together_again():
    text = "ACGTN" * 60_000
    assert encode([text]).tolist() == [[0, 1, 2, 3, 4] * 60_000]
    ragged = encode([text, "AC", text[1:]])
    assert decode(ragged) == [text, "AC", text[1:]]


@given(st.lists(iupac, min_size=1, max_size=8))
def test_decode_inverts_encode(texts):
    assert decode(encode(texts)) == texts


@given(st.lists(iupac, min_size=1, max_size=8))
def test_encode_is_letter_by_letter(texts):
    codes = encode([text.lower() for text in texts])
    assert codes.shape == (len(texts), max(map(len, texts)))
    for row, text in zip(codes, texts, strict=True):
        assert row[: len(text)].tolist() == [LETTERS.index(letter) for letter in text]
        assert (row[len(text) :] == PAD).all()


@given(st.lists(iupac, min_size=1, max_size=8))
def test_encoding_codes_again_changes_nothing(texts):
    codes = encode(texts)
    assert np.array_equal(encode(codes), codes)
    assert lengths(codes).tolist() == [len(text) for text in texts]


@given(
    st.lists(dna, min_size=1, max_size=6),
    st.characters(exclude_characters="ACGTUNRYSWKMBDHVacgtunryswkmbdhv"),
    st.data(),
)
def test_any_other_character_is_refused_with_row_and_position(texts, letter, data):
    row = data.draw(st.integers(0, len(texts) - 1))
    position = data.draw(st.integers(0, len(texts[row])))
    texts[row] = texts[row][:position] + letter + texts[row][position:]
    with pytest.raises(ValueError, match=rf"row {row}, position {position}: "):
        encode(texts)


@pytest.mark.parametrize("letter", ["-", ".", "*", " ", "\n", "\0", "X", "Z", "é", "Ω"])
def test_gaps_and_other_letters_are_refused(letter):
    with pytest.raises(ValueError, match=r"row 1, position 2: .* not a DNA letter"):
        encode(["ACGT", "AC" + letter + "T"])


def test_the_first_foreign_letter_is_named():
    with pytest.raises(ValueError, match="row 1, position 0: 'X' is not"):
        encode(["ACGT", "XCZT", "ZZ"])
    with pytest.raises(ValueError, match=r"row 0, position 3: b'\?' is not"):
        encode([b"ACG?"])


def test_unknown_raise_refuses_ambiguous_letters():
    with pytest.raises(
        ValueError, match="Row 1, position 2 is the ambiguous letter 'R'"
    ):
        encode(["ACGT", "acrn"], unknown="raise")
    assert encode(["ACGT"], unknown="raise").tolist() == [[0, 1, 2, 3]]
    padded = encode(["ACGT", "AC"], unknown="raise")
    assert padded.tolist() == [[0, 1, 2, 3], [0, 1, 15, 15]]


@pytest.mark.parametrize("unknown", ["zero", "uniform", "iupac"])
def test_other_rules_keep_the_letters(unknown):
    assert decode(encode(["ANRY"], unknown=unknown)) == ["ANRY"]


@pytest.mark.parametrize("empty", [[], (), np.array([], dtype=object)])
def test_no_samples(empty):
    message = r"Found array with 0 sample\(s\) \(shape=\(0,\)\) while a minimum of 1 is"
    with pytest.raises(ValueError, match=message + " required by encode"):
        encode(empty)
    with pytest.raises(ValueError, match=r"0 sample\(s\) \(shape=\(0, 5\)\)"):
        encode(np.zeros((0, 5), dtype=np.uint8))


@pytest.mark.parametrize("missing", [None, np.nan, 3, pd.NA, ["A"]])
def test_rows_that_are_no_text_are_named(missing):
    for X in (["AC", "GT", missing], np.array(["AC", "GT", "T"], dtype=object)):
        X[2] = missing
        with pytest.raises(ValueError, match="row 2 is"):
            encode(X)


def test_missing_values_of_pandas_are_named():
    for dtype in ("str", "string", object):
        with pytest.raises(ValueError, match="row 1 is"):
            encode(pd.Series(["AC", None], dtype=dtype))


@pytest.mark.parametrize(
    ("X", "message"),
    [
        ("ACGT", "got a single str. Put it into a list"),
        (b"ACGT", "got a single bytes. Put it into a list"),
        (None, "Expected a list or array of sequences, got NoneType"),
        (3, "Expected a list or array of sequences, got int"),
        ({"a": "ACGT"}, "Expected a list or array of sequences, got dict"),
        (["ACGT", ""], "at least one letter, but row 1 is empty"),
        (np.array([["A", "C"]]), r"Got an array of shape \(1, 2\)"),
        (pd.DataFrame({"a": ["A"], "b": ["C"]}), r"Got an array of shape \(1, 2\)"),
        ([[0, 1], [2]], "Rows of numbers must all have the same shape"),
        (np.array([0, 1, 2]), r"Got shape \(3,\)"),
        (np.zeros((1, 2, 3, 4)), r"Got shape \(1, 2, 3, 4\)"),
        (np.zeros((2, 3)), "its dtype is float64"),
        (np.zeros((2, 3), dtype=bool), "its dtype is bool"),
        (np.zeros((2, 0), dtype=int), r"Found array with 0 feature\(s\)"),
        (np.array([[0, 1], [2, 16]]), "row 1, position 1 is 16"),
        (np.array([[0, 1], [-1, 0]]), "row 1, position 0 is -1"),
        (np.array([[0, 15, 1]]), "in row 0 it is followed by a letter at position 2"),
        (np.array([[0, 1], [15, 15]]), "row 1 is all padding"),
    ],
)
def test_what_is_refused(X, message):
    with pytest.raises(ValueError, match=message):
        encode(X)


def test_sparse_is_refused():
    with pytest.raises(TypeError, match="Sparse data was passed, but dense data is"):
        encode(sparse.csr_array(np.eye(4)))


@pytest.mark.parametrize("length", [0, -1, 2.5, "4", True])
def test_length_must_be_a_positive_int(length):
    with pytest.raises(ValueError, match="The 'length' parameter must be an int"):
        encode(["ACGT"], length=length)


@pytest.mark.parametrize(
    "X", [["A", "ACGT"], np.array([[0, 15, 15, 15], [0, 1, 2, 3]])]
)
def test_sequences_longer_than_length_are_named(X):
    with pytest.raises(ValueError, match="Row 1 has 4 letters, more than length=3"):
        encode(X, length=3)


def test_unknown_must_be_a_rule():
    with pytest.raises(ValueError, match="The 'unknown' parameter must be one of zero"):
        encode(["ACGT"], unknown="drop")


@pytest.mark.parametrize("X", [["ACGT"], np.zeros((1, 4, 3)), np.array([[16]])])
def test_decode_refuses_what_is_no_code(X):
    with pytest.raises(ValueError, match=r"codes|Codes"):
        decode(X)


def test_memory_is_about_one_byte_per_base():
    text = "ACGT" * 500_000
    encode(["ACGT"])
    tracemalloc.start()
    encode([text])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1.5 * len(text)
