"""Each view is drawn from a real run, and shows the numbers that Python computed."""

import re

import pytest
from playwright.sync_api import expect

from skgenarch import SearchReport

VIEWS = [
    "overview",
    "story",
    "tree",
    "interactions",
    "importance",
    "parallel",
    "space",
    "table",
    "failures",
    "decisions",
]


@pytest.fixture
def page(read_only):
    return read_only


@pytest.fixture(scope="module")
def summary(search):
    return SearchReport(search).summary()


def test_all_views_are_there_in_order(page):
    found = page.locator("section[id^=view-]")
    names = [found.nth(i).get_attribute("id") for i in range(found.count())]
    assert names == [f"view-{name}" for name in VIEWS]
    assert page.get_by_text("could not be drawn").count() == 0


def test_the_first_screen_says_what_was_learned_and_what_to_do(page, summary):
    text = page.locator("#view-overview").inner_text()
    for found in summary["views"]["score"]["findings"]:
        start = found["text"].split(":")[0].split("(")[0][:40]
        assert start in text


def test_the_story_has_a_card_for_each_branch(page, summary):
    text = page.locator("#view-story").text_content()
    for branch in summary["branches"]:
        assert branch["name"] in text


def test_the_tree_is_that_of_the_search(page, summary):
    tree = summary["views"]["score"]["trees"][0]
    nodes = page.locator("#view-tree .node")
    assert nodes.count() == len(tree["nodes"])
    for place, node in enumerate(tree["nodes"]):
        label = nodes.nth(place).get_attribute("aria-label")
        assert f"{node['n_top']} of {node['n']} trials" in label
        if node["evidence"]:
            assert node["evidence"]["label"] in label


def test_a_change_of_setting_shows_another_tree(visit, saved):
    page = visit(saved)
    page.locator("#view-tree select").nth(1).select_option(label="best 10 %")
    root = page.locator("#view-tree .node").first
    expect(root).to_have_attribute("aria-label", re.compile("6 of 60 trials are top"))


def test_a_pair_is_drawn_over_its_surface(page, summary):
    page.locator("#view-interactions").scroll_into_view_if_needed()
    page.wait_for_selector("#view-interactions .js-plotly-plot .heatmaplayer image")
    pairs = summary["views"]["score"]["interactions"]
    assert pairs[0]["label"] in page.locator("#view-interactions").inner_text()


def test_importances_name_every_parameter(page):
    text = page.locator("#view-importance").text_content()
    assert all(p in text for p in ("learning_rate", "n_filters", "attention"))


def test_the_table_has_a_row_for_each_trial(page):
    text = page.locator("#view-table").inner_text()
    assert "60" in text
    assert page.locator("#view-table tbody tr").count() > 5


def test_failures_say_that_there_are_none(page):
    assert "failed" in page.locator("#view-failures").inner_text().lower()


@pytest.mark.parametrize("width", [400, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_runs_over_the_edge(visit, saved, width, scheme):
    page = visit(saved, width=width, scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_figure_is_saved_with_one_click(page, tmp_path):
    with page.expect_download() as found:
        page.locator("#view-tree button", has_text="SVG").first.click()
    path = tmp_path / "tree.svg"
    found.value.save_as(path)
    assert path.read_text("utf-8").lstrip().startswith(("<svg", "<?xml"))
    with page.expect_download() as found:
        page.locator("#view-tree button", has_text="PNG").first.click()
    found.value.save_as(tmp_path / "tree.png")
    assert (tmp_path / "tree.png").read_bytes().startswith(b"\x89PNG")


def test_terms_are_explained(page):
    term = page.locator("#view-tree .term").first
    term.focus()
    assert page.locator("[role=tooltip]").first.is_visible()
