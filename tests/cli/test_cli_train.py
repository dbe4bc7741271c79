"""``skgenarch train``: from files to a saved net and an honest score."""

import json

import pytest

from skgenarch import DeepBindClassifier
from skgenarch.datasets import load_tfbs
from skgenarch.estimators import load_estimator
from toys_cli import NET, TINY, random_sequences, run


def summary(out):
    return json.loads((out / "summary.json").read_text())


def test_peaks_without_labels_get_shuffles_and_a_part_held_out(tiny_run):
    assert sorted(path.name for path in tiny_run.iterdir()) == ["model", "summary.json"]
    facts = summary(tiny_run)
    assert facts["net"] == "DeepBindClassifier"
    assert (facts["n_train"], facts["scores"]["n"]) == (96, 24)
    assert 0 <= facts["scores"]["roc_auc"] <= 1
    assert facts["params"]["n_filters"] == 4
    net = load_estimator(tiny_run / "model")
    assert (net.max_epochs, net.verbose, net.length_) == (1, 0, 40)
    assert net.resample_negatives_


def test_a_shuffle_stays_with_its_parent(tiny, tmp_path, monkeypatch):
    parts = []

    def fit(self, X, y):
        parts.append((list(X), y.tolist()))
        raise ValueError("seen")

    monkeypatch.setattr(DeepBindClassifier, "fit", fit)
    run("train", tiny / "peaks.fa", "--out", tmp_path / "o", *TINY)
    [(X, y)] = parts
    bound = {sorted_letters(s) for s, label in zip(X, y, strict=True) if label}
    assert {sorted_letters(s) for s, label in zip(X, y, strict=True) if not label} == (
        bound
    )


def sorted_letters(sequence):
    return "".join(sorted(sequence))


def test_the_score_is_that_of_the_test_file(tiny, tmp_path, capsys):
    from sklearn.metrics import roc_auc_score

    arguments = ["--test", tiny / "test.seq", "--out", tmp_path / "o", "--json"]
    assert run("train", tiny / "labelled.fa", *arguments, *TINY) == 0
    said = capsys.readouterr()
    facts = json.loads(said.out)
    assert facts == summary(tmp_path / "o")
    assert facts["n_train"] == 120
    data = load_tfbs(tiny / "test.seq")
    net = load_estimator(tmp_path / "o" / "model")
    auc = roc_auc_score(data.target, net.predict_proba(data.sequences)[:, 1])
    assert facts["scores"]["roc_auc"] == pytest.approx(auc)
    # Progress is on stderr, without colours in a file.
    assert "train_loss" in said.err and "\x1b" not in said.err


def test_a_folder_of_promoters_trains_a_regressor(tiny, tmp_path, capsys):
    out = tmp_path / "o"
    assert run("train", tiny / "promoters", "--out", out, *TINY, "--quiet") == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.startswith("Mean r ")
    facts = summary(out)
    assert facts["net"] == "DeepBindRegressor"
    assert facts["outputs"] == ["liver", "skin"] == list(facts["scores"]["per_output"])


def test_promoters_from_two_files_without_a_score(tiny, tmp_path, capsys):
    files = [tiny / "promoters" / "promoters.fa", "--expression"]
    files.append(tiny / "promoters" / "expression.tsv")
    arguments = ["--test-share", "0", "--out", tmp_path / "o", *TINY]
    assert run("train", *files, *arguments) == 0
    said = capsys.readouterr()
    assert said.out.startswith("No score")
    assert "Where the promoters lie is not known" in said.err
    assert summary(tmp_path / "o")["n_train"] == 60


def test_one_output_is_a_column_of_its_own(tiny, tmp_path):
    table = tmp_path / "one.tsv"
    rows = (tiny / "promoters" / "expression.tsv").read_text().splitlines()
    table.write_text("".join(row.rsplit("\t", 1)[0] + "\n" for row in rows))
    fasta = tiny / "promoters" / "promoters.fa"
    out = tmp_path / "o"
    assert run("train", fasta, "--expression", table, "--out", out, *TINY) == 0
    assert list(summary(out)["scores"]["per_output"]) == ["liver"]
    assert load_estimator(out / "model").n_outputs_ == 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("kernel_size=4,8", [4, 8]),
        ("epoch_size=None", None),
        ("average_strands=false", False),
        ("activation=elu", "elu"),
        ("weight_decay=1e-3", 0.001),
    ],
)
def test_any_parameter_can_be_set(tiny, tmp_path, monkeypatch, text, value):
    given = []

    def fit(self, X, y):
        given.append(self.get_params())
        raise ValueError("seen")

    monkeypatch.setattr(DeepBindClassifier, "fit", fit)
    arguments = ["--net", "deepbind", "--out", tmp_path / "o", "--set", text]
    assert run("train", tiny / "peaks.fa", *arguments) == 2
    name = text.partition("=")[0]
    assert given[0][name] == (tuple(value) if isinstance(value, list) else value)


def test_results_are_replaced_only_if_told(tiny, tmp_path, capsys):
    out = tmp_path / "o"
    out.mkdir()
    (out / "summary.json").write_text("precious")
    (out / "mine.txt").write_text("mine")
    arguments = ["train", tiny / "peaks.fa", "--out", out, *TINY, "--quiet"]
    assert run(*arguments) == 2
    assert "holds summary.json: name another, or add --overwrite" in (
        capsys.readouterr().err
    )
    assert (out / "summary.json").read_text() == "precious"
    assert run(*arguments, "--overwrite") == 0
    assert run(*arguments, "--overwrite") == 0
    assert summary(out)["command"] == "train"
    assert sorted(p.name for p in out.iterdir()) == [
        "mine.txt",
        "model",
        "summary.json",
    ]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--net", "depbind"], "Did you mean 'deepbind'?"),
        (["--set", "n_filter=3"], "Did you mean 'n_filters'"),
        (["--set", "xyz=3"], "Its parameters are activation, "),
        (["--set", "n_filters"], "must be NAME=VALUE; got 'n_filters'"),
        (["--set", "random_state=3"], "Use --seed instead"),
        (["--epochs", "2", "--set", "max_epochs=3"], "is given twice"),
        (["--epochs", "0"], "The 'max_epochs' parameter"),
        (["--set", "kernel_size=a"], "The 'kernel_size' parameter"),
        (["--set", "kernel_size=50"], "Sequences need at least 50 bases"),
        (["--test-share", "1"], "--test-share: must be a number from 0 up to"),
        (["--test-share", "0.999"], "--test-share 0.999 cannot be held out"),
        (["--test-share", "0.5", "--test", "{folder}/test.seq"], "Give one of them"),
        (["--test", "no.fa"], "--test must be a file or folder that exists"),
        (["--groups", "g.tsv"], "--groups does not go with peaks"),
        (["--no-average"], "--no-average does not go with peaks"),
        (["--expression", "no.tsv"], "--expression must be a file or folder"),
        (["--device", "abacus"], "The 'device' parameter"),
    ],
)
def test_bad_input_is_told_in_one_line(tiny, tmp_path, capsys, options, message):
    options = [option.format(folder=tiny) for option in options]
    out = tmp_path / "o"
    code = run("train", tiny / "peaks.fa", "--out", out, "--quiet", *options)
    said = capsys.readouterr()
    assert code == 2
    assert message in said.err
    assert said.err.count("\n") == 1 and said.out == ""
    assert not out.exists()


def test_data_must_be_there_and_be_what_it_should(tiny, tmp_path, capsys):
    out = ["--out", tmp_path / "o", "--quiet", *NET]
    assert run("train", tmp_path / "no.fa", *out) == 2
    assert "DATA must be a file or folder that exists" in capsys.readouterr().err
    assert run("train", *out) == 2
    assert "DATA must say what to learn from" in capsys.readouterr().err
    (tmp_path / "odd.fa").write_text("hello\n")
    assert run("train", tmp_path / "odd.fa", *out) == 2
    assert "odd.fa" in capsys.readouterr().err
    (tmp_path / "file").write_text("")
    assert run("train", tiny / "peaks.fa", "--out", tmp_path / "file") == 2
    assert "is a file: name another" in capsys.readouterr().err


def test_genes_that_do_not_match(tiny, tmp_path, capsys):
    table = tmp_path / "other.tsv"
    table.write_text("gene\tliver\nENSG01\t3\nENSG02\t4\n")
    fasta = tiny / "promoters" / "promoters.fa"
    arguments = ["--expression", table, "--out", tmp_path / "o", "--quiet", *NET]
    assert run("train", fasta, *arguments) == 2
    assert "No gene is in both files" in capsys.readouterr().err
    assert run("train", tiny / "promoters", "--test", table, "--out", "o") == 2
    assert "Hold out a part with --test-share" in capsys.readouterr().err


def test_a_run_that_diverges_has_failed(tiny, tmp_path, capsys):
    out = tmp_path / "o"
    arguments = ["train", tiny / "peaks.fa", "--out", out, *TINY]
    arguments += ["--learning-rate", "1e30"]
    assert run(*arguments) == 1  # in its only update
    assert "skgenarch: Training diverged" in capsys.readouterr().err
    assert run(*arguments, "--batch-size", "16") == 1  # in an earlier one
    assert "skgenarch: Training diverged" in capsys.readouterr().err
    assert not out.exists()


def test_ctrl_c_writes_nothing(tiny, tmp_path, capsys, monkeypatch):
    def interrupted(self, X, y):
        raise KeyboardInterrupt

    monkeypatch.setattr(DeepBindClassifier, "fit", interrupted)
    out = tmp_path / "new" / "o"
    arguments = ["train", tiny / "peaks.fa", "--out", out, *TINY, "--quiet"]
    assert run(*arguments) == 130
    assert capsys.readouterr().err == "skgenarch: Interrupted. Nothing was written.\n"
    assert not out.exists()


def test_early_stopping_and_common_options(tiny, tmp_path):
    options = ["--early-stopping", "--batch-size", "16", "--ensemble", "2", "--seed", 5]
    out = tmp_path / "o"
    assert run("train", tiny / "peaks.fa", "--out", out, *TINY, *options) == 0
    params = summary(out)["params"]
    assert params["early_stopping"] is True
    assert (params["batch_size"], params["n_ensemble"]) == (16, 2)
    assert params["random_state"] == 5


def test_one_class_only_on_one_side(tmp_path, capsys):
    rows = [f">0\n{s}\n" for s in random_sequences(30, 40)]
    (tmp_path / "odd.fa").write_text("".join([">1\n" + "ACGT" * 10 + "\n", *rows]))
    assert run("train", tmp_path / "odd.fa", "--out", tmp_path / "o", *TINY) == 2
    assert "leaves one class only on one side" in capsys.readouterr().err
