"""Letters of one-hot sequences, and the numbers of their words, spelled out."""

import pytest
import torch

from skgenarch.modules.letters import mark_missing, read_letters, words_of

# Columns: A, C, nothing, T
X = torch.tensor([[[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1]]]).float()


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16])
def test_letters_are_numbers_of_channels(dtype):
    letters = read_letters(X.to(dtype))
    assert letters.tolist() == [[0, 1, 4, 3]]
    assert letters.dtype == torch.int32


def test_only_whole_letters_are_read():
    assert read_letters(X / 2) is None
    assert read_letters(-X) is None
    assert read_letters(X * float("nan")) is None
    both = X.clone()
    both[0, 1, 0] = 1
    assert read_letters(both) is None


def test_letters_have_no_gradient():
    assert read_letters(X.clone().requires_grad_()) is None


def test_words_count_from_the_first_letter_on():
    letters = torch.tensor([[0, 1, 2, 3]], dtype=torch.int32)
    assert words_of(letters, 2, 4).tolist() == [[1, 6, 11]]
    assert words_of(letters, 4, 4).tolist() == [[27]]
    assert words_of(letters, 5, 4).shape == (1, 0)


def test_words_that_miss_a_letter_are_told_by_their_number():
    for k in range(2, 9):
        n_words = 4**k
        texts = torch.randint(4, (200, k), dtype=torch.int32)
        whole, some = mark_missing(texts, 4, n_words)
        assert whole is texts
        assert not some
        assert (words_of(whole, k, 4) < n_words).all()
        texts[torch.arange(200), torch.randint(k, (200,))] = 4
        marked, some = mark_missing(texts, 4, n_words)
        assert some
        assert (words_of(marked, k, 4) >= n_words).all()
        every = torch.full((1, k), 4, dtype=torch.int32)
        assert words_of(mark_missing(every, 4, n_words)[0], k, 4) >= n_words
