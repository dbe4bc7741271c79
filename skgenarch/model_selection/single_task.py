"""One model per output, where each output has missing values of its own."""

import numpy as np
from joblib import Parallel, delayed
from sklearn.base import BaseEstimator, MetaEstimatorMixin, RegressorMixin, clone
from sklearn.utils import check_array, check_consistent_length, get_tags
from sklearn.utils.validation import _check_sample_weight, check_is_fitted

from .folds import take_rows


class SingleTaskRegressor(MetaEstimatorMixin, RegressorMixin, BaseEstimator):
    """Fit one clone of a regressor per output, on the rows measured for it.

    `sklearn.multioutput.MultiOutputRegressor` does this for complete tables; it
    refuses NaN in `y`.

    Parameters
    ----------
    estimator : estimator
        A regressor of one output.

    n_jobs : int, default=None
        Number of outputs to fit at a time, see :class:`joblib.Parallel`.

    Attributes
    ----------
    estimators_ : list of estimators
        The fitted models, in the order of the outputs: what each of them looks at can
        be compared.
    n_outputs_ : int
        Number of outputs.

    Examples
    --------
    >>> from sklearn.linear_model import LinearRegression
    >>> from skgenarch.model_selection import SingleTaskRegressor
    >>> y = [[1, 0], [2, float("nan")], [3, 4]]
    >>> model = SingleTaskRegressor(LinearRegression()).fit([[1], [2], [3]], y)
    >>> model.predict([[5]]).round(6).tolist()
    [[5.0, 8.0]]
    """

    def __init__(self, estimator, *, n_jobs=None):
        self.estimator = estimator
        self.n_jobs = n_jobs

    def fit(self, X, y, sample_weight=None):
        """Fit one model per output.

        Parameters
        ----------
        X : array-like or list of n rows
            What the estimator takes.
        y : array-like of shape (n,) or (n, n_outputs)
            Measured values; rows that are NaN are left out, output by output.
        sample_weight : array-like of shape (n,), default=None
            Weights of the rows, if the estimator takes any.

        Returns
        -------
        self : object
        """
        if y is None:
            raise ValueError(
                "This SingleTaskRegressor estimator requires y to be passed, but the "
                "target y is None."
            )
        y = check_array(
            y,
            dtype=np.float64,
            ensure_2d=False,
            ensure_all_finite="allow-nan",
            input_name="y",
        )
        check_consistent_length(X, y)
        columns = y.reshape(len(y), -1)
        measured = ~np.isnan(columns)
        if not measured.any(axis=0).all():
            empty = np.flatnonzero(~measured.any(axis=0)).tolist()
            raise ValueError(
                "y must have at least one measured value in each output. Outputs "
                f"{empty} are all NaN; leave them out."
            )
        if sample_weight is not None:
            sample_weight = _check_sample_weight(sample_weight, columns)
        self.estimators_ = Parallel(n_jobs=self.n_jobs)(
            delayed(_fit_one)(self.estimator, X, column, rows, sample_weight)
            for column, rows in zip(columns.T, measured.T, strict=True)
        )
        self.n_outputs_ = columns.shape[1]
        self._flat = y.ndim == 1
        for name in ("n_features_in_", "feature_names_in_"):
            if hasattr(self.estimators_[0], name):
                setattr(self, name, getattr(self.estimators_[0], name))
        return self

    def predict(self, X):
        """Predict each output by its model.

        Parameters
        ----------
        X : array-like or list of n rows
            As in :meth:`fit`.

        Returns
        -------
        y : ndarray of shape (n,) or (n, n_outputs)
        """
        check_is_fitted(self)
        columns = [np.ravel(model.predict(X)) for model in self.estimators_]
        return columns[0] if self._flat else np.column_stack(columns)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        inner = get_tags(self.estimator)
        tags.input_tags = inner.input_tags
        tags.non_deterministic = inner.non_deterministic
        tags.target_tags.single_output = True
        tags.target_tags.multi_output = True
        return tags


def _fit_one(estimator, X, y, rows, sample_weight):
    """Fit one output on the rows which have it."""
    if not rows.all():
        numbers = np.flatnonzero(rows)
        X, y = take_rows(X, numbers), y[numbers]
        sample_weight = None if sample_weight is None else sample_weight[numbers]
    model = clone(estimator)
    if sample_weight is None:
        return model.fit(X, y)
    return model.fit(X, y, sample_weight=sample_weight)
