"""Pure torch: blocks, pooling, the grammar of nets, and the published points of it.

Read ``architecture.py`` first (what can be chosen), then ``grammar.py`` (how a choice
becomes a net); ``blocks.py`` and ``pooling.py`` hold the parts, ``named.py`` the
published nets.
"""

from .architecture import Architecture
from .grammar import SequenceNet
from .named import AttentionNet, Basset, DeepBind, DeepMotif, PromoterNet

__all__ = [
    "Architecture",
    "SequenceNet",
    "AttentionNet",
    "Basset",
    "DeepBind",
    "DeepMotif",
    "PromoterNet",
]
