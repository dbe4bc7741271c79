"""The second straight path: gapped k-mers, each weighted linearly, past the whole net.

Words with free positions inside tell what a protein binds where it does not mind some
of the letters. A linear model of them is nearly as good a classifier of peaks as a net,
and errs elsewhere: trained together, they are better than either.
"""

import math
from itertools import combinations

import torch
from torch import nn
from torch.autograd.function import once_differentiable
from torch.nn import functional as F

from .blocks import Product
from .kmers import without_autocast
from .letters import append_letter, mark_missing


def gapped_patterns(k, n_gaps):
    """Return all ways to place k letters with at most `n_gaps` free places among them.

    Parameters
    ----------
    k : int
        Letters of a word, 2 or more.
    n_gaps : int
        Most free places between its first letter and its last.

    Returns
    -------
    patterns : list of tuple of int
        Places of the letters, beginning with 0; the shortest words come first.
    """
    return [
        (0, *inner, last)
        for last in range(k - 1, k + n_gaps)
        for inner in combinations(range(1, last), k - 2)
    ]


class GappedKmerPath(nn.Module):
    """One weight for each gapped k-mer, summed over all that a sequence has.

    The weights begin at zero and learn from the first update on. A word that has an
    unknown base, or reaches behind the end, is not counted.

    Parameters
    ----------
    k : int
        Letters of a word, 2 or more.
    n_gaps : int
        Most free places inside a word.
    length : int
        Number of bases of the (padded) sequences.
    n_outputs : int
        Number of logits.
    n_channels : int
        Number of letters.

    References
    ----------
    Gapped k-mers of DNA: Ghandi M. et al., Enhanced regulatory sequence prediction
    using gapped k-mer features, PLoS Computational Biology 10, 2014.
    """

    def __init__(self, k, n_gaps, length, n_outputs, n_channels=4):
        super().__init__()
        self.patterns = gapped_patterns(k, n_gaps)
        self.n_channels = n_channels
        self.n_left, self.n_words = k // 2, n_channels**k
        # The words of a sequence, a vector of about unit length: a step of the
        # optimiser moves logits alike, however many words there are.
        self.strength = 1 / math.sqrt(len(self.patterns) * length)
        n_weights = len(self.patterns) * self.n_words
        self.weight = nn.Parameter(torch.zeros(n_weights, n_outputs))
        self.products = nn.ModuleList(
            nn.ModuleList(Product() for _ in range(k - 1)) for _ in self.patterns
        )

    def forward(self, x, letters=None):
        """Map sequences to logits ``(batch, n_outputs)``.

        Parameters
        ----------
        x : tensor of shape (batch, n_channels, length)
            One-hot sequences.
        letters : int32 tensor of shape (batch, length), optional
            Their letters, where there is nothing else in them: by far the faster.
        """
        with without_autocast(x.device.type):
            if letters is None:
                total = self._multiplied(x.float())
            else:
                total = self._looked_up(letters)
        return total * self.strength

    def _looked_up(self, letters):
        """Sum the weights of words that are there."""
        letters, some_miss = mark_missing(letters, self.n_channels, self.n_words)
        words = self._words(letters)
        tables = torch.arange(len(words), dtype=letters.dtype, device=letters.device)
        lengths = torch.tensor([part.shape[1] for part in words], device=letters.device)
        words = torch.cat(words, 1)
        counted = None
        if some_miss:
            counted = words < self.n_words
            words = words.clamp(max=self.n_words - 1)  # any: it does not count
        rows = words + torch.repeat_interleave(tables * self.n_words, lengths)
        return _SumOfRows.apply(self.weight, rows, counted)

    def _words(self, letters):
        """Return words of each pattern, one ``(batch, length - last place)`` for each.

        They are read from their first letter on: many patterns begin alike.
        """
        length = letters.shape[1]
        words = {(0,): letters}
        for places in self.patterns:
            for n, last in enumerate(places[1:], start=1):
                longer, shorter = places[: n + 1], words[places[:n]]
                if longer not in words:
                    shorter = shorter[:, : max(0, length - last)]
                    words[longer] = append_letter(
                        shorter, letters[:, last:], self.n_channels
                    )
        return [words[places] for places in self.patterns]

    def _multiplied(self, x):
        """Sum the weights of all words, each times the product of its letters."""
        length = x.shape[2]
        x = F.pad(x, (0, self.patterns[-1][-1])).transpose(1, 2)
        tables = self.weight.unflatten(0, (len(self.patterns), -1))
        total = 0.0
        for places, table, products in zip(
            self.patterns, tables, self.products, strict=True
        ):
            letters = [x[:, place : place + length] for place in places]
            *inner, outer = products
            left = _words(letters[: self.n_left], inner[: self.n_left - 1])
            right = _words(letters[self.n_left :], inner[self.n_left - 1 :])
            table = table.unflatten(0, (left.shape[2], -1))
            left = (left @ table.flatten(1)).unflatten(2, table.shape[1:])
            total = total + outer(left, right[..., None].expand_as(left)).sum((1, 2))
        return total


def _words(letters, products):
    """Return indicators of all words of some letters, ``(batch, positions, words)``."""
    words = letters[0]
    for letter, product in zip(letters[1:], products, strict=True):
        shape = (*words.shape, letter.shape[2])
        pair = words[..., None].expand(shape), letter[:, :, None].expand(shape)
        words = product(*pair).flatten(2)
    return words


class _SumOfRows(torch.autograd.Function):
    """Sums of rows of a table, ``(batch, n_columns)``.

    As ``embedding_bag``, whose own gradient takes thirty times as long on a processor.
    """

    @staticmethod
    def forward(ctx, table, rows, counted):
        ctx.save_for_backward(rows, counted)
        ctx.n_rows = len(table)
        if rows.shape[1] == 0:  # sequences shorter than a word
            return table.new_zeros(len(rows), table.shape[1])
        if counted is not None:
            counted = counted.to(table.dtype)
        return F.embedding_bag(rows, table, mode="sum", per_sample_weights=counted)

    @staticmethod
    @once_differentiable
    def backward(ctx, gradient):
        rows, counted = ctx.saved_tensors
        row_numbers = rows.flatten().long()
        columns = []
        for column in gradient.unbind(1):
            share = column[:, None].expand(rows.shape)
            share = share if counted is None else share * counted
            zeros = gradient.new_zeros(ctx.n_rows)
            columns.append(zeros.scatter_add_(0, row_numbers, share.flatten()))
        return torch.stack(columns, 1), None, None
