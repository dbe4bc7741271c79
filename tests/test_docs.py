"""The documentation: complete, linked, and its code runs. Needs no Sphinx."""

import contextlib
import importlib
import io
import re
import warnings
from pathlib import Path

import pytest

import skgenarch
from skgenarch.datasets import make_tfbs

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
GENERATED = {DOCS / "_generated", DOCS / "auto_examples"}  # by Sphinx, not here yet
PAGES = sorted([*DOCS.glob("*.md"), *DOCS.glob("guide/*.md"), ROOT / "README.md"])
PUBLIC = ["skgenarch", "skgenarch.interpretation.plots"] + [
    f"skgenarch.{name}" for name in skgenarch._SUBPACKAGES
]
# Pages whose Python blocks run as they stand, in a fresh folder, one after the other.
RUNNING = [
    "quickstart.md",
    "migration.md",
    "guide/sequences.md",
    "guide/nets.md",
    "guide/training.md",
    "guide/search.md",
    "guide/promoters.md",
    "guide/saving.md",
]
FENCED = re.compile(r"^```(\S*)\n(.*?)^```$", re.M | re.S)


def name_of(path):
    return path.relative_to(ROOT).as_posix()


# The reference


def names_in_reference():
    """What docs/api.rst lists, as (module, name)."""
    found, module, listing = [], None, False
    for line in (DOCS / "api.rst").read_text("utf-8").splitlines():
        if line.startswith(".. currentmodule::"):
            module = line.split()[-1]
        elif line.startswith(".. autosummary::"):
            listing = True
        elif line and not line.startswith(" "):
            listing = False
        elif listing and re.fullmatch(r"   \w+", line):
            found.append((module, line.strip()))
    return found


def test_the_reference_lists_nothing_twice_and_nothing_that_is_not_there():
    listed = names_in_reference()
    assert len(listed) == len(set(listed)) > 80
    for module, name in listed:
        assert hasattr(importlib.import_module(module), name), f"{module}.{name}"


@pytest.mark.parametrize("module", PUBLIC)
def test_every_public_name_is_in_the_reference(module):
    listed = names_in_reference()
    objects = [getattr(importlib.import_module(where), name) for where, name in listed]
    names = {name for _, name in listed}
    home = importlib.import_module(module)
    wanted = set(home.__all__)
    if module == "skgenarch":
        wanted -= {"__version__", *skgenarch._SUBPACKAGES}
    missing = [
        name
        for name in sorted(wanted)
        if name not in names or not any(getattr(home, name) is o for o in objects)
    ]
    assert missing == []


# The code


def blocks(page):
    """Return the Python blocks of a page with the lines where they begin."""
    text = (DOCS / page).read_text("utf-8")
    return [
        (text.count("\n", 0, match.start(2)), match.group(2))
        for match in FENCED.finditer(text)
        if match.group(1) == "python"
    ]


@pytest.fixture
def few_peaks(tmp_path, monkeypatch):
    """A folder to work in, with peaks whose sites are easy to find."""
    monkeypatch.chdir(tmp_path)
    X, y = make_tfbs(
        500,
        length=60,
        motif="MAX",
        partner=None,
        site_strength=4,
        weak_fraction=0,
        random_state=0,
    )
    lines = [f">peak {i}\n{x}\n" for i, x in enumerate(X[y == 1])]
    Path("peaks.fa").write_text("".join(lines))
    return tmp_path


@pytest.mark.parametrize("page", RUNNING)
def test_code_runs_as_it_stands(page, few_peaks):
    code = blocks(page)
    assert code
    space = {"__name__": "page"}
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), warnings.catch_warnings():
        # Nets that are trained for an epoch may warn of what they have not learned.
        warnings.simplefilter("ignore")
        for line, block in code:
            source = "\n" * line + block  # errors tell the line of the page
            exec(compile(source, name_of(DOCS / page), "exec"), space)
    said = printed.getvalue()
    if page == "quickstart.md":
        assert "CACGTG" in said and "Stage 2" in said  # the E-box, which MAX binds
        assert Path("motifs.html").stat().st_size > 10_000
        assert Path("report.html").stat().st_size > 1_000_000
    if page == "migration.md":
        assert "Stage 3" in said and Path("study.html").is_file()
        assert said.rstrip().endswith("True")  # strings and tensors agree
    if page == "guide/saving.md":
        assert "DeepBindClassifier True\n8\n" in said


def test_quick_start_goes_from_peaks_to_motifs_in_about_ten_lines():
    _, first = blocks("quickstart.md")[0]
    assert "load_tfbs" in first and "interpret" in first
    assert len(first.split("\n")) - first.count("\n\n") <= 12


# The links


def prose(text):
    """Drop fenced blocks, whose brackets are no links, and code in a line."""
    return re.sub(r"`[^`\n]*`", "", FENCED.sub("", text))


def links(path):
    """Where a page links to, images included, but for the web."""
    text = prose(path.read_text("utf-8"))
    targets = re.findall(r"\]\(([^)\s]+)\)", text)
    return [t for t in targets if not re.match(r"(https?|mailto):", t)]


def anchors(path):
    """Anchors of the headings of a page, as GitHub and MyST make them."""
    headings = re.findall(r"^#+ +(.*)$", FENCED.sub("", path.read_text("utf-8")), re.M)
    kept = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.strip().replace(" ", "-") for heading in kept}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page):
    for target in links(page):
        file, _, anchor = target.partition("#")
        there = (page.parent / file).resolve() if file else page
        assert there.exists(), f"{name_of(page)}: {target}"
        if anchor:
            assert anchor in anchors(there), f"{name_of(page)}: {target}"


def test_every_picture_is_used():
    used = {
        (page.parent / target).resolve() for page in PAGES for target in links(page)
    }
    assert {path for path in (DOCS / "images").iterdir()} <= used


def entries(page):
    """Pages in the table of contents of a page."""
    for kind, body in FENCED.findall(page.read_text("utf-8")):
        if kind == "{toctree}":
            for line in body.splitlines():
                if line and not line.startswith(":"):
                    yield page.parent / line


def test_every_page_can_be_reached():
    reached, waiting = set(), [DOCS / "index.md"]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        for entry in entries(page):
            if entry.parent in GENERATED:
                continue
            found = [entry.with_suffix(end) for end in (".md", ".rst")]
            found = [path for path in found if path.is_file()]
            assert found, f"{name_of(page)}: no page {entry.name}"
            waiting += found
    pages = {*DOCS.glob("*.md"), *DOCS.glob("*.rst"), *DOCS.glob("guide/*.md")}
    assert pages - {DOCS / "sg_execution_times.rst"} == reached


def test_every_example_begins_with_a_title():
    """The gallery takes the first two lines of an example for its title."""
    for path in (ROOT / "examples").glob("*.py"):
        title, line, *_ = path.read_text("utf-8").removeprefix('"""').splitlines()
        assert line == "=" * len(title), name_of(path)


# The figures, and the command line


def load_script(name, monkeypatch):
    monkeypatch.syspath_prepend(DOCS)
    return importlib.import_module(name)


def test_every_file_of_results_is_shown(monkeypatch, tmp_path):
    tables = load_script("benchmark_tables", monkeypatch)
    read = set()
    files = tables.read
    monkeypatch.setattr(tables, "read", lambda name: read.add(name) or files(name))
    tables.write(tmp_path)
    results = {path.stem for path in (ROOT / "benchmarks" / "results").glob("*.csv")}
    assert read == results, "Give it a table in docs/benchmark_tables.py"
    text = (DOCS / "benchmarks.md").read_text("utf-8")
    shown = set(re.findall(r":file: _generated/benchmarks/(\w+)\.csv", text))
    assert shown == {path.stem for path in tmp_path.iterdir()}


def test_tables_say_what_is_in_the_files(monkeypatch):
    tables = load_script("benchmark_tables", monkeypatch)
    rows = tables.read("tfbs")
    one = rows.iloc[0]
    shown = tables.tfbs().set_index("data set")
    factor = one["dataset"].split("_")[0]
    of_both = rows[(rows.dataset == one["dataset"]) & (rows.model == one["model"])]
    assert shown.loc[factor, one["model"]] == pytest.approx(
        of_both.auc.mean(), abs=6e-4
    )
    counted = tables.calibration().set_index("scores")
    assert counted["n_regions"].sum() == tables.read("calibration")["n_regions"].sum()


def test_the_page_on_the_command_line_names_commands_that_exist(monkeypatch, tmp_path):
    command_line = load_script("command_line", monkeypatch)
    known = set(command_line.commands()) - {""}
    text = (DOCS / "guide" / "command_line.md").read_text("utf-8")
    assert set(re.findall(r"^(?:\| `|\$ )?skgenarch (\w+)", text, re.M)) <= known
    command_line.write(tmp_path)
    printed = (tmp_path / "all.txt").read_text("utf-8")
    for name in known:
        assert f"$ skgenarch {name} --help\n" in printed
