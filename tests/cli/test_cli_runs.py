"""The command line calls the library, and says what was wrong in one line."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from skgenarch import cli
from skgenarch.report import SearchReport
from toys_report import fitted_search, make_table


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "trials.csv"
    make_table().to_csv(path, index=False)
    return path


def test_report_writes_a_page(table, tmp_path, capsys):
    out = tmp_path / "r.html"
    assert cli.main(["report", str(table), "-o", str(out)]) == 0
    assert out.read_text("utf-8").startswith("<!DOCTYPE html>")
    assert capsys.readouterr().out == f"Report: {out}\n"


def test_explore_serves_a_journal(tmp_path, monkeypatch):
    path = tmp_path / "run.db"
    fitted_search(journal=path)
    served = []
    monkeypatch.setattr(
        SearchReport, "serve", lambda self, **options: served.append(options)
    )
    assert cli.main(["explore", str(path), "--port", "8123", "--no-browser"]) == 0
    assert served == [{"port": 8123, "open_browser": False}]


def test_columns_are_chosen_by_options(table, tmp_path):
    out = str(tmp_path / "r.html")
    options = ["--score", "param_rate", "--param", "param_depth", "--minimize"]
    assert cli.main(["report", str(table), "-o", out, *options]) == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["report", "none.db"], "skgenarch: There is no file 'none.db'."),
        (["report", "{table}", "--score", "auc"], "skgenarch: The score must be a col"),
        (["report", "{table}", "-o", "no/r.html"], "skgenarch: The report cannot be"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(table, capsys, arguments, message):
    arguments = [argument.format(table=table) for argument in arguments]
    assert cli.main(arguments) == 2
    said = capsys.readouterr().err
    assert said.startswith(message)
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    "error",
    [
        ValueError("first\n  second"),
        PermissionError(13, "Permission denied", "first second"),
        RuntimeError("first second"),
    ],
)
def test_errors_of_several_lines_are_told_in_one(monkeypatch, capsys, error):
    def fails(self, *args, **options):
        raise error

    monkeypatch.setattr(SearchReport, "__init__", fails)
    assert cli.main(["explore", "run.db"]) == (1 if type(error) is RuntimeError else 2)
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("skgenarch: ")
    assert "first second" in said.err
    assert said.err.count("\n") == 1


def test_ctrl_c_is_no_traceback(monkeypatch, capsys):
    def interrupted(self, *args, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(SearchReport, "__init__", interrupted)
    assert cli.main(["report", "run.db"]) == 130
    assert capsys.readouterr().err == ""


def test_all_options_reach_the_report(monkeypatch):
    given = []

    def init(self, run, **options):
        given.append((run, options))

    monkeypatch.setattr(SearchReport, "__init__", init)
    monkeypatch.setattr(SearchReport, "save", lambda self, path: given.append(path))
    assert cli.main(["report", "sqlite:///s.db"]) == 0
    options = "--score a --score b --param x --param y --group g --minimize --title T"
    assert cli.main(["report", "t.csv", *options.split()]) == 0
    nothing = dict.fromkeys(("score", "params", "maximize", "group", "title"))
    assert given == [
        ("sqlite:///s.db", nothing),
        Path("report.html"),
        (
            "t.csv",
            {
                "score": ["a", "b"],
                "params": ["x", "y"],
                "maximize": False,
                "group": "g",
                "title": "T",
            },
        ),
        Path("report.html"),
    ]


def test_a_command_is_needed(capsys):
    with pytest.raises(SystemExit):
        cli.main([])
    assert "COMMAND" in capsys.readouterr().err


def test_report_as_json(table, tmp_path, capsys):
    out = tmp_path / "r.html"
    assert cli.main(["report", str(table), "-o", str(out), "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts == {"command": "report", "report": str(out)}


def test_explore_as_json_gives_the_address_at_once(table, monkeypatch, capsys):
    said = []

    def serve(self, **options):
        assert options["block"] is False
        print("The report is at http://here")
        return SimpleNamespace(url="http://here", wait=wait)

    def wait():
        said.append(capsys.readouterr())
        print("The report is closed.")

    monkeypatch.setattr(SearchReport, "serve", serve)
    assert cli.main(["explore", str(table), "--json", "--no-browser"]) == 0
    assert json.loads(said[0].out) == {"command": "explore", "url": "http://here"}
    assert capsys.readouterr() == ("", "The report is closed.\n")
