"""A saved estimator is loaded without knowing which it is."""

import json

import numpy as np
import pytest

from skgenarch import AttentionNetClassifier, DeepBindRegressor
from skgenarch.estimators import load_estimator

X = ["ACGTACGTAC" * 4, "TTGTAGGTCA" * 4] * 4


@pytest.mark.parametrize("make", [AttentionNetClassifier, DeepBindRegressor])
def test_class_is_found(make, tmp_path):
    net = make(n_filters=2, max_epochs=1, random_state=0).fit(X, [0, 1] * 4)
    net.save(tmp_path / "net")
    loaded = load_estimator(tmp_path / "net")
    assert type(loaded) is make
    np.testing.assert_array_equal(loaded.predict(X), net.predict(X))


def test_nothing_saved(tmp_path):
    with pytest.raises(FileNotFoundError, match="No saved estimator"):
        load_estimator(tmp_path)


@pytest.mark.parametrize("text", ["{", "{}", "[]"])
def test_damaged(tmp_path, text):
    (tmp_path / "estimator.json").write_text(text)
    with pytest.raises(ValueError, match="damaged or incomplete"):
        load_estimator(tmp_path)


def test_only_estimators_of_this_package_are_loaded(tmp_path):
    (tmp_path / "estimator.json").write_text(json.dumps({"class": "Path"}))
    with pytest.raises(ValueError, match="holds a Path, which this version"):
        load_estimator(tmp_path)
