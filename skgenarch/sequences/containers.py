"""What sequences may come in, and giving them back in the same kind of container."""

import numpy as np


def read(X, *, by: str) -> list | np.ndarray:
    """Return texts as a list of str or of bytes, numbers as an array.

    Parameters
    ----------
    X : sequences in any of the forms that `encode` documents
    by : str
        The function that asks, for the error messages.

    Returns
    -------
    list of str, list of bytes, or ndarray of numbers

    Raises
    ------
    TypeError
        If X is sparse.
    ValueError
        If X is a single text, holds no samples, or mixes texts with anything else.
    """
    if isinstance(X, str | bytes):
        raise ValueError(
            f"Expected a list of sequences, got a single {type(X).__name__}. "
            "Put it into a list: [sequence]."
        )
    if hasattr(X, "toarray") and hasattr(X, "nnz"):
        raise TypeError(
            "Sparse data was passed, but dense data is required. "
            "Use '.toarray()' to convert to a dense array."
        )
    if isinstance(X, list | tuple) and not _is_nested(X):
        _check_some(X, (len(X),), by)
        return _same_texts(list(X))
    try:
        array = np.asarray(X.to_numpy() if hasattr(X, "to_numpy") else X)
    except ValueError as error:
        raise ValueError(
            "Rows of numbers must all have the same shape. Pad codes on the right with "
            "PAD, or pass the sequences as text."
        ) from error
    if array.ndim == 0:
        raise ValueError(
            f"Expected a list or array of sequences, got {type(X).__name__}."
        )
    _check_some(array, array.shape, by)
    if array.dtype.kind not in "OUST":
        return array
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim != 1:
        raise ValueError(
            "Expected one sequence per row: a one-dimensional array or a single "
            f"column. Got an array of shape {array.shape} and dtype {array.dtype}."
        )
    return _same_texts(array.tolist())


def like(X, texts: list, *, n_repeats: int = 1):
    """Return `texts` in a container like X.

    A list, a tuple, an array of the same dtype, or a pandas object with the same
    index; with `n_repeats`, each row of X stands for as many texts.
    """
    if isinstance(X, list | tuple):
        return type(X)(texts)
    values = np.array(texts, dtype=object).reshape((-1, *X.shape[1:]))
    if isinstance(X, np.ndarray) or not hasattr(X, "take"):
        return values.astype(getattr(X, "dtype", object))
    # pandas: taking rows keeps index, name and dtype, and copies.
    out = X.take(np.repeat(np.arange(len(X)), n_repeats))
    out[:] = values
    return out


def _is_nested(X):
    """Tell a list of rows of numbers from a list of texts by its first item."""
    return len(X) > 0 and not isinstance(X[0], str | bytes) and hasattr(X[0], "__len__")


def _check_some(X, shape, by):
    if len(X) == 0:
        raise ValueError(
            f"Found array with 0 sample(s) (shape={shape}) while a minimum of 1 is "
            f"required by {by}."
        )


def _same_texts(texts):
    """Return the list as it is if it holds str only or bytes only, else as str."""
    kinds = set(map(type, texts))
    for kind in (str, bytes):
        if all(issubclass(one, kind) for one in kinds):
            return texts
    for row, text in enumerate(texts):
        if not isinstance(text, str | bytes):
            raise ValueError(
                f"Every sequence must be a str or bytes, but row {row} is {text!r} "
                f"({type(text).__name__}). Remove the row or fill it in."
            )
    return [t.decode("latin-1") if isinstance(t, bytes) else t for t in texts]
