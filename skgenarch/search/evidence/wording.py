"""How a p-value is told: one level, and one wording, for all that is claimed."""

import math

_LEVEL = 0.05


def is_significant(p_value: float) -> bool:
    """Tell whether something is distinguishable from chance at the 5 % level."""
    return p_value <= _LEVEL


def in_words(p_value: float) -> str:
    """Say what a p-value allows to be claimed; NaN stands for an unknown one."""
    if math.isnan(p_value):
        return "not distinguishable from chance"
    if not is_significant(p_value):
        return f"not distinguishable from chance, p = {p_value:.2f}"
    return "p < 0.001" if p_value < 0.001 else f"p = {p_value:.3f}"
