"""Motifs by name: whether a net's motifs match the factor that it was trained on.

For each ENCODE data set whose factor has a matrix in JASPAR, AttentionNet is trained on
the strongest positives of ``NAME_AC.seq.gz`` and their dinucleotide shuffles (at its
defaults, but in bfloat16), motifs are extracted from it in several ways, and looked up
in JASPAR. A motif is right if one of its matches at q < 0.05 has an accepted name; the
names are listed here, beforehand: the factor, and relatives that bind the same site.
Trained nets are kept.
"""

import time
from itertools import product

import numpy as np
import pandas as pd

from .. import AttentionNetClassifier
from ..datasets import load_tfbs
from ..interpretation import Motif, attention_profile, extract_motifs, match_motifs
from ..interpretation.motifs.seeds import find_seeds
from ..interpretation.motifs.similarity import SAME, similarity
from ..interpretation.motifs.sites import Searched
from ..model_selection.journal import describe_estimator
from ..sequences import decode, dinucleotide_shuffle, encode, one_hot
from .names import shortened
from .rows import fingerprint, fingerprint_of_files
from .running import Benchmark, Section

MAX_Q = 0.05
N_MOTIFS = 3
END = "_AC.seq.gz"
N_POSITIVES = 2000  # the strongest peaks
NET = {"precision": "bfloat16"}

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
    """Return a way to look for motifs by `extract_motifs`."""

    def find(trained, X, seed):
        return extract_motifs(
            trained(),
            X,
            source=source,
            n_motifs=N_MOTIFS,
            random_state=seed,
            **options,
        )

    return find


def averaged_peaks(trained, X, seed):
    """As in the paper: 10 bases at the peak of the top 100 sequences, averaged."""
    net = trained()
    best = np.argsort(-net.decision_function(X), kind="stable")[:100]
    peaks = attention_profile(net, X[best]).argmax(axis=1)
    length = len(X[0])
    starts = np.clip(peaks - 5, 0, length - 10)
    windows = [
        X[row][start : start + 10] for row, start in zip(best, starts, strict=True)
    ]
    return [Motif("average", one_hot(windows).mean(axis=0).T)]


def enriched_words(trained, X, seed):
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


def datasets(home):
    """Names of files of peaks of factors with accepted names."""
    folder = home / "tfbs" / "encode"
    names = [path.name.removesuffix(END) for path in sorted(folder.glob(f"*{END}"))]
    found = [name for name in names if name.split("_")[0] in ACCEPTED]
    if not found:
        raise FileNotFoundError(
            "--data must be a folder with tfbs/encode/NAME_AC.seq.gz. "
            f"{str(home)!r} has none: name the folder above 'tfbs'."
        )
    return found


def runs(home, datasets, methods, n_seeds):
    """Factor by factor: all ways share a net."""
    for seed, dataset, way in product(range(n_seeds), datasets, methods):
        yield {"dataset": dataset, "way": way, "seed": seed}


def recipe(run, home):
    """All parameters of the net, and the file of peaks."""
    peaks = fingerprint_of_files([_peaks(home, run["dataset"])])
    return describe_estimator(_untrained(run["seed"])), N_POSITIVES, N_MOTIFS, peaks


def run(run, settings):
    """Look for motifs in the strongest peaks."""
    dataset, seed = run["dataset"], run["seed"]
    data = load_tfbs(_peaks(settings.data, dataset), random_state=0)
    positive = data.target == 1
    X = data.sequences[positive][:N_POSITIVES]
    shuffles = data.sequences[~positive][:N_POSITIVES]
    name = f"{dataset}_{seed}_{fingerprint(recipe(run, settings.data))}"
    path = settings.out / "motifs" / name
    seconds_of_training = 0.0

    def trained():
        nonlocal seconds_of_training
        begun = time.perf_counter()
        net = _trained(path, X, shuffles, seed)
        seconds_of_training = time.perf_counter() - begun
        return net

    started = time.perf_counter()
    motifs = WAYS[run["way"]](trained, X, seed)
    seconds = round(time.perf_counter() - started - seconds_of_training, 1)
    factor = dataset.split("_")[0]
    rows = [_as_row(factor, n, motif) for n, motif in enumerate(motifs, start=1)]
    rows = rows or [{"motif": 0, "consensus": ""}]
    return [{**row, "seconds": seconds, "n_positives": len(X)} for row in rows]


def _peaks(home, dataset):
    return home / "tfbs" / "encode" / f"{dataset}{END}"


def _untrained(seed):
    return AttentionNetClassifier(**NET, random_state=seed)


def _trained(path, X, shuffles, seed):
    """Load the net, or train and keep it."""
    if (path / "estimator.json").exists():  # the last file that is written
        return AttentionNetClassifier.load(path)
    net = _untrained(seed)
    net.fit(np.concatenate([X, shuffles]), [1] * len(X) + [0] * len(shuffles))
    net.save(path)
    return net


def _as_row(factor, number, motif):
    matches = match_motifs([motif])
    accepted = matches[matches["target_name"].str.upper().isin(ACCEPTED[factor])]
    return {
        "motif": number,
        "consensus": motif.consensus,
        "support": None if motif.support is None else round(motif.support, 3),
        "p_value": motif.enrichment and f"{motif.enrichment.p_value:.2g}",
        "best": matches["target_name"].iloc[0],
        "best_q": f"{matches['q_value'].iloc[0]:.2g}",
        "right": accepted["target_name"].iloc[0],
        "right_q": f"{accepted['q_value'].iloc[0]:.2g}",
    }


def summarize(rows, home=None):
    """For how many nets the first motif, or one of three, has an accepted name."""
    found = pd.to_numeric(rows["right_q"], errors="coerce") < MAX_Q
    run = rows["dataset"] + " " + rows["seed"].astype(str)
    rows = rows.assign(found=found, run=run, short=shortened(rows["dataset"]))
    summary = []
    for way, part in rows.groupby("way", sort=False):
        by_run = part.groupby("run")
        n = len(by_run)
        first = part[part["motif"] == 1].groupby("run")["found"].any().sum()
        among = by_run["found"].any().sum()
        missed = sorted(set(part["short"]) - set(part[part["found"]]["short"]))
        summary.append(
            {
                "way": way,
                "nets": n,
                "right first": f"{first} ({first / n:.0%})",
                "right among three": f"{among} ({among / n:.0%})",
                "missed": ", ".join(missed) or "none",
                "median seconds": round(by_run["seconds"].first().median(), 1),
            }
        )
    return [
        Section(
            "Motifs with an accepted name",
            "By where motifs are looked for, one net for each data set and seed. "
            "Missed is what no seed finds. The paper found 53 % of 57 factors by "
            "averaged peaks, 74 % among three, at q < 0.5; here q is below 0.05.",
            pd.DataFrame(summary),
        )
    ]


BENCHMARK = Benchmark(
    name="motifs",
    title="Motifs by name",
    about="Whether the motifs of a net have the name of the factor it was trained on.",
    keys=("dataset", "way", "seed"),
    dataset="dataset",
    method="way",
    methods=tuple(WAYS),
    usual=tuple(WAYS),
    n_seeds=1,
    columns=(
        *("motif", "consensus", "support", "p_value"),
        *("best", "best_q", "right", "right_q", "seconds", "n_positives"),
    ),
    versions_of=("torch", "memelite"),
    needs=dict.fromkeys(WAYS, "memelite"),
    datasets=datasets,
    runs=runs,
    recipe=recipe,
    run=run,
    summarize=summarize,
)
