"""Tests of planting sites."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skgenarch.datasets.planting import SitePlanter
from skgenarch.sequences import decode, encode, reverse_complement

# Motifs without chance: each column allows one base.
GATTACA = np.eye(4)[encode(["GATTACA"])[0]]
CGC = np.eye(4)[encode(["CGC"])[0]]


def planter_on(sequences, seed=0):
    return SitePlanter(encode(sequences), np.random.RandomState(seed))


def test_a_site_is_written_at_the_position_of_the_record_and_nowhere_else():
    planter = planter_on(["TTTTTTTTTT"] * 40)
    positions = planter.plant(np.arange(40), "x", GATTACA)
    for row, site in planter.sites.iterrows():
        at = site["position"]
        written = {"+": "GATTACA", "-": "TGTAATC"}[site["strand"]]
        expected = "T" * at + written + "T" * (3 - at)
        assert decode(planter.codes[[row]]) == [expected]
        assert positions[row] == at
        assert site["site"] == "GATTACA"
    assert set(planter.sites["position"]) == {0, 1, 2, 3}
    assert set(planter.sites["strand"]) == {"+", "-"}


def test_sequences_which_are_not_named_stay_as_they_are():
    planter = planter_on(["TTTTTTTTTT"] * 3)
    planter.plant([1], "x", GATTACA)
    assert decode(planter.codes[[0, 2]]) == ["TTTTTTTTTT"] * 2
    assert planter.sites["sequence"].tolist() == [1]


def test_weights_choose_the_position():
    planter = planter_on(["TTTTTTTTTT"] * 20)
    weights = np.zeros(10)
    weights[2] = 0.5
    assert (
        planter.plant(np.arange(20), "x", GATTACA, weights=weights).tolist() == [2] * 20
    )


def test_positions_are_uniform_without_weights():
    planter = planter_on(["T" * 9] * 6000)
    positions = planter.plant(np.arange(6000), "x", GATTACA)
    assert np.bincount(positions) == pytest.approx([2000] * 3, abs=150)


def test_without_room_a_sequence_stays_as_it_is():
    planter = planter_on(["TTTTTTTT"])
    planter.plant([0], "x", GATTACA)
    before = decode(planter.codes)
    assert planter.plant([0], "y", CGC).tolist() == [-1]
    assert decode(planter.codes) == before
    assert planter.sites["motif"].tolist() == ["x"]


def test_no_room_anywhere_leaves_no_record():
    planter = planter_on(["TTTTTTTT"])
    planter.plant([], "x", GATTACA)
    assert planter.sites.empty


@settings(max_examples=30, deadline=None)
@given(length=st.integers(7, 40), seed=st.integers(0, 2**31 - 1))
def test_every_recorded_site_can_still_be_read_in_its_sequence(length, seed):
    planter = planter_on(["A" * length] * 5, seed)
    for name, motif in [("x", GATTACA), ("y", CGC), ("z", GATTACA)]:
        planter.plant(np.arange(5), name, motif)
    sequences = decode(planter.codes)
    taken = np.zeros((5, length), dtype=int)
    for site in planter.sites.itertuples():
        span = slice(site.position, site.position + len(site.site))
        letters = sequences[site.sequence][span]
        assert site.site == (
            letters if site.strand == "+" else reverse_complement(letters)
        )
        taken[site.sequence, span] += 1
    assert taken.max() == 1


def test_strength_zero_is_random_and_a_high_strength_the_consensus():
    motif = np.array([[0.7, 0.1, 0.1, 0.1]] * 3)
    planter = planter_on(["T" * 6] * 4000)
    planter.plant(np.arange(2000), "flat", motif, strength=0.0)
    planter.plant(np.arange(2000, 4000), "sharp", motif, strength=1e4)
    sites = planter.sites
    flat = "".join(sites.loc[sites["motif"] == "flat", "site"])
    assert [flat.count(base) for base in "ACGT"] == pytest.approx([1500] * 4, abs=150)
    assert set(sites.loc[sites["motif"] == "sharp", "site"]) == {"AAA"}


def test_sites_follow_the_matrix():
    motif = np.array([[0.7, 0.1, 0.15, 0.05]])
    planter = planter_on(["T"] * 10_000)
    planter.plant(np.arange(10_000), "x", motif)
    letters = "".join(planter.sites["site"])
    assert [letters.count(base) for base in "ACGT"] == pytest.approx(
        [7000, 1000, 1500, 500], abs=150
    )
