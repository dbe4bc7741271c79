"""``cv_results_`` as a tidy table."""

import math
import re
from collections.abc import Mapping
from typing import Any

import numpy as np


def results_frame(results: Mapping[str, Any]) -> Any:
    """Lay ``cv_results_`` out as a tidy table.

    Parameters
    ----------
    results : dict
        The ``cv_results_`` of a fitted search.

    Returns
    -------
    table : DataFrame of shape (n_trials, n_columns)
        The columns "trial" (from 0); "stage", "branch" and "sampler" where there are
        any; one ``param_*`` for each parameter, missing where it is inactive;
        "score", "std" and "rank", or with several metrics ``score_*`` and so on;
        "fit_time" (seconds); and the scores "split0", "split1", ... if there is one
        metric. `trials_from` reads the table, also from a CSV file.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.model_selection import GridSearchCV
    >>> from sklearn.tree import DecisionTreeClassifier
    >>> from skgenarch.search.interchange.results_table import results_frame
    >>> tree = DecisionTreeClassifier(random_state=0)
    >>> search = GridSearchCV(tree, {"max_depth": [1, 2]}, cv=2)
    >>> table = results_frame(search.fit(*load_iris(return_X_y=True)).cv_results_)
    >>> print(table[["param_max_depth", "score"]].round(2))
       param_max_depth  score
    0                1   0.67
    1                2   0.95
    """
    import pandas as pd

    candidates = results["params"]
    columns: dict[str, Any] = {"trial": np.arange(len(candidates))}
    for key in ("stage", "branch", "sampler"):
        if key in results:
            columns[key] = results[key]
    names = dict.fromkeys(name for params in candidates for name in params)
    for name in names:
        values = np.empty(len(candidates), dtype=object)
        values[:] = [params.get(name, math.nan) for params in candidates]
        columns[f"param_{name}"] = pd.Series(values).infer_objects()
    metrics = [
        key.removeprefix("mean_test_")
        for key in results
        if key.startswith("mean_test_")
    ]
    for metric in metrics:
        suffix = "" if len(metrics) == 1 else f"_{metric}"
        for key, name in (("mean", "score"), ("std", "std"), ("rank", "rank")):
            if f"{key}_test_{metric}" in results:
                columns[name + suffix] = results[f"{key}_test_{metric}"]
    if "mean_fit_time" in results:
        columns["fit_time"] = results["mean_fit_time"]
    if len(metrics) == 1:
        for key in results:
            if re.fullmatch(rf"split\d+_test_{re.escape(metrics[0])}", key):
                columns[key.split("_")[0]] = results[key]
    return pd.DataFrame(columns)
