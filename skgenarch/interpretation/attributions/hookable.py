"""A copy of a net in which DeepLIFT has a rule for every step.

tangermeme hooks torch's own non-linear modules. Four steps of our nets are not among
them: products, the maximum over all positions, the exponential activation, and the
recurrence. The copy holds something hookable in their place and computes the same; the
trained net itself is never touched.
"""

import copy

import torch
from tangermeme.deep_lift_shap import BilinearOp, integrated_gradients_op
from torch import nn

from ...modules import SequenceNet
from ...modules.blocks import Exp, Product
from ...modules.pooling import MatrixProduct

# Points of the integral through a recurrence. Half as many miss up to 1e-4 of a logit
# in a trained PromoterNet, these no more than rounding does.
_N_POINTS = 32


class HookableScore(nn.Module):
    """One net's score, of sequences of which any two may be compared.

    Parameters
    ----------
    net : SequenceNet
        Is copied.

    weights : tensor of shape (n_outputs,)
        What the score is made of, as ``FittedNets.score_weights``.
    """

    def __init__(self, net: SequenceNet, weights: torch.Tensor):
        super().__init__()
        self.net = _hookable(net).requires_grad_(False)
        self.weights = weights
        self.eval()  # tangermeme puts a module back into the mode that it came in

    def forward(self, x: torch.Tensor, mask: torch.Tensor | None = None):
        """Map one-hot (n, 4, length), and a mask of real bases, to scores (n, 1)."""
        if mask is not None:
            mask = mask > 0  # tangermeme hands every argument on as a float
        return (self.net(x, mask) * self.weights).sum(dim=1, keepdim=True)


def rules() -> dict:
    """Return the rules of what tangermeme does not know, by type of module."""
    return {
        Exp: _rescale,
        _Recurrence: integrated_gradients_op(K=_N_POINTS),
    }


def _hookable(net):
    net = copy.deepcopy(net)
    n_positions = -(-net.length // net.bases_per_position)
    for module in list(net.modules()):
        for name, child in list(module.named_children()):
            if isinstance(child, MatrixProduct):
                setattr(module, name, BilinearOp())
            elif isinstance(child, Product):
                setattr(module, name, BilinearOp("...,...->..."))
            elif isinstance(child, nn.AdaptiveMaxPool1d):
                setattr(module, name, nn.MaxPool1d(n_positions))
    if net.recurrent is not None:
        net.recurrent = _RecurrenceWithinNet(net.recurrent)
    return net


def _rescale(module, grad_input, grad_output):
    """Rule of an activation: its mean slope between sequence and reference."""
    change = torch.sub(*module.input.chunk(2))
    result = torch.sub(*module.output.chunk(2))
    close = change.abs() < 1e-6
    slope = result / change.masked_fill(close, 1.0)
    by_slope = grad_output[0] * slope.repeat(2, *[1] * (slope.ndim - 1))
    close = close.repeat(2, *[1] * (close.ndim - 1))
    return (torch.where(close, grad_input[0], by_slope),)


class _Recurrence(nn.Module):
    """A GRU or LSTM from tensor to tensor, which tangermeme can hook.

    Its rule integrates the gradient between sequence and reference: it runs the module
    once more, on several points between the two halves of the batch.
    """

    def __init__(self, recurrent):
        super().__init__()
        self.recurrent = recurrent
        self.lengths = None

    def forward(self, x):
        """Map (n, positions, channels) to (n, positions, units)."""
        if self.lengths is None:
            return self.recurrent(x)[0]
        lengths = self.lengths
        if len(x) != len(lengths):
            # A sequence, its reference and all points between them are of one length.
            n = len(lengths) // 2
            lengths = lengths[:n].repeat(len(x) // n)
        packed = nn.utils.rnn.pack_padded_sequence(
            x, lengths, batch_first=True, enforce_sorted=False
        )
        return nn.utils.rnn.pad_packed_sequence(
            self.recurrent(packed)[0], batch_first=True, total_length=x.shape[1]
        )[0]


class _RecurrenceWithinNet(nn.Module):
    """Stands where the net expects torch's recurrence, packed sequences and all."""

    def __init__(self, recurrent):
        super().__init__()
        self.hooked = _Recurrence(recurrent)

    def forward(self, x):
        """Return what the recurrence returns first; its last state is not used."""
        if isinstance(x, torch.Tensor):
            self.hooked.lengths = None
            return self.hooked(x), None
        padded, lengths = nn.utils.rnn.pad_packed_sequence(x, batch_first=True)
        self.hooked.lengths = lengths
        result = nn.utils.rnn.pack_padded_sequence(
            self.hooked(padded), lengths, batch_first=True, enforce_sorted=False
        )
        return result, None
