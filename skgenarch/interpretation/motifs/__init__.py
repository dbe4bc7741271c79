"""Motifs: what they are, their files, and their names."""

from .extraction import extract_motifs
from .jaspar import load_jaspar
from .matching import match_motifs
from .meme_files import read_meme, write_meme
from .motif import Enrichment, Motif

__all__ = [
    "Enrichment",
    "Motif",
    "extract_motifs",
    "load_jaspar",
    "match_motifs",
    "read_meme",
    "write_meme",
]
