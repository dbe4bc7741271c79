"""What all estimators share: parameters of training, fitting, predicting, both strands.

A concrete estimator joins :class:`SequenceEstimator` with a record of
:mod:`skgenarch.modules` that says which net to build (``architecture()``). Parameters
are dataclass fields, so that each constructor is explicit, as scikit-learn demands,
and each parameter is written down once.
"""

import threading
import warnings
from dataclasses import dataclass
from functools import partial
from numbers import Integral, Real
from typing import Any, ClassVar

import numpy as np
import torch
from sklearn import get_config
from sklearn.base import BaseEstimator
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.validation import check_is_fitted

from ..modules import SequenceNet
from ..sequences import CodesView, lengths
from .batches import (
    CodedSequences,
    OneHotExpansion,
    PlainBatches,
    PlainSequences,
    TrainingBatches,
)
from .devices import choose_device
from .persistence import SavedEstimator
from .prediction import logits_of
from .reading import read_codes, read_parts, with_length
from .ridge_penalty import best_penalty
from .spaces import default_space
from .trainer import (
    PRECISIONS,
    SCHEDULES,
    ReadyBatches,
    Trainer,
    fixed_validation,
    join_late,
    make_callbacks,
)

_ONE_AT_A_TIME = threading.Lock()

_WORTH_A_VIEW = 2**24  # bytes; fewer are copied at once

_N_TOLD_APART = 32  # training sequences, some of which a net must tell apart


@dataclass(eq=False, repr=False, kw_only=True)
class SequenceEstimator(SavedEstimator, BaseEstimator):
    """Base of all estimators.

    Parameters
    ----------
    max_epochs : int
        Number of passes over the training data.
    epoch_size : int or None
        Most sequences in one pass; None sets no bound. Larger sets continue in the
        next pass where the last one stopped: training time is bounded, and nothing
        is left out.
    batch_size : int
        Largest number of sequences in one update.
    learning_rate : float
        (Peak) learning rate of AdamW.
    schedule : {"one_cycle", "constant"}
        Course of the learning rate: up in the first tenth and down to nothing at the
        end, or constant.
    weight_decay : float
        Decoupled weight decay of AdamW.
    gradient_clip : float or None
        Largest norm of the gradient; None does not clip.
    ema_decay : float or None
        Predict with an exponential moving average of the weights, with this decay per
        update; None predicts with the last weights.
    early_stopping : bool
        Hold out `validation_fraction` of the training data, stop when its loss has
        not become better for `patience` epochs, and take the best weights back.
    validation_fraction : float
        Share of the training data held out by early stopping.
    patience : int
        Epochs without progress that early stopping waits for.
    reverse_complement : bool
        In training, turn a random half of each batch to the other strand.
    average_strands : bool
        Predict the average of both strands.
    max_shift : int
        In training, move each sequence by a random number of bases, up to this many to
        either side, each time it is seen: for windows around a position that is not
        exact, as transcription start sites. What comes in at the ends is unknown (N).
    n_ensemble : int
        Number of nets, trained from different seeds, whose predictions are averaged.
    unknown : {"zero", "uniform", "iupac", "raise"}
        What the net sees of N and of other ambiguous letters: nothing, a quarter of
        each base, equal parts of the letter's bases; or refuse them.
    device : str
        "auto" takes a CUDA or MPS device where there is one; or a torch device name.
    precision : {"float32", "bfloat16"}
        Number format of the nets' forward pass; bfloat16 is faster on some processors
        and slower on others.
    compile : bool
        Compile the nets with :func:`torch.compile` for training.
    callbacks : list of skorch callbacks, or None
        Added to the training loop.
    random_state : int, RandomState instance or None
        Seeds weights, order, augmentation and the held-out part. The global random
        state is neither used nor changed.
    verbose : int
        1 prints a line for each epoch.

    Attributes
    ----------
    net_ : skorch net
        The (first) trained net: ``net_.history`` has the losses, ``net_.module_`` the
        torch module. Predict with the estimator, not with this.
    nets_ : list of skorch nets
        All of them, `n_ensemble` in number.
    length_ : int
        Length, in bases, of the longest training sequence.
    n_features_in_ : int
        Number of input channels: the four bases.
    """

    max_epochs: int = 40
    epoch_size: int | None = 16384
    batch_size: int = 128
    learning_rate: float = 2e-3
    schedule: str = "one_cycle"
    weight_decay: float = 1e-4
    gradient_clip: float | None = 1.0
    ema_decay: float | None = 0.999
    early_stopping: bool = False
    validation_fraction: float = 0.1
    patience: int = 10
    reverse_complement: bool = True
    average_strands: bool = True
    max_shift: int = 0
    n_ensemble: int = 1
    unknown: str = "zero"
    device: str = "auto"
    precision: str = "float32"
    compile: bool = False
    callbacks: Any = None
    random_state: Any = None
    verbose: int = 0

    _parameter_constraints: ClassVar[dict] = {
        "max_epochs": [Interval(Integral, 1, None, closed="left")],
        "epoch_size": [None, Interval(Integral, 1, None, closed="left")],
        "batch_size": [Interval(Integral, 1, None, closed="left")],
        "learning_rate": [Interval(Real, 0, None, closed="neither")],
        "schedule": [StrOptions(set(SCHEDULES))],
        "weight_decay": [Interval(Real, 0, None, closed="left")],
        "gradient_clip": [None, Interval(Real, 0, None, closed="neither")],
        "ema_decay": [None, Interval(Real, 0, 1, closed="neither")],
        "early_stopping": ["boolean"],
        "validation_fraction": [Interval(Real, 0, 1, closed="neither")],
        "patience": [Interval(Integral, 1, None, closed="left")],
        "reverse_complement": ["boolean"],
        "average_strands": ["boolean"],
        "max_shift": [Interval(Integral, 0, None, closed="left")],
        "n_ensemble": [Interval(Integral, 1, None, closed="left")],
        "unknown": [StrOptions({"zero", "uniform", "iupac", "raise"})],
        "device": [str, torch.device],
        "precision": [StrOptions(set(PRECISIONS))],
        "compile": ["boolean"],
        "callbacks": [None, list],
        "random_state": ["random_state"],
        "verbose": ["verbose"],
    }

    @property
    def net_(self):
        """Return the (first) trained skorch net."""
        check_is_fitted(self)
        return self.nets_[0]

    @classmethod
    def default_space(cls):
        """Return `param_distributions` to start a search of this net with.

        Returns
        -------
        space : dict
            Lists and scipy distributions by parameter, architecture first. Values
            kept out of it are those that only make training longer.
        """
        return default_space(cls)

    def __sklearn_is_fitted__(self):
        return hasattr(self, "nets_")

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.one_d_array = True
        tags.input_tags.three_d_array = True
        tags.input_tags.string = True
        tags.non_deterministic = self.random_state is None
        return tags

    def _encode(self, X, *, reset):
        """Return `X` as codes ``(n, length)``; with `reset`, remember its shape."""
        read = partial(read_codes, unknown=self.unknown)
        if isinstance(X, CodesView):
            widths = np.concatenate([lengths(part) for part in read_parts(X, read)])
        else:
            codes = read(X)
            widths = lengths(codes)
        shortest = self.architecture().min_length
        if widths.min() < shortest:
            raise ValueError(
                f"Sequences need at least {shortest} bases for this net (its widest "
                f"kernel, or all its pooling), but row {widths.argmin()} of X has "
                f"{widths.min()} bases. Use longer sequences, narrower kernels or less "
                "pooling."
            )
        longest = int(widths.max())
        if reset:
            self.n_features_in_ = 4
            self.length_ = longest
        elif longest > self.length_:
            raise ValueError(
                f"{type(self).__name__} was fitted on sequences of at most "
                f"{self.length_} bases, but row {widths.argmax()} of X has {longest} "
                "bases. Cut them to the same window."
            )
        if isinstance(X, CodesView):
            return X.through(partial(read, length=self.length_), self.length_)
        return with_length(codes, self.length_)

    def view_rows(self, X):
        """Return `X` as what can be split into folds without a copy, if it is large.

        A search asks for this before it splits the data of each fit.

        Parameters
        ----------
        X : array-like of n sequences
            As in ``fit``.

        Returns
        -------
        X : CodesView or the same object
            A view of integer codes (uint8) of 16 MB or more; anything else as it is.
        """
        of_arrays_only = get_config().get("array_api_dispatch", False)
        if CodesView.takes(X) and X.nbytes >= _WORTH_A_VIEW and not of_arrays_only:
            return CodesView(X)
        return X

    def _train(self, codes, target, weight, *, loss, n_outputs, stratify=None):
        """Train the nets on prepared arrays; nothing is kept unless all succeed."""
        rng = self.random_state
        if rng is None:  # scikit-learn would take, and change, the global state
            rng = np.random.RandomState()
        rng = check_random_state(rng)
        train, valid = self._hold_out(len(codes), stratify, rng)
        nets = []
        for seed in rng.randint(2**31 - 1, size=self.n_ensemble):
            data = CodedSequences(codes[train], target[train], weight[train])
            held_out = None
            if valid is not None:
                held_out = CodedSequences(codes[valid], target[valid], weight[valid])
            nets.append(self._train_net(data, held_out, loss, n_outputs, int(seed)))
            self._warn_if_constant(nets[-1], data.codes)
        return nets

    def _train_net(self, data, held_out, loss, n_outputs, seed):
        device = self._device()
        cuda = [device] if device.type == "cuda" else []
        # torch seeds the whole process: nets are trained one at a time in it.
        with _ONE_AT_A_TIME, torch.random.fork_rng(devices=cuda):
            torch.manual_seed(seed)
            expand = OneHotExpansion(self.unknown, device)
            batches = TrainingBatches(
                data,
                self.batch_size,
                expand,
                np.random.default_rng(seed),
                epoch_size=self.epoch_size,
                both_strands=self.reverse_complement,
                max_shift=self.max_shift,
                **self._renewed_rows(data),
            )
            net = SequenceNet(self.architecture(), self.length_, n_outputs).to(device)
            net.prepare(
                PlainSequences(data, self.batch_size, expand),
                partial(self._penalty, data.target.numpy()),
            )
            trainer = Trainer(
                net,
                criterion=loss,
                optimizer=torch.optim.AdamW,
                lr=self.learning_rate,
                optimizer__weight_decay=self.weight_decay,
                max_epochs=self.max_epochs,
                iterator_train=ReadyBatches(batches),
                iterator_valid=ReadyBatches(
                    PlainBatches(held_out, self.batch_size, expand)
                ),
                train_split=fixed_validation(held_out) if held_out else None,
                callbacks=make_callbacks(
                    self.schedule,
                    self.max_epochs * batches.n_batches,
                    self.gradient_clip,
                )
                + join_late(net.late_parameters, self.max_epochs)
                + list(self.callbacks or []),
                precision=self.precision,
                ema_decay=self.ema_decay,
                patience=self.patience if self.early_stopping else None,
                compile=self.compile,
                device=device,
                verbose=self.verbose,
            )
            return trainer.train(data)

    def _penalty(self, target, features, rows):
        # Here, not before: few nets ask, and the targets of all sequences take memory.
        return best_penalty(self._standard_targets(target), features, rows)

    def _standard_targets(self, target):
        """Targets in columns of mean zero and standard deviation one."""
        return target

    def _renewed_rows(self, data):
        """Rows to renew in each epoch: none, unless a subclass knows better."""
        return {}

    def _hold_out(self, n, stratify, rng):
        """Rows of the training part and the validation part (or None)."""
        if not self.early_stopping:
            return slice(None), None  # a view: no copy of what may be large
        order = rng.permutation(n)
        if stratify is None:
            groups = [order]
        else:
            groups = [order[stratify[order] == label] for label in np.unique(stratify)]
        held_out = []
        for group in groups:
            n_valid = max(1, round(self.validation_fraction * len(group)))
            if n_valid >= len(group):
                raise ValueError(
                    "early_stopping must leave something to train on in each class, "
                    f"but validation_fraction={self.validation_fraction} holds out "
                    f"all of {len(group)} sequences. Set early_stopping=False or add "
                    "sequences."
                )
            held_out.append(group[:n_valid])
        valid = np.sort(np.concatenate(held_out))
        return np.setdiff1d(np.arange(n), valid), valid

    def _logits(self, X):
        """Average logits of all nets and strands, (n, n_outputs) float64."""
        check_is_fitted(self)
        codes = self._encode(X, reset=False)
        strands = (False, True) if self.average_strands else (False,)
        total = 0.0
        for net in self.nets_:
            for turned in strands:
                total = total + self._run(net, codes, turned=turned)
        return total / (len(self.nets_) * len(strands))

    def _run(self, net, codes, *, turned=False):
        """Logits of one net for one strand of codes, (n, n_outputs) float64."""
        device = self._device()
        return logits_of(
            net.module_.to(device),
            codes,
            expand=OneHotExpansion(self.unknown, device),
            precision=self.precision,
            turned=turned,
        )

    def _warn_if_constant(self, net, codes):
        """Warn of a dead net, as when a high rate has silenced all its ReLUs."""
        some = np.unique(np.asarray(codes[:_N_TOLD_APART]), axis=0)
        if len(some) > 1 and not np.ptp(self._run(net, some), axis=0).any():
            warnings.warn(
                f"{type(self).__name__} has learned nothing: it predicts the same for "
                f"every sequence. Lower learning_rate (it was {self.learning_rate:g}), "
                "or take another activation or random_state.",
                ConvergenceWarning,
                stacklevel=4,
            )

    def _device(self):
        return choose_device(self.device, type(self).__name__)
