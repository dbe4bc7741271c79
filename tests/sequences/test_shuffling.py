"""Dinucleotide shuffles: exact counts, the uniform distribution, and seeds."""

import itertools
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from skgenarch.sequences import decode, dinucleotide_shuffle, encode, one_hot, shuffling

texts = st.lists(st.text("ACGTN", min_size=1, max_size=40), min_size=1, max_size=6)

# Each has few enough shuffles to list them all.
SMALL = ["ACGATNACGTAC", "AACCAGTCAT", "ACACGCGTATA", "NNANCNNA", "AAAAACAAGAA"]


def dinucleotides(text):
    return Counter(itertools.pairwise(text))


def all_shuffles(text):
    """List every distinct text with the dinucleotides and first letter of `text`."""
    found = []

    def extend(path, left):
        if not left:
            found.append(path)
        for pair in list(left):
            if pair[0] == path[-1]:
                extend(path + pair[1], left - Counter([pair]))

    extend(text[0], dinucleotides(text))
    return found


@pytest.fixture(params=["side by side", "row by row", "long"])
def way(request, monkeypatch):
    """Shuffle by each of the three ways of walking, whatever the size."""
    if request.param == "long":
        monkeypatch.setattr(shuffling, "_LONG", 1)
    monkeypatch.setattr(shuffling, "_FEW", 10**9 * (request.param == "row by row"))


def test_shuffles_of_a_small_sequence_written_out():
    assert sorted(all_shuffles("ACATAGA")) == [
        *("ACAGATA", "ACATAGA", "AGACATA", "AGATACA", "ATACAGA", "ATAGACA")
    ]


@pytest.mark.parametrize("text", SMALL)
def test_every_shuffle_is_equally_likely(way, text):
    expected = all_shuffles(text)
    n = max(3000, 60 * len(expected))
    counts = Counter(dinucleotide_shuffle([text], n_shuffles=n, random_state=1))
    assert set(counts) == set(expected)
    assert chisquare([counts[one] for one in expected]).pvalue > 1e-3


@pytest.mark.parametrize("text", SMALL[1:3])
def test_reaches_what_dinuc_shuf_reaches_as_often(text):
    dinuc_shuf = pytest.importorskip("dinuc_shuf")
    n = 6000
    tracks = np.repeat(one_hot([text], dtype=np.uint8).swapaxes(1, 2), n, axis=0)
    theirs = dinuc_shuf.shuffle(tracks, np.random.default_rng(0))
    theirs = Counter(decode(encode(theirs.swapaxes(1, 2))))
    ours = Counter(dinucleotide_shuffle([text] * n, random_state=0))
    assert set(ours) == set(theirs)
    both = np.array([[ours[one], theirs[one]] for one in ours])
    expected = np.repeat(both.mean(axis=1, keepdims=True), 2, axis=1)
    assert chisquare(both, expected, axis=None, ddof=len(both)).pvalue > 1e-3


@given(texts=texts, seed=st.integers(0, 2**32))
def test_counts_and_ends_are_kept(texts, seed):
    for text, shuffle in zip(
        texts, dinucleotide_shuffle(texts, random_state=seed), strict=True
    ):
        assert dinucleotides(shuffle) == dinucleotides(text)
        assert (shuffle[0], shuffle[-1]) == (text[0], text[-1])


@given(text=st.text("ACGTNRYSWKMBDHV", min_size=1, max_size=300))
def test_ambiguous_letters_are_letters_like_any_other(text):
    (shuffle,) = dinucleotide_shuffle([text], random_state=0)
    assert dinucleotides(shuffle) == dinucleotides(text)


@pytest.mark.parametrize("length", [1, 2, 9_999, 10_000, 60_000])
def test_sequences_of_every_length_are_shuffled(length):
    rng = np.random.default_rng(0)
    codes = rng.integers(0, 5, (2, length)).astype(np.uint8)
    out = dinucleotide_shuffle(codes, random_state=0)
    assert out.shape == codes.shape
    pairs = [np.sort(rows[:, 1:] * 16 + rows[:, :-1], axis=1) for rows in (codes, out)]
    assert np.array_equal(*pairs)
    assert length < 3 or (out != codes).mean() > 0.5


def test_a_nearly_periodic_sequence_takes_no_longer(way):
    text = "A" + "AC" * 2_000 + "GT" * 2_000 + "GA"
    (shuffle,) = dinucleotide_shuffle([text], random_state=0)
    assert dinucleotides(shuffle) == dinucleotides(text)


def test_padding_stays_on_the_right(way):
    codes = encode(["ACGATTACAGT", "ACG", "GATTACA"])
    out = dinucleotide_shuffle(codes, random_state=0)
    assert np.array_equal(out == 15, codes == 15)
    assert decode(out) == dinucleotide_shuffle(decode(codes), random_state=0)


def test_shuffles_of_one_sequence_are_adjacent():
    out = dinucleotide_shuffle(["ACGATTACAGT", "CCCGC"], n_shuffles=3, random_state=0)
    assert [text[0] + text[-1] for text in out] == ["AT"] * 3 + ["CC"] * 3
    assert len(set(out[:3])) > 1


def test_more_shuffles_do_not_change_the_first_ones():
    X = ["ACGATTACAGTCGA", "GATTACAGATTACA"]
    few = dinucleotide_shuffle(X, n_shuffles=2, random_state=5)
    many = dinucleotide_shuffle(X, n_shuffles=4, random_state=5)
    assert few == [*many[:2], *many[4:6]]


def test_a_shuffle_does_not_depend_on_the_rows_beside_it(way, monkeypatch):
    rng = np.random.default_rng(0)
    X = ["".join(rng.choice(list("ACGTN"), n)) for n in rng.integers(20, 60, 300)]
    all_rows = dinucleotide_shuffle(X, random_state=7)
    assert dinucleotide_shuffle(X[:10], random_state=7) == all_rows[:10]
    assert (
        dinucleotide_shuffle([*X[:10], "R" * 99], random_state=7)[:10]
        == (all_rows[:10])
    )
    monkeypatch.setattr(shuffling, "_BLOCK", 400)
    assert dinucleotide_shuffle(X, random_state=7) == all_rows


def test_shuffles_do_not_depend_on_the_number_of_processes(monkeypatch):
    rng = np.random.default_rng(0)
    texts = ["".join(rng.choice(list("ACGT"), n)) for n in [40, 25, 10_050, 300] * 3]
    expected = dinucleotide_shuffle(texts, random_state=0)
    monkeypatch.setattr(shuffling, "_BLOCK", 500)
    assert dinucleotide_shuffle(texts, random_state=0, n_jobs=2) == expected


def test_few_and_many_rows_are_walked_alike(monkeypatch):
    X = np.random.default_rng(0).integers(0, 4, (200, 50)).astype(np.uint8)
    side_by_side = dinucleotide_shuffle(X, random_state=0)
    monkeypatch.setattr(shuffling, "_FEW", 10**9)
    assert np.array_equal(dinucleotide_shuffle(X, random_state=0), side_by_side)


def test_equal_sequences_are_shuffled_differently(way):
    out = dinucleotide_shuffle(["ACGATTACAGTCGAATCGGCTA"] * 5, random_state=0)
    assert len(set(out)) == 5


@pytest.mark.parametrize(
    "state",
    [lambda: 3, lambda: np.random.RandomState(3), lambda: np.random.default_rng(3)],
)
def test_same_state_same_shuffles(state):
    X = ["ACGATTACAGTCGAATCGGCTA"] * 3
    assert dinucleotide_shuffle(X, random_state=state()) == dinucleotide_shuffle(
        X, random_state=state()
    )


def test_states_move_on_and_no_state_is_random():
    X = ["ACGATTACAGTCGAATCGGCTA"] * 3
    for state in (np.random.RandomState(3), np.random.default_rng(3), None):
        first = dinucleotide_shuffle(X, random_state=state)
        assert first != dinucleotide_shuffle(X, random_state=state)
    assert dinucleotide_shuffle(X, random_state=0) != dinucleotide_shuffle(
        X, random_state=1
    )


@pytest.mark.parametrize("state", [None, 0])
def test_the_global_generator_is_left_alone(state):
    before = np.random.get_state()
    dinucleotide_shuffle(["ACGATTACAGT"] * 20, random_state=state)
    after = np.random.get_state()
    assert np.array_equal(before[1], after[1])
    assert before[2:] == after[2:]


def test_the_same_shuffles_on_every_machine():
    assert dinucleotide_shuffle(["ACGATTACAGTC"], n_shuffles=3, random_state=0) == [
        *("AGTCGATTACAC", "ACGTACAGATTC", "ATTAGTCACGAC")
    ]


@pytest.mark.parametrize(
    "container",
    [
        list,
        tuple,
        np.array,
        lambda texts: np.array(texts, dtype="S"),
        lambda texts: np.array(texts, dtype=object),
        lambda texts: [text.encode() for text in texts],
        lambda texts: pd.Series(texts, name="site"),
        lambda texts: pd.DataFrame({"site": texts}),
    ],
)
def test_same_kind_out_as_in(container):
    texts = ["AAAA", "CGCG"]  # each its own only shuffle
    out = dinucleotide_shuffle(container(texts))
    assert type(out) is type(container(texts))
    assert repr(out) == repr(container(texts))


def test_series_repeat_their_index():
    X = pd.Series(["AAAA", "CGCG"], index=["x", "y"])
    out = dinucleotide_shuffle(X, n_shuffles=2)
    assert out.index.tolist() == ["x", "x", "y", "y"]
    assert out.tolist() == ["AAAA", "AAAA", "CGCG", "CGCG"]


@pytest.mark.parametrize("dtype", ["uint8", "int64"])
def test_codes_keep_their_type_and_are_not_changed(dtype):
    codes = encode(["ACGATTACAGT", "ACG"]).astype(dtype)
    copy = codes.copy()
    out = dinucleotide_shuffle(codes, random_state=0)
    assert out.dtype == dtype
    assert np.array_equal(codes, copy)
    assert not np.array_equal(out, codes)


@pytest.mark.parametrize("unknown", ["zero", "uniform", "iupac"])
def test_one_hot_stays_one_hot(unknown):
    X = ["ACNGATTRCAGT", "ACGAA"]
    tracks = one_hot(X, unknown=unknown, dtype=np.float64)
    out = dinucleotide_shuffle(tracks, random_state=0)
    assert out.dtype == np.float64
    expected = dinucleotide_shuffle(encode(tracks), random_state=0)
    assert np.array_equal(encode(out), expected)


def test_lower_case_is_read_as_upper_case():
    assert dinucleotide_shuffle(["acga", "ACGA"], random_state=0)[0].isupper()


@pytest.mark.parametrize("n_shuffles", [0, -1, 1.5, "2", True])
def test_n_shuffles_must_be_a_positive_int(n_shuffles):
    with pytest.raises(ValueError, match="'n_shuffles' parameter must be an int"):
        dinucleotide_shuffle(["ACGT"], n_shuffles=n_shuffles)


@pytest.mark.parametrize("state", [-1, 1.5, "seed"])
def test_random_state_of_another_kind_is_refused(state):
    with pytest.raises(ValueError, match="'random_state' parameter must be None"):
        dinucleotide_shuffle(["ACGT"], random_state=state)


@pytest.mark.parametrize(
    ("X", "message"),
    [
        ("ACGT", "Put it into a list"),
        (["AC-T"], "row 0, position 2"),
        ([], r"0 sample\(s\)"),
    ],
)
def test_bad_sequences_are_refused(X, message):
    with pytest.raises(ValueError, match=message):
        dinucleotide_shuffle(X)
