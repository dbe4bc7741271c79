"""From when on a match is a name."""

MAX_Q = 0.05
"""Largest q-value of a match."""

MIN_INFORMATION = 0.6
"""Fewest bits, on average, in the columns that a motif is aligned to: on the spacers of
long motifs nearly everything matches."""
