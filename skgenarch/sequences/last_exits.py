"""The random tree inside a dinucleotide shuffle."""

import numpy as np

from .random_streams import draw


def draw_last_exits(counts: np.ndarray, first: np.ndarray, seeds: np.ndarray):
    """Draw for every letter the letter that follows its last occurrence.

    A shuffle with the same dinucleotides is a walk that uses each step from letter to
    letter as often as the sequence does. Such a walk is free to leave a letter in any
    order but for its last exit: together, the last exits must lead to the end of the
    sequence, like a tree to its root. Here a tree is drawn with probability
    proportional to the product of its steps' counts, by walking at random backwards
    from the end: the step by which a letter is first entered is its last exit [1]_,
    [2]_, as Kandel et al. [3]_ do for sequences. Because a sequence enters each letter
    as often as it leaves it, this takes no more than of the order of its length, and
    usually a handful of steps.

    Parameters
    ----------
    counts : ndarray of shape (n, k, k)
        How often letter ``b`` precedes letter ``a`` in each sequence, at ``[:, a, b]``.
        Letter ``k - 1`` is the end, preceded by the last letter once.
    first : ndarray of shape (n,)
        The first letter of each sequence.
    seeds : ndarray of shape (n,), dtype uint64
        One random stream for each sequence.

    Returns
    -------
    ndarray of shape (n, k)
        For each letter the letter after its last occurrence, or -1 where the letter
        does not occur, and for the end.

    References
    ----------
    .. [1] D. J. Aldous. The random walk construction of uniform spanning trees and
       uniform labelled trees. SIAM J. Discrete Math. 3 (1990).
    .. [2] A. Broder. Generating random spanning trees. FOCS 1989.
    .. [3] D. Kandel, Y. Matias, R. Unger and P. Winkler. Shuffling biological
       sequences. Discrete Applied Mathematics 71 (1996).
    """
    n, k, _ = counts.shape
    steps = counts.copy()
    # A letter's step to itself is never its last exit.
    steps[:, np.arange(k), np.arange(k)] = 0
    waiting = steps.any(axis=1)
    # Join end to beginning, so that the backward walk can go on from there.
    steps[np.arange(n), first, k - 1] += 1
    ways_in = steps.cumsum(axis=2)

    last = np.full((n, k), -1)
    rows = np.arange(n)
    here = np.full(n, k - 1)
    step = 0
    while len(rows):
        ways = ways_in[rows, here]
        # 52 random bits: a share below one stays below one after the product.
        number = draw(seeds[rows], np.array([step], dtype=np.uint64))
        share = (number >> np.uint64(12)) * 2.0**-52
        before = (ways <= (share * ways[:, -1])[:, np.newaxis]).sum(axis=1)
        new = waiting[rows, before]
        last[rows[new], before[new]] = here[new]
        waiting[rows[new], before[new]] = False
        going = waiting[rows].any(axis=1)
        rows, here = rows[going], before[going]
        step += 1
    return last
