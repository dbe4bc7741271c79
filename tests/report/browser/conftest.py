"""A real browser, headless, that watches what a page must never do."""

import shutil
from contextlib import contextmanager

import pytest
from playwright.sync_api import sync_playwright

from skgenarch import SearchReport
from toys_report import fitted_search

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu"]
FLAGS += ["--disable-background-networking"]
OWN = ("file:", "data:", "blob:", "http://127.0.0.1:")


class Visits:
    """Opens files and addresses, and notes what goes wrong there."""

    def __init__(self, browser):
        self.browser, self.contexts = browser, []
        self.errors, self.requests = [], []

    def __call__(self, place, width=1280, height=900, scheme="light"):
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme
        )
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))
        page.goto(place if "://" in str(place) else f"file://{place}")
        page.wait_for_selector("body[data-ready]")
        return page

    def _note(self, said):
        if said.type == "error":
            self.errors.append(said.text)


@contextmanager
def visiting(browser):
    """In the end, no errors must have come up and nothing been asked of others."""
    visits = Visits(browser)
    yield visits
    for context in visits.contexts:
        context.close()
    assert visits.errors == []
    assert [url for url in visits.requests if not url.startswith(OWN)] == []


@pytest.fixture(scope="package")  # its event loop must not outlive these tests
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
    """Opens pages for one test."""
    with visiting(browser) as visits:
        yield visits


@pytest.fixture(scope="module")
def read_only(browser, saved):
    """A page for all tests of a module, which leave it as it is."""
    with visiting(browser) as visits:
        yield visits(saved)


@pytest.fixture(scope="session")
def search():
    """A search of three stages, with several branches; not to be changed."""
    return fitted_search(n_iter=20)


@pytest.fixture(scope="session")
def saved(search, tmp_path_factory):
    """The report of `search` as a file."""
    return SearchReport(search).save(tmp_path_factory.mktemp("report") / "r.html")
