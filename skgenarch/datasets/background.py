"""DNA without a meaning: a Markov chain with the dinucleotides of human peaks."""

import numpy as np

# How often A, C, G, T (columns) follow A, C, G, T (rows). Counted in the bound
# sequences of 13 ENCODE ChIP-seq experiments (the training files of `fetch_tfbs`),
# each experiment with equal weight, both strands: 58 % G+C, and CpG at two thirds of
# what the base frequencies alone would give.
TRANSITIONS = np.array(
    [
        [0.246, 0.226, 0.346, 0.182],
        [0.238, 0.318, 0.192, 0.252],
        [0.205, 0.312, 0.318, 0.165],
        [0.145, 0.282, 0.327, 0.246],
    ]
)
BASE_FREQUENCIES = np.array([0.211, 0.289, 0.289, 0.211])


def sample_background(
    n_sequences: int, length: int, rng: np.random.RandomState
) -> np.ndarray:
    """Draw sequences from a first-order Markov chain.

    Parameters
    ----------
    n_sequences : int
        Number of sequences.

    length : int
        Bases per sequence.

    rng : RandomState
        Source of randomness.

    Returns
    -------
    codes : ndarray of shape (n_sequences, length) and dtype uint8
        The bases as codes.

    Examples
    --------
    >>> import numpy as np
    >>> from skgenarch.datasets.background import sample_background
    >>> sample_background(2, 6, np.random.RandomState(0)).shape
    (2, 6)
    """
    codes = np.empty((length, n_sequences), dtype=np.uint8)
    codes[0] = draw_bases(BASE_FREQUENCIES, rng.uniform(size=n_sequences))
    for i in range(1, length):
        codes[i] = draw_bases(TRANSITIONS[codes[i - 1]], rng.uniform(size=n_sequences))
    return np.ascontiguousarray(codes.T)


def draw_bases(probabilities: np.ndarray, uniform: np.ndarray) -> np.ndarray:
    """Turn uniform numbers into bases.

    Parameters
    ----------
    probabilities : ndarray of shape (..., 4)
        Probability of A, C, G and T, broadcast against `uniform`.

    uniform : ndarray of shape (...)
        Numbers in [0, 1).

    Returns
    -------
    codes : ndarray of shape (...) and dtype uint8
        The base in whose share of [0, 1) each number falls.

    Examples
    --------
    >>> import numpy as np
    >>> from skgenarch.datasets.background import draw_bases
    >>> draw_bases(np.array([0.1, 0.2, 0.3, 0.4]), np.array([0.05, 0.5, 0.99]))
    array([0, 2, 3], dtype=uint8)
    """
    # Three inner bounds suffice, and rounding in the last one cannot make a fifth base.
    bounds = np.cumsum(probabilities, axis=-1)[..., :3]
    return (uniform[..., np.newaxis] >= bounds).sum(axis=-1).astype(np.uint8)
