"""Training losses: weighted, and blind to missing targets."""

import torch
from torch import nn
from torch.nn import functional as F

_NO_SPREAD = 1e-10  # variance of standardised targets that are all but equal


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
    """Error of each output; NaN targets do not count.

    Parameters
    ----------
    name : {"mse", "mae", "huber", "poisson"}
        Squared, absolute or Huber error; or the negative log-likelihood of Poisson
        counts, whose rate is the exponential of the output.
    """

    _elementwise = {
        "mse": F.mse_loss,
        "mae": F.l1_loss,
        "huber": F.huber_loss,
        "poisson": F.poisson_nll_loss,
    }

    def __init__(self, name):
        super().__init__()
        self.name = name

    def elementwise(self, outputs, target, weight):
        """Return one loss and one weight for each sequence and output."""
        missing = torch.isnan(target)
        target = torch.where(missing, outputs.detach(), target)
        loss = self._elementwise[self.name](outputs, target, reduction="none")
        return loss, weight[:, None] * ~missing


class PearsonLoss(nn.Module):
    """One minus Pearson's r of each output over the batch; NaN targets do not count.

    r says nothing of mean and scale. A little squared error beside it does, and takes
    nothing from r: any prediction can be shifted and stretched to its least error.
    """

    squared_error_share = 0.1

    def __init__(self):
        super().__init__()
        self.squared_error = RegressionLoss("mse")

    def forward(self, outputs, labels):
        """Return the scalar loss.

        Parameters
        ----------
        outputs : tensor of shape (batch, n_outputs)
        labels : dict of tensors
            "target", (batch, n_outputs), and "weight", (batch,). Outputs with fewer
            than two weighted targets, or with equal ones, have no r and do not count.
        """
        target = labels["target"]
        weight = labels["weight"][:, None] * ~torch.isnan(target)
        target = torch.where(torch.isnan(target), outputs.detach(), target)
        outputs_apart = _deviations(outputs, weight)
        target_apart = _deviations(target, weight)
        spread = (weight * target_apart**2).sum(0)
        known = spread > _NO_SPREAD * weight.sum(0)
        norms = (weight * outputs_apart**2).sum(0) * spread.clamp(min=1e-12)
        # The constant keeps the gradient finite where all predictions are equal.
        r = (weight * outputs_apart * target_apart).sum(0) / (norms + 1e-12).sqrt()
        loss = ((1 - r) * known).sum() / known.sum().clamp(min=1)
        return loss + self.squared_error_share * self.squared_error(outputs, labels)


def _deviations(values, weight):
    """Return the distances from the weighted mean of each column."""
    return values - (weight * values).sum(0) / weight.sum(0).clamp(min=1e-12)


def make_regression_loss(name):
    """Return a new loss by the name that the regressors' `loss` parameter has."""
    return PearsonLoss() if name == "pearson" else RegressionLoss(name)


REGRESSION_LOSSES = (*RegressionLoss._elementwise, "pearson")
