"""A smooth function with noise on top, as a Gaussian process knows it."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from scipy.linalg import cho_solve, cholesky, solve_triangular
from scipy.spatial.distance import cdist

_LENGTHS = (0.35, 0.5, 0.7, 1.0, 1.4, 2.0, 2.8, 4.0)
_NOISES = np.geomspace(1e-3, 3, 24)  # variances, the function's own being 1


class Scales(NamedTuple):
    """How smooth a function is, and how noisy.

    Attributes
    ----------
    length : float
        Distance at which the function begins to forget.

    noise : float
        Variance of the noise over that of the function.

    variance : float
        Variance of the function.
    """

    length: float
    noise: float
    variance: float


class SmoothFunction:
    """What is known of a function from noisy values at some points.

    Parameters
    ----------
    points : ndarray of shape (n, n_coordinates)
        Where values are known.

    values : ndarray of shape (n,)
        The values, with a mean of zero.

    scales : Scales
        See `find_scales`.

    References
    ----------
    C. E. Rasmussen and C. K. I. Williams, "Gaussian Processes for Machine Learning",
    MIT Press 2006, algorithm 2.1, with the Matérn kernel of order 5/2.
    """

    def __init__(self, points: np.ndarray, values: np.ndarray, scales: Scales):
        self.points, self.scales = points, scales
        covariance = _matern(cdist(points, points) / scales.length)
        covariance[np.diag_indices_from(covariance)] += scales.noise
        self._factor = cholesky(covariance, lower=True)
        self._weights = cho_solve((self._factor, True), values)

    def predict(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return mean and standard deviation of the function at other points."""
        # Single precision is far better than what is known of the function, and twice
        # as fast: a search asks about a thousand points for each candidate.
        points, own = (p.astype(np.float32) for p in (points, self.points))
        squared = (points**2).sum(axis=1)[:, None] + (own**2).sum(axis=1)
        squared -= 2 * points @ own.T
        distances = np.sqrt(np.maximum(squared, 0, out=squared), out=squared)
        covariance = _matern(distances / np.float32(self.scales.length))
        factor, weights = (a.astype(np.float32) for a in (self._factor, self._weights))
        parts = solve_triangular(factor, covariance.T, lower=True, check_finite=False)
        explained = np.einsum("ij,ij->j", parts, parts)
        variance = self.scales.variance * np.maximum(1 - explained, 0)
        return (covariance @ weights).astype(float), np.sqrt(variance).astype(float)


def find_scales(points: np.ndarray, values: np.ndarray) -> Scales:
    """Return the likeliest scales of a function.

    Parameters
    ----------
    points : ndarray of shape (n, n_coordinates)
        Where values are known.

    values : ndarray of shape (n,)
        The values, with a mean of zero.

    Returns
    -------
    scales : Scales
        Those of largest marginal likelihood, among some lengths and amounts of noise.
    """
    points = np.ascontiguousarray(points, dtype=np.float64)
    return _find_scales(points.tobytes(), values.astype(np.float64).tobytes())


@lru_cache(maxsize=8)
def _find_scales(points, values):
    values = np.frombuffer(values)
    n = len(values)
    distances = cdist(*[np.frombuffer(points).reshape(n, -1)] * 2)
    best = (-np.inf, Scales(1.0, 1.0, 1.0))
    if not values.any():  # all the same: there is nothing to see
        return best[1]
    for length in _LENGTHS:
        # One decomposition serves all amounts of noise.
        spread, axes = np.linalg.eigh(_matern(distances / length))
        spectrum = np.maximum(spread, 0) + _NOISES[:, None]
        variances = ((axes.T @ values) ** 2 / spectrum).mean(axis=1)
        likelihoods = -0.5 * (n * np.log(variances) + np.log(spectrum).sum(axis=1))
        likelihoods -= 0.5 * np.log(length) ** 2  # few trials cannot tell lengths apart
        k = int(np.argmax(likelihoods))
        if likelihoods[k] > best[0]:
            found = Scales(length, float(_NOISES[k]), float(variances[k]))
            best = (likelihoods[k], found)
    return best[1]


def _matern(distances):
    scaled = distances * distances.dtype.type(np.sqrt(5))
    values = scaled / 3
    values += 1
    values *= scaled
    values += 1
    values *= np.exp(-scaled)
    return values
