"""Tests of q-values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skgenarch.interpretation.motifs.multiple_testing import (
    benjamini_hochberg,
    storey_q_values,
)

P = st.lists(st.floats(0, 1), min_size=1, max_size=40)


def test_benjamini_hochberg_spelled_out():
    # Benjamini and Hochberg (1995), section 3: fifteen p-values, four called at 0.05.
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    p += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000]
    q = benjamini_hochberg(p)
    assert (q <= 0.05).sum() == 4
    assert q[:3] == pytest.approx([0.0015, 0.003, 0.0095])


@given(P)
def test_benjamini_hochberg_by_brute_force(p):
    p = np.array(p)
    expected = [
        min(min(1, other * len(p) / (p <= other).sum()) for other in p[p >= one])
        for one in p
    ]
    assert benjamini_hochberg(p) == pytest.approx(expected)


@given(P)
def test_storey_is_never_stricter(p):
    q, strict = storey_q_values(p), benjamini_hochberg(p)
    assert (q <= strict + 1e-12).all() and (q >= 0).all()
    assert (np.argsort(q[np.argsort(p)], kind="stable") == np.arange(len(p))).all()


def test_storey_counts_what_is_above_one_half():
    p = np.r_[np.full(50, 1e-4), np.linspace(0.01, 0.99, 50)]
    share = (1 + 25) / 50
    assert storey_q_values(p) == pytest.approx(share * benjamini_hochberg(p))


def test_the_null_share_is_estimated_well():
    rng = np.random.default_rng(0)
    p = np.r_[rng.uniform(size=3000), rng.uniform(high=1e-6, size=1000)]
    shares = storey_q_values(p) / benjamini_hochberg(p)
    assert shares == pytest.approx(np.full(4000, 0.75), abs=0.03)


def test_nothing_to_correct():
    assert benjamini_hochberg([]).shape == storey_q_values([]).shape == (0,)


@pytest.mark.parametrize("p", [[0.5, 1.1], [-0.1], [np.nan], [[0.5]], 0.5])
@pytest.mark.parametrize("correct", [benjamini_hochberg, storey_q_values])
def test_bad_input(correct, p):
    with pytest.raises(ValueError, match="between 0 and 1"):
        correct(p)
