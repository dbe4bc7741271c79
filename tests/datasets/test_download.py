"""Tests of downloading, from a server on this computer."""

import hashlib
import http.server
import threading

import pytest

from skgenarch.datasets.download import download, file_sha256

CONTENT = b"peaks" * 1000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def server():
    """Serve CONTENT, but only its beginning to the first `failures` requests."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.requests.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", str(len(CONTENT)))
            self.end_headers()
            short = len(self.server.requests) <= self.server.failures
            self.wfile.write(CONTENT[:100] if short else CONTENT)

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.requests, server.failures = [], 0
    server.url = f"http://127.0.0.1:{server.server_port}/peaks%20%281%29"
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.01}
    )
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_file_arrives_in_a_new_folder_and_nothing_beside_it(server, tmp_path):
    path = tmp_path / "new" / "folder" / "peaks"
    download(server.url, path, SHA256)
    assert path.read_bytes() == CONTENT
    assert list(path.parent.iterdir()) == [path]
    assert file_sha256(path) == SHA256
    assert server.requests == ["/peaks%20%281%29"]


def test_file_gets_the_usual_rights(server, tmp_path):
    usual = tmp_path / "usual"
    usual.touch()
    download(server.url, tmp_path / "peaks", SHA256)
    assert (tmp_path / "peaks").stat().st_mode == usual.stat().st_mode


def test_wrong_checksum_leaves_no_file_and_names_both_sums(server, tmp_path):
    wrong = "0" * 64
    with pytest.raises(OSError, match=f"{SHA256}, expected is {wrong}") as caught:
        download(server.url, tmp_path / "peaks", wrong)
    assert "has been removed" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_wrong_checksum_keeps_the_file_which_was_there(server, tmp_path):
    path = tmp_path / "peaks"
    path.write_bytes(b"old")
    with pytest.raises(OSError, match="checksum"):
        download(server.url, path, "0" * 64)
    assert path.read_bytes() == b"old"


def test_broken_connection_is_tried_again(server, tmp_path):
    server.failures = 2
    download(server.url, tmp_path / "peaks", SHA256, n_retries=2, delay=0)
    assert (tmp_path / "peaks").read_bytes() == CONTENT
    assert len(server.requests) == 3


def test_after_the_last_try_the_error_names_the_address(server, tmp_path):
    server.failures = 3
    with pytest.raises(
        ConnectionError, match=r"Could not download http://127\.0\.0\.1"
    ):
        download(server.url, tmp_path / "peaks", SHA256, n_retries=2, delay=0)
    assert len(server.requests) == 3
    assert list(tmp_path.iterdir()) == []


def test_tries_are_a_delay_apart(monkeypatch, server, tmp_path):
    pauses = []
    monkeypatch.setattr("time.sleep", pauses.append)
    server.failures = 2
    download(server.url, tmp_path / "peaks", SHA256, n_retries=3, delay=1.5)
    assert pauses == [1.5, 1.5]


def test_interruption_leaves_no_file(monkeypatch, tmp_path):
    def interrupt(*args, **params):
        raise KeyboardInterrupt

    monkeypatch.setattr("urllib.request.urlopen", interrupt)
    with pytest.raises(KeyboardInterrupt):
        download("http://127.0.0.1/", tmp_path / "peaks", SHA256)
    assert list(tmp_path.iterdir()) == []


def test_folder_that_cannot_be_made_is_named_before_anything_is_asked(server, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match=r"Cannot write to the data home.*SKGENARCH_DATA"):
        download(server.url, tmp_path / "file" / "peaks", SHA256)
    assert server.requests == []
