"""The binding motifs which the simulated data sets plant."""

from functools import lru_cache
from importlib import resources

import numpy as np

# One pseudo-observation in a hundred: no base is ever quite impossible in a site.
PSEUDOCOUNT = 0.01


@lru_cache(maxsize=1)
def load_motifs() -> dict[str, np.ndarray]:
    """Read the twenty JASPAR motifs that come with the package [1]_.

    Returns
    -------
    motifs : dict of str to ndarray of shape (width, 4)
        Probability of A, C, G and T at each position of a site, by the name of
        the transcription factor. The arrays are read-only.

    References
    ----------
    .. [1] I. Rauluseviciute et al. JASPAR 2024: 20th anniversary of the open-access
       database of transcription factor binding profiles. Nucleic Acids Research 52
       (2024). Licence CC BY 4.0.

    Examples
    --------
    >>> from skgenarch.datasets.jaspar import load_motifs
    >>> load_motifs()["TBP"].shape
    (7, 4)
    """
    file = resources.files("skgenarch.datasets") / "data" / "jaspar_motifs.txt"
    motifs = {}
    for record in file.read_text(encoding="ascii").split(">")[1:]:
        header, *rows = record.strip().splitlines()
        counts = np.array([row.split("[")[1].rstrip(" ]").split() for row in rows])
        matrix = counts.T.astype(np.float64)
        matrix = matrix / matrix.sum(axis=1, keepdims=True) + PSEUDOCOUNT
        matrix /= matrix.sum(axis=1, keepdims=True)
        matrix.flags.writeable = False
        motifs[header.split()[1]] = matrix
    return motifs
