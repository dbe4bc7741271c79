"""SequentialSearchCV: search in stages, narrowed by what was learned."""

import os
from numbers import Integral, Real

import numpy as np
from sklearn.utils import check_random_state

from .course.candidates import Candidates
from .course.course import Course
from .course.facts import facts_of
from .course.heats import plan_heats
from .course.proposals import Proposer
from .course.resource import resource_range
from .course.settings import Settings
from .course.trials import Trial
from .evidence.winner import find_winner
from .findings import Findings
from .fits.parameter_names import check_parameter_names
from .fits.scheduling import (
    PARAMETER_CONSTRAINTS,
    HasMethods,
    Interval,
    ScheduledSearchCV,
)
from .interchange.inferred_space import infer_space
from .interchange.reading import Record, matched, trials_from
from .samplers.protocol import make_sampler
from .space.space import Space
from .steering import Steering


class SequentialSearchCV(Findings, Steering, ScheduledSearchCV):
    """Hyperparameter search in stages, each in the best region found so far.

    The first stage draws candidates from the whole space. After each stage a decision
    tree separates the top trials from the others; its best leaf is a region in
    words ("learning_rate ≤ 0.02 and attention is 'soft'"), and the next stage draws
    from there; where several leaves are good, in several branches side by side. A
    small share of each stage still explores the whole space.

    Parameters
    ----------
    estimator : estimator object
        Any scikit-learn estimator. It needs a ``score`` method, or `scoring` must
        be given.

    param_distributions : dict, list of dicts or Space
        Parameter names as keys; lists, 1-D arrays or frozen univariate scipy
        distributions as values. Lists of numbers are taken as ordered, all other
        lists as categories, which may be of any kind, estimators included. In a list
        of dicts each candidate comes from one of the dicts. A `Space` can also have
        conditions.

    n_stages : int, default=5
        Number of stages.

    n_iter : int, default=20
        Number of candidates in each stage.

    quantile : float, default=0.2
        Share of all trials so far that count as top ones.

    max_depth : int or None, default=2
        Largest number of splits that lead to a region; None for no limit.

    min_samples_leaf : int, default=None
        Smallest number of trials in a region. By default 5 % of all trials so far,
        and at least 5.

    max_branches : int, default=2
        Largest number of regions that are searched side by side. The candidates of a
        stage are shared out by upper confidence bounds on the share of top trials.

    exploration : float, default=0.05
        Share of each stage after the first, rounded to whole candidates, that comes
        from the whole space: the first of a stage proposed by the sampler, the others
        drawn at random. It guards against a good region missed early.

    sampler : {"gaussian_process", "forest", "random", "tpe", "gp"} or object, \
            default="gaussian_process"
        Proposes the candidates within a branch: `GaussianProcessSampler` and
        `ForestSampler` learn from all trials; "random" is the paper's; "tpe" and "gp"
        are Optuna's, which must be installed; or an object with a method
        ``propose(space, trials, n, rng)``, see `Sampler`.

    max_pending : int, default=2
        A sampler that learns does not wait for the last candidates: each is proposed
        from the scores of those at least this many places before it. So this many
        can be fitted at a time, and the candidates do not depend on `n_jobs` or on
        how long fits take. 1 proposes one after the other.

    racing : bool, default=False
        Whether a candidate that is clearly lost after the first fold is not fitted on
        the others. Its mean score is NaN then, so that it cannot win.

    resource : "n_samples" or str, default=None
        Whether candidates are first fitted with a part of a resource: of the training
        samples, or of an integer parameter of the estimator such as "max_epochs".
        Only one in `factor` of them goes on with `factor` times as much, until it
        has all (asynchronous successive halving): the samples of the training fold, or
        the value that the parameter has in the estimator. Mean scores are those with
        all of it, and NaN for candidates that stayed behind.

    min_resource : int, default=None
        What candidates begin with; by default about a tenth of all, or less, so that
        `factor` leads from there to all of it, but not less than four samples of
        each class.

    factor : float, default=3
        See `resource`.

    smooth : bool, default=True
        Whether, from 50 scores on, the winner is chosen by those that similar
        candidates confirm, see `find_winner`. The best of many noisy scores is mostly
        the luckiest; ``best_score_`` is the winner's own mean score, and need not be
        the largest of all. If False, the largest one wins, as in
        ``RandomizedSearchCV``.

    max_time : float, default=None
        Seconds after which no more candidates are begun.

    max_fit_time : float, default=None
        Seconds that one fit may take; longer ones count as failed.

    journal : str or path-like, default=None
        A file in which every finished fit is kept at once. If it exists, the search
        goes on where it stopped, and ends as if it had never been interrupted. It is
        refused where the estimator, the space, the data, the folds or the course of
        the search differ; `n_stages`, `max_time`, `n_jobs` and the refit may change,
        but not the metric that steers.

    earlier : list of Record, or any run, default=None
        Trials of other searches to learn from, as `trials_from` reads them: a fitted
        search, its ``cv_results_``, an Optuna study, a DataFrame or a CSV file. They
        are not made again, and they cannot win.

    warm_start : bool, default=False
        Whether ``fit`` goes on with the trials of the fit before, as with a journal;
        say, after `n_stages` was raised or decisions were made.

    scoring : str, callable, list, tuple or dict, default=None
        As in ``RandomizedSearchCV``. With several metrics the stages are steered by
        the one that `refit` names; if `refit` is a callable or False, by the first.

    n_jobs : int, default=None
        Number of fits in parallel. The candidates do not depend on it.

    refit : bool, str or callable, default=True
        As in ``RandomizedSearchCV``.

    cv : int, cross-validation generator or iterable, default=None
        As in ``RandomizedSearchCV``, except that the folds must be the same in every
        stage: a splitter that shuffles needs an integer `random_state`.

    verbose : int, default=0
        From 1, each stage prints what it found; the rest as in
        ``RandomizedSearchCV``.

    pre_dispatch : int or str, default="2*n_jobs"
        As in ``RandomizedSearchCV``, but never more than ``2 * n_jobs``.

    random_state : int, RandomState instance or None, default=None
        Source of randomness for the candidates and the trees. Without an integer,
        a search that is continued keeps the seed that was drawn at first.

    error_score : "raise" or numeric, default=np.nan
        Score of a failed fit. With NaN, a failed candidate is never a top one.

    return_train_score : bool, default=False
        Whether ``cv_results_`` holds training scores.

    Attributes
    ----------
    cv_results_ : dict of arrays
        As in ``RandomizedSearchCV``, and for each candidate its "stage" (int, from
        1), its "branch" and its "sampler" (str); with `racing` or a `resource`
        whether it was "lost" (bool), so that its mean scores are NaN.

    trials_ : tuple of Trial
        All candidates in the order of their proposal, with the scores that steered.

    branches_ : tuple of Branch
        The parts of the space that were searched; the first is the whole space.

    decisions_ : tuple of Decision
        What was decided by people, see `prune`, in the order of time.

    stages_ : tuple of Stage
        What each stage did and found.

    rules_ : list of str
        One sentence for each stage: which region was good by all trials so far, with
        the evidence from held-out trials, or that it is not distinguishable from
        chance. The last one is the conclusion of the search.

    best_estimator_ : estimator
        The best candidate, fitted on all data. Only if `refit` is not False.

    best_score_ : float
        Mean cross-validated score of the best candidate. Not if `refit` is a
        callable, nor with several metrics if `refit` is False.

    best_params_ : dict
        The best candidate. With several metrics only if `refit` is not False.

    best_index_ : int
        Its position in ``cv_results_``, see `smooth`. With several metrics only if
        `refit` is not False.

    scorer_ : callable or dict
        The scorer, or the scorers by name.

    n_splits_ : int
        Number of folds.

    refit_time_ : float
        Seconds spent on fitting the best candidate on all data. Only if `refit` is
        not False.

    multimetric_ : bool
        Whether there are several metrics.

    classes_ : ndarray of shape (n_classes,)
        The class labels. Only if `refit` is not False, for a classifier.

    n_features_in_ : int
        Number of features seen during ``fit``. Only if `refit` is not False and the
        estimator has it.

    feature_names_in_ : ndarray of shape (`n_features_in_`,)
        Names of features seen during ``fit``. Only if `refit` is not False and the
        estimator has them.

    Raises
    ------
    TypeError
        In ``fit``, before any training: if `param_distributions` is not of the
        stated form.

    ValueError
        In ``fit``, before any training: if a parameter is out of its range, if the
        estimator has no parameter of a given name, if a list or distribution has no
        values, if the sampler is unknown, or if the folds would change from one
        stage to the next, or if the journal cannot be used.

    See Also
    --------
    sklearn.model_selection.RandomizedSearchCV : The same without stages.

    Notes
    -----
    A tree steers well even where it cannot be believed, so every stage follows the
    best leaf, whatever the evidence; what is claimed in `rules_` is another matter,
    see `Region`.

    An interrupted search (Ctrl-C) raises KeyboardInterrupt and keeps what it has
    found: all attributes but those of the refit. ``fit`` with `warm_start` or with the
    same journal continues it.

    A fit that raises, runs out of memory or time, or kills its worker process is
    recorded as failed, with its traceback in the journal, scored `error_score`, and
    the search goes on. (A process that makes the fits itself, with ``n_jobs=1``,
    cannot survive them.)

    A finite space is never searched twice at the same point. If a region is
    exhausted, the rest of the stage explores the whole space; if that is exhausted
    too, the search ends and the last stage says so.

    References
    ----------
    The partition of a search space by recursive good/bad splits is close to L. Wang,
    R. Fonseca and Y. Tian, "Learning Search Space Partition for Black-box
    Optimization using Monte Carlo Tree Search", NeurIPS 2020.

    Examples
    --------
    >>> import textwrap
    >>> from scipy.stats import loguniform
    >>> from sklearn.datasets import load_diabetes
    >>> from sklearn.linear_model import Ridge
    >>> from skgenarch.search import SequentialSearchCV
    >>> X, y = load_diabetes(return_X_y=True)
    >>> space = {"alpha": loguniform(1e-4, 1e4), "fit_intercept": [True, False]}
    >>> options = {"n_stages": 2, "n_iter": 40, "sampler": "random"}
    >>> search = SequentialSearchCV(Ridge(), space, random_state=0, **options)
    >>> search = search.fit(X, y)
    >>> print(textwrap.fill(search.rules_[-1], 72))
    Stage 2: good where alpha ≤ 0.0015 and fit_intercept is True (16 trials;
    held-out purity 1.00 [0.72, 1.00] against 0.31 by chance, p < 0.001)
    """

    _parameter_constraints: dict = {
        **PARAMETER_CONSTRAINTS,
        # Space and make_sampler check these two, with more to say.
        "param_distributions": "no_validation",
        "sampler": [str, HasMethods("propose")],
        "n_stages": [Interval(Integral, 1, None, closed="left")],
        "n_iter": [Interval(Integral, 1, None, closed="left")],
        "quantile": [Interval(Real, 0, 1, closed="neither")],
        "max_depth": [Interval(Integral, 1, None, closed="left"), None],
        "min_samples_leaf": [Interval(Integral, 1, None, closed="left"), None],
        "max_branches": [Interval(Integral, 1, 26, closed="both")],
        "exploration": [Interval(Real, 0, 1, closed="both")],
        "max_pending": [Interval(Integral, 1, None, closed="left")],
        "racing": ["boolean"],
        "resource": [str, None],
        "min_resource": [Interval(Integral, 1, None, closed="left"), None],
        "factor": [Interval(Real, 1.1, None, closed="left")],
        "smooth": ["boolean"],
        "max_time": [Interval(Real, 0, None, closed="neither"), None],
        "max_fit_time": [Interval(Real, 0, None, closed="neither"), None],
        "journal": [str, os.PathLike, None],
        "earlier": "no_validation",  # trials_from has more to say
        "warm_start": ["boolean"],
        "random_state": ["random_state"],
    }

    # Defaults were compared on 15 tables of real trainings (benchmarks/search.py is
    # the final form), on other seeds, by the median rank of the winner at 100 trials.
    # Two branches instead of the whole space made no clear difference (0.156 % against
    # 0.163 %; forest, 12 seeds): narrowing is for understanding, so it may be gentle,
    # see benchmarks/narrowing.py. What costs are scores that are not known yet (four
    # places: 0.20 %) and exploration at random (a tenth: 0.21 %), which insures against
    # what trees miss. The Gaussian process, 8 seeds: a twentieth explored at random
    # 0.19 %, by the sampler 0.16 %; with a length for each parameter 0.15 %, with three
    # places instead of two 0.16 % (at 60 trials 0.18 % and 0.20 %).
    def __init__(
        self,
        estimator,
        param_distributions,
        *,
        n_stages=5,
        n_iter=20,
        quantile=0.2,
        max_depth=2,
        min_samples_leaf=None,
        max_branches=2,
        exploration=0.05,
        sampler="gaussian_process",
        max_pending=2,
        racing=False,
        resource=None,
        min_resource=None,
        factor=3,
        smooth=True,
        max_time=None,
        max_fit_time=None,
        journal=None,
        earlier=None,
        warm_start=False,
        scoring=None,
        n_jobs=None,
        refit=True,
        cv=None,
        verbose=0,
        pre_dispatch="2*n_jobs",
        random_state=None,
        error_score=np.nan,
        return_train_score=False,
    ):
        super().__init__(
            estimator=estimator,
            scoring=scoring,
            n_jobs=n_jobs,
            refit=refit,
            cv=cv,
            verbose=verbose,
            pre_dispatch=pre_dispatch,
            error_score=error_score,
            return_train_score=return_train_score,
        )
        self.param_distributions = param_distributions
        self.n_stages = n_stages
        self.n_iter = n_iter
        self.quantile = quantile
        self.max_depth = max_depth
        self.min_samples_leaf = min_samples_leaf
        self.max_branches = max_branches
        self.exploration = exploration
        self.sampler = sampler
        self.max_pending = max_pending
        self.racing = racing
        self.resource = resource
        self.min_resource = min_resource
        self.factor = factor
        self.smooth = smooth
        self.max_time = max_time
        self.max_fit_time = max_fit_time
        self.journal = journal
        self.earlier = earlier
        self.warm_start = warm_start
        self.random_state = random_state

    @classmethod
    def from_results(
        cls,
        results,
        estimator,
        param_distributions=None,
        *,
        score=None,
        maximize=None,
        **options,
    ):
        """Make a search that starts from an earlier run of any kind.

        Parameters
        ----------
        results : fitted search, dict, Optuna study, DataFrame, or path of a CSV file
            The earlier run, see `trials_from`. Nothing of it is made again.

        estimator : estimator object
            As for the constructor.

        param_distributions : dict, list of dicts or Space, default=None
            As for the constructor; by default what the earlier run went through.

        score, maximize
            Which score counts, and whether more of it is better, see `trials_from`.

        **options : dict
            Further parameters of the constructor.

        Returns
        -------
        search : SequentialSearchCV
            Not fitted yet; its `earlier` holds the trials.

        Examples
        --------
        >>> from sklearn.datasets import load_diabetes
        >>> from sklearn.linear_model import Ridge
        >>> from sklearn.model_selection import GridSearchCV
        >>> from skgenarch.search import SequentialSearchCV
        >>> X, y = load_diabetes(return_X_y=True)
        >>> grid = GridSearchCV(Ridge(), {"alpha": [0.01, 0.1, 1.0]}).fit(X, y)
        >>> search = SequentialSearchCV.from_results(grid, Ridge(), n_iter=5)
        >>> len(search.earlier)
        3
        """
        space = None if param_distributions is None else Space(param_distributions)
        records = trials_from(results, score=score, maximize=maximize, space=space)
        if space is None:
            param_distributions = infer_space(records)
        return cls(estimator, param_distributions, earlier=records, **options)

    def _search(self, fits, evaluated):
        """Go through the stages, see `ScheduledSearchCV`."""
        sampler = make_sampler(self.sampler)
        space = Space(self.param_distributions)
        check_parameter_names(self.estimator, space)
        with self._open_history() as journal:
            if self.journal is None and not self.warm_start:
                journal.forget_trials()
            journal.hold()
            least, most = resource_range(self, space, fits)
            heats = plan_heats(
                fits.n_splits,
                racing=self.racing,
                factor=self.factor,
                min_resource=least,
                max_resource=most,
            )
            earlier = self._earlier_trials(space)
            journal.claim(facts_of(self, space, fits, earlier))
            settings = self._settings(journal)
            candidates = Candidates(
                space,
                Proposer(space, sampler, settings, earlier),
                settings,
                fits,
                journal,
                self._steering_score,
                heats,
            )
            course = Course(space, candidates, settings, journal, earlier, self._print)
            try:
                course.run(self, fits.callback_ctx)
            finally:
                self._keep_history(journal)
                evaluated += candidates.evaluated()
                self.trials_ = tuple(candidates.trials)
                self.branches_ = tuple(course.branches)
                self.stages_ = tuple(course.stages)
                self.rules_ = [stage.sentence for stage in course.stages]
                self.decisions_ = tuple(journal.decisions())
        if not evaluated:
            raise ValueError(
                "There is nothing to search: 'param_distributions' has "
                f"{space.size} candidates, and all of its candidates are among the "
                "earlier trials, or no time was left to begin one. Give more values, "
                "or a larger 'max_time'."
            )

    def _winner(self, results, metric):
        """Choose the best candidate, see `ScheduledSearchCV`."""
        if not self.smooth:
            return super()._winner(results, metric)
        space = self.branches_[0].space
        return find_winner(space, results["params"], results[f"mean_test_{metric}"])

    def _settings(self, journal):
        names = Settings.__dataclass_fields__.keys() - {"seed"}
        seed = self.random_state
        if not isinstance(seed, Integral):
            # None is not the global state, which scikit-learn would take and change.
            rng = np.random.RandomState() if seed is None else check_random_state(seed)
            seed = rng.randint(np.iinfo(np.int32).max)
            seed = journal.fact("seed that was drawn", str(seed))
        return Settings(seed=int(seed), **{name: getattr(self, name) for name in names})

    def _earlier_trials(self, space):
        """Return the trials of other runs that lie in the space, as of stage 0."""
        if self.earlier is None:
            return []
        records = self.earlier
        if not _are_records(records):
            records = trials_from(records, space=space)
        records = [matched(record, space) for record in records]
        inside = [record for record in records if record.params in space]
        if not inside:
            raise ValueError(
                f"None of the {len(records)} trials in 'earlier' lies in the space of "
                "this search. Their parameters must have the names, and values, of "
                "'param_distributions'."
            )
        return [
            Trial(r.params, r.score, 0, "earlier", "earlier", bool(r.failed))
            for r in inside
        ]

    def _steering_score(self, scores):
        """Return the score that makes trials top ones, from those of one fit."""
        if not isinstance(scores, dict):
            return float(scores)
        named = isinstance(self.refit, str) and self.refit in scores
        return float(scores[self.refit] if named else next(iter(scores.values())))

    def _print(self, stage):
        if self.verbose == 0:
            return
        branches = "branches" if len(stage.branches) > 1 else "branch"
        print(
            f"[stage {stage.number}/{self.n_stages}] {stage.n_trials} candidates from "
            f"{branches} {' and '.join(stage.branches)}, best score so far "
            f"{stage.best_score:.3f}"
        )
        print(stage.sentence)
        if stage.note:
            print(f"The search ends here: {stage.note}")


def _are_records(earlier):
    return isinstance(earlier, list) and all(isinstance(e, Record) for e in earlier)
