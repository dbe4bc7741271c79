"""The stem, and its quicker way to the same in training."""

import pytest
import torch

from skgenarch.modules.stem import Stem, pooled_conv


@pytest.mark.parametrize("width", [2, 3, 4, 5, 10])
@pytest.mark.parametrize("length", [20, 101])
@pytest.mark.parametrize("kernel_sizes", [(8,), (1, 7, 24)])
def test_training_and_prediction_agree(width, length, kernel_sizes):
    torch.manual_seed(0)
    stem = Stem(4, 5, kernel_sizes, width, "elu", "none")
    x = torch.randn(3, 4, length)
    weighted = torch.randn(3, stem.n_out, -(-length // width))
    found = []
    for mode in (True, False):
        stem.train(mode).zero_grad()
        y, mask = stem(x)
        (y * weighted).sum().backward()
        assert mask is None
        found.append([y.detach(), *(p.grad for p in stem.parameters())])
    for quick, plain in zip(*found, strict=True):
        torch.testing.assert_close(quick, plain, rtol=1e-4, atol=1e-5)


def test_what_is_behind_the_end_does_not_win():
    conv = torch.nn.Conv1d(4, 2, 3)
    torch.nn.init.constant_(conv.bias, -5.0)
    torch.nn.init.constant_(conv.weight, -1.0)
    pooled = pooled_conv(torch.ones(1, 4, 5), conv, 4)
    # Position 5 is behind the end. It would see one base, and win with -9.
    torch.testing.assert_close(pooled[0, 0], torch.tensor([-13.0, -13.0]))


def test_equal_positions_share_the_gradient():
    conv = torch.nn.Conv1d(1, 1, 1, bias=True)
    x = torch.ones(1, 1, 4, requires_grad=True)
    pooled_conv(x, conv, 4).sum().backward()
    share = conv.weight.detach().item() / 4
    torch.testing.assert_close(x.grad, torch.full((1, 1, 4), share))


def test_the_quick_way_is_left_where_it_would_be_wrong(monkeypatch):
    def refuse(*args):
        raise AssertionError("convolution and pooling must be two steps here")

    monkeypatch.setattr("skgenarch.modules.stem.pooled_conv", refuse)
    x = torch.randn(2, 4, 12)
    mask = torch.arange(12) < torch.tensor([[12], [7]])
    Stem(4, 3, (5,), 4, "elu", "none")(x, mask)
    Stem(4, 3, (5,), 4, "elu", "batch")(x)
    Stem(4, 3, (5,), 1, "elu", "none")(x)
    Stem(4, 3, (5,), 4, "elu", "none").eval()(x)
    with pytest.raises(AssertionError, match="two steps"):
        Stem(4, 3, (5,), 4, "elu", "none")(x)
