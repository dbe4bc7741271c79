"""Training throughput: ``fit`` against a hand-written PyTorch loop.

Both train the same module on the same sequences in batches of the same size, one
thread, taking turns in one process; the ratio is the median over rounds. ``fit`` is
timed twice: doing what the loop does, and at its defaults (both strands, averaged
weights, clipped gradients, a learning-rate schedule). The loop prepares k-mer counts
too; it gets its data as one-hot tensors ready in memory, which ``fit`` never does. It
is timed twice as well: with our module, and with torch's own max pooling in the stem,
which is the plain way to write the same net.

    OMP_NUM_THREADS=1 python benchmarks/training.py --out training.csv
"""

import argparse
import importlib.metadata
import platform
import statistics
import time
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import torch

import skgenarch
from skgenarch.datasets import make_tfbs
from skgenarch.estimators import AttentionNetClassifier, PromoterNetClassifier
from skgenarch.estimators.ridge_penalty import best_penalty
from skgenarch.modules import SequenceNet
from skgenarch.sequences import encode, one_hot

CASES = {
    "AttentionNet, 101 bp": (AttentionNetClassifier, 101, 8192),
    "PromoterNet, 2,000 bp": (PromoterNetClassifier, 2000, 512),
}
BARE = {
    "reverse_complement": False,
    "resample_negatives": False,
    "ema_decay": None,
    "gradient_clip": None,
    "schedule": "constant",
}


def hand_written(estimator, x, y, plain=False):
    """Train as one would by hand: epochs, batches, forward, backward, step."""
    torch.manual_seed(0)
    net = SequenceNet(estimator.architecture(), x.shape[2])
    if plain:
        net.stem._is_one_step = lambda x, mask: False
    standard = ((y - y.mean()) / y.std()).numpy()[:, None]
    net.prepare(x.split(estimator.batch_size), partial(best_penalty, standard))
    optimizer = torch.optim.AdamW(net.parameters(), estimator.learning_rate)
    loss_function = torch.nn.BCEWithLogitsLoss()
    for _ in range(estimator.max_epochs):
        for rows in torch.randperm(len(x)).split(estimator.batch_size):
            optimizer.zero_grad()
            loss = loss_function(net(x[rows])[:, 0], y[rows])
            loss.backward()
            optimizer.step()


def seconds(action):
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def measure(estimator_class, length, n, rounds):
    sequences, y = make_tfbs(n, length=length, random_state=0)
    codes = encode(sequences)
    x = torch.from_numpy(one_hot(codes))
    target = torch.from_numpy(y.astype(np.float32))
    settings = {"max_epochs": 1, "random_state": 0}
    bare = estimator_class(**settings, **BARE)
    full = estimator_class(**settings)
    plain, loop = "hand-written loop, torch's pooling", "hand-written loop"
    times = {plain: [], loop: [], "fit, the same work": [], "fit, defaults": []}
    for n_round in range(rounds + 1):
        times[plain].append(seconds(lambda: hand_written(bare, x, target, plain=True)))
        times[loop].append(seconds(lambda: hand_written(bare, x, target)))
        times["fit, the same work"].append(seconds(lambda: bare.fit(codes, y)))
        times["fit, defaults"].append(seconds(lambda: full.fit(codes, y)))
        if n_round == 0:  # has warmed up
            times = {what: [] for what in times}
    for what, taken in times.items():
        ratios = [
            statistics.median(a / b for a, b in zip(times[base], taken, strict=True))
            for base in (loop, plain)
        ]
        yield what, n / statistics.median(taken), *ratios


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    torch.set_num_threads(1)
    rows = [
        {
            "case": case,
            "what": what,
            "sequences_per_second": round(rate),
            "throughput_ratio": round(ratio, 3),
            "ratio_to_plain": round(to_plain, 3),
        }
        for case, settings in CASES.items()
        for what, rate, ratio, to_plain in measure(*settings, args.rounds)
    ]
    table = pd.DataFrame(rows)
    print(table.to_string(index=False))
    if args.out:
        args.out.parent.mkdir(parents=True, exist_ok=True)
        table.assign(
            skgenarch=skgenarch.__version__,
            torch=importlib.metadata.version("torch"),
            machine=f"{platform.machine()}, {platform.python_version()}, 1 thread",
        ).to_csv(args.out, index=False)


if __name__ == "__main__":
    main()
