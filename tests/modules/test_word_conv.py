"""Convolution by look-up: what a convolution of one-hot letters gives."""

import pytest
import torch
from torch.nn import functional as F

from skgenarch.modules.word_conv import pooled_word_conv


def by_multiplication(letters, conv, width):
    n_letters, (kernel,) = conv.in_channels, conv.kernel_size
    x = F.one_hot(letters.long(), n_letters + 1)[..., :n_letters].float()
    left = (kernel - 1) // 2
    y = conv(F.pad(x.transpose(1, 2), (left, kernel - 1 - left)))
    return F.max_pool1d(y, width, ceil_mode=True).transpose(1, 2)


@pytest.mark.parametrize("kernel", [1, 2, 3, 4, 8, 24])
@pytest.mark.parametrize("width", [1, 4, 10, 50])
@pytest.mark.parametrize("length", [5, 40, 101])
@pytest.mark.parametrize("n_letters", [4, 2])
@torch.no_grad()
def test_tables_give_what_multiplication_gives(kernel, width, length, n_letters):
    torch.manual_seed(0)
    conv = torch.nn.Conv1d(n_letters, 6, kernel)
    letters = torch.randint(n_letters + 1, (3, length), dtype=torch.int32)
    found = pooled_word_conv(letters, conv.weight, conv.bias, width)
    expected = by_multiplication(letters, conv, width)
    torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-5)


@torch.no_grad()
def test_what_is_masked_does_not_win():
    torch.manual_seed(0)
    conv = torch.nn.Conv1d(4, 6, 3)
    letters = torch.randint(4, (1, 10), dtype=torch.int32)
    mask = torch.arange(10)[None] < 6
    found = pooled_word_conv(letters, conv.weight, conv.bias, 4, mask)
    all_positions = by_multiplication(letters, conv, 1)
    expected = all_positions[:, :4].amax(1), all_positions[:, 4:6].amax(1)
    torch.testing.assert_close(found[:, :2].unbind(1), expected)
    assert (found[:, 2] < -1e8).all()
