"""Tests of looking motifs up.

The first test of a fresh installation waits for memelite to compile, about a minute.
"""

import builtins
import warnings

import numpy as np
import pytest

from skgenarch.interpretation.motifs import (
    Motif,
    load_jaspar,
    match_motifs,
    write_meme,
)
from skgenarch.interpretation.motifs.multiple_testing import (
    benjamini_hochberg,
    storey_q_values,
)

FLAT = np.full((1, 4), 0.25)
COLUMNS = [
    "query", "query_consensus", "target", "target_name", "p_value", "q_value",
    "offset", "overlap", "strand", "information", "rank", "query_index",
    "target_index",
]  # fmt: skip


@pytest.fixture(scope="module")
def jaspar():
    return load_jaspar()


@pytest.fixture(scope="module")
def ctcf(jaspar):
    return next(motif for motif in jaspar if motif.name == "MA0139.2")


def blurred(motif, rng, noise):
    """The probabilities of a motif, mixed with random ones."""
    random = rng.dirichlet([1] * 4, size=motif.width)
    return (1 - noise) * motif.probabilities + noise * random


def test_a_planted_slice_is_found_where_it_was_cut(ctcf):
    sliced = Motif("slice", ctcf.probabilities[3:12])
    turned = Motif("turned", sliced.reverse_complement().probabilities)
    longer = Motif("longer", np.vstack([FLAT, FLAT, sliced.probabilities, FLAT]))
    over = np.vstack([[[0.97, 0.01, 0.01, 0.01]] * 2, ctcf.probabilities])
    queries = [sliced, turned, longer, Motif("over", over)]
    best = match_motifs(queries, n_nearest=1)
    assert best.columns.tolist() == COLUMNS
    assert best["query"].tolist() == ["slice", "turned", "longer", "over"]
    assert best["target"].tolist() == ["MA0139.2"] * 4
    assert best["target_name"].tolist() == ["CTCF"] * 4
    assert best["strand"].tolist() == ["+", "-", "+", "+"]
    # On the reverse complement of the 15 columns, the slice begins at 15 - 12; with
    # two flat columns before it, at 3 - 2; and CTCF after two others at -2.
    assert best["offset"].tolist() == [3, 3, 1, -2]
    assert best["overlap"].tolist() == [9, 9, 9, 15]
    bits = ctcf.information
    expected = [bits[3:12].mean()] * 3 + [bits.mean()]
    assert best["information"].to_numpy() == pytest.approx(expected)
    assert best["query_consensus"][0] == ctcf.consensus[3:12]
    assert (best["rank"] == 1).all() and (best["p_value"] < 1e-20).all()


def test_without_trimming_flanks_take_part(ctcf):
    flat = np.repeat(FLAT, 4, axis=0)
    longer = Motif("longer", np.vstack([flat, ctcf.probabilities[3:12], flat]))
    for trim, overlap in [(True, 9), (0.25, 9), (False, 15), (0, 15)]:
        (best,) = match_motifs(longer, n_nearest=1, trim=trim).itertuples()
        assert (best.target, best.offset, best.overlap) == ("MA0139.2", -1, overlap)


def test_motifs_of_the_database_find_themselves(jaspar):
    best = match_motifs(jaspar[-400:], n_nearest=1)
    missed = best[best["query"] != best["target"]]
    # Three motifs CAGCTG are as near to Twist2's, to Tomtom's hundred steps.
    assert set(missed["query_consensus"]) <= {"CAGCTG"} and len(missed) <= 3
    hits = best[best["query"] == best["target"]]
    assert (hits["offset"] == 0).all() and (hits["strand"] == "+").all()


def test_blurred_motifs_find_themselves(jaspar):
    rng = np.random.default_rng(0)
    rich = [motif for motif in jaspar[::3] if motif.information.sum() > 10]
    queries = [Motif(motif.name, blurred(motif, rng, 0.1)) for motif in rich]
    matches = match_motifs(queries)
    own = matches[matches["query"] == matches["target"]]
    assert len(own) == len(rich) > 250
    assert (own["rank"] <= 5).mean() > 0.95
    assert (own["q_value"] < 0.05).mean() > 0.99


def test_p_values_of_random_motifs_are_uniform(jaspar):
    rng = np.random.default_rng(0)
    columns = np.concatenate([motif.probabilities for motif in jaspar])
    queries = [
        Motif(f"q{i}", columns[rng.integers(len(columns), size=width)])
        for i, width in enumerate(rng.integers(6, 16, size=100))
    ]
    matches = match_motifs(queries)
    p = matches["p_value"]
    assert p.between(0, 1, inclusive="right").all()
    # On the careful side above, since the two strands of a palindrome are one.
    for alpha, low in [(0.5, 0.8), (0.1, 0.8), (0.01, 0.8), (0.001, 0.5)]:
        assert low < (p <= alpha).mean() / alpha < 1.5
    found = matches[matches["q_value"] < 0.05]["query"].nunique()
    assert found <= 10


def meeting_columns(query_width, width):
    """The columns of query and target that meet, for each shift of the query."""
    for shift in range(-query_width + 1, width):
        columns = np.arange(max(0, -shift), min(query_width, width - shift))
        yield columns, columns + shift


def test_p_values_are_those_of_random_targets(jaspar):
    """Tomtom's definition, by simulation: columns of targets drawn from all of them."""
    rng = np.random.default_rng(0)
    n_drawn = 20_000
    targets = jaspar[::12]
    n = len(targets)
    strands = [target.probabilities for target in targets]
    strands += [target.probabilities[::-1, ::-1] for target in targets]
    query = blurred(targets[20], rng, 0.3)
    # Column against column: the distance, from the median of each of the query's.
    columns = np.concatenate(strands)
    scores = -np.sqrt(((query[:, None] - columns) ** 2).sum(axis=2))
    scores -= np.median(scores, axis=1, keepdims=True)
    ends = np.cumsum([len(strand) for strand in strands])
    found = match_motifs(Motif("q", query), targets, trim=False)
    p_values = found.set_index("target_index")["p_value"]
    for i in range(0, n, 3):
        width = targets[i].width
        shifts = list(meeting_columns(len(query), width))
        observed = max(
            scores[ours, ends[strand] - width + theirs].sum()
            for strand in (i, i + n)
            for ours, theirs in shifts
        )
        best = np.full(n_drawn, -np.inf)
        for ours, _ in shifts:
            drawn = rng.integers(len(columns), size=(len(ours), n_drawn))
            best = np.maximum(best, scores[ours[:, None], drawn].sum(axis=0))
        p = np.mean(best >= observed)
        assert p_values[i] == pytest.approx(1 - (1 - p) ** 2, abs=0.04), i


def test_q_values_are_per_query_over_all_targets(jaspar):
    queries = [jaspar[0], jaspar[100]]
    everything = match_motifs(queries)
    assert len(everything) == 2 * len(jaspar)
    storey = match_motifs(queries, correction="storey")
    for i in range(2):
        rows = everything[everything["query_index"] == i]
        assert rows["p_value"].is_monotonic_increasing
        assert rows["rank"].tolist() == list(range(1, len(jaspar) + 1))
        p, q = rows["p_value"].to_numpy(), rows["q_value"].to_numpy()
        assert q == pytest.approx(benjamini_hochberg(p))
        rows = storey[storey["query_index"] == i]
        assert rows["q_value"].to_numpy() == pytest.approx(storey_q_values(p))
    # What is returned does not change what it was corrected for.
    some = match_motifs(queries, n_nearest=7, max_q=0.01)
    kept = everything[(everything["rank"] <= 7) & (everything["q_value"] <= 0.01)]
    assert len(kept) > 2
    assert some.equals(kept.reset_index(drop=True))


def test_a_motif_that_says_nothing_matches_nothing(ctcf):
    flat = Motif("flat", np.repeat(FLAT, 20, axis=0))
    for trim in (True, False):
        matches = match_motifs([flat, ctcf], trim=trim)
        rows = matches[matches["query"] == "flat"]
        assert (rows["p_value"] == 1).all() and (rows["q_value"] == 1).all()
        assert matches["q_value"].min() < 1e-40  # that of the other motif


def test_a_palindrome_is_on_the_forward_strand():
    motif = Motif("MAX", np.eye(4)[[1, 0, 1, 2, 3, 2]])
    targets = [motif, *load_jaspar()]
    assert match_motifs(motif, targets, n_nearest=1)["strand"].tolist() == ["+"]


def test_equal_names_are_told_apart(ctcf, jaspar):
    queries = [Motif("same", m.probabilities) for m in (jaspar[0], ctcf)]
    targets = [Motif("t", motif.probabilities) for motif in jaspar[:100]]
    best = match_motifs(queries, targets, n_nearest=1)
    assert best["query_index"].tolist() == [0, 1]
    assert best["target_index"].tolist() == [0, jaspar.index(ctcf)]


def test_motifs_and_database_from_files(tmp_path, jaspar):
    write_meme(jaspar[:30], tmp_path / "database.meme.gz")
    write_meme(jaspar[7], tmp_path / "query.meme")
    found = match_motifs(tmp_path / "query.meme", str(tmp_path / "database.meme.gz"))
    assert len(found) == 30
    assert found["target"][0] == jaspar[7].name


def test_no_motif_gives_an_empty_table():
    matches = match_motifs([])
    assert matches.columns.tolist() == COLUMNS
    assert len(matches) == 0


def test_a_small_database_is_warned_of_once(jaspar):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        matches = match_motifs(jaspar[:2], jaspar[:3])
    assert len(caught) == 1 and "has 3 motifs only" in str(caught[0].message)
    assert caught[0].filename == __file__
    assert matches["p_value"].between(0, 1, inclusive="right").all()


def test_without_memelite_the_error_says_what_to_install(monkeypatch, ctcf):
    found = builtins.__import__

    def without(name, *args, **kwargs):
        if name == "memelite":
            raise ImportError(name)
        return found(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ImportError, match=r'pip install "skgenarch\[motifs\]"'):
        match_motifs(ctcf)


@pytest.mark.parametrize(
    ("args", "options", "error", "message"),
    [
        ((np.eye(4),), {}, TypeError, "'motifs' parameter .* Got a ndarray"),
        (([np.eye(4)],), {}, TypeError, "Got a list of ndarray instead"),
        (([], 3), {}, TypeError, "'database' parameter .* Got a int"),
        (([], []), {}, ValueError, "'database' parameter must have one motif"),
        (([],), {"correction": "fdr"}, ValueError, "'bh' or 'storey'. Got 'fdr'"),
        (([],), {"n_nearest": 0}, ValueError, "n_nearest == 0, must be >= 1"),
        (([],), {"max_q": 1.5}, ValueError, "max_q == 1.5, must be <= 1"),
        (([],), {"trim": -1}, ValueError, "trim == -1, must be >= 0"),
        (([],), {"trim": "yes"}, TypeError, "trim must be an instance of"),
        (
            (Motif("wide", np.tile(np.eye(4), (20, 1))),),
            {},
            ValueError,
            "'wide' is 80 wide; match_motifs takes up to 64",
        ),
    ],
)
def test_bad_input(args, options, error, message):
    with pytest.raises(error, match=message):
        match_motifs(*args, **options)
