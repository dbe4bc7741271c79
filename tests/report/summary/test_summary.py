"""The data behind the views, against values counted by hand."""

import json
import math
import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from skgenarch import SequentialSearchCV
from skgenarch.report.sources.reading import read_run
from skgenarch.report.summary.assemble import make_tree, summarise
from skgenarch.report.summary.trees import Setting
from skgenarch.search import Rule
from toys_report import fitted_search, make_table
from toys_search import FailsAbove, X, Y


def summary_of(run, all_trees=False, **options):
    return summarise(read_run(run, **options), all_trees=all_trees)


def view_of(run, **options):
    summary = summary_of(run, **options)
    return summary["views"][summary["metrics"][0]["name"]]


def texts(view, kind):
    return [found["text"] for found in view["findings"] if found["kind"] == kind]


def inside(rules, candidates):
    rules = [Rule.from_dict(rule) for rule in rules]
    return [all(rule.matches(params) for rule in rules) for params in candidates]


def test_a_summary_is_json_without_nan():
    summary = summary_of(fitted_search())
    again = json.loads(json.dumps(summary, allow_nan=False))
    assert again == summary
    assert (again["format"], again["version"]) == ("skgenarch report", 1)


def test_trials_stand_in_columns():
    search = fitted_search()
    trials = summary_of(search)["trials"]
    results = search.cv_results_
    assert trials["n"] == 45
    assert trials["stage"] == list(results["stage"])
    np.testing.assert_allclose(trials["scores"]["score"], results["mean_test_score"])
    assert trials["numbers"]["learning_rate"] == [
        params["learning_rate"] for params in results["params"]
    ]
    kinds = ["none", "soft", "hard"]
    assert [kinds[code] for code in trials["categories"]["attention"]] == [
        params["attention"] for params in results["params"]
    ]


def test_the_first_tree_is_the_one_that_the_search_followed():
    search = fitted_search()
    view = view_of(search)
    assert view["scopes"][0] == {"id": "stage-3", "label": "Up to stage 3"}
    assert [scope["id"] for scope in view["scopes"][:3]] == [
        "stage-3",
        "stage-2",
        "stage-1",
    ]
    for number, stage in zip((3, 2, 1), search.stages_[::-1], strict=True):
        tree = next(t for t in view["trees"] if t["scope"] == f"stage-{number}")
        leaves = {node["sentence"]: node["evidence"] for node in tree["nodes"]}
        for region in stage.regions:
            evidence = leaves[" and ".join(map(str, region.rules))]
            assert evidence["p_value"] == pytest.approx(region.p_value, rel=1e-4)
            assert evidence["significant"] == region.significant


def test_every_node_holds_what_its_rules_let_through():
    search = fitted_search()
    candidates = search.cv_results_["params"]
    stages = search.cv_results_["stage"]
    for tree in view_of(search)["trees"]:
        if not tree["scope"].startswith("stage"):
            continue
        number = int(tree["scope"].removeprefix("stage-"))
        part = [c for c, s in zip(candidates, stages, strict=True) if s <= number]
        assert tree["n"] == len(part) == tree["nodes"][0]["n"]
        for node in tree["nodes"]:
            assert sum(inside(node["rules"], part)) == node["n"]


def test_a_branch_has_a_tree_of_the_trials_inside():
    search = fitted_search()
    view = view_of(search)
    branch = search.branches_[1]
    n_inside = sum(params in branch.space for params in search.cv_results_["params"])
    tree = next(t for t in view["trees"] if t["scope"] == f"branch-{branch.name}")
    assert tree["n"] == n_inside


def test_all_settings_are_there_if_asked_for_and_each_alone():
    run = read_run(make_table())
    summary = summarise(run, all_trees=True)
    view = summary["views"]["score"]
    options = view["tree_options"]
    assert options["quantile"] == [0.1, 0.2, 0.3]
    assert options["max_depth"] == [1, 2, 3, 4]
    assert options["min_samples_leaf"] == [None, 0.1]
    assert len(view["trees"]) == 3 * 4 * 2
    assert view["tree_default"] == {
        "quantile": 0.2,
        "max_depth": 2,
        "min_samples_leaf": None,
    }
    for tree in view["trees"]:
        setting = Setting(tree["quantile"], tree["max_depth"], tree["min_samples_leaf"])
        assert make_tree(run, "score", "stage-1", setting) == tree
        smallest = max(5, 3) if setting.min_samples_leaf is None else 6
        assert min(node["n"] for node in tree["nodes"]) >= smallest


def test_a_tree_of_what_is_not_there_is_refused():
    run = read_run(make_table())
    with pytest.raises(ValueError, match=r"'scope' must be one of \['stage-1'\]"):
        make_tree(run, "score", "stage-9", Setting(0.2, 2, None))
    with pytest.raises(ValueError, match=r"'metric' must be one of \['score'\]"):
        make_tree(run, "auc", "stage-1", Setting(0.2, 2, None))


def test_what_was_planted_is_found_and_said():
    view = view_of(make_table(120))
    (learned,) = (f for f in view["findings"] if f["text"].startswith("Trials do well"))
    assert {rule["param"] for rule in learned["rules"]} == {"attention", "rate"}
    assert "attention is 'soft'" in learned["text"]
    assert any("What decides most" in text for text in texts(view, "learned"))
    assert any(
        text.startswith("attention and rate act") for text in texts(view, "learned")
    )
    assert texts(view, "next")[0].startswith("Narrow the search to")
    assert view["interactions"][0]["params"] == ["attention", "rate"]
    surface = view["surfaces"][view["interactions"][0]["surface"]]
    assert surface["x"]["texts"] == ["'soft'", "'hard'"] or surface["x"]["texts"] == [
        "'hard'",
        "'soft'",
    ]
    soft = surface["x"]["texts"].index("'soft'")
    assert surface["mean"][0][soft] > surface["mean"][-1][soft] + 0.5


def test_a_winner_without_the_best_score_is_named():
    run = read_run(fitted_search())
    order = np.argsort([outcome.scores["score"] for outcome in run.outcomes])
    best, second = (int(place) for place in order[[-1, -2]])

    def said(run):
        (view,) = summarise(run)["views"].values()
        return [text for text in texts(view, "learned") if "itself took" in text]

    assert said(replace(run, winner=best)) == []
    (text,) = said(replace(run, winner=second))
    assert f"took trial {second} (" in text and "often luck" in text
    (text,) = said(replace(run, winner=second, is_search=False))
    assert "a rule of its own" in text


def test_noise_is_called_that():
    rng = np.random.RandomState(1)
    table = make_table(50).assign(score=rng.rand(50))
    view = view_of(table)
    assert any("not distinguishable from chance" in t for t in texts(view, "caution"))
    assert texts(view, "next")[0].startswith("Run more trials before you narrow")


def test_the_sample_estimates_volumes():
    summary = summary_of(fitted_search())
    sample = summary["sample"]
    assert sample["n"] == 2000
    soft = np.array(sample["categories"]["attention"]) == 1
    assert abs(soft.mean() - 1 / 3) < 0.04
    low = np.array(sample["numbers"]["learning_rate"]) < 1e-2
    assert abs(low.mean() - 1 / 2) < 0.04


def test_failures_are_grouped_by_what_was_raised():
    space = {"size": list(range(1, 21))}
    search = SequentialSearchCV(
        FailsAbove(), space, n_stages=1, n_iter=20, cv=2, random_state=0
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scikit-learn tells of the failures too
        search.fit(X, Y)
    summary = summary_of(search)
    assert len(summary["failures"]) == 10
    failure = summary["failures"][summary["trials"]["failure"].index(0)]
    assert failure["message"].startswith("MemoryError: size")
    assert "Traceback" in summary["failures"][0]["traceback"]
    sizes = summary["trials"]["numbers"]["size"]
    for place, failure in enumerate(summary["failures"]):
        assert failure["trials"] == [
            row
            for row, code in enumerate(summary["trials"]["failure"])
            if code == place
        ]
        assert all(sizes[row] > 10 for row in failure["trials"])
    view = next(iter(summary["views"].values()))
    assert "10 of 20 trials failed (50 %)." in texts(view, "caution")


def test_decisions_say_who_and_whether_they_still_hold():
    search = fitted_search()
    search.prune("n_filters >= 16", author="ada", reason="too small").undo(author="bob")
    prune, undo = summary_of(search)["decisions"]
    assert prune["sentence"] == "ada: keep only n_filters ≥ 16 (too small)"
    assert (prune["valid"], prune["action"], undo["action"]) == (False, "prune", "undo")


def test_minimised_scores_are_told_in_their_own_direction():
    table = make_table()
    table["loss"] = 1 - table["score"]
    summary = summary_of(table, score="loss", maximize=False)
    assert summary["metrics"] == [{"name": "loss", "minimised": True}]
    best = table["loss"].min()
    first = summary["views"]["loss"]["findings"][0]["text"]
    assert f"scores {best:.4g}" in first


def test_the_end_of_a_range_is_noticed():
    rng = np.random.RandomState(0)
    table = pd.DataFrame({"param_x": rng.uniform(0, 1, 80)})
    table["score"] = table["param_x"]
    assert any(
        "upper end of x: values beyond may" in text
        for text in texts(view_of(table), "next")
    )


@pytest.mark.parametrize(
    ("change", "caution"),
    [
        (lambda t: t.assign(score=0.5), "All scores are equal"),
        (lambda t: t.assign(score=math.nan), "No trial has a score yet"),
        (lambda t: t.head(8), "Only 8 trials with a score"),
    ],
)
def test_runs_from_which_nothing_can_be_learned(change, caution):
    summary = summary_of(change(make_table()), all_trees=True)
    view = summary["views"]["score"]
    assert any(text.startswith(caution) for text in texts(view, "caution"))
    json.dumps(summary, allow_nan=False)


def test_one_trial_and_one_parameter_are_enough_for_a_page():
    summary = summary_of(make_table(1)[["param_rate", "score"]])
    view = summary["views"]["score"]
    assert (view["trees"], view["importances"], view["interactions"]) == ([], [], [])
    assert summary["notices"] == [
        "Only 1 trial has a score. Trees, importances and interactions need at least "
        "10."
    ]


def test_trials_still_running_are_no_evidence():
    table = make_table(60)
    run = read_run(table)
    outcomes = [
        replace(outcome, status="running", scores={}) if place >= 40 else outcome
        for place, outcome in enumerate(run.outcomes)
    ]
    running = summarise(replace(run, outcomes=outcomes), all_trees=False)
    finished = summarise(replace(run, outcomes=outcomes[:40]), all_trees=False)
    assert running["trials"]["n"] == 60
    for name in ("trees", "importances", "interactions"):
        assert running["views"]["score"][name] == finished["views"]["score"][name]


def test_the_end_of_two_values_is_no_news():
    rng = np.random.RandomState(0)
    table = pd.DataFrame({f"param_p{k}": rng.choice([16, 32], 60) for k in range(4)})
    table["score"] = table["param_p0"] + rng.rand(60)
    assert not any("end of" in text for text in texts(view_of(table), "next"))
