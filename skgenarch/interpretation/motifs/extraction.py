"""Motifs from where a net looks."""

from functools import partial
from numbers import Integral, Real
from typing import Any

import numpy as np
from sklearn.utils import check_array, check_random_state, check_scalar

from ...sequences import N_BASES
from ..attention import attention_profile
from ..attributions import gradient_times_input, in_silico_mutagenesis
from ..nets import MIN_SEQUENCES, FittedNets
from .discovery import discover
from .filters import filter_matrices
from .motif import Motif
from .recurring import first_copies, recurring_motifs
from .sites import Searched
from .windows import peak_windows

SOURCES = ("gradient", "attention", "mutagenesis", "filters", "sequences")


def extract_motifs(
    estimator: Any,
    X,
    *,
    source: Any = "gradient",
    output: Any = None,
    n_motifs: int = 5,
    n_sequences: int = 1000,
    window: int = 15,
    n_peaks: int = 2,
    threshold: float = 1.5,
    min_information: float = 0.25,
    max_p: float = 0.05,
    random_state=None,
) -> list[Motif]:
    """Find the motifs that recur where a net looks.

    Of the sequences that score best, the bases around the peaks of a profile, as of
    attention, are compared with the same places of dinucleotide shuffles. Words that
    stand there more often, on either strand, are grown into matrices; the sites of the
    best matrix are taken out, and the rest is searched again. What is found is tested
    on a third of the sequences, which were kept aside; copies of a sequence count once,
    but merge windows that overlap before. That third is kept from the motifs, not from
    the net: give sequences that it was not trained on where you have them.

    Parameters
    ----------
    estimator : fitted estimator
        A net of this package, or a search or pipeline that ends in one.

    X : array-like of n sequences
        As in ``fit``. A few hundred of 100 bases that the net scores high are enough.

    source : {"gradient", "attention", "mutagenesis", "filters", "sequences"} or \
            array-like of shape (n, length), default="gradient"
        Where to look: at the peaks of gradient × input, which any net has; at those of
        attention; where mutations lower the score (slow); at what the filters of the
        first convolution respond to (of filters that are alike, the best); anywhere in
        the sequences; or at the peaks of a profile of your own.

    output : label or int, default=None
        What to explain: the class of a classifier of several, or the number of a
        regressor's output (None: the mean of all).

    n_motifs : int, default=5
        Most motifs.

    n_sequences : int, default=1000
        Most sequences to look at, the best-scoring ones. A classifier's are those that
        it takes for the class, a regressor's are the upper quarter at most.

    window : int, default=15
        Bases around a peak in which the middle of a site may lie.

    n_peaks : int, default=2
        Most peaks of a sequence.

    threshold : float, default=1.5
        Height of a peak of the smoothed profile, in units of what each base would get
        if all got the same.

    min_information : float, default=0.25
        Flanks of a matrix with less information, in bits, are trimmed.

    max_p : float, default=0.05
        Motifs whose enrichment has a higher p-value are left out: what they were
        made of does not come again in other sequences.

    random_state : int, RandomState instance or None, default=None
        Seeds the shuffles and what is kept aside.

    Returns
    -------
    motifs : list of Motif
        In the order in which they were found, which is that of how well they tell
        sequences from shuffles. Rows of ``motif.sites`` are rows of X. The p-value of
        ``motif.enrichment`` is from sequences that the matrix was not made of. Empty
        if nothing can be told from chance.

    Raises
    ------
    ValueError
        If fewer than 20 sequences score high or have a peak, `source` is "attention"
        and the net has none, or a parameter is out of its range.
    TypeError
        If the estimator is no net of this package.
    sklearn.exceptions.NotFittedError
        If it is not fitted.

    See Also
    --------
    match_motifs : What they are called.

    Notes
    -----
    Words and matrices are found as in STREME [1]_; the idea of reading motifs from the
    peaks of attention is that of Genetic Architect [2]_, the matrices of filters are
    those of DeepBind [3]_. The gradient is the default since a net may attend to one
    kind of site and see another in a maximum that stands beside attention.

    References
    ----------
    .. [1] T. L. Bailey. STREME: accurate and versatile sequence motif discovery.
       Bioinformatics 37 (2021).
    .. [2] L. Deming et al. Genetic Architect: discovering genomic structure with
       learned neural architectures. arXiv:1605.07156 (2016).
    .. [3] B. Alipanahi et al. Predicting the sequence specificities of DNA- and
       RNA-binding proteins by deep learning. Nature Biotechnology 33 (2015).
    """
    if isinstance(source, str) and source not in SOURCES:
        raise ValueError(
            f"The 'source' parameter must be one of {', '.join(map(repr, SOURCES))}, "
            f"or a profile. Got {source!r} instead."
        )
    for name, value, least in [
        ("n_motifs", n_motifs, 1),
        ("n_sequences", n_sequences, MIN_SEQUENCES),
        ("window", window, 1),
        ("n_peaks", n_peaks, 1),
    ]:
        check_scalar(value, name, Integral, min_val=least)
    check_scalar(threshold, "threshold", Real, min_val=0)
    check_scalar(min_information, "min_information", Real, min_val=0, max_val=2)
    check_scalar(max_p, "max_p", Real, min_val=0, max_val=1)
    rng = check_random_state(random_state)
    nets = FittedNets(estimator)
    codes = nets.encode(X)
    rows = nets.best_scoring(codes, output, n_sequences)
    if isinstance(source, str):
        profile, looked_at = _profile(nets, codes[rows], source, output), source
    else:
        profile, looked_at = _checked_profile(source, codes)[rows], "the profile"
    codes = codes[rows]
    if profile is None:
        allowed = codes < N_BASES
    else:
        allowed = peak_windows(
            profile, codes, width=window, n_peaks=n_peaks, threshold=threshold
        )
    n_with_peak = int(allowed[first_copies(codes)].any(axis=1).sum())
    if n_with_peak < MIN_SEQUENCES:
        raise ValueError(
            f"Only {n_with_peak} different sequences of {len(codes)} have a peak of "
            f"{looked_at} above threshold={threshold}; {MIN_SEQUENCES} are needed. "
            "Lower the threshold, give more sequences, or train the net for longer."
        )
    find = discover if looked_at != "filters" else partial(filter_matrices, nets)
    return recurring_motifs(
        Searched(codes, allowed),
        rows,
        partial(find, n_motifs=n_motifs, min_information=min_information),
        max_p=max_p,
        rng=rng,
    )


def _profile(nets, codes, source, output):
    """Return what says where to look, (n, length), or None for anywhere."""
    if source == "attention":
        return attention_profile(nets.estimator, codes)
    if source == "gradient":
        return gradient_times_input(nets.estimator, codes, output=output).sum(axis=1)
    if source == "mutagenesis":
        return in_silico_mutagenesis(
            nets.estimator, codes, output=output, kind="importance"
        )
    return None


def _checked_profile(profile, codes):
    profile = check_array(profile, dtype=np.float64, input_name="source")
    if profile.shape != codes.shape:
        raise ValueError(
            "The 'source' parameter must have a value for each base that the net "
            f"takes, shape {codes.shape}. Got shape {profile.shape} instead."
        )
    return profile
