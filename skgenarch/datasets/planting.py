"""Writing binding sites into sequences, without overlaps, and keeping the record."""

import numpy as np
import pandas as pd

from ..sequences import decode, reverse_complement
from .background import draw_bases


class SitePlanter:
    """Plant sites of motifs into sequences of equal length.

    Parameters
    ----------
    codes : ndarray of shape (n_sequences, length) and dtype uint8
        The sequences; sites are written into this array.

    rng : RandomState
        Source of randomness.

    Examples
    --------
    >>> import numpy as np
    >>> from skgenarch.datasets.jaspar import load_motifs
    >>> from skgenarch.datasets.planting import SitePlanter
    >>> codes = np.zeros((1, 20), dtype=np.uint8)
    >>> planter = SitePlanter(codes, np.random.RandomState(3))
    >>> planter.plant([0], "CTCF", load_motifs()["CTCF"], strength=9.0)
    array([3])
    >>> planter.sites
       sequence motif  position strand             site
    0         0  CTCF         3      -  GCCACCAGGGGGCGC
    """

    def __init__(self, codes: np.ndarray, rng: np.random.RandomState):
        self.codes = codes
        self.rng = rng
        self._occupied = np.zeros(codes.shape, dtype=bool)
        self._records: list[tuple] = []

    def plant(
        self, rows, name: str, motif: np.ndarray, *, weights=None, strength=1.0
    ) -> np.ndarray:
        """Plant one site of a motif into each of some sequences.

        Parameters
        ----------
        rows : array-like of shape (n_rows,)
            Which sequences receive a site.

        name : str
            Name of the motif, for the record.

        motif : ndarray of shape (width, 4)
            Probability of each base at each position of a site.

        weights : array-like of shape (length,), default=None
            How likely each position is the first of a site; None is uniform.

        strength : float or array-like of shape (n_rows,), default=1.0
            Exponent on the probabilities of the motif: 0 is random DNA, 1 the
            motif, above 1 ever closer to its consensus.

        Returns
        -------
        positions : ndarray of shape (n_rows,)
            First position of each site, or -1 where the sites planted before
            left no room: such a sequence stays as it is.
        """
        rows = np.asarray(rows, dtype=np.intp)
        if len(rows) == 0:
            return rows
        strength = np.broadcast_to(np.asarray(strength, dtype=float), rows.shape)
        width = len(motif)
        positions = self._draw_positions(rows, width, weights)
        sites = self._draw_sites(motif, strength)
        minus = self.rng.uniform(size=len(rows)) < 0.5
        written = np.where(minus[:, np.newaxis], reverse_complement(sites), sites)
        strands, letters = np.where(minus, "-", "+").tolist(), decode(sites)
        for i in np.flatnonzero(positions >= 0):
            row, start = int(rows[i]), int(positions[i])
            self.codes[row, start : start + width] = written[i]
            self._occupied[row, start : start + width] = True
            self._records.append((row, name, start, strands[i], letters[i]))
        return positions

    @property
    def sites(self) -> pd.DataFrame:
        """The planted sites, one a row, by sequence and position.

        Columns are ``sequence`` (row in `codes`), ``motif``, ``position`` (0-based,
        leftmost base), ``strand`` and ``site`` (the letters on that strand).
        """
        columns = ["sequence", "motif", "position", "strand", "site"]
        sites = pd.DataFrame(self._records, columns=columns)
        return sites.sort_values(["sequence", "position"], ignore_index=True)

    def _draw_positions(self, rows, width, weights):
        """Draw starts of sites among those which touch no site planted before."""
        length = self.codes.shape[1]
        n_starts = length - width + 1
        taken = np.zeros((len(rows), length + 1), dtype=np.int32)
        np.cumsum(self._occupied[rows], axis=1, out=taken[:, 1:])
        free = taken[:, width:] == taken[:, :n_starts]
        weights = np.ones(length) if weights is None else np.asarray(weights)
        shares = np.cumsum(free * weights[:n_starts], axis=1)
        total = shares[:, -1]
        # Rounding must not lift the draw onto the total, which no position holds.
        drawn = np.minimum(
            self.rng.uniform(size=len(rows)) * total, np.nextafter(total, 0)
        )
        positions = (shares <= drawn[:, np.newaxis]).sum(axis=1)
        return np.where(total > 0, positions, -1)

    def _draw_sites(self, motif, strength):
        """Draw one site per strength, as codes of shape (n_rows, width)."""
        # Relative to the likeliest base, so that no power makes all four vanish.
        relative = motif / motif.max(axis=1, keepdims=True)
        probabilities = relative ** strength[:, np.newaxis, np.newaxis]
        probabilities /= probabilities.sum(axis=2, keepdims=True)
        return draw_bases(
            probabilities, self.rng.uniform(size=(len(strength), len(motif)))
        )
