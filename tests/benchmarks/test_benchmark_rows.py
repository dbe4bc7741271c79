import pandas as pd
import pytest

from skgenarch.benchmarks import rows as rows_module
from skgenarch.benchmarks.rows import Rows, fingerprint, fingerprint_of_files

KEYS = ("dataset", "model", "seed")
COLUMNS = ("fold", "auc", "note")
RUN = {"dataset": "MYC", "model": "DeepBind", "seed": 0}


@pytest.fixture
def rows(tmp_path):
    return Rows(tmp_path / "new" / "r.csv", KEYS, COLUMNS, ["numpy", "scikit-learn"])


def test_a_run_is_done_when_its_rows_are_there(rows):
    assert rows.read().empty and rows.done() == {}
    rows.add(RUN, "a1", [{"fold": 0, "auc": 0.5}, {"fold": 1, "auc": 0.75}])
    rows.add({**RUN, "seed": 1}, "b2", [{"fold": 0, "auc": 0.25}])
    assert rows.done() == {("MYC", "DeepBind", 0): "a1", ("MYC", "DeepBind", 1): "b2"}
    table = rows.read()
    assert list(table["auc"]) == [0.5, 0.75, 0.25]
    assert table["note"].isna().all()
    assert list(table.columns)[:6] == [*KEYS, *COLUMNS]
    assert {"recipe", "skgenarch", "numpy", "scikit_learn", "machine"} <= set(table)


def test_columns_that_only_later_rows_fill_are_there(rows):
    rows.add(RUN, "a1", [{"auc": 0.5}])
    rows.add({**RUN, "seed": 1}, "a1", [{"note": "b, c", "auc": 0.25}])
    assert list(rows.read()["note"].fillna("")) == ["", "b, c"]
    with pytest.raises(KeyError, match=r"undeclared columns: .*'loss'"):
        rows.add({**RUN, "seed": 2}, "a1", [{"loss": 1}])


def test_names_stay_text(rows):
    run = {"dataset": "NA", "model": "2023", "seed": 0}
    rows.add(run, "00000123", [{"auc": 0.5}])
    rows.add({**run, "model": "1e5"}, "12345678", [{"auc": 0.5}])
    assert rows.done() == {
        ("NA", "2023", 0): "00000123",
        ("NA", "1e5", 0): "12345678",
    }


def test_what_another_process_wrote_stays(rows):
    other = Rows(rows.path, KEYS, COLUMNS, ["numpy", "scikit-learn"])
    rows.add(RUN, "a1", [{"auc": 0.5}])
    other.add({**RUN, "seed": 1}, "a1", [{"auc": 0.25}])
    rows.add({**RUN, "seed": 2}, "a1", [{"auc": 0.125}])
    assert list(rows.read()["auc"]) == [0.5, 0.25, 0.125]
    assert rows.path.read_text().count("dataset") == 1


def test_a_file_of_something_else_is_refused(rows):
    rows.path.parent.mkdir()
    pd.DataFrame({"dataset": ["a"], "x": [1]}).to_csv(rows.path, index=False)
    with pytest.raises(ValueError, match=r"r\.csv.*no column 'model', 'seed', 'fold'"):
        rows.read()


def test_an_empty_file_has_no_rows(rows):
    rows.path.parent.mkdir()
    rows.path.touch()
    assert rows.read().empty
    rows.add(RUN, "a1", [{"auc": 0.5}])
    assert list(rows.read()["auc"]) == [0.5]


@pytest.mark.parametrize("n_lost", [1, 3, 30])
def test_an_incomplete_line_is_named(rows, n_lost):
    rows.add(RUN, "a1", [{"auc": 0.5}, {"auc": 0.25}])
    rows.path.write_text(rows.path.read_text()[:-n_lost])
    with pytest.raises(ValueError, match=r"last line of .*r\.csv', line 3, must be"):
        rows.done()


def test_a_full_disk_leaves_the_file_as_it_was(rows, monkeypatch):
    rows.add(RUN, "a1", [{"auc": 0.5}])
    before = rows.path.read_bytes()

    class Full:
        def __init__(self, *args, **kwargs):
            self.file = open(*args, **kwargs)

        def __enter__(self):
            return self

        def __exit__(self, *error):
            self.file.close()

        def __getattr__(self, name):
            return getattr(self.file, name)

        def write(self, data):
            return self.file.write(data[:10])

    monkeypatch.setattr(rows_module, "open", Full, raising=False)
    with pytest.raises(OSError, match="no room left"):
        rows.add({**RUN, "seed": 1}, "a1", [{"auc": 0.5}])
    monkeypatch.undo()
    assert rows.path.read_bytes() == before


def test_a_package_without_version_is_none(tmp_path):
    rows = Rows(tmp_path / "r.csv", KEYS, COLUMNS, ["no-such-package"])
    rows.add(RUN, "a1", [{"auc": 0.5}])
    assert rows.path.read_text().count(",none,") == 1


def test_fingerprints_change_with_what_they_are_of(tmp_path):
    a, b = tmp_path / "a", tmp_path / "b"
    a.write_text("x"), b.write_text("y")
    both = fingerprint_of_files([a, b])
    assert both == fingerprint_of_files([b, a])
    b.write_text("z")
    assert both != fingerprint_of_files([a, b])
    assert fingerprint((1, "a")) == fingerprint((1, "a")) != fingerprint((1, "b"))
    assert len(both) == len(fingerprint(None)) == 8
