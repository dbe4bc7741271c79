"""Folds, plain or by block, in which each row is predicted exactly once."""

from numbers import Integral

import numpy as np
import pandas as pd
from sklearn.model_selection import GroupKFold, KFold, check_cv


def check_groups(groups, n_rows: int) -> np.ndarray | None:
    """Return the number of the group of each row, 0 to n_groups - 1, or None.

    Parameters
    ----------
    groups : array-like of shape (n_rows,) or None
        Names of the groups.

    n_rows : int
        Number of rows.

    Returns
    -------
    codes : ndarray of int or None
        Groups numbered in the order in which they come first.
    """
    if groups is None:
        return None
    groups = pd.Series(np.asarray(groups).tolist(), dtype=object)
    if len(groups) != n_rows:
        raise ValueError(
            f"groups must have one value for each of the {n_rows} rows of y. Got "
            f"{len(groups)}."
        )
    if groups.isna().any():
        raise ValueError(
            f"groups must name a group for each row. Row {groups.isna().argmax()} has "
            "none; give rows that stand alone a name of their own."
        )
    return pd.factorize(groups)[0]


def make_folds(cv, n_rows, groups, random_state) -> list[tuple]:
    """Return the row numbers of training and test part of each fold.

    Parameters
    ----------
    cv : int, cross-validation generator or iterable
        As of `cross_val_predict_scores`.

    n_rows : int
        Number of rows.

    groups : ndarray of shape (n_rows,) or None
        Numbers of groups.

    random_state : int, RandomState instance or None
        Shuffles, if `cv` is a number.

    Returns
    -------
    folds : list of (ndarray, ndarray)
        Training and test rows.

    Raises
    ------
    ValueError
        If there are fewer rows, or groups, than folds, or a row is in no test part
        or in several.
    """
    if isinstance(cv, Integral) and not isinstance(cv, bool):
        unit, n_units = "rows", n_rows
        if groups is not None:
            unit, n_units = "groups", len(np.unique(groups))
        if not 2 <= cv <= n_units:
            raise ValueError(
                f"The 'cv' parameter must be at least 2 and at most the number of "
                f"{unit}, {n_units}. Got {cv} folds instead."
            )
        kind = KFold if groups is None else GroupKFold
        cv = kind(int(cv), shuffle=True, random_state=random_state)
    elif cv is None or isinstance(cv, bool | str):
        raise ValueError(
            "The 'cv' parameter must be a number of folds, a splitter, or an iterable "
            f"of training and test rows. Got {cv!r} instead."
        )
    splits = check_cv(cv).split(np.zeros((n_rows, 1)), None, groups)
    rows = np.arange(n_rows)  # turns masks into numbers, and complains if they are off
    folds = [
        (rows[np.asarray(train)], rows[np.asarray(test)]) for train, test in splits
    ]
    tested = np.zeros(n_rows, dtype=int)
    for train, test in folds:
        np.add.at(tested, test, 1)
        if not len(train) or np.isin(train, test).any():
            raise ValueError(
                "Each fold of 'cv' must have training rows, none of them among its "
                "test rows."
            )
    if (tested != 1).any():
        raise ValueError(
            "The test parts of 'cv' must hold each row exactly once. Row "
            f"{(tested != 1).argmax()} is in {tested[(tested != 1).argmax()]} of them."
        )
    return folds


def take_rows(X, rows):
    """Take rows, by number, of a list, an array, a Series or a DataFrame.

    Parameters
    ----------
    X : list, array or pandas object
        What has rows.

    rows : ndarray of int
        Which.

    Returns
    -------
    taken : of the type of X
        The rows.
    """
    if hasattr(X, "iloc"):
        return X.iloc[rows]
    if isinstance(X, list | tuple):
        return [X[row] for row in rows]
    return X[rows]
