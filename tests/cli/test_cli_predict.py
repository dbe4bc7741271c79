"""``skgenarch predict``: a table with a row for each sequence."""

import gzip
import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from skgenarch.cli import predict
from skgenarch.estimators import load_estimator
from skgenarch.sequences import read_fasta
from toys_cli import TINY, run


def test_rows_are_in_the_order_of_the_file(tiny, tiny_run, capsys):
    assert run("predict", tiny_run, tiny / "peaks.fa", "--quiet") == 0
    said = capsys.readouterr()
    assert said.err == ""
    table = pd.read_csv(StringIO(said.out), sep="\t")
    records = read_fasta(tiny / "peaks.fa")
    assert list(table) == ["name", "probability_0", "probability_1", "predicted"]
    assert table["name"].tolist() == records.names
    net = load_estimator(tiny_run / "model")
    expected = net.predict_proba(records.sequences)
    assert np.allclose(table.iloc[:, 1:3], expected, rtol=1e-5)
    assert table["predicted"].tolist() == net.predict(records.sequences).tolist()


def test_a_file_in_parts_is_the_file(tiny, tiny_run, tmp_path, monkeypatch, capsys):
    # The model's own folder will do, too.
    arguments = ["predict", tiny_run / "model", tiny / "test.seq", "-o"]
    assert run(*arguments, tmp_path / "one.tsv") == 0
    monkeypatch.setattr(predict, "_BASES", 100)
    assert run(*arguments, tmp_path / "parts.tsv.gz") == 0
    said = capsys.readouterr()
    assert said.out.splitlines()[-1] == f"Table: {tmp_path / 'parts.tsv.gz'}"
    assert said.err.splitlines()[-2:] == ["39 sequences", "40 sequences"]
    one = (tmp_path / "one.tsv").read_bytes()
    assert gzip.decompress((tmp_path / "parts.tsv.gz").read_bytes()) == one
    assert one.count(b"\n") == 41


def test_outputs_of_a_regressor_have_names(tiny, tmp_path, capsys):
    out = tmp_path / "o"
    assert run("train", tiny / "promoters", "--out", out, *TINY) == 0
    capsys.readouterr()
    fasta = tiny / "promoters" / "promoters.fa"
    assert run("predict", out, fasta, "--json", "-o", tmp_path / "t.tsv") == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["n"], facts["columns"]) == (60, ["liver", "skin"])
    table = pd.read_csv(tmp_path / "t.tsv", sep="\t", index_col="name")
    assert list(table) == ["liver", "skin"]
    assert table.index[0] == "g00"
    (out / "model" / "outputs.json").unlink()
    assert run("predict", out, fasta, "--quiet") == 0
    assert capsys.readouterr().out.startswith("name\toutput_0\toutput_1\n")


def test_bad_input_is_told_in_one_line(tiny, tiny_run, tmp_path, capsys):
    long = tmp_path / "long.fa"
    long.write_text(f">a\n{'ACGT' * 10}\n>b\n{'ACGT' * 11}\n")
    out = tmp_path / "t.tsv"
    for arguments, message in [
        ([tmp_path / "no", tiny / "peaks.fa"], "MODEL must be a file or folder"),
        ([tiny, tiny / "peaks.fa"], "No saved estimator in"),
        ([tiny_run, tmp_path / "no.fa"], "SEQUENCES must be a file or folder"),
        ([tiny_run, tiny / "peaks.fa", "--json"], "--json must go with --output"),
        (
            [tiny_run, tiny / "peaks.fa", "-o", "no/t.tsv"],
            "There is no folder 'no'",
        ),
        (
            [tiny_run, tiny / "peaks.fa", "--device", "abacus"],
            "'device' parameter",
        ),
        ([tiny_run, long, "-o", out], "at most 40 bases, but row 1 of X has 44"),
    ]:
        assert run("predict", *arguments) == 2
        said = capsys.readouterr()
        assert message in said.err
        assert said.err.count("\n") == 1 and said.out == ""
    assert [path.name for path in tmp_path.iterdir()] == ["long.fa"]


@pytest.mark.parametrize("to_file", [True, False])
def test_ctrl_c(tiny, tiny_run, tmp_path, capsys, monkeypatch, to_file):
    def interrupted(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(predict, "_rows", interrupted)
    options = ["-o", tmp_path / "t.tsv"] if to_file else []
    assert run("predict", tiny_run, tiny / "peaks.fa", *options) == 130
    assert "Interrupted." in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_has_gone_is_no_failure(tiny, tiny_run, monkeypatch, capsys):
    class Closed(StringIO):
        def write(self, text):
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stdout", Closed())
    assert run("predict", tiny_run, tiny / "peaks.fa", "--quiet") == 0
    assert capsys.readouterr().err == ""


def test_in_a_process_of_its_own_with_a_pipe_that_closes(tiny, tiny_run):
    command = [sys.executable, "-m", "skgenarch.cli", "predict", "--quiet"]
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [*command, str(tiny_run), str(tiny / "peaks.fa")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=root,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    ) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0
