"""Convolution of letters by look-up: for prediction, on a processor.

A kernel over 24 letters is the sum of eight kernels over words of three, and all that
one of these can say stands in a table of 125 rows.
"""

from functools import lru_cache

import torch
from torch.nn import functional as F

from .letters import words_of
from .pooled_conv import VALUES_AT_A_TIME
from .pooling import LOWEST

# Longer words need fewer look-ups, in tables that do not fit a processor's cache.
_WORD = 3


def pooled_word_conv(letters, weight, bias, width, mask=None, out=None):
    """Convolve with "same" padding and take the maximum of each window.

    Parameters
    ----------
    letters : int32 tensor of shape (batch, length)
        Numbers of the channels; ``n_channels`` where there is no letter.
    weight : tensor of shape (n_filters, n_channels, kernel_size)
    bias : tensor of shape (n_filters,)
    width : int
        Positions in a window; the last one may be shorter.
    mask : bool tensor of shape (batch, length), optional
        True where a maximum may be.
    out : tensor, optional
        Where to write to.

    Returns
    -------
    pooled : tensor of shape (batch, ceil(length / width), n_filters)
    """
    length = letters.shape[1]
    n_filters, n_letters, kernel = weight.shape
    n_behind = -length % width
    rows = _rows(letters, kernel, n_letters, n_behind)
    tables = _tables(weight)
    size = max(1, VALUES_AT_A_TIME // (rows.shape[1] * n_filters))
    if out is None:
        n_windows = rows.shape[1] // width
        out = weight.new_empty(len(letters), n_windows, n_filters)
    masks = [None] * len(letters) if mask is None else mask.split(size)
    for part, real, room in zip(rows.split(size), masks, out.split(size), strict=False):
        y = F.embedding_bag(part.flatten(0, 1), tables, mode="sum")
        y = y.unflatten(0, (len(part), -1))
        y[:, length:] = LOWEST
        if real is not None:
            y[:, :length].masked_fill_(~real[:, :, None], LOWEST)
        torch.add(y.unflatten(1, (-1, width)).amax(2), bias, out=room)
    return out


def _rows(letters, kernel, n_letters, n_behind):
    """Return rows of the tables, ``(batch, length + n_behind, tables)``."""
    n_tables = -(-kernel // _WORD)
    left = (kernel - 1) // 2
    right = n_tables * _WORD - 1 - left + n_behind
    padded = F.pad(letters, (left, right), value=n_letters)
    words = words_of(padded, _WORD, n_letters + 1)
    rows = words.unfold(1, (n_tables - 1) * _WORD + 1, 1)[:, :, ::_WORD]
    n_words = (n_letters + 1) ** _WORD
    return rows + torch.arange(n_tables, dtype=rows.dtype, device=rows.device) * n_words


def _tables(weight):
    """Return what each word gives at each place, ``(tables * words, n_filters)``."""
    _, n_letters, kernel = weight.shape
    weight = F.pad(weight, (0, -kernel % _WORD)).permute(2, 1, 0)
    tables = weight.unflatten(0, (-1, _WORD)).flatten(1, 2)
    return (_all_words(n_letters, weight.dtype) @ tables).flatten(0, 1)


@lru_cache
def _all_words(n_letters, dtype):
    """Return all words as one-hot, ``(words, letters)``, missing letters among them."""
    numbers = torch.arange(n_letters + 1)
    words = torch.cartesian_prod(*[numbers] * _WORD)
    return F.one_hot(words, n_letters + 1)[:, :, :n_letters].to(dtype).flatten(1)
