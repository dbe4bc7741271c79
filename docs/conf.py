"""Sphinx: how the documentation is built.

sphinx-build -W -b html docs docs/_build

Nothing is fetched, and the examples are shown but not run; to run them as well (some
five minutes), add ``-D plot_gallery=1``. Two things are made from what is there: the
tables of benchmark results (``benchmark_tables.py``) and the options of the command
line (``command_line.py``).
"""

import sys
from pathlib import Path

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS))

import benchmark_tables  # noqa: E402
import command_line  # noqa: E402

import skgenarch  # noqa: E402

project = "skgenarch"
author = "The skgenarch developers"
copyright = f"2026, {author}"
version = release = skgenarch.__version__

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.mathjax",
    "myst_parser",
    "numpydoc",
    "sphinx_gallery.gen_gallery",
]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
exclude_patterns = ["_build", "_generated", "auto_examples/sg_execution_times.rst"]
templates_path = ["_templates"]
default_role = "py:obj"  # `name` in a docstring: a link where it is documented

myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3

autosummary_generate = True
autodoc_typehints = "none"  # types are in the docstrings
numpydoc_show_class_members = False  # the template of classes lists them
numpydoc_xref_param_type = False

sphinx_gallery_conf = {
    "examples_dirs": "../examples",
    "gallery_dirs": "auto_examples",
    "filename_pattern": r"\.py$",  # all of them, if any are run
    "ignore_pattern": r"__init__\.py|runs",
    "plot_gallery": "False",
    "download_all_examples": False,
    "backreferences_dir": None,
}
suppress_warnings = [
    "config.cache",
    "ref.term",  # scikit-learn's glossary, in what is inherited from it
]

html_theme = "pydata_sphinx_theme"
html_title = "skgenarch"
html_static_path = []
html_copy_source = False
html_show_sourcelink = False
html_sidebars = {  # pages without others below them
    page: [] for page in ("benchmarks", "house", "migration", "quickstart", "whats_new")
}
html_theme_options = {
    "navigation_with_keys": False,
    "show_prev_next": True,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": ["theme-version"],
}


def skip_inherited_from_others(app, what, name, obj, skip, options):
    """Leave out what scikit-learn and others add to a class: they document it."""
    obj = getattr(obj, "fget", obj)  # of a property
    home = getattr(obj, "__module__", None) or "skgenarch"
    return True if not home.startswith("skgenarch") else None


def write_tables(app):
    """Write what pages include, before they are read."""
    folder = DOCS / "_generated"
    benchmark_tables.write(folder / "benchmarks")
    command_line.write(folder / "command_line")


def setup(app):
    """Register what is particular to this project."""
    app.connect("autodoc-skip-member", skip_inherited_from_others)
    app.connect("builder-inited", write_tables)
