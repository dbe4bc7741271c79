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
    """Classify sequences with any net of the grammar.

    Examples
    --------
    >>> from skgenarch import SequenceNetClassifier
    >>> from skgenarch.datasets import make_tfbs
    >>> X, y = make_tfbs(200, random_state=0)
    >>> net = SequenceNetClassifier(
    ...     n_filters=8, recurrent="gru", n_recurrent=8, collapse="max", max_epochs=1
    ... )
    >>> net.fit(X, y).classes_
    array([0, 1])
    """


@documented
@dataclass(eq=False, repr=False, kw_only=True)
class SequenceNetRegressor(SequenceRegressor, Architecture):
    """Predict measurements with any net of the grammar."""


@documented
@dataclass(eq=False, repr=False, kw_only=True)
class AttentionNetClassifier(SequenceClassifier, AttentionNet):
    """Classify sequences with AttentionNet: attention over convolutions.

    Learning rate and gapped k-mers come from validation on training sets of
    transcription-factor peaks. A staged search had found the rate to matter most there;
    a linear model of gapped k-mers beside the net sees what attention does not.

    Examples
    --------
    >>> from skgenarch import AttentionNetClassifier
    >>> from skgenarch.datasets import make_tfbs
    >>> X, y = make_tfbs(200, random_state=0)
    >>> net = AttentionNetClassifier(n_filters=8, max_epochs=2, random_state=0)
    >>> net.fit(X, y).predict_proba(X[:3]).shape
    (3, 2)
    """

    learning_rate: float = 6e-3
    gapped_kmer_size: int = 6


@documented
@dataclass(eq=False, repr=False, kw_only=True)
class AttentionNetRegressor(SequenceRegressor, AttentionNet):
    """Predict measurements with AttentionNet: attention over convolutions."""


@documented
@dataclass(eq=False, repr=False, kw_only=True)
class PromoterNetClassifier(SequenceClassifier, PromoterNet):
    """Classify sequences with PromoterNet: convolutions, an LSTM and attention."""


@documented
@dataclass(eq=False, repr=False, kw_only=True)
class PromoterNetRegressor(SequenceRegressor, PromoterNet):
    """Predict measurements with PromoterNet: convolutions, an LSTM and attention.

    Training defaults are for some thousand promoters: small batches, and sequences
    that are moved a little each time, as start sites are not exact.

    Examples
    --------
    >>> from skgenarch import PromoterNetRegressor
    >>> from skgenarch.datasets import make_promoters
    >>> X, y = make_promoters(60, length=500, n_outputs=2, random_state=0)
    >>> net = PromoterNetRegressor(n_filters=4, max_epochs=1, random_state=0)
    >>> net.fit(X, y).predict(X[:3]).shape
    (3, 2)
    """

    max_epochs: int = 40
    batch_size: int = 32
    weight_decay: float = 1e-2
    ema_decay: float | None = 0.99
    max_shift: int = 40


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
