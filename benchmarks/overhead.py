"""What a search costs beside its fits, and what a second process gains.

The fits sleep for 100 ms and score a known function, so that all other time is the
search's own: proposals, trees, evidence, and the journal on disk; and scikit-learn's,
which ``RandomizedSearchCV`` needs as well. Candidates have five folds, as they have by
default, or a single one: then two processes wait for each other's scores.

    python benchmarks/overhead.py --out benchmarks/results/overhead.csv
"""

import argparse
import importlib.metadata
import math
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import loguniform, randint, uniform
from sklearn.base import BaseEstimator
from sklearn.model_selection import RandomizedSearchCV

import skgenarch
from skgenarch.search import SequentialSearchCV

FIT = 0.1  # seconds
SPACE = {
    "learning_rate": loguniform(1e-6, 1),
    "n_filters": randint(8, 256),
    "attention": ["none", "soft", "hard"],
    "dropout": uniform(0, 0.6),
}


class Sleeper(BaseEstimator):
    """Sleeps for 100 ms and scores a smooth function of its parameters."""

    def __init__(self, learning_rate=0.1, n_filters=8, attention="none", dropout=0.0):
        self.learning_rate = learning_rate
        self.n_filters = n_filters
        self.attention = attention
        self.dropout = dropout

    def fit(self, X, y=None):
        """Sleep."""
        time.sleep(FIT)
        return self

    def score(self, X, y=None):
        """Return what the parameters are worth."""
        return (
            -((math.log10(self.learning_rate) + 2) ** 2)
            + math.log2(self.n_filters)
            + (self.attention == "soft")
            - self.dropout
        )


def folds(n):
    return [(np.arange(10), np.arange(10))] * n


def run(sampler, n_jobs, n_trials, n_folds):
    """Return the seconds of a search of five stages."""
    with tempfile.TemporaryDirectory() as folder:
        search = SequentialSearchCV(
            Sleeper(),
            SPACE,
            sampler=sampler,
            n_iter=n_trials // 5,
            n_jobs=n_jobs,
            cv=folds(n_folds),
            refit=False,
            random_state=0,
            journal=Path(folder) / "run.db",
        )
        started = time.perf_counter()
        search.fit(np.zeros((10, 1)))
        return time.perf_counter() - started


def run_random(n_trials, n_folds):
    """Return the seconds that scikit-learn needs for as many fits."""
    search = RandomizedSearchCV(
        Sleeper(),
        SPACE,
        n_iter=n_trials,
        cv=folds(n_folds),
        refit=False,
        random_state=0,
    )
    started = time.perf_counter()
    search.fit(np.zeros((10, 1)))
    return time.perf_counter() - started


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--trials", type=int, default=100)
    parser.add_argument("--out", type=Path, default=Path("runs/overhead.csv"))
    args = parser.parse_args()
    rows = []
    for n_folds in (5, 1):
        plain = run_random(args.trials, n_folds)
        for sampler in ("gaussian_process", "forest", "random"):
            run(sampler, 2, 20, n_folds)  # starts the worker processes
            alone, together = (run(sampler, n, args.trials, n_folds) for n in (1, 2))
            rows.append(
                {
                    "sampler": sampler,
                    "n_trials": args.trials,
                    "n_folds": n_folds,
                    "overhead": round(1 - args.trials * n_folds * FIT / alone, 4),
                    "beyond_scikit_learn": round(1 - plain / alone, 4),
                    "gain_of_two_processes": round(alone / together, 3),
                    "skgenarch": skgenarch.__version__,
                    "scikit_learn": importlib.metadata.version("scikit-learn"),
                }
            )
    table = pd.DataFrame(rows)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(args.out, index=False)
    print(table.to_string(index=False))


if __name__ == "__main__":
    main()
