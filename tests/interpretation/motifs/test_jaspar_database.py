"""Tests of the bundled database."""

import numpy as np

from skgenarch.datasets.jaspar import PSEUDOCOUNT
from skgenarch.datasets.jaspar import load_motifs as load_planted
from skgenarch.interpretation.motifs import load_jaspar
from skgenarch.interpretation.motifs.jaspar import jaspar_families


def test_the_database_is_whole():
    motifs = load_jaspar()
    assert len(motifs) == 1019
    bases = [motif.name.split(".")[0] for motif in motifs]
    assert len(set(bases)) == 1019  # the latest version of each only
    assert all(motif.alternate_name and motif.n_sites > 0 for motif in motifs)


def test_known_motifs_spelled_out():
    motifs = {motif.name: motif for motif in load_jaspar()}
    ctcf = motifs["MA0139.2"]
    assert (ctcf.alternate_name, ctcf.consensus) == ("CTCF", "RCCASYAGRKGGCRS")
    assert motifs["MA0058.4"].consensus == "CACGTG"
    # Position one of MA0002.3, in counts of 2000.
    first = np.array([123, 1072, 149, 656]) / 2000
    assert (motifs["MA0002.3"].probabilities[0] == first).all()
    assert motifs["MA0002.3"].n_sites == 2000


def test_it_agrees_with_the_motifs_that_are_planted():
    # Those are of the release before, in counts per thousand, with a pseudocount.
    by_name = {}
    for motif in load_jaspar():
        by_name.setdefault(motif.alternate_name.upper(), []).append(motif.probabilities)
    planted_motifs = load_planted()
    del planted_motifs["ZNF143"]  # a new version, of another width
    for name, planted in planted_motifs.items():
        planted = planted * (1 + 4 * PSEUDOCOUNT) - PSEUDOCOUNT
        same = [p for p in by_name[name] if p.shape == planted.shape]
        assert min(np.abs(p - planted).max() for p in same) < 0.002, name


def test_each_call_gives_a_list_of_its_own():
    load_jaspar().clear()
    jaspar_families().clear()
    assert len(load_jaspar()) == len(jaspar_families()) == 1019
    assert load_jaspar()[0] is load_jaspar()[0]


def test_families():
    families = jaspar_families()
    assert set(families) == {motif.name for motif in load_jaspar()}
    assert families["MA0107.1"] == ("NF-kappaB-related factors",)
    assert families["MA0139.2"] == families["MA1102.3"]
    assert sum(not names for names in families.values()) == 3
