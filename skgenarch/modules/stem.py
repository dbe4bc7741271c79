"""The first layer: motif detectors of several widths, and their maximum by windows.

On a processor there are two quicker ways to the same: one for training, which needs no
indices of the maxima, and one for prediction, which looks letters up.
"""

import torch
from torch import nn

from .blocks import NoNorm, SameConv, hide_padding, make_activation, make_normalization
from .pooled_conv import pooled_conv
from .pooling import MaxPool
from .word_conv import pooled_word_conv

# To look letters up takes longer than to multiply where there is less of it to do.
_FEWEST_FILTERS, _NARROWEST_POOL = 32, 2


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

    def forward(self, x, mask=None, letters=None):
        """Map one-hot sequences to what the filters find in them.

        Parameters
        ----------
        x : tensor of shape (batch, 4, length)
        mask : bool tensor of shape (batch, length), optional
        letters : int32 tensor of shape (batch, length), optional
            The letters of ``x``, where there is nothing else in it.

        Returns
        -------
        found : tensor of shape (batch, n_out, positions)
        mask : bool tensor of shape (batch, positions), or None
        """
        if letters is not None and self.may_look_up(x):
            x, mask = self._look_up(letters, mask), self.pool.pooled_mask(mask)
        elif self._is_one_step(x, mask):
            found = [pooled_conv(x, conv.conv, self.pool.width) for conv in self.convs]
            x = torch.cat(found, dim=2).transpose(1, 2)
        else:
            x = torch.cat([conv(x) for conv in self.convs], dim=1)
            x, mask = self.pool(self.norm(x, mask), mask)
        return hide_padding(self.activation(x), mask), mask

    def may_look_up(self, x):
        """Whether letters would be looked up, were they given beside `x`."""
        return (
            not torch.is_grad_enabled()
            and x.device.type == "cpu"
            and self.norm.is_fixed
            and self.pool.width >= _NARROWEST_POOL
            and self.convs[0].conv.out_channels >= _FEWEST_FILTERS
        )

    def _look_up(self, letters, mask):
        convs = [conv.conv for conv in self.convs]
        n_windows = -(-letters.shape[1] // self.pool.width)
        found = convs[0].weight.new_empty(len(letters), n_windows, self.n_out)
        rooms = found.split([conv.out_channels for conv in convs], dim=2)
        kernels = self.norm.folded_into(convs)
        for (weight, bias), room in zip(kernels, rooms, strict=True):
            pooled_word_conv(letters, weight, bias, self.pool.width, mask, out=room)
        return found.transpose(1, 2)

    def _is_one_step(self, x, mask):
        return (
            self.training
            and not x.requires_grad
            and x.device.type == "cpu"
            and mask is None
            and self.pool.width > 1
            and isinstance(self.norm, NoNorm)
        )
