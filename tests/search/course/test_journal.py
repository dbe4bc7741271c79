"""The journal: what is kept, what is refused, and that it is left as it was."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from skgenarch.search import Rule
from skgenarch.search.course.decisions import decide
from skgenarch.search.course.journal import Journal

FIT = {"test_scores": {"auc": 0.5}, "fit_error": None, "fit_time": 0.25}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "run.db"


def test_rows_come_back_as_they_went_in(path):
    with Journal(path) as journal:
        journal.add_candidate(0, 1, "root", "random", [0, [1, 0.5]], {"lr": 0.5})
        journal.add_fit(0, 1, FIT)
        journal.set_stage(1, {"sentence": "Stage 1"})
    with Journal(path) as journal:
        assert journal.candidates() == [
            {
                "number": 0,
                "stage": 1,
                "branch": "root",
                "sampler": "random",
                "key": [0, [1, 0.5]],
                "params": {"lr": 0.5},
            }
        ]
        assert journal.fits() == {(0, 1): FIT}
        assert journal.stages() == [{"sentence": "Stage 1"}]


def test_scores_keep_every_digit_and_nan(path):
    with Journal(path) as journal:
        journal.add_fit(0, 0, {"test_scores": 0.1 + 0.2})
        journal.add_fit(1, 0, {"test_scores": float("nan")})
        found = journal.fits()
    assert found[0, 0]["test_scores"] == 0.1 + 0.2
    assert found[1, 0]["test_scores"] != found[1, 0]["test_scores"]


def test_a_journal_in_memory_lives_on_in_its_contents():
    with Journal(None) as journal:
        journal.add_fit(0, 1, FIT)
        contents = journal.contents()
    with Journal(None, contents=contents) as journal:
        assert journal.fits() == {(0, 1): FIT}
        journal.add_decisions([decide("prune", [], "ada", "")])
        journal.take_up(1)
        journal.forget_trials()
        assert journal.fits() == {}
        assert [d.stage for d in journal.decisions()] == [None]


def test_another_search_is_refused_with_what_differs(path):
    with Journal(path) as journal:
        journal.claim({"the estimator": "Lasso()", "n_iter": "20"})
        journal.claim({"the estimator": "Ridge()", "n_iter": "20"})
        journal.add_candidate(0, 1, "root", "random", [0, []], {})
        journal.claim({"the estimator": "Ridge()", "n_iter": "20"})
        with pytest.raises(ValueError, match=r"n_iter: was 20, is 30\. Start a new"):
            journal.claim({"the estimator": "Ridge()", "n_iter": "30"})
        assert journal.facts()["n_iter"] == "20"


def test_a_fact_is_noted_once(path):
    with Journal(path) as journal:
        assert journal.fact("seed", "7") == "7"
        assert journal.fact("seed", "8") == "7"


def test_decisions_are_taken_up_by_the_next_stage_that_begins(path):
    with Journal(path) as journal:
        rules = [[Rule("lr", bounds=(0, 1))]]
        journal.add_decisions([decide("prune", rules, "ada", "too slow")])
        (first,) = journal.decisions()
        assert (first.number, first.author, first.reason) == (1, "ada", "too slow")
        assert [d.stage for d in journal.take_up(1)] == [1]
        journal.add_candidate(0, 1, "root", "random", [0, []], {})
        journal.add_decisions([decide("undo", [], "bob", "")])
        assert [d.action for d in journal.take_up(1)] == ["prune"]
        assert [d.action for d in journal.take_up(2)] == ["prune", "undo"]
        assert [d.stage for d in journal.decisions()] == [1, 2]


def test_two_searches_cannot_have_one_journal(path):
    with Journal(path) as journal, Journal(path) as other:
        journal.hold()
        with pytest.raises(ValueError, match="in use by another search"):
            other.hold()
        other.add_decisions([decide("prune", [], "ada", "")])  # people may
        assert len(journal.decisions()) == 1
    with Journal(path) as journal:
        journal.hold()


def test_many_processes_can_create_one_journal(path):
    code = "import sys; from skgenarch.search.course.journal import Journal; "
    code += "[Journal(f'{sys.argv[1]}{n}').close() for n in range(30)]"
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}
    processes = [
        subprocess.Popen([sys.executable, "-c", code, str(path)], env=environment)
        for _ in range(3)
    ]
    assert [process.wait(120) for process in processes] == [0, 0, 0]


def test_a_holder_that_was_killed_does_not_hold(path):
    code = (
        "import os, sys; from skgenarch.search.course.journal import Journal; "
        "j = Journal(sys.argv[1]); j.hold(); j.add_fit(0, 0, {'test_scores': 1}); "
        "os.kill(os.getpid(), 9)"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}
    subprocess.run(
        [sys.executable, "-c", code, str(path)], check=False, env=environment
    )
    with Journal(path) as journal:
        journal.hold()
        assert journal.fits() == {(0, 0): {"test_scores": 1}}


def write_text(path):
    path.write_text("lr,score\n0.1,0.9\n")


def write_other_database(path):
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE t (a)")


def write_other_version(path):
    Journal(path).close()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")


def write_damaged(path):
    with Journal(path) as journal:
        for number in range(200):
            journal.add_fit(number, 0, FIT)
    content = bytearray(path.read_bytes())
    content[4096 : 4096 + 2000] = b"\xff" * 2000
    path.write_bytes(bytes(content))


def write_cut_short(path):
    with Journal(path) as journal:
        for number in range(200):
            journal.add_fit(number, 0, FIT)
    path.write_bytes(path.read_bytes()[:5000])


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (write_text, "not an SQLite file"),
        (write_other_database, "not the journal of a search"),
        (write_other_version, "has format 99"),
        (write_damaged, "cannot be used"),
        (write_cut_short, "cannot be used"),
    ],
)
def test_what_is_no_journal_is_refused_and_left_as_it_was(path, write, message):
    write(path)
    before = path.read_bytes()
    with pytest.raises(ValueError, match=message) as caught:
        Journal(path)
    assert str(path) in str(caught.value)
    assert path.read_bytes() == before


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ValueError, match="there is no folder"):
        Journal(tmp_path / "nowhere" / "run.db")
    with pytest.raises(ValueError, match="cannot be used"):
        Journal(tmp_path)


def test_a_file_that_cannot_be_written_is_refused(path, monkeypatch):
    Journal(path).close()
    monkeypatch.setattr("os.access", lambda *args: False)
    with pytest.raises(ValueError, match="read-only"):
        Journal(path)
