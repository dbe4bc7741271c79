"""Hyperparameter search in stages, for any scikit-learn estimator.

After each stage a decision tree says in words which region of the space is good, and
the next stage searches there. Nothing here knows about networks or sequences.

Read it in this order. A `Space` (space.py) has a domain for each parameter
(domains.py, truncation.py, values.py) and is restricted by a `Rule` (rules.py). A
sampler (samplers.py) proposes candidates, which become a `Trial` each (trials.py). The
trials become a table (table.py), a tree and the rules of its best leaf (trees.py), and
with the evidence from held-out trials (evidence.py) a `Region` (regions.py).
`SequentialSearchCV` (sequential.py) goes round this circle once a stage and leaves
records of it (branches.py).
"""

from .branches import Branch, Stage
from .conjunctions import parse_rules
from .regions import Region
from .rules import Rule
from .samplers import RandomSampler, Sampler
from .sequential import SequentialSearchCV
from .space import Space
from .trials import Trial
from .truncation import TruncatedDistribution

__all__ = [
    "Branch",
    "RandomSampler",
    "Region",
    "Rule",
    "Sampler",
    "SequentialSearchCV",
    "Space",
    "Stage",
    "Trial",
    "TruncatedDistribution",
    "parse_rules",
]
