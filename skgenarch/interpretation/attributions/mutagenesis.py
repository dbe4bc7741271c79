"""In-silico mutagenesis: put in every other base, and see what becomes of the score."""

from typing import Any

import numpy as np

from ...sequences import N_BASES, PAD
from ..nets import FittedNets

KINDS = ("effect", "importance")

# Bases of the mutants that are made at a time, one byte each.
_BASES_AT_ONCE = 2**22


def in_silico_mutagenesis(
    estimator: Any,
    X,
    *,
    output: Any = None,
    positions: Any = None,
    kind: str = "effect",
) -> np.ndarray:
    """Return how the score changes when a base is put in the place of another.

    Needs nothing of the net but its predictions, so it holds for any architecture, and
    says what a mutation would do: read this one first. A net that two sites satisfy
    as well as one shows neither, as each mutation leaves the other.

    Parameters
    ----------
    estimator : fitted estimator
        A net of this package, or a search or pipeline that ends in one. The score is
        what it predicts with: averaged over its nets, and over both strands where
        the predictions are.

    X : array-like of n sequences
        As in ``fit``.

    output : label or int, default=None
        The class (of several) or the number of the output that is explained; None is
        the positive class, or the mean over a regressor's outputs.

    positions : array-like of int, default=None
        Positions (0-based) to mutate, the same in each sequence; None is all.

    kind : {"effect", "importance"}, default="effect"
        Return the effect of each base, or one number for each position: what the score
        would lose on average if the base that is there became one of the other three.
        (That is the effect averaged over the three, with its sign turned. Put in the
        channel of the base that is there, it is what others call the ISM attribution.)

    Returns
    -------
    effects : ndarray of shape (n, 4, n_positions), or (n, n_positions)
        Score with the base less score of the sequence, in logits or the target's
        unit. Zero for the base that is there, which is not computed, and for padding.
        At an unknown base (N and other ambiguous letters) all four are relative to
        it, and its importance is zero. With `positions`, in that order.

    Raises
    ------
    ValueError
        If a parameter is not one of its options, or the sequences do not fit the net.
    TypeError
        If the estimator is no net of this package.
    sklearn.exceptions.NotFittedError
        If it is not fitted.

    See Also
    --------
    variant_effect : Chosen mutations.
    integrated_gradients, deep_lift_shap : Faster for long sequences.

    References
    ----------
    Zhou J. and Troyanskaya O. G., Predicting effects of noncoding variants with deep
    learning-based sequence model, Nature Methods 12, 2015.

    Examples
    --------
    >>> from skgenarch import DeepBindClassifier
    >>> from skgenarch.datasets import make_tfbs
    >>> from skgenarch.interpretation.attributions import in_silico_mutagenesis
    >>> X, y = make_tfbs(40, random_state=0)
    >>> net = DeepBindClassifier(max_epochs=1, random_state=0).fit(X, y)
    >>> in_silico_mutagenesis(net, X[:2]).shape
    (2, 4, 101)
    >>> in_silico_mutagenesis(net, X[:2], kind="importance").shape
    (2, 101)
    """
    if kind not in KINDS:
        raise ValueError(
            f"The 'kind' parameter must be one of {', '.join(map(repr, KINDS))}. "
            f"Got {kind!r} instead."
        )
    nets = FittedNets(estimator)
    weights = nets.score_weights(output)
    positions = _check_positions(positions, nets.length)
    codes = nets.encode(X)
    scores = nets.logits(codes) @ weights
    effects = np.zeros((len(codes), N_BASES, len(positions)))
    for row, base, place in _substitutions(codes, positions):
        mutants = codes[row]
        mutants[np.arange(len(row)), positions[place]] = base
        effects[row, base, place] = nets.logits(mutants) @ weights - scores[row]
    if kind == "effect":
        return effects
    known = codes[:, positions] < N_BASES
    return -effects.sum(axis=1) / (N_BASES - 1) * known


def _substitutions(codes, positions):
    """Yield rows, bases and places (in `positions`) of bases that are not there yet."""
    at_once = max(1, _BASES_AT_ONCE // codes.shape[1])
    n_rows = max(1, at_once // max(1, 3 * len(positions)))
    bases = np.arange(N_BASES)[:, None]
    for start in range(0, len(codes), n_rows):
        there = codes[start : start + n_rows, None, positions]
        row, base, place = np.nonzero((there != bases) & (there != PAD))
        for first in range(0, len(row), at_once):
            part = slice(first, first + at_once)
            yield start + row[part], base[part], place[part]


def _check_positions(positions, length):
    if positions is None:
        return np.arange(length)
    array = np.asarray(positions)
    if array.ndim != 1 or (array.dtype.kind not in "iu" and array.size):
        raise ValueError(
            "The 'positions' parameter must be None or a list of whole numbers. "
            f"Got {positions!r} instead."
        )
    outside = (array < 0) | (array >= length)
    if outside.any():
        raise ValueError(
            f"The 'positions' parameter must be positions of the {length} bases that "
            f"the net takes, 0 to {length - 1}. Got {array[outside][0]} instead."
        )
    return array.astype(np.intp)
