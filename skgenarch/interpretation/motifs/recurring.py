"""Motifs that recur: found in one part of the sequences, tested on the other."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from ...sequences import N_BASES, decode, dinucleotide_shuffle, reverse_complement
from .discovery import background_of
from .enrichment import measure_enrichment
from .motif import Motif
from .refinement import Counts
from .sites import Searched, best_sites, site_letters

_HELD_OUT = 1 / 3
# Shuffles: few sequences need several, to tell what is by chance.
_N_CONTROLS = 2000
_MAX_SHUFFLES = 10


def recurring_motifs(
    searched: Searched, names: np.ndarray, find: Callable, *, max_p: float = 0.05, rng
) -> list[Motif]:
    """Return the motifs that a method finds and that come again in other sequences.

    Parameters
    ----------
    searched : Searched
        The sequences, and where in them to look.

    names : int array of shape (n,)
        What the sequences are called in the motifs' sites: rows of X.

    find : callable
        Takes sequences and controls (Searched both) and the background, and returns
        a list of `Found`.

    max_p : float
        Motifs whose enrichment in held-out sequences has a higher p-value are left
        out.

    rng : RandomState
        Draws the shuffles and what is held out.

    Returns
    -------
    motifs : list of Motif
    """
    background = background_of(searched.codes)
    # Copies of a sequence on both sides would be no test.
    learned, held_out = _split_with_controls(
        searched.rows(first_copies(searched.codes)), rng
    )
    motifs = []
    for found in find(*learned, background):
        enrichment = measure_enrichment(*held_out, found.scores, found.threshold)
        if enrichment.p_value <= max_p:
            motif = _as_motif(
                f"motif_{len(motifs) + 1}", found, searched, names, background
            )
            motifs.append(replace(motif, enrichment=enrichment))
    return motifs


def first_copies(codes: np.ndarray) -> np.ndarray:
    """Return the rows of the first copy of each sequence, on either strand.

    Parameters
    ----------
    codes : uint8 array of shape (n, length)

    Returns
    -------
    rows : int array
    """
    rows = {}
    for row, (here, there) in enumerate(
        zip(codes, reverse_complement(codes), strict=True)
    ):
        rows.setdefault(min(here.tobytes(), there.tobytes()), row)
    return np.fromiter(rows.values(), dtype=np.intp)


def _split_with_controls(searched, rng):
    """Return two parts of the sequences, each beside its shuffles.

    A shuffle is looked at in the same places as its sequence.
    """
    codes = searched.codes
    n_shuffles = int(np.clip(-(-_N_CONTROLS // len(codes)), 1, _MAX_SHUFFLES))
    shuffles = dinucleotide_shuffle(
        codes, n_shuffles=n_shuffles, random_state=rng.randint(2**31 - 1)
    ).reshape(len(codes), n_shuffles, -1)
    order = rng.permutation(len(codes))
    n_held_out = round(_HELD_OUT * len(codes))
    parts = []
    for part in (np.sort(order[n_held_out:]), np.sort(order[:n_held_out])):
        control = Searched(
            shuffles[part].reshape(-1, codes.shape[1]),
            np.repeat(searched.allowed[part], n_shuffles, axis=0),
        )
        parts.append((searched.rows(part), control))
    return parts


def _as_motif(name, found, searched, names, background):
    """Count the matrix from the sites in all sequences, and keep the sites."""
    width = len(found.scores)
    sites = best_sites(searched, found.scores)
    sites = sites.where(sites.score >= found.threshold)
    letters = site_letters(searched.codes, sites, width)
    counts = (letters[:, :, None] == np.arange(N_BASES)).sum(axis=0)
    counts = Counts(counts, sites.row)
    return Motif(
        name=name,
        probabilities=counts.probabilities(background),
        n_sites=len(sites.row),
        background=background,
        sites=pd.DataFrame(
            {
                "sequence": names[sites.row],
                "position": sites.start,
                "strand": np.where(sites.reverse, "-", "+"),
                "site": decode(letters),
                "score": sites.score,
            }
        ),
        support=len(sites.row) / len(searched.codes),
    )
