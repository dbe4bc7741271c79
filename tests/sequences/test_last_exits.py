"""Trees of last exits, against their counted probabilities."""

import itertools
from collections import Counter

import numpy as np
from scipy.stats import chisquare

from skgenarch.sequences.last_exits import draw_last_exits
from skgenarch.sequences.random_streams import stream_seeds


def test_trees_are_drawn_in_proportion_to_the_product_of_their_counts():
    # ACABACB and its end, E: letters A, C, B, E are 0, 1, 2, 3.
    path = [0, 1, 0, 2, 0, 1, 2, 3]
    counts = np.zeros((4, 4), dtype=int)
    for before, after in itertools.pairwise(path):
        counts[after, before] += 1
    n = 4000
    drawn = draw_last_exits(
        np.repeat(counts[np.newaxis], n, axis=0),
        np.zeros(n, int),
        stream_seeds(0, n, 1),
    )
    trees = Counter(map(tuple, drawn.tolist()))
    # B leaves for the end, A twice to C or once to B, C once to A or once to B; but A
    # and C must not lead to each other.
    weights = {(1, 2, 3, -1): 2, (2, 0, 3, -1): 1, (2, 2, 3, -1): 1}
    assert set(trees) == set(weights)
    observed = [trees[tree] for tree in weights]
    expected = [n * weight / 4 for weight in weights.values()]
    assert chisquare(observed, expected).pvalue > 1e-3


def test_a_letter_that_only_repeats_leads_to_the_end():
    counts = np.array([[[5, 0], [1, 0]]])
    assert draw_last_exits(counts, [0], stream_seeds(0, 1, 1)).tolist() == [[1, -1]]
