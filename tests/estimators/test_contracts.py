"""scikit-learn's checks and ours, over every estimator."""

import functools
import inspect

import pytest
from sklearn.utils.estimator_checks import check_estimator

import checks
from skgenarch import estimators
from toys import ESTIMATORS, SMALL, make_table_estimator

# scikit-learn excuses its own stochastic estimators from this one as well: batches of
# repeated rows are not batches of weighted rows.
EXCUSED = {
    "check_sample_weight_equivalence_on_dense_data": "batches are drawn at random",
}
# Counted, because a wrong input tag silently turns all of them into one.
FEWEST_CHECKS = {"Classifier": 60, "Regressor": 57}

OUR_CHECKS = [
    check for name, check in vars(checks).items() if name.startswith("check_")
]


def make_small(name):
    net = name.removesuffix("Classifier").removesuffix("Regressor")
    return getattr(estimators, name)(
        **SMALL[net], max_epochs=2, batch_size=16, random_state=0
    )


@pytest.mark.parametrize("name", ESTIMATORS)
def test_scikit_learn_checks(name):
    results = check_estimator(
        make_table_estimator(name), expected_failed_checks=EXCUSED, on_skip=None
    )
    kind = "Classifier" if name.endswith("Classifier") else "Regressor"
    passed = [r["check_name"] for r in results if r["status"] == "passed"]
    assert len(passed) >= FEWEST_CHECKS[kind] - 2
    assert len(results) >= FEWEST_CHECKS[kind]


@pytest.mark.parametrize("check", OUR_CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", ESTIMATORS)
def test_contract(name, check, tmp_path, monkeypatch):
    fixtures = {"path": tmp_path / "model", "monkeypatch": monkeypatch}
    wanted = inspect.signature(check).parameters
    check(
        functools.partial(make_small, name),
        **{key: value for key, value in fixtures.items() if key in wanted},
    )
