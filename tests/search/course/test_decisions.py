"""What people decide about a search: kept, followed from the next stage, undone."""

import threading

import numpy as np
import pytest
from scipy.stats import loguniform

from skgenarch.search import SequentialSearchCV
from skgenarch.search.course.journal import Journal
from toys_search import Landscape, X, Y

SPACE = {
    "learning_rate": loguniform(1e-6, 1),
    "n_filters": [8, 16, 32, 64],
    "attention": ["none", "soft", "hard"],
}


def search_for(estimator=None, **options):
    options = {"n_stages": 2, "n_iter": 10, "cv": 2, "random_state": 0, **options}
    return SequentialSearchCV(estimator or Landscape(), SPACE, **options)


def values(search, name, stage=None):
    return {
        trial.params[name]
        for trial in search.trials_
        if stage is None or trial.stage == stage
    }


def test_a_prune_before_the_search_holds_from_its_first_stage():
    search = search_for().prune("n_filters >= 32 and attention == 'soft'")
    search.fit(X, Y)
    assert values(search, "n_filters") == {32, 64}
    assert values(search, "attention") == {"soft"}
    (decision,) = search.decisions_
    assert (decision.action, decision.stage) == ("prune", 1)


def test_a_prune_between_stages_holds_from_the_next():
    search = search_for(warm_start=True, exploration=0.5).fit(X, Y)
    before = values(search, "n_filters", 1)
    search.prune("n_filters == 8", reason="cheap", author="ada")
    search.set_params(n_stages=4).fit(X, Y)
    assert values(search, "n_filters", 1) == before != {8}
    assert values(search, "n_filters", 3) == values(search, "n_filters", 4) == {8}
    (decision,) = search.decisions_
    assert decision.sentence(search.branches_[0].space) == (
        "ada: keep only n_filters = 8 (cheap)"
    )
    assert decision.stage == 3 and decision.time.endswith("+00:00")


def test_undo_takes_the_last_one_back():
    search = search_for(warm_start=True, n_stages=1)
    search.prune("n_filters == 8").prune("attention == 'hard'").undo().fit(X, Y)
    assert values(search, "n_filters") == {8}
    assert len(values(search, "attention")) == 3
    search.undo().set_params(n_stages=2).fit(X, Y)
    assert len(values(search, "n_filters", 2)) > 1
    with pytest.raises(ValueError, match="no decision to take back"):
        search.undo()


def test_a_fork_opens_branches_that_are_narrowed_by_themselves():
    search = search_for(n_stages=3, n_iter=20, exploration=0.0, sampler="random")
    search.fork("attention == 'none'", "attention == 'hard' and n_filters >= 16")
    search.fit(X, Y)
    assert values(search, "attention") == {"none", "hard"}
    names = [branch.name for branch in search.branches_]
    assert names == ["root", "1a", "1b", "2a", "2b", "3a", "3b"]
    for branch in search.branches_[1:]:
        kind = "none" if branch.name.endswith("a") else "hard"
        assert branch.space.domains("attention")[0].values == (kind,)
    assert {trial.branch for trial in search.trials_} == set(names) - {"root"}


def test_a_fork_can_be_undone():
    search = search_for(warm_start=True, exploration=0.0)
    search.fork("attention == 'none'", "attention == 'hard'").fit(X, Y)
    search.undo().set_params(n_stages=4, exploration=0.0).fit(X, Y)
    assert "soft" in values(search, "attention", 4) | values(search, "attention", 3)


def test_a_prune_that_leaves_nothing_of_the_branches_starts_from_what_is_left():
    options = {"sampler": "random", "exploration": 0.1}
    search = search_for(warm_start=True, n_iter=20, **options).fit(X, Y)
    assert "learning_rate" in search.rules_[-1]
    search.prune("learning_rate <= 1e-5").set_params(n_stages=3).fit(X, Y)
    assert max(values(search, "learning_rate", 3)) <= 1e-5


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("n_filter >= 64", "Did you mean 'n_filters'"),
        ("n_filters >= 1000", "n_filters"),
        ("n_filters >=", "n_filters >="),
        ("attention == 'sotf'", "attention"),
        ("", "cannot be read"),
    ],
)
def test_a_wrong_rule_changes_nothing(rule, message):
    search = search_for()
    with pytest.raises(ValueError, match=message):
        search.prune(rule)
    with pytest.raises(ValueError, match=message):
        search.fork("n_filters == 8", rule)
    assert search.fit(X, Y).decisions_ == ()


def test_prunes_that_leave_nothing_together_are_refused():
    search = search_for().prune("n_filters == 8")
    with pytest.raises(ValueError, match="nothing"):
        search.prune("n_filters == 16")
    assert len(search.fit(X, Y).decisions_) == 1


def test_a_fork_needs_two_branches():
    with pytest.raises(ValueError, match="at least two branches"):
        search_for().fork("n_filters == 8")


def test_a_preview_counts_trials_and_volume():
    search = search_for(n_iter=30, n_stages=1, warm_start=True)
    blind = search.preview("attention == 'soft'")
    assert (blind.n_trials, blind.n_kept) == (0, 0)
    assert blind.volume == pytest.approx(1 / 3) and np.isnan(blind.best_kept)
    search.fit(X, Y)
    seen = search.preview("attention == 'soft' and learning_rate <= 1e-3")
    scores = {True: [], False: []}
    for trial in search.trials_:
        inside = trial.params["attention"] == "soft"
        inside = inside and trial.params["learning_rate"] <= 1e-3
        scores[inside].append(trial.score)
    assert (seen.n_kept, seen.n_trials) == (len(scores[True]), 30)
    assert seen.volume == pytest.approx(1 / 6)
    assert seen.best_kept == pytest.approx(max(scores[True]))
    assert seen.best_lost == pytest.approx(max(scores[False]))
    assert seen.median_kept == pytest.approx(np.median(scores[True]))
    assert seen.median_lost == pytest.approx(np.median(scores[False]))
    assert "of 30 trials and 0.167 of the space" in str(seen)
    assert search.decisions_ == ()


def test_decisions_reach_a_search_that_is_under_way(tmp_path):
    path = tmp_path / "run.db"
    other = search_for(journal=path)

    class Asks(Landscape):
        """Decides, as another process would, while its first fit goes on."""

        def fit(self, X, y=None):
            with lock:
                if not decided:
                    decided.append(True)
                    other.prune("n_filters == 64")
            return super().fit(X, y)

    lock, decided = threading.Lock(), []
    search = search_for(Asks(), journal=path, exploration=0.5).fit(X, Y)
    assert len(values(search, "n_filters", 1)) > 1
    assert values(search, "n_filters", 2) == {64}


def test_decisions_are_replayed_when_a_search_is_resumed(tmp_path):
    path = tmp_path / "run.db"
    search = search_for(journal=path, refit=False).fit(X, Y)
    search.prune("n_filters == 64").set_params(n_stages=3).fit(X, Y)
    again = search_for(journal=path, n_stages=3, refit=False).fit(X, Y)
    assert again.trials_ == search.trials_
    with Journal(path) as journal:
        assert [d.stage for d in journal.decisions()] == [3]


def test_a_prune_may_take_a_fork_away(tmp_path):
    search = search_for(n_stages=3, exploration=0.0)
    search.fork("n_filters <= 16", "n_filters >= 32").prune("n_filters <= 32")
    search.prune("n_filters <= 16").fit(X, Y)
    assert values(search, "n_filters") <= {8, 16}
    assert len(search.stages_) == 3


def test_forks_without_a_candidate_go_on():
    search = search_for(n_iter=1, n_stages=4)
    search.fork("n_filters <= 16", "n_filters >= 32").fit(X, Y)
    assert len(search.trials_) == 4


def test_undo_reopens_an_exhausted_search():
    space = {"n_filters": [8, 16, 32, 64]}
    search = SequentialSearchCV(
        Landscape(), space, n_iter=3, n_stages=4, cv=2, warm_start=True, random_state=0
    )
    search.prune("n_filters <= 16").fit(X, Y)
    assert values(search, "n_filters") == {8, 16}
    assert search.stages_[-1].note == "all candidates have been tried"
    search.undo().fit(X, Y)
    assert values(search, "n_filters") == {8, 16, 32, 64}
    assert len(search.fit(X, Y).trials_) == 4


def test_decisions_need_the_space_of_the_journal(tmp_path):
    path = tmp_path / "run.db"
    search_for(journal=path).prune("n_filters == 8")
    other = SequentialSearchCV(Landscape(), {"dropout": [0.0, 0.5]}, journal=path)
    for ask in (other.prune, other.preview):
        with pytest.raises(ValueError, match="through another space"):
            ask("dropout == 0.5")


def test_a_preview_makes_no_file(tmp_path):
    path = tmp_path / "run.db"
    search_for(journal=path).preview("n_filters == 8")
    assert not path.exists()


def test_a_reason_is_a_text():
    with pytest.raises(TypeError, match=r"'reason' must be a text\. Got 3"):
        search_for().prune("n_filters == 8", reason=3)


def test_a_fork_has_no_more_branches_than_there_are_letters():
    with pytest.raises(ValueError, match=r"at most 26 branches\. Got 27"):
        search_for().fork(*["n_filters == 8"] * 27)
