"""scikit-learn's search, with fits that can be scheduled one by one.

``BaseSearchCV.fit`` hands all candidates of a call to joblib and returns when all are
done: nothing is kept if the process dies in between, and small batches leave workers
idle. Here the inherited ``fit`` runs as it stands, but the name ``Parallel`` in it
stands for a `_Desk`. When the search begins, the desk takes the tasks of one candidate
as templates; fits are then made from these in any order, by `run_fits`, and each is
known as soon as it is done. In the end the inherited code is given all outcomes as if
it had run the fits: results, ranks, warnings, the choice of the best and the refit are
its own work.

The only file that touches scikit-learn's private names.
"""

import inspect
import math
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from copy import deepcopy
from traceback import format_exc
from types import FunctionType
from typing import Any

import numpy as np
from sklearn.base import _fit_context, clone, is_classifier
from sklearn.metrics._scorer import _MultimetricScorer
from sklearn.model_selection._search import BaseSearchCV
from sklearn.model_selection._split import _yields_constant_splits
from sklearn.utils import get_tags
from sklearn.utils._param_validation import HasMethods, Interval

from .time_limit import FitTimeoutError, time_limit

__all__ = [
    "PARAMETER_CONSTRAINTS",
    "Evaluated",
    "Fits",
    "HasMethods",
    "Interval",
    "ScheduledSearchCV",
    "callback_task",
]

PARAMETER_CONSTRAINTS = BaseSearchCV._parameter_constraints

_OF_THE_REFIT = {"best_estimator_", "refit_time_", "feature_names_in_"}

_desk = ContextVar("_desk")


class ScheduledSearchCV(BaseSearchCV):
    """Base of searches that decide what to fit while fits go on.

    A subclass writes ``_search(fits, evaluated)``: it makes fits with the `Fits` of
    this data, and appends an `Evaluated` for each candidate to the list, also if it is
    interrupted.
    """

    @_fit_context(prefer_skip_nested_validation=False)  # as the inherited one
    def fit(self, X, y=None, **params):
        """Search, and fit the best candidate on all data.

        Parameters
        ----------
        X : array-like of shape (n_samples, ...) or list
            Training data, handed on to the estimator as it is.

        y : array-like of shape (n_samples,) or (n_samples, n_outputs), default=None
            Target.

        **params : dict
            Parameters of the estimator's ``fit``, the scorer and the splitter, as in
            ``RandomizedSearchCV``.

        Returns
        -------
        self : object
            The fitted search.
        """
        _check_constant_folds(self.cv)
        desk = _Desk()
        token = _desk.set(desk)
        inherited = _with_names(
            BaseSearchCV.fit, Parallel=lambda **kwargs: desk, print=_silent
        )
        try:
            return inherited(self, X, y, **params)
        except KeyboardInterrupt:
            if desk.results is not None:
                for name in _OF_THE_REFIT & vars(self).keys():
                    delattr(self, name)
                self._keep(desk)
            raise
        finally:
            _desk.reset(token)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        # The base class only hands on some of them: not 3-D input, not strings.
        tags.input_tags = deepcopy(get_tags(self.estimator).input_tags)
        return tags

    # scikit-learn before 1.9 passes no callback_ctx.
    def _run_search(self, evaluate_candidates, *, callback_ctx=None):
        desk = _desk.get()
        desk.take_templates(evaluate_candidates)
        evaluated = []
        try:
            self._search(Fits(self, desk.templates, callback_ctx), evaluated)
        except KeyboardInterrupt:
            if evaluated:
                desk.record(evaluate_candidates, evaluated)
            raise
        desk.record(evaluate_candidates, evaluated)

    def _select_best_index(self, refit, refit_metric, results):
        if callable(refit):
            return BaseSearchCV._select_best_index(refit, refit_metric, results)
        return self._winner(results, refit_metric)

    def _winner(self, results, metric):
        """Return the position of the best candidate by a metric."""
        return int(results[f"rank_test_{metric}"].argmin())

    def _keep(self, desk):
        """Make what was found before an interruption available."""
        scorers, metric = self._get_scorers()
        first = desk.outcomes[0]["test_scores"]
        self.multimetric_ = isinstance(first, dict)
        several = isinstance(scorers, _MultimetricScorer)
        self.scorer_ = scorers._scorers if several else scorers
        self.cv_results_ = desk.results
        if self.multimetric_ and not isinstance(self.refit, str):
            return
        if callable(self.refit):
            return
        metric = self.refit if self.multimetric_ else metric
        scores = desk.results[f"mean_test_{metric}"]
        if not np.isnan(scores).all():
            self.best_index_ = self._winner(desk.results, metric)
            self.best_score_ = scores[self.best_index_]
            self.best_params_ = desk.results["params"][self.best_index_]


class Fits:
    """Makes fits of candidates on the folds of a search, see `run_fits`.

    Attributes
    ----------
    n_splits : int
        Number of folds.

    data : tuple
        X, y and the parameters of fits and scorers, for a fingerprint.

    folds : list of (train, test)
        Row numbers.

    callback_ctx : object or None
        scikit-learn's context of callbacks.
    """

    def __init__(self, search, templates, callback_ctx):
        self._search = search
        self._templates = templates
        self.callback_ctx = callback_ctx
        self.n_splits = len(templates)
        first = templates[0]
        self.data = (
            *first.args[1:],
            first.kwargs.get("fit_params"),
            first.kwargs.get("score_params"),
        )
        self.folds = [
            (template.kwargs["train"], template.kwargs["test"])
            for template in templates
        ]

    def task(
        self, params, split, progress, context, limit, resource=None
    ) -> tuple[Callable, tuple]:
        """Return a function and its arguments that make one fit.

        Parameters
        ----------
        params : dict
            The candidate.

        split : int
            Number of the fold, from 0.

        progress : tuple of int
            Number of the candidate and how many there are, for messages.

        context : object or None
            scikit-learn's callback context of this fit.

        limit : float or None
            Seconds that it may take.

        resource : int or None, default=None
            How much of the search's `resource` the fit has; None for all of it.
        """
        template = self._templates[split]
        estimator, X, y = template.args
        kwargs = {
            **template.kwargs,
            "parameters": params,
            "candidate_progress": progress,
        }
        if resource is not None and self._search.resource == "n_samples":
            # The same samples, and more, as with less of the resource.
            order = self._order(split, y)[:resource]
            kwargs["train"] = np.asarray(kwargs["train"])[np.sort(order)]
        elif resource is not None:
            kwargs["parameters"] = {**params, self._search.resource: resource}
        if "callback_ctx" in kwargs:
            # Without callbacks nobody asks for the search: it need not travel.
            caller = None if context is None else self._search
            kwargs |= {"callback_ctx": context, "caller": caller}
        return _fit, (template.function, limit, clone(estimator), X, y, kwargs)

    def _order(self, split, y) -> np.ndarray:
        """Return the places of a training fold in an order that keeps classes even."""
        train = np.asarray(self._templates[split].kwargs["train"])
        rng = np.random.RandomState(split)
        order = rng.permutation(len(train))
        if not is_classifier(self._search.estimator):
            return order
        labels = np.asarray(y)[train[order]]
        share = np.empty(len(order))
        for label in np.unique(labels):
            inside = labels == label
            n_inside = inside.sum()
            share[inside] = (np.arange(n_inside) + rng.uniform()) / n_inside
        return order[np.argsort(share, kind="stable")]

    def failure(self, error: str) -> dict[str, Any]:
        """Return the outcome of a fit whose worker did not live to tell."""
        return _failure(self._templates[0].kwargs, error)

    def unmade(self, like: Mapping[str, Any]) -> dict[str, Any]:
        """Return the outcome of a fit that was saved, in the form of another's."""

        def blank(value):
            if isinstance(value, dict):
                return {name: blank(inner) for name, inner in value.items()}
            return math.nan

        return {
            name: None if name == "fit_error" else blank(value)
            for name, value in like.items()
        } | {"n_test_samples": like["n_test_samples"]}


class Evaluated:
    """A candidate with the outcomes of its fits, and what to note beside.

    Attributes
    ----------
    params : dict
        The candidate.

    outcomes : list of dict
        What each fold's fit gave.

    notes : dict
        Further columns of ``cv_results_``.
    """

    def __init__(self, params: dict, outcomes: list[dict], notes: dict):
        self.params, self.outcomes, self.notes = params, outcomes, notes


class _Template:
    """A task as the inherited code made it."""

    def __init__(self, function, args, kwargs):
        self.function = getattr(function, "function", function)
        self.args, self.kwargs = args, kwargs


class _Templates(Exception):
    """Ends a call of ``evaluate_candidates`` whose tasks have been taken."""


class _Desk:
    """Takes the place of joblib's Parallel in the inherited ``fit``."""

    def __init__(self):
        self.templates: list[_Template] | None = None
        self.outcomes: list[dict] = []
        self.results: Mapping | None = None

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        pass

    def __call__(self, tasks):
        if self.templates is None:
            self.templates = [_Template(*task) for task in tasks]
            raise _Templates
        return self.outcomes

    def take_templates(self, evaluate_candidates) -> None:
        try:
            evaluate_candidates([{}])
        except _Templates:
            pass
        if not self.templates:
            raise ValueError(
                "No fits can be made: the cross-validation iterator 'cv' is empty."
            )

    def record(self, evaluate_candidates, evaluated: Sequence[Evaluated]) -> None:
        """Let the inherited code make its results of all outcomes."""
        # Copied, as scikit-learn writes the scores of failed fits into them.
        self.outcomes = [
            dict(outcome) for entry in evaluated for outcome in entry.outcomes
        ]
        columns = sorted({name for entry in evaluated for name in entry.notes})
        with warnings.catch_warnings():
            lost = [entry.notes.get("lost") for entry in evaluated]
            if any(lost) and not all(lost):
                # A mean of NaN is what these are meant to have.
                warnings.filterwarnings("ignore", "One or more of the test scores")
                warnings.filterwarnings("ignore", "One or more of the train scores")
            self.results = evaluate_candidates(
                [entry.params for entry in evaluated],
                more_results={
                    name: [entry.notes.get(name) for entry in evaluated]
                    for name in columns
                },
            )


def _fit(function, limit, estimator, X, y, kwargs):
    """Fit and score in a worker."""
    if hasattr(estimator, "view_rows"):
        X = estimator.view_rows(X)  # its folds are no copies then
    try:
        with time_limit(limit) as expired:
            outcome = function(estimator, X, y, **kwargs)
    except FitTimeoutError:  # not while it was fitted
        if kwargs["error_score"] == "raise":
            raise
        return _failure(kwargs, format_exc())
    if expired.is_set() and outcome["fit_error"] is None:  # scorers catch errors too
        return _failure(kwargs, f"FitTimeoutError: {FitTimeoutError()}")
    return outcome


def _failure(kwargs, error: str) -> dict[str, Any]:
    """Return what scikit-learn returns of a fit that failed."""
    score = math.nan if kwargs["error_score"] == "raise" else kwargs["error_score"]
    if isinstance(kwargs["scorer"], _MultimetricScorer):
        score = dict.fromkeys(kwargs["scorer"]._scorers, score)
    return {
        "fit_error": error,
        "test_scores": score,
        **({"train_scores": score} if kwargs["return_train_score"] else {}),
        "n_test_samples": len(kwargs["test"]),
        "fit_time": math.nan,
        "score_time": math.nan,
    }


def _with_names(function: Callable, **names: Any) -> FunctionType:
    """Return a function that reads some global names differently."""
    plain = inspect.unwrap(function)
    return FunctionType(
        plain.__code__,
        {**plain.__globals__, **names},
        plain.__name__,
        plain.__defaults__,
        plain.__closure__,
    )


def _silent(*args, **kwargs) -> None:
    """Print nothing: the inherited message counts fits that are only recorded."""


@contextmanager
def callback_task(
    callback_ctx, search, name: str, n_subtasks: int | None, *, sequential: bool = True
) -> Iterator[Any]:
    """Report a task to scikit-learn's callbacks, where there are any (1.9)."""
    if callback_ctx is None:
        yield None
        return
    task = callback_ctx.subcontext(
        task_name=name, max_subtasks=n_subtasks, sequential_subtasks=sequential
    ).call_on_fit_task_begin(estimator=search)
    yield task
    task.call_on_fit_task_end(estimator=search)


def _check_constant_folds(cv) -> None:
    if hasattr(cv, "split") and not _yields_constant_splits(cv):
        raise ValueError(
            "The cv parameter must yield the same folds in every stage, or scores "
            f"could not be compared. Got {cv!r}: set its random_state to an int, or "
            "set shuffle=False."
        )
