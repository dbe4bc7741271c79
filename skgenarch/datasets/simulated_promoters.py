"""Simulated promoters whose expression follows a known grammar of motifs."""

from numbers import Integral, Real

import numpy as np
import pandas as pd
from sklearn.utils import Bunch, check_random_state, check_scalar

from ..metrics import mean_pearson_r
from ..sequences import decode
from .background import sample_background
from .jaspar import load_motifs
from .planting import SitePlanter

# Four factors of blood development stand round a circle; those opposite each other
# are antagonists, as GATA1 and PU.1 (SPI1) are in the bone marrow.
LINEAGES = ("GATA1::TAL1", "POU2F2", "SPI1", "IRF8")
SYNERGISTS = ("SPI1", "IRF8")
CORE, REPRESSOR = "TBP", "REST"
# Share of the promoters that carry a site of each motif.
PRESENCE = {CORE: 0.6, REPRESSOR: 0.25} | dict.fromkeys(LINEAGES, 0.4)

BASELINE = 5.0  # expression of a promoter without any site
CORE_EFFECT, REPRESSOR_EFFECT = 1.5, -1.0
CORE_OFFSET = (
    -28.0
)  # best middle of a TATA box, in bases from the start of transcription
CORE_SPREAD = 10.0  # standard deviation of where its middle is
CORE_TOLERANCE = 5.0  # standard deviation of the bell which its effect follows
# Sites are sharper than the matrices, so that few arise by chance in 2,000 bases.
SITE_STRENGTH = 2.0


def make_promoters(
    n_samples=500,
    *,
    length=2000,
    n_outputs=4,
    noise=0.5,
    random_state=None,
    return_sites=False,
):
    """Simulate promoters and their expression in several cell types.

    The expression of a promoter is the sum of a baseline of 5 and the effects of the
    sites planted in it, plus noise. Every effect is the same in every call:

    - a TATA box (TBP, in 60 % of the promoters) near 28 bases upstream of the start
      of transcription, worth 1.5 in every output at its best position and less the
      further off it lies, as a Gaussian with a standard deviation of 5 bases;
    - a repressor site (REST, 25 %) anywhere, worth -1 in every output;
    - sites of four lineage factors (GATA1::TAL1, POU2F2, SPI1, IRF8; 40 % each)
      anywhere: factor k is worth ``cos(2 pi (j / n_outputs - k / 4))`` in output j;
    - synergy: SPI1 and IRF8 together add ``cos(2 pi (j / n_outputs - 2.5 / 4))``.

    Sites are drawn from JASPAR matrices [1]_ (squared, hence close to the consensus)
    and lie on either strand, which does not matter. A site for which the others leave
    no room is not planted.

    Parameters
    ----------
    n_samples : int, default=500
        Number of promoters.

    length : int, default=2000
        Bases per promoter, at least 100. Transcription starts at the base with
        index ``length // 2``.

    n_outputs : int, default=4
        Number of cell types.

    noise : float, default=0.5
        Standard deviation of the Gaussian noise, in the units of expression.

    random_state : int, RandomState instance or None, default=None
        Pass an int for the same data in every call.

    return_sites : bool, default=False
        Whether to return the truth as well.

    Returns
    -------
    X : ndarray of shape (n_samples,) and dtype object
        The promoters, as str.

    y : ndarray of shape (n_samples, n_outputs)
        Expression, as on a logarithmic scale.

    truth : Bunch
        Only if `return_sites` is true:

        sites : DataFrame
            The planted sites: ``sequence`` (row in X), ``motif``, ``position``
            (0-based, leftmost base), ``strand`` and ``site`` (the letters on that
            strand).
        effects : DataFrame of shape (6, n_outputs)
            Effect of each motif on each output; that of TBP at its best position.
        synergy : ndarray of shape (n_outputs,)
            What SPI1 and IRF8 together add to the sum of their effects.
        signal : ndarray of shape (n_samples, n_outputs)
            Expression without the noise.
        r_max : float
            Mean Pearson r of the signal with `y`: what no model can do better than,
            chance aside.
        tss_index : int
            Index of the base where transcription starts.

    Raises
    ------
    ValueError
        If a parameter is out of its range.

    TypeError
        If a parameter is not a number.

    See Also
    --------
    load_promoters : Load real promoters and their expression.
    make_tfbs : Simulate a classification task.

    References
    ----------
    .. [1] I. Rauluseviciute et al. JASPAR 2024: 20th anniversary of the open-access
       database of transcription factor binding profiles. Nucleic Acids Research 52
       (2024).

    Examples
    --------
    >>> from skgenarch.datasets import make_promoters
    >>> X, y, truth = make_promoters(
    ...     20, length=200, random_state=0, return_sites=True
    ... )
    >>> X.shape, y.shape, len(X[0]), truth.tss_index
    ((20,), (20, 4), 200, 100)
    >>> truth.effects.loc["GATA1::TAL1"].tolist()
    [1.0, 0.0, -1.0, 0.0]
    """
    check_scalar(n_samples, "n_samples", Integral, min_val=1)
    check_scalar(length, "length", Integral, min_val=100)
    check_scalar(n_outputs, "n_outputs", Integral, min_val=1)
    check_scalar(noise, "noise", Real, min_val=0)

    rng = check_random_state(random_state)
    codes = sample_background(n_samples, length, rng)
    planter = SitePlanter(codes, rng)
    tss_index = length // 2
    # Column by column: how much of each motif's effect each promoter receives.
    doses = {CORE: _plant_core(planter, tss_index)}
    for name in (REPRESSOR, *LINEAGES):
        doses[name] = _plant(planter, name) >= 0

    effects, synergy = _grammar(n_outputs)
    dose = np.column_stack([doses[name] for name in effects.index]).astype(float)
    together = np.logical_and(*(doses[name] for name in SYNERGISTS))
    signal = BASELINE + dose @ effects.to_numpy() + np.outer(together, synergy)
    y = signal + noise * rng.standard_normal(size=signal.shape)
    X = np.array(decode(codes), dtype=object)
    if not return_sites:
        return X, y
    truth = Bunch(
        sites=planter.sites,
        effects=effects,
        synergy=synergy,
        signal=signal,
        r_max=mean_pearson_r(y, signal),
        tss_index=tss_index,
    )
    return X, y, truth


def _grammar(n_outputs):
    """Return the effects of the motifs and the synergy, per output."""
    rows = {
        CORE: np.full(n_outputs, CORE_EFFECT),
        REPRESSOR: np.full(n_outputs, REPRESSOR_EFFECT),
    }
    for k, name in enumerate(LINEAGES):
        rows[name] = _tuning(k, n_outputs)
    between = np.mean([LINEAGES.index(name) for name in SYNERGISTS])
    return pd.DataFrame.from_dict(rows, orient="index"), _tuning(between, n_outputs)


def _tuning(place, n_outputs):
    """Return a cosine over the circle of outputs, highest at a factor's place."""
    turns = np.arange(n_outputs) / n_outputs - place / len(LINEAGES)
    return np.cos(2 * np.pi * turns).round(12) + 0.0  # no -0.0


def _plant(planter, name, weights=None):
    """Plant a motif into its share of the promoters; return its position or -1."""
    n_samples = len(planter.codes)
    rows = np.flatnonzero(planter.rng.uniform(size=n_samples) < PRESENCE[name])
    positions = np.full(n_samples, -1)
    positions[rows] = planter.plant(
        rows, name, load_motifs()[name], weights=weights, strength=SITE_STRENGTH
    )
    return positions


def _plant_core(planter, tss_index):
    """Plant TATA boxes upstream of the start; return their effect, from 0 to 1."""
    middle = (len(load_motifs()[CORE]) - 1) / 2
    best = tss_index + CORE_OFFSET - middle
    distance = np.arange(planter.codes.shape[1]) - best
    positions = _plant(planter, CORE, np.exp(-0.5 * (distance / CORE_SPREAD) ** 2))
    effect = np.exp(-0.5 * ((positions - best) / CORE_TOLERANCE) ** 2)
    return np.where(positions >= 0, effect, 0.0)
