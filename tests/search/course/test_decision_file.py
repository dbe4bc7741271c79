"""Decisions that a page wrote down reach the search, all of them or none."""

import json

import pytest
from scipy.stats import loguniform
from sklearn.linear_model import Lasso, Ridge

from skgenarch.search import JournalSteering, Rule, SequentialSearchCV
from skgenarch.search.course.journal import Journal
from toys_search import AnyValue, Landscape, X, Y

SPACE = {
    "learning_rate": loguniform(1e-4, 1),
    "n_filters": [8, 16, 32, 64],
    "attention": ["none", "soft", "hard"],
}
LARGE = Rule("n_filters", bounds=(16, None)).to_dict()
SOFT = Rule("attention", categories=("soft",)).to_dict()
HARD = Rule("attention", categories=("hard",)).to_dict()


def search_for(**options):
    options = {"n_stages": 1, "n_iter": 8, "cv": 2, "random_state": 0, **options}
    return SequentialSearchCV(Landscape(), SPACE, **options)


def decisions_of(*entries):
    return {"format": "skgenarch decisions", "version": 1, "decisions": list(entries)}


def prune(*rules, **more):
    return {"action": "prune", "rules": [list(rules)], **more}


def test_a_file_says_what_the_methods_say(tmp_path):
    path = tmp_path / "decisions.json"
    path.write_text(
        json.dumps(
            decisions_of(
                prune(LARGE, author="ada", reason="small ones lag"),
                {"action": "fork", "rules": [[SOFT], [HARD]], "author": "bob"},
                {"action": "undo", "rules": []},
            )
        )
    )
    by_file = search_for().apply_decisions(path, author="me").fit(X, Y)
    by_hand = search_for().prune("n_filters >= 16", author="ada").fit(X, Y)
    assert by_file.cv_results_["params"] == by_hand.cv_results_["params"]
    assert [(d.action, d.author, d.reason) for d in by_file.decisions_] == [
        ("prune", "ada", "small ones lag"),
        ("fork", "bob", ""),
        ("undo", "me", ""),
    ]


def test_the_time_of_a_decision_is_kept_in_utc():
    search = search_for().apply_decisions(
        decisions_of(
            prune(SOFT, time="2026-01-02T03:04:05.678Z"),
            {"action": "undo", "rules": [], "time": "2026-01-02T03:04:05+02:00"},
        )
    )
    assert [d.time for d in search.fit(X, Y).decisions_] == [
        "2026-01-02T03:04:05+00:00",
        "2026-01-02T01:04:05+00:00",
    ]


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ("prune", r"must be an object of JSON\. Got 'prune'"),
        ({"rules": []}, "must have 'action', which is missing"),
        ({"action": "undo"}, "must have 'rules', which is missing"),
        ({"action": "drop", "rules": []}, "action must be 'prune', 'fork' or 'undo'"),
        ({"action": "prune", "rules": []}, "one list for a prune"),
        ({"action": "prune", "rules": [SOFT]}, "must be a list of lists"),
        ({"action": "prune", "rules": [[SOFT], [SOFT]]}, "one list for a prune"),
        ({"action": "prune", "rules": ["n_filters == 8"]}, "must be a list of lists"),
        (prune(), r"Got \[\[\]\] for 'prune'"),
        ({"action": "undo", "rules": [[SOFT]]}, "none for an undo"),
        (prune(SOFT, author=3), "'author' must be a text. Got 3"),
        (prune(SOFT, reason=["x"]), "'reason' must be a text. Got"),
        (prune(SOFT, time="soon"), "'time' must be a text as in .*Got 'soon'"),
        (prune(SOFT, time=5), "'time' must be a text as in .*Got 5"),
        (prune("n_filters == 8"), "A rule must be an object"),
        (prune({"param": "n_filters", "bounds": [64, 8]}), "'categories', which is mi"),
        (prune({**SOFT, "param": "depth"}), "no parameter 'depth' in the space: att"),
        (prune({**SOFT, "param": ["x"]}), r"no parameter \['x'\] in the space"),
        (prune({**LARGE, "bounds": [1, 2, 3]}), "'bounds' null or a pair of numbers"),
        (prune({**LARGE, "bounds": [float("nan"), 8]}), "must be finite numbers"),
        (prune({**LARGE, "bounds": [True, 8]}), "must be finite numbers"),
        (prune({**LARGE, "bounds": [64, 8]}), "must not exceed the upper one"),
        (prune({**SOFT, "categories": "soft"}), "'categories' a list of values"),
        (prune({**SOFT, "categories": [{"x": 1}]}), "'categories' a list of values"),
        (prune({**SOFT, "categories": [{"text": "x"}]}), "x of the rule .* is none of"),
        (prune({**SOFT, "categories": ["soft", "sotf"]}), "has no value 'sotf'. Its"),
        (prune({**LARGE, "categories": [7]}), "'n_filters' has no value 7. Its values"),
        (prune({**SOFT, "inactive": "yes"}), "'inactive' true or false"),
        (prune(HARD), "leave nothing of the space"),
        ({"action": "fork", "rules": [[SOFT], [HARD]]}, "leave nothing of the space"),
        ({"action": "fork", "rules": [[LARGE]]}, "at least two branches. Got 1"),
        ({"action": "fork", "rules": [[LARGE]] * 27}, "at most 26 branches. Got 27"),
    ],
)
def test_one_bad_decision_stops_all(bad, message):
    search = search_for()
    given = decisions_of(prune(SOFT), bad)
    with pytest.raises(ValueError, match=rf"decision 2 of 2: .*{message}") as told:
        search.apply_decisions(given)
    assert str(told.value).startswith("The decisions, decision 2")
    assert "Nothing was changed: decide again" in str(told.value)
    assert search.fit(X, Y).decisions_ == ()


def test_what_was_wrong_is_told_briefly():
    with pytest.raises(ValueError) as told:
        search_for().apply_decisions(decisions_of({"action": "x" * 10_000}, {}))
    assert len(str(told.value)) < 500


def test_a_refused_file_leaves_the_journal_as_it_was(tmp_path):
    path, journal = tmp_path / "decisions.json", tmp_path / "run.db"
    path.write_text(json.dumps(decisions_of(prune(SOFT), prune(HARD))))
    search = search_for(journal=journal)
    with pytest.raises(ValueError, match=r"decisions\.json', decision 2 of 2"):
        search.apply_decisions(path)
    with pytest.raises(ValueError, match="no decision to take back"):
        search.undo()
    assert not journal.exists()
    search.prune("attention == 'hard'", author="ada")
    before = journal.read_bytes()
    path.write_text(json.dumps(decisions_of(prune(LARGE), prune(SOFT))))
    with pytest.raises(ValueError, match=r"decision 2 of 2: The rules leave nothing"):
        search.apply_decisions(path)
    assert journal.read_bytes() == before


def test_an_undo_takes_back_what_was_decided_before_the_file():
    search = search_for().prune("attention == 'none'")
    undo = {"action": "undo", "rules": []}
    with pytest.raises(ValueError, match=r"decision 2 of 2: There is no decision to"):
        search.apply_decisions(decisions_of(undo, undo))
    search.apply_decisions(decisions_of(undo, prune(SOFT)))
    assert {p["attention"] for p in search.fit(X, Y).cv_results_["params"]} == {"soft"}


def test_rules_for_inactive_parameters_and_objects_are_read(tmp_path):
    ridges = [Ridge(alpha=1.0), Ridge(alpha=2.0)]
    space = [{"value": ridges, "other": [0, 1]}, {"value": [None]}]
    search = SequentialSearchCV(
        AnyValue(worth=worth), space, n_stages=1, n_iter=9, cv=2, random_state=0
    )
    rules = [
        Rule("value", categories=(ridges[1], None)).to_dict(),
        Rule("other", bounds=(1, None), inactive=True).to_dict(),
    ]
    rules = json.loads(json.dumps(rules))
    search.apply_decisions(decisions_of(prune(*rules))).fit(X, Y)
    assert len(search.trials_) == 2
    assert {"value": None} in search.cv_results_["params"]
    assert {"value": ridges[1], "other": 1} in search.cv_results_["params"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[]", r"must have the format 'skgenarch decisions'"),
        ("{", r"is no JSON"),
        ("[" * 100_000, r"is no JSON"),
        ('{"format": "skgenarch decisions", "version": 2}', r"must have version 1"),
        ('{"format": "skgenarch decisions", "version": 1}', r"must have a list of"),
    ],
)
def test_other_files_are_refused_by_name(tmp_path, content, message):
    path = tmp_path / "other.json"
    path.write_text(content)
    with pytest.raises(ValueError, match=rf"other\.json' {message}"):
        search_for().apply_decisions(path)
    with pytest.raises(ValueError, match=r"none\.json' cannot be read: No such file"):
        search_for().apply_decisions(tmp_path / "none.json")
    with pytest.raises(TypeError, match=r"path of a decisions\.json.*type int"):
        search_for().apply_decisions(3)


def test_a_journal_alone_is_enough_to_decide(tmp_path):
    path = tmp_path / "run.db"
    search = search_for(journal=path).fit(X, Y)
    steering = JournalSteering(path).prune("n_filters >= 16", author="ada")
    assert steering.preview("attention == 'soft'") == search.preview(
        "attention == 'soft'"
    )
    search.set_params(n_stages=2).fit(X, Y)
    filters = [trial.params["n_filters"] for trial in search.trials_[8:]]
    assert len(filters) == 8
    assert min(filters) >= 16


def test_objects_are_stood_in_for_by_what_they_print(tmp_path):
    path = tmp_path / "run.db"
    values = [Ridge(alpha=2.0), Lasso(), len, max, [1, 2], None]
    search = SequentialSearchCV(
        AnyValue(worth=worth),
        {"value": values, "other": [0, 1]},
        n_stages=1,
        n_iter=6,
        cv=2,
        random_state=0,
        journal=path,
    ).fit(X, Y)
    steering = JournalSteering(path)
    space = steering.param_distributions
    assert space.to_json() == search.branches_[0].space.to_json()
    assert str(space) == str(search.branches_[0].space)
    steering.prune("value is one of: Ridge(alpha=2.0), len", author="ada")
    search.set_params(n_stages=2).fit(X, Y)
    kept = [trial.params["value"] for trial in search.trials_[6:]]
    assert kept
    assert all(value is values[0] or value is len for value in kept)


def worth(value):
    return 1.0 if value is None else 0.5


def test_a_journal_without_a_search_cannot_be_steered(tmp_path):
    with pytest.raises(ValueError, match=r"There is no journal .*run\.db"):
        JournalSteering(tmp_path / "run.db")
    assert not list(tmp_path.iterdir())


class Custom:
    """A distribution that is not scipy's."""

    def rvs(self, size=None, random_state=None):
        return random_state.uniform(size=size)

    def ppf(self, q):
        return q

    def cdf(self, x):
        return x

    def sf(self, x):
        return 1 - x

    def isf(self, q):
        return 1 - q

    def support(self):
        return 0.0, 1.0

    def __repr__(self):
        return "Custom()"


def test_a_distribution_of_ones_own_needs_the_search(tmp_path):
    path = tmp_path / "run.db"
    space = {"dropout": Custom()}
    search = SequentialSearchCV(
        Landscape(), space, n_stages=1, n_iter=3, cv=2, random_state=0, journal=path
    ).fit(X, Y)
    with pytest.raises(ValueError, match=r"'dropout' is not one of scipy.*at hand"):
        JournalSteering(path)
    assert search.preview("dropout <= 0.5").n_trials == 3


def test_of_two_who_decide_at_once_the_second_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "run.db"
    search = search_for(journal=path).fit(X, Y)
    begin = Journal.at_once

    def late(journal):
        monkeypatch.setattr(Journal, "at_once", begin)
        JournalSteering(path).prune("attention == 'soft'", author="bob")
        return begin(journal)

    monkeypatch.setattr(Journal, "at_once", late)
    with pytest.raises(ValueError, match="leave nothing of the space"):
        search.prune("attention == 'hard'", author="ada")
    search.set_params(n_stages=2).fit(X, Y)
    assert [decision.author for decision in search.decisions_] == ["bob"]
