"""The same page behind all three doors, and what is decided there arrives."""

import pytest

from skgenarch import SearchReport
from toys_report import fitted_search
from toys_search import X, Y


@pytest.fixture
def serve():
    servers = []

    def start(run, *data):
        report = SearchReport(run)
        servers.append(report.serve(*data, open_browser=False, block=False))
        return servers[-1].url

    yield start
    for server in servers:
        server.close()


def drop(page, category):
    card = page.locator("#view-space .range[data-param=attention]")
    card.get_by_label(f"'{category}'").uncheck()
    page.get_by_role("button", name="Keep only this").first.click()


def test_what_is_applied_narrows_a_search_that_runs_elsewhere(visit, serve, tmp_path):
    path = tmp_path / "run.db"
    search = fitted_search(journal=path)
    page = visit(serve(path))
    drop(page, "none")
    page.locator("[data-act=apply]").click()
    page.wait_for_selector("#view-decisions [data-decision='1']")
    (decision,) = (d for d in search.set_params(n_stages=4).fit(X, Y).decisions_)
    assert decision.action == "prune"
    late = {t.params["attention"] for t in search.trials_ if t.stage == 4}
    assert "none" not in late
    page.wait_for_selector("body[data-ready^='60']")  # the page has followed


def test_the_next_stage_is_run_from_the_page(visit, serve):
    search = fitted_search()
    page = visit(serve(search, X, Y))
    page.get_by_role("button", name="Run next stage").click()
    page.wait_for_selector("body[data-ready^='60']")
    assert len(search.stages_) == 4


def test_a_refusal_is_shown_and_the_drafts_stay(visit, serve, tmp_path):
    path = tmp_path / "run.db"
    search = fitted_search(journal=path)
    page = visit(serve(path))
    drop(page, "soft")
    search.prune("attention == 'soft'", author="bob")
    page.locator("[data-act=apply]").click()
    page.wait_for_selector("#view-decisions [role=alert]")
    assert "leave nothing" in page.locator("#view-decisions").inner_text()
    assert page.locator("#view-decisions [data-draft]").count() == 1
    visit.errors.clear()  # the browser logs the answer 400


def test_the_notebooks_page_is_in_a_frame_of_its_own(visit, search, tmp_path):
    shown = SearchReport(search)._repr_html_()
    notebook = tmp_path / "notebook.html"
    style = "<style>* {color: red !important; font-size: 40px !important}</style>"
    ready = "<body data-ready>"
    notebook.write_text(f"<!DOCTYPE html>{style}{ready}{shown}", encoding="utf-8")
    page = visit(notebook)
    frame = page.frame_locator("iframe")
    frame.locator("body[data-ready]").wait_for()
    size = frame.locator("h1").evaluate("e => getComputedStyle(e).color")
    assert size != "rgb(255, 0, 0)"
    assert frame.locator("#view-tree .node").count() > 1
