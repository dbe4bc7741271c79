"""Tests of the simulated promoters."""

import numpy as np
import pytest

from skgenarch.datasets import make_promoters
from skgenarch.metrics import mean_pearson_r
from skgenarch.sequences import reverse_complement


@pytest.fixture(scope="module")
def simulated():
    return make_promoters(400, length=600, random_state=0, return_sites=True)


def test_shapes_and_types():
    X, y = make_promoters(5, length=150, n_outputs=3, random_state=0)
    assert X.shape == (5,)
    assert X.dtype == object
    assert {len(sequence) for sequence in X} == {150}
    assert y.shape == (5, 3)
    assert y.dtype == np.float64


def test_default_size_is_500_promoters_of_2000_bases_with_4_outputs():
    X, y = make_promoters(random_state=0)
    assert X.shape == (500,)
    assert {len(sequence) for sequence in X} == {2000}
    assert y.shape == (500, 4)


def test_the_same_seed_gives_the_same_data_and_another_seed_does_not():
    X, y = make_promoters(5, length=150, random_state=3)
    again, y_again = make_promoters(5, length=150, random_state=3)
    other, _ = make_promoters(5, length=150, random_state=4)
    assert X.tolist() == again.tolist()
    assert np.array_equal(y, y_again)
    assert X.tolist() != other.tolist()


def test_sites_can_be_read_in_their_promoters(simulated):
    X, _, truth = simulated
    for site in truth.sites.itertuples():
        letters = X[site.sequence][site.position : site.position + len(site.site)]
        assert site.site == (
            letters if site.strand == "+" else reverse_complement(letters)
        )


def test_effects_for_four_outputs_are_the_documented_ones(simulated):
    _, _, truth = simulated
    assert truth.effects.T.to_dict("list") == {
        "TBP": [1.5, 1.5, 1.5, 1.5],
        "REST": [-1.0, -1.0, -1.0, -1.0],
        "GATA1::TAL1": [1.0, 0.0, -1.0, 0.0],
        "POU2F2": [0.0, 1.0, 0.0, -1.0],
        "SPI1": [-1.0, 0.0, 1.0, 0.0],
        "IRF8": [0.0, -1.0, 0.0, 1.0],
    }
    half = 0.5**0.5
    assert truth.synergy == pytest.approx([-half, -half, half, half])


@pytest.mark.parametrize("n_outputs", [1, 2, 5, 12])
def test_effects_are_a_cosine_over_any_number_of_outputs(n_outputs):
    _, _, truth = make_promoters(
        5, length=150, n_outputs=n_outputs, random_state=0, return_sites=True
    )
    j = np.arange(n_outputs)
    for k, name in enumerate(["GATA1::TAL1", "POU2F2", "SPI1", "IRF8"]):
        expected = np.cos(2 * np.pi * (j / n_outputs - k / 4))
        assert truth.effects.loc[name].to_numpy() == pytest.approx(expected)


def test_the_signal_is_the_sum_of_the_effects_of_the_recorded_sites(simulated):
    X, _, truth = simulated
    expected = np.full((len(X), 4), 5.0)
    for site in truth.sites.itertuples():
        dose = 1.0
        if site.motif == "TBP":
            middle = site.position + 3
            dose = np.exp(-0.5 * ((middle - (truth.tss_index - 28)) / 5) ** 2)
        expected[site.sequence] += dose * truth.effects.loc[site.motif].to_numpy()
    for row, sites in truth.sites.groupby("sequence"):
        if {"SPI1", "IRF8"} <= set(sites["motif"]):
            expected[row] += truth.synergy
    assert truth.signal == pytest.approx(expected)


def test_tata_boxes_lie_upstream_of_the_start_and_enhancers_anywhere(simulated):
    _, _, truth = simulated
    positions = truth.sites.groupby("motif")["position"]
    assert truth.tss_index == 300
    assert positions.mean()["TBP"] == pytest.approx(300 - 28 - 3, abs=2)
    assert positions.std()["TBP"] == pytest.approx(10, abs=2)
    assert positions.min()["SPI1"] < 60
    assert positions.max()["SPI1"] > 520


def test_shares_of_promoters_are_the_documented_ones(simulated):
    _, _, truth = simulated
    counts = truth.sites["motif"].value_counts() / 400
    assert counts["TBP"] == pytest.approx(0.6, abs=0.08)
    assert counts["REST"] == pytest.approx(0.25, abs=0.08)
    for name in ["GATA1::TAL1", "POU2F2", "SPI1", "IRF8"]:
        assert counts[name] == pytest.approx(0.4, abs=0.08)


def test_noise_is_gaussian_with_the_given_deviation(simulated):
    _, y, truth = simulated
    assert (y - truth.signal).std() == pytest.approx(0.5, rel=0.05)
    assert truth.r_max == mean_pearson_r(y, truth.signal)
    assert 0.85 < truth.r_max < 0.95


def test_without_noise_the_signal_is_returned():
    _, y, truth = make_promoters(
        30, length=150, noise=0, random_state=0, return_sites=True
    )
    assert np.array_equal(y, truth.signal)
    assert truth.r_max == pytest.approx(1.0)


@pytest.mark.parametrize(
    "params, message",
    [
        ({"n_samples": 0}, "n_samples == 0, must be >= 1"),
        ({"length": 99}, "length == 99, must be >= 100"),
        ({"n_outputs": 0}, "n_outputs == 0, must be >= 1"),
        ({"noise": -0.1}, "noise == -0.1, must be >= 0"),
    ],
)
def test_wrong_parameters_are_named(params, message):
    with pytest.raises(ValueError, match=message):
        make_promoters(**{"n_samples": 5, **params})
