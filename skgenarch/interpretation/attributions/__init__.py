"""What each base of a sequence is worth to a fitted net.

Read `in_silico_mutagenesis` first (``mutagenesis.py``): it puts in every other base and
asks the net; the others are faster answers to related questions. ``gradients.py`` has
those that look at the slope at the sequence itself, ``integration.py`` and
``deeplift.py`` those that deal out the difference to a reference, and ``variants.py``
the effect of chosen mutations.

All explain the score that the estimator predicts with (logit of a class, or a target in
its unit), averaged over its nets and, where it does so, over both strands. Results are
(n, 4, length), channels in the order A, C, G, T, on the strand of the input.
"""

from .deeplift import deep_lift_shap
from .gradients import gradient_times_input, guided_backpropagation, saliency
from .integration import integrated_gradients
from .mutagenesis import in_silico_mutagenesis
from .variants import variant_effect

__all__ = [
    "deep_lift_shap",
    "gradient_times_input",
    "guided_backpropagation",
    "in_silico_mutagenesis",
    "integrated_gradients",
    "saliency",
    "variant_effect",
]
