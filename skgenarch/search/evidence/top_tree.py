"""The decision tree of the top trials, with what held-out trials say about it."""

import math
from collections.abc import Sequence
from functools import cached_property, partial
from typing import NamedTuple

import numpy as np
from scipy.stats import rankdata

from ..course.trials import Trial, top_trials
from ..space.rules import Rule
from ..space.space import Space
from .significance import Evidence, drawn_alike, weigh
from .table import tabulate
from .trees import (
    fit_tree,
    good_leaves,
    leaf_rules,
    parting_params,
    simplify,
    step_rule,
)


class Observed:
    """Trials as trees see them, to be used for several trees.

    Parameters
    ----------
    space : Space
        The whole space of the search.

    trials : sequence of Trial
        At least one, wherever they were drawn.
    """

    def __init__(self, space: Space, trials: Sequence[Trial]):
        self.space, self.trials = space, trials
        self.candidates = [trial.params for trial in trials]
        self.columns, self.table = tabulate(space, self.candidates)

    @cached_property
    def ranks(self) -> np.ndarray:
        """Ranks of the scores; failed trials share the lowest rank."""
        scores = np.array([trial.score for trial in self.trials], dtype=float)
        return rankdata(np.where(np.isfinite(scores), scores, -np.inf))

    @cached_property
    def strata(self) -> np.ndarray:
        """Numbers that are equal for trials that were drawn alike."""
        return drawn_alike(self.trials)


class Node(NamedTuple):
    """One node of a tree.

    Attributes
    ----------
    parent : int
        Number of the node above, -1 at the root.

    children : tuple of int
        Numbers of the two nodes below, empty for a leaf.

    step : Rule or None
        What the last split says about its parameter; None at the root.

    rules : tuple of Rule
        What all splits from the root on say.

    n_trials, n_top : int
        Trials in the node, and how many of them are top.

    evidence : Evidence or None
        For leaves with more top trials than average.
    """

    parent: int
    children: tuple[int, ...]
    step: Rule | None
    rules: tuple[Rule, ...]
    n_trials: int
    n_top: int
    evidence: Evidence | None


class TopTree:
    """The decision tree that separates the top trials from the others.

    Parameters
    ----------
    observed : Observed
        The trials.

    quantile : float
        Share of the trials that count as top.

    max_depth : int or None
        Largest number of splits that lead to a leaf.

    min_samples_leaf : int or None
        Smallest number of trials in a leaf; None for 5 % of the trials and at
        least 5.

    seed : int
        Decides between equal splits, and deals the trials into folds.

    Attributes
    ----------
    top : ndarray of shape (n_trials,), dtype bool
        Which trials are top.

    good_leaves : list of int
        Leaves with more top trials than average, the best one first.

    Examples
    --------
    >>> from skgenarch.search import Space, Trial
    >>> from skgenarch.search.evidence.top_tree import Observed, TopTree
    >>> space = Space({"depth": list(range(20))})
    >>> trials = [
    ...     Trial(params, params["depth"], stage=1, branch="root", sampler="random")
    ...     for params in ({"depth": depth} for depth in range(20))
    ... ]
    >>> tree = TopTree(
    ...     Observed(space, trials),
    ...     quantile=0.25, max_depth=1, min_samples_leaf=None, seed=0
    ... )
    >>> for node in tree.nodes():
    ...     print(node.step, node.n_trials, node.n_top)
    None 20 5
    depth ≤ 14 15 0
    depth ≥ 15 5 5
    """

    def __init__(
        self,
        observed: Observed,
        *,
        quantile: float,
        max_depth: int | None,
        min_samples_leaf: int | None,
        seed: int,
    ):
        if min_samples_leaf is None:
            min_samples_leaf = max(5, math.ceil(0.05 * len(observed.trials)))
        self._observed, self._seed = observed, seed
        self._fit = partial(
            fit_tree, max_depth=max_depth, min_samples_leaf=min_samples_leaf, seed=seed
        )
        self.top = top_trials(observed.trials, quantile)
        self._tree = self._fit(observed.table, self.top)
        self.good_leaves = good_leaves(self._tree, observed.table, self.top)

    def rules(self, node: int, beside: Sequence[int] = ()) -> tuple[Rule, ...]:
        """Describe a node in few words, but so that it is set apart from others."""
        columns, space = self._observed.columns, self._observed.space
        return simplify(
            leaf_rules(self._tree, node, columns, space),
            space,
            self._observed.candidates,
            keep=parting_params(self._tree, node, beside, columns),
        )

    def weigh(self, n_leaves: int) -> list[Evidence]:
        """Return what held-out trials say about the first good leaves, see `weigh`."""
        observed = self._observed
        return weigh(
            observed.table,
            self.top,
            observed.ranks,
            observed.strata,
            self._fit,
            n_leaves,
            np.random.RandomState(self._seed),
        )

    def nodes(self) -> list[Node]:
        """Return all nodes, the root first."""
        structure = self._tree.tree_
        parents = np.full(structure.node_count, -1)
        below = []
        for node in range(structure.node_count):
            left = int(structure.children_left[node])
            right = int(structure.children_right[node])
            below.append((left, right) if left >= 0 else ())
            parents[list(below[-1])] = node
        way = self._tree.decision_path(self._observed.table)
        n_trials = np.asarray(way.sum(axis=0)).ravel()
        n_top = np.asarray(way[self.top].sum(axis=0)).ravel()
        evidence = dict(
            zip(self.good_leaves, self.weigh(len(self.good_leaves)), strict=True)
        )
        columns, space = self._observed.columns, self._observed.space
        return [
            Node(
                int(parents[node]),
                below[node],
                step_rule(self._tree, node, columns, space) if node else None,
                self.rules(node),
                int(n_trials[node]),
                int(n_top[node]),
                evidence.get(node),
            )
            for node in range(structure.node_count)
        ]
