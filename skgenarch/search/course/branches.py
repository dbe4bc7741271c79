"""The records of a search, its branches and stages, and the choice between branches."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from string import ascii_lowercase
from typing import Any

import numpy as np

from ..evidence.regions import Region
from ..space.rules import Rule, join_rules
from ..space.space import Space
from .trials import Trial, top_trials

# Weight of what is not known of a branch against what is: LA-MCTS takes a tenth of
# the largest value, which is a share of 1 here.
_CURIOSITY = 0.1


@dataclass(frozen=True)
class Branch:
    """A part of the space that the search draws candidates from.

    Attributes
    ----------
    name : str
        "root" for the whole space; "2a" and "2b" for branches opened for stage 2.

    parent : str or None
        The branch in which most of its trials were found; None for the root.

    rules : tuple of Rule
        What sets the branch apart from the root, not from its parent.

    space : Space
        The root's space restricted by the rules, and by what was pruned.

    Examples
    --------
    >>> from skgenarch.search import Branch, Rule, Space
    >>> space, rule = Space({"depth": [1, 2, 3]}), Rule("depth", bounds=(2, None))
    >>> print(Branch("2a", "root", (rule,), space.restrict([rule])))
    2a: depth ≥ 2
    """

    name: str
    parent: str | None
    rules: tuple[Rule, ...]
    space: Space

    def within(self, space: Space) -> "Branch | None":
        """Return the part of the branch that lies in a space, None if none does."""
        try:
            return replace(self, space=space.restrict(self.rules))
        except ValueError:
            return None

    def to_dict(self) -> dict[str, Any]:
        """Return name, parent and rules as plain data for JSON."""
        rules = [rule.to_dict() for rule in self.rules]
        return {"name": self.name, "parent": self.parent, "rules": rules}

    def __str__(self):
        where = join_rules(self.rules) or "the whole space"
        return f"{self.name}: {where}"


@dataclass(frozen=True)
class Stage:
    """What one stage of the search did and found.

    Attributes
    ----------
    number : int
        From 1.

    branches : tuple of str
        The branches that were searched.

    n_trials : int
        Number of candidates evaluated in this stage.

    best_score : float
        Best mean test score up to the end of the stage; NaN if all fits failed.

    regions : tuple of Region
        The best regions by all trials up to the end of the stage, the best one first;
        the next stage searches there, with some leeway. Empty if none stood out.

    note : str
        Why the stage fell short, empty otherwise.

    Examples
    --------
    >>> from skgenarch.search import Stage
    >>> Stage(1, ("root",), n_trials=20, best_score=0.9, regions=()).sentence
    'Stage 1: no region stands out'
    """

    number: int
    branches: tuple[str, ...]
    n_trials: int
    best_score: float
    regions: tuple[Region, ...]
    note: str = ""

    @property
    def sentence(self) -> str:
        """What was found, in words."""
        if not self.regions:
            return f"Stage {self.number}: no region stands out"
        where = "; or where ".join(map(str, self.regions))
        return f"Stage {self.number}: good where {where}"

    def to_dict(self) -> dict[str, Any]:
        """Return the record, but for the branches, as plain data for JSON."""
        return {
            "number": self.number,
            "n_trials": self.n_trials,
            "best_score": self.best_score,
            "sentence": self.sentence,
            "note": self.note,
            "regions": [[rule.to_dict() for rule in r.rules] for r in self.regions],
        }


def open_branches(
    stage: int,
    space: Space,
    regions: Sequence[tuple[Rule, ...]],
    trials: Sequence[Trial],
) -> list[Branch]:
    """Make regions that were found into the branches of a stage.

    Parameters
    ----------
    stage : int
        The stage that will search there.

    space : Space
        The whole space.

    regions : sequence of tuple of Rule
        The rules of each.

    trials : sequence of Trial
        All trials so far.

    Returns
    -------
    branches : list of Branch
        Named "2a", "2b" and so on. The parent of each is the branch from which most
        of the trials in it were drawn.
    """
    opened = []
    for letter, rules in zip(ascii_lowercase, regions, strict=False):
        part = space.restrict(rules)
        origins = Counter(trial.branch for trial in trials if trial.params in part)
        parent = origins.most_common(1)[0][0] if origins else "root"
        opened.append(Branch(f"{stage}{letter}", parent, rules, part))
    return opened


def choose_branch(
    branches: Sequence[Branch], trials: Sequence[Trial], quantile: float
) -> Branch:
    """Choose where the next candidate is to come from.

    The branch with the highest upper confidence bound on the share of top trials
    (UCB1, Auer, Cesa-Bianchi and Fischer, "Finite-time Analysis of the Multiarmed
    Bandit Problem", Machine Learning 47, 2002). Trials without a score yet count as
    drawn and not as top, so that parallel fits spread over the branches.

    Parameters
    ----------
    branches : sequence of Branch
        To choose from.

    trials : sequence of Trial
        All so far.

    quantile : float
        Share of the trials that are top ones.

    Returns
    -------
    branch : Branch
        The chosen one; of equal ones the first.
    """
    if len(branches) == 1:
        return branches[0]
    top = top_trials(trials, quantile)
    candidates = [trial.params for trial in trials]
    bounds = []
    for branch in branches:
        inside = branch.space.known(candidates).inside
        if not inside:
            return branch
        width = math.sqrt(2 * math.log(len(trials)) / len(inside))
        bounds.append(top[inside].mean() + _CURIOSITY * width)
    return branches[int(np.argmax(bounds))]
