"""Transcription-factor binding: our nets, published figures, strong baselines.

Every model is trained on one file of a pair and scored by the area under the ROC curve
(AUC) on the other: ``NAME_AC.seq.gz`` and ``NAME_B.seq.gz`` of ``tfbs/encode`` in the
data home, where negatives are dinucleotide shuffles, and ``NAME.train.fasta.gz`` and
``NAME.test.fasta.gz`` of ``tfbs/fastsk``, where they are genomic.

The nets run at their defaults, in bfloat16. Peaks of ``encode`` are weighted by their
rank; that, like all defaults, was chosen by validation within training files (only the
4,000 strongest peaks did worse, 0.900 against 0.913 on ARID3A).
"""

import time
from itertools import product

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, MaxAbsScaler

import skgenarch

from ..datasets import load_tfbs
from ..sequences import one_hot, reverse_complement
from .pairs import head_to_head
from .running import Benchmark, Section

PRECISION = "bfloat16"  # where the processor has it, training is half as long
GKM_POSITIVES = 2000  # the strongest; what fits a kernel machine's quadratic cost
FASTSK = "fastsk/"
OURS = "AttentionNet"


def net(name):
    """Train one of our classifiers at its defaults and score the test set."""

    def scores(data, weight, seed):
        model = getattr(skgenarch, f"{name}Classifier")(random_state=seed)
        model.set_params(precision=PRECISION)
        model.fit(data.sequences, data.target, sample_weight=weight)
        return model.decision_function(data.test_sequences)

    return scores


def kmer_logistic(data, weight, seed):
    """Logistic regression on counts of 4- to 6-mers of both strands."""
    model = make_pipeline(
        FunctionTransformer(_both_strands),
        CountVectorizer(analyzer="char", ngram_range=(4, 6), lowercase=False),
        MaxAbsScaler(),
        LogisticRegression(C=0.1, solver="liblinear", random_state=seed),
    )
    model.fit(data.sequences, data.target, logisticregression__sample_weight=weight)
    return model.decision_function(data.test_sequences)


def _both_strands(sequences):
    return [f"{s} {reverse_complement(s)}" for s in sequences]


def gkm_svm(data, weight, seed):
    """Gapped k-mer SVM on the strongest positives and as many negatives."""
    from gkmsvm import train_gkmsvm

    positives = data.sequences[data.target == 1][:GKM_POSITIVES]
    negatives = data.sequences[data.target == 0][:GKM_POSITIVES]
    model = train_gkmsvm(list(positives), list(negatives), l=11, k=7, d=3, C=1.0)
    return np.ravel(model(one_hot(data.test_sequences)))


MODELS = {
    "DeepBind": net("DeepBind"),
    "AttentionNet": net("AttentionNet"),
    "DeepMotif": net("DeepMotif"),
    "Basset": net("Basset"),
    "kmer_logistic": kmer_logistic,
    "gkm_svm": gkm_svm,
}


def datasets(home):
    """Names of all pairs of files."""
    folder = home / "tfbs"
    encode = sorted(path.name for path in (folder / "encode").glob("*_AC.seq.gz"))
    fastsk = sorted(path.name for path in (folder / "fastsk").glob("*.train.fasta.gz"))
    found = [name.removesuffix("_AC.seq.gz") for name in encode]
    found += [FASTSK + name.removesuffix(".train.fasta.gz") for name in fastsk]
    if not found:
        raise FileNotFoundError(
            "--data must be a folder with pairs of files in tfbs/encode or fastsk. "
            f"{str(folder)!r} has none: name the folder above 'tfbs'."
        )
    return found


def runs(datasets, methods, n_seeds):
    """Model by model, so that a few hours give whole columns."""
    for seed, model, dataset in product(range(n_seeds), methods, datasets):
        yield {"dataset": dataset, "model": model, "seed": seed}


def run(run, settings):
    """Train one model, and score it on the other file."""
    data, weight = _load(settings.data / "tfbs", run["dataset"], run["seed"])
    started = time.perf_counter()
    scores = MODELS[run["model"]](data, weight, run["seed"])
    auc = roc_auc_score(data.test_target, scores)
    seconds = round(time.perf_counter() - started, 1)
    return [{"auc": round(auc, 5), "seconds": seconds, "n_train": len(data.target)}]


def _load(folder, name, seed):
    if name.startswith(FASTSK):
        start = folder / name
        train, test = (f"{start}.{part}.fasta.gz" for part in ("train", "test"))
        return load_tfbs(train, test_path=test, random_state=seed), None
    train, test = (folder / "encode" / f"{name}_{part}.seq.gz" for part in ("AC", "B"))
    data = load_tfbs(train, test_path=test, random_state=seed)
    return data, 1 / (1 + data.rank / 500)  # the strongest peaks count most


def summarize(rows, home=None):
    """Both collections, beside the figures published for them."""
    scores = rows.pivot_table(index="dataset", columns="model", values="auc")
    of_fastsk = scores.index.str.startswith(FASTSK)
    sections = []
    for name, title, part in [
        ("encode", "ENCODE peaks and their shuffles", scores[~of_fastsk]),
        ("fastsk", "Peaks and genomic negatives (FastSK's sets)", scores[of_fastsk]),
    ]:
        if part.empty:
            continue
        part = part.dropna(axis="columns", how="all")
        part.index = part.index.str.removeprefix(FASTSK)
        if home is not None:
            part = part.join(_published(home / "tfbs" / name / "published_auc.tsv"))
        sections += _sections(title, part.sort_index())
    return sections


def _published(path):
    if not path.exists():
        return pd.DataFrame()
    return pd.read_csv(path, sep="\t", index_col="dataset").add_suffix(", published")


def _sections(title, scores):
    scores.index = [name.split("_")[0] for name in scores.index]
    shown = scores.copy()
    shown.loc["mean"] = scores.mean(skipna=False)
    return [
        Section(
            title,
            "Area under the ROC curve on the test file, mean over seeds. A mean over "
            "data sets is given for methods that have all of them.",
            shown.round(3).rename_axis("data set").reset_index(),
            scores,
            "area under the ROC curve",
        ),
        Section(
            f"{title}: {OURS} against each",
            "Data sets on which it is better, mean difference in AUC, and Wilcoxon's "
            "signed-rank test over data sets.",
            head_to_head(scores, OURS),
        ),
    ]


BENCHMARK = Benchmark(
    name="tfbs",
    title="Binding of transcription factors",
    about="How well nets tell bound sequences from others, on files not seen before.",
    keys=("dataset", "model", "seed"),
    dataset="dataset",
    method="model",
    methods=tuple(MODELS),
    usual=tuple(MODELS),
    n_seeds=1,
    versions_of=("torch", "scikit-learn"),
    datasets=datasets,
    runs=runs,
    run=run,
    summarize=summarize,
)
