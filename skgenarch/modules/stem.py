"""The first layer: motif detectors of several widths, and their maximum by windows.

In training on a processor, convolution and pooling are one: the positions of a window
become channels, and their maximum runs along memory. torch's max pooling with gradients
goes value by value there and writes down an index for each, which took a third of the
time that AttentionNet trains.
"""

import torch
from torch import nn
from torch.autograd.function import once_differentiable
from torch.nn import functional as F

from .blocks import NoNorm, SameConv, hide_padding, make_activation, make_normalization
from .pooling import LOWEST, MaxPool


class Stem(nn.Module):
    """First convolution: kernels of several widths side by side, then pooling.

    Pooling stands before the activation: for the monotone activations it is the same
    function, at a fraction of the cost.
    """

    def __init__(self, n_channels, n_filters, kernel_sizes, pool, activation, norm):
        super().__init__()
        self.convs = nn.ModuleList(
            SameConv(n_channels, n_filters, width) for width in kernel_sizes
        )
        self.n_out = n_filters * len(kernel_sizes)
        self.norm = make_normalization(norm, self.n_out)
        self.pool = MaxPool(pool)
        self.activation = make_activation(activation, stem=True)

    def forward(self, x, mask=None):
        """Map ``(batch, 4, length)`` to ``(batch, n_out, positions)`` and its mask."""
        if self._is_one_step(x, mask):
            pooled = [pooled_conv(x, conv.conv, self.pool.width) for conv in self.convs]
            x = torch.cat(pooled, dim=1)
        else:
            x = torch.cat([conv(x) for conv in self.convs], dim=1)
            x, mask = self.pool(self.norm(x, mask), mask)
        return hide_padding(self.activation(x), mask), mask

    def _is_one_step(self, x, mask):
        return (
            self.training
            and x.device.type == "cpu"
            and mask is None
            and self.pool.width > 1
            and isinstance(self.norm, NoNorm)
        )


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
