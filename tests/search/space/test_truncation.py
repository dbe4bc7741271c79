import math
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.stats import ks_1samp, loguniform, norm, randint, uniform
from sklearn.model_selection import ParameterSampler

from skgenarch.search import TruncatedDistribution

CASES = [
    (uniform(0, 10), 2, 3),
    (uniform(-5, 10), None, 0),
    (loguniform(1e-6, 1), 1e-4, 1e-2),
    (norm(), 1, 2),
    (norm(), 8, 9),
    (norm(), -9, -8),
    (stats.beta(2, 5), 0.5, None),
    (stats.expon(scale=2), 1, None),
    (randint(1, 100), 10, 20),
    (randint(1, 100), 10.5, 20.5),
    (stats.poisson(5), 3, None),
    (stats.binom(20, 0.3), None, 4),
]
IDS = [f"{dist.dist.name}-{low}-{high}" for dist, low, high in CASES]


@pytest.mark.parametrize(("dist", "low", "high"), CASES, ids=IDS)
def test_values_stay_in_the_interval_and_follow_the_conditional_law(dist, low, high):
    cut = TruncatedDistribution(dist, low, high)
    values = cut.rvs(size=2000, random_state=0)
    start, stop = cut.support()
    assert (values >= start).all() and (values <= stop).all()
    if cut.discrete:
        assert np.issubdtype(values.dtype, np.integer)
        support = np.arange(start, start + 12)
        expected = dist.pmf(support) / (dist.sf(start - 1) - dist.sf(stop))
        expected[support > stop] = 0.0
        share = (values[:, None] == support).mean(axis=0)
        np.testing.assert_allclose(share, expected, atol=0.04)
    else:
        assert ks_1samp(values, cut.cdf).pvalue > 0.01


@pytest.mark.parametrize(("dist", "low", "high"), CASES, ids=IDS)
def test_ppf_inverts_cdf_and_spans_the_interval(dist, low, high):
    cut = TruncatedDistribution(dist, low, high)
    start, stop = cut.support()
    np.testing.assert_allclose(cut.ppf([0, 1]), [start, stop], rtol=1e-12)
    assert cut.cdf(stop) == pytest.approx(1)
    assert cut.cdf(start - 1) == 0 and cut.cdf(stop + 1 if stop < 1e9 else stop) == 1
    q = np.linspace(0.01, 0.99, 25)
    back = cut.cdf(cut.ppf(q))
    if cut.discrete:
        assert (back >= q - 1e-9).all()
    else:
        np.testing.assert_allclose(back, q, atol=1e-6)


def test_a_truncated_loguniform_is_the_narrower_loguniform():
    cut = TruncatedDistribution(loguniform(1e-6, 1), 1e-4, 1e-2)
    q = np.linspace(0, 1, 11)
    np.testing.assert_allclose(cut.ppf(q), loguniform(1e-4, 1e-2).ppf(q), rtol=1e-9)


def test_truncating_twice_is_truncating_to_the_intersection():
    once = TruncatedDistribution(uniform(0, 10), 2, 6)
    twice = TruncatedDistribution(once, 4, 9)
    assert twice.support() == (4, 6) and twice.dist is once.dist


@pytest.mark.parametrize(
    ("dist", "low", "high", "share"),
    [
        (uniform(0, 10), 2, 3, 0.1),
        (loguniform(1e-4, 1), 1e-2, None, 0.5),
        (randint(0, 10), 2, 4, 0.3),
        (norm(), 0, None, 0.5),
        (norm(), 8, 9, norm.sf(8) - norm.sf(9)),
    ],
)
def test_it_knows_its_share_of_the_distribution(dist, low, high, share):
    cut = TruncatedDistribution(dist, low, high)
    assert cut.share == pytest.approx(share, rel=1e-9)


def test_integer_bounds_round_inwards():
    assert TruncatedDistribution(randint(1, 100), 9.2, 12.9).support() == (10, 12)


@given(st.floats(0.0, 0.98), st.floats(0.01, 1.0), st.floats(0, 1))
def test_quantiles_never_leave_the_interval(start, width, q):
    low, high = start, min(1.0, start + width)
    value = TruncatedDistribution(uniform(), low, high).ppf(q)
    assert low <= value <= high


def test_quantiles_outside_zero_and_one_are_nan():
    cut = TruncatedDistribution(uniform(), 0.2, 0.4)
    assert np.isnan(cut.ppf([-0.1, 1.1, np.nan])).all()


@pytest.mark.parametrize(
    ("dist", "low", "high"),
    [
        (uniform(), 2, 3),
        (uniform(), 0.5, 0.5),
        (randint(1, 9), 3.2, 3.8),
        (uniform(), 3, 2),
    ],
)
def test_an_interval_without_probability_is_refused(dist, low, high):
    with pytest.raises(ValueError, match="no probability between"):
        TruncatedDistribution(dist, low, high)


def test_scalars_have_python_types_and_are_reproducible():
    cut = TruncatedDistribution(randint(1, 100), 10, 20)
    assert type(cut.rvs(random_state=0)) is int
    assert type(TruncatedDistribution(norm(), 0, None).rvs(random_state=0)) is float
    assert cut.rvs(random_state=3) == cut.rvs(random_state=3)
    generator = np.random.default_rng(0)
    assert 10 <= cut.rvs(random_state=generator) <= 20


def test_scikit_learn_samples_from_it():
    space = {"lr": TruncatedDistribution(loguniform(1e-6, 1), 1e-3, 1e-2)}
    rates = [params["lr"] for params in ParameterSampler(space, 50, random_state=0)]
    assert 1e-3 <= min(rates) < 2e-3 and 8e-3 < max(rates) <= 1e-2


def test_it_survives_pickling_and_prints_shortly():
    cut = TruncatedDistribution(norm(), 1, None)
    again = pickle.loads(pickle.dumps(cut))
    assert again.rvs(random_state=0) == cut.rvs(random_state=0)
    assert repr(cut) == "TruncatedDistribution(norm, 1, inf)"
    assert math.isinf(again.support()[1])
