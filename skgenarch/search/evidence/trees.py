"""The decision tree that separates the top trials, and its leaves as rules."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from sklearn.tree import DecisionTreeClassifier

from ..space.choices import Choices
from ..space.rules import Rule
from ..space.space import Space
from ..space.values import same_value
from .table import CategoryColumn, Column, NumberColumn

# A leaf's share of top trials is read as if it held this many more trials with the
# average share, so that a few lucky trials do not make the best leaf.
_PRIOR_TRIALS = 2.0


class Step(NamedTuple):
    """One turn on the way from a tree's root to a leaf."""

    column: Column
    threshold: float
    left: bool
    missing: bool


def fit_tree(
    table: np.ndarray,
    top: np.ndarray,
    *,
    max_depth: int | None,
    min_samples_leaf: int,
    seed: int,
) -> DecisionTreeClassifier:
    """Fit the tree that tells top trials from the others.

    Parameters
    ----------
    table : ndarray of shape (n_trials, n_columns)
        Codes of the trials, NaN where missing.

    top : ndarray of shape (n_trials,), dtype bool
        Which trials are top.

    max_depth : int or None
        Number of successive splits.

    min_samples_leaf : int
        Smallest number of trials in a leaf.

    seed : int
        Decides between equally good splits.

    Returns
    -------
    tree : DecisionTreeClassifier
        The fitted tree.
    """
    tree = DecisionTreeClassifier(
        max_depth=max_depth, min_samples_leaf=min_samples_leaf, random_state=seed
    )
    return tree.fit(table, top)


def good_leaves(
    tree: DecisionTreeClassifier, table: np.ndarray, top: np.ndarray
) -> list[int]:
    """Find the leaves in which the share of top trials is above average.

    Parameters
    ----------
    tree : DecisionTreeClassifier
        A fitted tree.

    table : ndarray of shape (n_trials, n_columns)
        Codes of the trials that the tree was fitted to.

    top : ndarray of shape (n_trials,), dtype bool
        Which of them are top.

    Returns
    -------
    leaves : list of int
        Nodes of the tree, the one with the highest share first. The share is smoothed
        towards the average; of equal leaves the larger one comes first.
    """
    leaves, position = np.unique(tree.apply(table), return_inverse=True)
    n_inside = np.bincount(position)
    n_top = np.bincount(position[top], minlength=len(leaves))
    average = top.mean()
    share = (n_top + _PRIOR_TRIALS * average) / (n_inside + _PRIOR_TRIALS)
    order = np.lexsort((leaves, -n_inside, -share))
    # In whole numbers: a leaf that is exactly average must not be above it.
    good = n_top * len(top) > n_inside * int(top.sum())
    return [int(leaves[place]) for place in order if good[place]]


def leaf_rules(
    tree: DecisionTreeClassifier, leaf: int, columns: Sequence[Column], space: Space
) -> tuple[Rule, ...]:
    """Describe a leaf by one rule for each parameter that leads to it.

    Parameters
    ----------
    tree : DecisionTreeClassifier
        A tree fitted on a table of the space's candidates.

    leaf : int
        Node of the tree.

    columns : sequence of NumberColumn or CategoryColumn
        What the columns of the table mean.

    space : Space
        The space that the table was made from.

    Returns
    -------
    rules : tuple of Rule
        In the order in which the parameters are met, the most telling one first.
    """
    conditions, _ = _follow(tree, leaf, columns, space)
    return tuple(
        condition.rule() for condition in conditions.values() if condition.narrowed
    )


def step_rule(
    tree: DecisionTreeClassifier, node: int, columns: Sequence[Column], space: Space
) -> Rule:
    """Describe what is known of a parameter once it was split just above a node."""
    conditions, param = _follow(tree, node, columns, space)
    return conditions[param].rule()


def parting_params(
    tree: DecisionTreeClassifier,
    leaf: int,
    others: Sequence[int],
    columns: Sequence[Column],
) -> set[str]:
    """Name the parameters that set a leaf apart from other leaves.

    Two regions stay disjoint if both keep their rule on the parameter at which the
    ways to their leaves part.
    """
    nodes = tree.tree_
    way = _way(tree, leaf)
    params = set()
    for other in others:
        if other != leaf:
            shared = [node for node in _way(tree, other) if node in way]
            params.add(columns[nodes.feature[shared[-1]]].param)
    return params


def simplify(
    rules: Sequence[Rule],
    space: Space,
    candidates: Sequence[Mapping[str, Any]],
    keep: Collection[str] = (),
) -> tuple[Rule, ...]:
    """Say the same in fewer words.

    Rules are left out that exclude no candidate which the others let through, those
    deepest in the tree first; and "or inactive" where it cannot happen any more.

    Parameters
    ----------
    rules : sequence of Rule
        What describes a leaf.

    space : Space
        The whole space.

    candidates : sequence of dict
        The candidates so far.

    keep : collection of str, default=()
        Parameters whose rules are not left out.

    Returns
    -------
    rules : tuple of Rule
        The rules that are needed.
    """
    passes = {rule.param: members([rule], candidates) for rule in rules}
    inside = np.logical_and.reduce([*passes.values(), np.ones(len(candidates), bool)])
    kept = list(rules)
    for rule in reversed(rules):
        others = [other for other in kept if other is not rule]
        if others and rule.param not in keep:
            through = np.logical_and.reduce([passes[other.param] for other in others])
            if np.array_equal(through, inside):
                kept = others
    for position, rule in enumerate(kept):
        others = kept[:position] + kept[position + 1 :]
        possible = space.restrict(others).sometimes_inactive(rule.param)
        if rule.inactive and not possible:
            kept[position] = replace(rule, inactive=False)
    return tuple(kept)


def members(
    rules: Sequence[Rule], candidates: Sequence[Mapping[str, Any]]
) -> np.ndarray:
    """Mark the candidates that match all rules: shape (n_candidates,), bool."""
    return np.array(
        [all(rule.matches(params) for rule in rules) for params in candidates],
        dtype=bool,
    )


def _way(tree: DecisionTreeClassifier, leaf: int) -> list[int]:
    """Return the nodes from the root to a leaf, both included."""
    nodes = tree.tree_
    parents = {}
    for children in (nodes.children_left, nodes.children_right):
        parents |= {int(child): node for node, child in enumerate(children)}
    way = [leaf]
    while way[-1] != 0:
        way.append(parents[way[-1]])
    return way[::-1]


def _path(tree, leaf: int, columns: Sequence[Column]) -> list[Step]:
    nodes = tree.tree_
    way = _way(tree, leaf)
    steps = []
    for node, child in pairwise(way):
        left = int(nodes.children_left[node]) == child
        steps.append(
            Step(
                columns[nodes.feature[node]],
                float(nodes.threshold[node]),
                left,
                missing=bool(nodes.missing_go_to_left[node]) == left,
            )
        )
    return steps


def _follow(tree, node: int, columns: Sequence[Column], space: Space):
    """Return what is left of each parameter on the way to a node, and the last one."""
    conditions: dict[str, _Condition] = {}
    param = None
    for step in _path(tree, node, columns):
        param = step.column.param
        conditions.setdefault(param, _Condition(space, param)).narrow(step)
    return conditions, param


class _Condition:
    """What the way to a leaf has left of one parameter so far."""

    def __init__(self, space: Space, param: str):
        domains = space.domains(param)
        self.param = param
        self.numbers = any(domain.numeric for domain in domains)
        self.low = self.high = None
        # Several dicts of a space may list the same category.
        self.categories = Choices(
            value for domain in domains if not domain.numeric for value in domain.values
        ).values
        self.inactive = space.sometimes_inactive(param)
        self.narrowed = False

    def narrow(self, step: Step) -> None:
        before = (self.numbers, self.low, self.high, self.inactive)
        n_categories = len(self.categories)
        self.inactive = self.inactive and step.missing
        if isinstance(step.column, NumberColumn):
            self._split_numbers(step)
        else:
            self._split_categories(step)
        self.narrowed |= n_categories != len(self.categories)
        self.narrowed |= before != (self.numbers, self.low, self.high, self.inactive)

    def _split_numbers(self, step: Step) -> None:
        if not step.missing:
            self.categories = []
        if math.isinf(step.threshold):
            # All numbers on the left, what is missing on the right.
            self.numbers = self.numbers and step.left
            return
        below, above = step.column.bounds(step.threshold)
        if step.left:
            self.high = below if self.high is None else min(below, self.high)
        else:
            self.low = above if self.low is None else max(above, self.low)

    def _split_categories(self, step: Step) -> None:
        column: CategoryColumn = step.column
        if math.isinf(step.threshold):
            if not step.left:
                self.categories, self.numbers = [], False
            return
        wanted = not step.left
        self.numbers = self.numbers and not wanted
        self.categories = [
            category
            for category in self.categories
            if same_value(category, column.category) == wanted
        ]

    def rule(self) -> Rule:
        bounds = (self.low, self.high) if self.numbers else None
        return Rule(self.param, bounds, tuple(self.categories), self.inactive)
