"""Take the pictures of the guides from real runs, in a real browser.

python examples/interpret_tfbs.py
python docs/screenshots.py examples/runs/arid3a.db runs/interpret_tfbs/motifs.html
"""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from skgenarch import SearchReport

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu"]
IMAGES = Path(__file__).parent / "images"
WIDTH = 1100


def main(run, motifs):
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = SearchReport(run, title="AttentionNet on ARID3A peaks").save(
            Path(folder) / "report.html"
        )
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=FLAGS
        )
        for scheme in ("light", "dark"):
            page = browser.new_page(
                viewport={"width": WIDTH, "height": 900}, color_scheme=scheme
            )
            page.goto(f"file://{path}")
            page.wait_for_selector("body[data-ready]")
            names = VIEWS if scheme == "light" else ("overview",)
            for name in names:
                take(page, name, scheme)
            page.close()
        page = browser.new_page(viewport={"width": WIDTH, "height": 1480})
        page.goto(f"file://{Path(motifs).resolve()}")
        page.screenshot(path=IMAGES / "motifs.png")
        browser.close()


VIEWS = {
    "overview": None,
    "story": None,
    "tree": "choose the best leaf",
    "interactions": None,
    "importance": None,
    "parallel": None,
    "space": None,
    "table": None,
}


def take(page, name, scheme):
    view = page.locator(f"#view-{name}")
    view.scroll_into_view_if_needed()
    if VIEWS[name]:  # what is selected here is seen in all views that follow
        page.locator(".leaf[aria-label*=held-out] .node-box").first.click()
    page.wait_for_timeout(1500)
    ending = "" if scheme == "light" else f"-{scheme}"
    # The bar that stays in sight would hide what is under it.
    page.evaluate("document.querySelector('.topbar').style.position = 'static'")
    page.wait_for_timeout(300)
    box = view.bounding_box()
    top = box["y"] + page.evaluate("window.scrollY")
    height = min(box["height"], 1000)
    clip = {"x": box["x"] - 16, "y": top, "width": box["width"] + 32, "height": height}
    page.screenshot(path=IMAGES / f"{name}{ending}.png", clip=clip, full_page=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
