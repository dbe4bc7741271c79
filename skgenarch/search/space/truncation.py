"""A distribution restricted to an interval, for any frozen scipy distribution."""

from typing import Any

import numpy as np
from sklearn.utils import check_random_state


class TruncatedDistribution:
    """A frozen distribution given that its value lies in an interval.

    Inside the interval the shape stays: a truncated log-uniform is log-uniform. It
    has what ``ParameterSampler`` and `Space` ask of a distribution.

    Parameters
    ----------
    dist : frozen scipy distribution or TruncatedDistribution
        Univariate, continuous or discrete.

    low, high : float or None
        Ends of the interval, both included; None keeps the distribution's own.

    Attributes
    ----------
    dist : frozen scipy distribution
        The distribution before any truncation.

    low, high : float or int
        Ends of the interval, within the support of `dist`.

    discrete : bool
        Whether the values are integers.

    share : float
        Probability of the interval under `dist`.

    Raises
    ------
    ValueError
        If the distribution has no probability in the interval.

    Notes
    -----
    Sampling inverts the distribution function (Devroye, Non-Uniform Random Variate
    Generation, 1986, section II.2): a uniform number between the probabilities of
    the two ends is handed to ``ppf``. In the upper half of a distribution the
    survival function and ``isf`` are used instead, which keep their digits there.

    Examples
    --------
    >>> from scipy.stats import loguniform, randint
    >>> from skgenarch.search import TruncatedDistribution
    >>> rates = TruncatedDistribution(loguniform(1e-5, 1.0), 1e-4, 1e-2)
    >>> round(float(rates.ppf(0.5)), 6)
    0.001
    >>> TruncatedDistribution(randint(1, 100), 7.5, None).support()
    (8, 99)
    """

    def __init__(self, dist: Any, low: float | None, high: float | None):
        if isinstance(dist, TruncatedDistribution):
            low = dist.low if low is None else max(low, dist.low)
            high = dist.high if high is None else min(high, dist.high)
            dist = dist.dist
        start, stop = dist.support()
        low = start if low is None else max(low, start)
        high = stop if high is None else min(high, stop)
        self.discrete = hasattr(dist, "pmf")
        if self.discrete:
            low, high = _whole(np.ceil(low)), _whole(np.floor(high))
        self.dist, self.low, self.high = dist, low, high

        # Truncated at `_below` the distribution would still hold nothing extra.
        self._below = low - 1 if self.discrete else low
        self._upper_half = dist.cdf(self._below) > 0.5
        self._start = self._tail(self._below)
        self._width = self._tail(high) - self._start
        self.share = abs(float(self._width))
        if not low <= high or self._width == 0:
            raise ValueError(
                f"The distribution has no probability between {low:.12g} and "
                f"{high:.12g}: its support is {start:.12g} to {stop:.12g}."
            )

    def support(self) -> tuple[float, float]:
        """Return the smallest and the largest value."""
        return self.low, self.high

    def cdf(self, x):
        """Return the probability of a value up to `x`, shape kept."""
        x = np.clip(x, self._below, self.high)
        return (self._tail(x) - self._start) / self._width

    def ppf(self, q):
        """Return the value whose `cdf` is `q`, shape kept; NaN outside [0, 1]."""
        q = np.asarray(q, dtype=float)
        q = np.where((q >= 0) & (q <= 1), q, np.nan)
        inverse = self.dist.isf if self._upper_half else self.dist.ppf
        return np.clip(inverse(self._start + q * self._width), self.low, self.high)

    def rvs(self, size=None, random_state=None):
        """Draw values.

        Parameters
        ----------
        size : int or tuple of int, default=None
            Shape of the result; None draws one scalar.

        random_state : int, RandomState, Generator or None, default=None
            Source of randomness.

        Returns
        -------
        values : float or int, or ndarray of shape `size`
            Integers where the distribution is discrete.
        """
        if not isinstance(random_state, np.random.Generator):
            random_state = check_random_state(random_state)
        values = self.ppf(random_state.uniform(size=size))
        if self.discrete:
            values = values.astype(np.int64)
        return values.item() if size is None else values

    def __repr__(self):
        name = getattr(getattr(self.dist, "dist", self.dist), "name", repr(self.dist))
        return f"TruncatedDistribution({name}, {self.low:.12g}, {self.high:.12g})"

    def _tail(self, x):
        return self.dist.sf(x) if self._upper_half else self.dist.cdf(x)


def _whole(value: float) -> float | int:
    return int(value) if np.isfinite(value) else value
