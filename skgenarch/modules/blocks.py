"""Convolutional blocks and highway layers.

Everything here maps ``(batch, channels, positions)`` to the same number of positions,
or fewer where it pools, and hands on the mask of real positions: padding is set to
zero after each stage, so that a padded sequence gives what the bare one gives.

Every non-linearity, and every product of two values, is a module made in ``__init__``
and used once: attribution methods of the DeepLIFT family hook modules and are silently
wrong otherwise.
"""

import torch
from torch import nn

from .pooling import MaxPool

# Of fewer input channels, convolution in bfloat16 gives wrong numbers on some
# processors: torch 2.13 with AMX, where channels times kernel is 64, 96, 128 and so on.
_FEWEST_IN_BFLOAT16 = 16


class Exp(nn.Module):
    """Exponential activation (Koo & Ploenzke, 2021), clipped against overflow."""

    def forward(self, x):
        """Return ``exp(x)``, shape kept."""
        return torch.exp(x.clamp(max=10.0))


_ACTIVATIONS = {
    "relu": nn.ReLU,
    "elu": nn.ELU,
    "gelu": nn.GELU,
    "silu": nn.SiLU,
    "leaky_relu": nn.LeakyReLU,
    "exp": Exp,
}


def make_activation(name, *, stem=False):
    """Return a new activation module; "exp" acts on the stem, ReLU elsewhere."""
    if name == "exp" and not stem:
        name = "relu"
    return _ACTIVATIONS[name]()


def make_normalization(name, n_channels):
    """Return a new normalisation module for ``n_channels`` channels."""
    return {"none": NoNorm, "batch": BatchNorm, "layer": ChannelNorm}[name](n_channels)


class Product(nn.Module):
    """Product, value by value; a module, so that attribution can split it fairly."""

    def forward(self, left, right):
        """Return ``left * right``."""
        return left * right


class NoNorm(nn.Module):
    """No normalisation."""

    is_fixed = True

    def __init__(self, n_channels):
        super().__init__()

    def forward(self, x, mask=None):
        """Return ``x``."""
        return x

    def folded_into(self, convs):
        """Return weight and bias of each of some convolutions side by side."""
        return [(conv.weight, conv.bias) for conv in convs]


class BatchNorm(nn.BatchNorm1d):
    """Batch normalisation (Ioffe & Szegedy, 2015) that leaves padding out."""

    @property
    def is_fixed(self):
        """Whether it does the same to whatever comes: after training."""
        return not self.training

    def folded_into(self, convs):
        """Return weight and bias of convolutions that normalise what they find."""
        scale = self.weight * (self.running_var + self.eps).rsqrt()
        shift = self.bias - self.running_mean * scale
        n_each = [conv.out_channels for conv in convs]
        return [
            (conv.weight * by[:, None, None], conv.bias * by + more)
            for conv, by, more in zip(
                convs, scale.split(n_each), shift.split(n_each), strict=True
            )
        ]

    def forward(self, x, mask=None):
        """Normalise ``(batch, channels, positions)``; padding becomes zero."""
        if mask is None or not self.training:
            return super().forward(x)
        normed = torch.zeros_like(x.transpose(1, 2))
        normed[mask] = super().forward(x.transpose(1, 2)[mask]).to(x.dtype)
        return normed.transpose(1, 2)


class ChannelNorm(nn.Module):
    """Layer normalisation over the channels of each position (Ba et al., 2016).

    Positions stay apart, so that padding cannot change what a real position gives.
    """

    is_fixed = False

    def __init__(self, n_channels):
        super().__init__()
        self.norm = nn.LayerNorm(n_channels)

    def forward(self, x, mask=None):
        """Normalise ``(batch, channels, positions)``."""
        return self.norm(x.transpose(1, 2)).transpose(1, 2)


class SameConv(nn.Module):
    """Convolution that keeps the number of positions, for odd and even kernels."""

    def __init__(self, n_in, n_out, kernel_size, dilation=1):
        super().__init__()
        reach = dilation * (kernel_size - 1)
        self.pad = nn.ConstantPad1d((reach // 2, reach - reach // 2), 0.0)
        self.conv = nn.Conv1d(n_in, n_out, kernel_size, dilation=dilation)

    def forward(self, x):
        """Map ``(batch, n_in, positions)`` to ``(batch, n_out, positions)``."""
        x = self.pad(x)
        if x.device.type == "cpu" and self.conv.in_channels < _FEWEST_IN_BFLOAT16:
            with torch.autocast("cpu", enabled=False):
                return self.conv(x.to(self.conv.weight.dtype))
        return self.conv(x)


class PlainBlock(nn.Module):
    """Convolution, normalisation, pooling, activation."""

    def __init__(self, n_in, n_out, kernel_size, pool, dilation, activation, norm):
        super().__init__()
        self.conv = SameConv(n_in, n_out, kernel_size, dilation)
        self.norm = make_normalization(norm, n_out)
        self.pool = MaxPool(pool)
        self.activation = make_activation(activation)

    def forward(self, x, mask=None):
        """Map ``(batch, n_in, positions)`` to ``(batch, n_out, pooled positions)``."""
        x, mask = self.pool(self.norm(self.conv(x), mask), mask)
        return hide_padding(self.activation(x), mask), mask


class ResidualBlock(nn.Module):
    """Two convolutions whose result is added to their input (He et al., 2016).

    Activations stand before the convolutions ("pre-activation"); a convolution of
    width one matches the channels where they change.
    """

    def __init__(self, n_in, n_out, kernel_size, pool, dilation, activation, norm):
        super().__init__()
        self.shortcut = nn.Conv1d(n_in, n_out, 1) if n_in != n_out else nn.Identity()
        self.norm_1 = make_normalization(norm, n_out)
        self.activation_1 = make_activation(activation)
        self.conv_1 = SameConv(n_out, n_out, kernel_size, dilation)
        self.norm_2 = make_normalization(norm, n_out)
        self.activation_2 = make_activation(activation)
        self.conv_2 = SameConv(n_out, n_out, kernel_size, dilation)
        self.pool = MaxPool(pool)

    def forward(self, x, mask=None):
        """Map ``(batch, n_in, positions)`` to ``(batch, n_out, pooled positions)``."""
        x = hide_padding(self.shortcut(x), mask)
        y = hide_padding(self.activation_1(self.norm_1(x, mask)), mask)
        y = self.activation_2(self.norm_2(self.conv_1(y), mask))
        x = x + self.conv_2(hide_padding(y, mask))
        x, mask = self.pool(x, mask)
        return hide_padding(x, mask), mask


class HighwayBlock(nn.Module):
    """Convolution mixed with its input by a learned gate (Srivastava et al., 2015)."""

    def __init__(self, n_in, n_out, kernel_size, pool, dilation, activation, norm):
        super().__init__()
        self.shortcut = nn.Conv1d(n_in, n_out, 1) if n_in != n_out else nn.Identity()
        self.conv = SameConv(n_out, n_out, kernel_size, dilation)
        self.norm = make_normalization(norm, n_out)
        self.activation = make_activation(activation)
        self.gate_conv = SameConv(n_out, n_out, kernel_size, dilation)
        self.gate = nn.Sigmoid()
        self.gated = Product()
        self.pool = MaxPool(pool)
        _open_shortcut(self.gate_conv.conv)

    def forward(self, x, mask=None):
        """Map ``(batch, n_in, positions)`` to ``(batch, n_out, pooled positions)``."""
        x = hide_padding(self.shortcut(x), mask)
        gate = self.gate(self.gate_conv(x))
        x = x + self.gated(gate, self.activation(self.norm(self.conv(x), mask)) - x)
        x, mask = self.pool(x, mask)
        return hide_padding(x, mask), mask


class HighwayLayer(nn.Module):
    """Dense layer mixed with its input by a learned gate (Srivastava et al., 2015)."""

    def __init__(self, width, activation):
        super().__init__()
        self.dense = nn.Linear(width, width)
        self.activation = make_activation(activation)
        self.gate_dense = nn.Linear(width, width)
        self.gate = nn.Sigmoid()
        self.gated = Product()
        _open_shortcut(self.gate_dense)

    def forward(self, x):
        """Map ``(batch, width)`` to ``(batch, width)``."""
        gate = self.gate(self.gate_dense(x))
        return x + self.gated(gate, self.activation(self.dense(x)) - x)


BLOCKS = {"plain": PlainBlock, "residual": ResidualBlock, "highway": HighwayBlock}


def hide_padding(x, mask):
    """Set the channels of padded positions to zero; ``mask`` None hides nothing."""
    return x if mask is None else x * mask[:, None].to(x.dtype)


def _open_shortcut(gate_layer):
    # A negative gate bias lets the input through at first (Srivastava et al., 2015).
    nn.init.constant_(gate_layer.bias, -1.0)
