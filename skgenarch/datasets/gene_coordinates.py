"""Where the windows of genes lie, and which of them are neighbours."""

import numpy as np
import pandas as pd


def window_coordinates(sites, genes, names, sequences, tss_index):
    """Return where the windows lie in the genome, or None if that is not known.

    Parameters
    ----------
    sites : DataFrame or None
        Columns ``chrom``, ``position`` (from 0) and ``strand``, by gene.

    genes : DataFrame or None
        Else, its columns ``chrom``, ``tss`` (from 1) and ``strand`` are used.

    names : Index of str
        The genes, in the order of `sequences`.

    sequences : sequence of str
        The windows.

    tss_index : int or None
        Where transcription starts in them; None for the middle of each.

    Returns
    -------
    coordinates : DataFrame or None
        ``chrom``, ``start``, ``end`` (from 0, end not included), ``strand``, by gene.
    """
    if sites is not None:
        sites = sites.loc[names]
        chrom, position, strand = (sites[c].to_numpy() for c in sites)
    elif genes is not None and {"chrom", "tss"} <= set(genes):
        chrom = genes["chrom"].to_numpy()
        position = pd.to_numeric(genes["tss"], errors="coerce").to_numpy()
        if not np.isfinite(position).all():
            return None
        position = position.astype(np.int64) - 1  # tables count from 1
        strand = (
            genes["strand"].to_numpy()
            if "strand" in genes
            else np.full(len(genes), "+")
        )
    else:
        return None
    lengths = np.array([len(sequence) for sequence in sequences])
    upstream = lengths // 2 if tss_index is None else tss_index
    downstream = lengths - upstream
    start = np.where(strand == "-", position - downstream + 1, position - upstream)
    columns = {"chrom": chrom, "start": start, "end": start + lengths, "strand": strand}
    return pd.DataFrame(columns, index=names)


def neighbourhoods(coordinates: pd.DataFrame, gap: int) -> np.ndarray:
    """Name the block of each window: a run of windows close to one another.

    Two windows of a chromosome share a block if, on either strand, they overlap or
    fewer than `gap` bases lie between them, or if windows between them link them so.
    (Bins of fixed size, which are often used instead, cut through overlaps.)

    Parameters
    ----------
    coordinates : DataFrame
        Columns ``chrom``, ``start`` and ``end`` (from 0, end not included), one row
        per window.

    gap : int
        Number of bases.

    Returns
    -------
    blocks : ndarray of shape (n_windows,) and dtype object
        ``chromosome:start-end`` of each window's block, in the order of the rows.

    Examples
    --------
    >>> import pandas as pd
    >>> from skgenarch.datasets.gene_coordinates import neighbourhoods
    >>> windows = {"chrom": ["c1"] * 3, "start": [90, 0, 10], "end": [99, 15, 20]}
    >>> neighbourhoods(pd.DataFrame(windows), gap=0).tolist()
    ['c1:90-99', 'c1:0-20', 'c1:0-20']
    """
    blocks = np.empty(len(coordinates), dtype=object)
    chromosomes = coordinates["chrom"].to_numpy()
    starts, ends = (coordinates[name].to_numpy() for name in ("start", "end"))
    for chromosome in pd.unique(chromosomes):
        here = np.flatnonzero(chromosomes == chromosome)
        here = here[np.argsort(starts[here], kind="stable")]
        reached = np.maximum.accumulate(ends[here])
        apart = starts[here][1:] - reached[:-1] >= gap
        for run in np.split(here, np.flatnonzero(apart) + 1):
            name = f"{chromosome}:{starts[run].min()}-{ends[run].max()}"
            blocks[run] = name
    return blocks
