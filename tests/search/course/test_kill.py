"""A search that is killed at any moment loses nothing that was finished."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from skgenarch.search.course.journal import Journal

SCRIPT = """
import json, sys, time
from scipy.stats import loguniform
from sklearn.base import BaseEstimator
from skgenarch.search import SequentialSearchCV
import numpy as np

class Sleeper(BaseEstimator):
    def __init__(self, rate=0.1, width=8, counter=None):
        self.rate, self.width, self.counter = rate, width, counter

    def fit(self, X, y=None):
        time.sleep(0.02)
        with open(self.counter, "a") as file:
            file.write(".")
        return self

    def score(self, X, y=None):
        return -abs(np.log10(self.rate) + 2) + 0.01 * self.width + X.mean()

if __name__ == "__main__":
    counter, journal, out = sys.argv[1:]
    search = SequentialSearchCV(
        Sleeper(counter=counter),
        {"rate": loguniform(1e-6, 1), "width": [8, 16, 32]},
        n_stages=4, n_iter=10, cv=2, sampler="forest", n_jobs=2, refit=False,
        random_state=0, journal=journal,
    )
    X = np.arange(20.0).reshape(-1, 1)
    search.fit(X)
    scores = [search.cv_results_[f"split{k}_test_score"].tolist() for k in (0, 1)]
    with open(out, "w") as file:
        json.dump([search.cv_results_["params"], scores, search.rules_], file)
"""
N_FITS = 80
N_UNDER_WAY = 8  # two processes, with as much again on its way to them and back


def start(folder, name):
    paths = [folder / f"{name}.{end}" for end in ("count", "db", "json")]
    command = [sys.executable, str(folder / "script.py"), *map(str, paths)]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}
    return subprocess.Popen(command, start_new_session=True, env=environment)


def finished_fits(folder, name):
    with Journal(folder / f"{name}.db") as journal:
        return journal.fits()


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="kills a group of processes")
@pytest.mark.parametrize("n_kills", [1, pytest.param(50, marks=pytest.mark.slow)])
def test_killed_and_resumed_equals_uninterrupted(tmp_path, n_kills):
    (tmp_path / "script.py").write_text(SCRIPT, encoding="utf-8")
    started = time.monotonic()
    assert start(tmp_path, "whole").wait(300) == 0
    duration = time.monotonic() - started
    expected = json.loads((tmp_path / "whole.json").read_text())

    rng, n_killed, attempt = random.Random(0), 0, 0
    while n_killed < n_kills:
        name = f"run{attempt}"
        known, n_here = {}, 0
        while True:
            process = start(tmp_path, name)
            try:
                code = process.wait(rng.uniform(0.3, 1.0) * duration)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                n_here += 1
                if (tmp_path / f"{name}.db").exists():
                    now = finished_fits(tmp_path, name)
                    assert known.items() <= now.items()
                    known = now
            else:
                assert code == 0
                break
        n_killed += n_here
        attempt += 1
        assert json.loads((tmp_path / f"{name}.json").read_text()) == expected
        n_made = (tmp_path / f"{name}.count").stat().st_size
        assert N_FITS <= n_made <= N_FITS + N_UNDER_WAY * n_here
