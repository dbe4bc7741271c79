"""Surfaces over pairs whose true shape is known."""

import math

import numpy as np
import pytest
from scipy.stats import loguniform, randint, uniform

from skgenarch.search import Space, Trial
from skgenarch.search.evidence.surface import INACTIVE, Surrogate


def surrogate(space, score, n=200, seed=0):
    rng = np.random.RandomState(seed)
    trials = [
        Trial(params, score(params), 1, "root", "random")
        for params in space.sample(n, rng)
    ]
    return Surrogate(space, trials, rng)


def test_a_product_is_highest_where_both_are_high():
    space = Space({"x": uniform(0, 1), "y": uniform(0, 1), "idle": uniform(0, 1)})
    surface = surrogate(space, lambda p: p["x"] * p["y"]).surface("x", "y")
    assert surface.mean.shape == surface.spread.shape == (20, 20)
    truth = np.outer(surface.y.values, surface.x.values)
    assert abs(surface.mean - truth).mean() < 0.06
    assert (surface.spread >= 0).all() and surface.spread.max() > 0


def test_rows_are_of_y_and_columns_of_x():
    space = Space({"x": uniform(0, 1), "kind": ["a", "b", "c"]})
    surface = surrogate(space, lambda p: p["x"]).surface("x", "kind")
    assert surface.mean.shape == (3, 20)
    assert (surface.mean[:, -1] > surface.mean[:, 0] + 0.5).all()
    turned = surrogate(space, lambda p: p["x"]).surface("kind", "x")
    np.testing.assert_allclose(turned.mean, surface.mean.T)


def test_axes_follow_the_scale_of_the_parameter():
    space = Space({"lr": loguniform(1e-4, 1), "n": randint(1, 9), "listed": [1, 5, 25]})
    known = surrogate(space, lambda p: p["lr"])
    lr, n = known.surface("lr", "n")[:2]
    assert lr.log and not n.log
    steps = np.diff(np.log(lr.values))
    np.testing.assert_allclose(steps, steps[0], rtol=1e-6)
    assert n.values == tuple(range(1, 9))
    assert known.surface("listed", "n").x.values == (1, 5, 25)


def test_an_inactive_parameter_is_a_place_of_its_own():
    space = Space([{"kind": ["rnn"], "units": [8, 16]}, {"kind": ["none"]}])
    rng = np.random.RandomState(0)
    candidates = space.sample(3, rng) * 10
    trials = [
        Trial(params, float("units" not in params), 1, "root", "random")
        for params in candidates
    ]
    surface = Surrogate(space, trials, rng).surface("units", "kind")
    assert surface.x.values == (8, 16, INACTIVE)
    assert surface.y.values == ("none", "rnn") or surface.y.values == ("rnn", "none")
    assert surface.mean[:, 2].max() > surface.mean[:, :2].max()


def test_trials_without_a_score_are_left_out_and_few_make_no_surface():
    space = Space({"x": uniform(0, 1), "y": uniform(0, 1)})
    known = surrogate(space, lambda p: p["x"] if p["x"] < 0.5 else math.nan)
    assert np.isfinite(known.surface("x", "y").mean).all()
    unknown = surrogate(space, lambda p: 0.0, n=9)
    assert not unknown.known
    with pytest.raises(ValueError, match=r"at least 10 trials with a score. Got 9"):
        unknown.surface("x", "y")
