"""Words, sites and matrices: found where they were put."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import power_divergence

from skgenarch.interpretation.motifs.discovery import background_of, discover
from skgenarch.interpretation.motifs.refinement import Counts, count_sites, tell_apart
from skgenarch.interpretation.motifs.seeds import find_seeds, log_likelihood_gain
from skgenarch.interpretation.motifs.similarity import similarity
from skgenarch.interpretation.motifs.sites import (
    Searched,
    Sites,
    best_sites,
    site_letters,
)
from skgenarch.interpretation.motifs.windows import peak_windows
from skgenarch.sequences import PAD, decode, encode, reverse_complement

UNIFORM = np.full(4, 0.25)


def random_codes(n, length, seed=0):
    return np.random.default_rng(seed).integers(4, size=(n, length)).astype(np.uint8)


def anywhere(codes):
    return Searched(codes, np.ones(codes.shape, dtype=bool))


def plant(codes, word, rows, seed=1):
    """Write a word into rows, at random places and on random strands."""
    rng = np.random.default_rng(seed)
    for row in rows:
        text = word if rng.random() < 0.5 else reverse_complement(word)
        start = rng.integers(codes.shape[1] - len(word) + 1)
        codes[row, start : start + len(word)] = encode([text])[0]


def brute_force_best(codes, allowed, matrix):
    """The best site, by going through all of them."""
    width, best = len(matrix), (-np.inf, 0, False)
    for start in range(len(codes) - width + 1):
        if not allowed[start + width // 2]:
            continue
        letters = codes[start : start + width]
        if (letters > 3).any():
            continue
        here = sum(matrix[i, letter] for i, letter in enumerate(letters))
        turned = [3 - letter for letter in letters[::-1]]
        there = sum(matrix[i, letter] for i, letter in enumerate(turned))
        best = max(
            best, (round(here, 4), -start, False), (round(there, 4), -start, True)
        )
    return best


@given(st.integers(0, 10_000))
def test_best_sites_are_those_of_brute_force(seed):
    rng = np.random.default_rng(seed)
    codes = rng.choice([0, 1, 2, 3, 4, PAD], p=[0.22] * 4 + [0.06] * 2, size=(6, 14))
    codes = codes.astype(np.uint8)
    allowed = rng.random(codes.shape) < 0.7
    matrix = rng.normal(size=(rng.integers(1, 6), 4)).round(3)
    sites = best_sites(Searched(codes, allowed), matrix)
    for row in range(len(codes)):
        score = brute_force_best(codes[row], allowed[row], matrix)[0]
        assert sites.score[row] == pytest.approx(score, abs=2e-4)


def test_letters_of_a_site_are_read_on_its_strand():
    codes = encode(["AACCGGTTA", "AACCGGTTA"])
    sites = Sites(
        np.array([0, 1]), np.array([1, 1]), np.array([False, True]), np.zeros(2)
    )
    assert decode(site_letters(codes, sites, 3)) == ["ACC", "GGT"]
    flanked = site_letters(codes, sites, 3, flank=2)
    # The flank leaves the sequence: before the site, or behind it on its strand.
    assert flanked[0, 0] == PAD and flanked[1, 6] == PAD
    assert decode(flanked[:1, 1:]) == ["AACCGG"]
    assert decode(flanked[1:, :6]) == ["CCGGTT"]


def test_sequence_shorter_than_a_matrix_has_no_site():
    sites = best_sites(anywhere(encode(["ACG"])), np.zeros((5, 4)))
    assert sites.score.tolist() == [-np.inf]


def test_gain_is_the_g_statistic():
    table = np.array([[30, 70], [10, 90]])
    gain = log_likelihood_gain(30, 100, 10, 100)
    expected = power_divergence(
        table.ravel(), np.array([20, 80, 20, 80]), lambda_="log-likelihood"
    ).statistic
    assert 2 * gain == pytest.approx(expected)
    assert log_likelihood_gain(10, 100, 30, 100) == pytest.approx(-gain)
    assert log_likelihood_gain(0, 100, 0, 100) == 0


@pytest.mark.parametrize("word", ["GATAAGA", "CCATATGG"])
def test_planted_word_is_the_best_seed(word):
    codes = random_codes(200, 50)
    plant(codes, word, range(0, 200, 2))
    best = find_seeds(anywhere(codes), anywhere(random_codes(200, 50, seed=9)))[0]
    letters = np.full(best.offsets[-1] + 1, 4, dtype=np.uint8)
    letters[list(best.offsets)] = best.bases
    found = decode(letters[None])[0]
    assert any(
        all(a in ("N", b) for a, b in zip(found, part, strict=True))
        for text in (word, reverse_complement(word))
        for part in [
            text[i : i + len(found)] for i in range(len(text) - len(found) + 1)
        ]
    ), found


def test_word_with_a_gap_is_found():
    codes = random_codes(200, 50)
    rng = np.random.default_rng(3)
    for row in range(120):
        spacer = "".join(rng.choice(list("ACGT"), 6))
        plant(codes, f"CGGA{spacer}TTCA", [row], seed=row)
    control = anywhere(random_codes(200, 50, seed=9))
    found = discover(anywhere(codes), control, UNIFORM, n_motifs=1, min_information=0.5)
    best = found[0].probabilities.max(axis=1)
    assert len(best) == 14
    assert (best[:4] > 0.8).all() and (best[10:] > 0.8).all()
    assert (best[5:9] < 0.5).all()


def test_looked_for_only_where_allowed():
    codes = random_codes(200, 60)
    for row in range(200):
        codes[row, 40:48] = encode(["GATAAGAC"])[0]
    allowed = np.zeros(codes.shape, dtype=bool)
    allowed[:, :20] = True
    control = Searched(random_codes(200, 60, seed=9), allowed)
    for found in discover(Searched(codes, allowed), control, UNIFORM):
        assert found.gain < 15  # all of it by chance; the word itself has over 130


def test_two_motifs_are_told_apart_and_found_once_each():
    codes = random_codes(300, 60)
    plant(codes, "TGACTCAGC", range(200))
    plant(codes, "CCGGAAGTA", range(150, 300), seed=5)
    control = anywhere(random_codes(300, 60, seed=9))
    found = discover(anywhere(codes), control, UNIFORM, n_motifs=2)
    expected = ["TGACTCAGC", "CCGGAAGTA"]
    matrices = [np.eye(4)[encode([word])[0]] for word in expected]
    alike = [[similarity(m, f.probabilities) for f in found] for m in matrices]
    np.testing.assert_array_equal(np.array(alike).round(1) >= 0.9, np.eye(2))


def test_random_sequences_give_next_to_nothing():
    found = discover(
        anywhere(random_codes(300, 60)), anywhere(random_codes(300, 60, 9)), UNIFORM
    )
    assert all(motif.gain < 15 for motif in found)


def test_sequences_are_scored_without_themselves():
    # Two sites that share nothing: each looks perfect to a matrix made of both.
    codes = encode(["ACGTACGTAA", "CATGGTCCTT"])
    counts = Counts(np.eye(4)[codes].sum(axis=0), np.arange(2))
    found = tell_apart(anywhere(codes), anywhere(codes), counts, UNIFORM)
    assert found.gain == 0
    assert found.threshold == np.inf


def test_flanks_without_information_are_trimmed():
    codes = random_codes(500, 40)
    codes[:, 15:23] = encode(["GATAAGAC"])[0]
    n = len(codes)
    sites = Sites(np.arange(n), np.full(n, 15), np.zeros(n, bool), np.zeros(n))
    counts = count_sites(anywhere(codes), sites, 8, UNIFORM, 0.25, flank=6)
    assert decode(counts.bases.argmax(axis=1).astype(np.uint8)[None]) == ["GATAAGAC"]
    assert (counts.bases.max(axis=1) == n).all()


def test_background_counts_both_strands():
    codes = encode(["AAAAAAAACC"] * 100)
    np.testing.assert_allclose(background_of(codes), [0.4, 0.1, 0.1, 0.4], atol=1e-3)


def test_similarity_of_moved_and_turned_matrices():
    matrix = np.random.default_rng(0).dirichlet([0.3] * 4, size=9)
    assert similarity(matrix, matrix) == pytest.approx(1)
    assert similarity(matrix, matrix[::-1, ::-1]) == pytest.approx(1)
    assert similarity(matrix, matrix[2:]) == pytest.approx(1)
    other = np.random.default_rng(1).dirichlet([0.3] * 4, size=9)
    assert similarity(matrix, other) < 0.8
    assert similarity(matrix[:3], other[:3]) < 1


def test_windows_stand_around_the_peaks():
    codes = random_codes(3, 40)
    codes[2, 30:] = PAD
    profile = np.full((3, 40), 0.01)
    profile[0, 10] = profile[0, 30] = 1.0
    profile[2, 28] = 1.0
    windows = peak_windows(profile, codes, width=5, n_peaks=2, threshold=1.5)
    assert np.flatnonzero(windows[0]).tolist() == [*range(8, 13), *range(28, 33)]
    assert not windows[1].any()  # flat: no peak is high
    assert np.flatnonzero(windows[2]).tolist() == [26, 27, 28, 29]


def test_windows_do_not_depend_on_the_unit():
    codes = random_codes(5, 30)
    profile = np.random.default_rng(0).random((5, 30))
    here = peak_windows(profile, codes, width=3, n_peaks=1, threshold=1.2)
    there = peak_windows(1000 * profile, codes, width=3, n_peaks=1, threshold=1.2)
    np.testing.assert_array_equal(here, there)
