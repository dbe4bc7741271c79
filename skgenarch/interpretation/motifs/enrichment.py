"""How much more often a motif is found than by chance, in sequences kept aside."""

from scipy.stats import fisher_exact

from .motif import Enrichment
from .sites import Searched, best_sites


def measure_enrichment(
    primary: Searched, control: Searched, scores, threshold: float
) -> Enrichment:
    """Return how many sequences and how many controls have a site.

    Parameters
    ----------
    primary, control : Searched
        Sequences that the motif was not made of, and shuffles of them.

    scores : ndarray of shape (width, 4)
        Log-odds of the bases.

    threshold : float
        Score from which on a place is a site.

    Returns
    -------
    enrichment : Enrichment
        The fold is that of the shares with a site, each with half a sequence more, so
        that it is finite; the p-value that of Fisher's exact test, one-sided.
    """
    n, n_controls = len(primary.codes), len(control.codes)
    n_with = int((best_sites(primary, scores).score >= threshold).sum())
    n_controls_with = int((best_sites(control, scores).score >= threshold).sum())
    table = [
        [n_with, n - n_with],
        [n_controls_with, n_controls - n_controls_with],
    ]
    fold = ((n_with + 0.5) / (n + 1)) / ((n_controls_with + 0.5) / (n_controls + 1))
    p_value = float(fisher_exact(table, alternative="greater").pvalue)
    return Enrichment(n, n_with, n_controls, n_controls_with, fold, p_value)
