"""Studies, tables and files of other tools."""

import math
import sqlite3

import numpy as np
import optuna
import pandas as pd
import pytest

from skgenarch.report.sources.reading import read_run
from skgenarch.report.summary.assemble import summarise
from toys_report import fitted_search, make_table

optuna.logging.set_verbosity(optuna.logging.ERROR)


def make_study(storage=None, n=50):
    study = optuna.create_study(
        storage=storage, study_name="nets", sampler=optuna.samplers.RandomSampler(0)
    )

    def objective(trial):
        kind = trial.suggest_categorical("kind", ["cnn", "rnn"])
        rate = trial.suggest_float("rate", 1e-5, 1e-1, log=True)
        if kind == "rnn":
            trial.suggest_int("units", 8, 64)
        if trial.number == 7:
            raise optuna.TrialPruned
        if trial.number == 9:
            raise ArithmeticError("diverged")
        return abs(math.log10(rate) + 3)

    study.optimize(objective, n_trials=n, catch=ArithmeticError)
    return study


def test_a_study_is_minimised_and_learns_as_it_goes():
    run = read_run(make_study())
    assert run.metrics == {"value": True}
    assert [o.status for o in run.outcomes[6:10]] == ["ok", "lost", "ok", "failed"]
    assert run.outcomes[0].scores["value"] < 0
    assert run.outcomes[9].error == "Optuna keeps no reason"
    assert [s.label for s in run.stages] == [
        "Trials 1–20",
        "Trials 21–40",
        "Trials 41–50",
    ]
    assert [o.stage for o in run.outcomes] == [1] * 20 + [2] * 20 + [3] * 10
    assert "rate: 1e-05 to 0.1, log scale" in str(run.space)
    assert "units: integers 8 to 64" in str(run.space)
    assert run.space.sometimes_inactive("units")


def test_a_storage_is_read_by_its_address_and_by_its_file(tmp_path):
    path = tmp_path / "study.db"
    address = f"sqlite:///{path}"
    make_study(address, 12)
    assert len(read_run(address).outcomes) == 12
    assert read_run(path).title == "nets"
    optuna.create_study(storage=address, study_name="other")
    with pytest.raises(ValueError, match=r"exactly one study. It has \['nets', 'oth"):
        read_run(address)


def test_a_storage_that_is_not_there_is_not_made(tmp_path):
    with pytest.raises(ValueError, match="cannot be read"):
        read_run("nonsense://nowhere")
    with pytest.raises(ValueError, match=r"There is no Optuna storage .*none\.db"):
        read_run(f"sqlite:///{tmp_path}/none.db")
    with pytest.raises(ValueError, match=r"There is no file .*run\.db"):
        read_run(tmp_path / "run.db")
    assert not list(tmp_path.iterdir())


def test_a_table_is_read_with_missing_values_as_inactive():
    table = make_table()
    table.loc[3, "param_depth"] = np.nan
    table.loc[5, "score"] = np.nan
    table["fit_time"] = 0.5
    run = read_run(table)
    assert "depth" not in run.outcomes[3].params
    assert [o.status for o in run.outcomes[4:7]] == ["ok", "failed", "ok"]
    assert run.outcomes[0].seconds == 0.5
    assert run.outcomes[0].params["depth"] == table["param_depth"][0]
    assert isinstance(run.outcomes[0].params["depth"], int)


def test_columns_can_be_named_and_several_scores_given(tmp_path):
    table = make_table().rename(columns=lambda name: name.replace("param_", ""))
    table["auc"], table["log"] = table["score"], ["one", "two"] * 30
    path = tmp_path / "trials.csv"
    table.to_csv(path, index=False)
    run = read_run(
        path, score=["auc", "score"], params=["rate", "attention"], group="log"
    )
    assert list(run.metrics) == ["auc", "score"]
    assert run.space.params == ("attention", "rate")
    assert [o.sampler for o in run.outcomes[:3]] == ["one", "two", "one"]
    assert run.source == "trials.csv"
    low = read_run(path, score="auc", params=["rate"], maximize=False)
    assert low.metrics == {"auc": True}
    assert low.outcomes[0].scores["auc"] == pytest.approx(-table["auc"][0], rel=1e-14)


def test_names_of_trials_are_no_parameters():
    table = make_table()
    table["param_name"] = [f"trial {number}" for number in range(60)]
    run = read_run(table)
    assert "name" not in run.space.params
    assert run.notices == [
        "'name' is left out: nearly every trial has a value of its own there."
    ]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"score": "auc"}, r"score must be a column of the table. Got 'auc'; the col"),
        ({"params": ["width"]}, r"must be columns of the table.*Got \['width'\]"),
        ({"group": "log"}, r"'group' must be a column of the table. Got 'log'"),
    ],
)
def test_a_column_that_is_not_there_is_named(options, message):
    with pytest.raises(ValueError, match=message):
        read_run(make_table(), **options)


def test_what_is_no_run_is_refused(tmp_path):
    with pytest.raises(TypeError, match=r"The run must be .*of type int"):
        read_run(3)
    with pytest.raises(ValueError, match="has no rows"):
        read_run(pd.DataFrame({"param_a": [], "score": []}))
    text = tmp_path / "notes.txt"
    text.write_bytes(b"\xff\xfe\x00binary")
    with pytest.raises(ValueError, match="neither the journal of a search nor"):
        read_run(text)
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE t (a)")
    with pytest.raises(ValueError, match="must have exactly one study"):
        read_run(other)


def test_a_title_can_be_given():
    assert read_run(make_table(), title="Nets of spring").title == "Nets of spring"
    with pytest.raises(TypeError, match=r"'title' must be a text. Got 3"):
        read_run(make_table(), title=3)


def test_a_study_keeps_its_numbers_and_its_scales():
    study = optuna.create_study()
    study.ask()  # of a process that is gone
    study.optimize(lambda trial: -trial.suggest_int("n", 1, 1024, log=True), n_trials=5)
    run = read_run(study)
    assert [outcome.number for outcome in run.outcomes] == [1, 2, 3, 4, 5]
    (domain,) = run.space.domains("n")
    assert domain.log
    assert (domain.low, domain.high) == (1, 1024)
    sample = summarise(run, all_trees=False)["sample"]["numbers"]["n"]
    assert 0.4 < np.mean([n <= 32 for n in sample]) < 0.6


def test_metrics_of_a_study_have_names():
    study = optuna.create_study(directions=["minimize", "maximize"])
    study.optimize(lambda t: (t.suggest_float("x", 0, 1), 0.5), n_trials=3)
    assert read_run(study).metrics == {"value 0": True, "value 1": False}
    assert list(read_run(study, score="value 1").metrics) == ["value 1"]


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        (lambda t: pd.concat([t, t[["score"]]], axis=1), {}, "different names. Got 's"),
        (lambda t: t.assign(score="bad"), {}, r"must hold scores. Got 'bad' in row 0"),
        (
            lambda t: t.assign(param_rate=np.nan)[["param_rate", "score"]],
            {},
            "no param",
        ),
        (lambda t: t, {"score": []}, "must name at least one metric"),
        (lambda t: t, {"params": "param_rate"}, "must be a list of names"),
    ],
)
def test_tables_that_cannot_be_read_say_why(change, options, message):
    with pytest.raises((TypeError, ValueError), match=message):
        read_run(change(make_table()), **options)


def test_names_may_be_numbers_and_stages_something_else():
    table = make_table()
    table["stage"] = "leaf"
    table = table.rename(columns={"param_rate": 0, "score": 1})
    run = read_run(table, score=1, params=[0])
    assert (run.space.params, list(run.metrics)) == (("0",), ["1"])
    assert {outcome.stage for outcome in run.outcomes} == {1}


def test_options_that_do_nothing_are_refused():
    study = make_study(n=12)
    with pytest.raises(ValueError, match="'params' are columns of a table"):
        read_run(study, params=["rate"])
    with pytest.raises(ValueError, match="'group' are columns of a table"):
        read_run(study, group="log")
    with pytest.raises(ValueError, match="maximises its scores"):
        read_run(fitted_search(n_stages=1), maximize=False)
