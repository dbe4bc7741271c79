"""Motifs from nets: those that were planted, where they were planted."""

import copy

import numpy as np
import pytest
import torch
from sklearn.exceptions import NotFittedError

from skgenarch import AttentionNetClassifier, DeepBindClassifier
from skgenarch.interpretation import extract_motifs, load_jaspar
from skgenarch.interpretation.motifs.similarity import similarity
from skgenarch.interpretation.motifs.sites import Searched, best_sites
from skgenarch.sequences import encode, reverse_complement

SOURCES = ["gradient", "attention", "mutagenesis", "filters", "sequences"]


@pytest.fixture(scope="module")
def ctcf():
    return next(motif for motif in load_jaspar() if motif.name == "MA0139.2")


@pytest.mark.parametrize("source", SOURCES)
def test_planted_motif_is_the_first(binding_net, tfbs, ctcf, source):
    X, y, _ = tfbs
    X = X[np.flatnonzero(y)[:120]]
    motifs = extract_motifs(binding_net, X, source=source, n_motifs=2, random_state=0)
    assert similarity(motifs[0].probabilities, ctcf.probabilities) > 0.85
    assert motifs[0].enrichment.p_value < 1e-6
    assert motifs[0].support > 0.4


def test_strongest_sites_are_in_bound_sequences(binding_net, tfbs):
    X, y, _ = tfbs
    sites = extract_motifs(binding_net, X, n_motifs=1, random_state=0)[0].sites
    sites = sites.sort_values("score", ascending=False)
    assert (y[sites["sequence"][:300]] == 1).all()


def share_bound(X, y, matrix, n_sites):
    """Share of bound sequences among those where a matrix fits best."""
    codes = encode(X)
    scores = np.log2(
        (matrix + 0.01) / (matrix + 0.01).sum(axis=1, keepdims=True) / 0.25
    )
    found = best_sites(Searched(codes, np.ones(codes.shape, dtype=bool)), scores)
    return y[np.argsort(-found.score)[:n_sites]].mean()


def test_sites_are_where_they_were_planted(tfbs, ctcf):
    X, y, planted = tfbs
    net = AttentionNetClassifier(
        n_filters=16, gapped_kmer_size=0, max_epochs=20, random_state=0
    )
    motif = extract_motifs(net.fit(X, y), X, n_motifs=1, random_state=0)[0]
    bound = y[motif.sites.sort_values("score", ascending=False)["sequence"]] == 1
    assert len(bound) > 400
    assert bound[:400].mean() > 0.95
    # The more sites, the more of them are by chance, for the planted matrix too.
    best = share_bound(X, y, ctcf.probabilities, len(bound))
    assert bound.mean() > best - 0.015
    planted = planted.set_index("sequence")["position"] + 7  # the middle of 15
    sites = motif.sites[motif.sites["sequence"].isin(planted.index)]
    middle = sites["position"] + (motif.width - 1) / 2
    away = np.abs(middle - planted.loc[sites["sequence"]].to_numpy())
    assert (away <= 4).mean() > 0.9
    for site in motif.sites.head(20).itertuples():
        here = X[site.sequence][site.position : site.position + motif.width]
        assert site.site == (here if site.strand == "+" else reverse_complement(here))


def test_same_seed_same_motifs(binding_net, tfbs):
    X = tfbs[0][tfbs[1] == 1][:80]
    options = {"n_motifs": 1, "random_state": 3}
    here, there = (extract_motifs(binding_net, X, **options) for _ in range(2))
    np.testing.assert_array_equal(here[0].probabilities, there[0].probabilities)
    assert here[0].enrichment == there[0].enrichment


def test_profile_of_ones_own_says_where_to_look(binding_net, tfbs):
    X, y, planted = tfbs
    rows = np.flatnonzero(y)[:150]
    profile = np.full((len(rows), 101), 1e-3)
    starts = planted.set_index("sequence")["position"].loc[rows].to_numpy()
    profile[np.arange(len(rows)), starts + 7] = 1.0
    motif = extract_motifs(
        binding_net, X[rows], source=profile, window=3, n_peaks=1, random_state=0
    )[0]
    assert np.isin(
        motif.sites["position"] - starts[motif.sites["sequence"]], range(-5, 12)
    ).all()


def test_copies_of_a_sequence_are_no_evidence(binding_net):
    rng = np.random.default_rng(0)
    X = ["".join(rng.choice(list("ACGT"), size=101)) for _ in range(30)]
    X = [*X, *reverse_complement(X)] * 3
    net = copy.deepcopy(binding_net)
    torch.nn.init.constant_(net.net_.module_.head[-1].bias, 100.0)  # all are bound
    assert extract_motifs(net, X, source="sequences", random_state=0) == []
    with pytest.raises(ValueError, match="Only 10 different sequences of 60"):
        extract_motifs(net, X[:10] * 6, source="sequences")


def test_sites_of_filters_are_right_beside_unknown_bases(binding_net, tfbs):
    X = [s[:10] + "NNNNN" + s[15:] for s in tfbs[0][tfbs[1] == 1]]
    motifs = extract_motifs(
        binding_net, X, source="filters", n_motifs=3, max_p=1, random_state=0
    )
    assert len({motif.consensus for motif in motifs}) == len(motifs)
    whole = extract_motifs(
        binding_net, tfbs[0][tfbs[1] == 1], source="filters", random_state=0
    )
    assert similarity(motifs[0].probabilities, whole[0].probabilities) > 0.9
    assert motifs[0].sites["strand"].value_counts(normalize=True).min() > 0.3


def test_nothing_is_found_where_nothing_recurs():
    rng = np.random.default_rng(0)
    X = ["".join(rng.choice(list("ACGT"), size=60)) for _ in range(200)]
    net = AttentionNetClassifier(n_filters=2, max_epochs=1, random_state=0)
    net.fit(X, [0, 1] * 100)
    profile = rng.random((200, 60))
    motifs = extract_motifs(
        net, X, source=profile, output=net.predict(X)[0], max_p=0.001, random_state=0
    )
    assert motifs == []


def test_regressors_show_what_raises_an_output(expression_net):
    rng = np.random.default_rng(0)
    X = ["".join(rng.choice(list("ACGT"), size=200)) for _ in range(100)]
    motifs = extract_motifs(
        expression_net, X, output=1, n_motifs=1, max_p=1.0, random_state=0
    )
    assert len(motifs) == 1
    assert motifs[0].enrichment.n_sequences == 8  # a third of a quarter of 100


def test_bad_input(binding_net, tfbs):
    X, y, _ = tfbs
    positives, negatives = X[y == 1], X[y == 0]
    with pytest.raises(NotFittedError):
        extract_motifs(AttentionNetClassifier(), positives)
    with pytest.raises(ValueError, match=r"'source' parameter must be one of.*'peaks'"):
        extract_motifs(binding_net, positives, source="peaks")
    with pytest.raises(ValueError, match=r"shape \(500, 101\). Got shape \(500, 7\)"):
        extract_motifs(binding_net, positives, source=np.ones((500, 7)))
    with pytest.raises(ValueError, match=r"only [0-9] of 10 sequences"):
        extract_motifs(binding_net, negatives[:10])
    with pytest.raises(
        ValueError, match=r"Only 0 different .* peak of attention above thresh"
    ):
        extract_motifs(binding_net, positives, source="attention", threshold=200)
    with pytest.raises(ValueError, match="n_motifs == 0"):
        extract_motifs(binding_net, positives, n_motifs=0)
    deepbind = DeepBindClassifier(max_epochs=1, random_state=0).fit(X[:60], y[:60])
    with pytest.raises(ValueError, match=r"no attention.*Use in_silico_mutagenesis"):
        extract_motifs(deepbind, X, source="attention", output=deepbind.predict(X)[0])
