"""Loading binding-site data from files: DeepBind's .seq, or FASTA."""

from pathlib import Path

import numpy as np
from sklearn.utils import Bunch

from ..sequences import dinucleotide_shuffle, read_fasta, read_seq
from ..sequences.fasta import is_fasta


def load_tfbs(
    path,
    *,
    test_path=None,
    negatives="auto",
    random_state=0,
    return_X_y=False,
):
    r"""Load sequences that are bound (1) or not bound (0) from one or two files.

    The format is recognised by its content, gzip or not:

    - DeepBind's ``.seq`` [1]_, a table with the columns ``FoldID``, ``EventID``,
      ``seq`` and ``Bound``;
    - FASTA, with a label of 0 or 1 as the first word of every header, or without
      any label, when all sequences count as bound.

    Parameters
    ----------
    path : str or path-like
        The file, or the training file of a pair.

    test_path : str or path-like, default=None
        The test file of a pair.

    negatives : {"auto", "shuffle", "none"}, default="auto"
        What to hold against the bound sequences, in either file:

        - "auto": the unbound sequences of the file. If it has none, one
          dinucleotide shuffle of each bound sequence;
        - "shuffle": one dinucleotide shuffle of each bound sequence, in place of
          any unbound sequences of the file;
        - "none": the file as it is.

    random_state : int, RandomState instance or None, default=0
        Determines the shuffles.

    return_X_y : bool, default=False
        Whether to return a tuple instead of a Bunch.

    Returns
    -------
    data : Bunch
        sequences : ndarray of shape (n_sequences,) and dtype object
            The sequences, as upper-case str, in the order of the file; the shuffles
            follow, in the order of the bound sequences.
        target : ndarray of shape (n_sequences,) and dtype int64
            1 for bound, 0 for unbound.
        names : ndarray of shape (n_sequences,) and dtype object
            Names in the file; shuffles are named after their bound sequence, with
            ``_shuf`` at the end.
        rank : ndarray of shape (n_sequences,) and dtype int64
            Position among the sequences of the same class, from 0: a shuffle has that
            of its bound sequence. In DeepBind's training files the strongest peaks
            come first, so that ``1 / (1 + rank / 500)`` weighs them higher.
        test_sequences, test_target, test_names
            The same for the test file, if there is one.
        filename, test_filename : str
            The files.
        DESCR : str
            A description of the data.

    (X, y) : tuple, or (X, y, X_test, y_test)
        Only ``sequences`` and ``target``, and those of the test file if there is
        one, if `return_X_y` is true.

    Raises
    ------
    ValueError
        If a file is malformed, a label is not 0 or 1, or no sequence is bound.

    See Also
    --------
    fetch_tfbs : Download public data of this kind.
    make_tfbs : Simulate data of this kind.

    References
    ----------
    .. [1] B. Alipanahi, A. Delong, M. T. Weirauch and B. J. Frey. Predicting the
       sequence specificities of DNA- and RNA-binding proteins by deep learning. Nature
       Biotechnology 33 (2015).

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from skgenarch.datasets import load_tfbs
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder, "peaks.fa")
    ...     _ = file.write_text(">1\nACGTT\n>0\nCCCAA\n>1\nttgca\n")
    ...     data = load_tfbs(file)
    >>> data.sequences.tolist()
    ['ACGTT', 'CCCAA', 'TTGCA']
    >>> data.target.tolist()
    [1, 0, 1]
    """
    if negatives not in ("auto", "shuffle", "none"):
        raise ValueError(
            "The 'negatives' parameter of load_tfbs must be 'auto', 'shuffle' or "
            f"'none'. Got {negatives!r} instead."
        )
    names, sequences, target = _load(path, negatives, random_state)
    rank = np.empty(len(target), dtype=np.int64)
    for label in (0, 1):
        rank[target == label] = np.arange(np.sum(target == label))
    data = Bunch(
        sequences=sequences,
        target=target,
        names=names,
        rank=rank,
        filename=str(path),
    )
    data.DESCR = "Training data: " + _describe(path, target)
    if test_path is not None:
        names, sequences, target = _load(test_path, negatives, random_state)
        data.update(
            test_sequences=sequences,
            test_target=target,
            test_names=names,
            test_filename=str(test_path),
        )
        data.DESCR += "\nTest data: " + _describe(test_path, target)
    if not return_X_y:
        return data
    if test_path is None:
        return data.sequences, data.target
    return data.sequences, data.target, data.test_sequences, data.test_target


def _load(path, negatives, random_state):
    """Return names, sequences and target of one file, with its negatives."""
    names, sequences, target = _read(path)
    bound = target == 1
    if not bound.any():
        raise ValueError(f"{path}: no sequence is bound (labelled 1).")
    if negatives == "shuffle":
        names, sequences, target = names[bound], sequences[bound], target[bound]
    if negatives == "shuffle" or (negatives == "auto" and bound.all()):
        shuffled = dinucleotide_shuffle(sequences, random_state=random_state)
        names = np.concatenate([names, names + "_shuf"])
        sequences = np.concatenate([sequences, shuffled])
        target = np.concatenate([target, np.zeros_like(target)])
    return names, sequences, target


def _read(path):
    """Return names, upper-case sequences and target of one file, as it is."""
    if is_fasta(path):
        records = read_fasta(path)
        target = _labels(path, records.names)
    else:
        records = read_seq(path)
        target = records.bound
    sequences = [sequence.upper() for sequence in records.sequences]
    return (
        np.array(records.names, dtype=object),
        np.array(sequences, dtype=object),
        target,
    )


def _labels(path, names):
    """Read the labels in the names of FASTA records; without any, all are bound."""
    labelled = [name in ("0", "1") for name in names]
    if not any(labelled):
        return np.ones(len(names), dtype=np.int64)
    if not all(labelled):
        i = labelled.index(False)
        raise ValueError(
            f"{path}: either all records must be labelled, by a header that begins "
            f"with 0 or 1, or none. Record {i + 1}, {names[i]!r}, is not."
        )
    return np.array([int(name) for name in names])


def _describe(path, target):
    """Say in a sentence what a file holds."""
    return (
        f"{len(target)} sequences from {Path(path).name}, of which "
        f"{int(target.sum())} are bound."
    )
