"""Which folder may import what: the house plan, enforced."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "skgenarch"

# What the files of each folder may not import, directly.
FORBIDDEN = {
    "benchmarks": {"skorch", "cli", "report"},
    "sequences": {
        "benchmarks", "skorch", "torch", "sklearn", "pandas", "datasets", "estimators",
        "interpretation", "model_selection", "modules", "report", "search",
    },
    "datasets": {
        "benchmarks", "skorch", "torch", "estimators",
        "interpretation", "model_selection", "modules", "report", "search",
    },
    "modules": {
        "benchmarks", "skorch", "sklearn", "pandas", "datasets", "estimators",
        "interpretation", "model_selection", "report", "search", "sequences",
    },
    "estimators": {
        "benchmarks", "interpretation", "model_selection", "report", "search",
    },
    "interpretation": {"benchmarks", "skorch", "model_selection", "report", "search"},
    "model_selection": {
        "benchmarks", "skorch", "torch", "datasets", "estimators",
        "interpretation", "modules", "report", "search", "sequences",
    },
    "report": {
        "benchmarks", "skorch", "torch", "datasets", "estimators",
        "interpretation", "model_selection", "modules", "sequences",
    },
    "search": {
        "benchmarks", "skorch", "torch", "datasets", "estimators",
        "interpretation", "model_selection", "modules", "report", "sequences",
    },
}  # fmt: skip
NOWHERE_BUT = {"skorch": {"estimators/trainer.py"}}
JUNK_DRAWERS = {"utils.py", "helpers.py", "common.py", "misc.py"}


def imported_names(path):
    """Top-level packages, and folders of this one, that a file imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            source = "." * node.level + (node.module or "")
            if source in ("..", "skgenarch"):  # the names imported are the folders
                start = source if source == ".." else "skgenarch."
                modules = [start + alias.name for alias in node.names]
            else:
                modules = [source]
        else:
            continue
        for module in modules:
            if module.startswith("..") or module.startswith("skgenarch."):
                names.add(module.lstrip(".").removeprefix("skgenarch.").split(".")[0])
            elif not module.startswith("."):
                names.add(module.split(".")[0])
    return names


@pytest.mark.parametrize("folder", FORBIDDEN)
def test_folder_imports_only_what_stands_below_it(folder):
    files = list((PACKAGE / folder).rglob("*.py"))
    assert files
    for path in files:
        assert not imported_names(path) & FORBIDDEN[folder], path.name


@pytest.mark.parametrize("library", NOWHERE_BUT)
def test_library_is_imported_in_its_one_file(library):
    users = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if library in imported_names(path)
    }
    assert users == NOWHERE_BUT[library]


def test_there_is_no_junk_drawer():
    assert not [path for path in PACKAGE.rglob("*.py") if path.name in JUNK_DRAWERS]


@pytest.mark.parametrize("module", ["skgenarch", "skgenarch.cli", "skgenarch.search"])
def test_import_does_not_load_torch(module):
    code = f"import sys, {module}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
