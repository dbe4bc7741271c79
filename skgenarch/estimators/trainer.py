"""The training loop: skorch, with averaged weights and early stopping on them.

This is the only file that imports skorch.
"""

import copy
import math
import traceback
from contextlib import nullcontext

import torch
from skorch import NeuralNet
from skorch.callbacks import Freezer, GradientNormClipping, LRScheduler, Unfreezer
from skorch.helper import predefined_split
from torch.optim.lr_scheduler import LambdaLR

from .averaging import WeightAverage

SCHEDULES = ("one_cycle", "constant")
PRECISIONS = ("float32", "bfloat16")


class Trainer(NeuralNet):
    """A skorch net that trains on prepared batches and keeps averaged weights.

    Parameters
    ----------
    module : torch.nn.Module
        The initialised net.
    precision : {"float32", "bfloat16"}
        Number format of the forward pass.
    ema_decay : float or None
        Decay per batch of the exponential moving average of the weights, which is
        what validation sees and what remains after training.
    patience : int or None
        Epochs without a better validation loss before training stops; None never
        stops. The best weights are taken back.
    """

    def __init__(
        self, module, *, precision="float32", ema_decay=None, patience=None, **kwargs
    ):
        self.precision = precision
        self.ema_decay = ema_decay
        self.patience = patience
        super().__init__(module, **kwargs)

    def train(self, dataset):
        """Initialise, train for all epochs, and keep the weights to predict with."""
        self.initialize()
        self.average_ = None
        if self.ema_decay is not None:
            self.average_ = WeightAverage(self._bare(self.module_), self.ema_decay)
        self.best_ = None
        self.notify("on_train_begin", X=dataset, y=None)
        try:
            self.fit_loop(dataset, None)
        except _EnoughEpochs:
            pass
        if not math.isfinite(self.history[-1, "train_loss"]):
            raise ValueError(
                "Training diverged: the loss is not a finite number any more. Lower "
                f"learning_rate (it was {self.lr:g}), or check the scale of "
                "sample_weight."
            )
        self._settle()
        self.notify("on_train_end", X=dataset, y=None)
        return self

    def infer(self, x, **fit_params):
        """Run the net; outside training, the one with averaged weights."""
        module = self.module_
        if not module.training and self.average_ is not None:
            module = self.average_.module
        with autocast(self.precision, self.device):
            return module(**x)

    def get_loss(self, y_pred, y_true, X=None, training=False):
        """Loss of a batch whose labels are a dict of tensors."""
        labels = {name: part.to(y_pred.device) for name, part in y_true.items()}
        return self.criterion_(y_pred, labels)

    def train_step(self, batch, **fit_params):
        """One update of the weights, and of their average."""
        step = super().train_step(batch, **fit_params)
        if self.average_ is not None:
            self.average_.update(self._bare(self.module_))
        return step

    def notify(self, method_name, **cb_kwargs):
        """Run the hooks; a callback that asks to stop, stops training only.

        skorch's callbacks ask for it by raising KeyboardInterrupt in ``on_epoch_end``
        itself. Everywhere else that exception is the user's Ctrl-C and goes on up.
        """
        try:
            super().notify(method_name, **cb_kwargs)
        except KeyboardInterrupt as error:
            *_, (innermost, _) = traceback.walk_tb(error.__traceback__)
            if innermost.f_code.co_name == "on_epoch_end":
                raise _EnoughEpochs from error
            raise
        if method_name == "on_epoch_end" and self.patience is not None:
            self._keep_best()

    def _keep_best(self):
        loss, epoch = self.history[-1, ("valid_loss", "epoch")]
        if self.best_ is None or loss < self.best_["loss"]:
            state = copy.deepcopy(self._kept_module().state_dict())
            self.best_ = {"loss": loss, "epoch": epoch, "state": state}
        elif epoch - self.best_["epoch"] >= self.patience:
            raise _EnoughEpochs

    def _kept_module(self):
        if self.average_ is not None:
            return self.average_.module
        return self._bare(self.module_)

    def _settle(self):
        """Leave one net with the final weights, and nothing that only training needs.

        What is dropped here, the data among it, would travel along in every pickle.
        """
        kept = self._kept_module()
        if self.best_ is not None:
            kept.load_state_dict(self.best_.pop("state"))
        self.module_ = kept.eval()
        self.average_ = None
        self.module = type(kept)
        self.optimizer_ = None
        self.train_split = None
        self.iterator_train = self.iterator_valid = None

    @staticmethod
    def _bare(module):
        return getattr(module, "_orig_mod", module)  # torch.compile wraps


class ReadyBatches:
    """Hands skorch batches that are ready, in place of a DataLoader."""

    def __init__(self, batches):
        self.batches = batches

    def __call__(self, dataset, **kwargs):
        """Return the batches, whatever the data set."""
        return self.batches


def make_callbacks(schedule, n_steps, gradient_clip):
    """Return skorch callbacks for the learning-rate schedule and gradient clipping."""
    callbacks = []
    if schedule == "one_cycle":
        callbacks.append(
            LRScheduler(
                policy=LambdaLR, lr_lambda=_OneCycle(n_steps), step_every="batch"
            )
        )
    if gradient_clip is not None:
        callbacks.append(GradientNormClipping(gradient_clip_value=gradient_clip))
    return callbacks


def join_late(names, max_epochs):
    """Return skorch callbacks that train some parameters after the first third only."""
    n_waiting = max_epochs // 3
    if not names or n_waiting == 0:
        return []
    patterns = [f"*{name}" for name in names]  # a compiled net has a prefix
    return [Freezer(patterns), Unfreezer(patterns, at=n_waiting + 1)]


def fixed_validation(dataset):
    """Return a skorch ``train_split`` that validates on `dataset`."""
    return predefined_split(dataset)


def autocast(precision, device):
    """Return a context in which the forward pass runs in the given number format."""
    if precision == "float32":
        return nullcontext()
    return torch.autocast(torch.device(device).type, dtype=torch.bfloat16)


class _OneCycle:
    """Share of the peak learning rate: up in the first tenth, then down as a cosine."""

    def __init__(self, n_steps):
        self.n_steps = n_steps
        self.n_rising = max(1, n_steps // 10)

    def __call__(self, step):
        if step < self.n_rising:
            return (step + 1) / self.n_rising
        progress = (step - self.n_rising) / max(1, self.n_steps - self.n_rising)
        return 0.5 * (1 + math.cos(math.pi * min(1.0, progress)))


class _EnoughEpochs(Exception):
    """Training is to stop here, in order."""
