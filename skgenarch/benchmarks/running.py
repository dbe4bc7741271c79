"""A benchmark as data, and how it is run: one run after the other, each only once."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from threadpoolctl import threadpool_limits

from .rows import Rows, fingerprint


class Section(NamedTuple):
    """A table of results.

    Attributes
    ----------
    title : str
        Heading.
    note : str
        How to read it.
    table : DataFrame
        Shown without its index.
    dots : DataFrame or None
        Data sets by methods: drawn as one line of dots for each data set.
    unit : str
        What the dots measure.
    """

    title: str
    note: str
    table: pd.DataFrame
    dots: pd.DataFrame | None = None
    unit: str = ""


@dataclass(frozen=True)
class Settings:
    """Where data are, where results go, and how much is to be run.

    Attributes
    ----------
    data : Path
        Home of the data sets.
    out : Path
        Folder of the results.
    datasets : tuple of str
        Beginnings of their names; empty means all.
    methods : tuple of str
        Empty means the benchmark's own choice.
    seeds : int or None
        Number of seeds; None is the benchmark's own number.
    budget : float or None
        Seconds after which no further run is begun.
    """

    data: Path
    out: Path
    datasets: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    seeds: int | None = None
    budget: float | None = None


@dataclass(frozen=True)
class Benchmark:
    """What is compared with what.

    Attributes
    ----------
    name, title, about : str
        Name on the command line, heading of the page, and the question it answers.
    keys : tuple of str
        What tells one run from another, in the order in which runs are nested; among
        them "seed", and the names of data set and method.
    dataset, method : str
        Which of the keys name the data set and the method.
    methods : tuple of str
        All methods.
    usual : tuple of str
        Those that are run unless others are asked for.
    n_seeds : int
        Seeds that are run unless another number is asked for.
    columns : tuple of str
        What a row of results may hold, beside its keys.
    versions_of : tuple of str
        Packages whose versions matter.
    needs : mapping of str to str
        Modules that must be there to run a method, beside what is always installed.
    datasets : callable
        Given the data home, names of all data sets.
    runs : callable
        Given the data home, names of data sets, methods and a number of seeds, all
        runs that apply, in order: mappings of the keys.
    recipe : callable
        Given a run and the data home, all that its results depend on, beside the
        versions: settings, and a fingerprint of the data.
    run : callable
        Given a run and the settings, rows of results, one or more.
    summarize : callable
        Given all rows and the data home (or None), sections.
    """

    name: str
    title: str
    about: str
    keys: tuple[str, ...]
    dataset: str
    method: str
    methods: tuple[str, ...]
    usual: tuple[str, ...]
    n_seeds: int
    columns: tuple[str, ...]
    versions_of: tuple[str, ...]
    needs: Mapping[str, str]
    datasets: Callable[[Path], Sequence[str]]
    runs: Callable[
        [Path, Sequence[str], Sequence[str], int], Iterable[Mapping[str, Any]]
    ]
    recipe: Callable[[Mapping[str, Any], Path], Any]
    run: Callable[[Mapping[str, Any], Settings], list[dict[str, Any]]]
    summarize: Callable[[pd.DataFrame, Path | None], list[Section]]


def carry_out(benchmark: Benchmark, settings: Settings) -> int:
    """Run what is missing; print a line for each run.

    Torch and linear algebra get one thread: that is fastest for nets of this size, and
    times can be compared.

    Returns
    -------
    n_missing : int
        Runs that were left for the next time, because the budget was used up.

    Raises
    ------
    ValueError
        If a data set or method is asked for that the benchmark does not have, or if
        results are there that were made with other settings or data.
    FileNotFoundError
        If the data home lacks what is needed.
    ImportError
        If a method needs a package that is not installed.
    OSError
        If results cannot be written.
    """
    rows = results_of(benchmark, settings.out)
    todo = _missing(benchmark, settings, rows)
    _check_modules(benchmark, {run[benchmark.method] for run, _ in todo})
    settings.out.mkdir(parents=True, exist_ok=True)
    open(rows.path, "ab").close()  # to fail before hours of work, not after
    started = time.monotonic()
    with _one_thread():
        for number, (run, recipe) in enumerate(todo):
            if settings.budget and time.monotonic() - started >= settings.budget:
                return len(todo) - number
            begun = time.perf_counter()
            rows.add(run, recipe, benchmark.run(run, settings))
            seconds = time.perf_counter() - begun
            print(
                f"[{number + 1}/{len(todo)}] {_name(run)}: {seconds:.0f} s", flush=True
            )
    return 0


def _missing(benchmark, settings, rows):
    """Return the runs that have no rows yet, each with its recipe."""
    done = rows.done()
    missing = []
    for run in plan(benchmark, settings):
        recipe = fingerprint(benchmark.recipe(run, settings.data))
        before = done.get(tuple(run.values()))
        if before is None:
            missing.append((run, recipe))
        elif before != recipe:
            raise ValueError(
                f"{str(rows.path)!r} must hold results of the same settings and data. "
                f"Those of {_name(run)} have the recipe {before!r}, it is {recipe!r} "
                "now: name another folder, or delete these rows."
            )
    return missing


def _name(run):
    return " ".join(str(value) for value in run.values())


def _check_modules(benchmark, methods):
    needed = {m: benchmark.needs[m] for m in methods & benchmark.needs.keys()}
    absent = [name for name in sorted(needed) if find_spec(needed[name]) is None]
    if absent:
        raise ImportError(
            f"The module {needed[absent[0]]!r}, which {', '.join(absent)} needs, is "
            "not installed. Install all that benchmarks need with pip install "
            '"skgenarch[benchmark]", or name other --methods.'
        )


def results_of(benchmark: Benchmark, out: Path) -> Rows:
    """Return what is in a folder of results."""
    path = out / f"{benchmark.name}.csv"
    return Rows(path, benchmark.keys, benchmark.columns, benchmark.versions_of)


def plan(benchmark: Benchmark, settings: Settings) -> list[Mapping[str, Any]]:
    """Return all runs that were asked for."""
    known = list(benchmark.datasets(settings.data))
    datasets = _chosen("datasets", settings.datasets, known, str.startswith) or known
    methods = _chosen("methods", settings.methods, benchmark.methods, str.__eq__)
    seeds = settings.seeds or benchmark.n_seeds
    methods = methods or benchmark.usual
    return list(benchmark.runs(settings.data, datasets, methods, seeds))


def only(rows: pd.DataFrame, benchmark: Benchmark, settings: Settings) -> pd.DataFrame:
    """Return the rows of those data sets and methods that were asked for."""
    if settings.datasets:
        named = rows[benchmark.dataset].str.startswith(settings.datasets)
        rows = rows[named]
    if settings.methods:
        rows = rows[rows[benchmark.method].isin(settings.methods)]
    return rows


def _chosen(option, wanted, known, fits):
    for name in wanted:
        if not any(fits(one, name) for one in known):
            near = get_close_matches(name, known, n=3)
            hint = f" Did you mean {' or '.join(near)}?" if near else ""
            raise ValueError(
                f"--{option} must be among {', '.join(known)}. Got {name!r}.{hint}"
            )
    return [one for one in known if any(fits(one, name) for name in wanted)]


@contextmanager
def _one_thread():
    import torch

    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with threadpool_limits(1):
            yield
    finally:
        torch.set_num_threads(n_threads)
