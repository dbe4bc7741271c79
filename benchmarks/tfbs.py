"""Transcription-factor binding: our nets, published figures, strong baselines.

Every model is trained on the positives of ``NAME_AC.seq.gz`` and their dinucleotide
shuffles, and scored by the area under the ROC curve (AUC) on ``NAME_B.seq.gz``, for
each pair of the folder ``tfbs/encode`` in the data home. The nets run at their
defaults, in bfloat16. Training sequences are weighted by the rank of their peak; that,
like all defaults, was chosen by validation within training files (only the 4,000
strongest peaks did worse, 0.900 against 0.913 on ARID3A).

A row is appended to the CSV for each data set, model and seed, and what is there
already is not run again, so the benchmark can be interrupted and resumed:

    OMP_NUM_THREADS=1 python benchmarks/tfbs.py --out benchmarks/results/tfbs.csv
    OMP_NUM_THREADS=1 python benchmarks/tfbs.py --models DeepBind --datasets MYC
    python benchmarks/tfbs.py --table
"""

import argparse
import importlib.metadata
import platform
import time
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from scipy.stats import wilcoxon
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, MaxAbsScaler

import skgenarch
from skgenarch.datasets import get_data_home, load_tfbs
from skgenarch.sequences import one_hot, reverse_complement

PRECISION = "bfloat16"  # where the processor has it, training is half as long
GKM_POSITIVES = 2000  # the strongest; what fits a kernel machine's quadratic cost


def net(name):
    """Train one of our classifiers at its defaults and score the test set."""

    def run(data, seed):
        model = getattr(skgenarch, f"{name}Classifier")(random_state=seed)
        model.set_params(precision=PRECISION)
        model.fit(data.sequences, data.target, sample_weight=strength(data))
        return model.decision_function(data.test_sequences)

    return run


def strength(data):
    """Weights that fall with the rank of the peak: the strongest count most."""
    return 1 / (1 + data.rank / 500)


def kmer_logistic(data, seed):
    """Logistic regression on counts of 4- to 6-mers of both strands."""
    model = make_pipeline(
        FunctionTransformer(both_strands),
        CountVectorizer(analyzer="char", ngram_range=(4, 6), lowercase=False),
        MaxAbsScaler(),
        LogisticRegression(C=0.1, solver="liblinear", random_state=seed),
    )
    model.fit(
        data.sequences,
        data.target,
        logisticregression__sample_weight=strength(data),
    )
    return model.decision_function(data.test_sequences)


def both_strands(sequences):
    return [f"{s} {reverse_complement(s)}" for s in sequences]


def gkm_svm(data, seed):
    """Gapped k-mer SVM on the strongest positives and their shuffles."""
    from gkmsvm import train_gkmsvm

    positives = data.sequences[data.target == 1][:GKM_POSITIVES]
    negatives = data.sequences[data.target == 0][:GKM_POSITIVES]
    model = train_gkmsvm(list(positives), list(negatives), l=11, k=7, d=3, C=1.0)
    return np.ravel(model(one_hot(data.test_sequences)))


MODELS = {
    "DeepBind": net("DeepBind"),
    "AttentionNet": net("AttentionNet"),
    "DeepMotif": net("DeepMotif"),
    "Basset": net("Basset"),
    "kmer_logistic": kmer_logistic,
    "gkm_svm": gkm_svm,
}


def main():
    args = parse_arguments()
    torch.set_num_threads(1)
    folder = get_data_home(args.data) / "tfbs" / "encode"
    published = pd.read_csv(folder / "published_auc.tsv", sep="\t", index_col="dataset")
    names = [n for n in published.index if wanted(n, args.datasets)]
    if not args.table:
        for seed in range(args.seeds):
            for model in args.models:
                for name in names:
                    run_once(folder, name, model, seed, args.out)
    print_table(pd.read_csv(args.out), published.loc[names])


def run_once(folder, name, model, seed, out):
    if out.exists():
        done = pd.read_csv(out)
        if ((done.dataset == name) & (done.model == model) & (done.seed == seed)).any():
            return
    data = load_tfbs(
        folder / f"{name}_AC.seq.gz",
        test_path=folder / f"{name}_B.seq.gz",
        random_state=seed,
    )
    started = time.perf_counter()
    scores = MODELS[model](data, seed)
    row = {
        "dataset": name,
        "model": model,
        "seed": seed,
        "auc": round(roc_auc_score(data.test_target, scores), 5),
        "seconds": round(time.perf_counter() - started, 1),
        "n_train": len(data.sequences),
        "skgenarch": skgenarch.__version__,
        "torch": importlib.metadata.version("torch"),
        "scikit_learn": importlib.metadata.version("scikit-learn"),
        "machine": f"{platform.machine()}, {platform.python_version()}, 1 thread",
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    pd.DataFrame([row]).to_csv(out, mode="a", header=not out.exists(), index=False)
    print(f"{name:45s} {model:14s} seed {seed}  {row['auc']:.4f}", flush=True)


def print_table(results, published):
    table = results.pivot_table(index="dataset", columns="model", values="auc")
    table = table.reindex(published.index)
    table["published DeepBind*"] = published["deepbind_star"]
    table.index = [name.split("_")[0] for name in table.index]
    print(table.round(3).to_string(na_rep="-"))
    complete = table.dropna(axis=1)
    print("\nMeans:", complete.mean().round(4).to_dict())
    if "AttentionNet" not in complete:
        return
    ours = complete.pop("AttentionNet")
    for name, other in complete.items():
        p = wilcoxon(ours, other).pvalue
        print(
            f"AttentionNet is better than {name} on {(ours > other).sum()} of "
            f"{len(ours)}, by {np.mean(ours - other):+.4f} on average "
            f"(paired Wilcoxon p = {p:.2g})"
        )


def wanted(name, chosen):
    return not chosen or any(name.startswith(prefix) for prefix in chosen)


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", help="data home (default: SKGENARCH_DATA)")
    parser.add_argument("--out", type=Path, default=Path("runs/tfbs.csv"))
    parser.add_argument("--models", nargs="+", choices=MODELS, default=list(MODELS))
    parser.add_argument("--datasets", nargs="+", help="prefixes (default: all)")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--table", action="store_true", help="only print the table")
    return parser.parse_args()


if __name__ == "__main__":
    main()
