"""The second straight path: gapped k-mers, each weighted linearly, past the whole net.

Words with free positions inside tell what a protein binds where it does not mind some
of the letters. A linear model of them is nearly as good a classifier of peaks as a net,
and errs elsewhere: trained together, they are better than either.
"""

import math
from itertools import combinations

import torch
from torch import nn
from torch.nn import functional as F

from .blocks import Product
from .kmers import without_autocast


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

    def forward(self, x):
        """Map one-hot ``(batch, letters, length)`` to logits ``(batch, n_outputs)``."""
        # Looking weights up is by far the faster, but has no gradient for the bases,
        # and no answer where one is half an A and half a T.
        exact = not x.requires_grad and bool(((x == 0) | (x == 1)).all())
        with without_autocast(x.device.type):
            total = self._looked_up(x) if exact else self._multiplied(x.float())
        return total * self.strength

    def _looked_up(self, x):
        """Sum the weights of words that are there."""
        length = x.shape[2]
        reach = self.patterns[-1][-1]
        codes = F.pad(x.argmax(1), (0, reach))
        known = F.pad(x.any(1), (0, reach))
        rows, whole = [], []
        for number, places in enumerate(self.patterns):
            word, counted = 0, True
            for place in places:
                word = word * self.n_channels + codes[:, place : place + length]
                counted = known[:, place : place + length] & counted
            rows.append(word + number * self.n_words)
            whole.append(counted)
        rows, whole = torch.cat(rows, 1), torch.cat(whole, 1)
        return F.embedding_bag(
            rows, self.weight, mode="sum", per_sample_weights=whole.to(self.weight)
        )

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
