"""Values as JSON can hold them."""

import math
from typing import Any

import numpy as np


def number(value: Any) -> float | int | None:
    """Return a finite number as Python's own; None for all others."""
    if isinstance(value, np.generic):
        value = value.item()
    return value if value is not None and math.isfinite(value) else None


def rounded(value: float, digits: int = 5) -> float | None:
    """Return a number with as many digits as a picture can show."""
    return float(f"{value:.{digits}g}") if math.isfinite(value) else None
