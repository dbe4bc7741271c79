import numpy as np
from sklearn.linear_model import Ridge

from skgenarch.benchmarks.kmer_ridge import (
    MeanFilledRidge,
    binned_4mers,
    binned_4mers_and_6mers,
    count_kmers,
    kmer_ridge,
)


def test_words_are_counted_where_they_start():
    counts = count_kmers(["AACA", "NACA"], k=2, n_bins=3)
    assert counts.shape == (2, 3 * 16)
    bins = counts.reshape(2, 3, 16)
    aa, ac, ca = 0, 1, 4
    assert bins[0, 0, aa] == bins[0, 1, ac] == bins[0, 2, ca] == 1
    assert bins[0].sum() == 3
    assert bins[1].sum() == 2 and bins[1, 0].sum() == 0  # N has no words


def test_words_of_one_bin_are_those_of_the_sequence():
    sequence = "ACGTACGTTTACG"
    (counts,) = count_kmers([sequence], k=3)
    for code, word in enumerate(
        a + b + c for a in "ACGT" for b in "ACGT" for c in "ACGT"
    ):
        expected = sum(sequence[i : i + 3] == word for i in range(len(sequence) - 2))
        assert counts[code] == expected


def test_features_are_roots_of_counts():
    sequences = ["ACGT" * 20, "AAAA" * 20]
    four, both = binned_4mers(sequences), binned_4mers_and_6mers(sequences)
    assert four.shape == (2, 8 * 256) and both.shape == (2, 8 * 256 + 4096)
    np.testing.assert_allclose((four**2).sum(axis=1), 77)
    np.testing.assert_allclose((both[:, 8 * 256 :] ** 2).sum(axis=1), 75)


def test_missing_targets_take_the_mean_and_predictions_have_their_units():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 5))
    y = X @ rng.normal(size=(5, 2)) * [1, 1000] + [0, 5000]
    y[:20, 1] = np.nan
    model = MeanFilledRidge().fit(X, y)
    filled = np.where(np.isnan(y), np.nanmean(y, axis=0), y)
    scale = np.nanstd(y, axis=0)
    alpha = model.ridge_.alpha_
    by_hand = Ridge(alpha).fit(X, (filled - np.nanmean(y, axis=0)) / scale).predict(X)
    expected = by_hand * scale + np.nanmean(y, axis=0)
    np.testing.assert_allclose(model.predict(X), expected)


def test_an_output_that_never_changes_is_predicted_as_it_is():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(50, 3)), rng.normal(size=(50, 2))
    y[:, 1] = 7
    np.testing.assert_allclose(MeanFilledRidge().fit(X, y).predict(X)[:, 1], 7)


def test_pipeline_takes_sequences():
    rng = np.random.default_rng(0)
    X = ["".join(rng.choice(list("ACGT"), 100)) for _ in range(60)]
    y = np.array([[s.count("A"), s.count("CG")] for s in X], dtype=float)
    assert kmer_ridge(binned_4mers).fit(X, y).predict(X).shape == (60, 2)
