"""What a person can decide about a search, before, between and during its stages."""

import getpass

from .course.decisions import FORK, PRUNE, UNDO, valid_decisions
from .course.journal import Journal
from .course.preview import Preview, preview
from .space.conjunctions import parse_rules
from .space.space import Space


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
        self.preview(rule)
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
        if len(rules) < 2:
            raise ValueError(
                f"A fork needs the rules of at least two branches. Got {rules!r}: use "
                "prune to keep only one."
            )
        for rule in rules:
            self.preview(rule)
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
        with self._open_history() as journal:
            if not valid_decisions(journal.decisions()):
                raise ValueError("There is no decision to take back.")
        return self._decide(UNDO, [], reason, author)

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
        with self._open_history() as journal:
            return preview(parse_rules(rule, space), space, journal)

    def _decide(self, action, rules, reason, author):
        space = Space(self.param_distributions)
        groups = [
            [part.to_dict() for part in parse_rules(rule, space)] for rule in rules
        ]
        with self._open_history() as journal:
            journal.add_decision(action, groups, author or _login_name(), reason)
            self._keep_history(journal)
        return self

    def _open_history(self):
        """Return the journal of what happened so far, in the file or in memory."""
        if self.journal is not None:
            return Journal(self.journal)
        return Journal(None, contents=getattr(self, "_history", None))

    def _keep_history(self, journal):
        if self.journal is None:
            self._history = journal.contents()


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # an account without a name
        return "unknown"
