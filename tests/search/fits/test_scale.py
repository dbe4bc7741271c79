"""Searches on many workers: dask and others, through joblib's own configuration."""

import os
import signal
import threading
import time

import pytest
from joblib import parallel_config
from scipy.stats import loguniform

from skgenarch.search import SequentialSearchCV
from toys_search import Landscape, X, Y

SPACE = {"learning_rate": loguniform(1e-6, 1), "n_filters": [8, 16, 32, 64]}


class Patient(Landscape):
    """Takes its time, and says in which process."""

    def fit(self, X, y=None):
        time.sleep(0.1)
        return super().fit(X, y)


def search_for(estimator, **options):
    options = {"n_stages": 2, "n_iter": 8, "cv": 2, "random_state": 0, **options}
    return SequentialSearchCV(estimator, SPACE, **options)


@pytest.fixture(scope="module")
def cluster():
    distributed = pytest.importorskip("distributed", reason="needs dask.distributed")
    with (
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            worker_dashboard_address=None,
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


dask_warns = pytest.mark.filterwarnings("ignore")  # of its own deprecations


@dask_warns
def test_dask_gives_what_one_process_gives(cluster):
    alone = search_for(Landscape(), sampler="forest").fit(X, Y)
    with parallel_config(backend="dask"):
        search = search_for(Landscape(), sampler="forest", n_jobs=2).fit(X, Y)
    assert search.trials_ == alone.trials_
    assert search.rules_ == alone.rules_


@dask_warns
def test_a_killed_dask_worker_does_not_change_the_result(cluster):
    alone = search_for(Landscape()).fit(X, Y)
    pids = list(cluster.run(os.getpid).values())
    killer = threading.Timer(0.5, os.kill, (pids[0], signal.SIGKILL))
    killer.start()
    with parallel_config(backend="dask"):
        search = search_for(Patient(), n_jobs=2).fit(X, Y)
    killer.join()
    assert [t.params for t in search.trials_] == [t.params for t in alone.trials_]
    assert [t.score for t in search.trials_] == [t.score for t in alone.trials_]


@pytest.mark.parametrize("backend", ["threading", "multiprocessing"])
def test_other_backends_give_the_same(backend):
    alone = search_for(Landscape(), sampler="forest").fit(X, Y)
    with parallel_config(backend=backend):
        search = search_for(Landscape(), sampler="forest", n_jobs=2).fit(X, Y)
    assert search.trials_ == alone.trials_


@pytest.mark.filterwarnings("ignore:The estimator Landscape does not support callbacks")
def test_progress_bars_are_drawn(capsys):
    callback = pytest.importorskip("sklearn.callback", reason="scikit-learn 1.9")
    pytest.importorskip("rich", reason="draws the bars")
    search_for(Landscape()).set_callbacks(callback.ProgressBar()).fit(X, Y)
    assert "SequentialSearchCV" in capsys.readouterr().out
