"""Learn which neural architecture suits DNA, and understand it while it is learned.

Public names are loaded when they are first used: ``import skgenarch`` is instant, and
whoever only searches (``skgenarch.search``) never loads torch.
"""

from importlib import import_module

from ._version import __version__

_HOME = {
    "SequenceNetClassifier": "estimators",
    "SequenceNetRegressor": "estimators",
    "AttentionNetClassifier": "estimators",
    "AttentionNetRegressor": "estimators",
    "PromoterNetClassifier": "estimators",
    "PromoterNetRegressor": "estimators",
    "DeepBindClassifier": "estimators",
    "DeepBindRegressor": "estimators",
    "DeepMotifClassifier": "estimators",
    "DeepMotifRegressor": "estimators",
    "BassetClassifier": "estimators",
    "BassetRegressor": "estimators",
    "SequentialSearchCV": "search",
    "SearchReport": "report",
}
_SUBPACKAGES = (
    "datasets",
    "estimators",
    "interpretation",
    "metrics",
    "model_selection",
    "modules",
    "report",
    "search",
    "sequences",
)

__all__ = ["__version__", *_HOME, *_SUBPACKAGES]


def __getattr__(name):
    if name in _HOME:
        return getattr(import_module(f".{_HOME[name]}", __name__), name)
    if name in _SUBPACKAGES:
        return import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return sorted(__all__)
