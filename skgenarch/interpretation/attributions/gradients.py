"""Gradients at the sequence itself: saliency, gradient times input, guided gradients.

All of them differentiate what the estimator predicts with, so the average over its nets
and over both strands where predictions are that, and cost one backward pass.
"""

from contextlib import contextmanager, nullcontext
from typing import Any

import numpy as np
import torch

from ...modules.architecture import ACTIVATIONS
from ...modules.blocks import make_activation
from ..nets import FittedNets

# The graph of a batch is kept for its backward pass, on both strands.
_PASSES = 4


def saliency(
    estimator: Any, X, *, output: Any = None, center: bool = True
) -> np.ndarray:
    """Return how steeply the score changes at each base, whichever way.

    The largest absolute gradient over the four channels of a position, as Simonyan et
    al. take it over the colours of a pixel [1]_. It has no sign, and a channel counts
    whether its base is there or not.

    Parameters
    ----------
    estimator : fitted estimator
        A net of this package, or a search or pipeline that ends in one.

    X : array-like of n sequences
        As in ``fit``.

    output : label or int, default=None
        The class (of several) or the number of the output that is explained; None is
        the positive class, or the mean over a regressor's outputs.

    center : bool, default=True
        As for `gradient_times_input`; False is saliency as it was published.

    Returns
    -------
    saliency : ndarray of shape (n, length)
        Zero for padding.

    Raises
    ------
    ValueError
        If `output` is none of the estimator's, or the sequences do not fit the net.
    TypeError
        If the estimator is no net of this package.
    sklearn.exceptions.NotFittedError
        If it is not fitted.

    References
    ----------
    .. [1] K. Simonyan, A. Vedaldi and A. Zisserman. Deep inside convolutional networks:
       visualising image classification models and saliency maps. ICLR workshop (2014).
    """
    _, gradients = _of_sequences(estimator, X, output, center)
    parts = [_array(slope.abs().amax(dim=1)) for slope, _ in gradients]
    return np.concatenate(parts)


def gradient_times_input(
    estimator: Any, X, *, output: Any = None, center: bool = True
) -> np.ndarray:
    """Return the gradient at the bases of the sequences.

    Parameters
    ----------
    estimator : fitted estimator
        A net of this package, or a search or pipeline that ends in one.

    X : array-like of n sequences
        As in ``fit``.

    output : label or int, default=None
        The class (of several) or the number of the output that is explained; None is
        the positive class, or the mean over a regressor's outputs.

    center : bool, default=True
        Take the mean over the four channels of a position off its gradient. One-hot
        sequences never leave the plane in which the channels add up to one, so what
        the net does off that plane was not learned from data and is noise [1]_.

    Returns
    -------
    attributions : ndarray of shape (n, 4, length)
        Zero but for the channel of the base that is there;
        ``attributions.sum(axis=1)`` is one number for each base. Zero for padding.

    Raises
    ------
    ValueError
        If `output` is none of the estimator's, or the sequences do not fit the net.
    TypeError
        If the estimator is no net of this package.
    sklearn.exceptions.NotFittedError
        If it is not fitted.

    See Also
    --------
    integrated_gradients : Gradients on the way, not only where it ends.
    in_silico_mutagenesis : What a mutation really does.

    References
    ----------
    .. [1] A. Majdandzic, C. Rajesh and P. K. Koo. Correcting gradient-based
       interpretations of deep neural networks for genomics. Genome Biology 24 (2023).

    Examples
    --------
    >>> from skgenarch import AttentionNetClassifier
    >>> from skgenarch.datasets import make_tfbs
    >>> from skgenarch.interpretation.attributions import gradient_times_input
    >>> X, y = make_tfbs(40, random_state=0)
    >>> net = AttentionNetClassifier(max_epochs=1, random_state=0).fit(X, y)
    >>> gradient_times_input(net, X[:2]).sum(axis=1).shape
    (2, 101)
    """
    return _times_input(estimator, X, output, center, guided=False)


def guided_backpropagation(
    estimator: Any, X, *, output: Any = None, center: bool = True
) -> np.ndarray:
    """Return the guided gradient at the bases of the sequences.

    On the way back through the net, negative gradients are set to zero at each
    activation (ReLU, ELU, ...), so that only what speaks for the output all the way
    is followed. What shuts gates (sigmoid, tanh, softmax, recurrences) is passed as
    usual. It is known to show what the input looks like rather than what the net does
    with it [2]_: here to compare with others' results.

    Parameters
    ----------
    estimator : fitted estimator
        A net of this package, or a search or pipeline that ends in one.

    X : array-like of n sequences
        As in ``fit``.

    output : label or int, default=None
        The class (of several) or the number of the output that is explained; None is
        the positive class, or the mean over a regressor's outputs.

    center : bool, default=True
        As for `gradient_times_input`.

    Returns
    -------
    attributions : ndarray of shape (n, 4, length)
        Zero but for the channel of the base that is there;
        ``attributions.sum(axis=1)`` is one number for each base. Zero for padding.

    Raises
    ------
    ValueError
        If `output` is none of the estimator's, or the sequences do not fit the net.
    TypeError
        If the estimator is no net of this package.
    sklearn.exceptions.NotFittedError
        If it is not fitted.

    References
    ----------
    .. [1] J. T. Springenberg, A. Dosovitskiy, T. Brox and M. Riedmiller. Striving for
       simplicity: the all convolutional net. ICLR workshop (2015).
    .. [2] J. Adebayo et al. Sanity checks for saliency maps. NeurIPS (2018).
    """
    return _times_input(estimator, X, output, center, guided=True)


def input_gradients(
    nets: FittedNets,
    x: torch.Tensor,
    mask: torch.Tensor | None,
    weights: np.ndarray,
) -> torch.Tensor:
    """Return the gradient of the score with respect to one-hot sequences.

    Nothing is left on the nets: no gradients of their weights, no hooks, no mode.

    Parameters
    ----------
    nets : FittedNets
    x : tensor of shape (n, 4, length)
    mask : bool tensor of shape (n, length), or None
    weights : ndarray of shape (n_outputs,)
        As ``FittedNets.score_weights``.

    Returns
    -------
    gradients : tensor of shape (n, 4, length)
        Zero for padding.
    """
    x = x.detach().requires_grad_()
    # cuDNN has no backward pass for a recurrence in evaluation mode.
    with torch.enable_grad(), torch.backends.cudnn.flags(enabled=False):
        logits = nets.logits_of(x, mask)
        score = logits @ torch.as_tensor(weights).to(logits)
        gradients = torch.autograd.grad(score.sum(), x)[0]
    return gradients if mask is None else gradients * mask[:, None]


def _times_input(estimator, X, output, center, guided):
    nets, gradients = _of_sequences(estimator, X, output, center)
    with _guiding(nets.modules) if guided else nullcontext():
        return np.concatenate([_array(slope * x) for slope, x in gradients])


def _of_sequences(estimator, X, output, center):
    """Nets, and their gradients and one-hot sequences, batch by batch, when asked."""
    nets = FittedNets(estimator)
    weights = nets.score_weights(output)
    codes = nets.encode(X)

    def gradients():
        for rows in nets.batches(len(codes), per_row=_PASSES):
            x, mask = nets.expand(codes[rows])
            slope = input_gradients(nets, x, mask, weights)
            if center:
                slope = slope - slope.mean(dim=1, keepdim=True)
            yield slope, x

    return nets, gradients()


@contextmanager
def _guiding(modules):
    """Let only positive gradients into the activations, for as long as this is open."""
    activations = tuple(
        {type(make_activation(name, stem=True)) for name in ACTIVATIONS}
    )
    handles = []
    try:
        for net in modules:
            for module in net.modules():
                if isinstance(module, activations):
                    handles.append(module.register_full_backward_pre_hook(_positive))
        yield
    finally:
        for handle in handles:
            handle.remove()


def _positive(module, gradients):
    return tuple(g if g is None else g.clamp(min=0) for g in gradients)


def _array(tensor):
    return tensor.double().cpu().numpy()
