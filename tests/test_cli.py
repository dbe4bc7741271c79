"""The command line calls the library, and says what was wrong in one line."""

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


def test_a_command_is_needed(capsys):
    with pytest.raises(SystemExit):
        cli.main([])
    assert "COMMAND" in capsys.readouterr().err
