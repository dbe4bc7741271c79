from dataclasses import replace
from itertools import product
from pathlib import Path

import pandas as pd
import pytest
import torch

from skgenarch.benchmarks.running import (
    Benchmark,
    Section,
    Settings,
    carry_out,
    only,
    plan,
    results_of,
)


@pytest.fixture
def toy():
    """Return a benchmark of two methods on three data sets, and what it has run."""
    done = []

    def run(run, settings):
        done.append((*run.values(), torch.get_num_threads()))
        return [{"score": len(run["set"])}]

    benchmark = Benchmark(
        name="toy",
        title="Toys",
        about="Which toy is best.",
        keys=("set", "model", "seed"),
        dataset="set",
        method="model",
        methods=("good", "bad", "slow"),
        usual=("good", "bad"),
        n_seeds=2,
        columns=("score",),
        versions_of=("numpy",),
        needs={"slow": "no_such_module"},
        datasets=lambda home: ["MYC_a", "MYC_b", "TBP"],
        runs=lambda home, datasets, methods, n: (
            {"set": dataset, "model": method, "seed": seed}
            for seed, dataset, method in product(range(n), datasets, methods)
        ),
        recipe=lambda run, home: run["model"],
        run=run,
        summarize=lambda rows, home: [Section("Toys", "", rows[["model", "score"]])],
    )
    return benchmark, done


def test_all_is_run_once_on_one_thread(toy, tmp_path, capsys):
    benchmark, done = toy
    settings = Settings(Path(), tmp_path)
    torch.set_num_threads(2)
    try:
        assert carry_out(benchmark, settings) == 0
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(1)
    assert len(done) == 3 * 2 * 2
    assert done[0] == ("MYC_a", "good", 0, 1)
    assert "[12/12] TBP bad 1: 0 s" in capsys.readouterr().out
    assert carry_out(benchmark, settings) == 0
    assert len(done) == 12
    assert len(results_of(benchmark, tmp_path).read()) == 12


def test_only_what_is_missing_is_run(toy, tmp_path):
    benchmark, done = toy
    benchmark = replace(benchmark, needs={})
    settings = Settings(Path(), tmp_path, ("TBP",), seeds=1)
    carry_out(benchmark, settings)
    carry_out(benchmark, replace(settings, methods=("slow", "good")))
    assert [run[:2] for run in done] == [
        ("TBP", "good"), ("TBP", "bad"), ("TBP", "slow"),
    ]  # fmt: skip


def test_what_is_done_is_kept_when_a_run_fails(toy, tmp_path):
    benchmark, done = toy

    def fail_at_last(run, settings):
        if run["set"] == "TBP":
            raise RuntimeError("no memory")
        return benchmark.run(run, settings)

    failing = replace(benchmark, run=fail_at_last)
    with pytest.raises(RuntimeError, match="no memory"):
        carry_out(failing, Settings(Path(), tmp_path, seeds=1))
    assert len(done) == 4
    carry_out(benchmark, Settings(Path(), tmp_path, seeds=1))
    assert [run[0] for run in done[4:]] == ["TBP", "TBP"]


def test_results_of_other_settings_are_not_mixed(toy, tmp_path):
    benchmark, done = toy
    carry_out(benchmark, Settings(Path(), tmp_path, seeds=1))
    changed = replace(benchmark, recipe=lambda run, home: "new")
    before = (tmp_path / "toy.csv").read_bytes()
    with pytest.raises(ValueError, match=r"toy\.csv' must .* of MYC_a good 0 have"):
        carry_out(changed, Settings(Path(), tmp_path, seeds=2))
    assert len(done) == 6
    assert (tmp_path / "toy.csv").read_bytes() == before


def test_a_missing_package_is_named_before_anything_runs(toy, tmp_path):
    benchmark, done = toy
    wanted = Settings(Path(), tmp_path / "new", methods=("good", "slow"))
    with pytest.raises(ImportError, match=r"'no_such_module', which slow needs"):
        carry_out(benchmark, wanted)
    assert not done and not (tmp_path / "new").exists()


def test_results_that_cannot_be_written_are_found_out_first(toy, tmp_path):
    benchmark, done = toy
    (tmp_path / "toy.csv").mkdir()
    with pytest.raises(OSError):
        carry_out(benchmark, Settings(Path(), tmp_path))
    assert not done


def test_no_run_begins_after_the_budget(toy, tmp_path):
    benchmark, done = toy
    left = carry_out(benchmark, Settings(Path(), tmp_path, budget=1e-9))
    assert (left, len(done)) == (12, 0)


def test_names_of_data_sets_may_be_cut_short_and_methods_not(toy):
    benchmark, _ = toy
    runs = plan(benchmark, Settings(Path(), Path(), ("MYC",), ("slow",), seeds=1))
    assert [run["set"] for run in runs] == ["MYC_a", "MYC_b"]
    with pytest.raises(ValueError, match=r"--methods .*Got 'slo'.*mean slow\?"):
        plan(benchmark, Settings(Path(), Path(), (), ("slo",)))
    with pytest.raises(ValueError, match=r"--datasets must be among MYC_a, .*'CTCF'"):
        plan(benchmark, Settings(Path(), Path(), ("CTCF",)))


def test_rows_that_were_asked_for(toy):
    benchmark, _ = toy
    rows = pd.DataFrame({"set": ["MYC_a", "TBP"], "model": ["good", "bad"]})
    assert len(only(rows, benchmark, Settings(Path(), Path()))) == 2
    assert len(only(rows, benchmark, Settings(Path(), Path(), ("MYC",)))) == 1
    assert only(rows, benchmark, Settings(Path(), Path(), (), ("slow",))).empty
