"""Several motifs in one set of sequences: find one, take its sites out, look again."""

import numpy as np

from ...sequences import N_BASES
from .refinement import Found, refine
from .seeds import find_seeds
from .similarity import SAME, similarity
from .sites import Searched, best_sites

_N_TRIED, _N_REFINED, _N_ROUNDS = 24, 4, 10
_N_TRIES_PER_MOTIF = 2


def discover(
    primary: Searched,
    control: Searched,
    background: np.ndarray,
    *,
    n_motifs: int = 5,
    min_information: float = 0.25,
) -> list[Found]:
    """Return matrices that tell sequences from controls.

    Parameters
    ----------
    primary, control : Searched
        Sequences, and what they are compared with.

    background : ndarray of shape (4,)
        Probabilities of the bases.

    n_motifs : int
        Most matrices; there are fewer where nothing is left that tells them apart.

    min_information : float
        Bits that the outermost columns of a matrix have at least.

    Returns
    -------
    found : list of Found
        In the order in which they were found.
    """
    motifs = []
    for _ in range(_N_TRIES_PER_MOTIF * n_motifs):
        found = _best(primary, control, background, min_information)
        if found is None:
            break
        # Weak sites of a motif make it come again.
        if not any(_alike(found, earlier) for earlier in motifs):
            motifs.append(found)
        if len(motifs) == n_motifs:
            break
        primary = _erase(primary, found)
        control = _erase(control, found)
    return motifs


def background_of(codes: np.ndarray) -> np.ndarray:
    """Return the probabilities of the bases of sequences, on both strands, (4,)."""
    counts = np.bincount(codes.ravel(), minlength=N_BASES)[:N_BASES] + 1.0
    return (counts + counts[::-1]) / (2 * counts.sum())


def _best(primary, control, background, min_information):
    options = {"min_information": min_information, "background": background}
    seeds = find_seeds(primary, control, n=_N_TRIED)
    tried = [
        (refine(seed, primary, control, n_rounds=2, **options), seed) for seed in seeds
    ]
    tried = [(found, seed) for found, seed in tried if found is not None]
    tried.sort(key=lambda pair: -pair[0].gain)
    refined = [
        refine(seed, primary, control, n_rounds=_N_ROUNDS, **options)
        for _, seed in tried[:_N_REFINED]
    ]
    refined = [found for found in refined if found.gain > 0]
    return max(refined, key=lambda found: found.gain, default=None)


def _alike(found, earlier):
    return similarity(found.probabilities, earlier.probabilities) >= SAME


def _erase(searched, found):
    """Take out all sites; a sequence may have several."""
    while True:
        sites = best_sites(searched, found.scores)
        sites = sites.where(sites.score >= found.threshold)
        if len(sites.row) == 0:
            return searched
        searched = searched.without(sites, len(found.scores))
