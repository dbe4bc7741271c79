"""Expression as a file, a DataFrame or AnnData: genes in rows, whichever way round."""

from collections.abc import Mapping
from os import PathLike

import numpy as np
import pandas as pd

from .expression_tables import check_groups, read_expression, read_groups, to_numbers
from .tables import first_duplicate


def is_annotated(source) -> bool:
    """Tell an AnnData object, or one like it, by what it has."""
    return all(hasattr(source, name) for name in ("X", "obs_names", "var_names"))


def name_of(source) -> str:
    """Return what to call a source of expression in messages."""
    if isinstance(source, str | PathLike):
        return str(source)
    return f"the expression {type(source).__name__}"


def load_expression(source, genes) -> pd.DataFrame:
    """Return expression with genes in rows, whatever it comes as.

    Parameters
    ----------
    source : str, path-like, DataFrame or AnnData-like
        A table; see `load_promoters`.

    genes : Index of str
        Names of genes. The side of the table which has more of them is the genes.

    Returns
    -------
    values : DataFrame of float64, of shape (n_genes, n_samples)
        Named rows and columns, NaN where nothing was measured.

    Raises
    ------
    ValueError
        If it is none of these, a name occurs twice or is missing, or a cell is
        neither a finite number nor missing.
    """
    if isinstance(source, str | PathLike):
        values = read_expression(source)
    elif is_annotated(source):
        cells = source.X.toarray() if hasattr(source.X, "toarray") else source.X
        values = pd.DataFrame(
            np.asarray(cells), index=source.obs_names, columns=source.var_names
        )
        values = _check_frame(values, name_of(source))
    elif isinstance(source, pd.DataFrame):
        values = _check_frame(source, name_of(source))
    else:
        raise ValueError(
            "The 'expression' parameter of load_promoters must be a file, a DataFrame "
            f"or an AnnData object. Got {type(source).__name__} instead."
        )
    in_rows = values.index.isin(genes).sum()
    in_columns = values.columns.isin(genes).sum()
    return values.T if in_columns > in_rows else values


def _check_frame(frame, where):
    if frame.empty:
        raise ValueError(f"{where} must have rows and columns. Got {frame.shape}.")
    named = {}
    for side, names in (("row", frame.index), ("column", frame.columns)):
        if isinstance(names, pd.MultiIndex) or names.isna().any():
            raise ValueError(f"{where}: each {side} must have one name.")
        named[side] = pd.Index([str(name) for name in names], dtype=object)
        duplicate = first_duplicate(named[side])
        if duplicate is not None:
            raise ValueError(
                f"{where}: more than one {side} is named {duplicate!r}. Keep one."
            )
    frame = frame.set_axis(named["row"], axis=0).set_axis(named["column"], axis=1)
    return to_numbers(frame, where)


def load_groups(groups, samples: list[str], source) -> pd.Series:
    """Return the group of each sample, in the order of the samples.

    Parameters
    ----------
    groups : str, path-like, mapping, Series or DataFrame
        A file; the group by sample; a table as in a file; or, where `source` is
        AnnData-like, a column of its ``obs`` or ``var``.

    samples : list of str
        The samples that exist.

    source : object
        The source of expression.

    Returns
    -------
    groups : Series of str
        Group by sample, without the samples that have none.
    """
    if isinstance(groups, str) and is_annotated(source):
        for side in ("obs", "var"):
            table = getattr(source, side, None)
            # The side of the samples, not a column about genes of the same name.
            if (
                table is not None
                and groups in table
                and set(samples) == set(map(str, table.index))
            ):
                names = [str(name) for name in table.index]
                return check_groups(names, table[groups], samples, f"{side}.{groups}")
    if isinstance(groups, str | PathLike):
        return read_groups(groups, samples)
    where = "the 'groups' parameter"
    if isinstance(groups, pd.DataFrame):
        if not {"column", "group"} <= set(groups.columns):
            raise ValueError(
                f"{where} must have the columns 'column' and 'group' if it is a "
                f"DataFrame. Got {list(groups.columns)}."
            )
        return check_groups(groups["column"], groups["group"], samples, where)
    if isinstance(groups, Mapping | pd.Series):
        groups = pd.Series(groups, dtype=object)
        return check_groups(map(str, groups.index), groups, samples, where)
    raise ValueError(
        f"{where} of load_promoters must be a file, a mapping from samples to groups, "
        f"a Series or a DataFrame. Got {type(groups).__name__} instead."
    )
