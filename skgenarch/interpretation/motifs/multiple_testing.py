"""From p-values to q-values: what share of the findings may be false."""

import numpy as np
from scipy.stats import false_discovery_control

# P-values above this come from targets that match by chance alone.
_CHANCE = 0.5


def benjamini_hochberg(p_values) -> np.ndarray:
    """Return q-values after Benjamini and Hochberg [1]_.

    Parameters
    ----------
    p_values : array-like of shape (n,)

    Returns
    -------
    q_values : ndarray of shape (n,)
        The smallest false discovery rate at which each is called.

    Raises
    ------
    ValueError
        If a p-value is not between 0 and 1.

    References
    ----------
    .. [1] Y. Benjamini and Y. Hochberg. Controlling the false discovery rate: a
       practical and powerful approach to multiple testing. Journal of the Royal
       Statistical Society B 57 (1995).

    Examples
    --------
    >>> from skgenarch.interpretation.motifs.multiple_testing import (
    ...     benjamini_hochberg,
    ... )
    >>> benjamini_hochberg([0.01, 0.02, 0.03, 0.5])
    array([0.04, 0.04, 0.04, 0.5 ])
    """
    p = _checked(p_values)
    return false_discovery_control(p) if len(p) else p


def storey_q_values(p_values) -> np.ndarray:
    """Return q-values after Storey [1]_: less strict where much is not by chance.

    The share of null hypotheses is read off the p-values above one half, with the
    correction for few p-values of Storey, Taylor and Siegmund [2]_. The q-values are
    those of Benjamini and Hochberg times this share.

    Parameters
    ----------
    p_values : array-like of shape (n,)

    Returns
    -------
    q_values : ndarray of shape (n,)

    Raises
    ------
    ValueError
        If a p-value is not between 0 and 1.

    References
    ----------
    .. [1] J. D. Storey. A direct approach to false discovery rates. Journal of the
       Royal Statistical Society B 64 (2002).
    .. [2] J. D. Storey, J. E. Taylor and D. Siegmund. Strong control, conservative
       point estimation and simultaneous conservative consistency of false discovery
       rates. Journal of the Royal Statistical Society B 66 (2004).

    Examples
    --------
    >>> from skgenarch.interpretation.motifs.multiple_testing import storey_q_values
    >>> storey_q_values([0.01, 0.02, 0.03, 0.6])
    array([0.04, 0.04, 0.04, 0.6 ])
    >>> storey_q_values([0.01] * 9 + [0.6]).round(4)[0]
    np.float64(0.0044)
    """
    p = _checked(p_values)
    if not len(p):
        return p
    share = (1 + np.sum(p > _CHANCE)) / (len(p) * (1 - _CHANCE))
    return min(1.0, share) * false_discovery_control(p)


def _checked(p_values):
    p = np.asarray(p_values, dtype=np.float64)
    if p.ndim != 1 or not ((p >= 0) & (p <= 1)).all():
        raise ValueError(
            "The 'p_values' parameter must be a one-dimensional array of numbers "
            f"between 0 and 1. Got {p_values!r} instead."
        )
    return p
