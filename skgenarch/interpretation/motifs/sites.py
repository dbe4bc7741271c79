"""Where a matrix fits best: one site in each sequence, on either strand."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
import torch

from ...sequences import N_BASES, PAD

_NEVER = -1e6  # the score of a letter that is no base
_DIGITS = 4  # of scores: what comes after differs with the number of sequences


@dataclass(frozen=True)
class Searched:
    """Sequences, and the places where a site's middle may lie.

    Parameters
    ----------
    codes : uint8 array of shape (n, length)

    allowed : bool array of shape (n, length)
    """

    codes: np.ndarray
    allowed: np.ndarray

    @cached_property
    def channels(self) -> torch.Tensor:
        """One-hot, and a channel for what is no base, (n, 5, length) float32."""
        letters = np.minimum(self.codes, N_BASES)
        channels = letters[:, None] == np.arange(N_BASES + 1)[:, None]
        return torch.from_numpy(channels.astype(np.float32))

    def starts(self, width: int) -> np.ndarray:
        """Return where a site of `width` bases may start, (n, length - width + 1)."""
        n_starts = self.codes.shape[1] - width + 1
        middle = width // 2
        return self.allowed[:, middle : middle + max(n_starts, 0)]

    def rows(self, rows: np.ndarray) -> "Searched":
        """Return some of the sequences."""
        return Searched(self.codes[rows], self.allowed[rows])

    def without(self, sites: "Sites", width: int) -> "Searched":
        """Return the sequences with sites made unknown."""
        codes = self.codes.copy()
        places = sites.start[:, None] + np.arange(width)
        codes[sites.row[:, None], places] = PAD
        return replace(self, codes=codes)


class Sites(NamedTuple):
    """Sites, one a sequence at most.

    Attributes
    ----------
    row : int array
        Sequence.
    start : int array
        Leftmost base.
    reverse : bool array
        Whether the site stands on the other strand.
    score : float array
        Its score.
    """

    row: np.ndarray
    start: np.ndarray
    reverse: np.ndarray
    score: np.ndarray

    def where(self, chosen: np.ndarray) -> "Sites":
        """Return the chosen sites."""
        return Sites(*(column[chosen] for column in self))


def best_sites(searched: Searched, scores: np.ndarray) -> Sites:
    """Return the best site of each sequence.

    Parameters
    ----------
    searched : Searched

    scores : float array of shape (width, 4)
        What each base adds at each place, as log-odds.

    Returns
    -------
    sites : Sites
        One for each sequence; the score of one without any place for a site is
        -inf.
    """
    allowed = searched.starts(len(scores))
    if allowed.shape[1] == 0:
        n = len(searched.codes)
        none = np.zeros(n, dtype=np.intp)
        return Sites(np.arange(n), none, none > 0, np.full(n, -np.inf))
    total = _score_starts(searched, np.stack([scores, scores[::-1, ::-1]]))
    total[~(allowed[:, None] & (total > _NEVER / 2))] = -np.inf
    here, there = total[:, 0], total[:, 1]
    best_here, best_there = here.argmax(axis=1), there.argmax(axis=1)
    rows = np.arange(len(here))
    here, there = here[rows, best_here], there[rows, best_there]
    reverse = there > here
    return Sites(
        rows,
        np.where(reverse, best_there, best_here),
        reverse,
        np.where(reverse, there, here),
    )


def site_letters(codes: np.ndarray, sites: Sites, width: int, flank: int = 0):
    """Return the letters of sites as they read on their strand.

    Parameters
    ----------
    codes : uint8 array of shape (n, length)

    sites : Sites

    width, flank : int
        Bases of a site, and bases to add on both of its sides.

    Returns
    -------
    letters : uint8 array of shape (n_sites, width + 2 * flank)
        Padding where a flank leaves the sequence.
    """
    offsets = np.arange(-flank, width + flank)
    places = sites.start[:, None] + np.where(
        sites.reverse[:, None], width - 1 - offsets, offsets
    )
    inside = (places >= 0) & (places < codes.shape[1])
    letters = codes[sites.row[:, None], np.clip(places, 0, codes.shape[1] - 1)]
    turned = np.where(letters < N_BASES, N_BASES - 1 - letters, letters)
    letters = np.where(sites.reverse[:, None], turned, letters)
    return np.where(inside, letters, PAD).astype(np.uint8)


def _score_starts(searched, matrices):
    """Scores of matrices (m, width, 4) at all starts, (n, m, n_starts) float64."""
    n_matrices, width, _ = matrices.shape
    kernel = np.full((n_matrices, N_BASES + 1, width), _NEVER)
    kernel[:, :N_BASES] = matrices.transpose(0, 2, 1)
    kernel = torch.from_numpy(kernel.astype(np.float32))
    with torch.inference_mode():
        total = torch.nn.functional.conv1d(searched.channels, kernel)
    return total.double().numpy().round(_DIGITS)
