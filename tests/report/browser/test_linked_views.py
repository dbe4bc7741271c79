"""Selected anywhere, seen everywhere; and from there to a decision."""

import json

import pytest
from playwright.sync_api import expect

from skgenarch import SearchReport
from skgenarch.search import Rule
from toys_report import make_search
from toys_search import X, Y


@pytest.fixture
def page(visit, saved):
    return visit(saved)


@pytest.fixture(scope="module")
def tree(search):
    return SearchReport(search).summary()["views"]["score"]["trees"][0]


def best_leaf(tree):
    leaves = [place for place, node in enumerate(tree["nodes"]) if node["evidence"]]
    return max(leaves, key=lambda place: tree["nodes"][place]["n_top"])


def trials_of(node, search):
    rules = [Rule.from_dict(rule) for rule in node["rules"]]
    return [
        place
        for place, params in enumerate(search.cv_results_["params"])
        if all(rule.matches(params) for rule in rules)
    ]


def download(page, tmp_path):
    with page.expect_download() as found:
        page.locator("[data-act=download]").click()
    path = tmp_path / "decisions.json"
    found.value.save_as(path)
    return path


def test_a_leaf_lights_up_its_trials(page, search, tree):
    place = best_leaf(tree)
    page.locator("#view-tree .node-box").nth(place).click()
    expected = trials_of(tree["nodes"][place], search)
    expect(page.locator(".selection-bar")).to_contain_text(f"{len(expected)} trials")
    marked = page.locator("#view-table tbody tr.selected")
    expect(marked).not_to_have_count(0)
    assert marked.count() <= len(expected)
    page.keyboard.press("Escape")
    expect(marked).to_have_count(0)


def test_a_leaf_can_be_chosen_by_keyboard(page, tree):
    page.locator("#view-tree .node[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    n = tree["nodes"][tree["nodes"][0]["children"][0]]["n"]
    expect(page.locator(".selection-bar")).to_contain_text(f"{n} trials")


def test_a_leafs_rule_becomes_a_decision_that_narrows(page, tree, tmp_path):
    place = best_leaf(tree)
    page.locator("#view-tree .node-box").nth(place).click()
    page.get_by_role("button", name="Keep only these").first.click()
    path = download(page, tmp_path)
    (decision,) = json.loads(path.read_text("utf-8"))["decisions"]
    node = tree["nodes"][place]
    assert decision["action"] == "prune"
    key = json.dumps
    assert sorted(map(key, decision["rules"][0])) == sorted(map(key, node["rules"]))
    line = page.locator("#view-decisions .python")
    expect(line).to_contain_text(f'search.prune("{node["sentence"]}"')
    search = make_search(n_stages=1).apply_decisions(path).fit(X, Y)
    rules = [Rule.from_dict(rule) for rule in node["rules"]]
    for params in search.cv_results_["params"]:
        assert all(rule.matches(params) for rule in rules)


def test_a_bound_that_is_dragged_is_a_rule(page, tmp_path):
    card = page.locator("#view-space .range[data-param=learning_rate]")
    low = card.locator("[data-handle=low]")
    low.scroll_into_view_if_needed()
    box = low.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y, steps=4)
    page.mouse.move(x + 80, y, steps=4)
    page.mouse.up()
    expect(card.locator(".range-rule")).to_contain_text("learning_rate ≥")
    page.get_by_role("button", name="Keep only this").first.click()
    (decision,) = json.loads(download(page, tmp_path).read_text("utf-8"))["decisions"]
    ((rule,),) = decision["rules"]
    assert rule["param"] == "learning_rate"
    assert 1e-4 < rule["bounds"][0] < 1 and rule["bounds"][1] is None


def test_a_bound_moves_by_keyboard_and_undo_takes_it_back(page):
    card = page.locator("#view-space .range[data-param=n_filters]")
    card.locator("[data-handle=low]").focus()
    page.keyboard.press("ArrowRight")
    expect(card.locator(".range-rule")).to_contain_text("n_filters ≥ 16")
    page.keyboard.press("Control+z")
    expect(card.locator(".range-rule")).to_be_hidden()
    page.keyboard.press("Control+Shift+z")
    expect(card.locator(".range-rule")).to_contain_text("n_filters ≥ 16")


def test_a_category_is_dropped_and_the_preview_counts(page, search):
    card = page.locator("#view-space .range[data-param=attention]")
    card.get_by_label("'none'").uncheck()
    kept = sum(p["attention"] != "none" for p in search.cv_results_["params"])
    view = page.locator("#view-space")
    expect(view).to_contain_text("attention is one of: 'soft', 'hard'")
    draft = view.locator(".draft")
    expect(draft).to_have_attribute("data-kept", str(kept))
    expect(draft).to_have_attribute("data-lost", str(60 - kept))
    volume = float(draft.get_attribute("data-volume"))
    assert volume == pytest.approx(
        search.preview("attention != 'none'").volume, abs=0.04
    )


def test_rows_of_the_table_can_be_selected_and_copied(page):
    page.locator("#view-table tbody tr").first.click()
    expect(page.locator(".selection-bar")).to_contain_text("1 trial")
