"""Motifs by name: whether a net's motifs match the factor that it was trained on.

For each ENCODE data set with a matrix in JASPAR, AttentionNet is trained at its
defaults (in bfloat16) on the strongest positives of ``NAME_AC.seq.gz`` and their
dinucleotide shuffles, motifs are extracted from it in several ways, and looked up in
JASPAR. A motif is right if one of its matches at q < 0.05 has an accepted name; the
names are listed here, beforehand: the factor, and relatives that bind the same site.

A row is appended to the CSV for each data set, way and motif, and what is there already
is not run again; trained nets are kept in a folder:

    OMP_NUM_THREADS=1 python benchmarks/motifs.py --out benchmarks/results/motifs.csv
    python benchmarks/motifs.py --table
"""

import argparse
import importlib.metadata
import platform
import time
from pathlib import Path

import numpy as np
import pandas as pd
import torch

import skgenarch
from skgenarch import AttentionNetClassifier
from skgenarch.datasets import get_data_home, load_tfbs
from skgenarch.interpretation import (
    Motif,
    attention_profile,
    extract_motifs,
    match_motifs,
)
from skgenarch.interpretation.motifs.seeds import find_seeds
from skgenarch.interpretation.motifs.similarity import SAME, similarity
from skgenarch.interpretation.motifs.sites import Searched
from skgenarch.sequences import decode, dinucleotide_shuffle, encode, one_hot

MAX_Q = 0.05
N_MOTIFS = 3

ETS = (
    "ELK1 ELK3 ELK4 ETS1 ETS2 ETV1 ETV2 ETV3 ETV4 ETV5 ETV6 ETV7 GABPA ERG FLI1 FEV ERF"
)
ACCEPTED = {
    "ARID3A": "ARID3A ARID3B ARID5A",
    "CTCFL": "CTCF CTCFL",
    "ELK1": ETS,
    "GABPA": ETS,
    "GATA3": "GATA1 GATA2 GATA3 GATA4 GATA5 GATA6 GATA1::TAL1",
    "MYC": "MYC MYCN MAX MAX::MYC MXI1 MNT MLX MGA",
    "REST": "REST",
    "SP1": "SP1 SP2 SP3 SP4 SP5 SP8 SP9 KLF5 KLF9 KLF14 KLF16",
    "SRF": "SRF",
    "TBP": "TBP",
    "USF2": "USF1 USF2 USF3 MITF TFE3 TFEB TFEC",
    "ZNF143": "ZNF143 ZNF76 THAP11",
}
ACCEPTED = {factor: set(names.split()) for factor, names in ACCEPTED.items()}


def from_net(source, **options):
    def run(net, X, seed):
        return extract_motifs(
            net, X, source=source, n_motifs=N_MOTIFS, random_state=seed, **options
        )

    return run


def averaged_peaks(net, X, seed):
    """As in the paper: 10 bases at the peak of the top 100 sequences, averaged."""
    best = np.argsort(-net.decision_function(X), kind="stable")[:100]
    peaks = attention_profile(net, X[best]).argmax(axis=1)
    length = len(X[0])
    starts = np.clip(peaks - 5, 0, length - 10)
    windows = [
        X[row][start : start + 10] for row, start in zip(best, starts, strict=True)
    ]
    return [Motif("average", one_hot(windows).mean(axis=0).T)]


def enriched_words(net, X, seed):
    """Without a net: the words of 5 to 8 letters that tell peaks from shuffles best."""
    codes = encode(list(X[:1000]))
    shuffles = dinucleotide_shuffle(codes, random_state=seed)
    anywhere = np.ones(codes.shape, dtype=bool)
    seeds = find_seeds(Searched(codes, anywhere), Searched(shuffles, anywhere), n=100)
    motifs = []
    for seed_word in seeds:
        if seed_word.offsets[-1] + 1 != len(seed_word.offsets):
            continue  # a word with a gap
        word = decode(np.array([seed_word.bases], dtype=np.uint8))[0]
        matrix = 0.88 * one_hot([word])[0].T + 0.03
        if all(similarity(matrix, motif.probabilities) < SAME for motif in motifs):
            motifs.append(Motif(word, matrix))
    return motifs[:N_MOTIFS]


WAYS = {
    "attention": from_net("attention"),
    "gradient": from_net("gradient"),
    # Slow: 303 mutants of each sequence.
    "mutagenesis": from_net("mutagenesis", n_sequences=300),
    "filters": from_net("filters"),
    "sequences": from_net("sequences"),
    "averaged_peaks": averaged_peaks,
    "enriched_words": enriched_words,
}


def main():
    args = parse_arguments()
    torch.set_num_threads(1)
    folder = get_data_home(args.data) / "tfbs" / "encode"
    files = {path.name.split("_")[0]: path for path in folder.glob("*_AC.seq.gz")}
    for factor in sorted(set(files) & set(args.datasets or ACCEPTED)):
        if not args.table:
            run_factor(factor, files[factor], args)
    print_table(pd.read_csv(args.out, keep_default_na=False), args.datasets)


def run_factor(factor, path, args):
    todo = [way for way in args.ways if not is_done(args.out, factor, way, args)]
    if not todo:
        return
    data = load_tfbs(path, random_state=0)
    positive = data.target == 1
    X = data.sequences[positive][: args.positives]  # by rank of the peak
    shuffles = data.sequences[~positive][: args.positives]
    net = trained(
        args.nets / f"{factor}_{args.positives}_{args.seed}", X, shuffles, args
    )
    for way in todo:
        started = time.perf_counter()
        motifs = WAYS[way](net, X, args.seed)
        seconds = time.perf_counter() - started
        rows = [
            as_row(factor, way, n, motif) for n, motif in enumerate(motifs, start=1)
        ]
        rows = rows or [{"factor": factor, "way": way, "motif": 0, "consensus": ""}]
        table = pd.DataFrame(rows).assign(
            seconds=round(seconds, 1),
            seed=args.seed,
            n_positives=len(X),
            skgenarch=skgenarch.__version__,
            torch=importlib.metadata.version("torch"),
            memelite=importlib.metadata.version("memelite"),
            machine=f"{platform.machine()}, {platform.python_version()}, 1 thread",
        )
        args.out.parent.mkdir(parents=True, exist_ok=True)
        table.reindex(columns=COLUMNS).to_csv(
            args.out, mode="a", header=not args.out.exists(), index=False
        )
        found = ", ".join(f"{row['consensus']} ({row.get('best', '')})" for row in rows)
        print(f"{factor:8s} {way:15s} {found}", flush=True)


COLUMNS = [
    *("factor", "way", "motif", "consensus", "support", "p_value", "best", "best_q"),
    *("right", "right_q", "seconds", "seed", "n_positives"),
    *("skgenarch", "torch", "memelite", "machine"),
]


def as_row(factor, way, number, motif):
    matches = match_motifs([motif])
    accepted = matches[matches["target_name"].str.upper().isin(ACCEPTED[factor])]
    return {
        "factor": factor,
        "way": way,
        "motif": number,
        "consensus": motif.consensus,
        "support": None if motif.support is None else round(motif.support, 3),
        "p_value": motif.enrichment and f"{motif.enrichment.p_value:.2g}",
        "best": matches["target_name"].iloc[0],
        "best_q": f"{matches['q_value'].iloc[0]:.2g}",
        "right": accepted["target_name"].iloc[0],
        "right_q": f"{accepted['q_value'].iloc[0]:.2g}",
    }


def trained(path, X, shuffles, args):
    if path.exists():
        return AttentionNetClassifier.load(path)
    net = AttentionNetClassifier(random_state=args.seed, precision="bfloat16")
    net.fit(np.concatenate([X, shuffles]), [1] * len(X) + [0] * len(shuffles))
    net.save(path)
    return net


def is_done(out, factor, way, args):
    if not out.exists():
        return False
    done = pd.read_csv(out)
    same = (done.factor == factor) & (done.way == way) & (done.seed == args.seed)
    return bool(same.any())


def print_table(results, factors):
    results = results[results.factor.isin(factors or ACCEPTED)]
    results = results.assign(
        found=pd.to_numeric(results.right_q, errors="coerce") < MAX_Q
    )
    summary = {}
    for way, part in results.groupby("way", sort=False):
        n = part.factor.nunique()
        first = part[part.motif == 1].groupby("factor").found.any().sum()
        among = part.groupby("factor").found.any().sum()
        missed = sorted(set(part.factor) - set(part[part.found].factor))
        summary[way] = {
            "first": f"{first} of {n} ({first / n:.0%})",
            "among three": f"{among} of {n} ({among / n:.0%})",
            "missed": ", ".join(missed) or "-",
            "seconds": round(part.groupby("factor").seconds.first().median(), 1),
        }
    print(pd.DataFrame(summary).T.to_string())
    print("The paper, on 57 factors at q < 0.5: 53 % by the average, 74 % among three.")


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", help="data home (default: SKGENARCH_DATA)")
    parser.add_argument("--out", type=Path, default=Path("runs/motifs.csv"))
    parser.add_argument("--nets", type=Path, default=Path("runs/motif_nets"))
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--datasets", nargs="+", choices=ACCEPTED, metavar="FACTOR")
    parser.add_argument("--positives", type=int, default=2000, help="strongest peaks")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--table", action="store_true", help="only print the table")
    return parser.parse_args()


if __name__ == "__main__":
    main()
