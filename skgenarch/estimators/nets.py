"""The twelve public estimators: each net of the grammar, classifying and regressing."""

from dataclasses import dataclass

from ..modules import (
    Architecture,
    AttentionNet,
    Basset,
    DeepBind,
    DeepMotif,
    PromoterNet,
)
from .classifier import SequenceClassifier
from .documentation import documented
from .regressor import SequenceRegressor


@documented
@dataclass(eq=False, repr=False, kw_only=True)
class SequenceNetClassifier(SequenceClassifier, Architecture):
    """Classify sequences with any net of the grammar."""


@documented
@dataclass(eq=False, repr=False, kw_only=True)
class SequenceNetRegressor(SequenceRegressor, Architecture):
    """Predict measurements with any net of the grammar."""


@documented
@dataclass(eq=False, repr=False, kw_only=True)
class AttentionNetClassifier(SequenceClassifier, AttentionNet):
    """Classify sequences with AttentionNet: attention over residual convolutions."""


@documented
@dataclass(eq=False, repr=False, kw_only=True)
class AttentionNetRegressor(SequenceRegressor, AttentionNet):
    """Predict measurements with AttentionNet: attention over residual convolutions."""


@documented
@dataclass(eq=False, repr=False, kw_only=True)
class PromoterNetClassifier(SequenceClassifier, PromoterNet):
    """Classify sequences with PromoterNet: convolutions, an LSTM and attention."""


@documented
@dataclass(eq=False, repr=False, kw_only=True)
class PromoterNetRegressor(SequenceRegressor, PromoterNet):
    """Predict measurements with PromoterNet: convolutions, an LSTM and attention."""


@documented
@dataclass(eq=False, repr=False, kw_only=True)
class DeepBindClassifier(SequenceClassifier, DeepBind):
    """Classify sequences with DeepBind: one layer of motif detectors."""


@documented
@dataclass(eq=False, repr=False, kw_only=True)
class DeepBindRegressor(SequenceRegressor, DeepBind):
    """Predict measurements with DeepBind: one layer of motif detectors."""


@documented
@dataclass(eq=False, repr=False, kw_only=True)
class DeepMotifClassifier(SequenceClassifier, DeepMotif):
    """Classify sequences with DeepMotif: three convolutions and a highway head."""


@documented
@dataclass(eq=False, repr=False, kw_only=True)
class DeepMotifRegressor(SequenceRegressor, DeepMotif):
    """Predict measurements with DeepMotif: three convolutions and a highway head."""


@documented
@dataclass(eq=False, repr=False, kw_only=True)
class BassetClassifier(SequenceClassifier, Basset):
    """Classify sequences with Basset: three pooled convolutions, flattened."""


@documented
@dataclass(eq=False, repr=False, kw_only=True)
class BassetRegressor(SequenceRegressor, Basset):
    """Predict measurements with Basset: three pooled convolutions, flattened."""
