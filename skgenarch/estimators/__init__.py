"""Nets as scikit-learn estimators.

``nets.py`` lists the twelve classes. What they share is in ``base.py`` (parameters,
fitting, predicting), ``classifier.py`` and ``regressor.py``; below them ``trainer.py``
holds the training loop, ``batches.py`` how data reaches it.
"""

from .loading import load_estimator
from .nets import (
    AttentionNetClassifier,
    AttentionNetRegressor,
    BassetClassifier,
    BassetRegressor,
    DeepBindClassifier,
    DeepBindRegressor,
    DeepMotifClassifier,
    DeepMotifRegressor,
    PromoterNetClassifier,
    PromoterNetRegressor,
    SequenceNetClassifier,
    SequenceNetRegressor,
)

__all__ = [
    "AttentionNetClassifier",
    "AttentionNetRegressor",
    "BassetClassifier",
    "BassetRegressor",
    "DeepBindClassifier",
    "DeepBindRegressor",
    "DeepMotifClassifier",
    "DeepMotifRegressor",
    "PromoterNetClassifier",
    "PromoterNetRegressor",
    "SequenceNetClassifier",
    "SequenceNetRegressor",
    "load_estimator",
]
