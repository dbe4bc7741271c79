"""``skgenarch motifs``; end to end it is tested with the interpretation."""

import json
from types import SimpleNamespace

import pytest

import skgenarch.interpretation
from toys_cli import run


@pytest.fixture
def asked(monkeypatch):
    """Return what `interpret` was asked; its answer is made up."""
    pytest.importorskip("matplotlib")
    questions = []

    def interpret(net, X, y, **options):
        questions.append((net, X, y, options))
        return SimpleNamespace(
            motifs=[SimpleNamespace(consensus="CACGTG", support=0.5)],
            names=lambda number: ["MYC", "MAX", "USF2", "E2F1"],
            save=lambda path: path,
        )

    monkeypatch.setattr(skgenarch.interpretation, "interpret", interpret)
    return questions


def test_motifs_as_json(tiny, tiny_run, asked, capsys):
    page = tiny / "m.html"
    arguments = ["--json", "-o", page, "--n-motifs", "2", "--title", "T"]
    assert run("motifs", tiny_run, tiny / "peaks.fa", *arguments) == 0
    assert json.loads(capsys.readouterr().out) == {
        "command": "motifs",
        "motifs": [
            {"consensus": "CACGTG", "support": 0.5, "names": ["MYC", "MAX", "USF2"]}
        ],
        "page": str(page),
        "meme": None,
    }
    [(net, X, y, options)] = asked
    assert type(net).__name__ == "DeepBindClassifier"
    assert len(X) == len(y) == 60
    assert (options["n_motifs"], options["title"]) == (2, "T")


def test_motifs_as_lines(tiny, tiny_run, asked, capsys):
    assert run("motifs", tiny_run, tiny / "peaks.fa", "--quiet") == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out == (
        "CACGTG  in 50% of sequences  MYC, MAX, USF2\nPage: motifs.html\n"
    )
