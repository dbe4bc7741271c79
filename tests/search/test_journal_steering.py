"""Deciding about a search of which only the journal is at hand."""

import pytest
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

from skgenarch.search import JournalSteering, SequentialSearchCV
from skgenarch.search.course.journal import Journal

X, Y = load_iris(return_X_y=True)
RULE = "C >= 1"


@pytest.mark.parametrize("metric", ["accuracy", "neg_log_loss", False])
def test_the_metric_that_steers_is_that_of_the_search(tmp_path, metric):
    path = tmp_path / "run.db"
    search = SequentialSearchCV(
        LogisticRegression(max_iter=1000),
        {"C": [0.001, 0.01, 1.0, 10.0]},
        scoring=["neg_log_loss", "accuracy"],
        refit=metric,
        n_stages=1,
        n_iter=4,
        cv=2,
        journal=path,
    ).fit(X, Y)
    seen = JournalSteering(path).preview(RULE)
    assert seen == search.preview(RULE)
    name = metric or "neg_log_loss"  # the first one, where none is named
    best = search.cv_results_[f"mean_test_{name}"].max()
    assert max(seen.best_kept, seen.best_lost) == best


def test_what_is_no_journal_of_a_search_is_refused_and_left_alone(tmp_path):
    for name, content in (("a.txt", b"hello"), ("b.db", b"SQLite format 3\x00" * 99)):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ValueError, match=rf"{name}' cannot be used"):
            JournalSteering(tmp_path / name)
        assert (tmp_path / name).read_bytes() == content
    with pytest.raises(ValueError, match=r"There is no journal"):
        JournalSteering(tmp_path)
    with Journal(tmp_path / "new.db"):
        pass
    with pytest.raises(ValueError, match=r"new\.db' is empty: no search has begun"):
        JournalSteering(tmp_path / "new.db")


def test_all_decisions_can_be_made(tmp_path):
    path = tmp_path / "run.db"
    search = SequentialSearchCV(
        LogisticRegression(), {"C": [0.1, 1.0, 10.0]}, journal=path, n_iter=3, cv=2
    )
    search.prune(RULE, author="ada")  # before the search has begun
    steering = JournalSteering(path)
    assert steering.undo(author="bob") is steering
    steering.fork("C <= 1", "C >= 10", reason="both ends", author="bob")
    with pytest.raises(ValueError, match="at least two branches"):
        steering.fork(RULE)
    with Journal(path) as journal:
        made = [(d.action, d.author, d.reason) for d in journal.decisions()]
    assert made == [
        ("prune", "ada", ""),
        ("undo", "bob", ""),
        ("fork", "bob", "both ends"),
    ]
