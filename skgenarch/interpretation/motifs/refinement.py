"""From a word to a matrix: collect sites, count their bases, look again."""

from typing import NamedTuple

import numpy as np

from ...sequences import N_BASES
from .seeds import Seed, log_likelihood_gain
from .sites import Searched, Sites, best_sites, site_letters

FLANK = 8  # bases on each side that a matrix may grow by, in one round
MAX_WIDTH = 30
MIN_WIDTH = 5
PSEUDOCOUNT = 1.0


class Counts(NamedTuple):
    """How often each base stands at each place of some sites."""

    bases: np.ndarray
    """Counts, (width, 4)."""

    rows: np.ndarray
    """The sequences whose sites were counted."""

    def probabilities(self, background: np.ndarray) -> np.ndarray:
        """Return the probabilities of the bases, (width, 4)."""
        total = self.bases.sum(axis=1, keepdims=True)
        return (self.bases + PSEUDOCOUNT * background) / (total + PSEUDOCOUNT)

    def scores(self, background: np.ndarray) -> np.ndarray:
        """Return the log-odds of the bases against the background, in bits."""
        return np.log2(self.probabilities(background) / background)


class Found(NamedTuple):
    """A matrix, and what it is found by."""

    scores: np.ndarray
    """Log-odds of the bases against the background, in bits, (width, 4)."""

    probabilities: np.ndarray
    """Probabilities of the bases, (width, 4)."""

    threshold: float
    """Score from which on a place is a site."""

    gain: float
    """How well sites tell sequences from controls; see `log_likelihood_gain`."""


def refine(
    seed: Seed,
    primary: Searched,
    control: Searched,
    background: np.ndarray,
    *,
    min_information: float,
    n_rounds: int,
) -> Found | None:
    """Return the matrix that a word grows into.

    In each round the matrix is counted from the sites of the last, widened by their
    surroundings, and trimmed where those have no information. The threshold is the
    score that tells sequences from controls best. As in STREME (Bailey, 2021), but with
    words that have gaps, and matrices that find their own width.

    Parameters
    ----------
    seed : Seed
        Where to begin.

    primary, control : Searched
        Sequences, and what they are compared with.

    background : ndarray of shape (4,)
        Probabilities of the bases.

    min_information : float
        Bits that the outermost columns have at least.

    n_rounds : int
        Most rounds; it ends earlier once the gain no longer grows.

    Returns
    -------
    found : Found or None
        None if nothing with information came about.
    """
    scores, threshold = _match_scores(seed)
    best = None
    for _ in range(n_rounds):
        sites = best_sites(primary, scores)
        sites = sites.where(sites.score >= threshold)
        counts = count_sites(primary, sites, len(scores), background, min_information)
        if counts is None:
            break
        found = tell_apart(primary, control, counts, background)
        if best is not None and found.gain <= best.gain:
            break
        best, scores, threshold = found, found.scores, found.threshold
    return best


def count_sites(
    searched: Searched,
    sites: Sites,
    width: int,
    background: np.ndarray,
    min_information: float,
    flank: int = FLANK,
) -> Counts | None:
    """Count the bases of sites and of their surroundings, and trim the flanks.

    Parameters
    ----------
    searched : Searched

    sites : Sites

    width : int
        Bases of a site.

    background : ndarray of shape (4,)

    min_information : float
        Bits that the outermost columns have at least.

    flank : int
        Bases on each side that are counted too.

    Returns
    -------
    counts : Counts or None
        None if there are no two sites, or fewer than 5 columns with information.
    """
    if len(sites.row) < 2:
        return None
    flank = min(flank, max(0, (MAX_WIDTH - width) // 2))
    letters = site_letters(searched.codes, sites, width, flank)
    counts = Counts((letters[:, :, None] == np.arange(N_BASES)).sum(axis=0), sites.row)
    probabilities = counts.probabilities(background)
    information = (probabilities * np.log2(probabilities / background)).sum(axis=1)
    # Few letters look informative by chance (Schneider et al., 1986).
    n_letters = np.maximum(counts.bases.sum(axis=1), 1)
    information -= (N_BASES - 1) / (2 * np.log(2) * n_letters)
    informative = np.flatnonzero(information >= min_information)
    if len(informative) == 0:
        return None
    first, last = informative[0], informative[-1] + 1
    if last - first < MIN_WIDTH:
        return None
    return Counts(counts.bases[first:last], sites.row)


def tell_apart(
    primary: Searched, control: Searched, counts: Counts, background: np.ndarray
) -> Found:
    """Find the score from which on a place is a site, and how well that tells.

    A matrix of few sites fits these better than any other, so each sequence that was
    counted is scored without itself.

    Parameters
    ----------
    primary, control : Searched
        Sequences, and what they are compared with.

    counts : Counts
        Of sites in `primary`.

    background : ndarray of shape (4,)

    Returns
    -------
    found : Found
    """
    matrix = counts.scores(background)
    scores = _without_themselves(
        primary, best_sites(primary, matrix), counts, background
    )
    control_scores = np.sort(best_sites(control, matrix).score)
    candidates = np.unique(scores[scores > 0])
    threshold, gain = np.inf, 0.0
    if len(candidates):
        gains = log_likelihood_gain(
            len(scores) - np.searchsorted(np.sort(scores), candidates),
            len(scores),
            len(control_scores) - np.searchsorted(control_scores, candidates),
            len(control_scores),
        )
        best = gains.argmax()
        threshold, gain = float(candidates[best]), float(gains[best])
    return Found(matrix, counts.probabilities(background), threshold, gain)


def _match_scores(seed):
    """Return a matrix, and the threshold, that only the word itself reaches."""
    scores = np.zeros((seed.offsets[-1] + 1, N_BASES))
    scores[seed.offsets, seed.bases] = 1.0
    return scores, float(len(seed.bases))


def _without_themselves(primary, sites, counts, background):
    """Scores of sites; those that were counted by the counts of all others."""
    scores = sites.score.copy()
    width = len(counts.bases)
    own = np.zeros(len(primary.codes), dtype=bool)
    own[counts.rows] = True
    chosen = sites.where(own & np.isfinite(scores))
    letters = site_letters(primary.codes, chosen, width).astype(np.intp)
    others = np.maximum(counts.bases[np.arange(width), letters] - 1, 0)
    total = counts.bases.sum(axis=1) - 1
    share = (others + PSEUDOCOUNT * background[letters]) / (total + PSEUDOCOUNT)
    scores[chosen.row] = np.log2(share / background[letters]).sum(axis=1)
    return scores
