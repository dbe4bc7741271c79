"""Footprints, heat maps and tracks draw the data that they are given."""

import numpy as np
import pandas as pd
import pytest

from skgenarch.interpretation import (
    attention_heatmap,
    compare_footprints,
    mean_footprint,
)
from skgenarch.interpretation.plots import (
    plot_footprint,
    plot_heatmap,
    plot_tracks,
)


@pytest.fixture
def profile():
    return np.random.default_rng(0).random((20, 30))


def test_footprint_is_a_line_and_a_band(profile):
    footprint = mean_footprint(profile, anchor=10, random_state=0)
    ax = plot_footprint(footprint)
    np.testing.assert_array_equal(ax.lines[0].get_xdata(), np.arange(-10, 20))
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), footprint.mean)
    band = ax.collections[0].get_paths()[0].vertices[:, 1]
    assert band.min() == pytest.approx(footprint.low.min())
    assert band.max() == pytest.approx(footprint.high.max())
    assert ax.get_xlabel() == "bases from the anchor"
    assert ax.get_legend() is None


def test_groups_have_a_legend(profile):
    table = compare_footprints(profile, {"mean": range(9), "variance": range(9, 20)})
    ax = plot_footprint(table, label="gradient")
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert names == ["mean", "variance"]
    np.testing.assert_allclose(ax.lines[1].get_ydata(), profile[9:].mean(axis=0))
    assert ax.get_ylabel() == "mean gradient"


def test_footprints_by_name(profile):
    footprints = {"a": mean_footprint(profile), "b": mean_footprint(profile[:5])}
    assert len(plot_footprint(footprints).lines) == 2


def test_heat_map_is_an_image_of_the_values(profile):
    heatmap = attention_heatmap(profile)
    ax = plot_heatmap(heatmap, anchor=10)
    np.testing.assert_array_equal(ax.images[0].get_array(), heatmap.values)
    assert ax.images[0].get_extent() == [-10.5, 19.5, 20, 0]


def test_empty_heat_map_is_dark():
    ax = plot_heatmap(attention_heatmap(np.zeros((3, 5))))
    assert ax.images[0].get_clim() == (0, 1)


def test_tracks_stand_above_each_other_and_mark_sites():
    contributions = np.zeros((4, 12))
    contributions[2, 3] = 1.5
    contributions[0, 7] = -0.5
    sites = pd.DataFrame({"motif": [0], "position": [2], "width": [4], "strand": ["-"]})
    attention, below = plot_tracks(contributions, np.ones(12) / 12, sites=sites)
    assert attention.get_ylabel() == "attention"
    assert [text.get_text() for text in attention.texts] == ["1←"]
    marked = (
        attention.patches[-1].get_extents().transformed(attention.transData.inverted())
    )
    assert (marked.x0, marked.x1) == pytest.approx((1.5, 5.5))
    paths = below.collections[0].get_paths()
    assert len(paths) == 2
    assert paths[0].vertices[:, 1].max() == pytest.approx(1.5, rel=0.01)


def test_tracks_without_attention():
    axes = plot_tracks(np.ones((4, 5)))
    assert len(axes) == 1


def test_bad_input():
    with pytest.raises(ValueError, match=r"shape \(4, length\). Got shape \(5, 4\)"):
        plot_tracks(np.ones((5, 4)))
    with pytest.raises(ValueError, match=r"2 axes. Got 1"):
        plot_tracks(np.ones((4, 5)), np.ones(5), axes=plot_tracks(np.ones((4, 5))))
