r"""Encoding, one-hot and dinucleotide shuffles against other packages.

Each tool runs in a process of its own, one thread, and all tools take turns on the
same sequences; a ratio is the median over rounds of (their time / our time), so above
1 we are faster. Memory is the growth of the process's peak during one call, result
included (that of further processes, where a tool starts some, is left out). Peers that
are not installed, or that give up, are reported so.

    OMP_NUM_THREADS=1 python benchmarks/encoding.py --out encoding.csv

How time and memory grow with the number of sequences:

    python benchmarks/encoding.py --ours --tasks codes "dinucleotide shuffle" \
        "shuffle, 2 processes" --sizes "100,000 x 200" "1,000,000 x 200" \
        "10,000,000 x 200" --rounds 1 --out encoding_growth.csv
"""

import argparse
import csv
import importlib.metadata
import multiprocessing
import os
import platform
import statistics
import time
from itertools import product
from pathlib import Path

import numpy as np

import skgenarch

SIZES = {
    "100,000 x 200": (100_000, 200),
    "1 x 50,000,000": (1, 50_000_000),
    "1,000,000 x 200": (1_000_000, 200),
    "10,000,000 x 200": (10_000_000, 200),
}
USUAL = [*SIZES][:2]
WARM_UP = (3, 300)


def random_texts(n, length, seed):
    letters = np.frombuffer(b"ACGT", dtype=np.uint8)
    rng = np.random.default_rng(seed)
    return [
        letters[rng.integers(0, 4, length, dtype=np.uint8)].tobytes().decode()
        for _ in range(n)
    ]


# Each tool is a pair: prepare(texts), not timed, and run(prepared), timed.


def skgenarch_codes():
    from skgenarch.sequences import encode

    return list, encode


def skgenarch_one_hot():
    from skgenarch.sequences import one_hot

    return list, lambda texts: one_hot(texts, dtype=np.int8)


def skgenarch_shuffle():
    from skgenarch.sequences import dinucleotide_shuffle, encode

    return encode, lambda codes: dinucleotide_shuffle(codes, random_state=0)


def skgenarch_processes():
    from skgenarch.sequences import dinucleotide_shuffle, encode

    return encode, lambda codes: dinucleotide_shuffle(codes, random_state=0, n_jobs=2)


def tangermeme_codes():
    from tangermeme.utils import one_hot_encode

    return list, lambda texts: [one_hot_encode(t, return_packed=True) for t in texts]


def tangermeme_one_hot():
    import torch
    from tangermeme.utils import one_hot_encode

    return list, lambda texts: torch.stack([one_hot_encode(text) for text in texts])


def tangermeme_shuffle():
    from tangermeme.ersatz import dinucleotide_shuffle

    prepare = tangermeme_one_hot()[1]
    return prepare, lambda X: dinucleotide_shuffle(X, n=1, random_state=0)


def seqpro_codes():
    import seqpro

    tokens = {"A": 0, "C": 1, "G": 2, "T": 3}
    return list, lambda texts: seqpro.tokenize(texts, tokens, 4, parallel=False)


def seqpro_one_hot():
    import seqpro

    return list, lambda texts: seqpro.ohe(texts, seqpro.DNA)


def seqpro_shuffle():
    import seqpro

    def run(letters):
        return seqpro.k_shuffle(letters, 2, seqpro.DNA, length_axis=1, seed=0)

    return seqpro.cast_seqs, run


def dinuc_shuf_shuffle():
    import dinuc_shuf

    def prepare(texts):
        from skgenarch.sequences import one_hot

        return np.ascontiguousarray(one_hot(texts, dtype=np.uint8).swapaxes(1, 2))

    return prepare, lambda X: dinuc_shuf.shuffle(X, np.random.default_rng(0))


TASKS = {
    "codes": (skgenarch_codes, tangermeme_codes, seqpro_codes),
    "one-hot, 1 byte": (skgenarch_one_hot, tangermeme_one_hot, seqpro_one_hot),
    "dinucleotide shuffle": (
        skgenarch_shuffle,
        dinuc_shuf_shuffle,
        tangermeme_shuffle,
        seqpro_shuffle,
    ),
    "shuffle, 2 processes": (skgenarch_processes,),
}
PACKAGES = ("numpy", "tangermeme", "seqpro", "dinuc_shuf", "torch")


def tool_name(tool):
    return tool.__name__.rsplit("_", 2 if tool.__name__.endswith("one_hot") else 1)[0]


def serve(tool, size, seed, connection):
    """Prepare, then answer each request with the seconds and bytes of one call."""
    try:
        prepare, run = tool()
    except ImportError:
        connection.send("not installed")
        return
    run(prepare(random_texts(*WARM_UP, seed)))
    data = prepare(random_texts(*size, seed))
    connection.send("ready")
    while connection.recv() == "go":
        Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew
        before = memory("VmRSS")
        start = time.perf_counter()
        result = run(data)
        seconds = time.perf_counter() - start
        connection.send((seconds, memory("VmHWM") - before))
        del result


def memory(field):
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1]) * 1024
    raise RuntimeError(f"/proc/self/status has no {field}.")


def compare(tools, size, seed, n_rounds):
    """Return {tool: [(seconds, bytes), ...]}, or why there are no numbers."""
    context = multiprocessing.get_context("spawn")
    peers, results = {}, {}
    for tool in tools:
        here, there = context.Pipe()
        process = context.Process(target=serve, args=(tool, size, seed, there))
        process.start()
        there.close()  # so that the end of the process ends the connection
        name = tool_name(tool)
        try:
            results[name] = here.recv()
        except EOFError:
            results[name] = "failed"
        if results[name] == "ready":
            peers[name], results[name] = here, []
    for _ in range(n_rounds):
        for name, connection in list(peers.items()):
            connection.send("go")
            try:
                results[name].append(connection.recv())
            except EOFError:
                results[name] = "failed"
                del peers[name]
    for connection in peers.values():
        connection.send("stop")
    return results


def table_rows(task, size_name, size, results):
    ours = [seconds for seconds, _ in results["skgenarch"]]
    n_bases = size[0] * size[1]
    for name, rounds in results.items():
        row = {"task": task, "size": size_name, "tool": name}
        if isinstance(rounds, str):
            row["ratio"] = rounds
        else:
            times = [seconds for seconds, _ in rounds]
            ratios = [theirs / own for theirs, own in zip(times, ours, strict=True)]
            row["ratio"] = round(statistics.median(ratios), 2)
            row["ns_per_base"] = round(statistics.median(times) / n_bases * 1e9, 2)
            peak = statistics.median(peak for _, peak in rounds)
            row["peak_bytes_per_base"] = round(peak / n_bases, 1)
        yield row


def versions():
    yield f"skgenarch {skgenarch.__version__}"
    for name in PACKAGES:
        try:
            yield f"{name} {importlib.metadata.version(name)}"
        except importlib.metadata.PackageNotFoundError:
            yield f"{name} not installed"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, help="also write the table as CSV")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--tasks", nargs="+", choices=TASKS, default=[*TASKS])
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=USUAL)
    parser.add_argument("--ours", action="store_true", help="without the peers")
    options = parser.parse_args()
    os.environ.update(OMP_NUM_THREADS="1", NUMBA_NUM_THREADS="1", RAYON_NUM_THREADS="1")

    columns = ("task", "size", "tool", "ratio", "ns_per_base", "peak_bytes_per_base")
    line = "{:<22}{:<16}{:<12}{:>14}{:>13}{:>21}".format
    print("; ".join(versions()))
    print(line(*columns))
    rows = []
    for task, size_name in product(options.tasks, options.sizes):
        tools = TASKS[task][:1] if options.ours else TASKS[task]
        size = SIZES[size_name]
        results = compare(tools, size, options.seed, options.rounds)
        for row in table_rows(task, size_name, size, results):
            rows.append(row)
            print(line(*(str(row.get(c, "")) for c in columns)), flush=True)
    if options.out:
        about = {
            "seed": options.seed,
            "rounds": options.rounds,
            "versions": "; ".join(versions()),
            "machine": f"{platform.machine()} {platform.system()}, "
            f"{os.cpu_count()} cores, Python {platform.python_version()}",
        }
        with options.out.open("w", newline="") as file:
            writer = csv.DictWriter(file, [*columns, *about])
            writer.writeheader()
            writer.writerows(row | about for row in rows)


if __name__ == "__main__":
    main()
