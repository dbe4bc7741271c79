"""From peaks to a searched, tested model
======================================

A staged search over AttentionNet for transcription-factor binding. Without arguments
it runs on simulated sequences; with a file it does the same on yours::

    python examples/search_tfbs.py
    python examples/search_tfbs.py --train X_AC.seq.gz --test X_B.seq.gz
    python examples/search_tfbs.py --train peaks.fa.gz

A training file may be DeepBind's ``.seq[.gz]`` or FASTA, positives only (negatives are
then dinucleotide shuffles) or labelled. Without a test file a fifth is held out.
"""

import argparse
import time
from pathlib import Path

import torch
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, train_test_split

from skgenarch import AttentionNetClassifier, SearchReport, SequentialSearchCV
from skgenarch.datasets import load_tfbs, make_tfbs

# Candidates are compared after a short training; the winner is trained for longer.
SHORT = {"max_epochs": 5, "epoch_size": 2048}
LONG = {"max_epochs": 20, "epoch_size": 4096}


def main():
    args = parse_arguments()
    torch.set_num_threads(1)  # small nets: one thread each, candidates side by side
    args.out.mkdir(parents=True, exist_ok=True)
    X, y, X_test, y_test = load_data(args)
    print(f"{len(X)} training sequences, {len(X_test)} held out for the final test")

    search = SequentialSearchCV(
        AttentionNetClassifier(**SHORT, random_state=args.seed),
        AttentionNetClassifier.default_space(),
        n_stages=args.n_stages,
        n_iter=args.n_iter,
        scoring="roc_auc",
        cv=StratifiedKFold(2, shuffle=True, random_state=args.seed),
        refit=False,
        n_jobs=args.n_jobs,
        journal=args.out / "run.db",  # the same command goes on where it stopped
        random_state=args.seed,
        verbose=1,
    )
    started = time.perf_counter()
    search.fit(X, y)
    print(f"\nSearched for {time.perf_counter() - started:.0f} s. Best candidate:")
    for name, value in search.best_params_.items():
        print(f"  {name} = {value}")

    model = AttentionNetClassifier(
        **LONG, **search.best_params_, random_state=args.seed
    ).fit(X, y)
    auc = roc_auc_score(y_test, model.predict_proba(X_test)[:, 1])
    print(f"\nAUC on the held-out sequences: {auc:.3f}")

    model.save(args.out / "model")
    search.results_frame().to_csv(args.out / "trials.csv", index=False)
    SearchReport(search, title="AttentionNet").save(args.out / "report.html")
    print(f"Model: {args.out / 'model'}\nTrials: {args.out / 'trials.csv'}")
    print(f"Report, to be opened in a browser: {args.out / 'report.html'}")


def load_data(args):
    if args.train is None:
        X, y = make_tfbs(3000, random_state=args.seed)
        return split(X, y, 1 / 3, args.seed)
    data = load_tfbs(args.train, test_path=args.test, random_state=args.seed)
    if args.test is None:
        return split(data.sequences, data.target, 1 / 5, args.seed)
    return data.sequences, data.target, data.test_sequences, data.test_target


def split(X, y, test_size, seed):
    X, X_test, y, y_test = train_test_split(
        X, y, test_size=test_size, stratify=y, random_state=seed
    )
    return X, y, X_test, y_test


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--train", type=Path, help="training sequences")
    parser.add_argument("--test", type=Path, help="test sequences, both classes")
    parser.add_argument("--out", type=Path, default=Path("runs/search_tfbs"))
    parser.add_argument("--n-stages", type=int, default=4)
    parser.add_argument("--n-iter", type=int, default=12, help="candidates per stage")
    parser.add_argument("--n-jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    if args.test is not None and args.train is None:
        parser.error("--test needs --train")
    return args


if __name__ == "__main__":
    main()
