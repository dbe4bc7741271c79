"""Importances: who matters, who does not, and whether chance is told apart."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy.stats import loguniform, spearmanr, uniform

from skgenarch.search import Rule, Space, Trial
from skgenarch.search.evidence.importance import Importance, parameter_importances

SPACE = Space(
    {
        "x": uniform(0, 1),
        "y": uniform(0, 1),
        "lr": loguniform(1e-4, 1),
        "kind": list("uvw"),
        "fixed": [3],
    }
)


def drawn(space, n, score, seed=0, stage=1, branch="root"):
    rng = np.random.RandomState(seed)
    return [
        Trial(params, float(score(params, rng)), stage, branch, "random")
        for params in space.sample(n, rng)
    ]


def importances(space, trials, seed=0, **options):
    options = {"quantile": 0.2, "n_permutations": 199, **options}
    return parameter_importances(
        space, trials, rng=np.random.RandomState(seed), **options
    )


def last(found):
    """The importances over all, by parameter."""
    stage = max(entry.stage for entry in found)
    return {
        entry.param: entry
        for entry in found
        if entry.stage == stage and entry.scope == "so far"
    }


def test_the_parameters_that_matter_come_first_in_their_order():
    trials = drawn(SPACE, 150, lambda p, rng: 3 * p["x"] + 0.6 * (p["kind"] == "u"))
    found = last(importances(SPACE, trials))
    assert list(found)[:2] == ["x", "kind"]
    assert {name for name, entry in found.items() if entry.significant} == {"x", "kind"}
    assert sum(entry.importance for entry in found.values()) == pytest.approx(1)


def test_the_scale_of_a_number_does_not_matter():
    flat = drawn(SPACE, 120, lambda p, rng: -abs(math.log10(p["lr"]) + 2))
    log = Space({"lr": uniform(-4, 4), "x": uniform(0, 1)})
    plain = [
        trial._replace(
            params={"lr": math.log10(trial.params["lr"]), "x": trial.params["x"]}
        )
        for trial in flat
    ]
    other = Space({"lr": loguniform(1e-4, 1), "x": uniform(0, 1)})
    same = [
        trial._replace(params={name: trial.params[name] for name in ("lr", "x")})
        for trial in flat
    ]
    assert importances(log, plain) == importances(other, same)


def test_a_later_stage_shows_what_matters_once_the_first_is_fixed():
    def score(p, rng):
        return 10 * (p["x"] > 0.7) + p["y"]

    narrow = SPACE.restrict([Rule("x", (0.7, None))])
    trials = drawn(SPACE, 60, score) + drawn(narrow, 60, score, 1, 2, "2a")
    found = importances(SPACE, trials)
    first = [entry for entry in found if entry.stage == 1]
    assert first[0].param == "x" and first[0].significant
    local = [
        entry for entry in found if (entry.stage, entry.scope) == (2, "this stage")
    ]
    assert local[0].param == "y" and local[0].significant
    assert local[0].importance > 0.8


def test_an_idle_parameter_that_was_narrowed_with_a_good_one_stays_idle():
    def score(p, rng):
        return (p["x"] > 0.5) + 0.1 * rng.randn()

    narrow = SPACE.restrict([Rule("x", (0.5, None)), Rule("y", (None, 0.2))])
    trials = drawn(SPACE, 60, score) + drawn(narrow, 100, score, 1, 2, "2a")
    found = last(importances(SPACE, trials, quantile=0.8))
    # Over all trials the top ones have a small y, but not within those drawn alike.
    assert not found["y"].significant and found["x"].significant


def test_a_conditional_parameter_is_judged_where_it_is_active():
    shared = uniform(0, 1)
    space = Space(
        [
            {"kind": ["a"], "extra": uniform(0, 1), "z": shared},
            {"kind": ["b"], "z": shared},
        ]
    )
    useful = drawn(space, 120, lambda p, rng: p.get("extra", 0.8 * rng.rand()))
    assert last(importances(space, useful))["extra"].significant
    # Where being active is all that counts, the credit is the parent's.
    idle = drawn(space, 120, lambda p, rng: 5 * ("extra" in p) + rng.randn())
    found = last(importances(space, idle))
    assert found["kind"].importance > 0.9 and not found["extra"].significant


def test_a_parameter_of_numbers_and_categories_is_one_parameter():
    shared = uniform(0, 1)
    space = Space(
        [
            {"gamma": ["scale", "auto"], "z": shared},
            {"gamma": uniform(0, 1), "z": shared},
        ]
    )
    trials = drawn(
        space, 100, lambda p, rng: 1.0 if p["gamma"] == "auto" else rng.rand()
    )
    entry, _ = importances(space, trials)[:2]
    assert entry.param == "gamma" and entry.importance > 0.8 and entry.significant


def test_numbers_beyond_64_are_binned():
    space = Space({"x": uniform(0, 1), "y": uniform(0, 1)})
    trials = drawn(space, 400, lambda p, rng: -abs(p["x"] - 0.5))
    found = last(importances(space, trials))
    assert found["x"].importance > 0.95 and found["x"].standard_error < 0.05


def test_a_constant_parameter_has_no_importance():
    trials = drawn(SPACE, 60, lambda p, rng: p["x"])
    entry = last(importances(SPACE, trials))["fixed"]
    assert (entry.importance, entry.p_value) == (0.0, 1.0)


@pytest.mark.parametrize(
    "score", [lambda p, rng: 1.0, lambda p, rng: math.nan], ids=["tied", "failed"]
)
def test_where_all_trials_are_alike_nothing_matters(score):
    for entry in importances(SPACE, drawn(SPACE, 30, score)):
        assert (entry.importance, entry.standard_error, entry.p_value) == (0, 0, 1)


def test_one_trial_or_none_is_no_reason_to_fail():
    assert importances(SPACE, []) == []
    for entry in importances(SPACE, drawn(SPACE, 1, lambda p, rng: p["x"])):
        assert entry.importance == 0 and entry.p_value == 1
        assert math.isnan(entry.standard_error)


def test_shuffled_scores_rarely_make_any_parameter_matter():
    n_false = 0
    for seed in range(100):
        trials = drawn(SPACE, 50, lambda p, rng: rng.randn(), seed)
        found = importances(SPACE, trials, seed, n_permutations=99)
        n_false += any(entry.significant for entry in last(found).values())
    # At the 5 % level 5 are expected; 12 or more would come four times in a thousand.
    assert n_false <= 11


def test_the_standard_error_is_about_that_of_repeated_searches():
    shares, errors = [], []
    for seed in range(30):
        trials = drawn(SPACE, 80, lambda p, rng: 2 * p["x"] + p["y"], seed)
        entry = last(importances(SPACE, trials, seed, n_permutations=49))["x"]
        shares.append(entry.importance)
        errors.append(entry.standard_error)
    assert 0.5 < np.mean(errors) / np.std(shares) < 2


def test_the_records_make_a_data_frame():
    trials = drawn(SPACE, 40, lambda p, rng: p["x"])
    frame = pd.DataFrame(importances(SPACE, trials))
    assert list(frame) == list(Importance._fields)
    assert len(frame) == 2 * len(SPACE.params)


def test_the_same_seed_gives_the_same_result():
    trials = drawn(SPACE, 40, lambda p, rng: p["x"])
    assert importances(SPACE, trials, 3) == importances(SPACE, trials, 3)


def test_optunas_evaluator_ranks_alike():
    optuna = pytest.importorskip("optuna")
    space = Space({name: uniform(0, 1) for name in "abcdef"})
    weights = dict(zip("abcdef", (3, 2, 1.3, 0.8, 0.4, 0), strict=True))
    trials = drawn(
        space, 1000, lambda p, rng: sum(weights[name] * p[name] for name in p)
    )
    study = optuna.create_study(direction="maximize")
    domains = {
        name: optuna.distributions.FloatDistribution(0, 1) for name in space.params
    }
    for trial in trials:
        study.add_trial(
            optuna.trial.create_trial(
                params=trial.params, distributions=domains, value=trial.score
            )
        )
    evaluator = optuna.importance.PedAnovaImportanceEvaluator(target_quantile=0.2)
    theirs = optuna.importance.get_param_importances(study, evaluator=evaluator)
    ours = last(importances(space, trials))
    agreement = spearmanr(
        [theirs[name] for name in space.params],
        [ours[name].importance for name in space.params],
    )
    assert agreement.statistic > 0.9
