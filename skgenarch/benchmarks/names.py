"""Names of data sets, as they are shown."""

from collections import Counter
from collections.abc import Iterable


def shortened(names: Iterable[str]) -> list[str]:
    """Cut names at their first underscore, where different ones stay different.

    Examples
    --------
    >>> shortened(["MYC_K562", "MYC_HeLa", "TBP_H1", "TBP_H1"])
    ['MYC_K562', 'MYC_HeLa', 'TBP', 'TBP']
    """
    names = list(names)
    short = {name: name.split("_")[0] for name in names}
    n_names = Counter(short.values())
    return [short[name] if n_names[short[name]] == 1 else name for name in names]
