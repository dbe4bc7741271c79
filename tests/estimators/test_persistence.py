"""Saving and loading: what comes back, and what is refused."""

import json

import numpy as np
import pytest
from skorch.callbacks import LRScheduler

from checks import planted_sequences
from skgenarch import AttentionNetClassifier, DeepBindClassifier, DeepBindRegressor

SMALL = {"n_filters": 8, "kernel_size": (3, 8), "max_epochs": 1}


@pytest.fixture(scope="module")
def data():
    return planted_sequences(40)


@pytest.mark.parametrize("labels", [["b", "a"], [False, True], [3, 7], [0.0, 2.0]])
def test_labels_of_every_type_come_back(tmp_path, data, labels):
    X, y = data
    model = DeepBindClassifier(**SMALL, n_ensemble=2).fit(X, np.array(labels)[y])
    model.save(tmp_path / "model")
    loaded = DeepBindClassifier.load(tmp_path / "model")
    assert loaded.classes_.dtype == model.classes_.dtype
    assert len(loaded.nets_) == 2
    np.testing.assert_array_equal(loaded.predict(X), model.predict(X))


def test_object_labels_come_back(tmp_path, data):
    X, y = data
    model = DeepBindClassifier(**SMALL).fit(X, np.array(["b", "a"], dtype=object)[y])
    model.save(tmp_path)
    assert DeepBindClassifier.load(tmp_path).classes_.tolist() == ["a", "b"]


def test_what_json_cannot_hold_is_left_out(tmp_path, data):
    X, y = data
    model = AttentionNetClassifier(
        **SMALL,
        callbacks=[LRScheduler()],
        random_state=np.random.RandomState(0),
        learning_rate=np.float64(0.01),
        n_blocks=np.int64(1),
        stem_pool=2,
    ).fit(X, y)
    model.save(tmp_path)
    params = AttentionNetClassifier.load(tmp_path).get_params()
    assert params["random_state"] is None
    assert params["callbacks"] is None
    assert params["kernel_size"] == (3, 8)
    assert params["learning_rate"] == 0.01


def test_loading_needs_no_pickle(tmp_path, data):
    X, y = data
    DeepBindClassifier(**SMALL).fit(X, y).save(tmp_path)
    assert {p.name for p in tmp_path.iterdir()} == {
        "estimator.json",
        "weights.safetensors",
    }


def test_saving_again_replaces(tmp_path, data):
    X, y = data
    DeepBindClassifier(**SMALL, random_state=0).fit(X, y).save(tmp_path)
    second = DeepBindClassifier(**SMALL, random_state=1).fit(X, y)
    second.save(tmp_path)
    np.testing.assert_array_equal(
        DeepBindClassifier.load(tmp_path).decision_function(X),
        second.decision_function(X),
    )


def test_failed_save_leaves_the_old_model_and_no_debris(tmp_path, data, monkeypatch):
    X, y = data
    first = DeepBindClassifier(**SMALL, random_state=0).fit(X, y)
    first.save(tmp_path)

    def fail(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr("skgenarch.estimators.persistence.save_file", fail)
    with pytest.raises(OSError, match="disk full"):
        DeepBindClassifier(**SMALL, random_state=1).fit(X, y).save(tmp_path)
    assert len(list(tmp_path.iterdir())) == 2
    np.testing.assert_array_equal(
        DeepBindClassifier.load(tmp_path).decision_function(X),
        first.decision_function(X),
    )


def test_empty_folder_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"estimator\.json is missing"):
        DeepBindClassifier.load(tmp_path)


def test_other_class_is_named(tmp_path, data):
    X, y = data
    DeepBindRegressor(**SMALL).fit(X, y.astype(float)).save(tmp_path)
    with pytest.raises(ValueError, match="Load it with DeepBindRegressor"):
        DeepBindClassifier.load(tmp_path)


def test_changed_architecture_is_not_saved(tmp_path, data):
    model = DeepBindClassifier(**SMALL).fit(*data).set_params(n_filters=4)
    with pytest.raises(ValueError, match="changed after fit"):
        model.save(tmp_path)


@pytest.mark.parametrize("name", ["estimator.json", "weights.safetensors"])
@pytest.mark.parametrize("content", [b"", b"{}", b"garbage"])
def test_damaged_files_are_named(tmp_path, data, name, content):
    DeepBindClassifier(**SMALL).fit(*data).save(tmp_path)
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match="damaged or incomplete"):
        DeepBindClassifier.load(tmp_path)


def test_newer_format_is_refused(tmp_path, data):
    X, y = data
    DeepBindClassifier(**SMALL).fit(X, y).save(tmp_path)
    path = tmp_path / "estimator.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 99}))
    with pytest.raises(ValueError, match="newer format"):
        DeepBindClassifier.load(tmp_path)
