"""The page of an interpretation, in a real browser."""

import shutil

import pytest

from skgenarch.interpretation import interpret, load_jaspar


@pytest.fixture(scope="module")
def page_file(binding_net, tfbs, tmp_path_factory):
    X, y, _ = tfbs
    result = interpret(
        binding_net,
        X[:300],
        y[:300],
        database=load_jaspar()[:40],
        n_examples=2,
        random_state=0,
    )
    return result.save(tmp_path_factory.mktemp("page") / "motifs.html")


@pytest.fixture
def browser():
    sync_api = pytest.importorskip("playwright.sync_api")
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("there is no chromium on the PATH")
    flags = ["--headless", "--no-sandbox", "--disable-gpu"]
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


def test_it_is_accessible_asks_nobody_and_fits(browser, page_file):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    for scheme in ("light", "dark"):
        for width in (1280, 400):
            page = browser.new_page(
                viewport={"width": width, "height": 900}, color_scheme=scheme
            )
            asked, said = [], []
            page.on("request", lambda request, to=asked: to.append(request.url))
            page.on("console", lambda message, to=said: to.append(message.text))
            page.goto(f"file://{page_file}")
            assert asked == [f"file://{page_file}"]
            assert said == []
            found = axe.run(page).response["violations"]
            assert [violation["id"] for violation in found] == []
            assert page.evaluate("document.documentElement.scrollWidth") == width
            heading = page.locator("th", has_text="Enrichment").bounding_box()
            assert (
                heading["height"] < 90
            )  # no letter below the other: the table scrolls
            assert page.locator("figure img").count() >= 4
            page.close()
