"""Expression from promoters: our nets beside ridge regression on k-mers.

Every model predicts each gene of each folder in ``promoters`` of the data home from the
bases around its start site, trained on the other folds: five, plain or by block of
neighbouring genes. The score is the mean over outputs of Pearson's r between prediction
and measurement, over all genes, with a bootstrap interval (genes, or blocks, are
resampled). Outputs are means of groups of samples or, for yeast, all samples; their
predictions are scored as means of groups too.

All nets are trained alike, by the defaults of `PromoterNetRegressor`; their
architectures are at their own defaults. A fold is kept as soon as it is finished.

These defaults were chosen by cross-validation on the same genes, on some of the same
folds, of *P. falciparum* and yeast: the figures of PromoterNet there are too good, by
how much is not known. Those of other data sets are not touched by it.
"""

from functools import lru_cache
from itertools import product

import numpy as np
import pandas as pd

import skgenarch

from ..datasets import load_promoters
from ..model_selection import (
    SingleTaskRegressor,
    cross_val_predict_scores,
    score_predictions,
)
from ..model_selection.journal import describe_estimator
from .kmer_ridge import binned_4mers, binned_4mers_and_6mers, kmer_ridge
from .names import shortened
from .pairs import head_to_head
from .rows import fingerprint_of_files
from .running import Benchmark, Section

N_FOLDS = 5
KEYS = ("set", "targets", "folds", "model", "seed")
# One model for all samples; elsewhere for the means of groups, if there are any.
SAMPLES = {"yeast_epdnew_gasch"}
TRAINING = ("max_epochs", "batch_size", "weight_decay", "ema_decay", "max_shift")
OURS = "PromoterNet"


def net(name):
    """Return a function that makes one of our regressors, trained as PromoterNet is."""

    def make(seed):
        usual = skgenarch.PromoterNetRegressor()
        recipe = {parameter: getattr(usual, parameter) for parameter in TRAINING}
        model = getattr(skgenarch, f"{name}Regressor")
        return model(**recipe, precision="bfloat16", random_state=seed)

    return make


MODELS = {
    "ridge_4mers": lambda seed: kmer_ridge(binned_4mers),
    "ridge_6mers": lambda seed: kmer_ridge(binned_4mers_and_6mers),
    "PromoterNet": net("PromoterNet"),
    "DeepBind": net("DeepBind"),
    "DeepMotif": net("DeepMotif"),
    "AttentionNet": net("AttentionNet"),
    "Basset": net("Basset"),
    "PromoterNet_per_output": lambda seed: SingleTaskRegressor(
        net("PromoterNet")(seed)
    ),
}


def datasets(home):
    """Names of all folders with promoters."""
    found = {path.parent.name for path in (home / "promoters").glob("*/promoters.fa*")}
    if not found:
        raise FileNotFoundError(
            "--data must be a folder with promoters/NAME/promoters.fa[.gz]. "
            f"{str(home)!r} has none: name the folder above 'promoters'."
        )
    return sorted(found)


def runs(home, datasets, methods, n_seeds):
    """Set by set; there is nothing random in ridge regression."""
    for dataset in datasets:
        data = _load(home / "promoters" / dataset, average=False)
        ways = ["plain"] if data.blocks is None else ["plain", "blocked"]
        grouped = data.output_groups is not None and dataset not in SAMPLES
        targets = "groups" if grouped else "samples"
        for folds, model, seed in product(ways, methods, range(n_seeds)):
            if not (model.startswith("ridge") and seed):
                values = (dataset, targets, folds, model, seed)
                yield dict(zip(KEYS, values, strict=True))


@lru_cache(maxsize=4)
def _load(folder, average):
    return load_promoters(folder, average=average)


def recipe(run, home):
    """All parameters of the model, the number of folds, and the files."""
    names = ("promoters.fa*", "expression.tsv*", "genes.tsv", "groups.tsv")
    folder = home / "promoters" / run["set"]
    files = [path for name in names for path in folder.glob(name)]
    model = describe_estimator(MODELS[run["model"]](run["seed"]))
    return model, N_FOLDS, fingerprint_of_files(files)


def run(run, settings):
    """Predict all genes, fold by fold."""
    folder = settings.data / "promoters" / run["set"]
    data = _load(folder, average=run["targets"] == "groups")
    blocks = data.blocks if run["folds"] == "blocked" else None
    scores = cross_val_predict_scores(
        MODELS[run["model"]](run["seed"]),
        data.sequences,
        data.target,
        cv=N_FOLDS,
        groups=blocks,
        output_names=data.output_names,
        gene_names=data.gene_names,
        journal=settings.out / "promoters" / "-".join(map(str, run.values())),
        verbose=1,
    )
    as_groups = _score_as_groups(scores, data.output_groups, blocks)
    low, high = scores.interval
    return [
        {
            "fold": fold.Index,
            "r": round(fold.mean_r, 5),
            "n": fold.n,
            "seconds": round(fold.seconds, 1),
            "mean_r": round(scores.mean_r, 5),
            "low": round(low, 5),
            "high": round(high, 5),
            "mean_r_as_groups": round(as_groups.mean_r, 5),
        }
        for fold in scores.per_fold.itertuples()
    ]


def _score_as_groups(scores, output_groups, blocks):
    """Average truth and predictions over the samples of each group, then score."""
    if output_groups is None:
        return scores

    def average(values):
        return pd.DataFrame(values).T.groupby(np.array(output_groups)).mean().T

    return score_predictions(
        average(scores.y_true), average(scores.predictions), groups=blocks
    )


def summarize(rows, home=None):
    """Mean r with its interval, and fold by fold against each other model."""
    rows = rows.assign(set=shortened(rows["set"]))
    shown = rows.groupby(list(KEYS), sort=False).agg(
        folds_done=("fold", "nunique"),
        mean_r=("mean_r", "first"),
        low=("low", "first"),
        high=("high", "first"),
        mean_r_as_groups=("mean_r_as_groups", "first"),
        minutes=("seconds", lambda s: round(s.sum(skipna=False) / 60, 1)),
    )
    case = rows["set"] + ", " + rows["folds"]
    dots = rows.pivot_table(index=case, columns="model", values="mean_r")
    folds = rows.pivot_table(
        index=["set", "targets", "folds", "fold"], columns="model", values="r"
    )
    return [
        Section(
            "Out-of-sample predictions",
            "Mean over outputs of Pearson's r, over all genes, each predicted by a "
            "model trained without it; 95 % interval by bootstrap.",
            shown.round(3).reset_index(),
            dots,
            "mean r over outputs",
        ),
        Section(
            f"{OURS} against each",
            "Folds on which it is better, mean difference in r, and Wilcoxon's "
            "signed-rank test over folds (which share training genes: p is too small).",
            head_to_head(folds, OURS),
        ),
    ]


BENCHMARK = Benchmark(
    name="promoters",
    title="Expression from promoters",
    about="How well expression is predicted for genes that a model has not seen.",
    keys=KEYS,
    dataset="set",
    method="model",
    methods=tuple(MODELS),
    usual=tuple(name for name in MODELS if name != "PromoterNet_per_output"),
    n_seeds=1,
    columns=(
        *("fold", "r", "n", "seconds"),
        *("mean_r", "low", "high", "mean_r_as_groups"),
    ),
    versions_of=("scikit-learn", "torch"),
    needs={},
    datasets=datasets,
    runs=runs,
    recipe=recipe,
    run=run,
    summarize=summarize,
)
