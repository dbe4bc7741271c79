"""How long a report takes: to compute, and in the browser by its own clock.

Synthetic runs of 200, 2,000 and 20,000 trials with seven parameters, one of them
conditional. "first view" is the time from the start of navigation to the first screen;
"all views" until everything is drawn; "pair" the longest of the drawings of ten pairs
of parameters; "select" from the click on a leaf to the next frame.

    python benchmarks/report.py --out benchmarks/results/report.csv
"""

import argparse
import importlib.metadata
import platform
import shutil
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from playwright.sync_api import sync_playwright

import skgenarch
from skgenarch import SearchReport

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu"]
FIRST_VIEW = "performance.getEntriesByName('view story')[0].startTime"
READY = "performance.getEntriesByName('view decisions')[0].startTime"
SELECT = """async (leaf) => {
  const start = performance.now();
  leaf.dispatchEvent(new MouseEvent('click', {bubbles: true}));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - start;
}"""


def make_run(n):
    rng = np.random.RandomState(0)
    table = pd.DataFrame(
        {
            "param_learning_rate": 10 ** rng.uniform(-5, 0, n),
            "param_depth": rng.randint(1, 9, n),
            "param_activation": rng.choice(["relu", "elu", "gelu"], n),
            "param_dropout": rng.uniform(0, 0.6, n),
            "param_recurrent": rng.choice(["none", "gru", "lstm"], n),
            "param_n_units": rng.choice([16.0, 32.0, 64.0, 128.0], n),
            "param_weight_decay": 10 ** rng.uniform(-6, -2, n),
        }
    )
    table.loc[table["param_recurrent"] == "none", "param_n_units"] = np.nan
    rate = np.log10(table["param_learning_rate"])
    table["score"] = (
        0.8
        - 0.02 * (rate + 3) ** 2
        + 0.05 * (table["param_activation"] == "elu")
        + 0.02 * (table["param_recurrent"] == "gru") * table["param_depth"] / 8
        + rng.normal(0, 0.02, n)
    )
    return table


def measure(browser, n):
    table = make_run(n)
    started = time.perf_counter()
    report = SearchReport(table)
    report.summary()
    brief = time.perf_counter() - started
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        path = report.save(Path(folder) / "report.html")
        saved = time.perf_counter() - started
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(300_000)
        page.goto(f"file://{path}")
        page.wait_for_selector("body[data-ready]")
        row = {
            "n_trials": n,
            "summary_s": round(brief, 2),
            "save_s": round(saved, 2),
            "file_mb": round(path.stat().st_size / 1e6, 3),
            "first_view_ms": round(page.evaluate(FIRST_VIEW)),
            "all_views_ms": round(page.evaluate(READY)),
            "select_ms": round(page.locator("#view-tree .node").last.evaluate(SELECT)),
            "pair_ms": round(slowest_pair(page), 1),
        }
        page.close()
    return row


def slowest_pair(page):
    page.locator("#view-interactions").scroll_into_view_if_needed()
    figure = page.locator("#view-interactions [data-draw-ms]")
    figure.wait_for()
    names = page.locator("#view-interactions select").nth(1)
    options = names.locator("option").count()
    found = []
    for place in range(min(options, 10)):
        names.select_option(index=place)
        page.wait_for_timeout(300)
        found.append(float(figure.get_attribute("data-draw-ms")))
    return max(found)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=Path("report.csv"))
    parser.add_argument("--sizes", type=int, nargs="+", default=[200, 2_000, 20_000])
    args = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=FLAGS
        )
        rows = [measure(browser, n) for n in args.sizes]
        version = browser.version
        browser.close()
    table = pd.DataFrame(rows).assign(
        skgenarch=skgenarch.__version__,
        plotly=importlib.metadata.version("plotly"),
        chromium=version,
        machine=f"{platform.machine()}, {platform.python_version()}",
    )
    table.to_csv(args.out, index=False)
    print(table.iloc[:, :8].to_string(index=False))


if __name__ == "__main__":
    main()
