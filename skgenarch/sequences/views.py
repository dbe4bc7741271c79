"""Rows of stored sequences, none of which is read before it is needed."""

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

_BYTES_AT_A_TIME = 2**24


class CodesView(NDArrayOperatorsMixin):
    """Rows of an array of codes: chosen at once, read when they are needed.

    Splitters and searches of scikit-learn choose rows of it as of an array; what they
    get is another view, where an array would be copied. Estimators of this package
    read it an epoch or a batch at a time. Whatever else is done with it is done with
    the whole array, which is read for that.

    Parameters
    ----------
    codes : uint8 array of shape (n, length)
        As `encode` returns them; for more than fits in memory, a memory map
        (``numpy.load(path, mmap_mode="r")``).

    Raises
    ------
    ValueError
        If `codes` is another kind of array.

    Examples
    --------
    >>> import numpy as np
    >>> from skgenarch.sequences import CodesView, encode
    >>> view = CodesView(encode(["ACGT", "GGGG", "TTTT"]))[[2, 0]]
    >>> view.shape
    (2, 4)
    >>> np.asarray(view)
    array([[3, 3, 3, 3],
           [0, 1, 2, 3]], dtype=uint8)
    """

    ndim = 2
    dtype = np.dtype(np.uint8)

    def __init__(self, codes):
        if not self.takes(codes):
            kind = f"{type(codes).__name__} of dtype {getattr(codes, 'dtype', None)}"
            raise ValueError(
                "The 'codes' parameter must be an array of shape (n, length) and dtype "
                f"uint8. Got {kind} and shape {np.shape(codes)}. Use encode first."
            )
        self.codes = codes
        self.rows = None  # all of them
        self.length = codes.shape[1]
        self.steps = ()

    @staticmethod
    def takes(codes):
        """Whether this is an array of codes, so that its rows may be viewed."""
        return (
            isinstance(codes, np.ndarray)
            and codes.ndim == 2
            and codes.dtype == np.uint8
        )

    @property
    def shape(self):
        """Number of sequences, and of bases in each."""
        n_rows = len(self.codes) if self.rows is None else len(self.rows)
        return n_rows, self.length

    def __len__(self):
        return self.shape[0]

    def __getitem__(self, key):
        if isinstance(key, tuple) and len(key) == 2 and key[1] is Ellipsis:
            key = key[0]
        if isinstance(key, slice):
            if self.rows is None:
                return self._with(codes=self.codes[key])
            return self._with(rows=self.rows[key])
        if isinstance(key, int | np.integer):
            return np.asarray(self[[key]])[0]
        if isinstance(key, tuple) or np.ndim(key) != 1:
            return np.asarray(self)[key]
        return self._with(rows=self._numbers(np.asarray(key)))

    def _numbers(self, chosen):
        """Return the rows of the array that some rows of this are."""
        if len(chosen) == 0 and chosen.dtype != bool:
            chosen = chosen.astype(int)
        if self.rows is not None:
            return self.rows[chosen]
        if chosen.dtype.kind in "iu" and len(chosen):
            if chosen.min() >= 0 and chosen.max() < len(self):
                return chosen  # as it is: there may be many
        return np.arange(len(self))[chosen]

    def __array__(self, dtype=None, copy=None):
        codes = self.codes if self.rows is None else self.codes[self.rows]
        for step in self.steps:
            codes = step(codes)
        return (np.array if copy else np.asarray)(codes, dtype=dtype)

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        arrays = [np.asarray(x) if isinstance(x, CodesView) else x for x in inputs]
        return getattr(ufunc, method)(*arrays, **kwargs)

    def __getattr__(self, name):
        # Methods only: scikit-learn looks for others, for which nothing must be read.
        if name.startswith("_") or not callable(getattr(np.ndarray, name, None)):
            raise AttributeError(f"CodesView has no attribute {name!r}.")
        return getattr(np.asarray(self), name)

    def __repr__(self):
        return f"CodesView of shape {self.shape}"

    def through(self, step, length):
        """Return a view whose rows are changed when they are read.

        Parameters
        ----------
        step : callable
            Maps codes of some rows to codes of shape (n, length).
        length : int
        """
        return self._with(steps=(*self.steps, step), length=length)

    def parts(self):
        """Yield all rows in order, as arrays of some megabytes."""
        n_rows = max(1, _BYTES_AT_A_TIME // self.codes.shape[1])
        for start in range(0, len(self), n_rows):
            yield np.asarray(self[start : start + n_rows])

    def _with(self, **changes):
        view = object.__new__(type(self))
        vars(view).update(vars(self) | changes)
        return view
