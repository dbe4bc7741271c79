"""What a fitted net has learned: where it looks, what it reads, what that is called.

`interpret` shows all of it. The parts: ``attention.py`` and ``footprint.py`` say where
a net looks, ``motifs`` what recurs there and how that is called, ``attributions`` what
each base is worth, ``plots`` draws them. ``nets.py`` is the door to fitted estimators.
"""

from .attention import attention_profile, compare_attention
from .attributions import (
    deep_lift_shap,
    gradient_times_input,
    guided_backpropagation,
    in_silico_mutagenesis,
    integrated_gradients,
    saliency,
    variant_effect,
)
from .footprint import (
    attention_heatmap,
    compare_footprints,
    extreme_genes,
    mean_footprint,
)
from .motifs import (
    Motif,
    extract_motifs,
    load_jaspar,
    match_motifs,
    read_meme,
    write_meme,
)
from .overview import interpret
from .result import Interpretation

__all__ = [
    "Interpretation",
    "Motif",
    "attention_heatmap",
    "attention_profile",
    "compare_attention",
    "compare_footprints",
    "deep_lift_shap",
    "extract_motifs",
    "extreme_genes",
    "gradient_times_input",
    "guided_backpropagation",
    "in_silico_mutagenesis",
    "integrated_gradients",
    "interpret",
    "load_jaspar",
    "match_motifs",
    "mean_footprint",
    "read_meme",
    "saliency",
    "variant_effect",
    "write_meme",
]
