"""axe-core finds nothing serious, in light and dark, wide and narrow."""

import pytest
from axe_playwright_python.sync_playwright import Axe


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (400, "dark")])
def test_axe_finds_nothing_serious(visit, saved, width, scheme):
    page = visit(saved, width=width, scheme=scheme)
    for name in ("interactions", "parallel", "space", "table", "decisions"):
        page.locator(f"#view-{name}").scroll_into_view_if_needed()
        page.wait_for_timeout(200)
    page.locator("#view-tree .node-box").last.click()
    found = Axe().run(page).response["violations"]
    serious = [
        (violation["id"], [node["html"][:200] for node in violation["nodes"]])
        for violation in found
        if violation["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_the_keyboard_reaches_every_view(visit, saved):
    page = visit(saved)
    reached = set()
    for _ in range(400):
        page.keyboard.press("Tab")
        view = page.evaluate(
            "document.activeElement.closest('section[id^=view-]')?.id ?? ''"
        )
        reached.add(view)
        if page.evaluate("document.activeElement === document.body"):
            break
    for name in ("overview", "story", "tree", "interactions", "parallel", "space"):
        assert f"view-{name}" in reached
