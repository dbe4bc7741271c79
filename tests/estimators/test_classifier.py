"""Labels, weights, and the renewal of negatives."""

import numpy as np
import pytest
from joblib import parallel_config

from checks import planted_sequences
from skgenarch import DeepBindClassifier
from skgenarch.sequences import dinucleotide_shuffle

SMALL = {"n_filters": 16, "kernel_size": 8, "dropout": 0.0, "random_state": 0}
FAST = {**SMALL, "max_epochs": 25, "batch_size": 32, "learning_rate": 0.01}


def three_classes(n=150):
    rng = np.random.default_rng(0)
    motifs = {"gata": "GATAAGAT", "ebox": "CCACGTGG", "none": ""}
    names = rng.choice(list(motifs), n)
    X = ["".join(rng.choice(list("ACGT"), 40)) for _ in range(n)]
    return [
        motifs[k] + s[len(motifs[k]) :] for k, s in zip(names, X, strict=True)
    ], names


def test_string_labels_of_three_classes():
    X, y = three_classes()
    model = DeepBindClassifier(**{**FAST, "max_epochs": 60}).fit(X, y)
    assert model.classes_.tolist() == ["ebox", "gata", "none"]
    probabilities = model.predict_proba(X)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    assert model.decision_function(X).shape == (150, 3)
    assert model.score(X, y) > 0.9


@pytest.mark.parametrize(
    "labels", [["free", "bound"], [False, True], [-1, 5], [0.0, 1.0]], ids=str
)
def test_second_of_the_sorted_labels_is_the_positive_one(labels):
    X, y = planted_sequences(100)
    y = np.array(sorted(labels))[y]
    model = DeepBindClassifier(**FAST).fit(X, y)
    assert model.classes_.tolist() == sorted(labels)
    positive = model.predict_proba(X)[:, 1] > 0.5
    np.testing.assert_array_equal(model.predict(X) == model.classes_[1], positive)
    np.testing.assert_array_equal(model.decision_function(X) > 0, positive)


def test_one_class_is_refused():
    X, _ = planted_sequences(10)
    with pytest.raises(ValueError, match="only one class: 'bound'"):
        DeepBindClassifier(**SMALL).fit(X, ["bound"] * 10)


def test_continuous_labels_are_refused():
    X, y = planted_sequences(10)
    with pytest.raises(ValueError, match="Unknown label type"):
        DeepBindClassifier(**SMALL).fit(
            X, y + 0.5 * np.random.default_rng(0).random(10)
        )


def test_weights_move_the_decision():
    X, y = planted_sequences(100)
    means = [
        DeepBindClassifier(**FAST, class_weight=weights)
        .fit(X, y)
        .decision_function(X)
        .mean()
        for weights in ({0: 10, 1: 1}, None, {0: 1, 1: 10})
    ]
    assert means == sorted(means)
    by_sample = DeepBindClassifier(**FAST).fit(X, y, sample_weight=np.where(y, 10, 1))
    by_class = DeepBindClassifier(**FAST, class_weight={0: 1, 1: 10}).fit(X, y)
    np.testing.assert_allclose(
        by_sample.decision_function(X), by_class.decision_function(X)
    )


def test_balanced_weights_are_those_of_scikit_learn():
    X, y = planted_sequences(100)
    X, y = X[:75], np.sort(y)[:75]  # 50 against 25
    balanced = DeepBindClassifier(**FAST, class_weight="balanced").fit(X, y)
    explicit = DeepBindClassifier(**FAST, class_weight={0: 0.75, 1: 1.5}).fit(X, y)
    np.testing.assert_allclose(
        balanced.decision_function(X), explicit.decision_function(X)
    )


def shuffled_negatives(n=60):
    X, y = planted_sequences(2 * n, length=40)
    positives = [s for s, label in zip(X, y, strict=True) if label]
    return positives, dinucleotide_shuffle(positives, random_state=0)


def renews(positives, negatives, **params):
    X = [*positives, *negatives]
    y = [1] * len(positives) + [0] * len(negatives)
    return (
        DeepBindClassifier(**SMALL, max_epochs=1, **params)
        .fit(X, y)
        .resample_negatives_
    )


def test_shuffled_negatives_are_recognised():
    positives, negatives = shuffled_negatives()
    assert renews(positives, negatives)
    assert not renews(positives, negatives, resample_negatives=False)


def test_some_of_many_negatives_are_judged_whatever_their_order(monkeypatch):
    positives, negatives = shuffled_negatives()
    monkeypatch.setattr("skgenarch.estimators.classifier._N_JUDGED", 40)
    other = planted_sequences(60, seed=9)[0][:60]
    mixed = [s for pair in zip(other, negatives, strict=True) for s in pair]
    assert renews(positives, mixed)
    assert renews(positives, mixed[1:] + mixed[:1])
    assert not renews(positives, other)


def test_fits_do_not_send_their_shuffles_elsewhere(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a fit makes its shuffles itself")

    positives, negatives = shuffled_negatives()
    monkeypatch.setattr("skgenarch.sequences.shuffling.Parallel", refuse)
    with parallel_config("multiprocessing", n_jobs=2):
        assert renews(positives, negatives)


def test_shuffled_negatives_are_recognised_in_a_small_training_fold():
    positives, negatives = shuffled_negatives()
    # Of a random third, two thirds of the shuffles have lost their parent.
    assert renews(positives[:30], negatives[20:50])


@pytest.mark.parametrize("labels", [["unbound", "bound"], [2, 1]], ids=str)
def test_labels_that_do_not_say_what_is_negative_renew_nothing(labels):
    # Whichever class sorts first: real peaks must never be taken for their shuffles.
    positives, negatives = shuffled_negatives()
    X = [*positives, *negatives]
    y = np.repeat(labels[::-1], [len(positives), len(negatives)])
    model = DeepBindClassifier(**SMALL, max_epochs=1).fit(X, y)
    assert not model.resample_negatives_


def test_genomic_negatives_are_left_alone():
    positives, _ = shuffled_negatives()
    genomic, _ = planted_sequences(60, length=40, seed=9)
    assert not renews(positives, genomic)
    assert renews(positives, genomic, resample_negatives=True)


def test_more_than_two_classes_have_no_negatives():
    X, y = three_classes(30)
    assert not DeepBindClassifier(**SMALL, max_epochs=1).fit(X, y).resample_negatives_
    with pytest.raises(
        ValueError, match="'resample_negatives' parameter must be False"
    ):
        DeepBindClassifier(**SMALL, resample_negatives=True).fit(X, y)
