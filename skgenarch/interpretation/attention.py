"""Where a net looks: attention, from the net's positions back to bases."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch

from ..sequences import PAD, reverse_complement
from .nets import FittedNets
from .receptive_field import receptive_field

SPREADS = ("position", "receptive_field")


def attention_profile(
    estimator: Any,
    X,
    *,
    average_strands: bool | None = None,
    heads: str = "mean",
    spread: str = "position",
) -> np.ndarray:
    """Return how much attention each base gets.

    The net attends to positions behind its pooling. The weight of a position is shared
    out evenly among the bases that it stands for. Where the last position stands for
    fewer than the others, its weight is reduced accordingly, and the profile brought
    to a sum of one again: the same attention everywhere is a flat profile. The masks
    of an ensemble are averaged.

    Parameters
    ----------
    estimator : fitted estimator
        A net with attention, or a search or pipeline that ends in one. A net of
        several outputs has one mask for all of them.

    X : array-like of n sequences
        As in ``fit``.

    average_strands : bool, default=None
        Average the mask of both strands, each seen from this one. None does as the
        estimator's predictions do.

    heads : {"mean", "each"}, default="mean"
        Average the masks of a net with several heads, or return each.

    spread : {"position", "receptive_field"}, default="position"
        Share a position's weight among the bases that it stands for after pooling, or
        among all that its convolutions see. A recurrence sees further; that is not
        accounted for.

    Returns
    -------
    profile : ndarray of shape (n, length) or (n, n_heads, length)
        Each row sums to one; padding has none. The net's own length, also where the
        sequences are shorter.

    Raises
    ------
    ValueError
        If the net has no attention, a parameter is not one of its options, or the
        sequences do not fit the net.
    TypeError
        If the estimator is no net of this package.
    sklearn.exceptions.NotFittedError
        If it is not fitted.

    See Also
    --------
    in_silico_mutagenesis : What each base is worth; works for any net.

    References
    ----------
    Deming L. et al., Genetic Architect: discovering genomic structure with learned
    neural architectures, arXiv:1605.07156, 2016, section 3.2.

    Examples
    --------
    >>> from skgenarch import AttentionNetClassifier
    >>> from skgenarch.datasets import make_tfbs
    >>> from skgenarch.interpretation import attention_profile
    >>> X, y = make_tfbs(40, random_state=0)
    >>> net = AttentionNetClassifier(max_epochs=1, random_state=0).fit(X, y)
    >>> profile = attention_profile(net, X)
    >>> profile.shape, profile.sum(axis=1).round(3)[:3]
    ((40, 101), array([1., 1., 1.]))
    """
    _check_option("heads", heads, ("mean", "each"))
    _check_option("spread", spread, SPREADS)
    nets = FittedNets(estimator)
    check_attention(nets)
    if average_strands is None:
        average_strands = nets.both_strands
    codes = nets.encode(X)
    profile = _of_strand(nets, codes, spread)
    if average_strands:
        other = _of_strand(nets, reverse_complement(codes), spread)
        profile = (profile + _seen_from_here(other, codes)) / 2
    return profile.mean(axis=1) if heads == "mean" else profile


def compare_attention(estimators: Mapping[str, Any], X, **options) -> np.ndarray:
    """Return the attention of several nets on the same sequences.

    For nets that were trained apart, as one for each lineage of cells: a net of several
    outputs has one mask only.

    Parameters
    ----------
    estimators : dict of fitted estimators
        By name; all must take sequences of one length.

    X : array-like of n sequences

    **options
        Passed on to `attention_profile`.

    Returns
    -------
    profiles : ndarray of shape (n_estimators, n, length)
        In the order of `estimators`; with ``heads="each"``, (n_estimators, n, n_heads,
        length).

    Raises
    ------
    ValueError
        If there is none, or the nets take sequences of different lengths.
    """
    if not isinstance(estimators, Mapping) or not estimators:
        raise ValueError(
            "The 'estimators' parameter must be a dict of one net or more, by name. "
            f"Got {type(estimators).__name__} instead."
        )
    lengths = {name: FittedNets(net).length for name, net in estimators.items()}
    if len(set(lengths.values())) > 1:
        raise ValueError(
            "The 'estimators' parameter must be nets that were fitted on sequences of "
            f"one length. Got {lengths} instead."
        )
    return np.stack(
        [attention_profile(net, X, **options) for net in estimators.values()]
    )


def check_attention(nets: FittedNets) -> None:
    """Raise a ValueError unless the nets have attention."""
    if "attention" not in nets.architecture.collapses:
        raise ValueError(
            f"This {type(nets.estimator).__name__} has no attention: it collapses "
            f"positions by {nets.architecture.collapse!r}. Use in_silico_mutagenesis "
            "to see what it reads, or fit a net whose 'collapse' names 'attention'."
        )


def _of_strand(nets, codes, spread):
    """Attention of the sequences as they stand, (n, heads, length) float64."""
    profile = 0.0
    for module in nets.modules:
        parts = []
        for rows in nets.batches(len(codes)):
            x, mask = nets.expand(codes[rows])
            with torch.inference_mode():
                _, weights = module(x, mask, return_attention=True)
            parts.append(weights.double().cpu().numpy())
        profile = profile + _share_out(np.concatenate(parts), codes, nets, spread)
    return profile / len(nets.modules)


def _share_out(weights, codes, nets, spread):
    """Share weights (n, heads, positions) among bases, (n, heads, length)."""
    field = receptive_field(nets.architecture)
    n_positions, length = weights.shape[2], codes.shape[1]
    starts = np.arange(n_positions) * field.stride
    ends = starts + field.stride
    if spread == "receptive_field":
        starts, ends = starts - field.left, ends + field.right
    bases = np.arange(length)
    covers = (bases >= starts[:, None]) & (bases < ends[:, None])
    real = codes != PAD
    n_bases = real.astype(np.int64) @ covers.T.astype(np.int64)
    # The last position may stand for fewer bases than the others. It counts for as
    # much less, or these would stand out where attention is the same everywhere.
    n_real = real.sum(axis=1)[:, None]
    filled = np.clip(n_real - np.arange(n_positions) * field.stride, 0, field.stride)
    weights = weights * filled[:, None]
    weights /= weights.sum(axis=2, keepdims=True)
    shares = weights / np.maximum(n_bases, 1)[:, None]
    return (shares @ covers.astype(np.float64)) * real[:, None]


def _seen_from_here(profile, codes):
    """Turn profiles of the other strand round; padding stays on the right."""
    n_real = (codes != PAD).sum(axis=1)[:, None]
    here = np.arange(codes.shape[1])
    places = np.where(here < n_real, n_real - 1 - here, here)
    return np.take_along_axis(profile, places[:, None], axis=2)


def _check_option(name, value, options):
    if value not in options:
        raise ValueError(
            f"The {name!r} parameter must be one of {', '.join(map(repr, options))}. "
            f"Got {value!r} instead."
        )
