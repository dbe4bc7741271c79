"""What is answered, of a report whose parts are at hand: faults, repeats, races."""

import http.client
import json
import math
import threading
import time

import pytest

from skgenarch.report.server.runner import Server


class Fake:
    """A report that does what it is told and counts how often it is asked."""

    def __init__(self):
        self.number = 1
        self.fault = None
        self.counts = dict.fromkeys(("page", "summary", "decide", "run_stage"), 0)
        self.at_once, self.most_at_once = 0, 0
        self.entered, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()
        self.can_run, self.is_running = True, False
        self.decisions = []

    def revision(self):
        return f"r{self.number}"

    def status(self):
        self._enter(None)
        return {
            "revision": self.revision(),
            "running": self.is_running,
            "can_run": self.can_run,
            "n_trials": 7,
        }

    def page(self, *, door, token):
        self._enter("page")
        return f"<p>{door} {token} {self.number}"

    def summary(self):
        self._enter("summary")
        return {
            "n": self.number,
            "scores": [0.5, math.nan, (math.inf, {"x": -math.inf})],
        }

    def tree(self, *setting):
        return {"setting": setting, "purity": math.nan}

    def decide(self, decisions):
        self._enter("decide")
        self.decisions.append(decisions)
        self.number += 1
        return len(self.decisions)

    def run_stage(self):
        self._enter("run_stage")

    def _enter(self, name):
        if self.fault is not None:
            raise self.fault
        if name is None:
            return
        self.counts[name] += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.entered.set()
        self.go_on.wait(30)
        self.at_once -= 1


class Asking:
    def __init__(self, live):
        self.server = Server(live, 0)

    def ask(self, path, method="GET", body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, 30)
        headers = {"X-Skgenarch-Token": self.server.token, **headers}
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        content = answer.read().decode()
        connection.close()
        return answer, content

    def json(self, *args, **headers):
        answer, content = self.ask(*args, **headers)
        return answer.status, json.loads(content, parse_constant=pytest.fail)


@pytest.fixture
def live():
    return Fake()


@pytest.fixture
def client(live):
    asking = Asking(live)
    yield asking
    live.go_on.set()
    asking.server.close()


def together(client, n, *args):
    """Ask several times at once."""
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(client.json(*args)))
        for _ in range(n)
    ]
    for thread in threads:
        thread.start()
    return threads, answers


def wait_for_the_stage(client):
    until = time.monotonic() + 30
    while time.monotonic() < until:
        status = client.json("/api/status")[1]
        if not status["running"]:
            return status
    pytest.fail("the stage does not end")


def test_numbers_that_are_not_finite_are_null(client):
    status, summary = client.json("/api/summary")
    assert status == 200
    assert summary == {"n": 1, "scores": [0.5, None, [None, {"x": None}]]}
    query = "metric=a&scope=b&quantile=0.5&max_depth=null&min_samples_leaf=3"
    setting = ["a", "b", 0.5, None, 3]
    assert client.json(f"/api/tree?{query}") == (
        200,
        {"setting": setting, "purity": None},
    )


def test_a_summary_is_made_once_for_each_revision(client, live):
    for _ in range(3):
        assert client.json("/api/summary")[1]["n"] == 1
    assert live.counts["summary"] == 1
    live.number = 2
    answer, content = client.ask("/api/summary", **{"If-None-Match": '"r1"'})
    assert (answer.headers["ETag"], json.loads(content)["n"]) == ('"r2"', 2)
    answer, content = client.ask("/api/summary", **{"If-None-Match": "r2"})
    assert (answer.status, content) == (304, "")
    assert live.counts["summary"] == 2
    live.is_running = True  # the summary says so too
    client.json("/api/summary")
    assert live.counts["summary"] == 3


def test_a_page_is_made_once_for_each_revision(client, live):
    token = client.server.token
    for number in (1, 1, 2):
        live.number = number
        answer, page = client.ask(f"/?token={token}")
        assert page == f"<p>server {token} {number}"
        assert answer.headers["Content-Type"].startswith("text/html")
    assert live.counts["page"] == 2


def test_those_who_ask_at_once_wait_for_one_summary(client, live):
    live.go_on.clear()
    threads, answers = together(client, 4, "/api/summary")
    assert live.entered.wait(30)
    # Others are answered meanwhile.
    assert client.json("/api/status")[0] == 200
    live.go_on.set()
    for thread in threads:
        thread.join(30)
    assert [status for status, _ in answers] == [200] * 4
    assert (live.counts["summary"], live.most_at_once) == (1, 1)


@pytest.mark.parametrize("fault", [ValueError("damaged"), RuntimeError("damaged")])
def test_a_report_that_fails_is_told_of_and_asked_again(client, live, fault):
    live.fault = fault
    for path in ("/", "/api/summary", "/api/status"):
        answer, content = client.ask(path)
        assert answer.status == 500
        assert "damaged" in json.loads(content)["error"]
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    live.fault = None
    assert client.json("/api/summary")[0] == 200


@pytest.mark.parametrize("fault", [ValueError("does not fit"), TypeError("not fit")])
def test_decisions_that_are_refused_are_told_of(client, live, fault):
    live.fault = fault
    status, answer = client.json("/api/decisions", "POST", "{}")
    assert (status, answer) == (400, {"error": str(fault)})


def test_decisions_are_handed_on_with_the_new_revision(client, live):
    status, answer = client.json("/api/decisions", "POST", '{"a": "\\u00e9"}')
    assert (status, answer) == (200, {"accepted": 1, "revision": "r2"})
    assert live.decisions == [{"a": "é"}]


@pytest.mark.parametrize("body", ["", "{", "[" * 100_000, b"\xff\xfe\xff", "[]", '"a"'])
def test_a_body_that_is_no_object_is_refused(client, live, body):
    status, answer = client.json("/api/decisions", "POST", body)
    assert status == 400
    assert answer["error"].startswith("The decisions")
    assert live.counts["decide"] == 0


def test_two_requests_at_once_start_one_stage(client, live):
    live.go_on.clear()
    threads, answers = together(client, 4, "/api/run", "POST")
    for thread in threads:
        thread.join(30)
    assert sorted(status for status, _ in answers) == [202, 409, 409, 409]
    status = client.json("/api/status")[1]
    assert (status["running"], status["can_run"]) == (True, False)
    live.go_on.set()
    assert wait_for_the_stage(client)["can_run"]
    assert live.counts["run_stage"] == 1


@pytest.mark.parametrize("running", [True, False])
def test_a_stage_that_cannot_be_run_is_refused(client, live, running):
    live.can_run, live.is_running = False, running
    status, answer = client.json("/api/run", "POST")
    assert status == 409
    assert ("running already" in answer["error"]) == running
    assert live.counts["run_stage"] == 0


def test_what_failed_in_a_stage_is_told_until_the_next(client, live):
    def fails():
        raise RuntimeError("no luck")

    succeeds, live.run_stage = live.run_stage, fails
    for expected in ("The stage failed: RuntimeError: no luck", ""):
        assert client.json("/api/run", "POST")[0] == 202
        assert wait_for_the_stage(client)["error"] == expected
        live.run_stage = succeeds


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/api/other", 404),
        ("GET", "/api/decisions", 405),
        ("POST", "/api/summary", 405),
        ("GET", "/api/run", 405),
        ("DELETE", "/", 405),
    ],
)
def test_other_requests_are_refused_in_json(client, live, method, path, expected):
    status, answer = client.json(path, method)
    assert (status, list(answer)) == (expected, ["error"])
    assert not any(live.counts.values())
