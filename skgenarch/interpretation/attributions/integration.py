"""Integrated gradients: the difference to a baseline, followed all the way."""

from numbers import Integral
from typing import Any

import numpy as np
import torch

from ...sequences import dinucleotide_shuffle
from ..nets import FittedNets
from .gradients import input_gradients

BASELINES = ("uniform", "zero", "shuffle")

_PASSES = 4  # the graph of a batch is kept for its backward pass, on both strands


def integrated_gradients(
    estimator: Any,
    X,
    *,
    baseline: str = "uniform",
    n_steps: int = 50,
    output: Any = None,
    n_shuffles: int = 10,
    random_state: Any = None,
    return_deltas: bool = False,
) -> np.ndarray | tuple[np.ndarray, np.ndarray]:
    """Return what each base adds to the score, compared with a baseline.

    The sequence less the baseline, times the gradient averaged over the straight line
    between them. Attributions add up to the difference in score (completeness).

    Parameters
    ----------
    estimator : fitted estimator
        A net of this package, or a search or pipeline that ends in one. The result is
        that of its predictions: averaged over its nets, and over both strands where
        the predictions are.

    X : array-like of n sequences
        As in ``fit``.

    baseline : {"uniform", "zero", "shuffle"}, default="uniform"
        A quarter of each base at each position; nothing at all, which no net has ever
        seen; or dinucleotide shuffles of the sequence, over which is averaged. Where
        a sequence is unknown, so are the first two, and nothing is attributed.

    n_steps : int, default=50
        Points at which the gradient is taken (Gauss-Legendre quadrature).

    output : label or int, default=None
        The class (of several) or the number of the output that is explained; None is
        the positive class, or the mean over a regressor's outputs.

    n_shuffles : int, default=10
        Number of shuffles of each sequence, for ``baseline="shuffle"``.

    random_state : int, RandomState, Generator or None, default=None
        Seeds the shuffles.

    return_deltas : bool, default=False
        Return the completeness deltas as well.

    Returns
    -------
    attributions : ndarray of shape (n, 4, length)
        In logits, or the target's unit; zero for padding. ``attributions.sum(axis=1)``
        is what each base adds. It is the same whether or not gradients are centred
        over channels, as the channels of sequence and baseline add up to the same
        (but for ``"zero"``), so there is no such choice.

    delta : ndarray of shape (n,)
        Only with `return_deltas`: the sum of the attributions less the difference in
        score. Pooling makes the gradient jump along the line, so it is not zero; more
        steps make it smaller.

    Raises
    ------
    ValueError
        If a parameter is out of its range, or the sequences do not fit the net.
    TypeError
        If the estimator is no net of this package.
    sklearn.exceptions.NotFittedError
        If it is not fitted.

    See Also
    --------
    in_silico_mutagenesis : What a mutation really does.
    deep_lift_shap : The difference to shuffles, by rules instead of steps.

    References
    ----------
    Sundararajan M., Taly A. and Yan Q., Axiomatic attribution for deep networks, ICML,
    2017.

    Examples
    --------
    >>> from skgenarch import AttentionNetClassifier
    >>> from skgenarch.datasets import make_tfbs
    >>> from skgenarch.interpretation.attributions import integrated_gradients
    >>> X, y = make_tfbs(40, random_state=0)
    >>> net = AttentionNetClassifier(max_epochs=1, random_state=0).fit(X, y)
    >>> integrated_gradients(net, X[:2]).sum(axis=1).shape
    (2, 101)
    """
    if baseline not in BASELINES:
        raise ValueError(
            "The 'baseline' parameter must be one of "
            f"{', '.join(map(repr, BASELINES))}. Got {baseline!r} instead."
        )
    whole = isinstance(n_steps, Integral) and not isinstance(n_steps, bool)
    if not (whole and n_steps >= 1):
        raise ValueError(
            f"The 'n_steps' parameter must be an int, 1 or more. Got {n_steps!r} "
            "instead."
        )
    nets = FittedNets(estimator)
    weights = nets.score_weights(output)
    codes = nets.encode(X)
    references, n_each = None, 1
    if baseline == "shuffle":
        n_each = n_shuffles
        references = dinucleotide_shuffle(
            codes, n_shuffles=n_shuffles, random_state=random_state
        )
    attributions = np.zeros((len(codes), 4, nets.length))
    delta = np.zeros(len(codes))
    for rows in nets.batches(len(codes), per_row=n_each):
        x, mask = nets.expand(np.repeat(codes[rows], n_each, axis=0))
        if references is None:
            start = _flat_baseline(x, baseline)
        else:
            pairs = slice(rows.start * n_each, rows.stop * n_each)
            start, _ = nets.expand(references[pairs])
        added = (x - start).double() * _mean_gradient(
            nets, x, start, mask, weights, n_steps
        )
        missed = added.sum(dim=(1, 2)) - _difference(nets, x, start, mask, weights)
        added, missed = (
            values.unflatten(0, (-1, n_each)).mean(dim=1) for values in (added, missed)
        )
        attributions[rows], delta[rows] = added.cpu().numpy(), missed.cpu().numpy()
    return (attributions, delta) if return_deltas else attributions


def _flat_baseline(x, baseline):
    if baseline == "zero":
        return torch.zeros_like(x)
    # Nothing is put where nothing is known, nor into the padding.
    return 0.25 * x.any(dim=1, keepdim=True).expand_as(x).to(x.dtype)


def _mean_gradient(nets, x, start, mask, weights, n_steps):
    """Average the gradient over the line from `start` to `x`, (n, 4, length) float64.

    Gauss-Legendre points leave out the ends: at a flat baseline all positions tie for
    the maximum, and the gradient there is that of an arbitrary one.
    """
    points, shares = np.polynomial.legendre.leggauss(n_steps)
    points = torch.as_tensor((points + 1) / 2).to(x)
    shares = torch.as_tensor(shares / 2, device=x.device)
    total = torch.zeros(x.shape, dtype=torch.float64, device=x.device)
    steps = torch.arange(len(x) * n_steps, device=x.device)
    for part in nets.batches(len(steps), per_row=_PASSES):
        row, step = steps[part] // n_steps, steps[part] % n_steps
        between = start[row] + points[step, None, None] * (x[row] - start[row])
        real = None if mask is None else mask[row]
        gradients = input_gradients(nets, between, real, weights)
        total.index_add_(0, row, shares[step, None, None] * gradients.double())
    return total


@torch.inference_mode()
def _difference(nets, x, start, mask, weights):
    """Score of `x` less that of `start`, (n,) float64."""
    logits = nets.logits_of(x, mask) - nets.logits_of(start, mask)
    return logits.double() @ torch.as_tensor(weights, device=logits.device)
