"""What a search does for each trial, as trials become more.

Fits take no time, there is one fold, and the journal is on disk: so the time from fit
to fit is the search's own. It is averaged over windows of trials. The end of a stage
(trees, evidence) comes once, after all of its trials, and is in their average.

    OMP_NUM_THREADS=1 python benchmarks/bookkeeping.py --out bookkeeping.csv
"""

import argparse
import importlib.metadata
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
from overhead import SPACE, Sleeper

import skgenarch
from skgenarch.search import SequentialSearchCV

WINDOWS = [0, 100, 300, 1000, 3000, 10_000]
N_TRIALS = {"random": 10_000, "gaussian_process": 3000}
N_STAGES = 10
ONE_FOLD = [(np.arange(2), np.arange(2, 4))]

began = []


class Instant(Sleeper):
    """Writes down when it is fitted, and takes no time."""

    def fit(self, X, y=None):
        """Write down when."""
        began.append(time.perf_counter())
        return self


def milliseconds_between_fits(sampler):
    began.clear()
    with tempfile.TemporaryDirectory() as folder:
        SequentialSearchCV(
            Instant(),
            SPACE,
            n_stages=N_STAGES,
            n_iter=N_TRIALS[sampler] // N_STAGES,
            cv=ONE_FOLD,
            sampler=sampler,
            journal=Path(folder) / "search.db",
            refit=False,
            random_state=0,
        ).fit(np.zeros((4, 1)))
    return 1000 * np.diff(began)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    rows = []
    for sampler in N_TRIALS:
        taken = milliseconds_between_fits(sampler)
        for start, stop in pairwise(WINDOWS):
            part = taken[start:stop]
            if len(part):
                row = {"sampler": sampler, "trials": f"{start} to {stop}"}
                row["mean_ms"] = round(part.mean(), 1)
                row["median_ms"] = round(float(np.median(part)), 1)
                rows.append(row)
    table = pd.DataFrame(rows)
    print(table.to_string(index=False))
    if args.out:
        versions = {"skgenarch": skgenarch.__version__}
        for package in ("scikit-learn", "numpy"):
            versions[package] = importlib.metadata.version(package)
        args.out.parent.mkdir(parents=True, exist_ok=True)
        table.assign(**versions).to_csv(args.out, index=False)


if __name__ == "__main__":
    main()
