"""Loading promoters and their expression, matched by the name of the gene."""

import warnings
from numbers import Integral
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.utils import Bunch, check_scalar

from ..sequences import read_fasta
from .expression_tables import (
    average_groups,
    read_expression,
    read_groups,
    read_named_rows,
)
from .tables import first_duplicate


def load_promoters(
    fasta,
    expression=None,
    *,
    groups=None,
    genes=None,
    average=True,
    tss_index=None,
    return_X_y=False,
):
    r"""Load promoter sequences and the expression of their genes.

    Sequences and expression are matched by the name of the gene, never by position;
    the order of the rows of any file does not matter. Genes that are in one of the
    two files only are left out and counted in ``report``.

    Parameters
    ----------
    fasta : str or path-like
        FASTA file, gzip or not, with the name of the gene as the first word of each
        header; or a folder with the file ``promoters.fa.gz``. Where the parameters
        are None, its ``expression.tsv.gz`` is used, together with ``groups.tsv`` if
        there is one, and its ``genes.tsv`` if there is one.

    expression : str or path-like, default=None
        Table (TSV or CSV, gzip or not) with the name of the gene in the first column
        and one column per sample. Empty cells and NA are missing values. Needed
        unless `fasta` is a folder.

    groups : str or path-like, default=None
        Table with the columns ``column`` (a sample) and ``group``, or else with
        these as its first two columns. Samples without a group are left out.

    genes : str or path-like, default=None
        Table with the name of the gene in the first column. Its column ``block``, if
        any, names neighbourhoods of genes whose sequences may overlap, and becomes
        ``blocks``, to be used as ``groups`` of `sklearn.model_selection.GroupKFold`.

    average : bool, default=True
        Whether to average the samples of each group, leaving out missing values.
        Without `groups` there is nothing to average.

    tss_index : int, default=None
        Index of the base at which transcription starts. If None, it is the middle,
        ``length // 2``, of sequences of equal length.

    return_X_y : bool, default=False
        Whether to return only ``sequences`` and ``target``.

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
            the (first) column of the table.
        output_groups : list of str or None
            Group of each output; None without `groups`.
        blocks : ndarray of shape (n_genes,) and dtype object, or None
            Neighbourhood of each gene; None without a column ``block``.
        genes : DataFrame or None
            The rows of the table `genes`, as text, indexed by the name of the gene.
        tss_index : int or None
            Where transcription starts; None if the sequences differ in length and
            nothing is given.
        report : dict
            What was left out, and why: numbers of genes ``only_in_fasta``,
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
    ValueError
        If a file is malformed, a gene or a column occurs twice, a cell is neither a
        finite number nor missing, no gene is in both files, no output varies, a
        group names a sample which does not exist, or a gene is missing in `genes`.

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
    >>> data.target.tolist(), data.report["without_variation"]
    ([[9.0], [2.0]], ['skin'])
    """
    fasta, expression, groups, genes = _find_files(fasta, expression, groups, genes)
    sequences = _read_sequences(fasta)
    tss_index = _check_tss_index(tss_index, sequences.str.len())
    values = read_expression(expression)
    report = {"without_group": []}
    output_groups = None
    if groups is not None:
        output_groups = read_groups(groups, list(values.columns))
        report["without_group"] = [c for c in values if c not in output_groups]
        values = values[output_groups.index]
        if average:
            values = average_groups(values, output_groups)
            output_groups = pd.Series(values.columns, index=values.columns)

    names = _match(sequences.index, values.index, fasta, expression, report)
    values = _keep_measured(values.loc[names], expression, report)
    # Copies, because what pandas gives away may be read-only.
    sequences = np.array(sequences[values.index], dtype=object)
    target = np.array(values, order="C")
    if return_X_y:
        return sequences, target
    if genes is not None:
        genes = _read_genes(genes, values.index)
    return Bunch(
        sequences=sequences,
        target=target,
        gene_names=np.array(values.index, dtype=object),
        output_names=list(values.columns),
        output_groups=(
            None if output_groups is None else list(output_groups[values.columns])
        ),
        blocks=(
            None
            if genes is None or "block" not in genes
            else np.array(genes["block"], dtype=object)
        ),
        genes=genes,
        tss_index=tss_index,
        report=report,
        filename=str(fasta),
        expression_filename=str(expression),
        DESCR=_describe(values, fasta, expression, report),
    )


def _find_files(fasta, expression, groups, genes):
    """Fill in the files of a folder."""
    folder = Path(fasta)
    if not folder.is_dir():
        if expression is None:
            raise ValueError(
                "The 'expression' parameter of load_promoters must be a file unless "
                f"'fasta' is a folder. Got None, and {fasta} is not a folder."
            )
        return fasta, expression, groups, genes
    # The groups belong to the samples of this one table, so they come with it only.
    if expression is None:
        expression = folder / "expression.tsv.gz"
        if groups is None and (folder / "groups.tsv").is_file():
            groups = folder / "groups.tsv"
    if genes is None and (folder / "genes.tsv").is_file():
        genes = folder / "genes.tsv"
    return folder / "promoters.fa.gz", expression, groups, genes


def _read_sequences(fasta):
    """Return the upper-case sequences as a Series by the name of the gene."""
    records = read_fasta(fasta)
    duplicate = first_duplicate(records.names)
    if duplicate is not None:
        raise ValueError(
            f"{fasta}: the gene {duplicate!r} has more than one sequence. Keep one."
        )
    sequences = [sequence.upper() for sequence in records.sequences]
    return pd.Series(sequences, index=list(records.names), dtype=object)


def _check_tss_index(tss_index, lengths):
    """Return the index of the start of transcription, or None if it is not known."""
    if tss_index is None:
        return int(lengths.iloc[0]) // 2 if lengths.nunique() == 1 else None
    check_scalar(tss_index, "tss_index", Integral, min_val=0, max_val=lengths.min() - 1)
    return int(tss_index)


def _match(in_fasta, in_expression, fasta, expression, report):
    """Return the genes in both files, sorted, and count the others."""
    common = in_fasta.intersection(in_expression).sort_values()
    if common.empty:
        raise ValueError(
            f"No gene is in both files: {fasta} has names like {in_fasta[0]!r}, "
            f"{expression} has names like {in_expression[0]!r}."
        )
    report["only_in_fasta"] = len(in_fasta) - len(common)
    report["only_in_expression"] = len(in_expression) - len(common)
    if len(common) < 0.5 * max(len(in_fasta), len(in_expression)):
        warnings.warn(
            f"Only {len(common)} genes are in both files: {fasta} has "
            f"{len(in_fasta)}, {expression} has {len(in_expression)}.",
            UserWarning,
            stacklevel=3,
        )
    return common


def _keep_measured(values, expression, report):
    """Leave out outputs without variation, then genes without any value."""
    varies = values.nunique() >= 2
    measured = values.loc[:, varies].notna().any(axis=1)
    report["without_values"] = int((~measured).sum())
    report["without_variation"] = list(values.columns[~varies])
    if not varies.any():
        raise ValueError(
            f"{expression}: no column has two different values among the "
            f"{len(values)} genes which have a sequence."
        )
    return values.loc[measured, varies]


def _read_genes(path, names):
    """Return the rows of the table of genes that belong to the given names."""
    genes = read_named_rows(path)
    missing = names.difference(genes.index)
    if len(missing):
        raise ValueError(
            f"{path}: {len(missing)} of {len(names)} genes are missing, "
            f"for example {missing[0]!r}."
        )
    return genes.loc[names]


def _describe(values, fasta, expression, report):
    """Say in a few lines what was loaded and what was left out."""
    counts = {
        name: count if isinstance(count, int) else len(count)
        for name, count in report.items()
    }
    left_out = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    return (
        f"Promoters of {values.shape[0]} genes from {Path(fasta).name}, with "
        f"{values.shape[1]} outputs from {Path(expression).name}; "
        f"{values.isna().to_numpy().mean():.1%} of the values are missing.\n"
        f"Left out: {left_out.replace('_', ' ') or 'nothing'}."
    )
