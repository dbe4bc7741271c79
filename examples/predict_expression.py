"""From promoters to expression: predictions for every gene
========================================================

Predicts the expression of each gene by a PromoterNet that was trained without it, says
how good that is beside a simple net, and shows where in the promoters the net looks.
Without arguments it runs on simulated promoters; with a folder, or with a FASTA file
and a table, it does the same on yours::

    pip install -c constraints.txt -e ".[motifs,plots]"
    python examples/predict_expression.py
    python examples/predict_expression.py --folder promoters
    python examples/predict_expression.py --fasta promoters.fa --expression genes.tsv

A folder has ``promoters.fa[.gz]`` and ``expression.tsv[.gz]``, and where samples belong
to groups, such as lineages, ``groups.tsv``. A run that was interrupted goes on.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
import torch

from skgenarch import DeepBindRegressor, PromoterNetRegressor
from skgenarch.datasets import load_promoters, make_promoters
from skgenarch.interpretation import (
    attention_profile,
    compare_footprints,
    extreme_genes,
    gradient_times_input,
    interpret,
)
from skgenarch.interpretation.plots import plot_footprint
from skgenarch.model_selection import compare, cross_val_predict_scores

NEAR = 50  # bases on either side of the start of transcription


def main():
    args = parse_arguments()
    torch.set_num_threads(1)
    args.out.mkdir(parents=True, exist_ok=True)
    X, expression, blocks, tss_index = load_data(args)
    predict_each_gene(X, expression, blocks, args)

    net = PromoterNetRegressor(**recipe(args)).fit(X, expression.to_numpy())
    net.save(args.out / "model")
    show_where_it_looks(net, X, expression, tss_index, args)
    result = interpret(
        net,
        X,
        names=list(expression.index),
        title="What PromoterNet has learned",
        random_state=args.seed,
    )
    for number, motif in enumerate(result.motifs):
        names = ", ".join(result.names(number)[:3]) or "no name"
        print(f"{motif.consensus}  in {motif.support:.0%} of sequences: {names}")
    print(f"Page, to be opened in a browser: {result.save(args.out / 'motifs.html')}")


def load_data(args):
    """Return sequences, a table of expression, blocks of genes, and the TSS."""
    if args.folder or args.fasta:
        data = load_promoters(args.folder or args.fasta, args.expression, verbose=1)
        expression = pd.DataFrame(data.target, data.gene_names, data.output_names)
        return data.sequences, expression, data.blocks, data.tss_index
    X, y = make_promoters(500, length=300, noise=0.3, random_state=args.seed)
    genes = [f"gene {number}" for number in range(len(X))]
    cells = [f"cell type {number}" for number in range(y.shape[1])]
    return X, pd.DataFrame(y, genes, cells), None, 150


def predict_each_gene(X, expression, blocks, args):
    """Predict out of sample, beside a simple net, and write the predictions."""
    scores = {}
    for model in (PromoterNetRegressor, DeepBindRegressor):
        name = model.__name__.removesuffix("Regressor")
        scores[name] = cross_val_predict_scores(
            model(**recipe(args)),
            X,
            expression,
            cv=args.folds,
            groups=blocks,
            journal=args.out / "journal" / name,
            verbose=1,
        )
        print(name, scores[name], sep="\n")
    print(compare(*scores.values(), names=list(scores)))
    predictions = args.out / "predictions.tsv"
    scores["PromoterNet"].to_frame().to_csv(predictions, sep="\t")
    print(f"Predictions of each gene by a net that has not seen it: {predictions}")


def show_where_it_looks(net, X, expression, tss_index, args):
    """Draw what bases count, in genes expressed everywhere and in variable ones.

    The net also reads each position straight ("flatten"), which needs no attention. So
    attention may stay flat; how steep predictions are at each base says more.
    """
    profile = np.abs(gradient_times_input(net, X).sum(axis=1))
    profile /= profile.sum(axis=1, keepdims=True)
    near = np.abs(np.arange(profile.shape[1]) - tss_index) <= NEAR
    shares = {
        "attention": attention_profile(net, X)[:, near].sum(axis=1).mean(),
        "|gradient × input|": profile[:, near].sum(axis=1).mean(),
    }
    for name, share in shares.items():
        print(
            f"{name} within {NEAR} bases of the start: {share:.0%} "
            f"(if it were the same everywhere: {near.mean():.0%})"
        )
    groups = {"all": np.arange(len(X))}
    if expression.shape[1] > 1:  # a single output does not vary between outputs
        genes = extreme_genes(expression, n=min(args.n_extreme, len(X)))
        groups["highest mean"] = genes.highest_mean
        groups["highest variance"] = genes.highest_variance
    footprints = compare_footprints(
        profile, groups, anchor=tss_index, random_state=args.seed
    )
    axes = plot_footprint(footprints, label="|gradient × input|")
    axes.set_xlabel("bases from the start of transcription")
    path = args.out / "footprint.png"
    axes.figure.savefig(path, dpi=150, bbox_inches="tight")
    print(f"Where promoters count, round the start of transcription: {path}")


def recipe(args):
    return {
        "max_epochs": args.max_epochs,
        "max_shift": args.max_shift,
        "batch_size": 32,
        "random_state": args.seed,
    }


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, help="promoters and expression")
    parser.add_argument("--fasta", type=Path, help="promoters, by name of the gene")
    parser.add_argument("--expression", type=Path, help="genes by samples, TSV or CSV")
    parser.add_argument("--out", type=Path, default=Path("runs/predict_expression"))
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--max-epochs", type=int, default=16)
    parser.add_argument("--max-shift", type=int, default=10)
    parser.add_argument("--n-extreme", type=int, default=32)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    if bool(args.fasta) != bool(args.expression):
        parser.error("--fasta and --expression need each other")
    if args.fasta and args.folder:
        parser.error("name a --folder, or --fasta with --expression")
    return args


if __name__ == "__main__":
    main()
