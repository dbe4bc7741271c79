"""The published nets, each a point of the grammar.

Each record holds what one would still choose within that net; its ``architecture()``
says what that means in the words of the grammar.
"""

from dataclasses import dataclass, replace

from .architecture import Architecture, check_count


@dataclass(kw_only=True)
class DeepBind:
    """DeepBind: one convolution, maximum and mean over positions, one dense layer.

    Parameters
    ----------
    n_filters : int
        Filters of the convolution: motif detectors.
    kernel_size : int or tuple of int
        Their width, in bases; several widths stand side by side.
    n_hidden : int or tuple of int
        Units of the dense layers; 0 is a linear head.
    activation : str
        "relu", "elu", "gelu", "silu", "leaky_relu" or "exp" (on the convolution only).
    dropout : float
        Share of values dropped before each dense layer.

    References
    ----------
    Alipanahi B. et al., Predicting the sequence specificities of DNA- and RNA-binding
    proteins by deep learning, Nature Biotechnology 33, 2015.
    """

    n_filters: int = 16
    kernel_size: int | tuple = 24
    n_hidden: int | tuple = 32
    activation: str = "relu"
    dropout: float = 0.5

    def architecture(self):
        """Return the net as an :class:`Architecture`."""
        return Architecture(
            n_filters=self.n_filters,
            kernel_size=self.kernel_size,
            stem_pool=1,
            n_blocks=0,
            collapse="max+mean",
            n_hidden=self.n_hidden,
            activation=self.activation,
            dropout=self.dropout,
        )


@dataclass(kw_only=True)
class DeepMotif:
    """DeepMotif: three convolutions, maximum over positions, a highway head.

    Parameters
    ----------
    n_filters : int
        Channels of each convolution.
    kernel_size : int or tuple of int
        Width of the first convolution, in bases; several widths stand side by side.
    block_kernel_size : int or tuple of int
        Width of the second and third convolution, in positions.
    pool_size : int
        Width of the max pooling after the first and second convolution.
    n_hidden : int
        Units of the head.
    n_highway : int
        Number of highway layers in the head.
    activation : str
        "relu", "elu", "gelu", "silu", "leaky_relu" or "exp" (first convolution only).
    dropout : float
        Share of values dropped before each layer of the head.

    References
    ----------
    Lanchantin J. et al., Deep Motif: Visualizing genomic sequence classifications,
    ICLR workshop, 2016.
    """

    n_filters: int = 64
    kernel_size: int | tuple = 9
    block_kernel_size: int | tuple = 5
    pool_size: int = 2
    n_hidden: int = 64
    n_highway: int = 2
    activation: str = "relu"
    dropout: float = 0.5

    def architecture(self):
        """Return the net as an :class:`Architecture`."""
        check_count("pool_size", self.pool_size)
        check_count("n_highway", self.n_highway, least=0)
        return Architecture(
            n_filters=self.n_filters,
            kernel_size=self.kernel_size,
            stem_pool=self.pool_size,
            block="plain",
            n_blocks=2,
            block_filters=self.n_filters,
            block_kernel_size=self.block_kernel_size,
            block_pool=(self.pool_size, 1),
            collapse="max",
            head="highway",
            n_hidden=(self.n_hidden,) * self.n_highway,
            activation=self.activation,
            dropout=self.dropout,
        )


@dataclass(kw_only=True)
class Basset:
    """Basset: three normalised convolutions with pooling, flattened, two dense layers.

    Parameters
    ----------
    n_filters : int
        Filters of the first convolution.
    kernel_size : int or tuple of int
        Their width, in bases; several widths stand side by side.
    block_filters : int or tuple of 2 int
        Channels of the second and third convolution.
    block_kernel_size : int or tuple of 2 int
        Width of the second and third convolution, in positions.
    pool_sizes : tuple of 3 int
        Widths of the max pooling after each convolution.
    n_hidden : int or tuple of int
        Units of the dense layers.
    activation : str
        "relu", "elu", "gelu", "silu", "leaky_relu" or "exp" (first convolution only).
    dropout : float
        Share of values dropped before each dense layer.

    References
    ----------
    Kelley D. R. et al., Basset: learning the regulatory code of the accessible genome
    with deep convolutional neural networks, Genome Research 26, 2016.
    """

    n_filters: int = 300
    kernel_size: int | tuple = 19
    block_filters: int | tuple = (200, 200)
    block_kernel_size: int | tuple = (11, 7)
    pool_sizes: tuple = (3, 4, 4)
    n_hidden: int | tuple = (1000, 1000)
    activation: str = "relu"
    dropout: float = 0.3

    def architecture(self):
        """Return the net as an :class:`Architecture`."""
        if not isinstance(self.pool_sizes, (tuple, list)) or len(self.pool_sizes) != 3:
            raise ValueError(
                "The 'pool_sizes' parameter must be a tuple of 3 whole numbers, one "
                f"for each convolution. Got {self.pool_sizes!r} instead."
            )
        stem_pool, *block_pools = self.pool_sizes
        return Architecture(
            n_filters=self.n_filters,
            kernel_size=self.kernel_size,
            stem_pool=stem_pool,
            block="plain",
            n_blocks=2,
            block_filters=self.block_filters,
            block_kernel_size=self.block_kernel_size,
            block_pool=tuple(block_pools),
            collapse="flatten",
            n_hidden=self.n_hidden,
            activation=self.activation,
            normalization="batch",
            dropout=self.dropout,
        )


@dataclass(kw_only=True)
class AttentionNet:
    """AttentionNet: convolutions, residual blocks, attention, dense layers.

    The defaults come from validation on training sets of transcription-factor peaks of
    101 bases: a wide stem without residual blocks, attention beside maximum and mean,
    and a linear head were best there.

    Parameters
    ----------
    n_filters : int
        Filters of each kernel width of the stem.
    kernel_size : int or tuple of int
        Widths of the stem's kernels, in bases; several widths stand side by side.
    stem_pool : int
        Width of the max pooling after the stem.
    n_blocks : int
        Number of residual blocks.
    block_filters : int or tuple of int
        Channels of the residual blocks.
    block_kernel_size : int or tuple of int
        Width of their convolutions, in positions.
    collapse : str
        How positions become one vector: "attention", "max", "mean", "flatten", or
        several joined by "+".
    attention : {"soft", "hard"}
        Weighted average of positions, or a look at one of them.
    n_heads : int
        Number of attention masks.
    n_hidden : int or tuple of int
        Units of the dense layers; 0 is a linear head.
    activation : str
        "relu", "elu", "gelu", "silu", "leaky_relu" or "exp" (on the stem only).
    normalization : {"none", "batch", "layer"}
        Normalisation of each convolution.
    conv_dropout, dropout : float
        Share of values dropped after each convolutional stage, and in the head.
    gapped_kmer_size : int
        Letters of gapped k-mers that are weighted linearly beside the net; 0 is none.
    gapped_kmer_gaps : int
        Most free places inside them.

    References
    ----------
    Deming L. et al., Genetic Architect: discovering genomic structure with learned
    neural architectures, arXiv:1605.07156, 2016.
    """

    n_filters: int = 128
    kernel_size: int | tuple = (8, 16, 24)
    stem_pool: int = 4
    n_blocks: int = 0
    block_filters: int | tuple = 64
    block_kernel_size: int | tuple = 3
    collapse: str = "attention+max+mean"
    attention: str = "soft"
    n_heads: int = 1
    n_hidden: int | tuple = 0
    activation: str = "elu"
    normalization: str = "none"
    conv_dropout: float = 0.0
    dropout: float = 0.2
    gapped_kmer_size: int = 0
    gapped_kmer_gaps: int = 2

    def architecture(self):
        """Return the net as an :class:`Architecture`."""
        return Architecture(
            n_filters=self.n_filters,
            kernel_size=self.kernel_size,
            stem_pool=self.stem_pool,
            n_blocks=self.n_blocks,
            block_filters=self.block_filters,
            block_kernel_size=self.block_kernel_size,
            collapse=self.collapse,
            attention=self.attention,
            n_heads=self.n_heads,
            n_hidden=self.n_hidden,
            activation=self.activation,
            normalization=self.normalization,
            conv_dropout=self.conv_dropout,
            dropout=self.dropout,
            gapped_kmer_size=self.gapped_kmer_size,
            gapped_kmer_gaps=self.gapped_kmer_gaps,
        )


@dataclass(kw_only=True)
class PromoterNet(AttentionNet):
    """PromoterNet: AttentionNet, reduced in the middle, with an LSTM before attention.

    The defaults come from validation on promoters of 2,000 bases: pooling to 50 bases
    for each position of a short LSTM, whose positions are all kept ("flatten") beside
    the attention, because what a motif does depends on where it stands; a linear head,
    with much dropout; and counts of k-mers that go straight to the outputs.

    Parameters
    ----------
    middle_pool : int
        Width of the max pooling in the middle of the blocks: shortens what the
        recurrence has to read.
    recurrent : {"none", "gru", "lstm"}
        Recurrence over positions.
    n_recurrent : int
        Units of the recurrence, in each direction.
    bidirectional : bool
        Whether the recurrence reads both ways.
    kmer_size : int or tuple of int
        Lengths of k-mers whose counts are weighted linearly beside the net; 0 is none.
    kmer_bins : int or tuple of int
        Number of bins of positions in which they are counted, for each length.

    References
    ----------
    Deming L. et al., Genetic Architect: discovering genomic structure with learned
    neural architectures, arXiv:1605.07156, 2016.
    """

    n_filters: int = 64
    kernel_size: int | tuple = 8
    stem_pool: int = 10
    n_blocks: int = 2
    block_kernel_size: int | tuple = 5
    collapse: str = "attention+flatten"
    n_hidden: int | tuple = 0
    conv_dropout: float = 0.3
    dropout: float = 0.6
    middle_pool: int = 5
    recurrent: str = "lstm"
    n_recurrent: int = 64
    bidirectional: bool = True
    kmer_size: int | tuple = (4, 6)
    kmer_bins: int | tuple = (8, 1)

    def architecture(self):
        """Return the net as an :class:`Architecture`."""
        return replace(
            super().architecture(),
            middle_pool=self.middle_pool,
            recurrent=self.recurrent,
            n_recurrent=self.n_recurrent,
            bidirectional=self.bidirectional,
            kmer_size=self.kmer_size,
            kmer_bins=self.kmer_bins,
        )
