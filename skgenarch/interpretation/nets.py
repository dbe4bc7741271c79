"""The door to fitted estimators: the one file of this folder that looks inside them."""

from collections.abc import Iterator
from copy import copy
from typing import Any

import numpy as np
import torch
from sklearn.frozen import FrozenEstimator
from sklearn.model_selection._search import BaseSearchCV
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import check_is_fitted

from ..estimators.base import SequenceEstimator
from ..estimators.batches import OneHotExpansion
from ..modules import Architecture, SequenceNet
from ..sequences import reverse_complement

MIN_SEQUENCES = 20
"""Fewest sequences that say what a net has learned."""

_BASES_PER_BATCH = 2**14


class FittedNets:
    """What interpretation needs of a fitted estimator, and nothing else of it.

    Everything is computed in float32, whatever precision the estimator predicts in.

    Parameters
    ----------
    estimator : fitted estimator
        A net of this package; a search or a pipeline around one is looked into.

    Attributes
    ----------
    estimator : SequenceEstimator
        The net itself.
    modules : list of SequenceNet
        Its trained torch modules, in evaluation mode; several for an ensemble.
    length : int
        Number of bases that the modules take.
    both_strands : bool
        Whether predictions are averages over both strands.

    Raises
    ------
    TypeError
        If there is no net of this package in `estimator`.
    sklearn.exceptions.NotFittedError
        If it is not fitted.
    """

    def __init__(self, estimator: Any):
        self._before = []
        self.estimator = self._unwrap(estimator)
        self.device = self.estimator._device()
        self.modules: list[SequenceNet] = [
            net.module_.to(self.device).eval() for net in self.estimator.nets_
        ]
        self.length = self.estimator.length_
        self.both_strands = self.estimator.average_strands
        self._expand = OneHotExpansion(self.estimator.unknown, self.device)

    def _unwrap(self, estimator):
        while True:
            if isinstance(estimator, SequenceEstimator):
                check_is_fitted(estimator)
                estimator = copy(estimator)
                # Small differences matter here; bfloat16 would round them away.
                estimator.precision = "float32"
                return estimator
            if isinstance(estimator, Pipeline):
                self._before += [step for _, step in estimator.steps[:-1]]
                estimator = estimator.steps[-1][1]
            elif isinstance(estimator, FrozenEstimator):
                estimator = estimator.estimator
            elif hasattr(estimator, "best_estimator_"):
                estimator = estimator.best_estimator_
            elif isinstance(estimator, BaseSearchCV):
                if hasattr(estimator, "cv_results_"):
                    raise ValueError(
                        f"The {type(estimator).__name__} has no net to look into: it "
                        "was fitted with refit=False. Refit its best candidate."
                    )
                check_is_fitted(estimator)
            else:
                raise TypeError(
                    "The 'estimator' parameter must be a fitted net of skgenarch, or a "
                    "search or pipeline that ends in one. Got "
                    f"{type(estimator).__name__} instead."
                )

    @property
    def architecture(self) -> Architecture:
        """What the nets are made of."""
        return self.modules[0].architecture

    def encode(self, X) -> np.ndarray:
        """Return sequences as uint8 codes (n, length), as the nets were fitted."""
        for step in self._before:
            X = X if step in (None, "passthrough") else step.transform(X)
        return np.asarray(self.estimator._encode(X, reset=False))

    def expand(self, codes: np.ndarray) -> tuple[torch.Tensor, torch.Tensor | None]:
        """Return codes as one-hot (n, 4, length) and the mask of real bases, or None.

        The mask is True where a sequence is real; None says that nothing is padded.
        """
        batch = self._expand(codes)
        return batch["x"], batch.get("mask")

    def batches(self, n: int, per_row: int = 1) -> Iterator[slice]:
        """Yield slices of `n` rows, each of which makes `per_row` sequences."""
        size = max(1, _BASES_PER_BATCH // (self.length * per_row))
        for start in range(0, n, size):
            yield slice(start, min(start + size, n))

    def logits(self, codes: np.ndarray) -> np.ndarray:
        """Return what the estimator predicts from, (n, n_outputs) float64.

        The average of all modules, and of both strands where the estimator does so.
        """
        strands = [codes]
        if self.both_strands:
            strands.append(reverse_complement(codes))
        runs = [
            self.estimator._run(net, strand)
            for net in self.estimator.nets_
            for strand in strands
        ]
        return np.mean(runs, axis=0)

    def logits_of(
        self, x: torch.Tensor, mask: torch.Tensor | None = None
    ) -> torch.Tensor:
        """As `logits`, of one-hot sequences (n, 4, length); gradients flow."""
        strands = [(x, mask)]
        if self.both_strands:
            strands.append((turn(x, mask), mask))
        outputs = [
            module(strand, real) for module in self.modules for strand, real in strands
        ]
        return torch.stack(outputs).mean(dim=0)

    def favours(self, codes: np.ndarray, output: Any = None) -> np.ndarray:
        """Return whether a classifier takes sequences for a class, (n,) bool.

        Parameters
        ----------
        codes : uint8 array of shape (n, length)

        output : label, default=None
            The class; None is ``classes_[1]`` of a binary classifier.
        """
        return self._takes_for(self.logits(codes), self.score_weights(output))

    @staticmethod
    def _takes_for(logits, weights):
        if len(weights) == 1:
            return logits @ weights > 0
        return logits.argmax(axis=1) == weights.argmax()

    def best_scoring(self, codes: np.ndarray, output: Any, n: int) -> np.ndarray:
        """Return the rows of the sequences that score best, the best first.

        Parameters
        ----------
        codes : uint8 array of shape (n_sequences, length)

        output : label or int or None
            As for `score_weights`.

        n : int
            Most rows. A classifier's are those that it takes for the class, a
            regressor's are the upper quarter at most.

        Returns
        -------
        rows : int array

        Raises
        ------
        ValueError
            If there are fewer than 20.
        """
        logits, weights = self.logits(codes), self.score_weights(output)
        order = np.argsort(-(logits @ weights), kind="stable")
        if hasattr(self.estimator, "classes_"):
            order = order[self._takes_for(logits, weights)[order]]
            what = f"the net takes only {len(order)} of {len(codes)} sequences"
        else:
            order = order[: max(MIN_SEQUENCES, len(codes) // 4)]
            what = f"there are {len(codes)} sequences"
        if len(order) < MIN_SEQUENCES:
            raise ValueError(
                f"At least {MIN_SEQUENCES} sequences of what is to be explained are "
                f"needed, but {what}. Give more of them, or train the net for longer."
            )
        return order[:n]

    def score_weights(self, output: Any = None) -> np.ndarray:
        """Return what a score is made of: one weight for each logit.

        A score is the logit of a class, or the prediction of a target in its unit (but
        for the mean, which no attribution depends on).

        Parameters
        ----------
        output : label or int, default=None
            The class of a classifier of several, or the number of a regressor's
            output. None is the logit of a binary classifier (of ``classes_[1]``), and
            the mean over a regressor's outputs.

        Returns
        -------
        weights : ndarray of shape (n_outputs,)
        """
        classes = getattr(self.estimator, "classes_", None)
        if classes is not None:
            return _weights_of_class(classes, output)
        scale = self.estimator.target_scale_
        n_outputs = len(scale)
        if output is None:
            return scale / n_outputs
        if output not in range(n_outputs):
            raise ValueError(
                "The 'output' parameter must be None (the mean of all) or the number "
                f"of an output, 0 to {n_outputs - 1}. Got {output!r} instead."
            )
        return np.where(np.arange(n_outputs) == output, scale, 0.0)


def turn(x: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
    """Return the other strand of one-hot sequences (n, 4, length); gradients flow.

    Padding, where `mask` (n, length) is False, stays on the right.
    """
    if mask is None:
        return x.flip(1, 2)
    return x.flip(1).gather(2, mirror(mask)[:, None].expand(-1, x.shape[1], -1))


def mirror(mask: torch.Tensor) -> torch.Tensor:
    """Return, for each position of the other strand, its position on this one.

    Parameters
    ----------
    mask : bool tensor of shape (n, length)
        True where a sequence is real; padding keeps its place.

    Returns
    -------
    positions : int tensor of shape (n, length)
    """
    here = torch.arange(mask.shape[1], device=mask.device)
    return torch.where(mask, mask.sum(dim=1, keepdim=True) - 1 - here, here)


def _weights_of_class(classes, output):
    names = classes.tolist()
    if output is not None and output not in names:
        raise ValueError(
            f"The 'output' parameter must be one of the classes {names}. Got "
            f"{output!r} instead."
        )
    if len(names) == 2:
        # One logit tells both classes: what speaks against one is for the other.
        return np.array([-1.0 if output is not None and output == names[0] else 1.0])
    if output is None:
        raise ValueError(
            f"The 'output' parameter must name one of the {len(names)} classes, "
            f"{names}. Got None instead."
        )
    return np.array([float(name == output) for name in names])
