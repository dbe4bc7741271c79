"""A search that stops and goes on ends as if it had never stopped."""

import pickle
import time
from collections import Counter

import pytest
from joblib import parallel_config
from scipy.stats import loguniform
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression

from skgenarch.search import SequentialSearchCV
from skgenarch.search.course.journal import Journal
from toys_search import Interrupts, Landscape, X, Y

SPACE = {"learning_rate": loguniform(1e-6, 1), "n_filters": [8, 16, 32, 64]}


def search_for(estimator, **options):
    options = {"n_stages": 3, "n_iter": 8, "cv": 2, "random_state": 0, **options}
    return SequentialSearchCV(estimator, SPACE, **options)


def columns(search):
    timed = ("fit_time", "score_time")
    return {
        name: list(column) if isinstance(column, list) else column.tolist()
        for name, column in search.cv_results_.items()
        if not name.endswith(timed)
    }


def assert_same(search, other):
    assert columns(search) == columns(other)
    assert search.rules_ == other.rules_
    assert list(map(str, search.branches_)) == list(map(str, other.branches_))
    assert search.best_params_ == other.best_params_


@pytest.mark.parametrize("sampler", ["random", "forest"])
@pytest.mark.parametrize("at", [1, 2, 7, 16, 17, 30, 47])
def test_interrupted_and_resumed_equals_uninterrupted(tmp_path, at, sampler):
    counter, journal = tmp_path / "count", tmp_path / "run.db"
    options = {"sampler": sampler, "refit": False}
    whole = search_for(Landscape(), **options).fit(X, Y)
    stopped = search_for(Interrupts(counter=counter, at=at), journal=journal, **options)
    with pytest.raises(KeyboardInterrupt):
        stopped.fit(X, Y)
    resumed = clone(stopped).fit(X, Y)
    assert_same(resumed, whole)
    assert counter.stat().st_size == 49  # only the interrupted fit is made again


def test_what_was_found_before_ctrl_c_can_be_used(tmp_path):
    stopped = search_for(Interrupts(counter=tmp_path / "count", at=30), warm_start=True)
    with pytest.raises(KeyboardInterrupt):
        stopped.fit(X, Y)
    assert len(stopped.cv_results_["params"]) == 14
    assert stopped.best_score_ == stopped.cv_results_["mean_test_score"].max()
    assert stopped.best_params_ == stopped.cv_results_["params"][stopped.best_index_]
    assert len(stopped.rules_) == 1
    assert not hasattr(stopped, "best_estimator_")
    stopped.fit(X, Y)
    assert_same(stopped, search_for(Landscape()).fit(X, Y))


def test_several_metrics_survive_ctrl_c(tmp_path):
    scoring = {"level": _level, "none": _nothing}
    for refit in (False, "level"):
        stopped = search_for(
            Interrupts(counter=tmp_path / f"{refit}", at=30),
            scoring=scoring,
            refit=refit,
        )
        with pytest.raises(KeyboardInterrupt):
            stopped.fit(X, Y)
        assert stopped.multimetric_ and set(stopped.scorer_) == {"level", "none"}
        assert hasattr(stopped, "best_params_") == bool(refit)


def _level(estimator, X, y):
    return estimator.score(X, y)


def _nothing(estimator, X, y):
    return 0.0


def test_an_interruption_before_the_first_fit_leaves_nothing(tmp_path):
    stopped = search_for(Interrupts(counter=tmp_path / "count", at=1))
    with pytest.raises(KeyboardInterrupt):
        stopped.fit(X, Y)
    assert not hasattr(stopped, "cv_results_")


def test_a_finished_search_is_read_back_without_a_fit(tmp_path):
    counter = tmp_path / "count"
    search = search_for(Interrupts(counter=counter), journal=tmp_path / "run.db")
    first = clone(search).fit(X, Y)
    n_fits = counter.stat().st_size
    second = search.set_params(refit=False).fit(X, Y)
    assert_same(first, second)
    assert counter.stat().st_size == n_fits


@pytest.mark.parametrize("kind", ["journal", "warm_start"])
def test_more_stages_continue(tmp_path, kind):
    option = {kind: tmp_path / "run.db" if kind == "journal" else True}
    counter = tmp_path / "count"
    search = search_for(Interrupts(counter=counter), n_stages=2, refit=False, **option)
    search.fit(X, Y).set_params(n_stages=3).fit(X, Y)
    assert counter.stat().st_size == 48
    assert_same(search, search_for(Landscape()).fit(X, Y))


def test_without_warm_start_fit_begins_anew(tmp_path):
    counter = tmp_path / "count"
    search = search_for(Interrupts(counter=counter), refit=False)
    search.fit(X, Y).fit(X, Y)
    assert counter.stat().st_size == 96


def test_a_pickled_search_continues_too():
    search = search_for(Landscape(), n_stages=2, warm_start=True).fit(X, Y)
    again = pickle.loads(pickle.dumps(search)).set_params(n_stages=3).fit(X, Y)
    assert_same(again, search_for(Landscape()).fit(X, Y))


def test_a_drawn_seed_is_kept(tmp_path):
    search = search_for(
        Landscape(), n_stages=2, random_state=None, journal=tmp_path / "run.db"
    )
    first = clone(search).fit(X, Y)
    second = clone(search).set_params(n_stages=3).fit(X, Y)
    assert columns(second)["params"][:16] == columns(first)["params"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"n_iter": 9}, "n_iter: was 8, is 9"),
        ({"random_state": 1}, "random_state: was 0, is 1"),
        ({"estimator__noise": 0.5}, "the estimator: .*noise=0"),
        ({"estimator": LogisticRegression()}, "the estimator"),
        ({"cv": 3}, "the folds: was 2 folds, .*, is 3 folds"),
        ({"sampler": "random"}, "sampler: was 'gaussian_process', is 'random'"),
        (
            {"param_distributions": {"learning_rate": loguniform(1e-5, 1)}},
            "the space",
        ),
    ],
)
def test_another_search_is_refused_and_the_journal_is_left_alone(
    tmp_path, change, message
):
    path = tmp_path / "run.db"
    search = search_for(Landscape(), n_stages=1, journal=path).fit(X, Y)
    before = path.read_bytes()
    if change.get("estimator") is not None:
        change = {**change, "param_distributions": {"C": [0.1, 1.0]}}
    with pytest.raises(ValueError, match=message):
        clone(search).set_params(**change).fit(X, Y)
    assert path.read_bytes() == before


def test_other_data_is_refused(tmp_path):
    search = search_for(Landscape(), n_stages=1, journal=tmp_path / "run.db")
    search.fit(X, Y)
    with pytest.raises(ValueError, match="the data X"):
        search.fit(X + 1, Y)
    with pytest.raises(ValueError, match="the target y"):
        search.fit(X, 1 - Y)


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_the_order_in_which_fits_end_decides_nothing(n_jobs):
    search = search_for(Landscape(), sampler="forest", n_jobs=n_jobs).fit(X, Y)
    assert_same(search, search_for(Landscape(), sampler="forest").fit(X, Y))


def test_every_fit_is_in_the_journal(tmp_path):
    path = tmp_path / "run.db"
    search = search_for(Landscape(), journal=path, n_jobs=2).fit(X, Y)
    with Journal(path) as journal:
        fits = journal.fits()
        stages = Counter(row["stage"] for row in journal.candidates())
        assert [row["sentence"] for row in journal.stages()] == search.rules_
    assert stages == {1: 8, 2: 8, 3: 8}
    for split in (0, 1):
        scores = [fits[number, split]["test_scores"] for number in range(24)]
        assert scores == search.cv_results_[f"split{split}_test_score"].tolist()


class FailsEarly(Landscape):
    """Fails at once on one side, and takes its time on the other."""

    def fit(self, X, y=None):
        if self.learning_rate > 1e-3:
            raise ValueError("too large")
        time.sleep(0.02)
        return super().fit(X, y)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.FitFailedWarning")
@pytest.mark.filterwarnings("ignore:One or more of the test scores are non-finite")
def test_failing_fits_do_not_make_the_order_count():
    options = {"sampler": "forest", "n_iter": 15, "max_pending": 3}
    one = search_for(FailsEarly(), **options).fit(X, Y)
    with parallel_config(backend="threading"):
        two = search_for(FailsEarly(), n_jobs=2, **options).fit(X, Y)
    assert [t.params for t in one.trials_] == [t.params for t in two.trials_]
    assert any(trial.failed for trial in one.trials_)


def test_what_was_refused_can_be_corrected(tmp_path):
    path = tmp_path / "run.db"
    search = search_for(Landscape(), journal=path, resource="dropout")
    with pytest.raises(ValueError, match="'resource'"):
        search.fit(X, Y)
    search.set_params(resource=None).fit(X, Y)


def test_an_old_winner_does_not_outlive_an_interruption(tmp_path):
    search = search_for(Interrupts(counter=tmp_path / "count", at=80)).fit(X, Y)
    assert hasattr(search, "best_estimator_")
    with pytest.raises(KeyboardInterrupt):
        search.fit(X + 1, Y)
    assert not hasattr(search, "best_estimator_") and hasattr(search, "best_params_")
