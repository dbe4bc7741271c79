"""Simulated truth: what attributions and attention say of planted sites.

For each of 20 motifs, and each seed, binding sites are planted in simulated peaks, a
small AttentionNet is trained, and on bound sequences that it has not seen

- each attribution, and attention, is scored by the area under the precision-recall
  curve (AUPRC) with which it tells the bases of planted sites from all others;
- motifs are extracted and looked up: the name is right if a match at q < 0.05 has the
  name of the planted motif.

A row is appended to the CSV for each simulation, and what is there is not run again:

    OMP_NUM_THREADS=1 python benchmarks/attributions.py --out runs/attributions.csv
    python benchmarks/attributions.py --table
"""

import argparse
import importlib.metadata
import platform
import time
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from sklearn.metrics import average_precision_score, roc_auc_score

import skgenarch
from skgenarch import AttentionNetClassifier
from skgenarch.datasets import make_tfbs
from skgenarch.datasets.jaspar import load_motifs
from skgenarch.interpretation import (
    attention_profile,
    deep_lift_shap,
    extract_motifs,
    gradient_times_input,
    guided_backpropagation,
    in_silico_mutagenesis,
    integrated_gradients,
    match_motifs,
    saliency,
)

N_TRAIN, N_SCORED = 1000, 50
MAX_Q = 0.05


def per_base(attribution):
    return lambda net, X: attribution(net, X).sum(axis=1)


WAYS = {
    "attention": attention_profile,
    "mutagenesis": lambda net, X: in_silico_mutagenesis(net, X, kind="importance"),
    "saliency": saliency,
    "gradient_times_input": per_base(gradient_times_input),
    "guided_backpropagation": per_base(guided_backpropagation),
    "integrated_gradients": per_base(integrated_gradients),
    "deep_lift_shap": lambda net, X: deep_lift_shap(net, X, random_state=0).sum(axis=1),
}


def main():
    args = parse_arguments()
    torch.set_num_threads(1)
    if not args.table:
        for seed in range(args.seeds):
            for motif in load_motifs():
                run_once(motif, seed, args.out)
    print_table(pd.read_csv(args.out, keep_default_na=False))


def run_once(motif, seed, out):
    if out.exists():
        done = pd.read_csv(out)
        if ((done.motif == motif) & (done.seed == seed)).any():
            return
    started = time.perf_counter()
    options = {"motif": motif, "partner": None, "position": "uniform"}
    X, y = make_tfbs(N_TRAIN, **options, random_state=2 * seed)
    fresh, bound, sites = make_tfbs(
        2 * N_TRAIN, **options, random_state=2 * seed + 1, return_sites=True
    )
    net = AttentionNetClassifier(
        n_filters=32,
        max_epochs=15,
        learning_rate=1e-2,
        ema_decay=0.9,
        random_state=seed,
    ).fit(X, y)
    auc = roc_auc_score(bound, net.decision_function(fresh))
    rows = np.flatnonzero(bound == 1)[:N_SCORED]
    planted = planted_bases(sites, rows, len(fresh[0]))
    row = {"motif": motif, "seed": seed, "auc": round(auc, 4)}
    row["chance"] = round(planted.mean(), 4)
    for name, way in WAYS.items():
        scores = way(net, fresh[rows])
        areas = [
            average_precision_score(truth, score)
            for truth, score in zip(planted, scores, strict=True)
        ]
        row[name] = round(np.mean(areas), 4)
    motifs = extract_motifs(net, fresh[bound == 1], n_motifs=3, random_state=seed)
    row |= named(motifs, motif)
    row |= {
        "seconds": round(time.perf_counter() - started, 1),
        "skgenarch": skgenarch.__version__,
        "torch": importlib.metadata.version("torch"),
        "machine": f"{platform.machine()}, {platform.python_version()}, 1 thread",
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    pd.DataFrame([row]).to_csv(out, mode="a", header=not out.exists(), index=False)
    print(
        f"{motif:12s} seed {seed}  AUC {row['auc']:.3f}  "
        f"attention {row['attention']:.2f}  mutagenesis {row['mutagenesis']:.2f}  "
        f"{row['consensus']} {row['best']} {row['named_among_three']}",
        flush=True,
    )


def planted_bases(sites, rows, length):
    planted = np.zeros((len(rows), length), dtype=bool)
    for number, row in enumerate(rows):
        for site in sites[sites["sequence"] == row].itertuples():
            planted[number, site.position : site.position + len(site.site)] = True
    return planted


def named(motifs, truth):
    """Whether the planted motif's name is among the matches."""
    right = []
    for motif in motifs:
        matches = match_motifs([motif], max_q=MAX_Q)
        right.append(bool((matches["target_name"].str.upper() == truth.upper()).any()))
    best = match_motifs(motifs[:1], n_nearest=1)["target_name"].tolist()
    return {
        "consensus": motifs[0].consensus if motifs else "",
        "best": best[0] if best else "",
        "named_first": right[:1] == [True],
        "named_among_three": any(right),
    }


def print_table(results):
    means = results[["auc", "chance", *WAYS]].astype(float).mean().round(3)
    print(f"{len(results)} simulations; mean AUPRC of planted bases:")
    print(means.to_string())
    for column in ("named_first", "named_among_three"):
        found = results[column].astype(str) == "True"
        missed = ", ".join(sorted(set(results.motif[~found]))) or "-"
        print(f"{column}: {found.sum()} of {len(found)}; missed: {missed}")


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=Path("runs/attributions.csv"))
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--table", action="store_true", help="only print the table")
    return parser.parse_args()


if __name__ == "__main__":
    main()
