"""DeepLIFT: how much each base makes of the difference to shuffles of the sequence."""

import warnings
from typing import Any

import numpy as np
import torch

from ...sequences import dinucleotide_shuffle
from ..nets import FittedNets, turn

# A delta above this is more than rounding; tangermeme draws the line there, too.
_TOLERANCE = 1e-3

_BASES_AT_ONCE = 2**14


def deep_lift_shap(
    estimator: Any,
    X,
    *,
    n_shuffles: int = 20,
    output: Any = None,
    hypothetical: bool = False,
    random_state: Any = None,
    return_deltas: bool = False,
) -> np.ndarray | tuple[np.ndarray, np.ndarray]:
    """Return what each base adds to the score, compared with shuffles.

    The difference between the score of a sequence and that of a dinucleotide shuffle
    of it is dealt out to the bases by DeepLIFT's rules, which follow it back through
    the net; the result is the mean over `n_shuffles` shuffles. Runs the nets through
    `tangermeme <https://tangermeme.readthedocs.io>`_.

    Parameters
    ----------
    estimator : fitted estimator
        A net of this package, or a search or pipeline that ends in one. The result is
        that of its predictions: averaged over its nets, and over both strands where
        the predictions are.

    X : array-like of n sequences
        As in ``fit``.

    n_shuffles : int, default=20
        Number of shuffles that each sequence is compared with.

    output : label or int, default=None
        The class (of several) or the number of the output that is explained; None is
        the positive class, or the mean over a regressor's outputs.

    hypothetical : bool, default=False
        Return what each of the four bases would add if it stood there, instead of what
        the bases of the sequence add.

    random_state : int, RandomState, Generator or None, default=None
        Seeds the shuffles.

    return_deltas : bool, default=False
        Return the convergence deltas as well.

    Returns
    -------
    attributions : ndarray of shape (n, 4, length)
        In logits, or the target's unit; zero for padding. ``attributions.sum(axis=1)``
        is what each base adds, and the sum of it all is the score less the mean score
        of the shuffles. (The channels tell what the base of the sequence adds from what
        those of the shuffles took away.) With `hypothetical`, the channel of a base is
        what it would add.

    deltas : ndarray of shape (n, n_shuffles)
        Only with `return_deltas`: by how much the attributions miss the difference to
        each shuffle, averaged over nets and strands. Zero but for rounding, if all is
        well.

    Raises
    ------
    ImportError
        If tangermeme is not installed.
    ValueError
        If a parameter is out of its range, or the sequences do not fit the net.
    TypeError
        If the estimator is no net of this package.
    sklearn.exceptions.NotFittedError
        If it is not fitted.

    Warns
    -----
    UserWarning
        If a delta exceeds 0.001: the difference in score is not dealt out completely.
        That is so for hard attention, whose choice of a position has no slope that
        could be followed.

    See Also
    --------
    in_silico_mutagenesis : Needs no rules, and answers what a mutation would do.
    integrated_gradients : The difference to a uniform sequence.

    Notes
    -----
    Activations and pooling follow the rescale rule [1]_, references are shuffles as in
    DeepSHAP [2]_, products (attention, gates) are split at their midpoint, and softmax
    and normalisation have rules of their own, all as tangermeme has them. The gradient
    of a recurrence (GRU, LSTM) is integrated between shuffle and sequence. All of it
    happens in copies of the nets.

    References
    ----------
    .. [1] A. Shrikumar, P. Greenside and A. Kundaje. Learning important features
       through propagating activation differences. ICML (2017).
    .. [2] S. M. Lundberg and S.-I. Lee. A unified approach to interpreting model
       predictions. NeurIPS (2017).

    Examples
    --------
    >>> from skgenarch import AttentionNetClassifier
    >>> from skgenarch.datasets import make_tfbs
    >>> from skgenarch.interpretation.attributions import deep_lift_shap
    >>> X, y = make_tfbs(40, random_state=0)
    >>> net = AttentionNetClassifier(max_epochs=1, random_state=0).fit(X, y)
    >>> attributions, deltas = deep_lift_shap(
    ...     net, X[:2], n_shuffles=3, random_state=0, return_deltas=True
    ... )
    >>> attributions.shape, bool((deltas < 1e-4).all())
    ((2, 4, 101), True)
    """
    _require_tangermeme()
    nets = FittedNets(estimator)
    weights = nets.score_weights(output)
    codes = nets.encode(X)
    shuffles = dinucleotide_shuffle(
        codes, n_shuffles=n_shuffles, random_state=random_state
    )
    scores = _hookable_scores(nets, weights)
    attributions = np.zeros((len(codes), 4, nets.length))
    deltas = np.zeros((len(codes), n_shuffles))
    for rows in nets.batches(len(codes), per_row=n_shuffles):
        pairs = slice(rows.start * n_shuffles, rows.stop * n_shuffles)
        x, mask = nets.expand(codes[rows])
        references, _ = nets.expand(shuffles[pairs])
        references = references.reshape(len(x), n_shuffles, *x.shape[1:])
        multipliers, missed = _through_nets(scores, nets, x, mask, references)
        deltas[rows] = missed.cpu().numpy()
        attributions[rows] = _dealt_out(x, mask, references, multipliers, hypothetical)
    _warn_of(deltas)
    return (attributions, deltas) if return_deltas else attributions


def _require_tangermeme():
    try:
        import tangermeme.deep_lift_shap  # noqa: F401
    except ImportError as error:
        raise ImportError(
            "deep_lift_shap needs the package tangermeme, 1.6 or newer. Install it "
            'with pip install "skgenarch[attribution]", or use in_silico_mutagenesis '
            "or integrated_gradients, which need nothing more."
        ) from error


def _hookable_scores(nets, weights):
    from .hookable import HookableScore

    weights = torch.as_tensor(weights, dtype=torch.float32, device=nets.device)
    return [HookableScore(module, weights) for module in nets.modules]


def _through_nets(scores, nets, x, mask, references):
    """Average multipliers (n, n_shuffles, 4, length) and deltas over nets and strands.

    What is dealt out adds up over nets and strands, so each is taken on its own: a
    module's hooks then see it used once.
    """
    n_shuffles = references.shape[1]
    multipliers, missed = [], []
    for score in scores:
        here = _of_strand(score, x, mask, references)
        multipliers.append(here[0])
        missed.append(here[1])
        if nets.both_strands:
            each = mask if mask is None else mask.repeat_interleave(n_shuffles, dim=0)
            turned = turn(references.flatten(0, 1), each).reshape(references.shape)
            there = _of_strand(score, turn(x, mask), mask, turned)
            back = turn(there[0].flatten(0, 1), each)
            multipliers.append(back.reshape(references.shape))
            missed.append(there[1])
    return torch.stack(multipliers).mean(dim=0), torch.stack(missed).mean(dim=0)


def _of_strand(score, x, mask, references):
    from tangermeme.deep_lift_shap import deep_lift_shap as attribute

    from .hookable import rules

    # cuDNN has no backward pass for a recurrence in evaluation mode.
    with warnings.catch_warnings(), torch.backends.cudnn.flags(enabled=False):
        # Of sequences with N, and of deltas, for which we have our own words.
        warnings.simplefilter("ignore")
        multipliers = attribute(
            score,
            x,
            args=None if mask is None else (mask,),
            references=references,
            batch_size=max(1, _BASES_AT_ONCE // x.shape[2]),
            additional_nonlinear_ops=rules(),
            raw_outputs=True,
            only_warn=True,
            device=x.device,
        ).to(x.device)
    dealt_out = ((x[:, None] - references) * multipliers).sum(dim=(2, 3))
    missed = dealt_out - _differences(score, x, mask, references)
    return multipliers, missed.abs()


@torch.inference_mode()
def _differences(score, x, mask, references):
    """Score of each sequence less that of each of its references."""
    of_references = [
        score(references[:, k], mask)[:, 0] for k in range(references.shape[1])
    ]
    return score(x, mask) - torch.stack(of_references, dim=1)


def _dealt_out(x, mask, references, multipliers, hypothetical):
    if hypothetical:
        there = (references * multipliers).sum(dim=2, keepdim=True)
        result = (multipliers - there).mean(dim=1)
        if mask is not None:
            result = result * mask[:, None]
    else:
        result = ((x[:, None] - references) * multipliers).mean(dim=1)
    return result.double().cpu().numpy()


def _warn_of(deltas):
    if deltas.max() > _TOLERANCE:
        warnings.warn(
            f"{(deltas > _TOLERANCE).sum()} of {deltas.size} convergence deltas are "
            f"above {_TOLERANCE:g}, the largest is {deltas.max():.2g}: so much of the "
            "difference in score to a shuffle is not dealt out to any base, or dealt "
            "out twice. Compare with in_silico_mutagenesis.",
            UserWarning,
            stacklevel=3,
        )
