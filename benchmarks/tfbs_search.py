"""A staged search for the architecture and the recipe of training that suit binding.

One search on three training files at once: each is one fold, of which half of the 500
strongest peaks are held out and some of the others trained on, and a candidate scores
the mean area under the ROC curve (AUC) of the three. No test file is read.

Trials are short: some thousand sequences, a third of the epochs; who is clearly lost on
the first file is not trained on the others. What is good under these conditions need
not be best at full length: the winner is to be compared with the defaults there, on
peaks held out of the same training files, before it replaces them.

    OMP_NUM_THREADS=1 python benchmarks/tfbs_search.py --n-jobs 2 --out runs/tfbs_search
"""

import argparse
import importlib.metadata
import platform
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from scipy.stats import loguniform, uniform

import skgenarch
from skgenarch import SequenceNetClassifier
from skgenarch.benchmarks.tfbs import HALVING_RANK
from skgenarch.datasets import get_data_home, load_tfbs
from skgenarch.modules import AttentionNet
from skgenarch.report import SearchReport
from skgenarch.search import SequentialSearchCV, Space
from skgenarch.sequences import dinucleotide_shuffle, encode

SETS = (
    "MYC_H1-hESC_c-Myc_Stanford",
    "SP1_GM12878_SP1_HudsonAlpha",
    "TBP_H1-hESC_TBP_Stanford",
)
SPACE = Space(
    {
        "n_filters": [32, 64, 128, 256],
        "kernel_size": [16, 24, (8, 16), (8, 16, 24)],
        "stem_pool": [2, 4, 8],
        "n_blocks": [0, 1, 2],
        "block_filters": [32, 64, 128],
        "collapse": ["attention", "attention+max", "attention+max+mean"],
        "n_hidden": [0, 32, 64],
        "activation": ["elu", "relu", "gelu"],
        "kmer_size": [0, 5, 6],
        "dropout": uniform(0.0, 0.6),
        "learning_rate": loguniform(1e-3, 2e-2),
        "batch_size": [32, 64, 128],
        "weight_decay": loguniform(1e-5, 1e-1),
    },
    conditions={"block_filters": "n_blocks > 0"},
)
N_STRONGEST = 500  # peaks of which test files hold the other half
N_SHUFFLES = 3  # of each peak that is held out


def main():
    args = parse_arguments()
    torch.set_num_threads(1)
    X, y, weight, folds = load_folds(args)
    args.out.mkdir(parents=True, exist_ok=True)
    search = SequentialSearchCV(
        SequenceNetClassifier(
            **asdict(AttentionNet().architecture()),
            max_epochs=args.max_epochs,
            resample_negatives=True,
            random_state=args.seed,
        ),
        SPACE,
        n_stages=args.n_stages,
        n_iter=args.n_iter,
        scoring="roc_auc",
        cv=folds,
        racing=True,
        refit=False,
        n_jobs=args.n_jobs,
        journal=args.out / "run.db",
        random_state=args.seed,
        verbose=1,
    )
    search.fit(X, y, sample_weight=weight)

    for rule in search.rules_:
        print(rule)
    print(search.best_params_, f"AUC {search.best_score_:.4f}", search.overtuning_)
    trials = search.results_frame()
    trials["winner"] = np.arange(len(trials)) == search.best_index_
    trials.assign(**about(args)).to_csv(args.out / "tfbs_search.csv", index=False)
    rules = pd.DataFrame({"rule": search.rules_})
    rules.to_csv(args.out / "tfbs_search_rules.csv", index=False)
    report = SearchReport(search, title="AttentionNet, searched on three sets")
    print(f"Report: {report.save(args.out / 'report.html')}")


def load_folds(args):
    """Join the training files; the folds keep them apart."""
    rng = np.random.default_rng(args.seed)
    parts, folds, n_before = [], [], 0
    for name in SETS:
        path = get_data_home(args.data) / "tfbs" / "encode" / f"{name}_AC.seq.gz"
        data = load_tfbs(path, random_state=args.seed)
        positives = np.flatnonzero(data.target == 1)
        positives = positives[np.argsort(data.rank[positives], kind="stable")]
        codes, rank = encode(data.sequences)[positives], data.rank[positives]
        held_out = rng.permutation(N_STRONGEST)[: N_STRONGEST // 2]
        train = np.setdiff1d(np.arange(len(codes)), held_out)[: args.n_train // 2]
        for rows, n_shuffles in ((train, 1), (held_out, N_SHUFFLES)):
            peaks = np.tile(codes[rows], (n_shuffles, 1))
            shuffles = dinucleotide_shuffle(peaks, random_state=args.seed)
            weight = 1 / (1 + rank[rows] / HALVING_RANK)
            parts += [
                (codes[rows], np.ones(len(rows), int), weight),
                (shuffles, np.zeros(len(peaks), int), np.tile(weight, n_shuffles)),
            ]
        n_train, n_held_out = 2 * len(train), (1 + N_SHUFFLES) * len(held_out)
        rows = n_before + np.arange(n_train + n_held_out)
        folds.append((rows[:n_train], rows[n_train:]))
        n_before += len(rows)
    X, y, weight = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return X, y, weight, folds


def about(args):
    """Return under which conditions the trials were made, and with what."""
    return {
        **{name: getattr(args, name) for name in ("n_train", "max_epochs", "seed")},
        "skgenarch": skgenarch.__version__,
        "torch": importlib.metadata.version("torch"),
        "machine": f"{platform.machine()}, {platform.python_version()}, 1 thread",
    }


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", help="data home (default: SKGENARCH_DATA)")
    parser.add_argument("--out", type=Path, default=Path("runs/tfbs_search"))
    parser.add_argument("--n-train", type=int, default=2000, help="of each file")
    parser.add_argument("--max-epochs", type=int, default=12)
    parser.add_argument("--n-stages", type=int, default=3)
    parser.add_argument("--n-iter", type=int, default=16, help="candidates per stage")
    parser.add_argument("--n-jobs", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
