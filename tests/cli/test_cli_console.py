"""Help, exit codes, one JSON object, files that are whole."""

import json
import os
import shlex
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

import pytest

from skgenarch import cli
from skgenarch.cli import console, report
from skgenarch.cli.writing import ResultsFolder, new_file
from toys_cli import run

ROOT = Path(__file__).parents[2]
NAMES = ["train", "predict", "search", "report", "explore", "motifs", "benchmark"]


def commands():
    [action] = cli.make_parser()._subparsers._group_actions
    return action.choices


def shell_lines(text):
    """Return the arguments of all lines that call the program."""
    for line in text.splitlines():
        line = line.strip().removeprefix("$ ")
        if line.startswith("skgenarch "):
            words = shlex.split(line)
            ends = [i for i, word in enumerate(words) if word in ("|", ">")]
            yield words[1 : min(ends, default=len(words))]


@pytest.mark.parametrize("name", NAMES)
def test_examples_of_the_help_are_understood(name):
    assert list(commands()) == NAMES
    examples = list(shell_lines(commands()[name].epilog))
    assert len(examples) >= 2
    for words in examples:
        assert words[0] == name
        args = cli.make_parser().parse_args(words)
        assert callable(args.command)


def test_commands_of_the_guide_are_understood():
    text = (ROOT / "docs" / "guide" / "command_line.md").read_text(encoding="utf-8")
    lines = list(shell_lines(text))
    assert {words[0] for words in lines} == set(NAMES)
    for words in lines:
        cli.make_parser().parse_args(words)


@pytest.mark.parametrize("name", NAMES)
def test_help_has_the_examples(name, capsys):
    assert run(name, "--help") == 0
    said = capsys.readouterr().out
    assert "\nexamples:\n" in said
    assert max(map(len, said.splitlines())) <= 88


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "skgenarch: the following arguments are required: COMMAND. See"),
        (["trian"], "invalid choice: 'trian'"),
        (["train", "x.fa"], "skgenarch train: the following arguments are required"),
        (["train", "x.fa", "--ou", "o"], "required: --out. See skgenarch train --help"),
    ],
)
def test_bad_usage_is_told_in_one_line(arguments, message, capsys):
    assert run(*arguments) == 2
    said = capsys.readouterr()
    assert message in said.err
    assert said.err.count("\n") == 1 and said.out == ""


def fail_with(error, monkeypatch):
    def fails(args):
        raise error

    monkeypatch.setattr(report, "make_report", fails)


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (ValueError("it must be so"), 2, "it must be so"),
        (FileNotFoundError("no file"), 2, "no file"),
        (ImportError("pip install it"), 2, "pip install it"),
        (console.RunFailed("it failed"), 1, "it failed"),
        (OSError(28, "No space left on device"), 1, "[Errno 28] No space left on"),
        (KeyError("x"), 1, "KeyError: 'x' (not expected; --debug shows where)"),
    ],
)
def test_exit_codes(monkeypatch, capsys, error, code, message):
    fail_with(error, monkeypatch)
    assert run("report", "run.db") == code
    said = capsys.readouterr().err
    assert said.startswith(f"skgenarch: {message}") and said.count("\n") == 1
    assert run("report", "run.db", "--debug") == code
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.filterwarnings("default")
def test_warnings_are_one_line(monkeypatch, capsys):
    import warnings

    def warns(args):
        warnings.warn("first\nsecond", UserWarning, stacklevel=1)
        raise ValueError("end")

    monkeypatch.setattr(report, "make_report", warns)
    run("report", "run.db")
    said = capsys.readouterr().err
    assert said == "skgenarch: warning: first\nskgenarch: end\n"


def test_json_has_no_nan():
    facts = {"a": float("nan"), "b": (1, Path("x")), "c": {1: True, "d": None}}
    text = console.to_json(facts)
    assert json.loads(text) == {"a": None, "b": [1, "x"], "c": {"1": True, "d": None}}


def test_errors_before_the_first_print_are_about_the_input(capsys):
    with pytest.raises(ValueError), console.progress(Namespace(quiet=False)):
        raise ValueError("bad")
    with pytest.raises(console.RunFailed), console.progress(Namespace(quiet=True)):
        print("epoch 1")
        raise ValueError("bad")
    said = capsys.readouterr()
    assert said.out == said.err == ""


def test_a_file_that_fails_is_not_there(tmp_path):
    path = tmp_path / "t.tsv"
    path.write_text("old")
    with pytest.raises(ValueError), new_file(path) as file:
        file.write("new")
        raise ValueError
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_results_that_fail_are_not_there(tmp_path):
    out = tmp_path / "a" / "o"
    with pytest.raises(ValueError), ResultsFolder(out, ["x"], False) as folder:
        folder.new("x").write_text("half")
        raise ValueError
    assert not out.exists()
    with ResultsFolder(out, ["x", "y"], False) as folder:
        folder.new("y").mkdir()
        assert not (out / "y").exists()
    assert [path.name for path in out.iterdir()] == ["y"]


def test_a_folder_that_is_not_ours_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write
    with pytest.raises(PermissionError, match="that you may write to"):
        ResultsFolder(tmp_path, ["x"], False).__enter__()


def test_help_loads_no_large_library():
    code = (
        "import sys; from skgenarch import cli; cli.make_parser().format_help();"
        "print(*{'numpy', 'pandas', 'sklearn', 'torch'} & sys.modules.keys())"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
