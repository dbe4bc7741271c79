"""The space that an earlier run seems to have searched."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import median
from typing import Any

from scipy.stats import loguniform, randint, uniform

from ..space.choices import Choices
from ..space.space import Space
from .reading import Record

# Few different numbers are taken as a list of choices, and so are numbers of which
# most were tried this often: a range would hardly have repeated them.
_MAX_CHOICES = 5
_OFTEN = 3

# Integers beyond this have no distribution in scipy: they are taken as a range.
_MAX_INTEGER = 2**53


def infer_space(records: Iterable[Record]) -> Space:
    """Guess the space that an earlier run has searched.

    Parameters
    ----------
    records : iterable of Record
        The trials of the run.

    Returns
    -------
    space : Space
        One grid for each set of active parameters. What is no number is taken as
        choices, and so are up to five different numbers, or more if most of them were
        tried three times. Other numbers are taken as the range that they span:
        integers if all are, otherwise on a logarithmic scale if all are positive
        and more than a factor of ten apart.

    Raises
    ------
    ValueError
        If there are no records, or none has a parameter.

    Examples
    --------
    >>> from skgenarch.search.interchange.inferred_space import infer_space
    >>> from skgenarch.search.interchange.reading import Record
    >>> records = [Record({"lr": 10.0**-i, "act": "relu"}, 0.0) for i in range(6)]
    >>> print(infer_space(records))
    act: 'relu'
    lr: 1e-05 to 1, log scale
    """
    records = list(records)
    values: dict[str, list] = {}
    for record in records:
        for name, value in record.params.items():
            values.setdefault(name, []).append(value)
    domains = {name: _infer_domain(found) for name, found in values.items()}
    shapes = dict.fromkeys(frozenset(record.params) for record in records)
    return Space([{name: domains[name] for name in sorted(shape)} for shape in shapes])


def _infer_domain(values: Sequence[Any]) -> Any:
    distinct = Choices(values)
    counts = Counter(map(distinct.key, values))
    listed = distinct.size <= _MAX_CHOICES or median(counts.values()) >= _OFTEN
    if not distinct.numeric or listed:
        ordered = sorted(distinct.values) if distinct.numeric else distinct.values
        return list(ordered)
    low, high = min(distinct.values), max(distinct.values)
    if all(value == int(value) for value in distinct.values) and (
        -_MAX_INTEGER < low and high < _MAX_INTEGER
    ):
        return randint(int(low), int(high) + 1)
    if low > 0 and high > 10 * low:
        return loguniform(low, high)
    width = high - low
    while low + width < high:  # rounding must not lose the largest value
        width = math.nextafter(width, math.inf)
    return uniform(low, width)
