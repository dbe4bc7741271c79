"""What profiles have in common."""

import numpy as np
import pandas as pd
import pytest

from skgenarch.interpretation import (
    attention_heatmap,
    compare_footprints,
    extreme_genes,
    mean_footprint,
)


@pytest.fixture
def profile():
    return np.random.default_rng(0).normal(loc=[0, 1, 5], size=(400, 3))


def test_interval_is_that_of_the_mean(profile):
    footprint = mean_footprint(profile, anchor=2, random_state=0)
    np.testing.assert_array_equal(footprint.offset, [-2, -1, 0])
    np.testing.assert_allclose(footprint.mean, profile.mean(axis=0))
    # Normal values: 1.96 standard errors on either side.
    expected = 1.96 * profile.std(axis=0) / np.sqrt(400)
    np.testing.assert_allclose(footprint.high - footprint.mean, expected, rtol=0.15)
    np.testing.assert_allclose(footprint.mean - footprint.low, expected, rtol=0.15)
    assert footprint.n_sequences == 400


def test_interval_covers_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(1)
    n_covered = 0
    for seed in range(200):
        footprint = mean_footprint(
            rng.exponential(size=(100, 1)), n_bootstrap=300, random_state=seed
        )
        n_covered += footprint.low[0] <= 1 <= footprint.high[0]
    assert 178 <= n_covered <= 199  # 190 expected; 178 has a probability of 0.2 %


def test_wider_confidence_is_a_wider_interval(profile):
    narrow = mean_footprint(profile, confidence=0.5, random_state=0)
    wide = mean_footprint(profile, confidence=0.99, random_state=0)
    assert (wide.high - wide.low > narrow.high - narrow.low).all()


def test_groups_may_overlap_and_keep_their_order(profile):
    table = compare_footprints(
        profile, {"late": [1, 2, 3], "all": np.arange(400)}, random_state=0
    )
    assert table["group"].tolist() == ["late"] * 3 + ["all"] * 3
    np.testing.assert_allclose(table["mean"][:3], profile[1:4].mean(axis=0))
    assert table["n_sequences"].tolist() == [3] * 3 + [400] * 3


def test_groups_come_as_a_series_or_as_masks(profile):
    groups = pd.Series(["b", "a"] * 200, index=range(7, 407))
    table = compare_footprints(profile, groups, random_state=0)
    assert table["group"].tolist() == ["b"] * 3 + ["a"] * 3
    np.testing.assert_allclose(table["mean"][:3], profile[::2].mean(axis=0))
    masks = {"b": groups.to_numpy() == "b", "a": groups.to_numpy() == "a"}
    again = compare_footprints(profile, masks, random_state=0)
    pd.testing.assert_frame_equal(again, table)


def test_heat_map_is_sorted_by_peak():
    profile = np.eye(5)[[3, 0, 4, 1, 2]]
    heatmap = attention_heatmap(profile, blur=0)
    np.testing.assert_array_equal(heatmap.values, np.eye(5))
    np.testing.assert_array_equal(heatmap.rows, [1, 3, 4, 0, 2])
    unsorted = attention_heatmap(profile, blur=0, sort=False)
    np.testing.assert_array_equal(unsorted.values, profile)


def test_heat_map_is_blurred_along_the_sequence():
    heatmap = attention_heatmap([[0, 0, 0, 0, 1, 0, 0, 0, 0]], blur=1.0)
    bell = np.exp(-0.5 * np.arange(-4, 5) ** 2)
    np.testing.assert_allclose(heatmap.values[0], bell / bell.sum(), atol=1e-4)


def test_extreme_genes():
    expression = [[1, 1, np.nan], [9, 9, 9], [0, 8, 4], [5, 5, 6]]
    genes = extreme_genes(expression, n=2)
    np.testing.assert_array_equal(genes.highest_mean, [1, 3])
    np.testing.assert_array_equal(genes.highest_variance, [2, 3])


def test_bad_input(profile):
    with pytest.raises(ValueError, match="anchor == 3, must be <= 2"):
        mean_footprint(profile, anchor=3)
    with pytest.raises(ValueError, match="NaN"):
        mean_footprint([[np.nan, 1.0]])
    with pytest.raises(ValueError, match="'groups' parameter has no row for group 'b'"):
        compare_footprints(profile, {"a": [0], "b": []})
    with pytest.raises(ValueError, match=r"each of the 400 rows.*Got shape \(2,\)"):
        compare_footprints(profile, ["a", "b"])
    with pytest.raises(ValueError, match="one group or more"):
        compare_footprints(profile, {})
    with pytest.raises(ValueError, match=r"row numbers, 0 to 399.*group 'a'"):
        compare_footprints(profile, {"a": [400]})
    with pytest.raises(ValueError, match="but row 1 has none"):
        compare_footprints(profile[:2], ["a", None])
    with pytest.raises(ValueError, match="blur == -1"):
        attention_heatmap(profile, blur=-1)
    with pytest.raises(ValueError, match=r"n=32 genes or more.*shape \(2, 2\)"):
        extreme_genes(np.ones((2, 2)))
