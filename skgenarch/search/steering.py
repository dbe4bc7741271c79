"""What a person can decide about a search, before, between and during its stages."""

import getpass
import os

from .course.decision_file import load_decisions, read_decisions
from .course.decisions import FORK, PRUNE, UNDO, check_decision, decide
from .course.journal import Journal
from .course.preview import Preview, preview
from .space.conjunctions import parse_rules
from .space.space import Space

_SPACE = "the space"  # the name of this fact in the journal


class Steering:
    """Decisions: made at any time, kept in the journal, followed from the next stage.

    A part of `SequentialSearchCV`, of which it takes `param_distributions` and
    `journal`.
    """

    def prune(self, rule, *, reason="", author=None):
        """Keep only the candidates that match a rule, from the next stage on.

        A search that is under way in another process follows too, if it has the same
        journal.

        Parameters
        ----------
        rule : str
            As in "n_filters >= 64 and attention == 'soft'"; see `parse_rules`.

        reason : str, default=""
            Why, to be kept with the decision.

        author : str, default=None
            Who; by default the name under which you are logged in.

        Returns
        -------
        self : object
            The search.

        Raises
        ------
        ValueError
            If the rule cannot be read, names an unknown parameter, or leaves nothing
            together with what was pruned before. Nothing is changed then.
        """
        return self._decide(PRUNE, [rule], reason, author)

    def fork(self, *rules, reason="", author=None):
        """Search several parts of the space side by side, from the next stage on.

        Each part has its own tree from then on and is narrowed by itself; the
        candidates are shared out by upper confidence bounds.

        Parameters
        ----------
        *rules : str
            One rule for each branch, as for `prune`.

        reason, author : str
            As for `prune`.

        Returns
        -------
        self : object
            The search.

        Raises
        ------
        ValueError
            If there are fewer than two rules, or one of them is wrong.
        """
        return self._decide(FORK, rules, reason, author)

    def undo(self, *, reason="", author=None):
        """Take the last decision back that is still valid.

        Parameters
        ----------
        reason, author : str
            As for `prune`.

        Returns
        -------
        self : object
            The search.

        Raises
        ------
        ValueError
            If there is none.
        """
        return self._decide(UNDO, [], reason, author)

    def apply_decisions(self, decisions, *, author=None):
        """Follow decisions that were made on the page of a report.

        Parameters
        ----------
        decisions : path, or dict
            The file that the page wrote ("decisions.json"), or what is in it, as
            ``json.load`` returns it.

        author : str, default=None
            Who, where the file does not say; by default the name under which you are
            logged in.

        Returns
        -------
        self : object
            The search.

        Raises
        ------
        TypeError, ValueError
            If it is no such file, or if one of the decisions does not fit this search
            and what was decided before; says which. Nothing is changed then.

        Examples
        --------
        >>> from sklearn.linear_model import Ridge
        >>> from skgenarch.search import Rule, SequentialSearchCV
        >>> search = SequentialSearchCV(Ridge(), {"alpha": [0.1, 1.0, 10.0]})
        >>> large = Rule("alpha", bounds=(1.0, None)).to_dict()
        >>> decisions = [{"action": "prune", "rules": [[large]], "author": "ada"}]
        >>> search = search.apply_decisions(
        ...     {"format": "skgenarch decisions", "version": 1, "decisions": decisions}
        ... )
        >>> print(search.preview("alpha <= 1").volume)
        0.5
        """
        space = Space(self.param_distributions)
        entries, name = load_decisions(decisions)
        author = _author(author)

        def read(earlier):
            return read_decisions(entries, name, space, author, earlier)

        return self._take_down(space, read)

    def preview(self, rule) -> Preview:
        """Say what a prune would keep, without doing it.

        Parameters
        ----------
        rule : str
            As for `prune`.

        Returns
        -------
        preview : Preview
            Numbers of trials and scores inside and outside, and the share of the
            space, of what earlier decisions have left.
        """
        space = Space(self.param_distributions)
        rules = parse_rules(rule, space)
        with self._open_history(to_read=True) as journal:
            _check_same_space(journal, space)
            return preview(rules, space, journal, self._steering_score)

    def _decide(self, action, rules, reason, author):
        space = Space(self.param_distributions)
        groups = [parse_rules(rule, space) for rule in rules]
        decision = decide(action, groups, _author(author), reason)

        def checked(earlier):
            check_decision(decision, space, earlier)
            return [decision]

        return self._take_down(space, checked)

    def _take_down(self, space, make):
        """Add what is made of earlier decisions to the journal, all of it or none."""
        with self._open_history(to_read=True) as journal:  # a refusal makes no file
            _check_same_space(journal, space)
            make(journal.decisions())
        with self._open_history() as journal:
            with journal.at_once():  # somebody else may be deciding, too
                _check_same_space(journal, space)
                journal.fact(_SPACE, space.to_json())
                journal.add_decisions(make(journal.decisions()))
            self._keep_history(journal)
        return self

    def _open_history(self, *, to_read=False):
        """Return the journal of what happened so far, in the file or in memory."""
        if self.journal is not None and (not to_read or os.path.exists(self.journal)):
            return Journal(self.journal)
        return Journal(None, contents=getattr(self, "_history", None))

    def _keep_history(self, journal):
        if self.journal is None:
            self._history = journal.contents()


def _check_same_space(journal, space) -> None:
    """Refuse to decide about a search of something else."""
    known = journal.facts().get(_SPACE)
    if known is not None and known != space.to_json():
        raise ValueError(
            f"The journal {str(journal.path)!r} is that of a search through another "
            "space. Decide with the 'param_distributions' that it was begun with, or "
            "choose another journal."
        )


def _author(author) -> str:
    """Return who decides: a given name, or that of the account."""
    if author is not None:
        return author
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # an account without a name
        return "unknown"
