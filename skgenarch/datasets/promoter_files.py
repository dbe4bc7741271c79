"""Loading promoters and their expression, matched by the name of the gene."""

import warnings
from numbers import Integral
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.utils import Bunch, check_scalar

from .dropped import Dropped
from .expression_sources import load_expression, load_groups, name_of
from .expression_tables import average_groups, read_named_rows
from .gene_coordinates import neighbourhoods, window_coordinates
from .promoter_folders import find_promoter_files
from .promoter_sequences import (
    equal_lengths,
    fasta_sequences,
    genome_sequences,
    possible_genes,
    read_start_sites,
    sites_of_genes,
)


def load_promoters(
    fasta=None,
    expression=None,
    *,
    tss=None,
    genome=None,
    upstream=1000,
    downstream=1000,
    groups=None,
    average=True,
    genes=None,
    block_gap=1000,
    tss_index=None,
    unequal_lengths="raise",
    return_X_y=False,
    verbose=0,
):
    r"""Load promoter sequences and the expression of their genes.

    Sequences and expression are matched by the name of the gene, never by position;
    the order of the rows of any file does not matter. Genes that are in one of the
    two only are left out; ``dropped`` names whatever is left out, and why.

    Parameters
    ----------
    fasta : str or path-like, default=None
        FASTA file, gzip or not, with the name of the gene as the first word of each
        header; or a folder with the file ``promoters.fa.gz`` (or ``promoters.fa``).
        Where the parameters are None, its ``expression.tsv.gz`` (or ``.tsv``,
        ``.csv``) is used, together with ``groups.tsv`` if there is one, and its
        ``genes.tsv`` if there is one. Not needed with `tss` and `genome`.

    expression : str, path-like, DataFrame or AnnData-like, default=None
        Genes in rows and samples in columns or the other way round: the side with
        more names of the genes is the genes. A file is TSV or CSV, gzip or not, with
        the names in the first column and the first line. AnnData-like is whatever has
        ``X``, ``obs_names`` and ``var_names``. Empty cells and NA are missing values.
        Needed unless `fasta` is a folder.

    tss : str, path-like or TssRecords, default=None
        Where transcription starts: BED, EPDnew SGA or GTF, see
        `skgenarch.sequences.read_tss`. A name like ``MYC_2``, of no gene, is the
        second promoter of MYC, as in EPDnew; the first promoter of a gene is used.

    genome : str, path-like or mapping, default=None
        FASTA file of the genome, or chromosomes by name, from which the windows
        around `tss` are cut, along the strand, instead of `fasta`. Files need
        ``pip install "skgenarch[genome]"``.

    upstream, downstream : int, default=1000
        Number of bases to cut before the start site, and from it on.

    groups : str, path-like, mapping, Series or DataFrame, default=None
        Group, such as lineage, of each sample: a table with the columns ``column`` (a
        sample) and ``group``, or else with these as its first two columns; a mapping
        from samples to groups; or a column of AnnData's ``obs``. Samples without a
        group are left out.

    average : bool, default=True
        Whether to average the samples of each group, leaving out missing values.
        Without `groups` there is nothing to average.

    genes : str, path-like or DataFrame, default=None
        Table with the name of the gene in the first column (DataFrame: the index).
        Its column ``block``, if any, becomes ``blocks``.

    block_gap : int, default=1000
        Without a column ``block``, genes whose windows overlap, or have fewer bases
        than this between them, get a block in common. Where windows lie is known
        from `tss`, or else from the columns ``chrom`` and ``tss`` of `genes` (and
        ``strand``, if there is one).

    tss_index : int, default=None
        Index of the base at which transcription starts. If None, it is `upstream`
        with a genome; else the middle, ``length // 2``, of sequences of equal length.

    unequal_lengths : {"raise", "drop", "keep"}, default="raise"
        What to do about sequences that are not as long as most are.

    return_X_y : bool, default=False
        Whether to return only ``sequences`` and ``target``.

    verbose : int, default=0
        1 prints what was loaded and what was left out.

    Returns
    -------
    data : Bunch
        sequences : ndarray of shape (n_genes,) and dtype object
            The promoters, as upper-case str, sorted by the name of the gene.
        target : ndarray of shape (n_genes, n_outputs)
            Expression; NaN where nothing was measured.
        gene_names : ndarray of shape (n_genes,) and dtype object
            Names of the genes.
        output_names : list of str
            Names of the samples or, when averaged, of the groups, in the order of
            the samples.
        output_groups : list of str or None
            Group of each output; None without `groups`.
        blocks : ndarray of shape (n_genes,) and dtype object, or None
            Neighbourhood of each gene, to be used as ``groups`` of
            `sklearn.model_selection.GroupKFold`; None if it is not known.
        coordinates : DataFrame or None
            ``chrom``, ``start``, ``end`` and ``strand`` of each window, from 0, end
            not included; None if it is not known.
        genes : DataFrame or None
            The rows of the table `genes`, as text, indexed by the name of the gene.
        tss_index : int or None
            Where transcription starts; None if the sequences differ in length and
            nothing is given.
        dropped : DataFrame
            What was left out: ``name``, ``kind`` (gene, promoter, sample or output)
            and ``reason``.
        report : dict
            The same in numbers of genes ``only_in_fasta`` (or ``only_in_tss``),
            ``only_in_expression`` and ``without_values``; list of samples
            ``without_group``; list of outputs ``without_variation`` (fewer than two
            different values among the genes).
        filename, expression_filename : str
            The files.
        DESCR : str
            A description of the data.

    (X, y) : tuple
        ``sequences`` and ``target``, if `return_X_y` is true.

    Raises
    ------
    ImportError
        If `genome` is a file and pyfaidx is not installed.
    ValueError
        If a file is malformed, a gene or a column occurs twice, a cell is neither a
        finite number nor missing, no gene is in both files, no output varies, a
        group names a sample which does not exist, the sequences are of unequal
        length, or a gene is missing in `genes`.

    Warns
    -----
    UserWarning
        If more than half of the genes of either file have no partner.

    See Also
    --------
    make_promoters : Simulate data of this kind.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from skgenarch.datasets import load_promoters
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     fasta = pathlib.Path(folder, "promoters.fa")
    ...     table = pathlib.Path(folder, "expression.csv")
    ...     _ = fasta.write_text(">TP53\nACGT\n>ACTB\nGGCC\n>MYC\nTTTT\n")
    ...     _ = table.write_text("gene,liver,skin\nACTB,9,8\nTP53,2,NA\n")
    ...     data = load_promoters(fasta, table)
    >>> data.gene_names.tolist(), data.sequences.tolist()
    (['ACTB', 'TP53'], ['GGCC', 'ACGT'])
    >>> data.target.tolist()
    [[9.0], [2.0]]
    >>> data.dropped["reason"].tolist()
    ['only in fasta', 'without variation']
    """
    _check_choice(unequal_lengths)
    check_scalar(block_gap, "block_gap", Integral, min_val=0)
    files = find_promoter_files(fasta, expression, groups, genes, tss, genome)
    fasta, expression, groups, genes = files
    dropped = Dropped()

    sites = None
    if tss is not None:
        tss, tss_name = read_start_sites(tss)
    if genome is None:
        where, only = str(fasta), "only in fasta"
        sequences = fasta_sequences(fasta)
        values = load_expression(expression, sequences.index)
    else:
        where, only = tss_name, "only in tss"
        values = load_expression(expression, possible_genes(tss))
        sites = sites_of_genes(tss, values.index, dropped)
        if sites.empty:
            raise _no_common(pd.Index(tss.names), values.index, where, expression)
        sequences = genome_sequences(sites, genome, upstream, downstream, dropped)
        if tss_index not in (None, upstream):
            raise ValueError(
                "The 'tss_index' parameter of load_promoters must be None or equal to "
                f"'upstream', {upstream}, with a genome. Got {tss_index!r} instead."
            )
        tss_index = upstream

    output_groups = None
    if groups is not None:
        output_groups = load_groups(groups, list(values.columns), expression)
        left = [name for name in values if name not in output_groups]
        dropped.add("sample", left, "without group")
        values = values[output_groups.index]
        if average:
            values = average_groups(values, output_groups)
            output_groups = pd.Series(values.columns, index=values.columns)

    names = _match(sequences.index, values.index, where, expression, only, dropped)
    sequences = equal_lengths(sequences[names], unequal_lengths, where, dropped)
    tss_index = _check_tss_index(tss_index, sequences.str.len())
    values = _keep_measured(values.loc[sequences.index], expression, dropped)
    names = values.index
    # Copies, because what pandas gives away may be read-only.
    sequences = np.array(sequences[names], dtype=object)
    target = np.array(values, order="C")
    description = _describe(values, where, expression, dropped)
    if verbose:
        print(description)
    if return_X_y:
        return sequences, target

    if genes is not None:
        genes = _read_genes(genes, names)
    if tss is not None and sites is None:
        sites = sites_of_genes(tss, names, Dropped())
        _check_complete(sites.index, names, tss_name)
    coordinates = window_coordinates(sites, genes, names, sequences, tss_index)
    return Bunch(
        sequences=sequences,
        target=target,
        gene_names=np.array(names, dtype=object),
        output_names=list(values.columns),
        output_groups=(
            None if output_groups is None else list(output_groups[values.columns])
        ),
        blocks=_find_blocks(genes, coordinates, block_gap),
        coordinates=coordinates,
        genes=genes,
        tss_index=tss_index,
        dropped=dropped.frame(),
        report=_report(dropped, only),
        filename=where,
        expression_filename=name_of(expression),
        DESCR=description,
    )


def _check_choice(unequal_lengths):
    if unequal_lengths not in ("raise", "drop", "keep"):
        raise ValueError(
            "The 'unequal_lengths' parameter of load_promoters must be 'raise', "
            f"'drop' or 'keep'. Got {unequal_lengths!r} instead."
        )


def _check_tss_index(tss_index, lengths):
    """Return the index of the start of transcription, or None if it is not known."""
    if tss_index is None:
        return int(lengths.iloc[0]) // 2 if lengths.nunique() == 1 else None
    check_scalar(tss_index, "tss_index", Integral, min_val=0, max_val=lengths.min() - 1)
    return int(tss_index)


def _no_common(in_sequences, in_expression, where, expression):
    return ValueError(
        f"No gene is in both files: {where} has names like {in_sequences[0]!r}, "
        f"{name_of(expression)} has names like {in_expression[0]!r}."
    )


def _match(in_sequences, in_expression, where, expression, only, dropped):
    """Return the genes in both files, sorted, and note the others."""
    if in_sequences.empty:
        raise ValueError(f"{where}: no window is left. {dropped.sentence()}")
    common = in_sequences.intersection(in_expression).sort_values()
    if common.empty:
        raise _no_common(in_sequences, in_expression, where, expression)
    noted = {name for name, _, _ in dropped.rows}
    dropped.add("gene", in_sequences.difference(common), only)
    alone = [name for name in in_expression.difference(common) if name not in noted]
    dropped.add("gene", alone, "only in expression")
    n_sequences = len(common) + len(dropped.names(only))
    if len(common) < 0.5 * max(n_sequences, len(in_expression)):
        warnings.warn(
            f"Only {len(common)} genes are in both files: {where} has "
            f"{n_sequences}, {name_of(expression)} has {len(in_expression)}.",
            UserWarning,
            stacklevel=3,
        )
    return common


def _keep_measured(values, expression, dropped):
    """Leave out outputs without variation, then genes without any value."""
    varies = values.nunique() >= 2
    if not varies.any():
        raise ValueError(
            f"{name_of(expression)}: no column has two different values among the "
            f"{len(values)} genes which have a sequence."
        )
    measured = values.loc[:, varies].notna().any(axis=1)
    dropped.add("gene", values.index[~measured], "without values")
    dropped.add("output", values.columns[~varies], "without variation")
    return values.loc[measured, varies]


def _read_genes(genes, names):
    """Return the rows of the table of genes that belong to the given names."""
    if isinstance(genes, pd.DataFrame):
        where, table = "the 'genes' parameter", genes.set_axis(genes.index.map(str))
        if table.index.has_duplicates:
            twice = table.index[table.index.duplicated()][0]
            raise ValueError(f"{where}: more than one row is named {twice!r}.")
    else:
        where, table = genes, read_named_rows(genes)
    _check_complete(table.index, names, where)
    return table.loc[names]


def _check_complete(index, names, where):
    missing = names.difference(index)
    if len(missing):
        raise ValueError(
            f"{where}: {len(missing)} of {len(names)} genes are missing, "
            f"for example {missing[0]!r}."
        )


def _find_blocks(genes, coordinates, gap):
    if genes is not None and "block" in genes:
        return np.array(genes["block"], dtype=object)
    return None if coordinates is None else neighbourhoods(coordinates, gap)


def _report(dropped, only):
    """Count what was left out, by reason."""
    reasons = [only, "only in expression", "without values"]
    counts = {reason: len(dropped.names(reason)) for reason in reasons}
    for _, _, reason in dropped.rows:
        counts[reason] = len(dropped.names(reason))
    for reason in ("without group", "without variation"):
        counts[reason] = dropped.names(reason)
    return {reason.replace(" ", "_"): count for reason, count in counts.items()}


def _describe(values, where, expression, dropped):
    """Say in a few lines what was loaded and what was left out."""
    name = name_of(expression)
    return (
        f"Promoters of {values.shape[0]:,} genes from {Path(where).name}, with "
        f"{values.shape[1]} outputs from {Path(name).name}; "
        f"{values.isna().to_numpy().mean():.1%} of the values are missing.\n"
        f"{dropped.sentence()}"
    )
