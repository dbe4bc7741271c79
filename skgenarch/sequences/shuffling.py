"""Shuffles that keep the count of every dinucleotide.

A sequence is a walk from letter to letter, and a shuffle is another walk over the same
steps (an Eulerian path). To draw one uniformly, draw the last exit of every letter
(`last_exits`), put the other exits of each letter in random order, and walk from the
first letter, leaving every letter by its exits in turn.

The end of a sequence is treated as one more letter, which follows the last one and
thereafter itself. So shuffles end as their sequences do, and sequences of different
lengths can be shuffled side by side: the walk runs into the padding and stays there.
"""

from numbers import Integral

import numpy as np
from joblib import Parallel, delayed

from .alphabet import PAD
from .containers import like, read
from .encoding import decode, encode, lengths
from .last_exits import draw_last_exits
from .onehot import write_one_hot
from .random_streams import draw, stream_seeds

# From this length on sequences are shuffled one by one: sorting is slower the longer
# the row, and a numpy call for each letter pays for many rows only.
_LONG = 10_000

# So many letters are shuffled side by side; their tables fit the processor's cache.
_BLOCK = 1 << 18

# Fewer rows than this are walked one by one.
_FEW = 100

# In a sort key: letter (4 bits), random number (56 bits), next letter (4 bits).
_LETTER_SHIFT = np.uint64(60)
_RANDOM_BITS = np.uint64((1 << 60) - (1 << 4))
_NEXT_BITS = np.uint64(15)

# The tree takes the first numbers of a sequence's stream, fewer than these.
_FIRST_COUNTER = np.uint64(1 << 32)


def dinucleotide_shuffle(X, *, n_shuffles=1, random_state=None, n_jobs=None):
    """Shuffle sequences so that the count of every dinucleotide stays the same.

    First and last letter stay too, and so does the count of every letter. Each
    distinct sequence with these counts is equally likely, the original among them.

    Parameters
    ----------
    X : list, tuple, array or pandas object of n_samples sequences
        Anything that `encode` takes. Ambiguous letters are letters like any other, so
        their dinucleotides are kept as well; padding stays on the right. Lower case is
        read as upper case, U as T.
    n_shuffles : int, default=1
        The number of shuffles of each sequence.
    random_state : int, RandomState, Generator or None, default=None
        Pass an int for the same shuffles on every call. The shuffles of a sequence
        depend on this, on its row number and on the sequence alone, and the first
        ones do not change when `n_shuffles` grows.
    n_jobs : int, default=None
        Processes that shuffle: None is this one, other numbers are joblib's, such as
        -1 for as many as there are processors. The shuffles do not depend on it.

    Returns
    -------
    same kind as X, of n_samples * n_shuffles sequences
        The shuffles of sequence ``i`` are ``i * n_shuffles`` and those that follow. Of
        one-hot arrays, columns of zeros inside a sequence stay zeros, unless some
        column holds fractions: then they become 0.25 as well.

    Raises
    ------
    ValueError
        If X is not what `encode` takes, `n_shuffles` is not a positive int, or
        `random_state` is of another kind.
    TypeError
        If X is sparse.

    Notes
    -----
    The algorithm is that of Altschul and Erikson [1]_, with the tree drawn as proposed
    by Kandel et al. [2]_, which makes it exactly uniform.

    References
    ----------
    .. [1] S. F. Altschul and B. W. Erikson. Significance of nucleotide sequence
       alignments: a method for random sequence permutation that preserves dinucleotide
       and codon usage. Mol. Biol. Evol. 2 (1985).
    .. [2] D. Kandel, Y. Matias, R. Unger and P. Winkler. Shuffling biological
       sequences. Discrete Applied Mathematics 71 (1996).

    Examples
    --------
    >>> from skgenarch.sequences import dinucleotide_shuffle
    >>> dinucleotide_shuffle(["AACCGGTT", "ACGACGT"], random_state=0)
    ['AACCGGTT', 'ACGACGT']
    """
    positive = isinstance(n_shuffles, Integral) and not isinstance(n_shuffles, bool)
    if not (positive and n_shuffles >= 1):
        raise ValueError(
            "The 'n_shuffles' parameter must be an int in the range [1, inf). "
            f"Got {n_shuffles!r} instead."
        )
    codes = encode(X)
    seeds = stream_seeds(random_state, len(codes), n_shuffles)
    shuffled = np.repeat(codes, n_shuffles, axis=0)
    _shuffle_codes(shuffled, seeds, n_jobs)
    return _in_the_form_of(X, shuffled, n_shuffles)


def _in_the_form_of(X, codes, n_shuffles):
    sequences = read(X, by="dinucleotide_shuffle")
    if isinstance(sequences, list):
        texts = decode(codes)
        if isinstance(sequences[0], bytes):
            texts = [text.encode("ascii") for text in texts]
        return like(X, texts, n_repeats=n_shuffles)
    if sequences.ndim == 3:
        whole = ((sequences == 0) | (sequences == 1)).all()
        return write_one_hot(codes, "zero" if whole else "iupac", sequences.dtype)
    return codes.astype(sequences.dtype, copy=False)


def _shuffle_codes(codes, seeds, n_jobs):
    """Shuffle each row of codes with the random stream of its own seed, in place."""
    parts = list(_parts(lengths(codes)))
    if n_jobs is None:  # a fit must not send its shuffles through a cluster
        for part in parts:
            codes[part] = _shuffle(codes[part], seeds[part[0]])
        return
    tasks = (delayed(_shuffle)(codes[part], seeds[part[0]]) for part in parts)
    for part, shuffled in zip(parts, Parallel(n_jobs)(tasks), strict=True):
        codes[part] = shuffled


def _parts(widths):
    """Yield rows and columns of what is shuffled together: a long row, or many."""
    for row in np.flatnonzero(widths >= _LONG):
        yield slice(row, row + 1), slice(widths[row])
    short = np.flatnonzero(widths < _LONG)
    if len(short):
        width = widths[short].max()
        n_rows = max(1, _BLOCK // width)
        for start in range(0, len(short), n_rows):
            yield short[start : start + n_rows], slice(width)


def _shuffle(codes, seeds):
    if codes.shape[1] >= _LONG:
        return _shuffle_long(codes[0], seeds)
    return _shuffle_block(codes, seeds)


def _shuffle_block(codes, seeds):
    """Shuffle short sequences side by side."""
    n, length = codes.shape
    end = _end_letter(codes)
    letters = np.full((n, length + 1), end, dtype=np.uint8)
    np.minimum(codes, end, out=letters[:, :-1])
    exits, begin = _order_exits(letters, end + 1, seeds)
    shuffled = np.empty((n, length), dtype=np.uint8)
    shuffled[:, 0] = letters[:, 0]
    if n < _FEW:
        for row in range(n):
            parts = np.split(exits[row], begin[row, 1:])
            shuffled[row, 1:] = _walk(letters[row, 0], parts, length - 1)
    else:
        _walk_side_by_side(shuffled, exits, begin)
    shuffled[shuffled == end] = PAD
    return shuffled


def _order_exits(letters, k, seeds):
    """Return each letter's exits in random order, the last ones drawn as a tree.

    The exits from letter ``a`` of a row begin at column ``begin[row, a]``.
    """
    here, after = letters[:, :-1], letters[:, 1:]
    n, length = here.shape
    cells = (np.arange(n)[:, np.newaxis] * k + after) * k + here
    counts = np.bincount(cells.ravel(), minlength=n * k * k).reshape(n, k, k)
    last = draw_last_exits(counts, here[:, 0], seeds)

    # Sorted by letter and random number, the exits of each letter lie side by side.
    counters = np.arange(length, dtype=np.uint64) + _FIRST_COUNTER
    keys = draw(seeds[:, np.newaxis], counters) & _RANDOM_BITS
    keys |= here.astype(np.uint64) << _LETTER_SHIFT
    keys |= after
    # Any exit to the right letter may be made the last one, the highest in its sort,
    # as long as the choice does not depend on the random numbers.
    place = np.empty(n * k * k, dtype=np.intp)
    place[cells] = np.arange(length)
    row, letter = np.nonzero(last >= 0)
    keys[row, place[(row * k + last[row, letter]) * k + letter]] |= _RANDOM_BITS
    keys.sort(axis=1)

    n_exits = counts.sum(axis=1)
    return (keys & _NEXT_BITS).astype(np.uint8), n_exits.cumsum(axis=1) - n_exits


def _walk_side_by_side(shuffled, exits, begin):
    """Walk all rows at once, one letter at a time, on from the first column."""
    n, length = exits.shape
    k = begin.shape[1]
    first_cell = np.arange(n) * k
    exits = exits.ravel()
    pointers = (begin + np.arange(n)[:, np.newaxis] * length).ravel()
    letter = shuffled[:, 0]
    path = np.empty((length - 1, n), dtype=np.uint8)
    for step in path:
        cell = first_cell + letter
        pointer = pointers[cell]
        letter = exits.take(pointer, out=step)
        pointer += 1
        pointers[cell] = pointer
    shuffled[:, 1:] = path.T


def _shuffle_long(codes, seeds):
    """Shuffle one long sequence, without a sort key for every letter."""
    end = _end_letter(codes)
    k = end + 1
    after = np.append(codes[1:], np.uint8(end))
    exits = [after[codes == letter] for letter in range(k)]
    counts = [[np.count_nonzero(own == to) for own in exits] for to in range(k)]
    last = draw_last_exits(np.array([counts]), codes[:1], seeds)[0]

    rng = np.random.default_rng(seeds)
    for own, final in zip(exits, last, strict=True):
        if len(own):
            one = np.argmax(own == final)
            own[one], own[-1] = own[-1], own[one]
            rng.shuffle(own[:-1])
    path = np.empty_like(codes)
    path[0] = codes[0]
    path[1:] = _walk(codes[0], exits, len(codes) - 1)
    return path


def _walk(letter, exits, n_steps):
    """Walk `n_steps` on from `letter`, leaving each letter by its exits in turn."""
    leave = [iter(own.tobytes()).__next__ for own in exits]

    def steps(letter):
        for _ in range(n_steps):
            letter = leave[letter]()
            yield letter

    return np.fromiter(steps(letter), dtype=np.uint8, count=n_steps)


def _end_letter(codes):
    """Return the number after the highest letter in use, to stand for the end."""
    return int(codes[codes < PAD].max()) + 1
