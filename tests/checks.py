"""Contracts that every estimator keeps: what scikit-learn's own checks do not know.

scikit-learn's battery only speaks tables; these are its counterparts for strings, codes
and one-hot arrays. Each check takes a factory of small, unfitted estimators.
"""

import functools
import pickle
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
import torch
from sklearn import config_context
from sklearn.base import clone, is_classifier
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer

from skgenarch.sequences import encode, one_hot

LENGTH = 24


def planted_sequences(n=60, length=LENGTH, motif="GATAAG", seed=0):
    """Random DNA; every other sequence has `motif` somewhere. Returns X, y (0/1)."""
    rng = np.random.default_rng(seed)
    X = ["".join(rng.choice(list("ACGT"), length)) for _ in range(n)]
    y = np.arange(n) % 2
    for i in np.flatnonzero(y):
        at = rng.integers(length - len(motif) + 1)
        X[i] = X[i][:at] + motif + X[i][at + len(motif) :]
    return X, y


def targets_for(estimator, y):
    """Turn 0/1 into what the estimator learns: labels, or measurements."""
    if is_classifier(estimator):
        return np.where(y == 1, "bound", "free")
    return y + 0.1 * np.sin(np.arange(len(y)))


def outputs(estimator, X):
    """What the estimator computes, before labels."""
    if is_classifier(estimator):
        return estimator.decision_function(X)
    return estimator.predict(X)


def fitted(make):
    X, y = planted_sequences()
    estimator = make()
    return estimator.fit(X, targets_for(estimator, y)), X


def check_all_input_kinds_give_the_same_bits(make):
    estimator, X = fitted(make)
    codes = encode(X)
    expected = outputs(estimator, X)
    kinds = {
        "tuple": tuple(X),
        "object array": np.array(X, dtype=object),
        "unicode array": np.array(X),
        "bytes array": np.array(X, dtype=bytes),
        "Series": pd.Series(X),
        "one-column frame": pd.DataFrame({"sequence": X}),
        "lower case": [s.lower() for s in X],
        "RNA": [s.replace("T", "U") for s in X],
        "codes": codes,
        "int64 codes": codes.astype(np.int64),
        "one-hot": one_hot(codes),
        "float64 one-hot": one_hot(codes).astype(np.float64),
    }
    for kind, same in kinds.items():
        np.testing.assert_array_equal(outputs(estimator, same), expected, kind)
    refitted = make().fit(
        one_hot(codes), targets_for(estimator, planted_sequences()[1])
    )
    np.testing.assert_array_equal(outputs(refitted, X), expected)


def check_same_seed_same_result_and_global_state_untouched(make):
    X, y = planted_sequences()
    np_state, torch_state = np.random.get_state(), torch.get_rng_state()
    first = make()
    y = targets_for(first, y)
    first.fit(X, y)
    make().set_params(random_state=None).fit(X, y)
    second = make().fit(X, y)
    other = make().set_params(random_state=1).fit(X, y)
    np.testing.assert_array_equal(outputs(first, X), outputs(second, X))
    assert not np.array_equal(outputs(first, X), outputs(other, X))
    assert np.array_equal(np_state[1], np.random.get_state()[1])
    assert torch.equal(torch_state, torch.get_rng_state())


def check_result_of_a_sequence_does_not_depend_on_its_company(make):
    estimator, X = fitted(make)
    together = outputs(estimator, X)
    np.testing.assert_array_equal(outputs(estimator, X[7:8]), together[7:8])
    np.testing.assert_array_equal(outputs(estimator, X[::-1]), together[::-1])


def check_both_strands_give_the_same(make):
    from skgenarch.sequences import reverse_complement

    estimator, X = fitted(functools.partial(_both_strands, make))
    np.testing.assert_allclose(
        outputs(estimator, X), outputs(estimator, reverse_complement(X)), rtol=1e-5
    )


def _both_strands(make):
    return make().set_params(average_strands=True)


def check_unequal_lengths_are_padded_and_masked(make):
    X, y = planted_sequences()
    X = [s[: LENGTH - i % 5] for i, s in enumerate(X)]
    estimator = make()
    estimator.fit(X, targets_for(estimator, y))
    result = outputs(estimator, X)
    assert np.isfinite(result).all()
    shorter_company = [s for s in X if len(s) < LENGTH]
    np.testing.assert_allclose(
        outputs(estimator, shorter_company),
        result[[len(s) < LENGTH for s in X]],
        rtol=1e-5,
        atol=1e-6,
    )


def check_pickle_and_save_keep_predictions(make, path):
    X, y = planted_sequences()
    estimator = make()
    if is_classifier(estimator):
        estimator.set_params(class_weight={"bound": 2, "free": 1})
    estimator.fit(X, targets_for(estimator, y))
    expected = outputs(estimator, X)
    text = pickle.dumps(estimator)
    assert X[0].encode() not in text
    assert encode(X[:1]).tobytes() not in text, "training data travels in the pickle"
    np.testing.assert_array_equal(outputs(pickle.loads(text), X), expected)
    estimator.save(path)
    loaded = type(estimator).load(path)
    np.testing.assert_array_equal(outputs(loaded, X), expected)
    np.testing.assert_array_equal(loaded.predict(X), estimator.predict(X))
    assert {k: v for k, v in loaded.get_params().items()} == estimator.get_params()


def check_cross_validation_in_two_processes(make):
    X, y = planted_sequences()
    estimator = make()
    y = targets_for(estimator, y)
    serial = cross_val_score(estimator, X, y, cv=2, error_score="raise")
    parallel = cross_val_score(estimator, X, y, cv=2, n_jobs=2, error_score="raise")
    np.testing.assert_array_equal(serial, parallel)


def check_training_side_by_side_in_threads(make):
    X, y = planted_sequences()
    y = targets_for(make(), y)

    def train(_):
        return outputs(make().fit(X, y), X)

    with ThreadPoolExecutor(3) as pool:
        first, *others = pool.map(train, range(3))
    for other in others:
        np.testing.assert_array_equal(other, first)


def check_pipeline_and_grid_search(make):
    X, y = planted_sequences(30)
    estimator = make()
    y = targets_for(estimator, y)
    pipeline = Pipeline([("encode", FunctionTransformer(encode)), ("net", estimator)])
    grid = {"net__learning_rate": [1e-3, 1e-2]}
    search = GridSearchCV(pipeline, grid, cv=2, error_score="raise").fit(X, y)
    assert search.predict(X).shape == (30,)


def check_sample_weight_is_routed(make):
    X, y = planted_sequences(30)
    estimator = make()
    y = targets_for(estimator, y)
    weight = np.linspace(0.1, 3, 30)
    direct = clone(estimator).fit(X, y, sample_weight=weight)
    with config_context(enable_metadata_routing=True):
        estimator.set_fit_request(sample_weight=True)
        estimator.set_score_request(sample_weight=True)
        pipeline = Pipeline([("net", estimator)]).fit(X, y, sample_weight=weight)
    np.testing.assert_array_equal(outputs(pipeline["net"], X), outputs(direct, X))
    assert not np.array_equal(outputs(direct, X), outputs(make().fit(X, y), X))


def check_padding_only_columns_do_not_matter(make):
    estimator, X = fitted(make)
    padded = encode(X, length=LENGTH + 7)
    np.testing.assert_array_equal(outputs(estimator, padded), outputs(estimator, X))


def check_unfitted_estimator_says_so(make):
    X, _ = planted_sequences(4)
    for action in (
        lambda: outputs(make(), X),
        lambda: make().predict(X),
        lambda: make().net_,
        lambda: make().save("nowhere"),
    ):
        with pytest.raises(NotFittedError, match="is not fitted yet"):
            action()


def check_clone_is_unfitted_and_equal(make):
    estimator, _ = fitted(make)
    copy = clone(estimator)
    assert copy.get_params() == estimator.get_params()
    assert not copy.__sklearn_is_fitted__()


def check_bad_sequences_are_refused_before_training(make):
    X, y = planted_sequences()
    estimator = make()
    y = targets_for(estimator, y)
    hot = one_hot(X)
    broken = hot.copy()
    broken[3, 0, 5] = np.nan
    cases = [
        ([], "0 sample"),
        ([*X[:-1], X[-1][:-1] + "!"], "!"),
        (hot[:, :3], "4"),
        (broken, "NaN|finite"),
        ([*X[:-1], "AC"], "row 59 .* 2 bases"),
        (X[0], "list"),
    ]
    for bad, message in cases:
        n = 0 if len(bad) == 0 else len(y)
        with pytest.raises(ValueError, match=message):
            estimator.fit(bad, y[:n])
        assert not estimator.__sklearn_is_fitted__()
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        estimator.fit(X, y[:-1])


def check_longer_sequences_are_refused_in_prediction(make):
    estimator, X = fitted(make)
    with pytest.raises(
        ValueError, match=f"at most {LENGTH} bases, but row 0 .* {LENGTH + 1}"
    ):
        estimator.predict([X[0] + "A"])


def check_interrupted_fit_leaves_it_unfitted(make, monkeypatch):
    estimator, X = fitted(make)
    _, y = planted_sequences()

    def interrupt(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr("skgenarch.estimators.trainer.Trainer.get_loss", interrupt)
    with pytest.raises(KeyboardInterrupt):
        estimator.fit(X, targets_for(estimator, y))
    with pytest.raises(NotFittedError):
        estimator.predict(X)


def check_default_space_names_parameters(make):
    estimator = make()
    space = type(estimator).default_space()
    assert {"learning_rate", "dropout"} <= set(space) <= set(estimator.get_params())


def check_html_representation(make):
    assert type(make()).__name__ in make()._repr_html_()


def check_docstring_describes_every_parameter_and_attribute(make):
    estimator, _ = fitted(make)
    text = type(estimator).__doc__
    described = {
        name.strip()
        for line in text.splitlines()
        if " : " in line and not line.startswith(" ")
        for name in line.split(" : ")[0].split(",")
    }
    attributes = {
        name for name in vars(estimator) if name.endswith("_") and name[0] != "_"
    }
    assert set(estimator.get_params()) | attributes <= described
