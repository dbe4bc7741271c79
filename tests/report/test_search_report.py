"""SearchReport: a page in a file, in a notebook, and what it must not do."""

import base64
import gzip
import html
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from skgenarch import SearchReport
from toys_report import fitted_search, make_search, make_table
from toys_search import X, Y


def embedded(page, name):
    """What a page carries in one of its packed scripts."""
    packed = re.search(rf'<script[^>]*id="{name}"[^>]*>\s*([^<\s]*)\s*<', page)[1]
    return gzip.decompress(base64.b64decode(packed)).decode()


def test_the_file_holds_the_whole_summary(tmp_path):
    report = SearchReport(make_table())
    path = report.save(tmp_path / "report.html")
    summary = json.loads(embedded(path.read_text("utf-8"), "report-data"))
    expected = report.summary(all_trees=True)
    summary.pop("made"), expected.pop("made")
    assert summary == expected
    assert list(tmp_path.iterdir()) == [path]


def test_the_file_refers_to_nothing_outside(tmp_path):
    page = SearchReport(make_table()).save(tmp_path / "r.html").read_text("utf-8")
    assert "http:" not in page and "https:" not in page.replace("https://www.w3", "")
    assert not re.search(r"<(?:script|link|img)[^>]*(?:src|href)=", page)
    assert "default-src 'none'" in html.unescape(page)
    assert len(page) < 2_500_000


def test_hostile_texts_are_never_markup(tmp_path):
    evil = "</script><script>alert(1)</script>"
    table = make_table().rename(columns={"param_rate": f"param_{evil}"})
    table["param_attention"] = evil + table["param_attention"]
    path = SearchReport(table, title=evil).save(tmp_path / "r.html")
    assert "alert(1)</script>" not in path.read_text("utf-8")


def test_a_path_that_cannot_be_written_leaves_nothing(tmp_path):
    with pytest.raises(ValueError, match=r"cannot be written to .*No such file"):
        SearchReport(make_table()).save(tmp_path / "none" / "r.html")
    (tmp_path / "folder").mkdir()
    with pytest.raises(ValueError, match=r"cannot be written to"):
        SearchReport(make_table()).save(tmp_path / "folder")
    with pytest.raises(ValueError, match=r"cannot be written to .*Not a directory"):
        SearchReport(make_table()).save(Path(__file__) / "r.html")
    with pytest.raises(ValueError, match=r"must name a file"):
        SearchReport(make_table()).save("")
    assert [p.name for p in tmp_path.iterdir()] == ["folder"]


def test_a_notebook_shows_it_in_a_frame_of_its_own():
    shown = SearchReport(fitted_search())._repr_html_()
    assert shown.startswith("<iframe srcdoc=")
    assert "<script" not in shown


def test_the_page_is_part_of_the_wheel(tmp_path):
    home, copy = Path(__file__).parents[2], tmp_path / "copy"
    copy.mkdir()
    for name in ("setup.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(home / name, copy)
    shutil.copytree(home / "skgenarch", copy / "skgenarch")
    pip = [sys.executable, "-m", "pip", "wheel", str(copy), "-w", str(tmp_path)]
    options = ["--no-deps", "--no-build-isolation", "--quiet"]
    subprocess.run([*pip, *options], check=True, timeout=300)
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    parts = [p for p in (home / "skgenarch/report/page").rglob("*") if p.is_file()]
    assert parts
    assert {part.relative_to(home).as_posix() for part in parts} <= names


def test_it_shows_what_the_search_has_done_since():
    search = make_search(n_stages=1, warm_start=True).fit(X, Y)
    report = SearchReport(search)
    assert repr(report).endswith("SequentialSearchCV(Landscape): 15 trials")
    search.set_params(n_stages=2).fit(X, Y)
    assert report.summary()["trials"]["n"] == 30
