"""The smooth function against scikit-learn's Gaussian process."""

import numpy as np
from scipy.stats import norm
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

from skgenarch.search.samplers.smooth import Scales, SmoothFunction, find_scales


def noisy_wave(n=60, noise=0.3, seed=0):
    rng = np.random.default_rng(seed)
    points = rng.uniform(size=(n, 2))
    values = np.sin(6 * points[:, 0]) + noise * rng.normal(size=n)
    return points, values - values.mean()


def peer(scales):
    kernel = ConstantKernel(scales.variance) * Matern(scales.lengths, nu=2.5)
    kernel += WhiteKernel(scales.variance * scales.noise)
    return GaussianProcessRegressor(kernel, optimizer=None)


def test_predictions_are_those_of_scikit_learn():
    points, values = noisy_wave()
    scales = Scales(np.array([0.5, 0.9]), 0.1, 2.0)
    mean, spread = SmoothFunction(points, values, scales).predict(points[:7] + 0.05)
    gp = peer(scales).fit(points, values)
    expected, total = gp.predict(points[:7] + 0.05, return_std=True)
    np.testing.assert_allclose(mean, expected, atol=1e-4)
    # Theirs has the noise in it.
    np.testing.assert_allclose(spread**2 + 2.0 * 0.1, total**2, atol=1e-4)


def test_scales_are_the_most_plausible_of_all_around():
    points, values = noisy_wave()
    found = find_scales(points, values, np.arange(2))

    def plausibility(scales):
        gp = peer(scales).fit(points, values)
        logs = np.log(scales.lengths)
        prior = norm(0, 0.7).logpdf(logs - logs.mean()).sum()
        prior += norm(0, 1).logpdf(logs.mean()) + norm(-1.5, 2).logpdf(
            np.log(scales.noise)
        )
        return gp.log_marginal_likelihood_value_ + prior

    best = plausibility(found)
    lengths, noise, variance = found
    for factor in (0.9, 1.1):
        for worse in (
            Scales(lengths * [factor, 1], noise, variance),
            Scales(lengths * [1, factor], noise, variance),
            Scales(lengths, noise * factor, variance),
            Scales(lengths, noise, variance * factor),
        ):
            assert plausibility(worse) < best


def test_coordinates_of_one_parameter_have_one_length():
    points, values = noisy_wave()
    lengths = find_scales(points, values, np.array([0, 1])).lengths
    assert lengths[0] < 0.5 < 1.5 < lengths[1]  # the wave runs along the first
    lengths = find_scales(points, values, np.array([0, 0])).lengths
    assert lengths[0] == lengths[1]


def test_more_noise_is_seen_as_more_noise():
    quiet, loud = (
        find_scales(*noisy_wave(noise=noise), np.arange(2)) for noise in (0.01, 1.0)
    )
    assert quiet.noise < 0.01 < 0.3 < loud.noise


def test_values_that_are_all_the_same_say_nothing():
    points, _ = noisy_wave()
    values = np.zeros(len(points))
    mean, spread = SmoothFunction(
        points, values, find_scales(points, values, np.arange(2))
    ).predict(points + 0.1)
    np.testing.assert_array_equal(mean, 0)
    assert np.isfinite(spread).all()


def test_equal_points_do_no_harm():
    points, values = noisy_wave(20)
    points, values = np.repeat(points, 3, axis=0), np.repeat(values, 3)
    mean, _ = SmoothFunction(
        points, values, find_scales(points, values, np.arange(2))
    ).predict(points)
    np.testing.assert_allclose(mean, values, atol=0.3)
