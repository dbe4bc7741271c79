"""Tests of the simulated binding sites."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skgenarch.datasets import make_tfbs
from skgenarch.datasets.background import BASE_FREQUENCIES
from skgenarch.datasets.jaspar import load_motifs
from skgenarch.sequences import encode, reverse_complement


def dinucleotides(sequence):
    return Counter(pairwise(sequence))


def test_shapes_and_types():
    X, y = make_tfbs(50, random_state=0)
    assert X.shape == (50,)
    assert X.dtype == object
    assert all(type(sequence) is str for sequence in X)
    assert {len(sequence) for sequence in X} == {101}
    assert set("".join(X)) == set("ACGT")
    assert y.dtype == np.int64
    assert y.sum() == 25


def test_the_same_seed_gives_the_same_data_and_another_seed_does_not():
    X, y = make_tfbs(40, random_state=3)
    again, y_again = make_tfbs(40, random_state=3)
    other, _ = make_tfbs(40, random_state=4)
    assert X.tolist() == again.tolist()
    assert y.tolist() == y_again.tolist()
    assert X.tolist() != other.tolist()


def test_the_global_random_state_is_left_alone():
    before = np.random.get_state()[1].copy()
    make_tfbs(20, random_state=0)
    assert np.array_equal(before, np.random.get_state()[1])


def test_classes_are_mixed():
    _, y = make_tfbs(200, random_state=0)
    assert 30 < y[:100].sum() < 70


@pytest.mark.parametrize("fraction, n_positives", [(0.1, 10), (0.5, 50), (0.9, 90)])
def test_positive_fraction(fraction, n_positives):
    _, y = make_tfbs(100, positive_fraction=fraction, random_state=0)
    assert y.sum() == n_positives


def test_every_bound_sequence_has_one_site_which_can_be_read_in_it():
    X, y, sites = make_tfbs(
        100, motif="GATA1", partner="REST", random_state=0, return_sites=True
    )
    target = sites[sites["motif"] == "GATA1"]
    assert target["sequence"].tolist() == np.flatnonzero(y).tolist()
    assert (sites["motif"] == "REST").sum() == 15
    for site in sites.itertuples():
        letters = X[site.sequence][site.position : site.position + len(site.site)]
        assert site.site == (
            letters if site.strand == "+" else reverse_complement(letters)
        )


def test_shuffled_negatives_have_the_dinucleotides_of_the_bound_sequences():
    X, y = make_tfbs(30, length=60, random_state=0)
    bound = sorted(sorted(dinucleotides(x).items()) for x in X[y == 1])
    unbound = sorted(sorted(dinucleotides(x).items()) for x in X[y == 0])
    assert bound == unbound
    assert set(X[y == 1]).isdisjoint(X[y == 0])


def test_with_few_positives_each_is_shuffled_more_than_once():
    X, y = make_tfbs(30, positive_fraction=0.1, random_state=0)
    bound = {frozenset(dinucleotides(x).items()) for x in X[y == 1]}
    unbound = Counter(frozenset(dinucleotides(x).items()) for x in X[y == 0])
    assert set(unbound) == bound
    assert set(unbound.values()) == {9}
    assert len(set(X)) == 30


def test_background_negatives_are_not_shuffles():
    X, y = make_tfbs(30, negatives="background", random_state=0)
    bound = {frozenset(dinucleotides(x).items()) for x in X[y == 1]}
    unbound = {frozenset(dinucleotides(x).items()) for x in X[y == 0]}
    assert bound.isdisjoint(unbound)


def test_central_sites_lie_about_the_middle_and_uniform_ones_anywhere():
    spread = {}
    for position in ("center", "uniform"):
        _, _, sites = make_tfbs(
            2000,
            motif="MAX",
            partner=None,
            position=position,
            random_state=0,
            return_sites=True,
        )
        middle = sites["position"] + (6 - 1) / 2
        assert middle.mean() == pytest.approx(50, abs=3)
        spread[position] = middle.std()
    assert spread["center"] == pytest.approx(101 / 8, rel=0.1)
    assert spread["uniform"] == pytest.approx(96 / 12**0.5, rel=0.1)


def test_weak_sites_are_farther_from_the_consensus():
    def mean_matches(**params):
        _, _, sites = make_tfbs(
            400, motif="MAX", partner=None, random_state=0, return_sites=True, **params
        )
        matches = [
            sum(a == b for a, b in zip(site, "CACGTG", strict=True))
            for site in sites["site"]
        ]
        return np.mean(matches)

    weak, mixed, strong = (mean_matches(weak_fraction=f) for f in (1.0, 0.5, 0.0))
    assert weak < mixed < strong
    assert mean_matches(site_strength=20.0, weak_fraction=0.0) == 6
    assert mean_matches(site_strength=0.0) == pytest.approx(1.5, abs=0.2)


def test_the_default_task_is_learnable_but_not_by_composition():
    """The planted motif gives an AUC of 0.9 to 0.98; 3-mer counts stay below 0.75."""
    X, y = make_tfbs(random_state=0)
    X_test, y_test = make_tfbs(random_state=1)
    log_odds = np.log(load_motifs()["CTCF"] / BASE_FREQUENCIES)
    assert 0.9 < roc_auc_score(y_test, motif_score(X_test, log_odds)) < 0.98
    three_mers = make_pipeline(
        CountVectorizer(analyzer="char", ngram_range=(3, 3)),
        StandardScaler(with_mean=False),
        LogisticRegression(C=0.01, max_iter=1000),
    ).fit(X, y)
    assert roc_auc_score(y_test, three_mers.decision_function(X_test)) < 0.75


def motif_score(X, log_odds):
    """Sum of the likelihood ratios over all places and both strands."""
    codes = encode(X)
    n_starts = codes.shape[1] - len(log_odds) + 1
    total = np.zeros(len(X))
    for matrix in (log_odds, log_odds[::-1, ::-1]):
        scores = sum(row[codes[:, i : i + n_starts]] for i, row in enumerate(matrix))
        total += np.exp(scores).sum(axis=1)
    return total


@pytest.mark.parametrize(
    "params, message",
    [
        ({"n_samples": 1}, "n_samples == 1, must be >= 2"),
        ({"length": 14}, "length == 14, must be >= 15"),
        ({"length": 19, "partner": "REST"}, "length == 19, must be >= 20"),
        ({"motif": "FOXP9"}, "'motif' parameter of make_tfbs must be one of 'CTCF'"),
        ({"motif": None}, "'motif' parameter of make_tfbs must be one of 'CTCF'"),
        ({"partner": "FOXP9"}, "'partner' parameter .* Got 'FOXP9' instead"),
        ({"partner_fraction": 1.5}, "partner_fraction == 1.5, must be <= 1"),
        ({"weak_fraction": -0.5}, "weak_fraction == -0.5, must be >= 0"),
        ({"site_strength": -1.0}, "site_strength == -1.0, must be >= 0"),
        ({"position": "left"}, "'position' parameter .* 'center', 'uniform'"),
        ({"negatives": "none"}, "'negatives' parameter .* 'shuffle', 'background'"),
        ({"positive_fraction": 0.0}, "must leave at least one sequence in each class"),
        ({"positive_fraction": 0.999}, "Got 0.999 with n_samples=100"),
    ],
)
def test_wrong_parameters_are_named(params, message):
    with pytest.raises(ValueError, match=message):
        make_tfbs(**{"n_samples": 100, **params})


def test_a_number_of_the_wrong_type_is_named():
    with pytest.raises(TypeError, match="n_samples must be an instance of int"):
        make_tfbs(100.0)
