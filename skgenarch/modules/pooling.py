"""From many positions to few, and from positions to one vector: pooling, attention.

A ``mask`` is ``(batch, positions)`` booleans, True where the sequence is real; None
says that nothing is padded.
"""

import torch
from torch import nn
from torch.autograd.function import once_differentiable
from torch.nn import functional as F

LOWEST = -1e9  # finite: a fully masked row must not become NaN


class MaxPool(nn.Module):
    """Maximum over neighbouring positions; the last window may be shorter."""

    def __init__(self, width):
        super().__init__()
        self.width = width
        self.pool = nn.MaxPool1d(width, ceil_mode=True) if width > 1 else nn.Identity()

    def forward(self, x, mask=None):
        """Pool ``(batch, channels, positions)`` and the mask alike."""
        if self.width == 1:
            return x, mask
        if mask is None:
            return self.pool(x), None
        # Padding must not win against negative values.
        x = self.pool(x.masked_fill(~mask[:, None], LOWEST))
        return x, self.pooled_mask(mask)

    def pooled_mask(self, mask):
        """Return the mask of windows: real is what has a real position."""
        if mask is None or self.width == 1:
            return mask
        return F.max_pool1d(mask.float()[:, None], self.width, ceil_mode=True)[:, 0] > 0


class MatrixProduct(nn.Module):
    """Matrix product; a module, so that attribution can give each factor its share."""

    def forward(self, left, right):
        """Return ``left @ right``."""
        return torch.matmul(left, right)


class Attention(nn.Module):
    """Attention over positions: each head scores them and returns a weighted sum.

    Scores are those of a small net, ``v · tanh(W h)`` (Bahdanau et al., 2015). Soft
    attention averages the positions by the softmax of their scores. Hard attention
    takes one position: in training it is sampled from the softmax and gradients pass
    straight through (Jang et al., 2017), in prediction it is the most probable one.
    """

    def __init__(self, n_in, n_heads=1, kind="soft", n_units=32):
        super().__init__()
        self.kind = kind
        self.n_out = n_in * n_heads
        self.project = nn.Linear(n_in, n_units)
        self.tanh = nn.Tanh()
        self.score = nn.Linear(n_units, n_heads)
        self.softmax = nn.Softmax(dim=-1)
        self.average = MatrixProduct()

    def weights(self, x, mask=None):
        """Attention masks ``(batch, heads, positions)``; each sums to one."""
        scores = self.score(self.tanh(self.project(x.transpose(1, 2))))
        scores = scores.transpose(1, 2).float()
        if mask is not None:
            scores = scores.masked_fill(~mask[:, None], LOWEST)
        if self.kind == "soft":
            return self.softmax(scores)
        if self.training:
            return F.gumbel_softmax(scores, hard=True)
        return F.one_hot(scores.argmax(-1), scores.shape[-1]).to(scores.dtype)

    def forward(self, x, mask=None):
        """Map ``(batch, channels, positions)`` to a vector and its weights.

        Returns
        -------
        glimpse : tensor of shape (batch, heads * channels)
        weights : tensor of shape (batch, heads, positions)
        """
        weights = self.weights(x, mask)
        glimpse = self.average(weights.to(x.dtype), x.transpose(1, 2))
        return glimpse.flatten(1), weights


class Collapse(nn.Module):
    """Collapse positions to one vector, in one or several ways side by side."""

    def __init__(self, kinds, n_in, n_positions, n_heads=1, attention="soft"):
        super().__init__()
        self.kinds = kinds
        self.attention = (
            Attention(n_in, n_heads, attention) if "attention" in kinds else None
        )
        self.max = nn.AdaptiveMaxPool1d(1) if "max" in kinds else None
        width = {
            "attention": n_in * n_heads,
            "max": n_in,
            "mean": n_in,
            "flatten": n_in * n_positions,
        }
        self.n_out = sum(width[kind] for kind in kinds)

    def forward(self, x, mask=None):
        """Map ``(batch, channels, positions)`` to a vector and attention weights.

        Returns
        -------
        vector : tensor of shape (batch, n_out)
        weights : tensor of shape (batch, heads, positions), or None without attention
        """
        # Positions before channels, as the stem has them in memory.
        tokens = x.transpose(1, 2)
        parts, weights = [], None
        for kind in self.kinds:
            if kind == "attention":
                part, weights = self.attention(x, mask)
            elif kind == "max":
                part = self._max(tokens, mask)
            elif kind == "mean":
                part = _global_mean(tokens, mask)
            else:
                part = x.flatten(1)
            parts.append(part)
        return torch.cat(parts, dim=1), weights

    def _max(self, tokens, mask):
        if mask is not None:
            tokens = tokens.masked_fill(~mask[:, :, None], LOWEST)
        if self.training or not torch.is_grad_enabled():  # the same, faster
            return _Largest.apply(tokens)
        return self.max(tokens.transpose(1, 2))[:, :, 0]


def _global_mean(tokens, mask):
    if mask is None:
        return tokens.mean(1)
    n_real = mask.sum(-1, keepdim=True).clamp(min=1)
    return (tokens * mask[:, :, None].to(tokens.dtype)).sum(1) / n_real


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
