"""Memory of a search in two processes, on sequences of any size.

Random sequences of 200 bases, a byte each, are in a file (as a memory map) or in
memory (as an array). A search fits a small AttentionNet to 80 % of them, three times in
two splits. Meanwhile the proportional set size (PSS) of the process and its workers is
summed up, which counts what they share once; only Linux tells it. Pages of files are
told apart: the operating system takes them back when memory runs short.

    OMP_NUM_THREADS=1 python benchmarks/memory.py --out memory.csv
"""

import argparse
import importlib.metadata
import tempfile
import threading
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import ShuffleSplit

from skgenarch import AttentionNetClassifier, SequentialSearchCV

LENGTH = 200
AT_A_TIME = 100_000  # sequences that are made in one go
NET = {
    "n_filters": 4,
    "kernel_size": 8,
    "collapse": "max",
    "gapped_kmer_size": 0,
    "max_epochs": 2,
    "epoch_size": 2000,
}
SPACE = {"n_filters": [4, 8], "stem_pool": [16, 32]}


def write_sequences(path, n_megabytes):
    n = n_megabytes * 1_000_000 // LENGTH
    codes = np.lib.format.open_memmap(path, "w+", np.uint8, (n, LENGTH))
    rng = np.random.default_rng(0)
    for start in range(0, n, AT_A_TIME):
        part = codes[start : start + AT_A_TIME]
        part[:] = rng.integers(0, 4, part.shape, dtype=np.uint8)
    codes.flush()


def read_sequences(path, where):
    return np.load(path, mmap_mode="r" if where == "file" else None)


def family():
    """Yield this process and those that it started."""
    me = Path("/proc/self").resolve()
    yield me
    for process in Path("/proc").glob("[0-9]*"):
        try:
            after_name = (process / "stat").read_text().rpartition(")")[2]
        except OSError:  # it has just ended
            continue
        if after_name.split()[1] == me.name:
            yield process


def megabytes():
    """Return what the processes hold, and which part of it are pages of files."""
    total = files = 0
    for process in family():
        try:
            lines = (process / "smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        sizes = {line.split()[0]: int(line.split()[1]) for line in lines[1:]}
        total += sizes["Pss:"]
        files += sizes["Pss_File:"]
    return np.array([total, files]) * 1024 / 1e6


class Watch(threading.Thread):
    """Remembers the most that was held, with and without the pages of files."""

    def __init__(self):
        super().__init__(daemon=True)
        self.peak = self.peak_without_files = 0.0
        self.ended = threading.Event()

    def run(self):
        """Look ten times a second."""
        while not self.ended.wait(0.1):
            total, files = megabytes()
            self.peak = max(self.peak, total)
            self.peak_without_files = max(self.peak_without_files, total - files)


def search(codes, n_jobs):
    labels = np.random.default_rng(1).integers(0, 2, len(codes), dtype=np.int8)
    net = AttentionNetClassifier(**NET, random_state=0)
    SequentialSearchCV(
        net,
        SPACE,
        n_stages=1,
        n_iter=3,
        cv=ShuffleSplit(2, train_size=0.8, test_size=0.05, random_state=0),
        scoring="roc_auc",
        refit=False,
        n_jobs=n_jobs,
        random_state=0,
    ).fit(codes, labels)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--where", choices=["file", "memory"], default="file")
    parser.add_argument("--n-jobs", type=int, default=2)
    parser.add_argument("--out", type=Path, help="append a row to this CSV file")
    args = parser.parse_args()
    torch.set_num_threads(1)
    warnings.simplefilter("ignore", ConvergenceWarning)  # there is nothing to learn
    watch = Watch()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "codes.npy"
        write_sequences(path, args.megabytes)
        codes = read_sequences(path, args.where)
        watch.start()
        started = time.perf_counter()
        search(codes, args.n_jobs)
    watch.ended.set()
    row = {
        "megabytes_of_sequences": args.megabytes,
        "where": args.where,
        "n_jobs": args.n_jobs,
        "peak_megabytes": round(watch.peak),
        "peak_without_files": round(watch.peak_without_files),
        "seconds": round(time.perf_counter() - started),
    }
    for package in ("skgenarch", "torch", "scikit-learn", "joblib"):
        row[package] = importlib.metadata.version(package)
    table = pd.DataFrame([row])
    print(table.to_string(index=False))
    if args.out:
        new = not args.out.exists()
        args.out.parent.mkdir(parents=True, exist_ok=True)
        table.to_csv(args.out, mode="a", header=new, index=False)


if __name__ == "__main__":
    main()
