"""Tests of the motif record."""

import copy
import pickle
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from skgenarch.interpretation.motifs import Motif

HALF = [0.5, 0, 0, 0.5]
FLAT = [0.25] * 4
A, C, G, T = np.eye(4).tolist()


def counts(max_width=12):
    """Matrices of counts, each position with one or more."""
    shapes = st.tuples(st.integers(1, max_width), st.just(4))
    return shapes.flatmap(
        lambda shape: arrays(float, shape, elements=st.integers(0, 500))
    ).map(lambda array: array + (array.sum(axis=1, keepdims=True) == 0))


def motif_of(array, **options):
    return Motif("m", array / array.sum(axis=1, keepdims=True), **options)


def test_information_and_consensus_spelled_out():
    motif = Motif("m", [A, HALF, FLAT, [0.4, 0.3, 0.3, 0], [0.1, 0.2, 0.6, 0.1]])
    entropy = -(0.1 * np.log2(0.1) * 2 + 0.2 * np.log2(0.2) + 0.6 * np.log2(0.6))
    third = -(0.4 * np.log2(0.4) + 0.6 * np.log2(0.3))
    assert motif.information == pytest.approx([2, 1, 0, 2 - third, 2 - entropy])
    assert motif.consensus == "AWNVG"
    assert motif.width == 5
    assert repr(motif) == "Motif('m', width=5, consensus='AWNVG')"


def test_information_is_against_the_background():
    motif = Motif("m", [A, C, [0.4, 0.1, 0.1, 0.4]], background=[0.4, 0.1, 0.1, 0.4])
    assert motif.information == pytest.approx([-np.log2(0.4), -np.log2(0.1), 0])
    turned = motif.reverse_complement()
    assert turned.information == pytest.approx(motif.information[::-1])


@settings(max_examples=50, deadline=None)
@given(counts())
def test_the_other_strand_of_the_other_strand_is_the_motif(array):
    motif = motif_of(array)
    other = motif.reverse_complement()
    assert (other.reverse_complement().probabilities == motif.probabilities).all()
    complement = str.maketrans("ACGTRYKMBDHVSWN", "TGCAYRMKVHDBSWN")
    assert other.consensus == motif.consensus.translate(complement)[::-1]


@settings(max_examples=50, deadline=None)
@given(counts(), st.floats(0.05, 1.9))
def test_trimming_cuts_flanks_only(array, bits):
    motif = motif_of(array)
    start, stop = motif.informative_span(bits)
    if start == stop:
        assert (motif.information < bits).all()
        with pytest.raises(ValueError, match="nothing would be left"):
            motif.trim(bits)
        return
    assert (motif.information[:start] < bits).all()
    assert (motif.information[stop:] < bits).all()
    trimmed = motif.trim(bits)
    assert (trimmed.probabilities == motif.probabilities[start:stop]).all()
    assert trimmed.information[[0, -1]].min() >= bits


def sites():
    # In AACGTTTG the motif ACGN (one flat column) stands at 1, and again turned
    # round, as CNNN.., at 3.
    return pd.DataFrame(
        {
            "sequence": [4, 9],
            "position": [1, 3],
            "strand": ["+", "-"],
            "site": ["AACGT", "GACGA"],
            "score": [5.0, 4.0],
        }
    )


def test_sites_follow_trimming():
    motif = Motif("m", [FLAT, A, C, G, FLAT], sites=sites())
    both = motif.trim().sites
    assert both["site"].tolist() == ["ACG", "ACG"]
    assert both["position"].tolist() == [2, 4]
    left = Motif("m", [FLAT, FLAT, C, G, A], sites=sites()).trim().sites
    assert left["site"].tolist() == ["CGT", "CGA"]
    # Two columns cut on the left of the motif are on the right of a "-" site.
    assert left["position"].tolist() == [3, 3]


def test_sites_follow_the_strand_and_have_centres():
    motif = Motif("m", [FLAT, A, C, G, FLAT], sites=sites())
    assert motif.positions.tolist() == [3, 5]
    other = motif.reverse_complement()
    assert other.sites["strand"].tolist() == ["-", "+"]
    assert other.sites["site"].tolist() == ["ACGTT", "TCGTC"]
    assert other.positions.tolist() == [3, 5]
    assert Motif("m", [A]).positions.tolist() == []
    none = replace(motif, sites=sites().iloc[:0]).reverse_complement()
    assert len(none.sites) == 0


def test_probabilities_are_brought_to_one_and_cannot_be_changed():
    given_array = np.array([[0.5, 0.0, 0.0, 0.504]])
    motif = Motif("m", given_array)
    assert motif.probabilities.sum() == pytest.approx(1, abs=1e-15)
    given_array[:] = 0
    assert motif.probabilities[0, 0] == pytest.approx(0.5 / 1.004)
    for twin in (motif, pickle.loads(pickle.dumps(motif)), copy.deepcopy(motif)):
        assert (twin.probabilities == motif.probabilities).all()
        with pytest.raises(ValueError, match="read-only"):
            twin.probabilities[0, 0] = 1
        with pytest.raises(FrozenInstanceError):
            twin.name = "other"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"probabilities": [[1, 0, 0]]}, r"shape \(width, 4\).*Got shape \(1, 3\)"),
        ({"probabilities": np.empty((0, 4))}, r"Got shape \(0, 4\)"),
        ({"probabilities": [A, [0.5, 0, 0, 0.4]]}, "row 1 sums to 0.9"),
        ({"probabilities": [[9, 1, 0, 0]]}, "Divide counts"),
        ({"probabilities": [[np.nan, 1, 0, 0]]}, "finite and not negative"),
        ({"probabilities": [[-0.5, 1.5, 0, 0]]}, "finite and not negative"),
        ({"name": ""}, "one word"),
        ({"name": "two words"}, "one word"),
        ({"name": None}, "one word"),
        ({"alternate_name": "a\nb"}, "one line"),
        ({"n_sites": -1}, "'n_sites' parameter"),
        ({"e_value": np.nan}, "'e_value' parameter"),
        ({"background": [0.5, 0.5, 0, 0]}, "four frequencies above zero"),
        ({"background": [1, 1, 1, 1]}, "they sum to 4"),
        ({"sites": pd.DataFrame({"site": ["A"]})}, "DataFrame with the columns"),
    ],
)
def test_bad_input(options, message):
    with pytest.raises(ValueError, match=message):
        Motif(**({"name": "m", "probabilities": [A]} | options))
