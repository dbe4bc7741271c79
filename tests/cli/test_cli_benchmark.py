import json
import runpy
import sys
from pathlib import Path

import pytest

from skgenarch import cli
from skgenarch.benchmarks import promoters
from toys_cli import run

SCRIPTS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def home(tiny, tmp_path):
    folder = tmp_path / "home" / "promoters"
    folder.mkdir(parents=True)
    (folder / "toy").symlink_to(tiny / "promoters")
    return folder.parent


@pytest.fixture
def arguments(home, tmp_path):
    pytest.importorskip("matplotlib")
    out = tmp_path / "out"
    return ["benchmark", "promoters", "--data", home, "--out", out]


def test_results_as_table_csv_and_page(arguments, tmp_path, capsys):
    assert run(*arguments, "--methods", "ridge_4mers") == 0
    said = capsys.readouterr()
    assert "toy samples plain ridge_4mers 0: " in said.err
    assert "Out-of-sample predictions" in said.out
    assert f"Page: {tmp_path / 'out' / 'promoters.html'}" in said.out
    page = (tmp_path / "out" / "promoters.html").read_text()
    assert "ridge_4mers" in page
    assert len((tmp_path / "out" / "promoters.csv").read_text().splitlines()) == 6


def test_results_that_are_there_are_shown_and_nothing_is_run(
    arguments, capsys, monkeypatch
):
    assert run(*arguments, "--methods", "ridge_4mers", "--quiet") == 0
    capsys.readouterr()
    monkeypatch.delattr(promoters, "cross_val_predict_scores")
    assert run(*arguments, "--only-results", "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["runs_left"] == 0
    assert facts["sections"][0]["table"][0]["model"] == "ridge_4mers"


def test_a_budget_says_what_is_left(arguments, capsys):
    assert run(*arguments, "--methods", "ridge_4mers") == 0
    options = ["--methods", "ridge_4mers", "ridge_6mers"]
    assert run(*arguments, *options, "--budget", "0.000001") == 0
    said = capsys.readouterr()
    assert "1 runs are left" in said.err
    assert "ridge_4mers" in said.out and "ridge_6mers" not in said.out


def test_wrong_names(arguments, capsys):
    assert run(*arguments, "--methods", "ridge") == 2
    assert "--methods must be among ridge_4mers" in capsys.readouterr().err
    assert run(*arguments, "--datasets", "mouse") == 2
    assert "--datasets must be among toy. Got 'mouse'" in capsys.readouterr().err
    assert run("benchmark", "speed") == 2
    assert "speed" in capsys.readouterr().err


def test_no_data(tmp_path, capsys):
    assert run("benchmark", "promoters", "--data", tmp_path) == 2
    assert "--data must be a folder" in capsys.readouterr().err


def test_no_results_yet(arguments, capsys):
    assert run(*arguments, "--only-results") == 1
    assert "There are no results" in capsys.readouterr().err


def test_out_is_a_folder(home, tmp_path, capsys):
    (tmp_path / "rows.csv").touch()
    out = tmp_path / "rows.csv"
    assert run("benchmark", "promoters", "--data", home, "--out", out) == 2
    assert "--out must be a folder. " in capsys.readouterr().err


@pytest.mark.parametrize("name", ["tfbs", "promoters", "search", "motifs"])
def test_script_of_the_same_name_does_the_same(name, monkeypatch):
    asked = []
    monkeypatch.setattr(cli, "main", lambda arguments: asked.append(arguments) or 0)
    monkeypatch.setattr(sys, "argv", ["script", "--seeds", "3"])
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(SCRIPTS / f"{name}.py"), run_name="__main__")
    assert end.value.code == 0
    assert asked == [["benchmark", name, "--seeds", "3"]]
