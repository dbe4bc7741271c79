"""Make the tables of the page on benchmarks from the files in ``benchmarks/results``.

Each function reads one CSV file, as the script of the same name in ``benchmarks`` wrote
it, and returns a DataFrame as it is to be shown. Nothing is typed by hand, so a table
changes when a benchmark is run again. Rows and columns come from the file: a model that
is not there yet has no column.

    python docs/benchmark_tables.py          # print all of them
"""

from importlib import import_module
from pathlib import Path

import pandas as pd

RESULTS = Path(__file__).parent.parent / "benchmarks" / "results"
TABLES = {}


def table(function):
    """Register a table under the name of its function."""
    TABLES[function.__name__] = function
    return function


def read(name):
    """Return one of the files of results."""
    return pd.read_csv(RESULTS / f"{name}.csv")


def summary(name, rows=None):
    """Return the first table of what ``skgenarch benchmark`` says of (some) rows."""
    benchmark = import_module(f"skgenarch.benchmarks.{name}").BENCHMARK
    return benchmark.summarize(read(name) if rows is None else rows, None)[0].table


@table
def encoding():
    """Time of each tool over ours: median over rounds, above 1 we are faster."""
    rows = read("encoding")
    shown = rows.pivot(index=["task", "size"], columns="tool", values="ratio")
    return shown.reset_index()


@table
def encoding_growth():
    """Time and memory for each base, as sequences become more."""
    columns = ["task", "size", "ns_per_base", "peak_bytes_per_base"]
    return read("encoding_growth")[columns]


@table
def training():
    """Sequences per second, their ratios to hand-written loops, share of the floor."""
    return read("training").loc[:, "net":"floor_share"]


@table
def training_peers():
    """Sequences per second of a small net, and their ratio to those of gReLU."""
    return read("training_peers").loc[:, "size":"ratio_to_grelu"]


@table
def tfbs():
    """Test AUC by data set and model; the last line is the mean of complete models."""
    return summary("tfbs")


@table
def fastsk():
    """Test AUC on FastSK's sets, by data set and model."""
    rows = read("tfbs")
    return summary("tfbs", rows[rows["dataset"].str.startswith("fastsk/")])


@table
def tfbs_search():
    """Show the best trials of the search on three sets, and the one that it took."""
    rows = read("tfbs_search")
    rows.columns = rows.columns.str.removeprefix("param_")
    best = rows["score"].rank(ascending=False) <= 5
    shown = rows[best | rows["winner"]].sort_values("score", ascending=False)
    params = list(rows.loc[:, "activation":"weight_decay"])
    return shown[["score", "winner", *params]].round(4)


@table
def tfbs_search_rules():
    """Tell what the search concluded after each stage."""
    return read("tfbs_search_rules")


@table
def promoters():
    """Mean r over all genes, with its interval, and as group means."""
    return summary("promoters")


@table
def promoter_search():
    """Scores of the trials that follow a finding of the paper, and of the others."""
    return read("promoter_search").loc[:, "finding":"p"]


@table
def motifs():
    """Factors whose first motif, or one of three, has an accepted name (q < 0.05)."""
    return summary("motifs")


@table
def attributions():
    """Area under the precision-recall curve of planted bases, mean and spread."""
    rows = read("attributions")
    ways = list(rows.columns)
    ways = ways[ways.index("chance") : ways.index("consensus")]
    shown = rows[ways].agg(["mean", "std"]).T.round(3)
    return shown.rename_axis("way").reset_index()


@table
def planted_motifs():
    """Count the simulations whose planted motif was found by its own name."""
    rows = read("attributions")
    columns = ["named_first", "named_among_three"]
    shown = rows[columns].agg(["sum", "count"]).T
    shown.columns = ["found", "simulations"]
    return shown.rename_axis("where").reset_index()


@table
def search():
    """Share of configurations that are better than the chosen one, in percent."""
    return summary("search")


@table
def narrowing():
    """Share of the very best configurations that the last stage leaves out."""
    columns = ["table", "by_the_tree", "with_leeway", "re_opened", "share_of_space"]
    return read("narrowing")[columns]


@table
def calibration():
    """Regions that were labelled, and how many of these held on fresh trials."""
    rows = read("calibration")
    weighted = rows.assign(
        known=rows["n_regions"].where(rows["covered"].notna(), 0),
        covered=rows["covered"] * rows["n_regions"],
    )
    columns = ["n_regions", "n_labelled", "n_true", "covered", "known"]
    shown = weighted.groupby(["scores", "sampler"], sort=False)[columns].sum()
    shown["labelled"] = (shown["n_labelled"] / shown["n_regions"]).round(3)
    shown["true_of_labelled"] = (shown["n_true"] / shown["n_labelled"]).round(3)
    shown["intervals_that_cover"] = (shown["covered"] / shown["known"]).round(3)
    return shown.drop(columns=["covered", "known"]).reset_index()


@table
def overhead():
    """Share of the time that is the search's own; gain of a second process."""
    return read("overhead").loc[:, "sampler":"gain_of_two_processes"]


@table
def bookkeeping():
    """Milliseconds from fit to fit, where these take no time."""
    return read("bookkeeping").loc[:, "sampler":"median_ms"]


@table
def memory():
    """Most that a search and its workers held."""
    return read("memory").loc[:, "megabytes_of_sequences":"peak_without_files"]


@table
def report():
    """Seconds to compute a report, and milliseconds in the browser."""
    rows = read("report")
    return rows.loc[:, "n_trials":"pair_ms"]


@table
def versions():
    """With what, and where, each file was made."""
    shown = []
    for path in sorted(RESULTS.glob("*.csv")):
        rows = pd.read_csv(path)
        about = [c for c in _ABOUT if c in rows.columns]
        shown.append(
            {
                "file": path.name,
                "rows": len(rows),
                "made with": "; ".join(
                    " or ".join(
                        _about(column, value) for value in rows[column].unique()
                    )
                    for column in about
                ),
            }
        )
    return pd.DataFrame(shown)


_ABOUT = (
    "skgenarch", "versions", "torch", "scikit_learn", "optuna", "memelite", "plotly",
    "chromium", "machine",
)  # fmt: skip


def _about(column, value):
    if column in ("versions", "machine"):
        return str(value)
    return f"{column.replace('_', '-')} {value}"


def write(folder):
    """Write all tables as CSV files, for the directive ``csv-table``.

    Parameters
    ----------
    folder : path-like
        Where; made if it is not there.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in TABLES.items():
        shown = make()
        shown.columns = [str(column).replace("_", " ") for column in shown.columns]
        shown.to_csv(folder / f"{name}.csv", index=False, na_rep="–")


if __name__ == "__main__":
    for name, make in TABLES.items():
        print(f"{name}: {make.__doc__.splitlines()[0]}")
        print(make().to_string(index=False), end="\n\n")
