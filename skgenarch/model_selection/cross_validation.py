"""Predict each row by a model that has not seen it, and score the predictions."""

import time

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from sklearn.base import clone
from sklearn.utils import check_consistent_length

from .folds import check_groups, make_folds, take_rows
from .journal import FoldJournal, describe_data, describe_estimator
from .scores import PredictionScores, as_columns, score_predictions


def cross_val_predict_scores(
    estimator,
    X,
    y,
    *,
    cv=10,
    groups=None,
    params=None,
    output_names=None,
    gene_names=None,
    journal=None,
    n_jobs=None,
    n_bootstrap=1000,
    confidence=0.95,
    random_state=0,
    verbose=0,
) -> PredictionScores:
    """Predict each row by a model trained without its fold, and score all of it.

    Correlations are taken over all rows at once, not fold by fold (these are in
    ``per_fold``), so each output has a single r, of as many genes as were measured.

    Parameters
    ----------
    estimator : estimator
        A regressor of one or several outputs. It is cloned for each fold. NaN in `y`
        is handed to it; wrap one that cannot take it in `SingleTaskRegressor`.

    X : array-like or list of n rows
        What to predict from, such as sequences.

    y : array-like of shape (n,) or (n, n_outputs)
        Measured values; NaN where nothing was measured.

    cv : int, cross-validation generator or iterable, default=10
        A number of folds: `~sklearn.model_selection.KFold`, shuffled by
        `random_state`, or with `groups` `~sklearn.model_selection.GroupKFold`. Or
        what says which rows are for training and for test; each row must be tested
        once.

    groups : array-like of shape (n,), default=None
        Blocks of rows that must not be split between training and test, such as
        genes whose windows overlap (``blocks`` of `load_promoters`). The bootstrap
        resamples them as wholes.

    params : dict, default=None
        Passed to ``fit``, such as ``{"sample_weight": weight}``. What has n values is
        divided like the rows.

    output_names, gene_names : array-like of str, default=None
        Names of outputs and rows; None for those of a DataFrame `y`, else numbers.

    journal : str or path-like, default=None
        Folder in which each fold is kept as soon as it is finished. The same call
        goes on after an interruption; another estimator, or other data, is refused.

    n_jobs : int, default=None
        Number of folds to fit at a time, see :class:`joblib.Parallel`.

    n_bootstrap : int, default=1000
        Number of resamples for the intervals; 0 for none.

    confidence : float, default=0.95
        Confidence of the intervals.

    random_state : int, default=0
        Seeds folds and bootstrap. The folds of two calls with the same number of
        rows, or the same groups, are the same.

    verbose : int, default=0
        1 prints a line for each fold.

    Returns
    -------
    scores : PredictionScores
        ``predictions``, ``fold``, ``mean_r`` with its ``interval``, ``per_output``,
        ``per_gene``, ``per_fold`` and a readable form.

    Raises
    ------
    ValueError
        If there are fewer rows, or groups, than folds; lengths do not fit; a
        prediction has the wrong shape or is not finite; or the journal is of
        something else.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.linear_model import Ridge
    >>> from skgenarch.model_selection import cross_val_predict_scores
    >>> rng = np.random.default_rng(0)
    >>> X = rng.normal(size=(100, 3))
    >>> y = X @ rng.normal(size=(3, 2)) + rng.normal(size=(100, 2))
    >>> scores = cross_val_predict_scores(Ridge(), X, y, cv=5)
    >>> scores.predictions.shape, len(scores.per_fold)
    ((100, 2), 5)
    """
    columns = as_columns(y, "y", allow_nan=True)
    check_consistent_length(X, columns)
    varies = [len(np.unique(column[~np.isnan(column)])) > 1 for column in columns.T]
    if not any(varies):
        raise ValueError(
            "y must have an output with two different measured values: no correlation "
            "is defined otherwise."
        )
    n_rows = len(columns)
    folds = make_folds(cv, n_rows, check_groups(groups, n_rows), random_state)
    fold = np.empty(n_rows, dtype=int)
    for number, (_, test) in enumerate(folds):
        fold[test] = number
    names = {"output_names": output_names, "gene_names": gene_names}
    if isinstance(y, pd.DataFrame):
        names["output_names"] = y.columns if output_names is None else output_names
    if isinstance(y, pd.DataFrame | pd.Series):
        names["gene_names"] = y.index if gene_names is None else gene_names
    options = {
        "fold": fold,
        "groups": groups,
        "name": type(estimator).__name__,
        "n_bootstrap": n_bootstrap,
        "confidence": confidence,
        "random_state": random_state,
        **names,
    }
    # Whatever is wrong with names and options shows before hours of training.
    quick = {**options, "n_bootstrap": min(n_bootstrap, 0)}
    score_predictions(columns, np.nan_to_num(columns), **quick)

    if journal is not None:
        protocol = {
            "estimator": describe_estimator(estimator),
            "X": describe_data(X),
            "y": describe_data(columns),
            "params": describe_estimator(params),
            "folds": describe_data(fold),
        }
        journal = FoldJournal(journal, protocol)
    target = columns if np.ndim(y) > 1 else columns[:, 0]
    finished = Parallel(n_jobs=n_jobs)(
        delayed(_run_fold)(
            estimator, X, target, params or {}, number, train, test, journal, verbose
        )
        for number, (train, test) in enumerate(folds)
    )
    predictions = np.empty(columns.shape)
    for (_, test), (predicted, _) in zip(folds, finished, strict=True):
        predictions[test] = predicted
    scores = score_predictions(columns, predictions, **options)
    scores.per_fold["seconds"] = [seconds for _, seconds in finished]
    return scores


def _run_fold(estimator, X, y, params, number, train, test, journal, verbose):
    """Return predictions for the test rows and the seconds it took, once or again."""
    done = None if journal is None else journal.read(number, test)
    if done is None:
        started = time.perf_counter()
        model = clone(estimator)
        model.fit(take_rows(X, train), y[train], **_divide(params, len(y), train))
        predicted = _check_predictions(
            model.predict(take_rows(X, test)), y[test], number
        )
        done = predicted, time.perf_counter() - started
        if journal is not None:
            journal.write(number, test, *done)
    if verbose:
        print(f"fold {number}: {done[1]:.1f} s", flush=True)
    return done


def _divide(params, n_rows, rows):
    """Take the training rows of what has one value per row."""
    return {
        name: take_rows(value, rows)
        if hasattr(value, "__len__")
        and not isinstance(value, str | dict)
        and len(value) == n_rows
        else value
        for name, value in params.items()
    }


def _check_predictions(predicted, y, number):
    predicted = np.asarray(predicted, dtype=np.float64)
    expected = y.reshape(len(y), -1).shape
    if predicted.shape not in (expected, y.shape) and predicted.size != y.size:
        raise ValueError(
            f"Fold {number}: predictions must have the shape {expected}. Got "
            f"{predicted.shape}."
        )
    predicted = predicted.reshape(expected)
    if not np.isfinite(predicted).all():
        raise ValueError(
            f"Fold {number}: {(~np.isfinite(predicted)).sum()} predictions are not "
            "finite. The model has diverged; lower its learning rate or regularise it."
        )
    return predicted
