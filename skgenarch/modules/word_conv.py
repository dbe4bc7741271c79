"""Convolution of letters by look-up: for prediction, on a processor.

A kernel over 24 letters is the sum of eight kernels over words of three, and all that
one of these can say stands in a table of 125 rows.
"""

from functools import lru_cache

import torch
from torch.nn import functional as F

from .letters import words_of
from .pooling import LOWEST

# Longer words need fewer look-ups, in tables that do not fit a processor's cache.
_WORD = 3


def pooled_word_conv(letters, conv, width, mask=None):
    """Convolve with "same" padding and take the maximum of each window.

    Parameters
    ----------
    letters : int32 tensor of shape (batch, length)
        Numbers of the channels; ``n_channels`` where there is no letter.
    conv : torch.nn.Conv1d
        Without padding, stride or dilation.
    width : int
        Positions in a window; the last one may be shorter.
    mask : bool tensor of shape (batch, length), optional
        True where a maximum may be.

    Returns
    -------
    pooled : tensor of shape (batch, ceil(length / width), n_filters)
    """
    length = letters.shape[1]
    n_behind = -length % width
    y = _word_conv(letters, conv.weight, n_behind)
    y[:, length:] = LOWEST
    if mask is not None:
        y[:, :length].masked_fill_(~mask[:, :, None], LOWEST)
    if width > 1:
        y = y.unflatten(1, (-1, width)).amax(2)
    return y + conv.bias


def _word_conv(letters, weight, n_behind):
    """Convolve, ``(batch, length + n_behind, n_filters)``; any values stand behind."""
    n_letters, kernel = weight.shape[1:]
    n_chunks = -(-kernel // _WORD)
    left = (kernel - 1) // 2
    right = n_chunks * _WORD - 1 - left + n_behind
    padded = F.pad(letters, (left, right), value=n_letters)
    words = words_of(padded, _WORD, n_letters + 1)
    rows = words.unfold(1, (n_chunks - 1) * _WORD + 1, 1)[:, :, ::_WORD]
    n_words = (n_letters + 1) ** _WORD
    tables = torch.arange(n_chunks, dtype=rows.dtype, device=rows.device) * n_words
    y = F.embedding_bag(
        (rows + tables).flatten(0, 1), _tables(weight, n_chunks), mode="sum"
    )
    return y.unflatten(0, (len(letters), -1))


def _tables(weight, n_chunks):
    """Return what each word gives in each chunk, ``(n_chunks * words, n_filters)``."""
    n_letters = weight.shape[1]
    weight = F.pad(weight, (0, n_chunks * _WORD - weight.shape[2]))
    chunks = weight.permute(2, 1, 0).reshape(n_chunks, _WORD * n_letters, -1)
    return (_all_words(n_letters, weight.dtype) @ chunks).flatten(0, 1)


@lru_cache
def _all_words(n_letters, dtype):
    """Return all words as one-hot, ``(words, letters)``, missing letters among them."""
    numbers = torch.arange(n_letters + 1)
    words = torch.cartesian_prod(*[numbers] * _WORD)
    return F.one_hot(words, n_letters + 1)[:, :, :n_letters].to(dtype).flatten(1)
