"""Tests of the simulated background."""

import numpy as np
import pytest

from skgenarch.datasets.background import (
    BASE_FREQUENCIES,
    TRANSITIONS,
    draw_bases,
    sample_background,
)


def test_transitions_are_probabilities_alike_on_both_strands():
    assert TRANSITIONS.sum(axis=1) == pytest.approx(np.ones(4), abs=1e-9)
    pairs = BASE_FREQUENCIES[:, np.newaxis] * TRANSITIONS
    # Reversing the order of pairs and of A, C, G, T gives the other strand.
    assert pairs == pytest.approx(pairs[::-1, ::-1].T, abs=2e-3)


def test_base_frequencies_are_those_the_chain_settles_at():
    assert BASE_FREQUENCIES @ TRANSITIONS == pytest.approx(BASE_FREQUENCIES, abs=1e-3)


def test_cpg_is_depleted():
    cpg = BASE_FREQUENCIES[1] * TRANSITIONS[1, 2]
    expected = BASE_FREQUENCIES[1] * BASE_FREQUENCIES[2]
    assert cpg / expected == pytest.approx(0.66, abs=0.01)


def test_sampled_dinucleotides_follow_the_transitions():
    codes = sample_background(400, 500, np.random.RandomState(0))
    counts = np.zeros((4, 4))
    np.add.at(counts, (codes[:, :-1], codes[:, 1:]), 1)
    assert counts / counts.sum(axis=1, keepdims=True) == pytest.approx(
        TRANSITIONS, abs=0.01
    )
    assert codes.dtype == np.uint8
    assert codes.flags.c_contiguous


def test_draw_bases_takes_the_base_in_whose_share_a_number_falls():
    shares = np.array([0.25, 0.0, 0.5, 0.25])
    uniform = np.array([0.0, 0.24, 0.25, 0.74, 0.75, 1 - 2**-53])
    assert draw_bases(shares, uniform).tolist() == [0, 0, 2, 2, 3, 3]


def test_draw_bases_never_leaves_the_alphabet_when_shares_round_below_one():
    shares = np.array([0.1, 0.2, 0.3, 0.4]) * (1 - 1e-9)
    assert draw_bases(shares, np.array([1 - 2**-53])).tolist() == [3]
