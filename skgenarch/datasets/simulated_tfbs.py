"""Simulated transcription factor binding sites: bound sequences and controls."""

from numbers import Integral, Real

import numpy as np
from sklearn.utils import check_random_state, check_scalar

from ..sequences import decode, dinucleotide_shuffle
from .background import sample_background
from .jaspar import load_motifs
from .planting import SitePlanter

# A weak site is drawn with this share of the strength of the others.
WEAKNESS = 0.5


def make_tfbs(
    n_samples=1000,
    *,
    length=101,
    motif="CTCF",
    partner="SP1",
    partner_fraction=0.3,
    site_strength=1.5,
    weak_fraction=0.3,
    position="center",
    negatives="shuffle",
    positive_fraction=0.5,
    random_state=None,
    return_sites=False,
):
    """Simulate a ChIP-seq classification task: bound or not bound.

    Every bound sequence carries one site of `motif`, drawn from its real JASPAR
    matrix [1]_ and planted on either strand of a background with the dinucleotide
    frequencies of human ChIP-seq peaks. Part of the sites are weak, and some
    sequences hold a site of a `partner` as well, so that the task is learnable but
    not trivial. Unbound sequences are shuffles of the bound ones, as those on which
    DeepBind was tested [2]_.

    Parameters
    ----------
    n_samples : int, default=1000
        Number of sequences.

    length : int, default=101
        Bases per sequence.

    motif : str, default="CTCF"
        The bound factor: CTCF, REST, SRF, SP1, GATA1, GATA3, MYC, MAX, ELK1, GABPA,
        USF2, ZNF143, NFYA, FOS::JUN, TBP, GATA1::TAL1, SPI1, POU2F2, IRF8 or CEBPB.

    partner : str or None, default="SP1"
        A second factor, from the same list; None for none.

    partner_fraction : float, default=0.3
        Share of the bound sequences which also carry a site of `partner`, wherever
        it does not overlap the first.

    site_strength : float, default=1.5
        Exponent on the probabilities in the matrix (which are then scaled to sum to
        one) when a site is drawn: 0 is random DNA, 1 the matrix itself, and above 1
        the sites are closer to the consensus.

    weak_fraction : float, default=0.3
        Share of the bound sequences whose site is weak: drawn with half of
        `site_strength`.

    position : {"center", "uniform"}, default="center"
        Where the site of `motif` lies: normally distributed about the middle with
        a standard deviation of `length` / 8 bases, or anywhere.

    negatives : {"shuffle", "background"}, default="shuffle"
        Unbound sequences: dinucleotide shuffles of the bound ones, taken in turn,
        or fresh draws of the background.

    positive_fraction : float, default=0.5
        Share of bound sequences.

    random_state : int, RandomState instance or None, default=None
        Pass an int for the same data in every call.

    return_sites : bool, default=False
        Whether to return the planted sites as well.

    Returns
    -------
    X : ndarray of shape (n_samples,) and dtype object
        The sequences, as str, in random order.

    y : ndarray of shape (n_samples,) and dtype int64
        1 for bound, 0 for unbound.

    sites : DataFrame
        The planted sites, only if `return_sites` is true: ``sequence`` (row in X),
        ``motif``, ``position`` (0-based, leftmost base), ``strand`` and ``site``
        (the letters on that strand).

    Raises
    ------
    ValueError
        If a parameter is out of its range, a motif is unknown, a site is longer
        than the sequences, or one of the classes would be empty.

    TypeError
        If a number is not one.

    See Also
    --------
    fetch_tfbs : Real ChIP-seq data of the same shape.
    make_promoters : Simulate promoters and their expression.

    References
    ----------
    .. [1] I. Rauluseviciute et al. JASPAR 2024: 20th anniversary of the open-access
       database of transcription factor binding profiles. Nucleic Acids Research 52
       (2024).

    .. [2] B. Alipanahi, A. Delong, M. T. Weirauch and B. J. Frey. Predicting the
       sequence specificities of DNA- and RNA-binding proteins by deep learning. Nature
       Biotechnology 33 (2015).

    Examples
    --------
    >>> from skgenarch.datasets import make_tfbs
    >>> X, y, sites = make_tfbs(
    ...     4, length=30, motif="GATA1", random_state=0, return_sites=True
    ... )
    >>> X.shape, y.tolist(), len(X[0])
    ((4,), [1, 0, 0, 1], 30)
    >>> sites["sequence"].tolist()
    [0, 0, 3]
    """
    check_scalar(n_samples, "n_samples", Integral, min_val=2)
    for name, value in [
        ("partner_fraction", partner_fraction),
        ("weak_fraction", weak_fraction),
        ("positive_fraction", positive_fraction),
    ]:
        check_scalar(value, name, Real, min_val=0, max_val=1)
    check_scalar(site_strength, "site_strength", Real, min_val=0)
    _check_option("position", position, ["center", "uniform"])
    _check_option("negatives", negatives, ["shuffle", "background"])
    matrices = load_motifs()
    planted = (
        {"motif": motif} if partner is None else {"motif": motif, "partner": partner}
    )
    for name, value in planted.items():
        _check_option(name, value, list(matrices))
        check_scalar(length, "length", Integral, min_val=len(matrices[value]))
    n_positives = round(n_samples * positive_fraction)
    if not 0 < n_positives < n_samples:
        raise ValueError(
            "The 'positive_fraction' parameter of make_tfbs must leave at least one "
            f"sequence in each class. Got {positive_fraction!r} with "
            f"n_samples={n_samples}."
        )

    rng = check_random_state(random_state)
    weak = _sample(n_positives, weak_fraction, rng)
    codes = sample_background(n_samples, length, rng)
    # Sequences are simulated bound first, then dealt to their rows at random.
    planter = SitePlanter(codes[:n_positives], rng)
    central = _central(length, len(matrices[motif]))
    planter.plant(
        np.arange(n_positives),
        motif,
        matrices[motif],
        weights=central if position == "center" else None,
        strength=site_strength * np.where(weak, WEAKNESS, 1.0),
    )
    if partner is not None:
        rows = np.flatnonzero(_sample(n_positives, partner_fraction, rng))
        planter.plant(rows, partner, matrices[partner], strength=site_strength)
    if negatives == "shuffle":
        templates = codes[np.resize(np.arange(n_positives), n_samples - n_positives)]
        codes[n_positives:] = dinucleotide_shuffle(
            templates, random_state=rng.randint(2**31 - 1)
        )

    order = rng.permutation(n_samples)
    X = np.array(decode(codes[order]), dtype=object)
    y = (order < n_positives).astype(np.int64)
    if not return_sites:
        return X, y
    sites = planter.sites
    sites["sequence"] = np.argsort(order)[sites["sequence"]]
    return X, y, sites.sort_values(["sequence", "position"], ignore_index=True)


def _check_option(name, value, options):
    """Raise an error if a parameter is not one of its options."""
    if value not in options:
        raise ValueError(
            f"The {name!r} parameter of make_tfbs must be one of "
            f"{', '.join(map(repr, options))}. Got {value!r} instead."
        )


def _central(length, width):
    """Weights of the starts of a site which lies about the middle."""
    distance = np.arange(length) - (length - width) / 2
    return np.exp(-0.5 * (distance / (length / 8)) ** 2)


def _sample(n, fraction, rng):
    """Choose the given share of n rows, at random, as a boolean mask."""
    return rng.permutation(n) < round(n * fraction)
