"""Whether two matrices are one motif, moved or turned."""

import numpy as np

SAME = 0.8
_MIN_OVERLAP = 5
_MIN_SHARE = 0.7


def similarity(first: np.ndarray, second: np.ndarray) -> float:
    """Return how alike two matrices are where they fit best.

    Parameters
    ----------
    first, second : ndarray of shape (width, 4)
        Probabilities of the bases.

    Returns
    -------
    r : float
        Highest Pearson correlation of the probabilities over an overlap, among all
        offsets and both strands. An overlap has 5 columns and 70 % of the narrower
        matrix, or more.
    """
    least = min(len(first), len(second))
    least = min(least, max(_MIN_OVERLAP, int(np.ceil(_MIN_SHARE * least))))
    best = -1.0
    for turned in (second, second[::-1, ::-1]):
        for offset in range(least - len(turned), len(first) - least + 1):
            start, end = max(0, offset), min(len(first), offset + len(turned))
            here, there = first[start:end], turned[start - offset : end - offset]
            best = max(best, _correlation(here, there))
    return best


def _correlation(first, second):
    first, second = first.ravel() - first.mean(), second.ravel() - second.mean()
    norm = np.sqrt((first**2).sum() * (second**2).sum())
    return float((first * second).sum() / norm) if norm else 0.0
