"""The whole tree, with its nodes counted by hand."""

import numpy as np
import pytest
from scipy.stats import uniform

from skgenarch.search import Space, Trial
from skgenarch.search.evidence.regions import find_regions
from skgenarch.search.evidence.top_tree import Observed, TopTree

OPTIONS = {"quantile": 0.25, "max_depth": 2, "min_samples_leaf": 2, "seed": 0}


def trials_of(candidates, score):
    return [Trial(params, score(params), 1, "root", "random") for params in candidates]


def grow(space, trials, **options):
    return TopTree(Observed(space, trials), **{**OPTIONS, **options})


def test_nodes_hold_what_their_rules_let_through():
    space = Space({"depth": list(range(12)), "kind": ["a", "b"]})
    candidates = [{"depth": d, "kind": k} for d in range(12) for k in "ab"]
    trials = trials_of(candidates, lambda p: p["depth"] + 20 * (p["kind"] == "b"))
    tree = grow(space, trials)
    root, *others = nodes = tree.nodes()
    assert (root.parent, root.n_trials, root.n_top) == (-1, 24, 6)
    assert (root.step, root.rules) == (None, ())
    for node in others:
        inside = [all(r.matches(t.params) for r in node.rules) for t in trials]
        assert sum(inside) == node.n_trials
        assert tree.top[inside].sum() == node.n_top
    best = [node for node in nodes if node.n_top == node.n_trials == 6]
    assert [sorted(map(str, node.rules)) for node in best] == [
        ["depth ≥ 6", "kind is 'b'"]
    ]


def test_children_part_the_trials_of_their_parent():
    space = Space({"x": uniform(0, 1), "y": uniform(0, 1)})
    trials = trials_of(
        space.sample(60, np.random.RandomState(0)), lambda p: p["x"] * p["y"]
    )
    nodes = grow(space, trials).nodes()
    for number, node in enumerate(nodes):
        below = [nodes[child] for child in node.children]
        assert all(child.parent == number for child in below)
        if below:
            assert sum(child.n_trials for child in below) == node.n_trials
            assert sum(child.n_top for child in below) == node.n_top


def test_only_good_leaves_have_evidence_and_it_is_that_of_the_regions():
    space = Space({"x": uniform(0, 1), "y": uniform(0, 1)})
    trials = trials_of(space.sample(80, np.random.RandomState(0)), lambda p: p["x"])
    rng = np.random.RandomState(7)
    options = {"quantile": 0.25, "max_depth": 2, "min_samples_leaf": 2}
    (region,) = find_regions(space, trials, max_regions=1, rng=rng, **options)
    seed = np.random.RandomState(7).randint(np.iinfo(np.int32).max)
    tree = grow(space, trials, seed=seed)
    nodes = tree.nodes()
    weighed = [place for place, node in enumerate(nodes) if node.evidence]
    assert sorted(weighed) == sorted(tree.good_leaves)
    assert not any(nodes[place].children for place in weighed)
    best = nodes[tree.good_leaves[0]]
    assert best.rules == region.rules
    assert best.evidence.p_value == region.p_value
    assert best.evidence.purity == region.purity


def test_a_category_that_two_dicts_list_is_named_once():
    space = Space([{"act": ["elu", "relu"], "units": [1, 2]}, {"act": ["elu", "relu"]}])
    candidates = space.sample(6, np.random.RandomState(0)) * 4
    trials = trials_of(candidates, lambda p: float(p["act"] == "elu"))
    texts = [str(node.step) for node in grow(space, trials, max_depth=1).nodes()[1:]]
    assert sorted(texts) == ["act is 'elu'", "act is 'relu'"]


@pytest.mark.parametrize("n", [1, 4])
def test_few_trials_make_a_tree_without_splits(n):
    space = Space({"x": uniform(0, 1)})
    trials = trials_of(space.sample(n, np.random.RandomState(0)), lambda p: p["x"])
    (root,) = grow(space, trials, min_samples_leaf=None).nodes()
    assert (root.n_trials, root.evidence) == (n, None)
