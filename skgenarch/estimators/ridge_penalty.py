"""How strong a linear model has to be held back: what nets ask about their k-mers."""

import numpy as np
from sklearn.linear_model import RidgeCV

_PENALTIES = 2.0 ** np.arange(-4, 9)


def best_penalty(targets, features, rows):
    """Return the penalty of least leave-one-out error of ridge regression.

    Parameters
    ----------
    targets : array of shape (n, n_outputs)
        Standardised; where nothing was measured, NaN.
    features : array of shape (m, n_features)
    rows : int array of shape (m,)
        The rows of `targets` that the features belong to.

    Returns
    -------
    penalty : float
        One for all outputs.
    """
    if len(rows) < 3:
        return 1.0  # there is nothing to choose by
    targets = np.nan_to_num(targets[rows])
    return float(RidgeCV(_PENALTIES).fit(features, targets).alpha_)
