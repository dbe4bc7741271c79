"""From a net to what it reads: motifs with names, on one page
===========================================================

Trains AttentionNet on transcription-factor binding and shows where it looks and what it
reads there. Without arguments it runs on simulated sequences; with a file it does the
same on yours::

    pip install -c constraints.txt -e ".[motifs,plots]"
    python examples/interpret_tfbs.py
    python examples/interpret_tfbs.py --train X_AC.seq.gz

A training file may be DeepBind's ``.seq[.gz]`` or FASTA, positives only (negatives are
then dinucleotide shuffles) or labelled. A fifth is held out, and shown.
"""

import argparse
from pathlib import Path

import torch
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

from skgenarch import AttentionNetClassifier
from skgenarch.datasets import load_tfbs, make_tfbs
from skgenarch.interpretation import interpret, write_meme


def main():
    args = parse_arguments()
    torch.set_num_threads(1)
    X, y = load_data(args)
    X, X_test, y, y_test = train_test_split(
        X, y, test_size=1 / 5, stratify=y, random_state=args.seed
    )
    net = AttentionNetClassifier(
        max_epochs=args.max_epochs, ema_decay=0.99, random_state=args.seed
    ).fit(X, y)
    auc = roc_auc_score(y_test, net.predict_proba(X_test)[:, 1])
    print(f"AUC on {len(X_test)} held-out sequences: {auc:.3f}")

    result = interpret(net, X_test, y_test, title=args.title, random_state=args.seed)
    for number, motif in enumerate(result.motifs):
        names = ", ".join(result.names(number)[:3]) or "no name"
        print(f"{motif.consensus}  in {motif.support:.0%} of sequences: {names}")
    args.out.mkdir(parents=True, exist_ok=True)
    write_meme(result.motifs, args.out / "motifs.meme")
    print(f"Page, to be opened in a browser: {result.save(args.out / 'motifs.html')}")


def load_data(args):
    if args.train is None:
        return make_tfbs(
            3000,
            motif="MAX",
            partner="CEBPB",
            partner_fraction=0.5,
            random_state=args.seed,
        )
    return load_tfbs(args.train, random_state=args.seed, return_X_y=True)


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--train", type=Path, help="peaks (default: simulated)")
    parser.add_argument("--out", type=Path, default=Path("runs/interpret_tfbs"))
    parser.add_argument("--max-epochs", type=int, default=15)
    parser.add_argument("--title", default="What AttentionNet has learned")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
