"""Hyperparameter search in stages, for any scikit-learn estimator.

After each stage a decision tree says in words which regions of the space are good, and
the next stage searches there. Nothing here knows about networks or sequences.

`SequentialSearchCV` (sequential.py) is the whole of it; steering.py and findings.py are
its sides that people use before and after a fit. The rooms behind it:

- ``space``: what is searched, and rules that restrict it
- ``samplers``: where candidates come from
- ``fits``: how they are fitted, on all workers, by scikit-learn's own code
- ``evidence``: what the trials say, and how sure that is
- ``course``: how these make a search, stage by stage, and its journal
- ``interchange``: runs of other searches, in and out
"""

from .course.branches import Branch, Stage
from .course.decisions import Decision
from .course.preview import Preview
from .course.trials import Trial
from .evidence.importance import Importance, parameter_importances
from .evidence.interactions import Interaction, pairwise_interactions
from .evidence.overtuning import Overtuning, held_out_score
from .evidence.regions import Region
from .evidence.winner import find_winner
from .interchange.inferred_space import infer_space
from .interchange.reading import Record, trials_from
from .interchange.results_table import results_frame
from .journal_steering import JournalSteering
from .samplers.forest import ForestSampler
from .samplers.gaussian_process import GaussianProcessSampler
from .samplers.optuna import OptunaSampler
from .samplers.protocol import RandomSampler, Sampler
from .sequential import SequentialSearchCV
from .space.conjunctions import parse_rules
from .space.rules import Rule
from .space.space import Space
from .space.truncation import TruncatedDistribution

__all__ = [
    "Branch",
    "Decision",
    "ForestSampler",
    "GaussianProcessSampler",
    "Importance",
    "Interaction",
    "JournalSteering",
    "OptunaSampler",
    "Overtuning",
    "Preview",
    "RandomSampler",
    "Record",
    "Region",
    "Rule",
    "Sampler",
    "SequentialSearchCV",
    "Space",
    "Stage",
    "Trial",
    "TruncatedDistribution",
    "find_winner",
    "held_out_score",
    "infer_space",
    "pairwise_interactions",
    "parameter_importances",
    "parse_rules",
    "results_frame",
    "trials_from",
]
