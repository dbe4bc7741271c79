"""Data sets: simulated (make), from your files (load) and downloaded (fetch)."""

from .data_home import get_data_home
from .encode_tfbs import fetch_tfbs
from .promoter_files import load_promoters
from .simulated_promoters import make_promoters
from .simulated_tfbs import make_tfbs
from .tfbs_files import load_tfbs

__all__ = [
    "fetch_tfbs",
    "get_data_home",
    "load_promoters",
    "load_tfbs",
    "make_promoters",
    "make_tfbs",
]
