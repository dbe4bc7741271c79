"""What SequentialSearchCV finds, records and refuses."""

import math
import pickle
import re

import numpy as np
import pytest
from scipy.stats import loguniform, randint, uniform
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.model_selection import KFold, RandomizedSearchCV, ShuffleSplit
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from skgenarch.search import RandomSampler, SequentialSearchCV, Space
from toys_search import AnyValue, FailsAbove, Landscape, PureNoise, X, Y

SPACE = {
    "learning_rate": loguniform(1e-6, 1),
    "n_filters": [8, 16, 32, 64],
    "attention": ["none", "soft", "hard"],
    "dropout": uniform(0, 0.6),
}


def search_for(estimator, space=SPACE, **options):
    plain = {"cv": 2, "n_stages": 3, "max_branches": 1, "exploration": 0.1}
    plain |= {"sampler": "random", "random_state": 0}
    options = {**plain, **options}
    return SequentialSearchCV(estimator, space, **options)


@pytest.fixture(scope="module")
def fitted():
    return search_for(Landscape(noise=0.1), n_iter=30).fit(X, Y)


# Steering


def test_every_candidate_has_a_stage_a_branch_and_a_sampler(fitted):
    results = fitted.cv_results_
    np.testing.assert_array_equal(results["stage"], np.repeat([1, 2, 3], 30))
    expected = ["root"] * 30 + ["2a"] * 27 + ["root"] * 3 + ["3a"] * 27 + ["root"] * 3
    assert results["branch"].tolist() == expected
    assert set(results["sampler"]) == {"random"}
    assert all(len(column) == 90 for column in results.values())


def test_candidates_lie_in_the_space_of_their_branch(fitted):
    spaces = {branch.name: branch.space for branch in fitted.branches_}
    pairs = zip(fitted.cv_results_["branch"], fitted.cv_results_["params"], strict=True)
    assert all(params in spaces[branch] for branch, params in pairs)


def test_branches_are_the_root_restricted_by_what_the_stage_before_found(fitted):
    root, second, third = fitted.branches_
    assert (root.name, root.parent, root.rules) == ("root", None, ())
    assert (second.name, second.parent) == ("2a", "root")
    assert (third.name, third.parent) == ("3a", "2a")
    for stage, branch in zip(fitted.stages_, fitted.branches_[1:], strict=False):
        (region,) = stage.regions
        inside = root.space.restrict(region.rules).sample(50, np.random.RandomState(0))
        assert all(params in branch.space for params in inside)  # which has leeway
        assert branch.space.mass < 0.6 * root.space.mass
        assert str(branch.space) == str(root.space.restrict(branch.rules))
    assert str(root) == "root: the whole space"
    assert str(second).startswith("2a: ") and "learning_rate" in str(second)


def test_the_search_closes_in_on_the_planted_optimum(fitted):
    scores, stage = fitted.cv_results_["mean_test_score"], fitted.cv_results_["stage"]
    first, second, third = (np.median(scores[stage == number]) for number in (1, 2, 3))
    assert first + 1 < second < third
    low, high = fitted.branches_[-1].space.domains("learning_rate")[0].dist.support()
    assert 1e-4 < low < 0.01 < high < 0.2


def test_the_last_stage_beats_random_search_for_most_seeds():
    wins = 0
    for seed in range(10):
        staged = search_for(Landscape(noise=0.3), n_iter=15, random_state=seed)
        plain = RandomizedSearchCV(
            Landscape(noise=0.3), SPACE, n_iter=45, cv=2, random_state=seed
        )
        results = staged.fit(X, Y).cv_results_
        last = results["mean_test_score"][results["stage"] == 3]
        wins += np.median(last) > np.median(
            plain.fit(X, Y).cv_results_["mean_test_score"]
        )
    assert wins >= 9


def test_stages_record_what_was_done_and_found(fitted):
    scores = fitted.cv_results_["mean_test_score"]
    for number, stage in enumerate(fitted.stages_, start=1):
        assert (stage.number, stage.n_trials, stage.note) == (number, 30, "")
        assert stage.branches == (fitted.branches_[number - 1].name,)
        assert stage.best_score == scores[: 30 * number].max()
        (region,) = stage.regions
        assert 5 <= region.support <= 30 * number
        # Of trials drawn in good branches more than a fifth are top ones.
        assert 0.19 <= region.chance < 0.5
    assert fitted.stages_[-1].best_score == fitted.best_score_


def test_rules_are_one_sentence_a_stage_with_their_evidence(fitted):
    assert len(fitted.rules_) == 3
    assert re.fullmatch(
        r"Stage 1: good where learning_rate .* \(\d+ trials; held-out purity [\d.]+ "
        r"\[[\d.]+, [\d.]+\] against 0\.2\d by chance, p [<=] 0\.\d+\)",
        fitted.rules_[0],
    )
    for number, sentence in enumerate(fitted.rules_, start=1):
        assert re.fullmatch(
            rf"Stage {number}: good where .* \(\d+ trials; .*\)", sentence
        )
        assert "learning_rate" in sentence


def test_scores_without_meaning_are_mostly_not_distinguishable_from_chance():
    sentences = []
    for seed in range(10):
        search = search_for(PureNoise(), n_iter=15, random_state=seed).fit(X, Y)
        sentences += search.rules_
    honest = ["not distinguishable from chance" in sentence for sentence in sentences]
    # At the 5 % level 1.5 of 30 are expected to err.
    assert np.sum(honest) >= 26


def test_without_exploration_all_candidates_come_from_the_branch():
    search = search_for(Landscape(), n_iter=10, n_stages=2, exploration=0).fit(X, Y)
    assert search.cv_results_["branch"].tolist() == ["root"] * 10 + ["2a"] * 10


def test_exploration_of_one_is_random_search():
    search = search_for(Landscape(), n_iter=10, n_stages=2, exploration=1).fit(X, Y)
    assert set(search.cv_results_["branch"]) == {"root"}


def test_one_explorer_is_proposed_and_the_others_are_drawn_at_random():
    search = search_for(Landscape(), sampler="forest", n_iter=20, n_stages=2)
    results = search.set_params(exploration=0.2).fit(X, Y).cv_results_
    assert results["branch"][-4:].tolist() == ["root"] * 4
    assert results["sampler"][-4:].tolist() == ["forest", *["random"] * 3]
    assert set(results["sampler"][20:36]) == {"forest"}


def test_the_search_stays_where_it_is_if_no_region_stands_out():
    space = {"value": range(1, 100), "worth": [np.sign]}
    search = search_for(AnyValue(), space, n_iter=10)
    search.fit(X, Y)
    assert [branch.name for branch in search.branches_] == ["root"]
    assert search.rules_[-1] == "Stage 3: no region stands out"


# Determinism


def params_of(search):
    return search.fit(X, Y).cv_results_["params"]


def test_the_seed_alone_decides_on_the_candidates():
    first = params_of(search_for(Landscape(), n_iter=10))
    assert first == params_of(search_for(Landscape(), n_iter=10))
    assert first != params_of(search_for(Landscape(), n_iter=10, random_state=1))


def test_two_jobs_give_what_one_gives():
    one = search_for(Landscape(noise=0.1), n_iter=10, n_stages=2).fit(X, Y)
    two = search_for(Landscape(noise=0.1), n_iter=10, n_stages=2, n_jobs=2).fit(X, Y)
    assert one.cv_results_["params"] == two.cv_results_["params"]
    assert one.rules_ == two.rules_


def test_the_global_random_state_is_left_alone():
    before = np.random.get_state()[1].copy()
    search_for(Landscape(), n_iter=5, n_stages=2).fit(X, Y)
    np.testing.assert_array_equal(np.random.get_state()[1], before)


def test_a_fitted_search_survives_pickling(fitted):
    again = pickle.loads(pickle.dumps(fitted))
    assert again.rules_ == fitted.rules_
    assert str(again.branches_[-1].space) == str(fitted.branches_[-1].space)
    np.testing.assert_array_equal(again.predict(X), fitted.predict(X))


# Spaces


def test_a_finite_space_ends_the_search_with_a_note_and_no_repeats():
    space = {"value": [1, 2, 3, 4], "other": [0, 1, 2], "worth": [float]}
    search = search_for(AnyValue(), space, n_stages=9, n_iter=5).fit(X, Y)
    tried = [(p["value"], p["other"]) for p in search.cv_results_["params"]]
    assert len(tried) == len(set(tried)) == 12
    assert [stage.n_trials for stage in search.stages_] == [5, 5, 2]
    assert search.stages_[-1].note == "all candidates have been tried"
    assert search.stages_[0].note == ""


def test_a_space_that_ends_with_a_stage_ends_the_search():
    space = {"value": [1, 2, 3, 4, 5, 6], "worth": [float]}
    search = search_for(AnyValue(), space, n_iter=3).fit(X, Y)
    assert [stage.n_trials for stage in search.stages_] == [3, 3]
    assert search.stages_[-1].note == "all candidates have been tried"


def test_overlapping_dicts_end_the_search_as_well():
    space = [{"value": [1, 2, 3], "worth": [float]}, {"value": [3], "worth": [float]}]
    search = search_for(AnyValue(), space, n_iter=3).fit(X, Y)
    assert sorted(p["value"] for p in search.cv_results_["params"]) == [1, 2, 3]


def test_an_exhausted_branch_leaves_its_share_to_the_whole_space():
    space = {"value": list(range(20)), "worth": [float]}
    search = search_for(AnyValue(), space, n_iter=9, n_stages=2, min_samples_leaf=2)
    search.fit(X, Y)
    assert search.branches_[1].space.size < 9
    assert [stage.n_trials for stage in search.stages_] == [9, 9]


def test_values_of_any_kind_can_be_searched():
    values = [[1, 2], np.arange(3), None, True, 1, "a", LogisticRegression(), len]
    space = {"value": values, "worth": [_likes_lists], "other": randint(0, 1000)}
    search = search_for(AnyValue(), space, n_iter=30, n_stages=2).fit(X, Y)
    assert search.best_params_["value"] is values[0]
    assert "value is [1, 2]" in search.rules_[-1]


def _likes_lists(value):
    return isinstance(value, list)


def test_a_list_of_dicts_is_narrowed_to_the_better_dict():
    space = [
        {"attention": ["soft"], "learning_rate": loguniform(1e-3, 1e-1)},
        {"attention": ["none"], "dropout": uniform(0, 0.6)},
    ]
    search = search_for(Landscape(), space, n_iter=20).fit(X, Y)
    assert "'soft'" in str(search.branches_[-1].space)
    assert "'none'" not in str(search.branches_[-1].space)
    assert search.cv_results_["param_dropout"].mask.any()


def test_steps_of_a_pipeline_can_be_replaced_and_tuned():
    rng = np.random.RandomState(0)
    features = rng.randn(60, 3)
    target = (features[:, 0] > 0).astype(int)
    pipeline = Pipeline([("scale", StandardScaler()), ("clf", DummyClassifier())])
    space = [
        {
            "scale": ["passthrough", StandardScaler()],
            "clf": [RidgeClassifier()],
            "clf__alpha": loguniform(1e-3, 1e3),
        },
        {"clf": [DummyClassifier(strategy="prior")]},
    ]
    search = search_for(pipeline, space, n_iter=20).fit(features, target)
    assert isinstance(search.best_params_["clf"], RidgeClassifier)
    assert "RidgeClassifier" in str(search.branches_[-1].space)
    assert "Dummy" not in str(search.branches_[-1].space)
    assert search.best_estimator_.score(features, target) > 0.9


# Failures, metrics, refit


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.FitFailedWarning")
@pytest.mark.filterwarnings("ignore:One or more of the test scores are non-finite")
def test_failing_candidates_are_recorded_and_avoided():
    search = search_for(FailsAbove(), {"size": randint(1, 100), "spare": range(9)})
    search.fit(X, Y)
    scores, stage = search.cv_results_["mean_test_score"], search.cv_results_["stage"]
    n_failed = [np.isnan(scores[stage == number]).sum() for number in (1, 2, 3)]
    assert n_failed[0] > n_failed[1] and n_failed[0] > n_failed[2]
    assert search.best_params_["size"] <= 10


def test_failures_are_raised_if_asked_for():
    search = search_for(FailsAbove(), {"size": [50, 60]}, error_score="raise")
    with pytest.raises(MemoryError, match="does not fit"):
        search.fit(X, Y)


def _two_metrics(estimator, X, y):
    rate = math.log10(estimator.learning_rate)
    return {"low": -rate, "high": rate}


RATES = {"learning_rate": loguniform(1e-6, 1)}


@pytest.mark.parametrize(
    ("refit", "direction"),
    [("low", -1), ("high", 1), (False, -1), (lambda results: 3, -1)],
    ids=["low", "high", "refit=False steers by the first", "so does a callable"],
)
def test_with_several_metrics_refit_names_the_one_that_steers(refit, direction):
    search = search_for(
        Landscape(), RATES, n_iter=10, scoring=_two_metrics, refit=refit
    ).fit(X, Y)
    stage = search.cv_results_["stage"]
    rates = [params["learning_rate"] for params in search.cv_results_["params"]]
    logs = np.log10(rates)
    shift = np.median(logs[stage == 3]) - np.median(logs[stage == 1])
    assert shift * direction > 1
    assert hasattr(search, "best_estimator_") == (refit is not False)


def test_several_metrics_need_a_refit_that_names_one():
    search = search_for(
        AnyValue(), {"other": [1, 2]}, scoring=["accuracy", "f1"], refit=True
    )
    with pytest.raises(ValueError, match="refit must be set to a scorer key"):
        search.fit(X, Y)


def test_a_callable_refit_picks_the_winner():
    search = search_for(Landscape(), n_iter=5, refit=lambda results: 7).fit(X, Y)
    assert search.best_index_ == 7
    assert search.best_params_ == search.cv_results_["params"][7]


def test_without_refit_there_are_results_but_no_estimator():
    search = search_for(Landscape(), n_iter=5, refit=False).fit(X, Y)
    assert search.best_params_ == search.cv_results_["params"][search.best_index_]
    assert len(search.rules_) == 3 and not hasattr(search, "best_estimator_")


def test_train_scores_are_returned_if_asked_for():
    search = search_for(Landscape(), n_iter=5, return_train_score=True).fit(X, Y)
    assert len(search.cv_results_["mean_train_score"]) == 15


# Samplers


class Corner:
    """Proposes a corner of the space, and remembers what it was shown."""

    def __init__(self):
        self.calls = []

    def propose(self, space, trials, n, rng):
        self.calls.append((space, list(trials), n))
        return RandomSampler().propose(space, trials, n + 5, rng)


def test_any_object_that_proposes_is_a_sampler():
    sampler = Corner()
    search = search_for(
        Landscape(), n_iter=10, n_stages=2, sampler=sampler, max_pending=4
    ).fit(X, Y)
    assert search.cv_results_["sampler"].tolist() == ["Corner"] * 20
    assert len(sampler.calls) == 20 and {n for _, _, n in sampler.calls} == {1}
    assert isinstance(sampler.calls[0][0], Space)
    scores = search.cv_results_["mean_test_score"]
    for number, (_, trials, _) in enumerate(sampler.calls):
        known = max(number - 3, 10 if number >= 10 else 0)
        seen = [trial.score for trial in trials]
        np.testing.assert_array_equal(seen[:known], scores[:known])
        assert np.isnan(seen[known:]).all() and len(seen) == number


class Lazy:
    name = "lazy"

    def propose(self, space, trials, n, rng):
        if len(trials) < 3:
            yield from RandomSampler().propose(space, trials, 3, rng)


def test_what_a_sampler_leaves_open_is_drawn_at_random():
    search = search_for(Landscape(), n_iter=5, n_stages=1, sampler=Lazy()).fit(X, Y)
    assert search.cv_results_["sampler"].tolist() == ["lazy"] * 3 + ["random"] * 2


# Printing


def test_verbose_prints_a_paragraph_for_each_stage(capsys):
    search = search_for(Landscape(), n_iter=10, n_stages=2, verbose=1).fit(X, Y)
    lines = capsys.readouterr().out.splitlines()
    best = f"{search.best_score_:.3f}"
    assert lines[0].startswith("[stage 1/2] 10 candidates from branch root, best score")
    assert lines[1] == search.rules_[0]
    assert lines[2].startswith("[stage 2/2] 10 candidates from branch 2a, best score")
    assert lines[2].endswith(best)
    assert lines[3:] == [search.rules_[1]]


def test_verbose_says_when_the_space_is_exhausted(capsys):
    search_for(Landscape(), {"n_filters": [8, 16]}, verbose=1).fit(X, Y)
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "The search ends here: all candidates have been tried"


def test_silent_by_default(capsys):
    search_for(Landscape(), n_iter=5, n_stages=2).fit(X, Y)
    assert capsys.readouterr().out == ""


# Bad input


class Untrainable(Landscape):
    def fit(self, X, y=None):
        raise AssertionError("trained before the input was checked")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n_stages": 0}, "'n_stages' parameter of SequentialSearchCV must be an int"),
        ({"n_iter": 0}, "'n_iter' parameter .* Got 0"),
        ({"n_iter": 2.5}, "'n_iter' parameter .* Got 2.5"),
        ({"quantile": 0}, r"'quantile' parameter .* range \(0.0, 1.0\). Got 0"),
        ({"quantile": 1.0}, "'quantile' parameter .* Got 1.0"),
        ({"max_depth": 0}, "'max_depth' parameter .* Got 0"),
        ({"min_samples_leaf": 0}, "'min_samples_leaf' parameter .* Got 0"),
        ({"exploration": 1.1}, "'exploration' parameter .* Got 1.1"),
        ({"random_state": "a"}, "'random_state' parameter .* Got 'a'"),
        ({"sampler": 3}, "'sampler' parameter .* Got 3"),
        (
            {"sampler": "randon"},
            r"'sampler' must be one of .*'random'.*'randon'",
        ),
        (
            {"sampler": RandomSampler},
            "'sampler' must be .*object with a method propose",
        ),
        ({"cv": ShuffleSplit(2)}, "must yield the same folds in every stage"),
        ({"cv": KFold(2, shuffle=True)}, "Got KFold.*set its random_state to an int"),
        ({"scoring": "acuracy"}, "'scoring' parameter of SequentialSearchCV"),
    ],
)
def test_bad_options_are_refused_before_any_training(options, message):
    with pytest.raises(ValueError, match=message):
        search_for(Untrainable(), **{"error_score": "raise", **options}).fit(X, Y)


@pytest.mark.parametrize(
    ("space", "error", "message"),
    [
        ({}, ValueError, "must name at least one parameter"),
        ("C", TypeError, "must be a dict or a list of dicts"),
        ({"dropout": []}, ValueError, "parameter 'dropout' must not be empty"),
        ({"dropout": 0.5}, TypeError, "parameter 'dropout' must be a list"),
        (
            {"n_filter": [8]},
            ValueError,
            "'n_filter' .* is not a parameter of Untrainable. Did you mean 'n_filters'",
        ),
        (
            {"zzz": [8]},
            ValueError,
            "'zzz' .* Untrainable. Its parameters are .*'attent",
        ),
        ([{"dropout": [1]}, {"drop__x": [8]}], ValueError, "'drop__x' in 'param_dist"),
    ],
)
def test_bad_spaces_are_refused_before_any_training(space, error, message):
    with pytest.raises(error, match=message):
        search_for(Untrainable(), space, error_score="raise").fit(X, Y)


def test_a_parameter_of_an_absent_step_is_refused():
    pipeline = Pipeline([("scale", "passthrough"), ("clf", LogisticRegression())])
    with pytest.raises(ValueError, match=r"'scale__copy' .* a parameter of Pipeline"):
        search_for(pipeline, {"scale__copy": [True]}).fit(X, Y)


def test_given_folds_and_seeded_splitters_are_fine():
    folds = [(np.arange(10), np.arange(10, 20)), (np.arange(10, 20), np.arange(10))]
    for cv in (folds, iter(folds), KFold(2, shuffle=True, random_state=0)):
        assert len(params_of(search_for(Landscape(), n_iter=4, cv=cv))) == 12


class Undefined(Landscape):
    """Its score is not a number where the learning rate is large."""

    def score(self, X, y=None):
        return np.nan if self.learning_rate > 1e-3 else super().score(X, y)


@pytest.mark.filterwarnings("ignore:One or more of the test scores")
def test_a_score_that_is_not_a_number_is_learned_from():
    shares = []
    for seed in range(6):
        search = search_for(
            Undefined(), n_iter=20, n_stages=3, exploration=0, random_state=seed
        ).fit(X, Y)
        undefined = [t.params["learning_rate"] > 1e-3 for t in search.trials_]
        assert [trial.failed for trial in search.trials_] == undefined
        shares.append(np.mean(undefined[30:]))
    # The best is right beside what is undefined, which is half of the space.
    assert np.mean(shares) < 0.3
