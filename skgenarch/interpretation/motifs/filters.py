"""What the filters of a net's first convolution respond to."""

import numpy as np
import torch

from ...sequences import N_BASES, PAD, reverse_complement
from ..nets import FittedNets
from .refinement import Found, count_sites, tell_apart
from .similarity import SAME, similarity
from .sites import Searched, Sites

_HALF = 0.5  # a place is a site where a filter gives half of the most it ever gives


def filter_matrices(
    nets: FittedNets,
    primary: Searched,
    control: Searched,
    background: np.ndarray,
    *,
    n_motifs: int,
    min_information: float,
) -> list[Found]:
    """Return the matrices of the filters that tell sequences from controls best.

    Each sequence gives the place, on either strand, to which the filter responds most,
    if it responds with half of its maximum over all sequences. Filters of all nets of
    an ensemble are looked at; of those that are alike the best is returned.

    Parameters
    ----------
    nets : FittedNets

    primary, control : Searched
        Sequences, and what they are compared with.

    background : ndarray of shape (4,)
        Probabilities of the bases.

    n_motifs : int
        Most matrices.

    min_information : float
        Bits that the outermost columns of a matrix have at least.

    Returns
    -------
    found : list of Found
        The best first.
    """
    found = []
    for conv in (conv.conv for net in nets.modules for conv in net.stem.convs):
        for sites in _sites_of_filters(nets, conv, primary.codes):
            counts = count_sites(
                primary,
                sites,
                conv.kernel_size[0],
                background,
                min_information,
                flank=0,
            )
            if counts is not None:
                found.append(tell_apart(primary, control, counts, background))
    found = [matrix for matrix in found if matrix.gain > 0]
    return _different(sorted(found, key=lambda matrix: -matrix.gain), n_motifs)


def _different(found, n):
    """Return the first `n` that are not like an earlier one: filters come in copies."""
    chosen = []
    for matrix in found:
        if len(chosen) == n:
            break
        if all(
            similarity(matrix.probabilities, earlier.probabilities) < SAME
            for earlier in chosen
        ):
            chosen.append(matrix)
    return chosen


def _sites_of_filters(nets, conv, codes):
    """Yield the sites of each filter, at most one a sequence."""
    here, here_start = _responses(nets, conv, codes)
    there, there_start = _responses(nets, conv, reverse_complement(codes))
    n_real = (codes != PAD).sum(axis=1)
    there_start = n_real[:, None] - conv.kernel_size[0] - there_start
    reverse = there > here
    best = np.where(reverse, there, here)
    start = np.where(reverse, there_start, here_start)
    rows = np.arange(len(codes))
    for number in range(best.shape[1]):
        strong = best[:, number] > _HALF * max(best[:, number].max(), 0.0)
        sites = Sites(rows, start[:, number], reverse[:, number], best[:, number])
        yield sites.where(strong & (start[:, number] >= 0))


def _responses(nets, conv, codes):
    """Return the highest response of each filter and where it starts, (n, filters)."""
    highest, starts = [], []
    for rows in nets.batches(len(codes), per_row=conv.out_channels // N_BASES + 1):
        x, _ = nets.expand(codes[rows])
        with torch.inference_mode():
            response, start = conv(x).max(dim=2)  # no padding: whole sites only
        highest.append(response.cpu().numpy())
        starts.append(start.cpu().numpy())
    return np.concatenate(highest), np.concatenate(starts)
