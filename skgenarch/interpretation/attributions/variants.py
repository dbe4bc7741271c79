"""What a variant does to the score: other alleles of the same sequences."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from ...sequences import PAD, decode, encode, lengths
from ..nets import FittedNets

COLUMNS = ("sequence", "position", "ref", "alt")


def variant_effect(
    estimator: Any, sequences, alternatives, *, output: Any = None
) -> np.ndarray:
    """Return how the score changes from a sequence to its alternative.

    Parameters
    ----------
    estimator : fitted estimator
        A net of this package, or a search or pipeline that ends in one. The score is
        what it predicts with: averaged over its nets, and over both strands where
        the predictions are.

    sequences : array-like of n sequences
        The reference alleles within their windows, as in ``fit``.

    alternatives : array-like of n sequences, or a table of variants
        The same windows with the alternative allele, row by row, of any length that
        the net takes. Or a DataFrame (or dict of columns), one row for each variant:
        ``sequence`` (row of `sequences`, 0-based), ``position`` (0-based, of the
        leftmost base of `ref`), ``ref`` and ``alt`` (letters). Several variants may be
        of one sequence; each is put in on its own. Other columns are left alone.

    output : label or int, default=None
        The class (of several) or the number of the output that is explained; None is
        the positive class, or the mean over a regressor's outputs.

    Returns
    -------
    effects : ndarray of shape (n,) or (n_variants,)
        Score of the alternative less score of the reference, in logits or the target's
        unit, in the order of `alternatives`.

    Raises
    ------
    ValueError
        If the numbers of sequences differ, a column is missing, a variant lies outside
        its sequence, its `ref` is not what stands there, or sequences do not fit the
        net. The message names the row of the table, counted from 0.
    TypeError
        If the estimator is no net of this package.
    sklearn.exceptions.NotFittedError
        If it is not fitted.

    See Also
    --------
    in_silico_mutagenesis : All single-base variants.

    Notes
    -----
    In a table, an insertion moves what follows to the right, and what the net has no
    room for is cut off at the right end; a deletion leaves the sequence shorter, which
    the net sees as padding. Both are effects of the window rather than the variant.
    Where that matters, cut full windows from the genome with the variant put in, and
    pass them as sequences.

    Examples
    --------
    >>> from skgenarch import DeepBindClassifier
    >>> from skgenarch.datasets import make_tfbs
    >>> from skgenarch.interpretation.attributions import variant_effect
    >>> X, y = make_tfbs(40, random_state=0)
    >>> net = DeepBindClassifier(max_epochs=1, random_state=0).fit(X, y)
    >>> variants = {"sequence": [0], "position": [50], "ref": X[0][50], "alt": "N"}
    >>> variant_effect(net, X, variants).shape
    (1,)
    """
    nets = FittedNets(estimator)
    weights = nets.score_weights(output)
    codes = nets.encode(sequences)
    if isinstance(alternatives, Mapping) or _is_table(alternatives):
        rows, changed = _put_in(codes, pd.DataFrame(alternatives))
        changed = nets.estimator._encode(changed, reset=False)
    else:
        rows = np.arange(len(codes))
        changed = nets.encode(alternatives)
        if len(changed) != len(codes):
            raise ValueError(
                "The 'alternatives' parameter must have one sequence for each of "
                f"'sequences', or be a table of variants. Got {len(changed)} for "
                f"{len(codes)} sequences."
            )
    references = nets.logits(codes) @ weights
    return nets.logits(changed) @ weights - references[rows]


def _is_table(alternatives):
    # A table of one column is a way to write sequences, as everywhere else.
    return isinstance(alternatives, pd.DataFrame) and alternatives.shape[1] > 1


def _put_in(codes, table):
    """Rows of the sequences that vary, and those with the variant, as codes."""
    missing = [name for name in COLUMNS if name not in table.columns]
    if missing or not len(table):
        raise ValueError(
            f"The 'alternatives' table must have the columns {list(COLUMNS)} and one "
            f"row or more. Got columns {table.columns.tolist()} and {len(table)} rows."
        )
    widths = lengths(codes)
    changed = []
    columns = [table[name].tolist() for name in COLUMNS]
    for number, (row, position, ref, alt) in enumerate(zip(*columns, strict=True)):
        where = f"row {number} of the 'alternatives' table"
        _check_whole("sequence", row, len(codes), where)
        _check_whole("position", position, widths[row], where)
        before, there, after = np.split(
            codes[row, : widths[row]], [position, position + len(str(ref))]
        )
        _check_reference(_allele(ref, "ref", where), there, ref, where)
        variant = np.concatenate([before, _allele(alt, "alt", where), after])
        if not len(variant):
            raise ValueError(f"The variant in {where} leaves nothing of its sequence.")
        changed.append(variant[: codes.shape[1]])
    result = np.full((len(changed), codes.shape[1]), PAD, dtype=np.uint8)
    for number, variant in enumerate(changed):
        result[number, : len(variant)] = variant
    return np.array(columns[0], dtype=np.intp), result


def _check_whole(name, value, end, where):
    whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if not (whole and 0 <= value < end):
        raise ValueError(
            f"The {name!r} in {where} must be a whole number, 0 to {end - 1}. Got "
            f"{value!r} instead."
        )


def _allele(letters, name, where):
    """Codes of an allele; an empty one is none at all."""
    if isinstance(letters, str) and not letters:
        return np.empty(0, dtype=np.uint8)
    try:
        return encode([letters])[0]
    except ValueError as error:
        raise ValueError(
            f"The {name!r} allele in {where} must be letters of DNA, or '' for none. "
            f"Got {letters!r} instead."
        ) from error


def _check_reference(expected, there, ref, where):
    if not np.array_equal(expected, there):
        found = decode(there[None])[0] if len(there) else ""
        raise ValueError(
            f"The 'ref' allele in {where} must be what its sequence has at that "
            f"position, {found!r}. Got {ref!r} instead. Positions count from 0; is the "
            "sequence on the variant's strand?"
        )
