"""What a motif is called: its nearest relatives in a database."""

import threading
import warnings
from os import PathLike
from typing import Any

import numpy as np
import pandas as pd
from sklearn.utils import check_scalar

from .jaspar import load_jaspar
from .meme_files import read_meme
from .motif import Motif
from .multiple_testing import benjamini_hochberg, storey_q_values

CORRECTIONS = {"bh": benjamini_hochberg, "storey": storey_q_values}
_MIN_INFORMATION = 0.25  # bits; flanks with less say nothing, and blur the match
_FEW_TARGETS = 25
_MAX_WIDTH = 64  # Tomtom's memory grows with the third power of a query's width
# Numba may run one parallel function at a time, whatever thread it is called from.
_ONE_AT_A_TIME = threading.Lock()


def match_motifs(
    motifs: Any,
    database: Any = None,
    *,
    n_nearest: int | None = None,
    max_q: float | None = None,
    correction: str = "bh",
    trim: bool | float = True,
) -> pd.DataFrame:
    """Look motifs up in a database by Tomtom [1]_.

    Both strands of each target are compared. A p-value says how often a target of
    random columns, drawn from those of the database, would match as well at its best
    alignment. The q-values are those of one motif over all targets.

    Needs the optional package memelite. The first call of all compiles for about a
    minute; the result is kept on disk.

    Parameters
    ----------
    motifs : Motif, list of Motif, str or path-like
        The motifs to look up, or a MEME file of them.

    database : list of Motif, str or path-like, default=None
        The motifs to look among, or a MEME file of them. None is JASPAR 2026 CORE for
        vertebrates, see `load_jaspar`.

    n_nearest : int, default=None
        How many of the best targets to return for each motif. None returns all.

    max_q : float, default=None
        Return only matches with at most this q-value. None returns all.

    correction : {"bh", "storey"}, default="bh"
        How q-values are estimated: after Benjamini and Hochberg, or Storey, who also
        estimates what share of the targets is unrelated.

    trim : bool or float, default=True
        Leave out flanks of the motifs with less than this many bits; True is 0.25.
        Targets are taken as they are.

    Returns
    -------
    matches : DataFrame
        One row for each pair that is returned, in the order of `motifs`, and for each
        of them the best first:

        - `query`, `query_consensus`, `target`, `target_name`: names, the motif in
          letters, and the target's `alternate_name`;
        - `p_value`, `q_value`;
        - `offset`: position in the target, from 0, of the first column of the query,
          flanks and all; negative if the query begins before the target. On strand
          "-" it counts along the target's reverse complement;
        - `overlap`: number of aligned columns, without the query's flanks;
        - `strand`: "+", or "-" if the target's reverse complement matches better;
        - `information`: of the target's aligned columns, in bits per column. Where it
          is below one half, the query lies on a spacer of the target; Tomtom gives
          such matches small p-values, but they say little;
        - `rank`: from 1, among all targets of the query;
        - `query_index`, `target_index`: positions in `motifs` and in the database,
          since names may occur twice.

        A motif without an informative position matches nothing: its p-values are 1.

    Raises
    ------
    ImportError
        If memelite is not installed.
    ValueError
        If the database is empty, a motif is too wide, a file is malformed or a
        parameter is out of range.
    TypeError
        If what is given is not motifs.

    Warns
    -----
    UserWarning
        If the database has fewer than 25 motifs, too few columns to say what is usual.

    References
    ----------
    .. [1] S. Gupta, J. A. Stamatoyannopoulos, T. L. Bailey and W. S. Noble.
       Quantifying similarity between motifs. Genome Biology 8 (2007).
    """
    if correction not in CORRECTIONS:
        raise ValueError(
            "The 'correction' parameter of match_motifs must be 'bh' or 'storey'. Got "
            f"{correction!r} instead."
        )
    if n_nearest is not None:
        check_scalar(n_nearest, "n_nearest", (int, np.integer), min_val=1)
    if max_q is not None:
        check_scalar(max_q, "max_q", (int, float), min_val=0, max_val=1)
    min_information = _checked_trim(trim)
    queries, targets = as_motifs(motifs, "motifs"), as_database(database)
    if len(targets) < _FEW_TARGETS:
        warnings.warn(
            f"The database has {len(targets)} motifs only. What is a usual match is "
            f"learned from its columns: with fewer than {_FEW_TARGETS} motifs p-values "
            "depend much on which they are. Give a larger database.",
            stacklevel=2,
        )
    spans = [_span(query, min_information) for query in queries]
    best = _best_alignments(queries, spans, targets)
    return _table(queries, targets, best, CORRECTIONS[correction], n_nearest, max_q)


def _checked_trim(trim):
    if isinstance(trim, bool | np.bool_):
        return _MIN_INFORMATION if trim else 0
    return check_scalar(trim, "trim", (int, float), min_val=0, max_val=2)


def _span(query, min_information):
    """Return the part of a motif to look up; an empty one if it says nothing."""
    if min_information > 0:
        return query.informative_span(min_information)
    # Tomtom takes what is alike everywhere for a match with whatever is strongest.
    says_something = (query.information >= _MIN_INFORMATION).any()
    return (0, query.width) if says_something else (0, 0)


def as_database(database: Any) -> list[Motif]:
    """Return the motifs of a database as `match_motifs` takes it."""
    targets = load_jaspar() if database is None else as_motifs(database, "database")
    if not targets:
        raise ValueError("The 'database' parameter must have one motif or more.")
    return targets


def as_motifs(value: Any, name: str) -> list[Motif]:
    """Return a list of motifs, read from a file if need be; `name` is for the error."""
    if isinstance(value, str | PathLike):
        return read_meme(value)
    if isinstance(value, Motif):
        return [value]
    if isinstance(value, list | tuple) and all(isinstance(v, Motif) for v in value):
        return list(value)
    kind = type(value).__name__
    if isinstance(value, list | tuple):
        kind += " of " + ", ".join(sorted({type(v).__name__ for v in value}))
    raise TypeError(
        f"The {name!r} parameter must be motifs: a list of Motif, or "
        f"the path of a MEME file. Got a {kind} instead. Make arrays into motifs with "
        "Motif(name, probabilities)."
    )


def _best_alignments(queries, spans, targets):
    """Return the fields of the best alignments, (6, queries, targets).

    They are p-value, score, offset, overlap, whether on the other strand, and bits per
    aligned column of the target.
    """
    n = len(targets)
    best = np.zeros((6, len(queries), n))
    best[0] = 1
    rows = [i for i, (start, stop) in enumerate(spans) if stop > start]
    for i in rows:
        if spans[i][1] - spans[i][0] > _MAX_WIDTH:
            raise ValueError(
                f"The motif {queries[i].name!r} is {spans[i][1] - spans[i][0]} wide; "
                f"match_motifs takes up to {_MAX_WIDTH}. Cut it into parts."
            )
    if not rows:
        return best
    both = [_as_columns(target.probabilities) for target in targets]
    both += [_as_columns(target.probabilities[::-1, ::-1]) for target in targets]
    cut = [_as_columns(queries[i].probabilities[slice(*spans[i])]) for i in rows]
    found = _tomtom(cut, both)
    # Tomtom's own merging of the strands prefers the reverse one for palindromes.
    strand = found[1, :, n:] > found[1, :, :n]
    merged = np.where(strand, found[:4, :, n:], found[:4, :, :n])
    p = np.minimum(found[0, :, :n], found[0, :, n:])
    # The better of two strands, and never nothing: a double has no smaller number.
    best[0, rows] = np.clip(p * (2 - p), np.finfo(float).tiny, 1)
    best[1:4, rows] = merged[1:4]
    best[4, rows] = strand
    best[5, rows] = _aligned_information(targets, *best[2:5, rows])
    # From the first informative column back to the first column.
    best[2] -= np.array([start for start, _ in spans])[:, None]
    return best


def _aligned_information(targets, offset, overlap, strand):
    """Return the mean bits of the targets' aligned columns, (queries, targets)."""
    n = len(targets)
    sums = np.zeros((2, n, max(target.width for target in targets) + 1))
    for i, target in enumerate(targets):
        sums[0, i, 1 : target.width + 1] = target.information.cumsum()
        sums[1, i, 1 : target.width + 1] = target.information[::-1].cumsum()
    strand, overlap = strand.astype(int), overlap.astype(int)
    start = np.maximum(offset, 0).astype(int)
    total = sums[strand, np.arange(n), start + overlap]
    total = total - sums[strand, np.arange(n), start]
    return total / np.maximum(overlap, 1)


def _as_columns(probabilities):
    return np.ascontiguousarray(probabilities.T)


def _tomtom(queries, targets):
    """Compare (4, width) arrays; return fields of (5, queries, targets)."""
    try:
        from memelite import tomtom
    except ImportError as error:
        raise ImportError(
            "match_motifs needs the package memelite. Install it with: "
            'pip install "skgenarch[motifs]"'
        ) from error
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.filterwarnings("ignore", "tomtom was given", UserWarning)
        # Without target bins the p-values are exact, and the time is the same.
        return tomtom(
            queries, targets, reverse_complement=False, n_target_bins=None, n_jobs=1
        )


def _table(queries, targets, best, correct, n_nearest, max_q):
    """Sort the targets of each query, correct its p-values and keep what is wanted."""
    p, score = best[:2]
    order = np.lexsort((-score, p), axis=-1)
    p, _, offset, overlap, strand, bits = np.take_along_axis(best, order[None], axis=2)
    q = np.array([correct(row) for row in p]).reshape(p.shape)
    rank = np.broadcast_to(np.arange(1, len(targets) + 1), p.shape)
    keep = rank <= (len(targets) if n_nearest is None else n_nearest)
    if max_q is not None:
        keep &= q <= max_q
    query_index, _ = np.nonzero(keep)
    target_index = order[keep]
    return pd.DataFrame(
        {
            "query": _of([query.name for query in queries], query_index),
            "query_consensus": _of([q.consensus for q in queries], query_index),
            "target": _of([target.name for target in targets], target_index),
            "target_name": _of([t.alternate_name for t in targets], target_index),
            "p_value": p[keep],
            "q_value": q[keep],
            "offset": offset[keep].astype(int),
            "overlap": overlap[keep].astype(int),
            "strand": np.where(strand[keep] == 1, "-", "+").astype(object),
            "information": bits[keep],
            "rank": rank[keep],
            "query_index": query_index,
            "target_index": target_index,
        }
    )


def _of(names, index):
    return np.array(names, dtype=object)[index]
