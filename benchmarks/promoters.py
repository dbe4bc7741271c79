"""Expression from promoters: our nets beside ridge regression on k-mers.

Every model predicts each gene of a set in the folder ``promoters`` of the data home
from 2,000 bases around its start site, trained on the other folds: five, plain or by
block of neighbouring genes. The score is the mean over outputs of Pearson's r between
prediction and measurement, over all genes, with a bootstrap interval (genes, or
blocks, are resampled). Outputs are the group means, or all samples; the predictions
for samples are scored as group means too. All nets are trained alike, by the defaults
of PromoterNetRegressor; their architectures are at their own defaults.

A fold is kept in ``--journal`` as soon as it is finished, and rows are appended to the
CSV for each run; what is there already is not run again:

    OMP_NUM_THREADS=1 python benchmarks/promoters.py --models ridge_4mers ridge_6mers
    OMP_NUM_THREADS=1 python benchmarks/promoters.py --sets yeast --models PromoterNet
    python benchmarks/promoters.py --table
"""

import argparse
import importlib.metadata
import platform
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.linear_model import RidgeCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

import skgenarch
from skgenarch.datasets import get_data_home, load_promoters
from skgenarch.metrics import mean_pearson_r_scorer
from skgenarch.model_selection import (
    SingleTaskRegressor,
    compare,
    cross_val_predict_scores,
    score_predictions,
)
from skgenarch.sequences import encode

SETS = {
    "pfalciparum": "pfalciparum_epdnew_idc",
    "yeast": "yeast_epdnew_gasch",
}
N_FOLDS = 5
N_BINS = 8  # of 250 bases
ALPHAS = np.logspace(3, 5.5, 11)
RECIPE = {
    "max_epochs": 25,
    "batch_size": 32,
    "weight_decay": 1e-2,
    "ema_decay": 0.99,
    "max_shift": 40,
    "precision": "bfloat16",
}
RUN = ["set", "targets", "folds", "model", "seed"]


class MeanFilledRidge(RegressorMixin, BaseEstimator):
    """Ridge on standardised outputs; alpha by leave-one-out r within training rows.

    Missing values take the mean of their output over the training rows.
    """

    def fit(self, X, y):
        """Fit on features that are standardised already."""
        self.mean_, self.scale_ = np.nanmean(y, axis=0), np.nanstd(y, axis=0)
        self.scale_[self.scale_ == 0] = 1
        y = np.nan_to_num((y - self.mean_) / self.scale_)
        self.ridge_ = RidgeCV(ALPHAS, scoring=mean_pearson_r_scorer).fit(X, y)
        return self

    def predict(self, X):
        """Predict in the units of y."""
        return self.ridge_.predict(X) * self.scale_ + self.mean_


def count_kmers(sequences, *, k, n_bins=1):
    """Count each k-mer in each bin of positions, (n, n_bins * 4**k)."""
    codes = encode(list(sequences)).astype(np.int64)
    n_words = codes.shape[1] - k + 1
    windows = np.lib.stride_tricks.sliding_window_view(codes, k, axis=1)
    words = windows @ 4 ** np.arange(k)[::-1]
    known = (windows < 4).all(axis=2)
    words += np.arange(n_words) * n_bins // n_words * 4**k
    size = n_bins * 4**k
    rows = np.arange(len(codes))[:, None] * size
    counts = np.bincount((words + rows)[known], minlength=len(codes) * size)
    return counts.reshape(len(codes), size).astype(np.float64)


def binned_4mers(sequences):
    # Roots of counts vary alike, whether a k-mer is common or rare.
    return np.sqrt(count_kmers(sequences, k=4, n_bins=N_BINS))


def binned_4mers_and_6mers(sequences):
    return np.hstack([binned_4mers(sequences), np.sqrt(count_kmers(sequences, k=6))])


def ridge(features):
    def make(seed):
        return make_pipeline(
            FunctionTransformer(features), StandardScaler(), MeanFilledRidge()
        )

    return make


def net(name):
    def make(seed):
        import torch

        torch.set_num_threads(1)
        model = getattr(skgenarch, f"{name}Regressor")
        return model(**RECIPE, random_state=seed)

    return make


MODELS = {
    "ridge_4mers": ridge(binned_4mers),
    "ridge_6mers": ridge(binned_4mers_and_6mers),
    **{
        name: net(name)
        for name in ("PromoterNet", "AttentionNet", "DeepMotif", "DeepBind", "Basset")
    },
    "PromoterNet_per_output": lambda seed: SingleTaskRegressor(
        net("PromoterNet")(seed)
    ),
}
DEFAULT_MODELS = [name for name in MODELS if name != "PromoterNet_per_output"]


def main():
    args = parse_arguments()
    if not args.table:
        for name, targets in product(args.sets, args.targets):
            folder = get_data_home(args.data) / "promoters" / SETS[name]
            data = load_promoters(folder, average=targets == "groups", verbose=1)
            for folds in args.folds:
                run_models(name, data, targets, folds, args)
    print_table(pd.read_csv(args.out))


def run_models(name, data, targets, folds, args):
    """Run what is missing, and compare all models whose predictions are at hand."""
    scores = {}
    for model, seed in product(args.models, range(args.seeds)):
        if model.startswith("ridge") and seed:
            continue  # there is nothing random in it
        run = dict(zip(RUN, (name, targets, folds, model, seed), strict=True))
        found = run_once(run, data, args)
        if found is not None and seed == 0:
            scores[model] = found
    floors = [model for model in scores if model.startswith("ridge")]
    rivals = [max(floors, key=lambda m: scores[m].mean_r)] if floors else []
    rivals += [model for model in ("DeepBind",) if model in scores]
    for model, rival in product(scores, rivals):
        if not model.startswith("ridge") and model != rival:
            print(compare(scores[model], scores[rival], names=(model, rival)))


def run_once(run, data, args):
    """Return the scores of a run, or None if only its rows are there."""
    journal = args.journal / "-".join(str(value) for value in run.values())
    kept = len(list(journal.glob("fold_*.npz"))) == N_FOLDS
    done = False
    if args.out.exists():
        rows = pd.read_csv(args.out)
        same = np.all([rows[key] == value for key, value in run.items()], axis=0)
        done = same.sum() == N_FOLDS
    if done and not kept:
        return None
    blocks = data.blocks if run["folds"] == "blocked" else None
    scores = cross_val_predict_scores(
        MODELS[run["model"]](run["seed"]),
        data.sequences,
        data.target,
        cv=N_FOLDS,
        groups=blocks,
        output_names=data.output_names,
        gene_names=data.gene_names,
        journal=journal,
        verbose=1,
    )
    print(" ".join(str(value) for value in run.values()), scores, sep="\n", flush=True)
    if not done:
        as_groups = score_as_groups(scores, data.output_groups, blocks)
        args.out.parent.mkdir(parents=True, exist_ok=True)
        rows = make_rows(run, scores, as_groups)
        rows.to_csv(args.out, mode="a", header=not args.out.exists(), index=False)
    return scores


def score_as_groups(scores, output_groups, blocks):
    """Average truth and predictions over the samples of each group, then score."""

    def average(values):
        return pd.DataFrame(values).T.groupby(np.array(output_groups)).mean().T

    return score_predictions(
        average(scores.y_true), average(scores.predictions), groups=blocks
    )


def make_rows(run, scores, as_groups):
    rows = scores.per_fold.reset_index().rename(columns={"mean_r": "r"})
    for column, (key, value) in enumerate(run.items()):
        rows.insert(column, key, value)
    rows["r"] = rows["r"].round(5)
    rows["seconds"] = rows["seconds"].round(1)
    rows["mean_r"] = round(scores.mean_r, 5)
    rows["low"], rows["high"] = (round(bound, 5) for bound in scores.interval)
    rows["mean_r_as_groups"] = round(as_groups.mean_r, 5)
    rows["skgenarch"] = skgenarch.__version__
    rows["scikit_learn"] = importlib.metadata.version("scikit-learn")
    rows["torch"] = importlib.metadata.version("torch")
    machine = f"{platform.machine()}, {platform.python_version()}, 1 thread"
    return rows.assign(machine=machine)


def print_table(rows):
    """Print one line for each run: mean r over all genes with its interval."""
    table = rows.groupby(RUN, sort=False).agg(
        mean_r=("mean_r", "first"),
        low=("low", "first"),
        high=("high", "first"),
        as_groups=("mean_r_as_groups", "first"),
        mean_of_folds=("r", "mean"),
        minutes=("seconds", lambda seconds: seconds.sum() / 60),
    )
    print(table.round(3).to_string())


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", help="data home (default: SKGENARCH_DATA)")
    parser.add_argument("--out", type=Path, default=Path("runs/promoters.csv"))
    parser.add_argument("--journal", type=Path, default=Path("runs/promoters"))
    parser.add_argument("--sets", nargs="+", choices=SETS, default=list(SETS))
    parser.add_argument(
        "--targets", nargs="+", choices=["groups", "samples"], default=["groups"]
    )
    parser.add_argument(
        "--folds",
        nargs="+",
        choices=["plain", "blocked"],
        default=["plain", "blocked"],
    )
    parser.add_argument("--models", nargs="+", choices=MODELS, default=DEFAULT_MODELS)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--table", action="store_true", help="only print the table")
    return parser.parse_args()


if __name__ == "__main__":
    main()
