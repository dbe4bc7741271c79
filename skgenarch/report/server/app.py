"""What the server answers: the page, its data, and what was decided on it."""

import asyncio
import json
import math
from collections.abc import Callable, Collection
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from ..live import LiveReport
from .guard import Guard

_MAX_BODY = 1_000_000  # bytes of decisions


def make_app(live: LiveReport, token: str, hosts: Collection[str]) -> Guard:
    """Make the application that shows and steers a run.

    Parameters
    ----------
    live : LiveReport
        The run.

    token : str
        Without it nothing is answered, see `Guard`.

    hosts : collection of str
        Under which names, with port, it is addressed.

    Returns
    -------
    app : Guard
        An ASGI application. Whatever goes wrong is told as ``{"error": text}``.
    """
    answers = _Answers(live, token)
    app = Starlette(
        routes=[
            Route("/", answers.page),
            Route("/api/summary", answers.summary),
            Route("/api/status", answers.status),
            Route("/api/tree", answers.tree),
            Route("/api/decisions", answers.decisions, methods=["POST"]),
            Route("/api/run", answers.run, methods=["POST"]),
        ],
        exception_handlers={HTTPException: _tell, Exception: _tell_of_fault},
    )
    return Guard(app, token, hosts)  # outermost: faults, too, get its headers


class _Answers:
    """One method for each address; what takes time is done in a thread."""

    def __init__(self, live: LiveReport, token: str):
        self._live, self._token = live, token
        self._turn = asyncio.Lock()  # one at a time: a summary takes all of a core
        self._made: dict[str, tuple[Any, bytes]] = {}  # the newest, and what it is of
        self._stage: asyncio.Task | None = None
        self._error = ""  # of the last stage that was run from here

    async def page(self, request: Request) -> Response:
        _, page = await self._newest("page", self._make_page)
        return HTMLResponse(page)

    async def summary(self, request: Request) -> Response:
        revision = await _computed(500, self._live.revision)
        if request.headers.get("if-none-match", "").strip('"') == revision:
            return Response(status_code=304, headers={"ETag": f'"{revision}"'})
        revision, summary = await self._newest("summary", self._make_summary)
        return _json(summary, headers={"ETag": f'"{revision}"'})

    async def status(self, request: Request) -> Response:
        status = await _computed(500, self._live.status)
        if self._is_running:  # also while the stage has not come to its first fit
            status |= {"running": True, "can_run": False}
        return _json(_encode({**status, "error": self._error}))

    async def tree(self, request: Request) -> Response:
        query = request.query_params
        tree = await _computed(
            400,
            self._live.tree,
            query.get("metric", ""),
            query.get("scope", ""),
            _number(query, "quantile", 0, 1),
            _whole(query, "max_depth"),
            _leaf(query),
        )
        return _json(_encode(tree))

    async def decisions(self, request: Request) -> Response:
        body = await _read(request)
        try:
            given = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise HTTPException(400, f"The decisions are no JSON: {error}.") from error
        if not isinstance(given, dict):  # a text would be taken as the path of a file
            raise HTTPException(400, "The decisions must be a JSON object.")
        accepted = await _computed(400, self._live.decide, given)
        revision = await _computed(500, self._live.revision)
        return _json(_encode({"accepted": accepted, "revision": revision}))

    async def run(self, request: Request) -> Response:
        if self._is_running or not self._live.can_run:
            raise HTTPException(
                409,
                "A stage is running already."
                if self._is_running or self._live.is_running
                else "The search is not in this process: its next stage runs where "
                "'fit' is called again.",
            )
        self._error = ""
        self._stage = asyncio.create_task(self._run_stage())
        return _json(_encode({"running": True}), status_code=202)

    @property
    def _is_running(self) -> bool:
        return self._stage is not None and not self._stage.done()

    async def _run_stage(self) -> None:
        try:
            await run_in_threadpool(self._live.run_stage)
        except Exception as error:  # told on the page: the server goes on
            self._error = f"The stage failed: {type(error).__name__}: {error}"

    async def _newest(self, kind: str, make: Callable[[], bytes]) -> tuple[str, bytes]:
        """Return what is made of the run as it is now, made once for all who ask."""
        async with self._turn:
            # Asked before: what comes in meanwhile makes another revision.
            revision = await _computed(500, self._live.revision)
            state = revision, self._live.is_running
            if kind not in self._made or self._made[kind][0] != state:
                self._made[kind] = state, await _computed(500, make)
            return revision, self._made[kind][1]

    def _make_page(self) -> bytes:
        return self._live.page(door="server", token=self._token).encode()

    def _make_summary(self) -> bytes:
        return _encode(self._live.summary())


async def _computed(status: int, function: Callable, *args: Any) -> Any:
    """Call a function in a thread; if it refuses, say why with a status code."""
    try:
        return await run_in_threadpool(function, *args)
    except (TypeError, ValueError) as error:
        raise HTTPException(status, str(error)) from error


def _json(content: bytes, **options: Any) -> Response:
    return Response(content, media_type="application/json", **options)


def _encode(data: Any) -> bytes:
    """Write JSON as all browsers read it: a number that is not finite is null."""
    try:
        text = json.dumps(data, allow_nan=False, separators=(",", ":"))
    except ValueError:
        text = json.dumps(_finite(data), allow_nan=False, separators=(",", ":"))
    return text.encode()


def _finite(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _finite(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_finite(value) for value in data]
    return None if isinstance(data, float) and not math.isfinite(data) else data


async def _read(request: Request) -> bytes:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _MAX_BODY:
            raise HTTPException(413, f"Decisions may have {_MAX_BODY} bytes at most.")
    return body


def _tell(request: Request, error: HTTPException) -> Response:
    return _json(_encode({"error": error.detail}), status_code=error.status_code)


def _tell_of_fault(request: Request, error: Exception) -> Response:
    message = f"The report failed: {type(error).__name__}: {error}"
    return _json(_encode({"error": message}), status_code=500)


def _number(query, name: str, above: float, below: float) -> float:
    try:
        value = float(query[name])
    except (KeyError, ValueError):
        value = math.nan
    if not above < value < below:
        raise HTTPException(
            400,
            f"The {name!r} must be a number between {above} and {below}. Got "
            f"{query.get(name)!r}.",
        )
    return value


def _whole(query, name: str) -> int | None:
    """Return a positive integer; None where it is left open."""
    given = query.get(name, "")
    if given in ("", "null"):
        return None
    if not given.isdecimal() or int(given) < 1:
        raise HTTPException(
            400, f"The {name!r} must be a positive integer. Got {given!r}."
        )
    return int(given)


def _leaf(query) -> int | float | None:
    """Return a number of trials, or with a decimal point a share of them."""
    if "." in query.get("min_samples_leaf", ""):
        return _number(query, "min_samples_leaf", 0, 1)
    return _whole(query, "min_samples_leaf")
