"""Training losses: weighted, and blind to missing targets."""

import torch
from torch import nn
from torch.nn import functional as F


class WeightedLoss(nn.Module):
    """Weighted mean of a loss that is computed for each sequence."""

    def forward(self, logits, labels):
        """Return the scalar loss.

        Parameters
        ----------
        logits : tensor of shape (batch, n_outputs)
        labels : dict of tensors
            "target", (batch, n_outputs) or (batch,), and "weight", (batch,).
        """
        losses, weights = self.elementwise(logits, labels["target"], labels["weight"])
        return (losses * weights).sum() / weights.sum().clamp(min=1e-12)


class BinaryLoss(WeightedLoss):
    """Cross-entropy of one logit."""

    def elementwise(self, logits, target, weight):
        """Return one loss and one weight for each sequence."""
        loss = F.binary_cross_entropy_with_logits(
            logits[:, 0], target.to(logits.dtype), reduction="none"
        )
        return loss, weight


class CategoricalLoss(WeightedLoss):
    """Cross-entropy of one logit for each class."""

    def elementwise(self, logits, target, weight):
        """Return one loss and one weight for each sequence."""
        return F.cross_entropy(logits, target, reduction="none"), weight


class RegressionLoss(WeightedLoss):
    """Squared, absolute or Huber error of each output; NaN targets do not count."""

    _elementwise = {"mse": F.mse_loss, "mae": F.l1_loss, "huber": F.huber_loss}

    def __init__(self, name):
        super().__init__()
        self.name = name

    def elementwise(self, outputs, target, weight):
        """Return one loss and one weight for each sequence and output."""
        missing = torch.isnan(target)
        target = torch.where(missing, outputs.detach(), target)
        loss = self._elementwise[self.name](outputs, target, reduction="none")
        return loss, weight[:, None] * ~missing
