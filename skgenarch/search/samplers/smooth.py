"""A smooth function with noise on top, as a Gaussian process knows it."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from scipy.linalg import cho_solve, cholesky, solve_triangular
from scipy.optimize import minimize
from scipy.spatial.distance import cdist

# What is thought of the scales before anything was seen, as logarithms: mean and
# standard deviation of the mean length, standard deviation of each length around it,
# mean and standard deviation of the noise.
_MEAN_LENGTH = (0.0, 1.0)
_DEVIATION = 0.7
_NOISE = (-1.5, 2.0)
_LENGTHS_WITHIN = (-2.5, 3.5)
_NOISE_WITHIN = (-7.0, 2.0)
_MOST_STEPS = 25


class Scales(NamedTuple):
    """How smooth a function is along each coordinate, and how noisy.

    Attributes
    ----------
    lengths : ndarray of shape (n_coordinates,)
        Distances at which the function begins to forget.

    noise : float
        Variance of the noise over that of the function.

    variance : float
        Variance of the function.
    """

    lengths: np.ndarray
    noise: float
    variance: float


class SmoothFunction:
    """What is known of a function from noisy values at some points.

    Parameters
    ----------
    points : ndarray of shape (n, n_coordinates)
        Where values are known.

    values : ndarray of shape (n,)
        The values, about zero.

    scales : Scales
        See `find_scales`.

    References
    ----------
    C. E. Rasmussen and C. K. I. Williams, "Gaussian Processes for Machine Learning",
    MIT Press 2006, algorithm 2.1, with the Matérn kernel of order 5/2.
    """

    def __init__(self, points: np.ndarray, values: np.ndarray, scales: Scales):
        self.points, self.scales = points / scales.lengths, scales
        covariance = _matern(cdist(self.points, self.points))
        covariance[np.diag_indices_from(covariance)] += scales.noise
        self._factor = cholesky(covariance, lower=True)
        self._weights = cho_solve((self._factor, True), values)

    def predict(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return mean and standard deviation of the function at other points."""
        # Single precision is far better than what is known of the function, and twice
        # as fast: a search asks about a thousand points for each candidate.
        points = points / self.scales.lengths
        points, own = (p.astype(np.float32) for p in (points, self.points))
        squared = (points**2).sum(axis=1)[:, None] + (own**2).sum(axis=1)
        squared -= 2 * points @ own.T
        distances = np.sqrt(np.maximum(squared, 0, out=squared), out=squared)
        covariance = _matern(distances)
        factor, weights = (a.astype(np.float32) for a in (self._factor, self._weights))
        parts = solve_triangular(factor, covariance.T, lower=True, check_finite=False)
        explained = np.einsum("ij,ij->j", parts, parts)
        variance = self.scales.variance * np.maximum(1 - explained, 0)
        return (covariance @ weights).astype(float), np.sqrt(variance).astype(float)


def find_scales(points: np.ndarray, values: np.ndarray, owners: np.ndarray) -> Scales:
    """Return the likeliest scales of a function.

    Parameters
    ----------
    points : ndarray of shape (n, n_coordinates)
        Where values are known.

    values : ndarray of shape (n,)
        The values, about zero.

    owners : ndarray of shape (n_coordinates,), dtype int
        Number of what each coordinate belongs to, from 0: those of one owner, say a
        category's, have the same length.

    Returns
    -------
    scales : Scales
        Those of largest posterior density, where all lengths are thought to be alike
        until the values say otherwise.
    """
    points = np.ascontiguousarray(points, dtype=np.float64)
    values = values.astype(np.float64)
    return _find_scales(points.tobytes(), values.tobytes(), tuple(owners.tolist()))


@lru_cache(maxsize=8)
def _find_scales(points, values, owners):
    values, owners = np.frombuffer(values), np.array(owners)
    points = np.frombuffer(points).reshape(len(values), -1)
    n_owners = int(owners.max()) + 1
    if not values.any():  # all the same: there is nothing to see
        return Scales(np.ones(len(owners)), 1.0, 1.0)
    squares = np.array(
        [
            cdist(*[points[:, owners == owner]] * 2, "sqeuclidean")
            for owner in range(n_owners)
        ]
    )
    start = np.r_[np.full(n_owners, _MEAN_LENGTH[0]), _NOISE[0]]
    found = minimize(
        _implausibility,
        start,
        (squares, values),
        jac=True,
        method="L-BFGS-B",
        bounds=[_LENGTHS_WITHIN] * n_owners + [_NOISE_WITHIN],
        options={"maxiter": _MOST_STEPS},
    ).x
    variance = _likelihood(found, squares, values)[1]
    lengths = np.exp(found[:-1])[owners]
    return Scales(lengths, float(np.exp(found[-1])), float(variance))


def _implausibility(logs, squares, values):
    """Return minus the logarithm of the posterior density, and its gradient."""
    lengths, noise = logs[:-1], logs[-1]
    mean = lengths.mean()
    deviations = (lengths - mean) / _DEVIATION
    mean = (mean - _MEAN_LENGTH[0]) / _MEAN_LENGTH[1]
    noise = (noise - _NOISE[0]) / _NOISE[1]
    prior = 0.5 * (deviations @ deviations + mean**2 + noise**2)
    of_lengths = deviations / _DEVIATION + mean / _MEAN_LENGTH[1] / len(lengths)
    likelihood, _, slopes = _likelihood(logs, squares, values)
    return prior - likelihood, np.r_[of_lengths, noise / _NOISE[1]] - slopes


def _likelihood(logs, squares, values):
    """Return the logarithm of the marginal likelihood, the variance, and the slopes.

    The variance of the function has its best value in closed form. See Rasmussen and
    Williams, equations 5.8 and 5.9.
    """
    n, shrink, noise = len(values), np.exp(-2 * logs[:-1]), np.exp(logs[-1])
    distances = np.sqrt(np.tensordot(shrink, squares, axes=1))
    factor = cholesky(_matern(distances) + noise * np.eye(n), lower=True)
    inverse = cho_solve((factor, True), np.eye(n))
    weights = inverse @ values
    variance = values @ weights / n
    likelihood = -0.5 * n * np.log(variance) - np.log(np.diag(factor)).sum()
    pull = 0.5 * (np.outer(weights, weights) / variance - inverse)
    scaled = np.sqrt(5) * distances
    nearby = pull * (1 + scaled) * np.exp(-scaled)
    of_lengths = 5 / 3 * shrink * np.tensordot(squares, nearby, axes=2)
    return likelihood, variance, np.r_[of_lengths, noise * np.trace(pull)]


def _matern(distances):
    scaled = distances * distances.dtype.type(np.sqrt(5))
    values = scaled / 3
    values += 1
    values *= scaled
    values += 1
    values *= np.exp(-scaled)
    return values
