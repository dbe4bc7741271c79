"""Sequences of promoters by gene: of a FASTA file, or cut from a genome."""

import re

import numpy as np
import pandas as pd

from ..sequences import TssRecords, cut_tss_windows, read_fasta, read_tss
from .tables import first_duplicate

# EPDnew numbers the promoters of a gene by strength: MYC_1 is the strongest of MYC.
_PROMOTER_NUMBER = re.compile(r"(.+)_(\d+)")


def fasta_sequences(fasta) -> pd.Series:
    """Return the upper-case sequences of a FASTA file by the name of the gene."""
    records = read_fasta(fasta)
    duplicate = first_duplicate(records.names)
    if duplicate is not None:
        raise ValueError(
            f"{fasta}: the gene {duplicate!r} has more than one sequence. Keep one."
        )
    sequences = [sequence.upper() for sequence in records.sequences]
    return pd.Series(sequences, index=list(records.names), dtype=object)


def equal_lengths(sequences, unequal_lengths, where, dropped) -> pd.Series:
    """Return the sequences that have the length that most of them have."""
    lengths = sequences.str.len()
    common = int(lengths.mode().iloc[0])
    others = sequences.index[lengths != common]
    if unequal_lengths == "keep" or others.empty:
        return sequences
    if unequal_lengths == "raise":
        raise ValueError(
            f"{where}: the windows must be of equal length, but {len(others):,} of "
            f"{len(sequences):,} do not have the {common:,} bases that most have, for "
            f"example {others[0]!r} with {lengths[others[0]]:,}. "
            "unequal_lengths='drop' leaves them out, 'keep' keeps them."
        )
    dropped.add("gene", others, "of another length")
    return sequences.drop(others)


def read_start_sites(tss) -> tuple[TssRecords, str]:
    """Return start sites, read if they are a file, and what to call them."""
    if isinstance(tss, TssRecords):
        return tss, "tss"
    return read_tss(tss), str(tss)


def possible_genes(tss) -> pd.Index:
    """Return all names by which the genes of start sites may be known elsewhere."""
    numbered = [_PROMOTER_NUMBER.fullmatch(name) for name in tss.names]
    return pd.Index([*tss.names, *(match[1] for match in numbered if match)]).unique()


def sites_of_genes(tss, genes, dropped) -> pd.DataFrame:
    """Return one start site per gene.

    A site belongs to the gene of its name or, as in EPDnew, of its name without the
    number of the promoter, of which the first is taken. A gene whose name stands for
    several sites that are not numbered is left out: which one is meant is unknown.

    Parameters
    ----------
    tss : TssRecords
        The start sites.

    genes : Index of str
        The genes that are wanted.

    dropped : Dropped
        Takes note of what is left out.

    Returns
    -------
    sites : DataFrame
        Columns ``chrom``, ``position`` (from 0) and ``strand``, by gene.
    """
    wanted = set(genes)
    found = {}  # by gene: number of the promoter and number of the record
    for row, name in enumerate(tss.names):
        numbered = _PROMOTER_NUMBER.fullmatch(name)
        if name in wanted:
            found.setdefault(name, []).append((-1, row))
        elif numbered and numbered[1] in wanted:
            found.setdefault(numbered[1], []).append((int(numbered[2]), row))
        else:
            dropped.add("promoter", [name], "only in tss")
    chosen = {}
    for gene, sites in found.items():
        (number, row), *others = sorted(sites)
        if others and others[0][0] == number:
            dropped.add("gene", [gene], "with several start sites")
            continue
        chosen[gene] = row
        names = [tss.names[row] for _, row in others]
        dropped.add("promoter", names, "behind the first of its gene")
    rows = list(chosen.values())
    columns = [np.array(column, dtype=object)[rows] for column in tss[1:]]
    sites = dict(zip(("chrom", "position", "strand"), columns, strict=True))
    sites = pd.DataFrame(sites, index=list(chosen), dtype=object)
    return sites.astype({"position": np.int64})


def genome_sequences(sites, genome, upstream, downstream, dropped) -> pd.Series:
    """Return the windows around start sites, without those that cannot be cut."""
    records = TssRecords(
        list(sites.index),
        sites["chrom"].tolist(),
        sites["position"].tolist(),
        sites["strand"].tolist(),
    )
    windows = cut_tss_windows(records, genome, upstream=upstream, downstream=downstream)
    for gene, obstacle in zip(sites.index, windows.obstacles, strict=True):
        if obstacle is not None:
            dropped.add("gene", [gene], f"with {obstacle}")
    sequences = pd.Series(windows.sequences, index=sites.index, dtype=object)
    return sequences[sequences.notna()].str.upper().astype(object)
