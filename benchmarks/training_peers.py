"""Speed of training and prediction against gReLU, on the same net.

Both train a net of two convolutions, a mean over positions and a linear layer, which
has as many weights in both, on the same sequences in batches of the same size, on one
thread, taking turns in one process; ratios are medians over rounds. Each is called as
its users would call it, with sequences as text: gReLU by ``train_on_dataset`` and
``predict_on_dataset``, ours by ``fit``, doing the same work and at its defaults (both
strands, averaged weights, clipped gradients), and ``decision_function``.

gReLU needs an environment of its own, for it asks for an older pandas:

    pip install -e . gReLU
    OMP_NUM_THREADS=1 python benchmarks/training_peers.py --out training_peers.csv

CREsted takes regions of a genome instead of sequences, and EUGENe does not install on
Python 3.11: neither is compared.
"""

import argparse
import importlib.metadata
import logging
import platform
import statistics
import tempfile
import time
import warnings
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd
import torch

import skgenarch
from skgenarch import SequenceNetClassifier
from skgenarch.datasets import make_tfbs

BATCH, RATE = 128, 1e-3
N_VALIDATION = 64  # gReLU looks at some before and after training
SIZES = {"101 bp": (101, 8192), "2,000 bp": (2000, 512)}
SAME_WORK = {
    "reverse_complement": False,
    "average_strands": False,
    "resample_negatives": False,
    "ema_decay": None,
    "gradient_clip": None,
    "schedule": "constant",
}


def ours(**settings):
    """Return our net of two convolutions."""
    return SequenceNetClassifier(
        n_filters=64,
        kernel_size=15,
        stem_pool=1,
        block="plain",
        n_blocks=1,
        block_filters=64,
        block_kernel_size=5,
        collapse="mean",
        n_hidden=0,
        activation="relu",
        dropout=0.0,
        max_epochs=1,
        batch_size=BATCH,
        learning_rate=RATE,
        random_state=0,
        **settings,
    )


class GReLU:
    """gReLU's net of two convolutions, trained and asked as its tutorials do."""

    def __init__(self, folder):
        from grelu.lightning import LightningModel

        self.model = LightningModel(
            {
                "model_type": "ConvModel",
                "n_tasks": 1,
                "stem_channels": 64,
                "stem_kernel_size": 15,
                "n_conv": 2,
                "channel_init": 64,
                "kernel_size": 5,
                "act_func": "relu",
                "final_pool_func": "avg",
            },
            {
                "task": "binary",
                "loss": "bce",
                "lr": RATE,
                "batch_size": BATCH,
                "num_workers": 0,
                "devices": "cpu",
                "max_epochs": 1,
                "logger": None,
                "save_dir": folder,
            },
        )

    @staticmethod
    def dataset(sequences, y):
        """Return a data set from text."""
        from grelu.data.dataset import DFSeqDataset

        return DFSeqDataset(pd.DataFrame({"seq": sequences, "label": y.astype(float)}))

    def fit(self, sequences, y):
        """Train for an epoch."""
        some = slice(N_VALIDATION)
        self.model.train_on_dataset(
            self.dataset(sequences, y), self.dataset(sequences[some], y[some])
        )
        return self

    def decision_function(self, sequences):
        """Predict."""
        data = self.dataset(sequences, np.zeros(len(sequences)))
        return self.model.predict_on_dataset(
            data, devices="cpu", num_workers=0, batch_size=BATCH
        )


def seconds(action, *args):
    started = time.perf_counter()
    action(*args)
    return time.perf_counter() - started


def measure(length, n, rounds, folder):
    sequences, y = make_tfbs(n, length=length, random_state=0)
    sequences = list(sequences)
    peer, same, full = GReLU(folder), ours(**SAME_WORK), ours()
    n_weights = sum(p.numel() for p in peer.model.parameters())
    same.fit(sequences, y)
    if n_weights != sum(p.numel() for p in same.net_.module_.parameters()):
        raise RuntimeError("The two nets are not the same.")
    full.fit(sequences, y)
    actions = {
        ("training", "gReLU"): (peer.fit, sequences, y),
        ("training", "fit, the same work"): (same.fit, sequences, y),
        ("training", "fit, defaults"): (full.fit, sequences, y),
        ("prediction", "gReLU"): (peer.decision_function, sequences),
        ("prediction", "decision_function"): (same.decision_function, sequences),
    }
    times = {what: [] for what in actions}
    for n_round in range(rounds + 1):
        for what, action in actions.items():
            taken = seconds(*action)
            if n_round > 0:  # has warmed up
                times[what].append(taken)
    for (task, what), taken in times.items():
        pairs = zip(times[task, "gReLU"], taken, strict=True)
        yield {
            "task": task,
            "what": what,
            "sequences_per_second": round(n / statistics.median(taken)),
            "ratio_to_grelu": round(statistics.median(a / b for a, b in pairs), 3),
        }


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(StringIO()):
        rows = [
            {"size": size, **row}
            for size, settings in SIZES.items()
            for row in measure(*settings, args.rounds, folder)
        ]
    table = pd.DataFrame(rows)
    print(table.to_string(index=False))
    if args.out:
        args.out.parent.mkdir(parents=True, exist_ok=True)
        table.assign(
            skgenarch=skgenarch.__version__,
            versions=f"gReLU {importlib.metadata.version('gReLU')}",
            torch=importlib.metadata.version("torch"),
            machine=f"{platform.machine()}, {platform.python_version()}, 1 thread",
        ).to_csv(args.out, index=False)


if __name__ == "__main__":
    main()
