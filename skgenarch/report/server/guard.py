"""Who may talk to the server: this machine's own page, and nobody else."""

import secrets
from collections.abc import Collection
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOKEN_HEADER = "x-skgenarch-token"
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class Guard:
    """Turns away requests that do not come from the page itself.

    Any site in the browser can send requests to this machine. None of them knows the
    token; and the name under which the server is addressed is checked, since a foreign
    name can be made to lead here (DNS rebinding).

    Parameters
    ----------
    app : ASGI application
        What is guarded.

    token : str
        What the page proves its origin with: in a header, or in the address of the
        page itself.

    hosts : collection of str
        The names of the server, with port.
    """

    def __init__(self, app: ASGIApp, token: str, hosts: Collection[str]):
        self.app, self.token, self.hosts = app, token, frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 403 or pass the request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message["headers"],
                    *(
                        (name.lower().encode(), v.encode())
                        for name, v in _HEADERS.items()
                    ),
                ]
            await send(message)

        problem = self._problem(scope)
        if problem:
            answer = JSONResponse({"error": problem}, status_code=403)
            await answer(scope, receive, send_safely)
        else:
            await self.app(scope, receive, send_safely)

    def _problem(self, scope: Scope) -> str:
        headers = Headers(scope=scope)
        if headers.get("host") not in self.hosts:
            return "This server answers to its own address only."
        origin = headers.get("origin")
        if origin is not None and origin not in {f"http://{h}" for h in self.hosts}:
            return "Requests of other sites are not answered."
        given = headers.get(TOKEN_HEADER, "")
        if scope["path"] == "/" and scope["method"] in ("GET", "HEAD"):
            query = parse_qs(scope["query_string"].decode("latin-1"))
            given = query.get("token", [given])[0]
        if not secrets.compare_digest(given.encode(), self.token.encode()):
            return "The token is missing or wrong: open the address that was printed."
        return ""
