"""What can be chosen: one record that describes a net of the grammar."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from math import comb
from numbers import Integral, Real

BLOCKS = ("plain", "residual", "highway")
RECURRENT = ("none", "gru", "lstm")
COLLAPSES = ("attention", "max", "mean", "flatten")
ATTENTION = ("soft", "hard")
HEADS = ("dense", "highway")
NORMALIZATIONS = ("none", "batch", "layer")
ACTIVATIONS = ("relu", "elu", "gelu", "silu", "leaky_relu", "exp")

_LONGEST_KMER = 8
_MOST_PATTERNS = 64

_COUNTS = {
    "n_filters": 1,
    "stem_pool": 1,
    "n_blocks": 0,
    "dilation": 1,
    "middle_pool": 1,
    "n_recurrent": 1,
    "n_heads": 1,
}
_COUNTS_OR_TUPLES = {
    "kernel_size": 1,
    "block_filters": 1,
    "block_kernel_size": 1,
    "block_pool": 1,
}


@dataclass(kw_only=True)
class Architecture:
    """A sentence of the grammar: from DNA to outputs, left to right.

    Stem of convolutions (one or several widths side by side) → blocks of
    convolutions, with pooling in the middle → recurrence → collapse over positions
    → head. Counts of k-mers, and gapped k-mers, may go straight to the
    outputs beside all that.

    Parameters
    ----------
    n_filters : int
        Filters of each kernel width of the stem.
    kernel_size : int or tuple of int
        Widths, in bases, of the stem's kernels; several stand side by side.
    stem_pool : int
        Width of the max pooling after the stem, in positions; 1 is none.
    block : {"plain", "residual", "highway"}
        Kind of the convolutional blocks after the stem.
    n_blocks : int
        Number of blocks.
    block_filters : int or tuple of int
        Channels of each block (one number, or one for each block).
    block_kernel_size, block_pool : int or tuple of int
        Kernel width and max-pooling width of each block.
    dilation : int
        Block ``i`` (from 0) dilates its kernels by ``dilation ** i``.
    middle_pool : int
        Width of one more max pooling after the first half of the blocks.
    recurrent : {"none", "gru", "lstm"}
        Recurrence over positions.
    n_recurrent : int
        Units of the recurrence, in each direction.
    bidirectional : bool
        Whether the recurrence reads both ways.
    collapse : str
        How positions become one vector: "attention", "max", "mean" or "flatten", or
        several joined by "+", as in "attention+max".
    attention : {"soft", "hard"}
        Soft attention is a weighted average; hard attention looks at one position,
        sampled in training, the most probable one in prediction.
    n_heads : int
        Number of attention masks.
    head : {"dense", "highway"}
        Kind of the layers after the collapse; a highway layer is preceded by a dense
        one where the width changes.
    n_hidden : int or tuple of int
        Units of each hidden layer of the head; 0 or ``()`` is a linear head.
    kmer_size : int or tuple of int
        Lengths of k-mers, 2 to 8, whose counts are weighted linearly and added to the
        outputs, past all of the net; 0 or ``()`` is none.
    kmer_bins : int or tuple of int
        Number of bins of positions in which they are counted (one number, or one for
        each length).
    gapped_kmer_size : int
        Letters of gapped k-mers, 2 to 8, each of which has a weight that is added to
        the outputs where a sequence has it, past all of the net; 0 is none.
    gapped_kmer_gaps : int
        Most free places inside them: 2 makes words of 6 letters 6 to 8 bases long.
    activation : str
        One of "relu", "elu", "gelu", "silu", "leaky_relu", "exp"; "exp" acts on the
        stem only and leaves ReLU elsewhere.
    normalization : {"none", "batch", "layer"}
        Normalisation of each convolution.
    conv_dropout, dropout : float
        Share of values dropped after each convolutional stage (and of the counts of
        k-mers), and in the head.
    """

    n_filters: int = 64
    kernel_size: int | tuple = (8, 16, 24)
    stem_pool: int = 4
    block: str = "residual"
    n_blocks: int = 2
    block_filters: int | tuple = 64
    block_kernel_size: int | tuple = 3
    block_pool: int | tuple = 1
    dilation: int = 1
    middle_pool: int = 1
    recurrent: str = "none"
    n_recurrent: int = 64
    bidirectional: bool = False
    collapse: str = "attention+max"
    attention: str = "soft"
    n_heads: int = 1
    head: str = "dense"
    n_hidden: int | tuple = 64
    kmer_size: int | tuple = 0
    kmer_bins: int | tuple = 1
    gapped_kmer_size: int = 0
    gapped_kmer_gaps: int = 2
    activation: str = "elu"
    normalization: str = "none"
    conv_dropout: float = 0.0
    dropout: float = 0.2

    def architecture(self):
        """Return this description as a plain :class:`Architecture`."""
        return Architecture(
            **{field.name: getattr(self, field.name) for field in fields(Architecture)}
        )

    def check(self):
        """Raise a ValueError for a choice that the grammar does not have."""
        for name, least in _COUNTS.items():
            check_count(name, getattr(self, name), least)
        for name, least in _COUNTS_OR_TUPLES.items():
            for value in _as_tuple(getattr(self, name)) or [()]:
                check_count(name, value, least)
        for name in ("conv_dropout", "dropout"):
            _check_share(name, getattr(self, name))
        _check_choice("block", self.block, BLOCKS)
        _check_choice("recurrent", self.recurrent, RECURRENT)
        _check_choice("attention", self.attention, ATTENTION)
        _check_choice("head", self.head, HEADS)
        _check_choice("normalization", self.normalization, NORMALIZATIONS)
        _check_choice("activation", self.activation, ACTIVATIONS)
        for term in self.collapses:
            _check_choice("collapse", term, COLLAPSES, " (or several joined by '+')")
        if len(set(self.collapses)) < len(self.collapses):
            raise ValueError(
                f"The 'collapse' parameter must name each collapse once. "
                f"Got {self.collapse!r} instead."
            )
        for width in self.hidden_widths:
            check_count("n_hidden", width, least=0)
        if self.head == "highway" and len(set(self.hidden_widths)) > 1:
            raise ValueError(
                "The 'n_hidden' parameter must be one width for all layers of a "
                f"highway head. Got {self.n_hidden!r} instead."
            )
        self.block_plan()
        self.kmer_plan()
        self._check_gapped_kmers()

    @property
    def kernel_sizes(self):
        """Widths of the stem's kernels, as a tuple."""
        return _as_tuple(self.kernel_size)

    @property
    def collapses(self):
        """The terms of `collapse`, as a tuple."""
        return tuple(term.strip() for term in str(self.collapse).split("+"))

    @property
    def hidden_widths(self):
        """Widths of the head's hidden layers, as a tuple; () is a linear head."""
        return tuple(width for width in _as_tuple(self.n_hidden) if width)

    def block_plan(self):
        """Return filters, kernel width, pooling width and dilation of each block.

        Returns
        -------
        plan : list of tuple of int
            One ``(filters, kernel_size, pool, dilation)`` for each block.
        """
        filters = self._per_block("block_filters")
        kernels = self._per_block("block_kernel_size")
        pools = list(self._per_block("block_pool"))
        if self.n_blocks and self.middle_pool > 1:
            pools[(self.n_blocks - 1) // 2] *= self.middle_pool
        dilations = (self.dilation**i for i in range(self.n_blocks))
        return list(zip(filters, kernels, pools, dilations, strict=True))

    def kmer_plan(self):
        """Return length and number of bins of each kind of k-mer that is counted.

        Returns
        -------
        plan : list of tuple of int
            One ``(k, n_bins)`` for each length; empty without k-mers.
        """
        sizes = _as_tuple(self.kmer_size)
        if sizes == (0,):
            sizes = ()
        for size in sizes:
            check_count("kmer_size", size, least=2)
            if size > _LONGEST_KMER:
                raise ValueError(
                    f"The 'kmer_size' parameter must be 0, or from 2 to "
                    f"{_LONGEST_KMER}: there are 4**k k-mers. Got "
                    f"{self.kmer_size!r} instead."
                )
        bins = _as_tuple(self.kmer_bins)
        for n_bins in bins:
            check_count("kmer_bins", n_bins)
        if len(bins) == 1:
            bins = bins * len(sizes)
        if sizes and len(bins) != len(sizes):
            raise ValueError(
                "The 'kmer_bins' parameter must be one int, or as many as there are "
                f"lengths of k-mers (kmer_size={self.kmer_size!r}). Got "
                f"{self.kmer_bins!r} instead."
            )
        return list(zip(sizes, bins, strict=False))

    @property
    def total_stem_pool(self):
        """Pooling after the stem; without blocks the middle is there too."""
        return self.stem_pool * (1 if self.n_blocks else self.middle_pool)

    @property
    def min_length(self):
        """Shortest sequence, in bases, that fills the widest kernel and one pool."""
        pooled = self.total_stem_pool
        for _, _, pool, _ in self.block_plan():
            pooled *= pool
        return max(*self.kernel_sizes, pooled)

    def _check_gapped_kmers(self):
        check_count("gapped_kmer_gaps", self.gapped_kmer_gaps, least=0)
        size, gaps = self.gapped_kmer_size, self.gapped_kmer_gaps
        check_count("gapped_kmer_size", size, least=0)
        if size and not 2 <= size <= _LONGEST_KMER:
            raise ValueError(
                f"The 'gapped_kmer_size' parameter must be 0, or from 2 to "
                f"{_LONGEST_KMER}: there are 4**k words of each pattern. Got {size!r} "
                "instead."
            )
        n_patterns = comb(size + gaps - 1, gaps) if size else 0
        if n_patterns > _MOST_PATTERNS:
            raise ValueError(
                f"The 'gapped_kmer_gaps' parameter must leave at most {_MOST_PATTERNS} "
                f"patterns of letters and gaps, but {gaps} gaps among {size} letters "
                f"have {n_patterns}. Take fewer gaps or letters."
            )

    def _per_block(self, name):
        values = _as_tuple(getattr(self, name))
        if len(values) == 1:
            values = values * self.n_blocks
        if len(values) != self.n_blocks:
            raise ValueError(
                f"The {name!r} parameter must be one int, or as many as there are "
                f"blocks (n_blocks={self.n_blocks}). Got {getattr(self, name)!r} "
                "instead."
            )
        return values


def check_count(name, value, least=1):
    """Raise a ValueError unless `value` is a whole number, `least` or more."""
    whole = isinstance(value, Integral) and not isinstance(value, bool)
    if not whole or value < least:
        raise ValueError(
            f"The {name!r} parameter must be a whole number, {least} or more; where "
            f"it takes several, all of them. Got {value!r} instead."
        )


def _check_share(name, value):
    if not isinstance(value, Real) or not 0 <= value < 1:
        raise ValueError(
            f"The {name!r} parameter must be a number from 0 up to, but not including, "
            f"1. Got {value!r} instead."
        )


def _as_tuple(value):
    several = isinstance(value, Iterable) and not isinstance(value, str)
    return tuple(value) if several else (value,)


def _check_choice(name, value, choices, hint=""):
    if value not in choices:
        raise ValueError(
            f"The {name!r} parameter must be one of {list(choices)}{hint}. "
            f"Got {value!r} instead."
        )
