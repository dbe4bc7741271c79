"""Where the server listens, what it says, and how it ends."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest
import uvicorn

from skgenarch.report.server import runner
from skgenarch.report.server.guard import Guard

SERVE = """
from skgenarch import SearchReport
from toys_report import make_table
SearchReport(make_table()).serve(open_browser=False)
print("done")
"""


def test_ctrl_c_ends_a_server_whose_address_was_printed_at_once():
    home = Path(__file__).parents[3]
    env = {key: v for key, v in os.environ.items() if key != "PYTHONUNBUFFERED"}
    env["PYTHONPATH"] = os.pathsep.join([str(home), str(home / "tests")])
    with subprocess.Popen(
        [sys.executable, "-c", SERVE],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Whoever runs the tests in the background may ignore Ctrl-C; this must not.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        timer = threading.Timer(60, process.kill)
        timer.start()
        line = process.stdout.readline()  # through a pipe, while the server runs
        url = re.fullmatch(
            r"The report is at (http://127\.0\.0\.1:\d+/\?token=\S+)\n", line
        )
        assert url, line
        with urllib.request.urlopen(url[1], timeout=30) as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
        timer.cancel()
    assert (process.returncode, out, err) == (0, "The report is closed.\ndone\n", "")


def test_a_page_at_the_usual_port_is_addressed_without_it():
    assert runner._names(8123) == {"127.0.0.1:8123", "localhost:8123"}
    assert {"127.0.0.1", "localhost"} < runner._names(80)


@pytest.mark.parametrize("port", [-1, 65536, "8000", 80.5, None])
def test_a_port_that_is_none_is_refused(port):
    with pytest.raises(ValueError, match=r"'port' must be an integer from 0 to 65535"):
        runner.serve(None, port=port, open_browser=False)


def test_a_port_belongs_to_one_server():
    server = runner.Server(None, 0)
    try:
        with pytest.raises(ValueError, match=rf"'port' {server.port} cannot be used"):
            runner.Server(None, server.port)
    finally:
        server.close()
    server.close()  # twice does no harm
    again = runner.Server(None, server.port)  # and it is free again
    again.close()


def test_each_server_has_a_token_of_its_own():
    servers = [runner.Server(None, 0) for _ in range(2)]
    for server in servers:
        server.close()
    tokens = {server.token for server in servers}
    assert len(tokens) == 2
    assert min(map(len, tokens)) >= 43  # 32 random bytes


def test_a_server_that_does_not_start_is_told_of(monkeypatch):
    monkeypatch.setattr(uvicorn.Server, "run", lambda self, sockets: None)
    began = time.monotonic()
    with pytest.raises(RuntimeError, match=r"at port \d+ did not start"):
        runner.Server(None, 0)
    assert time.monotonic() - began < 5


def test_a_browser_that_cannot_be_opened_is_no_fault(monkeypatch, capsys):
    def fails(url):
        raise runner.webbrowser.Error("could not locate runnable browser")

    monkeypatch.setattr(runner.webbrowser, "open", fails)
    server = runner.serve(None, block=False)
    server.close()
    assert server.url in capsys.readouterr().out


def test_waiting_ends_when_the_server_is_closed():
    server = runner.Server(None, 0)
    waiting = threading.Thread(target=server.wait)
    waiting.start()
    server.close()
    waiting.join(10)
    assert not waiting.is_alive()
    with socket.socket() as asking:
        assert asking.connect_ex(("127.0.0.1", server.port)) != 0


def test_what_is_no_http_is_passed_on_to_the_app():
    passed = []

    async def app(scope, receive, send):
        passed.append(scope["type"])

    coroutine = Guard(app, "t", {"x"})({"type": "lifespan"}, None, None)
    with pytest.raises(StopIteration):
        coroutine.send(None)
    assert passed == ["lifespan"]
