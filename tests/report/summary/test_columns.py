"""How parameters and candidates are written for a page."""

import numpy as np
from scipy.stats import loguniform, norm, randint
from sklearn.linear_model import Ridge

from skgenarch.report.summary.columns import Columns
from skgenarch.search import Space


def test_parameters_say_what_they_are():
    space = Space(
        [
            {
                "lr": loguniform(1e-4, 1),
                "depth": randint(1, 5),
                "act": ["relu", None, True, 1.5],
                "model": [Ridge(alpha=2.0)],
                "units": [8, 16],
            },
            {"lr": [0.5, "auto"]},
        ]
    )
    found = {param["name"]: param for param in Columns(space, []).describe()}
    assert found["lr"]["kind"] == "mixed" and found["lr"]["log"]
    assert found["lr"]["numbers"] == {"low": 1e-4, "high": 1.0, "listed": None}
    assert [c["data"] for c in found["lr"]["categories"]] == [0.5, "auto"]
    assert found["depth"]["numbers"] == {"low": 1, "high": 4, "listed": None}
    assert found["depth"]["integer"] and found["depth"]["inactive"]
    assert found["units"]["numbers"]["listed"] == [8, 16]
    assert found["act"]["kind"] == "category"
    assert [c["text"] for c in found["act"]["categories"]] == [
        "'relu'",
        "None",
        "True",
        "1.5",
    ]
    assert [c["data"] for c in found["act"]["categories"]] == ["relu", None, True, 1.5]
    assert found["model"]["categories"] == [
        {"text": "Ridge(alpha=2.0)", "data": {"text": "Ridge(alpha=2.0)"}}
    ]
    assert found["model"]["constant"] and not found["act"]["constant"]
    assert found["act"]["domain"] == "'relu', None, True, 1.5"


def test_values_are_numbers_or_places_in_the_list():
    space = Space([{"a": ["x", "y"], "n": [1, 2]}, {"a": ["z"]}])
    candidates = [{"a": "y", "n": np.int64(2)}, {"a": "z"}, {"a": "w", "n": 1}]
    columns = Columns(space, candidates)
    assert columns.encode(candidates) == {
        "numbers": {"n": [2, None, 1]},
        "categories": {"a": [1, 2, 3]},
    }
    assert columns.describe()[0]["categories"][3] == {"text": "'w'", "data": "w"}


def test_an_open_end_is_what_was_observed():
    space = Space({"x": norm(0, 1)})
    candidates = [{"x": -1.25}, {"x": 0.5}]
    (param,) = Columns(space, candidates).describe()
    assert param["numbers"] == {"low": -1.25, "high": 0.5, "listed": None}
