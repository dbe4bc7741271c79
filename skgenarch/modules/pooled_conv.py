"""Convolution and pooling in one step: for training, on a processor.

torch's max pooling with gradients goes value by value there, and writes down an index
for each. Here a few sequences are convolved at a time, so few that what the filters say
at each base never leaves the cache: only the maxima are kept. Going back, it is worked
out again, which costs less than to fetch it from memory.
"""

import torch
from torch.autograd.function import once_differentiable
from torch.nn import functional as F

from .pooling import LOWEST

VALUES_AT_A_TIME = 2**18


def pooled_conv(x, conv, width):
    """Convolve with "same" padding and take the maximum of each window.

    There is no gradient for the sequences.

    Parameters
    ----------
    x : tensor of shape (batch, channels, length)
    conv : torch.nn.Conv1d
        Without padding, stride or dilation.
    width : int
        Positions in a window; the last one may be shorter.

    Returns
    -------
    pooled : tensor of shape (batch, ceil(length / width), n_filters)
    """
    length, kernel = x.shape[2], conv.kernel_size[0]
    n_windows = -(-length // width)
    n_behind = n_windows * width - length
    left = (kernel - 1) // 2
    x = F.pad(x.transpose(1, 2), (0, 0, left, kernel - 1 - left + n_behind))
    weight = conv.weight.permute(2, 1, 0).flatten(0, 1)
    # In bfloat16 all but the products takes longer.
    with torch.autocast("cpu", enabled=False):
        return _PooledConv.apply(x.float(), weight, width, n_behind) + conv.bias


class _PooledConv(torch.autograd.Function):
    """Maxima by windows, ``(batch, windows, n_filters)``; equals share a gradient."""

    @staticmethod
    def forward(ctx, x, weight, width, n_behind):
        x, weight = x.contiguous(), weight.contiguous()
        parts = _Parts(x, weight, width, n_behind)
        ctx.save_for_backward(x, weight)
        ctx.windows = width, n_behind
        return torch.cat([y.amax(2) for _, y in parts])

    @staticmethod
    @once_differentiable
    def backward(ctx, gradient):
        x, weight = ctx.saved_tensors
        parts = _Parts(x, weight, *ctx.windows)
        total = torch.zeros_like(weight)
        for (rows, y), given in zip(parts, gradient.split(parts.size), strict=True):
            # Not the maxima of the way there: with other threads, y may be rounded
            # differently, and none of it equal them.
            share = y.eq_(y.amax(2, keepdim=True))
            share.mul_((given / share.sum(2))[:, :, None])
            total.addmm_(rows.T, share.flatten(0, 2))
        return None, total, None, None


class _Parts:
    """What the filters say, some sequences at a time.

    Yields what each position sees, ``(positions, kernel * channels)``, and what is said
    there, ``(sequences, windows, width, n_filters)``.
    """

    def __init__(self, x, weight, width, n_behind):
        self.x, self.weight, self.width, self.n_behind = x, weight, width, n_behind
        self.n_seen, n_filters = weight.shape
        _, padded, n_channels = x.shape
        n_positions = padded - self.n_seen // n_channels + 1
        self.size = max(1, VALUES_AT_A_TIME // (n_positions * n_filters))

    def __iter__(self):
        for x in self.x.split(self.size):
            n_channels = x.shape[2]
            rows = x.flatten(1).unfold(1, self.n_seen, n_channels).flatten(0, 1)
            y = (rows @ self.weight).unflatten(0, (len(x), -1, self.width))
            if self.n_behind:  # positions behind the end must not win
                y[:, -1, -self.n_behind :] = LOWEST
            yield rows, y
