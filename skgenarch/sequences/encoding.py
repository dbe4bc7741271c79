"""Text, codes or one-hot in; one byte per base out; and text again."""

from numbers import Integral

import numpy as np

from .alphabet import (
    BYTE_OF_CODE,
    CODE_OF_BYTE,
    FOREIGN,
    LETTERS,
    N_BASES,
    PAD,
    as_bytes,
    check_letters,
    check_unknown,
)
from .containers import read
from .onehot import read_one_hot, write_one_hot

# Letters are translated in pieces of this size, so that the copies that Python makes
# on the way stay in the processor's cache and cost no memory worth mentioning.
_PIECE = 1 << 17


def encode(X, *, length=None, unknown="zero", copy=True):
    """Return sequences as small integers, one byte per base.

    A, C, G, T become 0, 1, 2, 3; N becomes 4, the other IUPAC letters 5 to 14; and 15
    fills up the right of a sequence that is shorter than the longest. Lower case is
    read as upper case, U as T.

    Parameters
    ----------
    X : list, tuple, array or pandas object of n_samples sequences
        Sequences as `str` or `bytes` (a list or tuple, an array of dtype object,
        ``U`` or ``S``, a Series, or a table of one column); or integer codes of shape
        (n_samples, length) as this function returns them; or one-hot of shape
        (n_samples, 4, length), channels in the order A, C, G, T, of any real dtype.

        A one-hot column may be all zero or 0.25 throughout (N), or hold equal shares
        of the bases of an IUPAC letter. Zeros to the right end of a sequence are
        padding, except that a sequence of nothing but zeros is all N.
    length : int, default=None
        The number of columns to pad to. By default that of the longest sequence.
    unknown : {"zero", "uniform", "iupac", "raise"}, default="zero"
        What is to become of ambiguous letters in one-hot form, see `one_hot`. Here it
        makes a difference only with ``"raise"``, which refuses them; otherwise they
        keep their codes and `decode` gives them back.
    copy : bool, default=True
        Whether the result must be a new array. If False, codes that are already of
        this type and length are returned as they are, to save memory.

    Returns
    -------
    ndarray of shape (n_samples, length), dtype uint8
        In C order.

    Raises
    ------
    ValueError
        If X is empty or of another kind, a sequence is empty or longer than `length`,
        or anything in it is not a letter, a code or a one-hot column. The message
        names row and position, counted from 0.
    TypeError
        If X is sparse.

    See Also
    --------
    decode : The way back.
    one_hot : One-hot form.

    Examples
    --------
    >>> from skgenarch.sequences import encode
    >>> encode(["ACGT", "nac"])
    array([[ 0,  1,  2,  3],
           [ 4,  0,  1, 15]], dtype=uint8)
    """
    check_unknown(unknown)
    _check_length(length)
    X = read(X, by="encode")
    if isinstance(X, list):
        codes = _from_texts(X, length)
    else:
        codes = read_one_hot(X) if X.ndim == 3 else _from_codes(X, copy)
        codes = _fit(codes, length)
    if unknown == "raise":
        _refuse_ambiguous(codes)
    return codes


def decode(codes):
    """Return sequences of codes as upper-case text, without the padding.

    Parameters
    ----------
    codes : array-like of int of shape (n_samples, length)
        Codes as `encode` returns them.

    Returns
    -------
    list of str

    Raises
    ------
    ValueError
        If a value is not a code, or padding stands anywhere but on the right.

    See Also
    --------
    encode : The way there.

    Examples
    --------
    >>> from skgenarch.sequences import decode, encode
    >>> decode(encode(["ACGT", "nac"]))
    ['ACGT', 'NAC']
    """
    codes = read(codes, by="decode")
    if isinstance(codes, list) or codes.ndim != 2:
        raise ValueError(
            "Expected integer codes of shape (n_samples, length) as encode returns "
            f"them, got shape {np.shape(codes)}."
        )
    codes = _from_codes(codes, copy=False)
    n, length = codes.shape
    text = codes.tobytes().translate(BYTE_OF_CODE).decode("ascii")
    return [
        text[start : start + width]
        for start, width in zip(
            range(0, n * length, length), lengths(codes).tolist(), strict=True
        )
    ]


def lengths(codes: np.ndarray) -> np.ndarray:
    """Return the number of letters in each row of codes, the padding not counted."""
    n, length = codes.shape
    widths = np.full(n, length)
    short = np.flatnonzero(codes[:, -1] == PAD)
    if len(short):
        letter = codes[short, ::-1] != PAD
        widths[short] = np.where(letter.any(axis=1), length - letter.argmax(axis=1), 0)
    return widths


def _check_length(length):
    whole = isinstance(length, Integral) and not isinstance(length, bool)
    if length is not None and not (whole and length >= 1):
        raise ValueError(
            "The 'length' parameter must be an int in the range [1, inf) or None. "
            f"Got {length!r} instead."
        )


def _from_texts(texts, length):
    widths = np.fromiter(map(len, texts), dtype=np.intp, count=len(texts))
    if widths.min() == 0:
        raise ValueError(
            f"Every sequence needs at least one letter, but row {widths.argmin()} is "
            "empty."
        )
    length = _common_length(widths, length)
    letters = np.empty(widths.sum(), dtype=np.uint8)
    start = 0
    for piece in _pieces(texts, int(widths.max())):
        part = letters[start : start + len(piece)]
        part[:] = np.frombuffer(as_bytes(piece).translate(CODE_OF_BYTE), np.uint8)
        if part.max() == FOREIGN:
            for row, text in enumerate(texts):
                check_letters(text, f"row {row}")
        start += len(piece)
    if widths.min() == length:
        return letters.reshape(len(texts), length)
    codes = np.full((len(texts), length), PAD, dtype=np.uint8)
    codes[np.arange(length) < widths[:, np.newaxis]] = letters
    return codes


def _pieces(texts, longest):
    """Yield all letters in order: many rows at a time, or parts of a long row."""
    n_rows = max(1, _PIECE // longest)
    nothing = texts[0][:0]
    for row in range(0, len(texts), n_rows):
        joined = nothing.join(texts[row : row + n_rows])
        for start in range(0, len(joined), _PIECE):
            yield joined[start : start + _PIECE]


def _from_codes(array, copy):
    if array.ndim != 2:
        raise ValueError(
            "Expected sequences as text, as integer codes of shape (n_samples, length) "
            f"or as one-hot of shape (n_samples, 4, length). Got shape {array.shape}."
        )
    if array.dtype.kind not in "iu":
        raise ValueError(
            "A two-dimensional X must hold integer codes, one for each base, but its "
            f"dtype is {array.dtype}. One-hot needs the shape (n_samples, 4, length)."
        )
    if array.shape[1] == 0:
        raise ValueError(
            f"Found array with 0 feature(s) (shape={array.shape}) while a minimum of 1 "
            "is required by encode."
        )
    if array.max() > PAD or array.min() < 0:
        row, position = np.argwhere((array > PAD) | (array < 0))[0]
        raise ValueError(
            f"Codes must be in the range [0, {PAD}], but row {row}, position "
            f"{position} is {array[row, position]}."
        )
    codes = (np.array if copy else np.asarray)(array, dtype=np.uint8, order="C")
    _check_padding(codes)
    return codes


def _check_padding(codes):
    if codes.max() < PAD:
        return
    padded = codes == PAD
    row, position = np.nonzero(padded[:, :-1] & ~padded[:, 1:])
    if len(row):
        raise ValueError(
            f"Padding (code {PAD}) must be to the right of a sequence, but in row "
            f"{row[0]} it is followed by a letter at position {position[0] + 1}."
        )
    if padded[:, 0].any():
        raise ValueError(
            "Every sequence needs at least one letter, but row "
            f"{padded[:, 0].argmax()} is all padding."
        )


def _fit(codes, length):
    """Pad codes to `length` columns, or cut off columns that hold padding only."""
    if length is None or length == codes.shape[1]:
        return codes
    _common_length(lengths(codes), length)
    fitted = np.full((len(codes), length), PAD, dtype=np.uint8)
    width = min(length, codes.shape[1])
    fitted[:, :width] = codes[:, :width]
    return fitted


def _common_length(widths, length):
    longest = int(widths.max())
    if length is None:
        return longest
    if longest > length:
        row = int(np.argmax(widths > length))
        raise ValueError(
            f"Row {row} has {widths[row]} letters, more than length={length}. Cut the "
            "sequences, or raise the 'length' parameter."
        )
    return length


def _refuse_ambiguous(codes):
    if codes.max() < N_BASES:
        return
    found = np.argwhere((codes >= N_BASES) & (codes < PAD))
    if len(found):
        row, position = found[0]
        raise ValueError(
            f"Row {row}, position {position} is the ambiguous letter "
            f"{LETTERS[codes[row, position]]!r}, which unknown='raise' does not allow. "
            "Choose another rule: 'zero', 'uniform' or 'iupac'."
        )


def one_hot(X, *, unknown="zero", dtype=np.float32):
    """Return sequences in one-hot form, four channels in the order A, C, G, T.

    Parameters
    ----------
    X : list, tuple, array or pandas object of n_samples sequences
        Anything that `encode` takes.
    unknown : {"zero", "uniform", "iupac", "raise"}, default="zero"
        What an ambiguous letter becomes: zeros; 0.25 on each base; equal shares for
        the bases that it stands for; or an error. Padding is always zeros.
    dtype : dtype, default=np.float32
        The type of the numbers.

    Returns
    -------
    ndarray of shape (n_samples, 4, length)

    Raises
    ------
    ValueError
        If X is not what `encode` takes, or an integer `dtype` cannot hold the
        fractions that `unknown` asks for.
    TypeError
        If X is sparse.

    See Also
    --------
    encode : The same in a sixteenth of the memory.
    one_hot_table : The rows from which this is made.

    Examples
    --------
    >>> from skgenarch.sequences import one_hot
    >>> one_hot(["GATN"], unknown="uniform")
    array([[[0.  , 1.  , 0.  , 0.25],
            [0.  , 0.  , 0.  , 0.25],
            [1.  , 0.  , 0.  , 0.25],
            [0.  , 0.  , 1.  , 0.25]]], dtype=float32)
    """
    return write_one_hot(encode(X, unknown=unknown), unknown, dtype)
