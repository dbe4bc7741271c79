"""The server: who may ask, what is answered, and how decisions reach the search."""

import http.client
import json
import socket
import threading
import time
from copy import deepcopy

import pytest

from skgenarch import SearchReport
from skgenarch.search import Rule
from toys_report import fitted_search, make_search, make_table
from toys_search import X, Y

SOFT = Rule("attention", categories=("soft",)).to_dict()


def decisions_of(*rules):
    return {
        "format": "skgenarch decisions",
        "version": 1,
        "decisions": [{"action": "prune", "rules": [list(rules)], "author": "ada"}],
    }


class Client:
    """Asks a server, as its page would or as others might."""

    def __init__(self, server):
        self.server = server

    def ask(self, path, method="GET", body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port)
        given = {"X-Skgenarch-Token": self.server.token}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        body = json.dumps(body) if isinstance(body, dict) else body
        connection.request(method, path, body, given)
        answer = connection.getresponse()
        content = answer.read().decode()
        connection.close()
        return answer, content

    def json(self, path, *args, **headers):
        answer, content = self.ask(path, *args, **headers)
        return answer.status, json.loads(content)


@pytest.fixture
def serve():
    servers = []

    def start(*args, **options):
        report = SearchReport(*args)
        server = report.serve(open_browser=False, block=False, **options)
        servers.append(server)
        return Client(server)

    yield start
    for server in servers:
        server.close()


@pytest.fixture(scope="module")
def finished():
    return fitted_search()


@pytest.fixture
def client(serve):
    return serve(make_table())


def test_the_page_comes_with_the_token_of_its_address(client):
    _, _, path = client.server.url.rpartition(f":{client.server.port}")
    answer, page = client.ask(path, X_Skgenarch_Token="")
    assert answer.status == 200
    assert 'data-door="server"' in page
    assert client.server.token in page
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Skgenarch_Token": "wrong"},
        {"X_Skgenarch_Token": "wröng".encode("latin-1").decode("latin-1")},
        {"X_Skgenarch_Token": ""},
        {"Host": "evil.example"},
        {"Host": "evil.example:80"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
    ],
)
def test_strangers_get_nothing_and_change_nothing(serve, finished, headers):
    client = serve(deepcopy(finished))
    for path in ("/", "/api/summary", "/api/status"):
        status, answer = client.json(path, **headers)
        assert (status, list(answer)) == (403, ["error"])
    status, _ = client.json("/api/decisions", "POST", decisions_of(SOFT), **headers)
    assert status == 403
    assert client.json("/api/summary")[1]["decisions"] == []


def test_a_token_in_the_address_opens_the_page_only(client):
    path = f"/api/summary?token={client.server.token}"
    assert client.json(path, X_Skgenarch_Token="")[0] == 403


def test_only_this_machine_can_reach_it(client):
    assert client.server._socket.getsockname()[0] == "127.0.0.1"
    origin = f"http://localhost:{client.server.port}"
    host = f"localhost:{client.server.port}"
    assert client.json("/api/status", Host=host, Origin=origin)[0] == 200


def test_the_summary_is_sent_once_for_each_revision(client):
    answer, content = client.ask("/api/summary")
    assert json.loads(content)["trials"]["n"] == 60
    again, nothing = client.ask("/api/summary", If_None_Match=answer.headers["ETag"])
    assert (again.status, nothing) == (304, "")


def test_a_tree_can_be_asked_for(client):
    query = "metric=score&scope=stage-1&quantile=0.15&max_depth=3&min_samples_leaf=0.2"
    status, tree = client.json(f"/api/tree?{query}")
    assert (status, tree["quantile"], tree["max_depth"]) == (200, 0.15, 3)
    assert min(node["n"] for node in tree["nodes"]) >= 12


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("quantile=0.2", "quantile=2"), "'quantile' must be a number between 0 and 1"),
        (("max_depth=2", "max_depth=-1"), "'max_depth' must be a positive integer"),
        (("scope=stage-1", "scope=stage-7"), "'scope' must be one of ['stage-1']"),
        (("metric=score", "metric=auc"), "'metric' must be one of ['score']"),
    ],
)
def test_a_tree_that_cannot_be_is_refused(client, change, message):
    query = "metric=score&scope=stage-1&quantile=0.2&max_depth=2"
    status, answer = client.json(f"/api/tree?{query.replace(*change)}")
    assert status == 400
    assert message in answer["error"]


def test_decisions_reach_a_search_that_runs_elsewhere(serve, tmp_path):
    path = tmp_path / "run.db"
    search = fitted_search(journal=path)
    client = serve(path)
    before = client.json("/api/status")[1]["revision"]
    status, answer = client.json("/api/decisions", "POST", decisions_of(SOFT))
    assert (status, answer["accepted"]) == (200, 1)
    assert answer["revision"] != before
    assert client.json("/api/summary")[1]["decisions"][0]["author"] == "ada"
    search.set_params(n_stages=4).fit(X, Y)
    assert {t.params["attention"] for t in search.trials_ if t.stage == 4} == {"soft"}
    assert client.json("/api/status")[1]["n_trials"] == 60


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("{", "no JSON"),
        ("[]", "must be a JSON object"),
        ('"/etc/passwd"', "must be a JSON object"),
        ({"format": "other"}, "must have the format"),
        (decisions_of(Rule("depth", bounds=(1, 2)).to_dict()), "no parameter 'depth'"),
    ],
)
def test_decisions_that_do_not_fit_change_nothing(serve, finished, body, message):
    client = serve(deepcopy(finished))
    status, answer = client.json("/api/decisions", "POST", body)
    assert status == 400
    assert message in answer["error"]
    assert client.json("/api/summary")[1]["decisions"] == []


def test_a_body_without_end_is_refused(client):
    status, answer = client.json("/api/decisions", "POST", " " * 1_000_001)
    assert status == 413
    assert "1000000 bytes" in answer["error"]


def test_a_run_that_is_no_search_cannot_be_steered(client):
    status, answer = client.json("/api/decisions", "POST", decisions_of(SOFT))
    assert status == 400
    assert "only a SequentialSearchCV follows" in answer["error"]


def test_the_next_stage_runs_where_the_search_is(serve):
    search = fitted_search()
    client = serve(search, X=X, y=Y)
    assert client.json("/api/status")[1]["can_run"]
    client.json("/api/decisions", "POST", decisions_of(SOFT))
    status, answer = client.json("/api/run", "POST")
    assert (status, answer) == (202, {"running": True})
    until = time.monotonic() + 60
    while client.json("/api/status")[1]["running"] and time.monotonic() < until:
        time.sleep(0.05)
    status = client.json("/api/status")[1]
    assert (status["n_trials"], status["error"]) == (60, "")
    assert {t.params["attention"] for t in search.trials_ if t.stage == 4} == {"soft"}
    assert not search.warm_start


def test_only_one_stage_runs_at_a_time(serve):
    running, go_on = threading.Event(), threading.Event()

    def scoring(estimator, X, y):
        if threading.current_thread() is not threading.main_thread():
            running.set()
            go_on.wait(30)
        return estimator.learning_rate

    search = make_search(scoring=scoring).fit(X, Y)
    client = serve(search, X=X, y=Y)
    assert client.json("/api/run", "POST")[0] == 202
    assert running.wait(30)
    status, answer = client.json("/api/run", "POST")
    assert (status, answer["error"]) == (409, "A stage is running already.")
    status, answer = client.json("/api/decisions", "POST", decisions_of(SOFT))
    assert (status, "between stages" in answer["error"]) == (400, True)
    go_on.set()


def test_a_stage_that_fails_is_told_of_and_the_server_goes_on(serve):
    search = fitted_search()
    client = serve(search, X=X[:3], y=Y[:3])
    client.json("/api/run", "POST")
    until = time.monotonic() + 60
    while not client.json("/api/status")[1]["error"] and time.monotonic() < until:
        time.sleep(0.05)
    assert "The stage failed: ValueError" in client.json("/api/status")[1]["error"]
    assert client.json("/api/summary")[0] == 200


def test_without_the_search_no_stage_can_be_run(client):
    status, answer = client.json("/api/run", "POST")
    assert status == 409
    assert "not in this process" in answer["error"]
    with pytest.raises(ValueError, match=r"X and y are for the next stage of"):
        SearchReport(make_table()).serve(X, Y)


def test_a_journal_that_breaks_is_told_of(serve, tmp_path):
    path = tmp_path / "run.db"
    fitted_search(journal=path)
    client = serve(path)
    path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    status, answer = client.json("/api/summary")
    assert status == 500
    assert "run.db" in answer["error"]


def test_a_port_in_use_is_named():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ValueError, match=rf"'port' {port} cannot be used: Address"):
            SearchReport(make_table()).serve(port=port, open_browser=False)
    with pytest.raises(
        ValueError, match=r"'port' must be an integer from 0.*Got 70000"
    ):
        SearchReport(make_table()).serve(port=70000, open_browser=False)


def test_closing_frees_the_port(serve):
    client = serve(make_table())
    client.server.close()
    with pytest.raises(ConnectionRefusedError):
        client.ask("/api/status")


def test_ctrl_c_ends_it(monkeypatch, capsys):
    from skgenarch.report.server import runner

    def interrupted(self, timeout=None):
        if self is not threading.main_thread() and timeout == 0.5:
            raise KeyboardInterrupt
        return join(self, timeout)

    join = threading.Thread.join
    monkeypatch.setattr(threading.Thread, "join", interrupted)
    opened = []
    monkeypatch.setattr(runner.webbrowser, "open", opened.append)
    assert SearchReport(make_table()).serve() is None
    said = capsys.readouterr().out
    assert opened[0] in said
    assert "The report is closed." in said
