"""Names and values that would be markup, code, or too much, are shown as text."""

import numpy as np
import pandas as pd
import pytest

from skgenarch import SearchReport
from toys_report import make_table

EVIL = [
    "</script><script>document.title = 'broken'</script>",
    "<img src=x onerror=\"document.title='broken'\">",
    "<b>bold</b> & 'quoted' \"twice\" {{7*7}} %s",
    "🧬 дна 基因",
    "x" * 10_000,
]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    rng = np.random.RandomState(0)
    table = pd.DataFrame({f"param_{name}": rng.choice(EVIL, 60) for name in EVIL})
    table["param_number"] = rng.rand(60)
    table["score"] = table["param_number"] + (table[f"param_{EVIL[0]}"] == EVIL[1])
    report = SearchReport(table, title=EVIL[0])
    return report.save(tmp_path_factory.mktemp("hostile") / "r.html")


@pytest.mark.parametrize("width", [400, 1280])
def test_texts_stay_texts(visit, hostile, width):
    page = visit(hostile, width=width)
    for name in ("interactions", "parallel", "space", "table"):
        page.locator(f"#view-{name}").scroll_into_view_if_needed()
        page.wait_for_timeout(300)
    assert page.title() != "broken"
    assert page.locator("img[src=x]").count() == 0
    assert page.locator("main b:text-is('bold')").count() == 0
    assert "</script>" in page.locator("h1").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    "change",
    [
        lambda table: table.head(1),
        lambda table: table.head(8),
        lambda table: table.assign(score=0.5),
        lambda table: table.assign(score=np.nan),
        lambda table: table[["param_rate", "score"]],
        lambda table: table.assign(param_depth=3, param_attention="soft"),
    ],
    ids=["one trial", "few", "equal", "no scores", "one parameter", "constants"],
)
def test_poor_runs_say_why_there_is_nothing_to_see(visit, tmp_path, change):
    page = visit(SearchReport(change(make_table())).save(tmp_path / "r.html"))
    assert page.get_by_text("could not be drawn").count() == 0
    assert page.locator("#view-overview").inner_text()
