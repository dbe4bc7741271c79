"""Listen on this machine, and only there."""

import secrets
import socket
import threading
import time
import webbrowser

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
        hosts = {f"{name}:{self.port}" for name in (_HOST, "localhost")}
        app = make_app(live, self.token, hosts)
        config = uvicorn.Config(
            app, log_level="warning", lifespan="off", timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True
        )
        self._thread.start()
        until = time.monotonic() + _PATIENCE
        while not self._server.started and time.monotonic() < until:
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
    """Show a run until Ctrl-C, or in the background; see `SearchReport.serve`."""
    server = Server(live, port)
    print(f"The report is at {server.url}")
    if open_browser:
        webbrowser.open(server.url)
    if not block:
        return server
    server.wait()
    return None


def _listen(port: int) -> socket.socket:
    if not isinstance(port, int) or not 0 <= port < 2**16:
        raise ValueError(f"The 'port' must be from 0 to 65535. Got {port!r}.")
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((_HOST, port))
    except OSError as error:
        listener.close()
        raise ValueError(
            f"The 'port' {port} cannot be used: {error.strerror}. Choose another one, "
            "or 0 for any that is free."
        ) from error
    return listener
