"""A motif: what a protein that reads DNA prefers at each position of its site."""

from dataclasses import dataclass, fields, replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from ...sequences import reverse_complement
from ...sequences.alphabet import BASES, LETTERS, MEANINGS
from .svg_logo import svg_logo

SUM_TOLERANCE = 1e-2 + 1e-9  # three times .33 is allowed
SITE_COLUMNS = ("sequence", "position", "strand", "site", "score")
_LETTER_OF_BASES = dict(zip(MEANINGS, LETTERS, strict=True))


class Enrichment(NamedTuple):
    """How much more often a motif has a site in the sequences than in controls."""

    n_sequences: int
    n_with_site: int
    n_controls: int
    n_controls_with_site: int
    fold: float
    p_value: float


@dataclass(frozen=True, eq=False, repr=False)
class Motif:
    """A sequence motif, as the probability of each base at each position.

    A motif does not change once it is made; `dataclasses.replace` makes another.

    Parameters
    ----------
    name : str
        One word, as in a MEME file, for example the number of a matrix.

    probabilities : array-like of shape (width, 4)
        Columns in the order A, C, G, T. Rows must sum to one within 0.01, and are
        brought to exactly one.

    alternate_name : str, default=""
        For example the name of the transcription factor.

    n_sites : float, default=None
        How many sites the probabilities were counted in.

    e_value : float, default=None
        How many motifs as good as this one chance alone would give.

    background : array-like of shape (4,), default=None
        How frequent the bases are where there is no site. None is uniform.

    url : str, default=None
        Where to read about it.

    sites : DataFrame, default=None
        The sites of an extracted motif: `sequence` (row of X), `position` (of the
        leftmost base, from 0), `strand` ("+" or "-"), `site` (the letters on that
        strand) and `score`.

    support : float, default=None
        Share of the sequences that have a site.

    enrichment : Enrichment, default=None
        Sequences with a site, against controls.

    Raises
    ------
    ValueError
        If a parameter is not as described above.

    Examples
    --------
    >>> from skgenarch.interpretation.motifs import Motif
    >>> motif = Motif("box", [[0, 0, 0, 1], [1, 0, 0, 0], [0.5, 0, 0, 0.5]])
    >>> motif
    Motif('box', width=3, consensus='TAW')
    >>> motif.information
    array([2., 2., 1.])
    >>> motif.reverse_complement().consensus
    'WTA'
    """

    name: str
    probabilities: np.ndarray
    alternate_name: str = ""
    n_sites: float | None = None
    e_value: float | None = None
    background: np.ndarray | None = None
    url: str | None = None
    sites: pd.DataFrame | None = None
    support: float | None = None
    enrichment: Enrichment | None = None

    def __post_init__(self):
        _check_names(self.name, self.alternate_name)
        for name in ("n_sites", "e_value", "support"):
            _check_amount(name, getattr(self, name))
        background = np.full(4, 0.25) if self.background is None else self.background
        _check_sites(self.sites)
        # The class is frozen; only here may its fields still be brought into form.
        object.__setattr__(self, "probabilities", _probabilities(self.probabilities))
        object.__setattr__(self, "background", _background(background))

    def __repr__(self):
        names = f"{self.name!r}"
        if self.alternate_name:
            names += f", {self.alternate_name!r}"
        return f"Motif({names}, width={self.width}, consensus={self.consensus!r})"

    def __reduce__(self):
        # Through the constructor, so that a copy's arrays are read-only too.
        return type(self), tuple(getattr(self, entry.name) for entry in fields(self))

    @property
    def width(self) -> int:
        """Number of positions."""
        return len(self.probabilities)

    @property
    def information(self) -> np.ndarray:
        """Information of each position in bits, (width,).

        The Kullback-Leibler divergence from the background; for a uniform one, two
        less the entropy (Schneider and Stephens, 1990).
        """
        p = self.probabilities
        ratios = np.where(p > 0, p, 1) / np.where(p > 0, self.background, 1)
        return np.maximum((p * np.log2(ratios)).sum(axis=1), 0)

    @property
    def consensus(self) -> str:
        """The motif in letters, by the rules of Cavener (1987).

        A base stands alone if it has more than half and more than twice as much as
        the next; two stand for the position if they have more than three quarters;
        three if the fourth has less than 0.01; otherwise the letter is N.
        """
        return "".join(_letter(row) for row in self.probabilities)

    @property
    def positions(self) -> np.ndarray:
        """Centres of the sites in their sequences, from 0, (n sites,) float64.

        Empty if the motif has no `sites`.
        """
        if self.sites is None:
            return np.empty(0)
        return self.sites["position"].to_numpy(dtype=float) + (self.width - 1) / 2

    def reverse_complement(self) -> "Motif":
        """Return the motif as it reads on the other strand, with its sites."""
        sites = self.sites
        if sites is not None:
            sites = sites.assign(
                strand=sites["strand"].map({"+": "-", "-": "+"}),
                site=_turned(sites["site"]),
            )
        return replace(
            self,
            probabilities=self.probabilities[::-1, ::-1],
            background=self.background[::-1],
            sites=sites,
        )

    def informative_span(self, min_information: float = 0.25) -> tuple[int, int]:
        """Return where the motif is between its flanks, as a half-open range.

        Parameters
        ----------
        min_information : float, default=0.25
            Positions with fewer bits are flank, from either end to the first one
            that has as many.

        Returns
        -------
        (start, stop) : tuple of int
            Equal if no position has as many bits.
        """
        informative = np.flatnonzero(self.information >= min_information)
        if not len(informative):
            return 0, 0
        return int(informative[0]), int(informative[-1]) + 1

    def trim(self, min_information: float = 0.25) -> "Motif":
        """Return the motif, and its sites, without its uninformative flanks.

        Parameters
        ----------
        min_information : float, default=0.25
            Fewest bits of the first and of the last position that stay.

        Returns
        -------
        motif : Motif

        Raises
        ------
        ValueError
            If no position has as many bits; see `informative_span`.
        """
        start, stop = self.informative_span(min_information)
        if start == stop:
            raise ValueError(
                f"No position of the motif {self.name!r} has {min_information} bits "
                "or more: nothing would be left of it. Lower 'min_information'."
            )
        sites = self.sites
        if sites is not None:
            before = np.where(sites["strand"] == "+", start, self.width - stop)
            sites = sites.assign(
                position=sites["position"] + before,
                site=[site[start:stop] for site in sites["site"]],
            )
        return replace(self, probabilities=self.probabilities[start:stop], sites=sites)

    def letter_heights(self, kind: str = "information") -> np.ndarray:
        """Return how high each letter of the logo stands, (width, 4).

        Parameters
        ----------
        kind : {"information", "probability"}, default="information"
            A base's share of the position's bits, or its probability.

        Returns
        -------
        heights : ndarray of shape (width, 4)

        Raises
        ------
        ValueError
            If `kind` is not one of the two.
        """
        if kind == "information":
            return self.probabilities * self.information[:, None]
        if kind == "probability":
            return self.probabilities
        raise ValueError(
            "The 'kind' parameter must be 'information' or 'probability'. Got "
            f"{kind!r} instead."
        )

    def to_svg(self, kind: str = "information", *, height: float = 60) -> str:
        """Draw the motif's logo as a piece of SVG, without matplotlib.

        Parameters
        ----------
        kind : {"information", "probability"}, default="information"
            As of `letter_heights`.

        height : float, default=60
            In pixels, for two bits or a probability of one; the width follows.

        Returns
        -------
        svg : str
            An ``<svg>`` element that can stand in a page.
        """
        heights = self.letter_heights(kind)
        # Against an uneven background a position can have more than two bits.
        full = max(2.0, heights.sum(axis=1).max()) if kind == "information" else 1.0
        label = f"Logo of {self.alternate_name or self.name}: {self.consensus}"
        return svg_logo(heights, full, height=height, label=label)

    def _repr_svg_(self):
        return self.to_svg()


def _check_names(name, alternate_name):
    if not isinstance(name, str) or len(name.split()) != 1 or name.split()[0] != name:
        raise ValueError(
            "The 'name' parameter of Motif must be one word without spaces, as in a "
            f"MEME file. Got {name!r} instead. Put the rest into 'alternate_name'."
        )
    if alternate_name != " ".join(str(alternate_name).split()):
        raise ValueError(
            "The 'alternate_name' parameter of Motif must be one line of words with "
            f"single spaces. Got {alternate_name!r} instead."
        )


def _check_amount(name, value):
    if value is not None and not 0 <= value < np.inf:
        raise ValueError(
            f"The {name!r} parameter of Motif must be None or a number that is not "
            f"negative. Got {value!r} instead."
        )


def _check_sites(sites):
    if sites is not None and not set(SITE_COLUMNS) <= set(sites.columns):
        raise ValueError(
            "The 'sites' parameter of Motif must be a DataFrame with the columns "
            f"{', '.join(SITE_COLUMNS)}. Got {', '.join(map(str, sites.columns))} "
            "instead."
        )


def _probabilities(values):
    """Return checked, read-only probabilities, (width, 4) float64."""
    p = np.array(values, dtype=np.float64)
    rule = "The 'probabilities' parameter of Motif must be "
    if p.ndim != 2 or p.shape[1] != len(BASES) or not len(p):
        raise ValueError(
            f"{rule}of shape (width, 4), with columns A, C, G, T and one row or more. "
            f"Got shape {p.shape} instead."
        )
    return _normalised(p, rule, "row")


def _background(values):
    b = np.array(values, dtype=np.float64)
    rule = "The 'background' parameter of Motif must be "
    if b.shape != (len(BASES),) or not (b > 0).all():
        raise ValueError(
            f"{rule}four frequencies above zero, of A, C, G and T. Got {values!r} "
            "instead."
        )
    return _normalised(b[None], rule, "they")[0]


def _normalised(p, rule, what):
    bad = ~((p >= 0) & (p < np.inf)).all(axis=1)
    if bad.any():
        values = p[bad.argmax()].tolist()
        raise ValueError(f"{rule}finite and not negative. Got {values} instead.")
    sums = p.sum(axis=1, keepdims=True)
    worst = int(np.abs(sums - 1).argmax())
    if abs(sums[worst, 0] - 1) > SUM_TOLERANCE:
        where = f"row {worst} sums" if what == "row" else f"{what} sum"
        raise ValueError(
            f"{rule}such that each position sums to one: {where} to "
            f"{sums[worst, 0]:.6g}. Divide counts by their sum."
        )
    # What sums to one but for rounding stays bit for bit what it was.
    p = np.where(np.abs(sums - 1) > 1e-12, p / sums, p)
    p.flags.writeable = False
    return p


def _letter(row):
    order = np.argsort(-row, kind="stable")
    p = row[order]
    if p[0] > 0.5 and p[0] > 2 * p[1]:
        n = 1
    elif p[0] + p[1] > 0.75:
        n = 2
    elif p[3] < SUM_TOLERANCE:
        n = 3
    else:
        n = 4
    return _LETTER_OF_BASES["".join(BASES[i] for i in sorted(order[:n]))]


def _turned(sites):
    # The function takes a list of sequences; an empty table has none to give.
    return reverse_complement(list(sites)) if len(sites) else list(sites)
