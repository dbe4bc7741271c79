"""Runs to report on, with known answers."""

import numpy as np
import pandas as pd
from scipy.stats import loguniform

from skgenarch import SequentialSearchCV
from toys_search import Landscape, X, Y

SPACE = {
    "learning_rate": loguniform(1e-4, 1),
    "n_filters": [8, 16, 32, 64],
    "attention": ["none", "soft", "hard"],
}


def make_search(**options):
    """A small search that is fitted at once."""
    options = {"n_stages": 3, "n_iter": 15, "cv": 2, "random_state": 0, **options}
    return SequentialSearchCV(Landscape(), SPACE, **options)


def fitted_search(**options):
    return make_search(**options).fit(X, Y)


def make_table(n=60, seed=0):
    """Trials of which those with a low rate and soft attention are good."""
    rng = np.random.RandomState(seed)
    table = pd.DataFrame(
        {
            "param_rate": 10 ** rng.uniform(-4, 0, n),
            "param_depth": rng.randint(1, 9, n),
            "param_attention": rng.choice(["soft", "hard"], n),
        }
    )
    good = (table["param_rate"] < 0.01) & (table["param_attention"] == "soft")
    table["score"] = good + rng.uniform(0, 0.1, n)
    return table
