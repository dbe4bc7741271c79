"""What `interpret` returns."""

import html
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from .footprint import Footprint, HeatMap
from .motifs import Motif
from .naming import MAX_Q, MIN_INFORMATION
from .page import render


class Example(NamedTuple):
    """One sequence, and what the net makes of it."""

    row: int
    """Row of X."""

    name: str
    sequence: str
    score: float
    """Logit of the class, or the prediction in the target's unit."""

    attention: np.ndarray | None
    """Attention of each base, (length,); None for a net without."""

    contributions: np.ndarray
    """What the score would lose on average with another base, (4, length), in the
    channel of the base that is there."""

    sites: pd.DataFrame
    """Sites of motifs: ``motif``, ``position``, ``width``, ``strand``."""


@dataclass(frozen=True, eq=False, repr=False)
class Interpretation:
    """What a net has learned, as data; `save` writes it as a page.

    Parameters
    ----------
    net : str
        The class of the estimator.

    n_sequences, n_explained : int
        Sequences given, and those looked at.

    profile_kind : {"attention", "gradient"}
        What footprint and heat map show: attention, or gradient × input for a net
        without.

    footprint : Footprint
        Mean profile of the sequences looked at, with its interval.

    heatmap : HeatMap
        Their profiles, the rows by where they peak.

    motifs : list of Motif
        What recurs where the net looks.

    matches : DataFrame or None
        Their five nearest relatives each, as `match_motifs` returns them; None without
        the package that finds them.

    examples : list of Example
        Some of the sequences, in detail.

    title : str
        Heading of the page.
    """

    net: str
    n_sequences: int
    n_explained: int
    profile_kind: str
    footprint: Footprint
    heatmap: HeatMap
    motifs: list[Motif]
    matches: pd.DataFrame | None
    examples: list[Example]
    title: str

    def __repr__(self):
        names = []
        for number, motif in enumerate(self.motifs):
            best = self.names(number)[:1]
            names.append(f"{motif.consensus} ({best[0]})" if best else motif.consensus)
        found = ", ".join(names) or "no motif that can be told from chance"
        return f"Interpretation of {self.net}, {self.n_explained} sequences: {found}"

    def names(
        self,
        number: int,
        *,
        max_q: float = MAX_Q,
        min_information: float = MIN_INFORMATION,
    ) -> list[str]:
        """Return what a motif may be called, the best match first, each name once.

        Parameters
        ----------
        number : int
            Position in `motifs`.

        max_q : float, default=0.05
            Largest q-value of a match.

        min_information : float, default=0.6
            Fewest bits, on average, in what a motif is matched to: on the spacers of
            long motifs nearly everything matches.

        Returns
        -------
        names : list of str
            Empty if none matches, or if names were not looked up.
        """
        if self.matches is None:
            return []
        rows = self.matches[self.matches["query_index"] == number]
        rows = rows[rows["q_value"] <= max_q]
        rows = rows[rows["information"] >= min_information]
        named = rows["target_name"].where(rows["target_name"] != "", rows["target"])
        return list(dict.fromkeys(named))

    def save(self, path: str | os.PathLike) -> Path:
        """Write the page as one HTML file that needs no network.

        Parameters
        ----------
        path : str or path-like
            Where; an existing file is replaced.

        Returns
        -------
        path : Path
            The file.

        Raises
        ------
        ImportError
            If matplotlib, which draws the figures, is not installed.
        ValueError
            If it cannot be written there. Nothing is half-written.
        """
        path = Path(path)
        if not path.name:
            raise ValueError(f"The path of the page must name a file. Got {path!r}.")
        page = render(self)
        part = path.with_name(f"{path.name}.part")
        try:
            part.write_text(page, encoding="utf-8")
            part.replace(path)
        except OSError as error:
            with suppress(OSError):
                part.unlink()
            raise ValueError(
                f"The page cannot be written to {str(path)!r}: {error.strerror}. "
                "Give the path of a file in a folder that exists and is yours."
            ) from error
        return path

    def _repr_html_(self) -> str | None:
        try:
            page = render(self)
        except ImportError:  # without matplotlib a notebook shows the plain words
            return None
        # A frame of its own keeps the notebook's styles out, and the page's in.
        return (
            f'<iframe srcdoc="{html.escape(page)}" '
            f'title="{html.escape(self.title)}" '
            'style="width: 100%; height: 800px; border: 0"></iframe>'
        )
