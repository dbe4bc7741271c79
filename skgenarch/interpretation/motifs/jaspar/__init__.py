"""The motifs of JASPAR CORE for vertebrates that come with the package."""

from .database import jaspar_families, load_jaspar

__all__ = ["jaspar_families", "load_jaspar"]
