"""What users install holds what it needs, and nothing else."""

import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# What git ignores, and what is not part of the project.
LITTER = shutil.ignore_patterns(
    ".git", ".*_cache", ".venv", "__pycache__", "*.egg-info", "build", "dist", "runs",
    "_build", "_generated", "auto_examples",
)  # fmt: skip


def files_of(folder):
    """Paths below a folder of the source tree, as text, but for what Python makes."""
    return {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Folder with the sdist, and the wheel that is made from it."""
    pytest.importorskip("build")
    folder = tmp_path_factory.mktemp("built")
    source = folder / "source"
    shutil.copytree(ROOT, source, ignore=LITTER)
    done = subprocess.run(
        [sys.executable, "-m", "build", "--outdir", str(folder / "dist"), str(source)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "dist"


@pytest.mark.slow
def test_wheel_holds_the_package_and_its_data(built):
    (wheel,) = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    package = {name for name in names if ".dist-info/" not in name}
    assert package == files_of("skgenarch")
    for needed in (
        "skgenarch/py.typed",
        "skgenarch/report/page/page.html.j2",
        "skgenarch/interpretation/page/page.html.j2",
        "skgenarch/benchmarks/page/page.html.j2",
        "skgenarch/interpretation/motifs/jaspar/JASPAR2026_CORE_vertebrates.meme.gz",
        "skgenarch/datasets/data/jaspar_motifs.txt",
    ):
        assert needed in package


@pytest.mark.slow
def test_wheel_holds_the_licences(built):
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        info = [name for name in archive.namelist() if ".dist-info/" in name]
        for licence in ("LICENSE", "LICENSE-THIRD-PARTY.md"):
            (name,) = [name for name in info if name.endswith(f"/{licence}")]
            assert archive.read(name) == (ROOT / licence).read_bytes()


@pytest.mark.slow
def test_wheel_asks_for_no_more_than_the_core(built):
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [n for n in archive.namelist() if n.endswith("/METADATA")]
        metadata = archive.read(name).decode()
        (name,) = [n for n in archive.namelist() if n.endswith("/entry_points.txt")]
        assert "skgenarch = skgenarch.cli:main" in archive.read(name).decode()
    asked = [
        line.partition(": ")[2]
        for line in metadata.splitlines()
        if line.startswith("Requires-Dist") and "extra ==" not in line
    ]
    core = "jinja2 joblib numpy pandas plotly safetensors scikit-learn scipy skorch"
    core = {*core.split(), "starlette", "torch", "uvicorn"}
    assert {name.partition(">")[0].strip() for name in asked} == core


@pytest.mark.slow
def test_sdist_holds_what_it_takes_to_test_and_document(built):
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {
            member.name.partition("/")[2]
            for member in archive.getmembers()
            if member.isfile()
        }
    for folder in ("benchmarks", "skgenarch", "tests"):
        assert files_of(folder) <= names
    for needed in (
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "LICENSE",
        "LICENSE-THIRD-PARTY.md",
        "constraints.txt",
        "constraints-oldest.txt",
        "docs/conf.py",
        "docs/index.md",
        "examples/search_tfbs.py",
        "setup.py",
    ):
        assert needed in names
    assert not [name for name in names if "__pycache__" in name]
