"""A summary as one self-contained page: its parts are in the folder ``page``."""

import base64
import gzip
import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import jinja2

_PARTS = files(__package__) / "page"
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' data: blob:; "
    "style-src 'unsafe-inline'; img-src data: blob:"
)


def render(summary: dict[str, Any], *, door: str = "file", token: str = "") -> str:
    """Write a summary as HTML that needs nothing else.

    Parameters
    ----------
    summary : dict
        What `summarise` returned.

    door : {"file", "server", "notebook"}, default="file"
        Where the page will be looked at.

    token : str, default=""
        For a server: what the page proves its origin with.

    Returns
    -------
    html : str
        The page. Texts of the run are in it as data only, and packed.
    """
    # Nothing of a run stands in the page as it is, so nothing of it can be markup.
    content = json.dumps(summary, allow_nan=False, separators=(",", ":"))
    return _template().render(
        title=summary["title"],
        styles=_styles(),
        modules=_modules(),
        report_data=_pack(content.encode()),
        plotly=_plotly(),
        door=door,
        token=token,
        csp=f"{_POLICY}; connect-src 'self'" if door == "server" else _POLICY,
    )


def _template() -> jinja2.Template:
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    source = (_PARTS / "page.html.j2").read_text(encoding="utf-8")
    return environment.from_string(source)


def _styles() -> list[str]:
    return [text for _, text in _texts("style", ".css")]


def _modules() -> dict[str, str]:
    return {
        name.removesuffix(".js"): base64.b64encode(text.encode()).decode()
        for name, text in _texts("modules", ".js")
    }


def _texts(folder: str, ending: str) -> list[tuple[str, str]]:
    found = sorted(_walk(_PARTS / folder), key=lambda part: part.name)
    return [
        (part.name, part.read_text(encoding="utf-8"))
        for part in found
        if part.name.endswith(ending)
    ]


def _walk(folder: Traversable) -> Iterator[Traversable]:
    """Yield the files of a folder and of those in it; names are unique."""
    for part in folder.iterdir():
        if part.is_dir():
            yield from _walk(part)
        else:
            yield part


@cache
def _plotly() -> str:
    """Return the library that draws, as its Python package brings it, packed."""
    source = files("plotly") / "package_data" / "plotly.min.js"
    return _pack(source.read_bytes())


def _pack(content: bytes) -> str:
    # Without a time stamp the same run makes the same page.
    return base64.b64encode(gzip.compress(content, 9, mtime=0)).decode()
