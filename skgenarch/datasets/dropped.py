"""What was left out while loading, and why."""

import pandas as pd


class Dropped:
    """Collects the names of what is left out, with the reason.

    Attributes
    ----------
    rows : list of (str, str, str)
        Name, kind ("gene", "promoter", "sample" or "output") and reason.

    Examples
    --------
    >>> from skgenarch.datasets.dropped import Dropped
    >>> dropped = Dropped()
    >>> dropped.add("gene", ["MYC", "JUN"], "only in fasta")
    >>> dropped.add("output", ["skin"], "without variation")
    >>> dropped.sentence()
    'Left out: 2 genes only in fasta, 1 output without variation.'
    """

    def __init__(self):
        self.rows = []

    def add(self, kind, names, reason):
        """Note the names of some things of one kind left out for one reason."""
        self.rows += [(str(name), kind, reason) for name in names]

    def names(self, reason):
        """Return the names left out for one reason."""
        return [name for name, _, why in self.rows if why == reason]

    def frame(self):
        """Return all of it as a DataFrame: name, kind, reason."""
        return pd.DataFrame(self.rows, columns=["name", "kind", "reason"], dtype=object)

    def sentence(self):
        """Say it in one sentence."""
        counts = {}
        for _, kind, reason in self.rows:
            counts[kind, reason] = counts.get((kind, reason), 0) + 1
        parts = [
            f"{count:,} {kind}{'s' if count > 1 else ''} {reason}"
            for (kind, reason), count in counts.items()
        ]
        return f"Left out: {', '.join(parts) or 'nothing'}."
