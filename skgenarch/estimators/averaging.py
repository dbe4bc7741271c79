"""Averaged weights: a net that lags behind the trained one, and predicts better."""

import copy

import torch


class WeightAverage:
    """Exponential moving average of a net's weights.

    While training is young the average forgets faster, so that the random start does
    not stay in it: the decay of update ``t`` is ``min(decay, (1 + t) / (10 + t))``.

    Parameters
    ----------
    module : torch.nn.Module
        The net that will be trained.
    decay : float
        Share of the average that an update keeps.
    """

    def __init__(self, module, decay):
        self.module = copy.deepcopy(module).eval()
        self.decay = decay
        self.n_updates = 0

    @torch.no_grad()
    def update(self, module):
        """Move the average a step towards the weights of `module`."""
        decay = min(self.decay, (1 + self.n_updates) / (10 + self.n_updates))
        self.n_updates += 1
        current = module.state_dict()
        for name, kept in self.module.state_dict().items():
            if kept.is_floating_point():
                kept.lerp_(current[name], 1 - decay)
            else:
                kept.copy_(current[name])
