"""The records of a search: its branches and its stages."""

from dataclasses import dataclass

from .regions import Region
from .rules import Rule, join_rules
from .space import Space


@dataclass(frozen=True)
class Branch:
    """A part of the space that the search draws candidates from.

    Attributes
    ----------
    name : str
        "root" for the whole space; "2a" for the first branch opened for stage 2.

    parent : str or None
        The branch that was searched when this one was opened; None for the root.

    rules : tuple of Rule
        What sets the branch apart from the root, not from its parent.

    space : Space
        The root's space restricted by the rules.

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

    branch : str
        The branch that was searched.

    n_trials : int
        Number of candidates evaluated in this stage.

    best_score : float
        Best mean test score up to the end of the stage; NaN if all fits failed.

    region : Region or None
        The best region by all trials up to the end of the stage, which the next
        stage searches; None if no region stood out.

    note : str
        Why the stage fell short, empty otherwise.

    Examples
    --------
    >>> from skgenarch.search import Stage
    >>> Stage(1, "root", n_trials=20, best_score=0.9, region=None).sentence
    'Stage 1: no region stands out'
    """

    number: int
    branch: str
    n_trials: int
    best_score: float
    region: Region | None
    note: str = ""

    @property
    def sentence(self) -> str:
        """What was found, in words."""
        if self.region is None:
            return f"Stage {self.number}: no region stands out"
        return f"Stage {self.number}: good where {self.region}"
