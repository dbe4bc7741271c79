"""How an :class:`Architecture` becomes a net."""

from torch import nn

from .blocks import BLOCKS, HighwayLayer, make_activation
from .gapped_kmers import GappedKmerPath
from .kmers import KmerPath
from .letters import read_letters
from .pooling import Collapse
from .stem import Stem

_RECURRENT = {"gru": nn.GRU, "lstm": nn.LSTM}


class SequenceNet(nn.Module):
    """Any net of the grammar, from one-hot DNA to logits.

    Parameters
    ----------
    architecture : Architecture
        What to build.
    length : int
        Number of bases of the (padded) sequences.
    n_outputs : int, default=1
        Number of logits.
    n_channels : int, default=4
        Number of input channels: the four bases.

    Examples
    --------
    >>> import torch
    >>> from skgenarch.modules import Architecture, SequenceNet
    >>> net = SequenceNet(Architecture(n_filters=8), length=101)
    >>> net(torch.zeros(2, 4, 101)).shape
    torch.Size([2, 1])
    """

    def __init__(self, architecture, length, n_outputs=1, n_channels=4):
        super().__init__()
        architecture.check()
        self.architecture = arch = architecture
        self.length = length
        self.stem = Stem(
            n_channels,
            arch.n_filters,
            arch.kernel_sizes,
            arch.total_stem_pool,
            arch.activation,
            arch.normalization,
        )
        width = self.stem.n_out
        n_positions = -(-length // arch.total_stem_pool)
        self.blocks = nn.ModuleList()
        for n_out, kernel, pool, dilation in arch.block_plan():
            self.blocks.append(
                BLOCKS[arch.block](
                    width,
                    n_out,
                    kernel,
                    pool,
                    dilation,
                    arch.activation,
                    arch.normalization,
                )
            )
            width, n_positions = n_out, -(-n_positions // pool)
        self.conv_dropouts = nn.ModuleList(
            nn.Dropout(arch.conv_dropout) for _ in range(1 + arch.n_blocks)
        )
        self.recurrent = None
        if arch.recurrent != "none":
            self.recurrent = _RECURRENT[arch.recurrent](
                width,
                int(arch.n_recurrent),
                batch_first=True,
                bidirectional=bool(arch.bidirectional),
            )
            width = arch.n_recurrent * (2 if arch.bidirectional else 1)
        self.collapse = Collapse(
            arch.collapses, width, n_positions, arch.n_heads, arch.attention
        )
        self.head = _make_head(arch, self.collapse.n_out, n_outputs)
        self.kmers = None
        if arch.kmer_plan():
            self.kmers = KmerPath(
                arch.kmer_plan(), length, n_outputs, arch.conv_dropout, n_channels
            )
        self.gapped_kmers = None
        if arch.gapped_kmer_size:
            self.gapped_kmers = GappedKmerPath(
                arch.gapped_kmer_size,
                arch.gapped_kmer_gaps,
                length,
                n_outputs,
                n_channels,
            )

    def prepare(self, sequences, penalty_of):
        """Learn from the training data what is not learned by gradients.

        That is mean, scale and strength of the counts of k-mers, where it has them.

        Parameters
        ----------
        sequences : re-iterable of tensors of shape (batch, n_channels, length)
            One-hot sequences; taken only where they are needed.
        penalty_of : callable
            Given features of some sequences, and the numbers of these, the best penalty
            of a linear model.
        """
        if self.kmers is not None:
            self.kmers.prepare(sequences, penalty_of)

    def forward(self, x, mask=None, return_attention=False):
        """Logits of one-hot sequences; with ``return_attention`` the masks too.

        Parameters
        ----------
        x : float tensor of shape (batch, n_channels, length)
            One-hot sequences; padding is all-zero and stands on the right.
        mask : bool tensor of shape (batch, length), optional
            True where the sequence is real, False where it is padded.
        return_attention : bool, default=False
            Return ``(logits, attention)``.

        Returns
        -------
        logits : tensor of shape (batch, n_outputs)
        attention : tensor of shape (batch, n_heads, positions), or None
            Only with `return_attention`: weights over the net's positions, each of
            which covers `bases_per_position` bases; None for a net without attention.
        """
        paths = [path for path in (self.kmers, self.gapped_kmers) if path is not None]
        wanted = paths or self.stem.may_look_up(x)
        letters = read_letters(x) if wanted else None
        straight = [path(x, letters).float() for path in paths]
        x, mask = self.stem(x, mask, letters)
        x = self.conv_dropouts[0](x)
        for block, dropout in zip(self.blocks, self.conv_dropouts[1:], strict=True):
            x, mask = block(x, mask)
            x = dropout(x)
        if self.recurrent is not None:
            x = self._recur(x, mask)
        x, attention = self.collapse(x, mask)
        logits = self.head(x).float()
        for more in straight:
            logits = logits + more
        return (logits, attention) if return_attention else logits

    @property
    def late_parameters(self):
        """Names of the parameters that training should leave alone at first.

        What is learned fast and explains much leaves little for the rest of a net to
        learn from, which then may never begin.
        """
        return [] if self.kmers is None else ["kmers.linear.weight"]

    @property
    def bases_per_position(self):
        """Number of bases that one position behind the blocks stands for."""
        bases = self.stem.pool.width
        for block in self.blocks:
            bases *= block.pool.width
        return bases

    def _recur(self, x, mask):
        x = x.transpose(1, 2)  # (batch, positions, channels)
        if mask is None:
            x, _ = self.recurrent(x)
        else:
            # Packed, so that a backward pass starts at the last real position.
            n_positions = x.shape[1]
            lengths = mask.sum(1).clamp(min=1).cpu()
            packed = nn.utils.rnn.pack_padded_sequence(
                x, lengths, batch_first=True, enforce_sorted=False
            )
            x, _ = nn.utils.rnn.pad_packed_sequence(
                self.recurrent(packed)[0], batch_first=True, total_length=n_positions
            )
        return x.transpose(1, 2)


def _make_head(arch, n_in, n_outputs):
    layers = [nn.Dropout(arch.dropout)]
    for width in arch.hidden_widths:
        if arch.head == "dense" or width != n_in:
            layers += [nn.Linear(n_in, width), make_activation(arch.activation)]
        if arch.head == "highway":
            layers += [HighwayLayer(width, arch.activation)]
        layers += [nn.Dropout(arch.dropout)]
        n_in = width
    return nn.Sequential(*layers, nn.Linear(n_in, n_outputs))
