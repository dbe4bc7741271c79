import pandas as pd
import pytest

from skgenarch.benchmarks.rows import Rows

KEYS = ("dataset", "model", "seed")
RUN = {"dataset": "MYC", "model": "DeepBind", "seed": 0}


def test_a_run_is_there_when_its_rows_are(tmp_path):
    rows = Rows(tmp_path / "new" / "r.csv", KEYS, ["numpy", "scikit-learn"])
    assert rows.read().empty and not rows.has(RUN)
    rows.add(RUN, [{"fold": 0, "auc": 0.5}, {"fold": 1, "auc": 0.75}])
    assert rows.has(RUN)
    for key, other in [("dataset", "MY"), ("model", "Basset"), ("seed", 1)]:
        assert not rows.has({**RUN, key: other})
    table = rows.read()
    assert list(table["auc"]) == [0.5, 0.75]
    assert list(table.columns)[:5] == [*KEYS, "fold", "auc"]
    assert {"skgenarch", "numpy", "scikit_learn", "machine"} <= set(table)


def test_later_rows_go_below_the_columns_of_the_first(tmp_path):
    rows = Rows(tmp_path / "r.csv", KEYS)
    rows.add(RUN, [{"auc": 0.5, "note": "a"}])
    rows.add({**RUN, "seed": 1}, [{"note": "b, c", "auc": 0.25}])
    table = rows.read()
    assert list(table["note"]) == ["a", "b, c"]
    assert list(table["auc"]) == [0.5, 0.25]


def test_no_rows_write_nothing(tmp_path):
    rows = Rows(tmp_path / "r.csv", KEYS)
    rows.add(RUN, [])
    assert not rows.path.exists()


def test_a_file_of_something_else_is_refused(tmp_path):
    pd.DataFrame({"dataset": ["a"], "x": [1]}).to_csv(tmp_path / "r.csv", index=False)
    with pytest.raises(ValueError, match=r"r\.csv.*no column 'model', 'seed'"):
        Rows(tmp_path / "r.csv", KEYS).read()
