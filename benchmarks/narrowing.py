"""What narrowing loses: how many of the very best configurations a search leaves out.

A search of five stages on each table of real trainings, where everything is known. Of
the configurations whose mean over seeds is among the best thousandth, the share that
its last stage would not have searched is lost:

- "by the tree": by the regions of the tree before the last stage, as they are;
- "with leeway": after rules gave way to what may be as good beyond them, and bounds at
  which the best trial sits were moved outwards;
- "re-opened": as it was searched, with the whole space where an explorer had found a
  top trial outside, or a region had given way to all of it.

    python benchmarks/narrowing.py --out benchmarks/results/narrowing.csv
"""

import argparse
import importlib.metadata
from pathlib import Path

import numpy as np
import pandas as pd

import skgenarch
from skgenarch.benchmarks.lookup import Lookup, load_table, table_names
from skgenarch.search import SequentialSearchCV

BEST = 0.001


def lost(table, best, spaces):
    """Return the share of the best configurations that lie in none of some spaces."""
    return float(np.mean([not any(one in s for s in spaces) for one in best]))


def configurations(table, positions):
    """Return the configurations in some rows of a table, as dicts."""
    sizes = [len(values) for values in table.space.values()]
    codes = np.transpose(np.unravel_index(positions, sizes))
    return [
        {
            name: values[code]
            for (name, values), code in zip(table.space.items(), row, strict=True)
        }
        for row in codes
    ]


def run(name, seed, **settings):
    """Search once; return what the last stage would not have searched."""
    table = load_table(name)
    best = configurations(table, np.flatnonzero(table.percents <= 100 * BEST))
    search = SequentialSearchCV(
        Lookup(name, seed),
        {key: list(values) for key, values in table.space.items()},
        cv=[([0], [1])],
        refit=False,
        random_state=seed,
        **settings,
    ).fit(np.zeros((2, 1)))
    whole = search.branches_[0].space
    regions = search.stages_[-2].regions
    searched = [b for b in search.branches_ if b.name in search.stages_[-1].branches]
    narrow = [branch.space for branch in searched if branch.name != "root"]
    return {
        "by_the_tree": lost(
            table, best, [whole.restrict(r.rules) for r in regions] or [whole]
        ),
        "with_leeway": lost(table, best, narrow or [whole]),
        "re_opened": lost(table, best, [branch.space for branch in searched]),
        "share_of_space": min(1, sum(b.space.size for b in searched) / whole.size),
    }


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path("runs/narrowing.csv"))
    for name in ("max_depth", "max_branches", "quantile"):
        parser.add_argument(f"--{name.replace('_', '-')}", type=float)
    args = parser.parse_args()
    settings = {
        name: value if name == "quantile" else int(value)
        for name in ("max_depth", "max_branches", "quantile")
        if (value := getattr(args, name)) is not None
    }
    rows = []
    for table in table_names():
        for seed in range(args.first_seed, args.first_seed + args.seeds):
            rows.append({"table": table, "seed": seed, **run(table, seed, **settings)})
    found = pd.DataFrame(rows)
    shares = found.drop(columns="seed").groupby("table").mean()
    shares.loc["mean"] = shares.mean()
    shares = shares.round(3).reset_index()
    shares["seeds"] = args.seeds
    shares["skgenarch"] = skgenarch.__version__
    shares["scikit_learn"] = importlib.metadata.version("scikit-learn")
    args.out.parent.mkdir(parents=True, exist_ok=True)
    shares.to_csv(args.out, index=False)
    print(shares.to_string(index=False))


if __name__ == "__main__":
    main()
