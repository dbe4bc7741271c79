"""``skgenarch search``: resumable, and with results for people."""

import json

import pandas as pd
import pytest

from skgenarch import DeepBindClassifier
from skgenarch.estimators import load_estimator
from skgenarch.search import SequentialSearchCV, Space
from toys_cli import SEARCH, run

RESULTS = ["model", "report.html", "rules.txt", "summary.json", "trials.csv"]


def test_search_writes_what_it_found(tiny, tmp_path, capsys):
    out = tmp_path / "o"
    arguments = ["search", tiny / "peaks.fa", "--out", out, *SEARCH]
    assert run(*arguments, "--json") == 0
    said = capsys.readouterr()
    facts = json.loads(said.out)
    assert facts == json.loads((out / "summary.json").read_text())
    assert "[stage 2/2]" in said.err
    names = {path.name for path in out.iterdir()}
    assert names - {"run.db-lock"} == {*RESULTS, "run.db"}
    assert facts["n_trials"] == len(pd.read_csv(out / "trials.csv")) == 4
    # What was set is not searched.
    searched = {"dropout", "learning_rate", "weight_decay"}
    assert set(facts["best_params"]) == searched
    net = load_estimator(out / "model")
    assert net.dropout == facts["best_params"]["dropout"]
    assert net.n_filters == 4
    assert facts["scores"]["n"] == 24
    assert (out / "rules.txt").read_text().splitlines() == facts["rules"]
    assert (out / "report.html").read_text("utf-8").startswith("<!DOCTYPE html>")

    # Another stage, from the journal: the results must not be replaced unasked.
    more = ["--n-stages", "3"]
    assert run(*arguments, *more) == 2
    assert "--overwrite" in capsys.readouterr().err
    assert run(*arguments, *more, "--overwrite", "--quiet") == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.startswith("Chosen among 6 candidates: AUC ")

    # Another search is refused, not mixed in.
    assert run(*arguments, "--overwrite", "--seed", "1", "--quiet") == 2
    assert "cannot be continued" in capsys.readouterr().err
    assert (out / "summary.json").exists()


def test_ctrl_c_keeps_what_was_found(tiny, tmp_path, capsys, monkeypatch):
    fit, fits = DeepBindClassifier.fit, []

    def fit_some(self, X, y):
        if len(fits) == 5:
            raise KeyboardInterrupt
        fits.append(self)
        return fit(self, X, y)

    monkeypatch.setattr(DeepBindClassifier, "fit", fit_some)
    out, journal = tmp_path / "o", tmp_path / "mine.db"
    arguments = ["search", tiny / "peaks.fa", "--out", out, *SEARCH, "--quiet"]
    arguments += ["--journal", journal]
    assert run(*arguments) == 130
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == (
        f"skgenarch: Interrupted. 2 candidates are kept in {journal}: the same "
        "command goes on from there.\n"
    )
    assert not out.exists()

    monkeypatch.setattr(DeepBindClassifier, "fit", count_in(fits, fit))
    fits.clear()
    assert run(*arguments) == 0
    assert len(fits) == 8 - 5 + 1  # what is missing, and the winner


def count_in(fits, fit):
    def counted(self, X, y):
        fits.append(self)
        return fit(self, X, y)

    return counted


def test_a_space_goes_out_and_in(tiny, tmp_path, capsys, monkeypatch):
    assert (
        run("search", "--net", "deepbind", "--print-space", "--set", "dropout=0") == 0
    )
    text = capsys.readouterr().out
    space = Space.from_json(text)
    assert "n_filters" in space.params and "dropout" not in space.params
    assert run("search", "--net", "deepbind", "--print-space", "--json") == 0
    assert json.loads(capsys.readouterr().out)["command"] == "search"

    searched = []

    def fit(self, X, y):
        searched.append((self, X, y))
        raise ValueError("seen")

    monkeypatch.setattr(SequentialSearchCV, "fit", fit)
    file = tmp_path / "space.json"
    file.write_text(text)
    options = ["--space", file, "--net", "deepbind", "--out", tmp_path / "o"]
    options += ["--max-time", "1.5h", "--search-set", "racing=true"]
    assert run("search", tiny / "promoters", *options, "--jobs", "2") == 2
    [(search, X, y)] = searched
    assert Space(search.param_distributions) == space
    assert search.get_params(deep=False)["racing"] is True
    assert (search.max_time, search.n_jobs) == (5400, 2)
    assert type(search.estimator).__name__ == "DeepBindRegressor"
    assert len(X) == len(y) == 48
    for train, test in search.cv:
        assert not set(train) & set(test)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--space", "no.json"], "--space must be a file or folder that exists"),
        (["--space", "{space}", "--set", "n_filters=3"], "'n_filters' is set, and"),
        (["--search-set", "racin=1"], "Did you mean 'racing'?"),
        (["--search-set", "cv=3"], "Use --cv instead"),
        (["--cv", "1"], "--cv must be at least 2"),
        (["--n-iter", "0"], "The 'n_iter' parameter"),
        (["--max-time", "soon"], "must be a time above 0"),
        (["--final-epochs", "0"], "must be a whole number, 1 or more"),
        (["--sampler", "magic"], "invalid choice: 'magic'"),
        (["--set", "n_filter=3"], "Did you mean 'n_filters'?"),
        (["--journal", "no/run.db"], "--journal must be in a folder that exists"),
    ],
)
def test_bad_input_is_told_in_one_line(tiny, tmp_path, capsys, options, message):
    space = tmp_path / "space.json"
    space.write_text(Space({"n_filters": [2, 4]}).to_json())
    options = [option.format(space=space) for option in options]
    out = ["--out", tmp_path / "o", "--net", "deepbind", "--quiet"]
    assert run("search", tiny / "peaks.fa", *out, *options) == 2
    said = capsys.readouterr()
    assert message in said.err
    assert said.err.count("\n") == 1 and said.out == ""


def test_a_folder_for_the_results_is_needed(tiny, capsys):
    assert run("search", tiny / "peaks.fa") == 2
    assert "--out must name a folder" in capsys.readouterr().err


@pytest.mark.filterwarnings("ignore")
def test_a_search_whose_candidates_all_fail_has_failed(tiny, tmp_path, capsys):
    options = ["--out", tmp_path / "o", *SEARCH, "--n-stages", "1", "--set"]
    options[options.index("kernel_size=8")] = "kernel_size=60"
    options = options[:-1]
    assert run("search", tiny / "peaks.fa", *options) == 1
    said = capsys.readouterr().err.splitlines()[-1]
    assert said.startswith("skgenarch: All 2 candidates failed, the last one with ")
    assert "Sequences need at least 60 bases" in said
