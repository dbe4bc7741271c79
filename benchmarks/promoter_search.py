"""The paper's search for PromoterNet again, and whether its findings reappear.

A staged search over the grammar of nets, for the expression of real promoters. After
the first stage, which draws from the whole space, it is forked by hand into nets with
and without recurrence, as the paper's search was; both are narrowed by their own trees.
At the end each of the paper's findings is put to all trials: the scores of those
that follow it against the others (medians, pairs won, Mann-Whitney test).

Trials are short: some promoters, cut to the middle, a few epochs, one split. What is
good under these conditions need not be best at full length. The counts of k-mers that
PromoterNet has beside its net are left out, which the paper did not have.

    OMP_NUM_THREADS=1 python benchmarks/promoter_search.py --out runs/promoter_search
"""

import argparse
import importlib.metadata
import platform
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from scipy.stats import loguniform, mannwhitneyu, uniform
from sklearn.model_selection import ShuffleSplit

import skgenarch
from skgenarch import SequenceNetRegressor
from skgenarch.datasets import get_data_home, load_promoters
from skgenarch.metrics import mean_pearson_r_scorer
from skgenarch.report import SearchReport
from skgenarch.search import SequentialSearchCV, Space

SPACE = Space(
    {
        "n_filters": [16, 32, 64, 128],
        "kernel_size": [6, 8, 12, 16, (8, 16)],
        "stem_pool": [2, 5, 10],
        "n_blocks": [1, 2, 3],
        "block_filters": [16, 32, 64, 128],
        "middle_pool": [1, 2, 5, 10],
        "recurrent": ["none", "gru", "lstm"],
        "n_recurrent": [16, 32, 64],
        "bidirectional": [False, True],
        "collapse": ["attention", "max", "attention+max", "attention+flatten"],
        "n_hidden": [0, 32, 64],
        "activation": ["elu", "relu", "gelu"],
        "normalization": ["none", "batch"],
        "conv_dropout": uniform(0.0, 0.4),
        "dropout": uniform(0.0, 0.6),
        "learning_rate": loguniform(5e-4, 5e-3),
    },
    conditions={
        "n_recurrent": "recurrent != 'none'",
        "bidirectional": "recurrent != 'none'",
    },
)
TRAINING = {
    "batch_size": 32,
    "weight_decay": 1e-2,
    "ema_decay": 0.99,
    "max_shift": 40,
    "precision": "bfloat16",
}
RECURRENT, NOT_RECURRENT = "recurrent != 'none'", "recurrent == 'none'"


def main():
    args = parse_arguments()
    torch.set_num_threads(1)
    X, y = load_data(args)
    args.out.mkdir(parents=True, exist_ok=True)
    search = SequentialSearchCV(
        SequenceNetRegressor(
            **TRAINING, max_epochs=args.max_epochs, random_state=args.seed
        ),
        SPACE,
        n_stages=1,
        n_iter=args.n_iter,
        sampler=args.sampler,
        scoring=mean_pearson_r_scorer,
        cv=ShuffleSplit(1, test_size=1 / 3, random_state=args.seed),
        refit=False,
        n_jobs=args.n_jobs,
        journal=args.out / "run.db",
        random_state=args.seed,
        verbose=1,
    )
    search.fit(X, y)
    if not search.decisions_:
        search.fork(RECURRENT, NOT_RECURRENT, reason="as in the paper")
    search.set_params(n_stages=args.n_stages).fit(X, y)

    findings = check_findings(search.results_frame())
    print(findings.to_string(index=False))
    findings.assign(**about(args)).to_csv(args.out / "promoter_search.csv", index=False)
    search.results_frame().to_csv(args.out / "trials.csv", index=False)
    report = SearchReport(search, title="PromoterNet, searched again")
    print(f"Report: {report.save(args.out / 'report.html')}")


def about(args):
    """Return under which conditions the findings hold, and with what."""
    conditions = ("set", "n_genes", "length", "max_epochs", "n_stages", "n_iter")
    return {
        **{name: getattr(args, name) for name in (*conditions, "sampler", "seed")},
        "skgenarch": skgenarch.__version__,
        "torch": importlib.metadata.version("torch"),
        "machine": f"{platform.machine()}, {platform.python_version()}, 1 thread",
    }


def load_data(args):
    """Load some promoters, cut to the bases round the start of transcription."""
    folder = get_data_home(args.data) / "promoters" / args.set
    data = load_promoters(folder)
    rows = np.random.default_rng(args.seed).permutation(len(data.sequences))
    rows = np.sort(rows[: args.n_genes])
    start = data.tss_index - args.length // 2
    window = min(map(len, data.sequences))
    if not 0 <= start <= start + args.length <= window:
        raise SystemExit(
            f"--length must fit round the start of transcription, base "
            f"{data.tss_index} of {window}. Got {args.length}."
        )
    X = [data.sequences[row][start : start + args.length] for row in rows]
    return X, data.target[rows]


def check_findings(trials):
    """Put each finding of the paper to the trials, as a table."""
    trials = trials[trials["score"].notna()]
    score = trials["score"]
    param = {name.removeprefix("param_"): trials[name] for name in trials.columns}
    recurrent = param["recurrent"].isin(["gru", "lstm"])
    attends = param["collapse"].astype(str).str.contains("attention")
    widest = param["block_filters"].astype(float) >= 64
    elu_bare = (param["activation"] == "elu") & (param["normalization"] == "none")
    questions = [
        ("ELU without batch normalisation", True, elu_bare),
        ("no normalisation", True, param["normalization"] == "none"),
        ("pooling in the middle, recurrent nets", recurrent, param["middle_pool"] > 1),
        (
            "pooling in the middle, other nets",
            ~recurrent,
            param["middle_pool"] > 1,
        ),
        ("wider blocks (64 or more), recurrent nets", recurrent, widest),
        ("wider blocks (64 or more), other nets", ~recurrent, widest),
        ("dense layer after attention", attends, param["n_hidden"] > 0),
        (
            "both directions, recurrent nets with attention",
            recurrent & attends,
            param["bidirectional"].astype(str) == "True",
        ),
        ("recurrence", True, recurrent),
        ("attention in the collapse", True, attends),
    ]
    return pd.DataFrame(
        [
            {"finding": name, **compare_scores(score[among & yes], score[among & ~yes])}
            for name, among, yes in questions
        ]
    )


def compare_scores(follow, others):
    """Compare trials that follow a finding with the others."""
    row = {"n": len(follow), "n_others": len(others)}
    if len(follow) == 0 or len(others) == 0:
        return row
    test = mannwhitneyu(follow, others)
    return row | {
        "median": round(follow.median(), 3),
        "median_others": round(others.median(), 3),
        "best": round(follow.max(), 3),
        "best_others": round(others.max(), 3),
        "wins": round(test.statistic / (len(follow) * len(others)), 2),
        "p": round(test.pvalue, 4),
    }


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", help="data home (default: SKGENARCH_DATA)")
    parser.add_argument("--set", default="pfalciparum_epdnew_idc")
    parser.add_argument("--out", type=Path, default=Path("runs/promoter_search"))
    parser.add_argument("--length", type=int, default=1000)
    parser.add_argument("--n-genes", type=int, default=1500)
    parser.add_argument("--max-epochs", type=int, default=10)
    parser.add_argument("--n-stages", type=int, default=4)
    parser.add_argument("--n-iter", type=int, default=24, help="candidates per stage")
    parser.add_argument("--sampler", default="random")
    parser.add_argument("--n-jobs", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
