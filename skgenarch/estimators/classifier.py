"""The classifying half of every net: labels, class weights, fresh negatives."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from scipy.special import expit, softmax
from sklearn.base import ClassifierMixin
from sklearn.utils import assert_all_finite
from sklearn.utils._param_validation import StrOptions
from sklearn.utils.class_weight import compute_sample_weight
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import (
    _check_sample_weight,
    check_consistent_length,
    column_or_1d,
)

from ..sequences.composition import composition_keys
from .base import SequenceEstimator
from .losses import BinaryLoss, CategoricalLoss

# Labels that leave no doubt which class is the negative one.
_CLEAR_LABELS = {(0, 1), (-1, 1)}

_N_JUDGED = 10_000  # negatives that are compared with all positives


@dataclass(eq=False, repr=False, kw_only=True)
class SequenceClassifier(ClassifierMixin, SequenceEstimator):
    """Base of the classifiers.

    Parameters
    ----------
    class_weight : dict, "balanced" or None
        Weights of the classes, as everywhere in scikit-learn.
    resample_negatives : bool or "auto"
        In each epoch, replace the negatives of a binary problem (the first of
        `classes_`) with fresh dinucleotide shuffles of the training positives.
        "auto" does so where the given negatives are such shuffles themselves, and
        the labels (0 and 1, -1 and 1, False and True) say which class is negative.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The labels, sorted; of two, the second is the positive one.
    resample_negatives_ : bool
        Whether training renewed the negatives.
    """

    class_weight: Any = None
    resample_negatives: Any = "auto"

    _parameter_constraints: ClassVar[dict] = {
        **SequenceEstimator._parameter_constraints,
        "class_weight": [dict, StrOptions({"balanced"}), None],
        "resample_negatives": ["boolean", StrOptions({"auto"})],
    }

    def fit(self, X, y, sample_weight=None):
        """Train on labelled sequences.

        Parameters
        ----------
        X : array-like of n sequences
            Strings (list, array or Series), integer codes of shape (n, length) or a
            :class:`~skgenarch.sequences.CodesView` of them, or one-hot of shape
            (n, 4, length).
        y : array-like of shape (n,)
            Class labels, of any type.
        sample_weight : array-like of shape (n,), optional
            Weights of the sequences.

        Returns
        -------
        self : object
        """
        self.__dict__.pop("nets_", None)  # an interrupted fit leaves it unfitted
        self._validate_params()
        self.architecture().check()
        codes = self._encode(X, reset=True)
        y = column_or_1d(y, warn=True)
        assert_all_finite(y, input_name="y")
        check_consistent_length(codes, y)
        classes, labels = _sorted_labels(y)
        check_classification_targets(y)
        if len(classes) < 2:
            raise ValueError(
                f"{type(self).__name__} needs sequences of at least 2 classes in y; "
                f"the data contains only one class: {classes.tolist()[0]!r}."
            )
        weight = _check_sample_weight(sample_weight, codes, ensure_non_negative=True)
        if self.class_weight is not None:
            weight = weight * compute_sample_weight(self.class_weight, y)
        if not (np.isfinite(weight).all() and (weight >= 0).all() and weight.any()):
            raise ValueError(
                "The 'class_weight' parameter (times sample_weight) must give finite "
                "weights, 0 or more, and not 0 for all sequences. Got "
                f"{self.class_weight!r}."
            )
        weight = weight.astype(np.float32)
        binary = len(classes) == 2
        self.resample_negatives_ = self._decide_renewal(codes, labels, classes)
        self.nets_ = self._train(
            codes,
            labels.astype(np.int64, copy=False),
            weight,
            loss=BinaryLoss() if binary else CategoricalLoss(),
            n_outputs=1 if binary else len(classes),
            stratify=labels,
        )
        self.classes_ = classes
        return self

    def _standard_targets(self, target):
        member = target[:, None] == np.unique(target)
        return (member - member.mean(axis=0)) / np.maximum(member.std(axis=0), 1e-12)

    def decision_function(self, X):
        """Logits of the sequences.

        Parameters
        ----------
        X : array-like of n sequences
            As in :meth:`fit`.

        Returns
        -------
        scores : ndarray of shape (n,) or (n, n_classes)
            Binary: the logit of ``classes_[1]``.
        """
        logits = self._logits(X)
        return logits[:, 0] if logits.shape[1] == 1 else logits

    def predict_proba(self, X):
        """Probabilities of the classes.

        Parameters
        ----------
        X : array-like of n sequences
            As in :meth:`fit`.

        Returns
        -------
        probabilities : ndarray of shape (n, n_classes)
            Columns in the order of `classes_`.
        """
        logits = self._logits(X)
        if logits.shape[1] > 1:
            return softmax(logits, axis=1)
        positive = expit(logits[:, 0])
        return np.column_stack([1 - positive, positive])

    def predict(self, X):
        """Most probable class of each sequence.

        Parameters
        ----------
        X : array-like of n sequences
            As in :meth:`fit`.

        Returns
        -------
        labels : ndarray of shape (n,)
        """
        probabilities = self.predict_proba(X)
        return self.classes_[probabilities.argmax(axis=1)]

    def _decide_renewal(self, codes, labels, classes):
        if len(classes) > 2:
            if self.resample_negatives is True:
                raise ValueError(
                    "The 'resample_negatives' parameter must be False or 'auto' for "
                    "more than two classes: there are no negatives. Got True instead."
                )
            return False
        if self.resample_negatives != "auto":
            return bool(self.resample_negatives)
        if tuple(classes.tolist()) not in _CLEAR_LABELS:
            return False
        return _are_shuffles(codes, labels)

    def _renewed_rows(self, data):
        if not self.resample_negatives_:
            return {}
        labels = data.target.numpy()
        return {
            "positives": np.flatnonzero(labels == 1),
            "negatives": np.flatnonzero(labels == 0),
        }


def _sorted_labels(y):
    try:
        return np.unique(y, return_inverse=True)
    except TypeError as error:
        kinds = sorted({type(label).__name__ for label in y})
        raise ValueError(
            f"y must hold labels of one type, none of them missing. Got {kinds}."
        ) from error


def _are_shuffles(codes, labels):
    """Whether negatives have exactly the dinucleotides of some positive.

    By chance that does not happen to sequences of more than a few bases. A tenth is
    enough: in cross-validation the parents of many shuffles are in the other folds.
    Of many negatives, some are drawn.
    """
    keys = composition_keys(codes)
    parents = keys[labels == 1]
    parents.sort()
    negatives = np.flatnonzero(labels == 0)
    if len(negatives) > _N_JUDGED:
        negatives = np.random.default_rng(0).choice(negatives, _N_JUDGED, replace=False)
    keys = keys[negatives]
    near = np.searchsorted(parents, keys).clip(max=len(parents) - 1)
    return (parents[near] == keys).mean() > 0.1
