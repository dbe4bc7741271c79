"""A real browser, headless, that watches what a page must never do."""

import shutil
from types import SimpleNamespace

import pytest
from playwright.sync_api import sync_playwright

from skgenarch import SearchReport
from toys_report import fitted_search

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu"]
FLAGS += ["--disable-background-networking"]


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("there is no chromium on the PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser):
    """Open a file or an address; in the end, check that nothing went wrong there."""
    pages, watched = [], SimpleNamespace(errors=[], requests=[])

    def visit(place, width=1280, height=900, scheme="light", own=()):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            accept_downloads=True,
        )
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on(
            "console",
            lambda said: said.type == "error" and watched.errors.append(said.text),
        )
        page.on("pageerror", lambda error: watched.errors.append(str(error)))
        page.on("request", lambda request: watched.requests.append(request.url))
        page.goto(place if "://" in str(place) else f"file://{place}")
        page.wait_for_selector("body[data-ready]")
        pages.append((page, context))
        return page

    visit.watched = watched
    yield visit
    for _, context in pages:
        context.close()
    assert not watched.errors
    own = ("file:", "data:", "blob:", "http://127.0.0.1:")
    assert [url for url in watched.requests if not url.startswith(own)] == []


@pytest.fixture(scope="session")
def search():
    """A search of three stages, with several branches; not to be changed."""
    return fitted_search(n_iter=20)


@pytest.fixture(scope="session")
def saved(search, tmp_path_factory):
    """The report of `search` as a file."""
    return SearchReport(search).save(tmp_path_factory.mktemp("report") / "r.html")
