"""What the server answers: the page, its data, and what was decided on it."""

import asyncio
import json
import math
from collections.abc import Callable, Collection
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from ..live import LiveReport
from .guard import Guard

_MAX_BODY = 1_000_000  # bytes of decisions


def make_app(live: LiveReport, token: str, hosts: Collection[str]) -> Starlette:
    """Make the application that shows and steers a run.

    Parameters
    ----------
    live : LiveReport
        The run.

    token : str
        Without it nothing is answered, see `Guard`.

    hosts : collection of str
        Under which names it is addressed.
    """
    answers = _Answers(live, token)
    return Starlette(
        routes=[
            Route("/", answers.page),
            Route("/api/summary", answers.summary),
            Route("/api/status", answers.status),
            Route("/api/tree", answers.tree),
            Route("/api/decisions", answers.decisions, methods=["POST"]),
            Route("/api/run", answers.run, methods=["POST"]),
        ],
        middleware=[Middleware(Guard, token=token, hosts=hosts)],
        exception_handlers={HTTPException: _tell, Exception: _tell_of_fault},
    )


class _Answers:
    """One method for each address; what takes time is done in a thread."""

    def __init__(self, live: LiveReport, token: str):
        self._live, self._token = live, token
        self._summaries = asyncio.Lock()  # one at a time: it takes all of a core
        self._stage: asyncio.Task | None = None
        self._error = ""  # of the last stage that was run from here

    async def page(self, request: Request) -> Response:
        async with self._summaries:
            page = await _computed(self._live.page, door="server", token=self._token)
        return HTMLResponse(page)

    async def summary(self, request: Request) -> Response:
        revision = await _computed(self._live.revision)
        tag = f'"{revision}"'
        if request.headers.get("if-none-match", "").strip('"') == revision:
            return Response(status_code=304, headers={"ETag": tag})
        async with self._summaries:
            found = await _computed(self._live.summary)
        return JSONResponse(found, headers={"ETag": tag})

    async def status(self, request: Request) -> Response:
        status = await _computed(self._live.status)
        return JSONResponse({**status, "error": self._error})

    async def tree(self, request: Request) -> Response:
        query = request.query_params
        tree = await _computed(
            self._live.tree,
            query.get("metric", ""),
            query.get("scope", ""),
            _number(query, "quantile", 0, 1),
            _whole(query, "max_depth"),
            _leaf(query),
        )
        return JSONResponse(tree)

    async def decisions(self, request: Request) -> Response:
        body = await _read(request)
        try:
            given = json.loads(body)
        except ValueError as error:
            raise HTTPException(400, f"The decisions are no JSON: {error}.") from error
        if not isinstance(given, dict):  # a text would be taken as the path of a file
            raise HTTPException(400, "The decisions must be a JSON object.")
        accepted = await _computed(self._live.decide, given)
        revision = await _computed(self._live.revision)
        return JSONResponse({"accepted": accepted, "revision": revision})

    async def run(self, request: Request) -> Response:
        if not self._live.can_run:
            raise HTTPException(
                409,
                "A stage is running already."
                if self._live.is_running
                else "The search is not in this process: its next stage runs where "
                "'fit' is called again.",
            )
        self._error = ""
        self._stage = asyncio.create_task(self._run_stage())
        await asyncio.sleep(0)  # so that it is under way when this answers
        return JSONResponse({"running": True}, status_code=202)

    async def _run_stage(self) -> None:
        try:
            await run_in_threadpool(self._live.run_stage)
        except Exception as error:  # told on the page: the server goes on
            self._error = f"The stage failed: {type(error).__name__}: {error}"


async def _computed(function: Callable, *args: Any, **options: Any) -> Any:
    """Call a function in a thread; what was wrong with its input is told."""
    try:
        return await run_in_threadpool(function, *args, **options)
    except (TypeError, ValueError) as error:
        raise HTTPException(400, str(error)) from error


async def _read(request: Request) -> bytes:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _MAX_BODY:
            raise HTTPException(413, f"Decisions may have {_MAX_BODY} bytes at most.")
    return body


def _tell(request: Request, error: HTTPException) -> Response:
    return JSONResponse({"error": error.detail}, status_code=error.status_code)


def _tell_of_fault(request: Request, error: Exception) -> Response:
    message = f"The report failed: {type(error).__name__}: {error}"
    return JSONResponse({"error": message}, status_code=500)


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
