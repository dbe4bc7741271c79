"""Listen on this machine, and only there."""

import os
import secrets
import socket
import threading
import time
import webbrowser
from contextlib import suppress
from numbers import Integral

import uvicorn

from ..live import LiveReport
from .app import make_app

_HOST = "127.0.0.1"
_PATIENCE = 10.0  # seconds, for starting and for stopping


class Server:
    """A running server.

    Attributes
    ----------
    url : str
        The address of the page, with the token.
    """

    def __init__(self, live: LiveReport, port: int):
        self._socket = _listen(port)
        self.port = self._socket.getsockname()[1]
        self.token = secrets.token_urlsafe(32)
        self.url = f"http://{_HOST}:{self.port}/?token={self.token}"
        app = make_app(live, self.token, _names(self.port))
        self._server = uvicorn.Server(_config(app))
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True
        )
        self._thread.start()
        until = time.monotonic() + _PATIENCE
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > until:
                self.close()
                raise RuntimeError(f"The server at port {self.port} did not start.")
            time.sleep(0.01)

    def wait(self) -> None:
        """Return when the server is stopped, by `close` or by Ctrl-C."""
        try:
            while self._thread.is_alive():
                self._thread.join(0.5)
        except KeyboardInterrupt:
            print("The report is closed.")
        finally:
            self.close()

    def close(self) -> None:
        """Stop the server."""
        self._server.should_exit = True
        self._thread.join(_PATIENCE)
        self._socket.close()


def serve(
    live: LiveReport, *, port: int = 0, open_browser: bool = True, block: bool = True
) -> Server | None:
    """Show a run until Ctrl-C, or in the background.

    Parameters
    ----------
    live : LiveReport
        The run.

    port, open_browser, block
        As for `SearchReport.serve`.

    Returns
    -------
    server : Server or None
        None if `block`.

    Raises
    ------
    ValueError
        If the port is in use, or none.
    """
    server = Server(live, port)
    # At once: what is piped on is otherwise kept back until the end.
    print(f"The report is at {server.url}", flush=True)
    if open_browser:
        with suppress(webbrowser.Error):  # the address is printed anyway
            webbrowser.open(server.url)
    if not block:
        return server
    server.wait()
    return None


def _config(app) -> uvicorn.Config:
    # The same parts whatever else is installed, and the user's own logging as it is.
    # Addresses, which have the token in them, are never logged.
    return uvicorn.Config(
        app,
        loop="asyncio",
        http="h11",
        ws="none",
        lifespan="off",
        proxy_headers=False,
        server_header=False,
        log_config=None,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=1,
    )


def _names(port: int) -> set[str]:
    """Return what a browser may send as the host."""
    names = {_HOST, "localhost"}
    # Browsers leave the usual port out.
    return {f"{name}:{port}" for name in names} | (names if port == 80 else set())


def _listen(port: int) -> socket.socket:
    if (
        isinstance(port, bool)
        or not isinstance(port, Integral)
        or not 0 <= port < 2**16
    ):
        raise ValueError(
            f"The 'port' must be an integer from 0 to 65535. Got {port!r}."
        )
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # elsewhere it lets two servers have one port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((_HOST, port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise ValueError(
            f"The 'port' {port} cannot be used: {error.strerror}. Choose another one, "
            "or 0 for any that is free."
        ) from error
    return listener
