"""A report follows its run, whatever that is."""

import optuna

from skgenarch.report.live import LiveReport
from skgenarch.report.sources.reading import read_run
from toys_report import make_table


def live(source):
    return LiveReport(source, lambda: read_run(source))


def test_a_file_that_grows_is_read_again(tmp_path):
    path = tmp_path / "trials.csv"
    make_table(20).to_csv(path, index=False)
    report = live(path)
    assert report.status()["n_trials"] == 20
    make_table(25).to_csv(path, index=False)
    assert report.status()["n_trials"] == 25


def test_a_study_that_grows_is_read_again():
    study = optuna.create_study()
    study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=3)
    report = live(study)
    before = report.status()
    assert report.status() == before
    study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=2)
    assert report.status()["n_trials"] == before["n_trials"] + 2
