"""Speed of training and prediction against a hand-written PyTorch loop.

All train, and predict with, the same net on the same sequences, one thread, taking
turns in one process; ratios are medians over rounds. ``fit`` is timed twice: doing what
the loop does, and at its defaults (both strands, averaged weights, clipped gradients, a
learning-rate schedule); three epochs. The loop prepares k-mer counts too; it gets its
data as one-hot tensors ready in memory, which ``fit`` and ``decision_function`` never
do. It is timed twice as well: with our module, and with one whose stem and gapped
k-mers are torch's own layers, which is the plain way to write the same net. Prediction
reads both strands.

The floor is the time that the plain net's matrix products and convolutions (not its
recurrence) would take at the rate of a large matrix product on the same thread;
look-ups need fewer of them.

    OMP_NUM_THREADS=1 python benchmarks/training.py --out training.csv
"""

import argparse
import importlib.metadata
import platform
import statistics
import time
from contextlib import contextmanager
from functools import partial
from itertools import product
from pathlib import Path
from unittest import mock

import numpy as np
import pandas as pd
import torch
from torch.utils.flop_counter import FlopCounterMode

import skgenarch
from skgenarch.datasets import make_tfbs
from skgenarch.estimators.ridge_penalty import best_penalty
from skgenarch.modules import SequenceNet, gapped_kmers
from skgenarch.modules.stem import Stem
from skgenarch.sequences import encode, one_hot

NETS = ["AttentionNet", "PromoterNet", "DeepBind", "DeepMotif", "Basset"]
N_SEQUENCES = {101: 4096, 2000: 512}
HEAVY = {"Basset": 2}  # takes many times as long: so many times fewer sequences
N_EPOCHS = 3
PLAIN, LOOP = "hand-written loop, torch's layers", "hand-written loop"
BARE = {
    "reverse_complement": False,
    "resample_negatives": False,
    "ema_decay": None,
    "gradient_clip": None,
    "schedule": "constant",
}


def plain_stem(self, x, mask=None, letters=None):
    """Do what `Stem.forward` does, one layer after the other."""
    x = torch.cat([conv(x) for conv in self.convs], dim=1)
    x, mask = self.pool(self.norm(x, mask), mask)
    return self.activation(x), mask


def plain_sum(table, rows, counted):
    """Sum rows as the gapped k-mers do where all bases are known."""
    return torch.nn.functional.embedding_bag(rows, table, mode="sum")


@contextmanager
def plain_layers():
    """Nets are written with torch's own layers in this context."""
    with (
        mock.patch.object(Stem, "forward", plain_stem),
        mock.patch.object(gapped_kmers._SumOfRows, "apply", plain_sum),
    ):
        yield


def train_by_hand(estimator, x, y):
    """Train as one would by hand: epochs, batches, forward, backward, step."""
    torch.manual_seed(0)
    net = SequenceNet(estimator.architecture(), x.shape[2])
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


def predict_by_hand(net, x):
    """Predict as one would by hand: batches of both strands, without gradients."""
    with torch.inference_mode():
        strands = x, x.flip(1, 2)
        return sum(torch.cat([net(part) for part in s.split(128)]) for s in strands) / 2


def in_plain_layers(action, *args):
    with plain_layers():
        return action(*args)


def seconds(action):
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def seconds_per_operation():
    """Of one floating-point operation in a large matrix product."""
    a = torch.randn(1024, 1024)
    return min(seconds(lambda: a @ a) for _ in range(20)) / (2 * 1024**3)


def n_operations(action):
    """Of the matrix products and convolutions of an action, in plain layers."""
    with FlopCounterMode(display=False) as counter, plain_layers():
        action()
    return counter.get_total_flops()


def measure(name, length, rounds):
    estimator_class = getattr(skgenarch, f"{name}Classifier")
    n = N_SEQUENCES[length] // HEAVY.get(name, 1)
    sequences, y = make_tfbs(n, length=length, random_state=0)
    codes = encode(sequences)
    x = torch.from_numpy(one_hot(codes))
    target = torch.from_numpy(y.astype(np.float32))
    settings = {"max_epochs": N_EPOCHS, "random_state": 0}
    bare = estimator_class(**settings, **BARE)
    full = estimator_class(**settings).fit(codes, y)
    net = full.net_.module_
    # The first is the plain loop, the second the loop.
    tasks = {
        "training": {
            PLAIN: partial(in_plain_layers, train_by_hand, bare, x, target),
            LOOP: partial(train_by_hand, bare, x, target),
            "fit, the same work": partial(bare.fit, codes, y),
            "fit, defaults": partial(full.fit, codes, y),
        },
        "prediction": {
            PLAIN: partial(in_plain_layers, predict_by_hand, net, x),
            LOOP: partial(predict_by_hand, net, x),
            "decision_function": partial(full.decision_function, codes),
        },
    }
    for task, actions in tasks.items():
        n_seen = n * N_EPOCHS if task == "training" else n
        floor = n_operations(actions[PLAIN]) * seconds_per_operation()
        times = {what: [] for what in actions}
        for n_round in range(rounds + 1):
            for what, action in actions.items():
                taken = seconds(action)
                if n_round > 0:  # has warmed up
                    times[what].append(taken)
        for what, taken in times.items():
            yield {
                "task": task,
                "what": what,
                "sequences_per_second": round(n_seen / statistics.median(taken)),
                "throughput_ratio": median_ratio(times[LOOP], taken),
                "ratio_to_plain": median_ratio(times[PLAIN], taken),
                "floor_share": round(floor / statistics.median(taken), 3),
            }


def median_ratio(times, others):
    pairs = zip(times, others, strict=True)
    return round(statistics.median(a / b for a, b in pairs), 3)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--nets", nargs="+", choices=NETS, default=NETS)
    parser.add_argument(
        "--lengths", nargs="+", type=int, choices=N_SEQUENCES, default=[*N_SEQUENCES]
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    torch.set_num_threads(1)
    rows = [
        {"net": name, "length": length, **row}
        for name, length in product(args.nets, args.lengths)
        for row in measure(name, length, args.rounds)
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
