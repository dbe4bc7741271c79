"""SequentialSearchCV: random search in stages, narrowed by what was learned.

The only file that touches scikit-learn's private names: the base class of its
searches, and the validation of parameters that comes with it.
"""

import math
from contextlib import contextmanager
from copy import deepcopy
from itertools import islice
from numbers import Integral, Real

import numpy as np
from sklearn.model_selection._search import BaseSearchCV
from sklearn.model_selection._split import _yields_constant_splits
from sklearn.utils import check_random_state, get_tags
from sklearn.utils._param_validation import HasMethods, Interval

from .branches import Branch, Stage
from .parameter_names import check_parameter_names
from .regions import find_region
from .samplers import RandomSampler, make_sampler, sampler_name
from .space import Space
from .trials import Trial, read_trials


class SequentialSearchCV(BaseSearchCV):
    """Hyperparameter search in stages, each in the best region found so far.

    The first stage draws candidates from the whole space. After each stage a decision
    tree separates the top trials from the others; its best leaf is a region in
    words ("learning_rate ≤ 0.02 and attention is 'soft'"), and the next stage draws
    from there. A small share of each stage still explores the whole space.

    Parameters
    ----------
    estimator : estimator object
        Any scikit-learn estimator. It needs a ``score`` method, or `scoring` must
        be given.

    param_distributions : dict or list of dicts
        Parameter names as keys; lists, 1-D arrays or frozen univariate scipy
        distributions as values. Lists of numbers are taken as ordered, all other
        lists as categories, which may be of any kind, estimators included. In a list
        of dicts each candidate comes from one of the dicts.

    n_stages : int, default=5
        Number of stages.

    n_iter : int, default=20
        Number of candidates in each stage.

    quantile : float, default=0.2
        Share of all trials so far that count as top ones.

    max_depth : int or None, default=4
        Largest number of splits that lead to a region; None for no limit.

    min_samples_leaf : int, default=None
        Smallest number of trials in a region. By default 5 % of all trials so far,
        and at least 5.

    exploration : float, default=0.1
        Share of each stage after the first, rounded to whole candidates, that is
        drawn from the whole space. It guards against a good region missed early.

    sampler : "random" or object, default="random"
        Proposes the candidates within a region: by name, or an object with a
        method ``propose(space, trials, n, rng)``, see `Sampler`.

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
        As in ``RandomizedSearchCV``.

    random_state : int, RandomState instance or None, default=None
        Source of randomness for the candidates and the trees.

    error_score : "raise" or numeric, default=np.nan
        Score of a failed fit. With NaN, a failed candidate is never a top one.

    return_train_score : bool, default=False
        Whether ``cv_results_`` holds training scores.

    Attributes
    ----------
    cv_results_ : dict of arrays
        As in ``RandomizedSearchCV``, and for each candidate its "stage" (int, from
        1), its "branch" and its "sampler" (str).

    branches_ : tuple of Branch
        The parts of the space that were searched; the first is the whole space.

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
        Its position in ``cv_results_``. With several metrics only if `refit` is not
        False.

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

    feature_names_in_ : ndarray of shape (n_features_in_,)
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
        stage to the next.

    See Also
    --------
    sklearn.model_selection.RandomizedSearchCV : The same without stages.

    Notes
    -----
    A tree steers well even where it cannot be believed, so every stage follows the
    best leaf, whatever the evidence; what is claimed in `rules_` is another matter,
    see `Region`.

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
    >>> search = SequentialSearchCV(Ridge(), space, n_stages=2, random_state=0)
    >>> print(textwrap.fill(search.fit(X, y).rules_[-1], 72))
    Stage 2: good where alpha ≤ 0.02 and fit_intercept is True (8 trials;
    held-out purity 0.75 against 0.20 by chance, p < 0.001)
    """

    _parameter_constraints: dict = {
        **BaseSearchCV._parameter_constraints,
        # Space and make_sampler check these two, with more to say.
        "param_distributions": "no_validation",
        "sampler": [str, HasMethods("propose")],
        "n_stages": [Interval(Integral, 1, None, closed="left")],
        "n_iter": [Interval(Integral, 1, None, closed="left")],
        "quantile": [Interval(Real, 0, 1, closed="neither")],
        "max_depth": [Interval(Integral, 1, None, closed="left"), None],
        "min_samples_leaf": [Interval(Integral, 1, None, closed="left"), None],
        "exploration": [Interval(Real, 0, 1, closed="both")],
        "random_state": ["random_state"],
    }

    # The defaults come from a pilot on 17 tables of real searches, 40-60 seeds, with
    # depth 4, the top 20 % and leaves of at least 5 trials: five stages of 20 reached
    # a median rank of 0.33 %, three stages of 20 one of 0.96 %, random search with
    # 100 and 60 trials 0.99 % and 1.53 %. Exploration costs a little rank (0.42 % at
    # a share of 20 %) and insures against the good regions that a narrowed space
    # misses, hence 10 %.
    def __init__(
        self,
        estimator,
        param_distributions,
        *,
        n_stages=5,
        n_iter=20,
        quantile=0.2,
        max_depth=4,
        min_samples_leaf=None,
        exploration=0.1,
        sampler="random",
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
        self.exploration = exploration
        self.sampler = sampler
        self.random_state = random_state

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        # The base class only hands on some of them: not 3-D input, not strings.
        tags.input_tags = deepcopy(get_tags(self.estimator).input_tags)
        return tags

    # scikit-learn before 1.9 passes no callback_ctx.
    def _run_search(self, evaluate_candidates, *, callback_ctx=None):
        """Propose, evaluate and narrow, stage by stage."""
        _check_constant_folds(self.cv)
        sampler = make_sampler(self.sampler)
        root = Branch("root", None, (), Space(self.param_distributions))
        check_parameter_names(self.estimator, root.space)
        rng = check_random_state(self.random_state)

        branch, branches, stages, trials = root, [root], [], []
        with _task(callback_ctx, self, "search", self.n_stages) as search_ctx:
            for number in range(1, self.n_stages + 1):
                pending = self._propose(sampler, root, branch, trials, number, rng)
                if not pending:
                    break
                trials = self._evaluate(evaluate_candidates, search_ctx, pending)
                region = find_region(
                    root.space,
                    trials,
                    quantile=self.quantile,
                    max_depth=self.max_depth,
                    min_samples_leaf=self.min_samples_leaf,
                    rng=rng,
                )
                exhausted = len(pending) < self.n_iter or len(trials) == root.space.size
                stages.append(
                    Stage(
                        number=number,
                        branch=branch.name,
                        n_trials=len(pending),
                        best_score=_best_score(trials),
                        region=region,
                        note="all candidates have been tried" if exhausted else "",
                    )
                )
                if self.verbose > 0:
                    self._print(stages[-1])
                if exhausted:
                    break
                if region is not None and number < self.n_stages:
                    branch = Branch(
                        name=f"{number + 1}a",
                        parent=branch.name,
                        rules=region.rules,
                        space=root.space.restrict(region.rules),
                    )
                    branches.append(branch)

        self.branches_ = tuple(branches)
        self.stages_ = tuple(stages)
        self.rules_ = [stage.sentence for stage in stages]

    def _propose(self, sampler, root, branch, trials, number, rng):
        """Return the candidates of a stage as trials without a score."""
        pending = []

        def draw(sampler, branch, n):
            found = sampler.propose(branch.space, trials + pending, n, rng)
            pending.extend(
                Trial(params, math.nan, number, branch.name, sampler_name(sampler))
                for params in islice(found, n)
            )

        n_exploring = 0 if branch is root else round(self.exploration * self.n_iter)
        draw(sampler, branch, self.n_iter - n_exploring)
        # This also makes up for a branch that is exhausted.
        draw(RandomSampler(), root, self.n_iter - len(pending))
        return pending

    def _evaluate(self, evaluate_candidates, search_ctx, pending):
        """Fit and score a stage; return all trials so far."""
        # Before scikit-learn 1.9 there is neither a context nor `n_splits_` by now.
        n_fits = None if search_ctx is None else len(pending) * self.n_splits_
        with _task(search_ctx, self, "stage", n_fits, sequential=False) as stage_ctx:
            results = evaluate_candidates(
                [trial.params for trial in pending],
                more_results={
                    "stage": [trial.stage for trial in pending],
                    "branch": [trial.branch for trial in pending],
                    "sampler": [trial.sampler for trial in pending],
                },
                **({} if stage_ctx is None else {"callback_ctx": stage_ctx}),
            )
        return read_trials(results, self._steering_metric(results))

    def _steering_metric(self, results):
        """Return the metric whose top trials make the regions."""
        prefix = "mean_test_"
        metrics = [key[len(prefix) :] for key in results if key.startswith(prefix)]
        return self.refit if self.refit in metrics else metrics[0]

    def _print(self, stage):
        print(
            f"[stage {stage.number}/{self.n_stages}] {stage.n_trials} candidates from "
            f"branch {stage.branch}, best score so far {stage.best_score:.3f}"
        )
        print(stage.sentence)
        if stage.note:
            print(f"The search ends here: {stage.note}")


@contextmanager
def _task(callback_ctx, search, name, n_subtasks, *, sequential=True):
    """Report a task to scikit-learn's callbacks, where there are any (1.9)."""
    if callback_ctx is None:
        yield None
        return
    task = callback_ctx.subcontext(
        task_name=name, max_subtasks=n_subtasks, sequential_subtasks=sequential
    ).call_on_fit_task_begin(estimator=search)
    yield task
    task.call_on_fit_task_end(estimator=search)


def _best_score(trials):
    scores = [trial.score for trial in trials if not math.isnan(trial.score)]
    return max(scores, default=math.nan)


def _check_constant_folds(cv):
    if hasattr(cv, "split") and not _yields_constant_splits(cv):
        raise ValueError(
            "The cv parameter must yield the same folds in every stage, or scores "
            f"could not be compared. Got {cv!r}: set its random_state to an int, or "
            "set shuffle=False."
        )
