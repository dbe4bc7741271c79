"""Tests of the motifs that come with the package."""

import numpy as np
import pytest

from skgenarch.datasets.jaspar import load_motifs

CONSENSUS = {
    "CTCF": "GCCACCAGGGGGCGC",
    "REST": "TCAGCACCATGGACAGCGCC",
    "SRF": "TGACCATATATGGTCA",
    "SP1": "GGGGCGGGG",
    "GATA1": "CTAATCT",
    "GATA3": "TCTTATCT",
    "MYC": "CCACGTGC",
    "MAX": "CACGTG",
    "ELK1": "ACCGGAAGT",
    "GABPA": "CACTTCCTGT",
    "USF2": "GTCACGTGAC",
    "ZNF143": "TACCCACAATGCATTG",
    "NFYA": "CCAATCAG",
    "FOS::JUN": "ATGAGTCAT",
    "TBP": "TATAAAA",
    "GATA1::TAL1": "TTATCTGTGAGGAGCAG",
    "SPI1": "AAAGAGGAAGTGG",
    "POU2F2": "ATATGCAAATTAG",
    "IRF8": "CGAAACCGAAACT",
    "CEBPB": "ATTGCGCAAT",
}


def test_the_most_likely_site_of_each_motif_is_its_consensus():
    sites = {
        name: "".join("ACGT"[i] for i in motif.argmax(axis=1))
        for name, motif in load_motifs().items()
    }
    assert sites == CONSENSUS


@pytest.mark.parametrize("name", CONSENSUS)
def test_columns_are_probabilities_without_a_zero(name):
    motif = load_motifs()[name]
    assert motif.sum(axis=1) == pytest.approx(np.ones(len(motif)))
    assert motif.min() > 0.009


def test_a_column_is_the_published_one_up_to_the_pseudocount():
    # First column of MA0139.2, in counts per thousand.
    published = np.array([308, 54, 492, 147]) / 1001
    assert load_motifs()["CTCF"][0] == pytest.approx((published + 0.01) / 1.04)


def test_the_shared_motifs_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        load_motifs()["CTCF"][0, 0] = 1.0
