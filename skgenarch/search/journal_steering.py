"""Decide about a search that runs elsewhere, by its journal alone."""

import os
from ast import literal_eval
from pathlib import Path

from .course.journal import Journal
from .space.space import Space
from .steering import Steering


class JournalSteering(Steering):
    """Decisions about a search of which only the journal is at hand.

    A search in another process follows them from its next stage on. Choices that are
    objects (estimators, functions) are known by their printed text.

    Parameters
    ----------
    path : str or path-like
        The journal of a search that has begun.

    Attributes
    ----------
    param_distributions : Space
        What is searched.

    journal : Path
        The file.

    Raises
    ------
    ValueError
        If there is no such journal, or if its space cannot be read without the search.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from sklearn.datasets import load_diabetes
    >>> from sklearn.linear_model import Ridge
    >>> from skgenarch.search import JournalSteering, SequentialSearchCV
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "run.db"
    >>> search = SequentialSearchCV(
    ...     Ridge(), {"alpha": [1, 2, 3, 4]}, n_stages=1, n_iter=2, journal=path
    ... ).fit(*load_diabetes(return_X_y=True))
    >>> steering = JournalSteering(path).prune("alpha >= 2", author="ada")
    >>> print(steering.param_distributions)
    alpha: 1, 2, 3, 4
    """

    def __init__(self, path: str | os.PathLike):
        path = Path(path)
        if not path.is_file():
            raise ValueError(
                f"There is no journal {str(path)!r}: give the 'journal' of the search."
            )
        with Journal(path) as journal:
            facts = journal.facts()
        if "the space" not in facts:
            raise ValueError(
                f"The journal {str(path)!r} is empty: no search has begun to write "
                "it. Start the search first."
            )
        self.param_distributions = Space.from_json(facts["the space"], stand_ins=True)
        self.journal = path
        self._metric = literal_eval(facts.get("the metric that steers", "None"))

    def _steering_score(self, scores):
        """Return the score that makes trials top ones, from those of one fit."""
        if not isinstance(scores, dict):
            return float(scores)
        return float(scores.get(self._metric, next(iter(scores.values()))))
