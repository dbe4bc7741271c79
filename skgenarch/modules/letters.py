"""The letters of one-hot sequences, and the words that they make.

Most of what multiplies a one-hot sequence multiplies zeros. Where only letters are in
it, what a word contributes can be looked up in a table instead.
"""

import torch


def read_letters(x):
    """Return the letters of one-hot sequences, or None where there is more to them.

    That is: values that are not whole, such as half an A and half a T, and sequences
    whose gradient is asked for, which a table does not have.

    Parameters
    ----------
    x : tensor of shape (batch, n_channels, length)

    Returns
    -------
    letters : int32 tensor of shape (batch, length), or None
        Numbers of the channels; ``n_channels`` where there is no letter.
    """
    if x.requires_grad:
        return None
    n_channels = x.shape[1]
    ranks = torch.arange(n_channels, 0, -1, dtype=x.dtype, device=x.device)
    whole = torch.equal(x * x, x) and bool((x.sum(1) <= 1).all())
    if not whole:
        return None
    # A sum: to find the largest channel takes many times as long.
    return n_channels - (x * ranks[:, None]).sum(1).int()


def words_of(letters, k, n_letters):
    """Return the numbers of the words of `k` letters, ``(batch, length - k + 1)``.

    Words count in base `n_letters`, the first letter leads.
    """
    n_words = max(0, letters.shape[1] - k + 1)
    words = letters[:, :n_words]
    for place in range(1, k):
        words = append_letter(words, letters[:, place : place + n_words], n_letters)
    return words


def append_letter(words, letters, n_letters):
    """Return the numbers of words that are longer by a letter."""
    return torch.add(letters, words, alpha=n_letters)


def mark_missing(letters, n_letters, n_words):
    """Make every word that misses a letter have a number of `n_words` or more.

    Parameters
    ----------
    letters : int32 tensor
        ``n_letters`` where there is none.
    n_words : int
        Number of words of the longest kind that will be read.

    Returns
    -------
    letters : int32 tensor of the same shape
        The same one, if no letter is missing.
    some_are_missing : bool
    """
    missing = letters == n_letters
    some = bool(missing.any())
    return (letters.masked_fill(missing, n_words) if some else letters), some
