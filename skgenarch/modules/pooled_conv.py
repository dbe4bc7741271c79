"""Convolution and pooling in one step: for training, on a processor.

The positions of a window become channels, and their maximum runs along memory. torch's
max pooling with gradients goes value by value there and writes down an index for each,
which took a third of the time that AttentionNet trains.
"""

import torch
from torch.autograd.function import once_differentiable
from torch.nn import functional as F

from .pooling import LOWEST


def pooled_conv(x, conv, width):
    """Convolve with "same" padding and take the maximum of each window.

    Parameters
    ----------
    x : tensor of shape (batch, channels, length)
    conv : torch.nn.Conv1d
        Without padding, stride or dilation.
    width : int
        Positions in a window; the last one may be shorter.

    Returns
    -------
    pooled : tensor of shape (batch, n_filters, ceil(length / width))
    """
    length, kernel = x.shape[2], conv.kernel_size[0]
    n_windows = -(-length // width)
    # Windows that the kernels of a window's positions reach into, its own among them.
    n_reached = -(-(kernel + width - 1) // width)
    left = (kernel - 1) // 2
    right = (n_windows + n_reached - 1) * width - left - length
    x = F.pad(x, (left, right)).unflatten(2, (-1, width))
    x = x.permute(0, 3, 1, 2).flatten(1, 2)  # (batch, width * channels, windows)
    y = F.conv1d(x, _folded(conv.weight, width, n_reached)).unflatten(1, (width, -1))
    n_behind = n_windows * width - length
    if n_behind:  # positions behind the end must not win
        behind = y.new_zeros(width, 1, n_windows)
        behind[width - n_behind :, :, -1] = LOWEST
        y = y + behind
    return _Largest.apply(y) + conv.bias[:, None]


def _folded(weight, width, n_reached):
    """Return the kernels of all positions of a window, one below the other."""
    room = n_reached * width - weight.shape[2]
    shifted = torch.stack([F.pad(weight, (n, room - n)) for n in range(width)])
    shifted = shifted.unflatten(-1, (n_reached, width))
    return shifted.permute(0, 1, 4, 2, 3).flatten(2, 3).flatten(0, 1)


class _Largest(torch.autograd.Function):
    """Maximum over dimension 1; equals share its gradient.

    As ``amax``, whose own gradient takes several copies more.
    """

    @staticmethod
    def forward(ctx, x):
        largest = x.amax(1)
        ctx.save_for_backward(x, largest)
        return largest

    @staticmethod
    @once_differentiable
    def backward(ctx, gradient):
        x, largest = ctx.saved_tensors
        share = torch.empty_like(x)
        torch.eq(x, largest[:, None], out=share)
        return share.mul_((gradient / share.sum(1))[:, None])
