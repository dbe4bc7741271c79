"""The straight path: counts of k-mers, each weighted linearly, past the whole net.

What a linear model of k-mer counts knows of a sequence (its composition, region by
region) takes a net of pooled motif detectors long to learn from a few thousand
sequences. Beside this path it need not, and learns what counts do not tell.
"""

import math
from contextlib import nullcontext

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from .blocks import Product
from .letters import mark_missing, read_letters, words_of
from .pooling import MatrixProduct

# Counts further out, in standard deviations, are squashed: those of rare k-mers.
_SQUASHED = 1.5
# Where this penalty is best, counts are not scaled down. It is that of the promoters of
# P. falciparum, on which neither weaker nor stronger counts predicted better.
_USUAL_PENALTY = 0.5
_N_JUDGED = 2000  # sequences that the penalty is chosen on


class KmerCounts(nn.Module):
    """Count each word of k letters in each of several bins of positions.

    A word is a left half beside a right half: the sum, over positions, of the product
    of their indicators is one matrix product, and nothing as long as the sequence is
    kept for all ``4 ** k`` words. That is for sequences with gradients; those of bare
    letters are counted.

    Parameters
    ----------
    k : int
        Length of the words, 2 or more.
    n_bins : int
        Number of bins, of equal width; words belong where they start.
    length : int
        Number of bases of the (padded) sequences.
    n_channels : int
        Number of letters.
    """

    def __init__(self, k, n_bins, length, n_channels=4):
        super().__init__()
        self.n_left, self.n_right = k // 2, k - k // 2
        self.n_bins, self.n_channels = n_bins, n_channels
        self.bin_width = -(-length // n_bins)
        self.products = nn.ModuleList(Product() for _ in range(self.n_right - 1))
        self.count = MatrixProduct()
        self.n_out = n_bins * n_channels**k

    def forward(self, x, letters=None):
        """Count the words of sequences.

        Parameters
        ----------
        x : tensor of shape (batch, n_channels, length)
            One-hot sequences; padding, which is all-zero, has no words.
        letters : int32 tensor of shape (batch, length), optional
            Their letters, where there is nothing else in them: they are counted faster.

        Returns
        -------
        counts : tensor of shape (batch, n_out)
            Bins come first, then words in the order of the alphabet.
        """
        if letters is None:
            return self._multiplied(x)
        return self._counted(letters).to(x.dtype)

    def _counted(self, letters):
        n_words = self.n_out // self.n_bins
        letters, some_miss = mark_missing(letters, self.n_channels, n_words)
        words = words_of(letters, self.n_left + self.n_right, self.n_channels)
        batch, n_starts = words.shape
        bins = torch.arange(n_starts, device=words.device) // self.bin_width
        bins = bins + torch.arange(batch, device=words.device)[:, None] * self.n_bins
        numbers = words + bins * n_words
        numbers = numbers[words < n_words] if some_miss else numbers.flatten()
        counts = torch.bincount(numbers, minlength=batch * self.n_out)
        return counts.unflatten(0, (batch, -1))

    def _multiplied(self, x):
        n_bases = self.n_bins * self.bin_width
        # Letters stand last in memory: halves are built, and multiplied, much faster.
        # What is appended spares copies of the long halves when they are shifted.
        x = F.pad(x, (0, n_bases + self.n_left - x.shape[2])).transpose(1, 2)
        x = x.contiguous()
        words = [x]
        for n, product in enumerate(self.products, start=1):
            shape = (*x.shape[:2], words[-1].shape[2], x.shape[2])
            ahead = F.pad(x, (0, 0, 0, n))[:, n:]
            longer = product(
                words[-1][:, :, :, None].expand(shape), ahead[:, :, None].expand(shape)
            )
            words.append(longer.flatten(2))
        left = words[self.n_left - 1][:, :n_bases]
        right = words[self.n_right - 1][:, self.n_left :]
        bins = (self.n_bins, self.bin_width)
        left, right = left.unflatten(1, bins), right.unflatten(1, bins)
        return self.count(left.transpose(2, 3), right).flatten(1)


class KmerPath(nn.Module):
    """Standardised counts of k-mers, squashed, and one linear layer.

    The layer begins at zero: the path says nothing before it has learned something.
    How fast it learns is set by its `strength`, the scale of the counts: where a linear
    model of them needs a strong penalty, they are scaled down, or the layer would learn
    the training sequences by heart long before the rest of the net has learned to see.

    Parameters
    ----------
    plan : list of tuple of int
        One ``(k, n_bins)`` for each length of words.
    length : int
        Number of bases of the (padded) sequences.
    n_outputs : int
        Number of logits.
    dropout : float
        Share of counts dropped.
    n_channels : int
        Number of letters.
    """

    def __init__(self, plan, length, n_outputs, dropout, n_channels=4):
        super().__init__()
        self.counts = nn.ModuleList(
            KmerCounts(k, n_bins, length, n_channels) for k, n_bins in plan
        )
        n_counts = sum(counts.n_out for counts in self.counts)
        self.register_buffer("mean", torch.zeros(n_counts))
        self.register_buffer("scale", torch.ones(n_counts))
        # However many counts there are, a step of the optimiser moves logits alike.
        self.register_buffer("strength", torch.tensor(1 / math.sqrt(n_counts)))
        self.squash = nn.Tanh()
        self.dropout = nn.Dropout(dropout)
        self.linear = nn.Linear(n_counts, n_outputs, bias=False)
        nn.init.zeros_(self.linear.weight)

    def forward(self, x, letters=None):
        """Map one-hot ``(batch, letters, length)`` to logits ``(batch, n_outputs)``.

        `letters` are those of ``x``, where there is nothing else in it.
        """
        counts = self.standardized(x, letters)
        return self.linear(self.dropout(counts * self.strength))

    def standardized(self, x, letters=None):
        """Return all counts, standardised and squashed, ``(batch, n_counts)``."""
        z = (self.count(x, letters) - self.mean) / (_SQUASHED * self.scale)
        return self.squash(z) * _SQUASHED

    def count(self, x, letters=None):
        """Return all counts of one-hot sequences, ``(batch, n_counts)``."""
        # bfloat16 would round counts above 256, and is no faster here.
        with without_autocast(x.device.type):
            return torch.cat([counts(x, letters) for counts in self.counts], dim=1)

    @torch.no_grad()
    def prepare(self, sequences, penalty_of):
        """Learn mean, scale and strength of the counts from the training data.

        Parameters
        ----------
        sequences : re-iterable of tensors of shape (batch, letters, length)
            One-hot sequences.
        penalty_of : callable
            Given features (m, n_counts) and their row numbers (m,), the best penalty of
            ridge regression on them.
        """
        n = self._standardize(sequences)
        judged = np.unique(np.linspace(0, n - 1, min(n, _N_JUDGED)).astype(int))
        counts, start = [], 0
        for x in sequences:
            inside = judged[(judged >= start) & (judged < start + len(x))] - start
            z = self.standardized(x[inside], read_letters(x[inside]))
            counts.append(z.float().cpu().numpy())
            start += len(x)
        counts = np.concatenate(counts) * self.strength.item()
        self.strength *= math.sqrt(_USUAL_PENALTY / penalty_of(counts, judged))

    def _standardize(self, sequences):
        n, total, squares = 0, 0.0, 0.0
        for x in sequences:
            counts = self.count(x, read_letters(x)).cpu().double()  # mps has no float64
            n += len(counts)
            total = total + counts.sum(0)
            squares = squares + (counts**2).sum(0)
        mean = total / n
        variance = squares / n - mean**2
        # A count that never changes says nothing: its layer's weights stay zero.
        scale = torch.where(variance > 1e-9, variance, 1.0).sqrt()
        self.mean.copy_(mean)
        self.scale.copy_(scale)
        return n


def without_autocast(device_type):
    """Return a context in which sums are as exact as the tensors they are of."""
    if torch.amp.is_autocast_available(device_type):
        return torch.autocast(device_type, enabled=False)
    return nullcontext()  # there is none that one could leave: mps before torch 2.5
