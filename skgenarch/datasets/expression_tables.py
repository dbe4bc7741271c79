"""Reading expression tables: genes in rows, samples in columns, groups of samples."""

import numpy as np
import pandas as pd

from .tables import first_duplicate, read_table

MISSING = {"", "na", "nan", "n/a", "#n/a", "null"}  # in upper or lower case


def read_named_rows(path) -> pd.DataFrame:
    """Read a table whose first column names its rows.

    Parameters
    ----------
    path : str or path-like
        TSV or CSV, gzip or not.

    Returns
    -------
    table : DataFrame of str
        The other columns, indexed by the first, in the order of the file.

    Raises
    ------
    ValueError
        If the table is malformed, or a name is empty or occurs twice.
    """
    table = read_table(path)
    names = table.columns[0]
    if (table[names] == "").any():
        raise ValueError(
            f"{path}: a cell of its first column, {names!r}, is empty. It must name "
            "the row."
        )
    duplicate = first_duplicate(table[names])
    if duplicate is not None:
        raise ValueError(f"{path}: more than one row is named {duplicate!r}. Keep one.")
    return table.set_index(names)


def read_expression(path) -> pd.DataFrame:
    r"""Read a table of numbers whose first column names the genes.

    Parameters
    ----------
    path : str or path-like
        TSV or CSV, gzip or not. Empty cells, NA, N/A, NaN and null are missing.

    Returns
    -------
    values : DataFrame of float64
        Genes in rows and samples in columns, in the order of the file.

    Raises
    ------
    ValueError
        If the table is malformed, or a cell is neither a finite number nor missing.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from skgenarch.datasets.expression_tables import read_expression
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder, "expression.csv")
    ...     _ = file.write_text("gene,liver,skin\nTP53,1.5,NA\n")
    ...     read_expression(file).loc["TP53"].tolist()
    [1.5, nan]
    """
    return to_numbers(read_named_rows(path), path)


def to_numbers(cells: pd.DataFrame, where) -> pd.DataFrame:
    """Turn cells, of text or of numbers, into numbers.

    Parameters
    ----------
    cells : DataFrame
        Named rows and columns.

    where : str or path-like
        What to call the table in an error.

    Returns
    -------
    values : DataFrame of float64
        The same rows and columns.

    Raises
    ------
    ValueError
        If a cell is neither a finite number nor missing.
    """
    try:  # numbers, all at once
        values = cells.to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError):
        rows = cells.to_numpy(dtype=object, na_value="")
        values = np.array([[_to_float(cell) for cell in row] for row in rows])
    wrong = np.argwhere(np.isinf(values))
    if len(wrong):
        row, column = wrong[0]
        cell = cells.astype(object).iat[row, column]
        raise ValueError(
            f"{where}: every cell must be a finite number, or empty or NA where "
            f"nothing was measured. Got {cell!r} in row "
            f"{cells.index[row]!r}, column {cells.columns[column]!r}."
        )
    return pd.DataFrame(values, index=cells.index, columns=cells.columns)


def _to_float(cell):
    """Return the number, NaN for a missing value, infinity for anything else."""
    if isinstance(cell, str) and cell.strip().lower() in MISSING:
        return np.nan
    try:
        return float(cell)
    except (TypeError, ValueError):
        return np.inf


def read_groups(path, samples: list[str]) -> pd.Series:
    """Read the group of each sample.

    Parameters
    ----------
    path : str or path-like
        Table with the columns ``column`` (a sample) and ``group``, or else with
        these as its first two columns.

    samples : list of str
        The samples that exist.

    Returns
    -------
    groups : Series of str
        Group by sample, in the order of `samples`, without those that have none.

    Raises
    ------
    ValueError
        If the table is malformed, a sample occurs twice or does not exist, or no
        sample has a group.
    """
    table = read_table(path)
    if not {"column", "group"} <= set(table.columns):
        table = table.set_axis(["column", "group", *table.columns[2:]], axis=1)
    return check_groups(table["column"], table["group"], samples, path)


def check_groups(names, groups, samples: list[str], where) -> pd.Series:
    """Order the groups as the samples; complain about samples they do not fit.

    Parameters
    ----------
    names, groups : list of str
        A sample and its group; empty or missing for none.

    samples : list of str
        The samples that exist.

    where : str or path-like
        What to call the groups in an error.

    Returns
    -------
    groups : Series of str
        Group by sample, in the order of `samples`, without those that have none.
    """
    groups = pd.Series(list(groups), index=list(names), dtype=object)
    groups = groups[groups.notna() & (groups != "")].astype(str).astype(object)
    duplicate = first_duplicate(groups.index)
    if duplicate is not None:
        raise ValueError(f"{where}: the sample {duplicate!r} has more than one group.")
    unknown = groups.index.difference(samples)
    if len(unknown):
        raise ValueError(
            f"{where}: the sample {unknown[0]!r} is not a column of the expression "
            f"table, which has {', '.join(map(repr, samples[:5]))} ..."
        )
    if groups.empty:
        raise ValueError(f"{where}: no sample has a group.")
    return groups[[sample for sample in samples if sample in groups.index]]


def average_groups(values: pd.DataFrame, groups: pd.Series) -> pd.DataFrame:
    """Average the samples of each group, leaving out missing values.

    Parameters
    ----------
    values : DataFrame of shape (n_genes, n_samples)
        Expression.

    groups : Series of str
        Group by sample, for each column of `values`.

    Returns
    -------
    means : DataFrame of shape (n_genes, n_groups)
        Groups in the order in which the columns name them first; NaN where a gene
        has no value in the whole group.

    Examples
    --------
    >>> import pandas as pd
    >>> from skgenarch.datasets.expression_tables import average_groups
    >>> values = pd.DataFrame({"b1": [1.0], "a1": [5.0], "b2": [2.0], "b3": [None]})
    >>> groups = pd.Series({"b1": "b", "a1": "a", "b2": "b", "b3": "b"})
    >>> average_groups(values, groups)
         b    a
    0  1.5  5.0
    """
    return values.T.groupby(groups, sort=False).mean().T
