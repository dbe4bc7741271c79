"""Transcription-factor binding: our nets, published figures, strong baselines.

Every model is trained on one file of a pair and scored by the area under the ROC curve
(AUC) on the other: ``NAME_AC.seq.gz`` and ``NAME_B.seq.gz`` of ``tfbs/encode`` in the
data home, where negatives are dinucleotide shuffles, and ``NAME.train.fasta.gz`` and
``NAME.test.fasta.gz`` of ``tfbs/fastsk``, where they are genomic.

The nets run at their defaults, in bfloat16. Peaks of ``encode`` are weighted by their
rank; that, like all defaults, was chosen by validation within training files (only the
4,000 strongest peaks did worse, 0.900 against 0.913 on ARID3A). The gapped k-mer SVM
trains on 2,000 positives, the strongest where they are ranked, and as many negatives:
what fits a kernel machine's quadratic cost.
"""

import time
from itertools import product

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, MaxAbsScaler

import skgenarch

from ..datasets import load_tfbs
from ..model_selection.journal import describe_estimator
from ..sequences import one_hot, reverse_complement
from .names import shortened
from .pairs import head_to_head
from .rows import fingerprint_of_files
from .running import Benchmark, Section

PRECISION = "bfloat16"  # as all results so far were made
GKM = {"l": 11, "k": 7, "d": 3, "C": 1.0}
GKM_POSITIVES = 2000
HALVING_RANK = 500  # a peak of this rank counts half as much as the strongest
FASTSK = "fastsk/"
OURS = "AttentionNet"


def net(name):
    """Return a function that makes one of our classifiers at its defaults."""

    def make(seed):
        model = getattr(skgenarch, f"{name}Classifier")(random_state=seed)
        return model.set_params(precision=PRECISION)

    return make


def kmer_logistic(seed):
    """Logistic regression on counts of 4- to 6-mers of both strands."""
    return make_pipeline(
        FunctionTransformer(_both_strands),
        CountVectorizer(analyzer="char", ngram_range=(4, 6), lowercase=False),
        MaxAbsScaler(),
        LogisticRegression(C=0.1, solver="liblinear", random_state=seed),
    )


def _both_strands(sequences):
    return [f"{s} {reverse_complement(s)}".upper() for s in sequences]


class GappedKmerSVM(ClassifierMixin, BaseEstimator):
    """Gapped k-mer SVM on the strongest positives and as many negatives.

    They are the heaviest; without weights they are drawn. Sequences with unknown bases
    are left out, which the kernel cannot count.
    """

    def __init__(self, random_state=0):
        self.random_state = random_state

    def fit(self, X, y, sample_weight=None):
        """Train on strings; keep what was trained on as ``rows_``."""
        from gkmsvm import train_gkmsvm

        X = np.array([sequence.upper() for sequence in X], dtype=object)
        order = np.random.default_rng(self.random_state).permutation(len(X))
        if sample_weight is not None:
            order = np.argsort(-sample_weight, kind="stable")
        known = np.array([not set(sequence) - set("ACGT") for sequence in X])
        order = order[known[order]]
        chosen = [order[y[order] == label][:GKM_POSITIVES] for label in (1, 0)]
        self.rows_ = np.concatenate(chosen)
        self.model_ = train_gkmsvm(*(list(X[rows]) for rows in chosen), **GKM)
        return self

    def decision_function(self, X):
        """Score strings."""
        return np.ravel(self.model_(one_hot(X)))


MODELS = {
    "DeepBind": net("DeepBind"),
    "AttentionNet": net("AttentionNet"),
    "DeepMotif": net("DeepMotif"),
    "Basset": net("Basset"),
    "kmer_logistic": kmer_logistic,
    "gkm_svm": GappedKmerSVM,
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


def runs(home, datasets, methods, n_seeds):
    """Model by model, so that a few hours give whole columns."""
    for seed, model, dataset in product(range(n_seeds), methods, datasets):
        yield {"dataset": dataset, "model": model, "seed": seed}


def recipe(run, home):
    """All parameters of the model, weights of peaks, and the pair of files."""
    model = describe_estimator(MODELS[run["model"]](run["seed"]))
    if run["model"] == "gkm_svm":
        model = (model, GKM, GKM_POSITIVES)
    return model, HALVING_RANK, fingerprint_of_files(_pair(home, run["dataset"]))


def run(run, settings):
    """Train one model, and score it on the other file."""
    train, test = _pair(settings.data, run["dataset"])
    data = load_tfbs(train, test_path=test, random_state=run["seed"])
    started = time.perf_counter()
    model = MODELS[run["model"]](run["seed"])
    weight = {}
    if not run["dataset"].startswith(FASTSK):  # whose peaks are not ranked
        name = "logisticregression__sample_weight"
        name = name if run["model"] == "kmer_logistic" else "sample_weight"
        weight[name] = 1 / (1 + data.rank / HALVING_RANK)
    model.fit(data.sequences, data.target, **weight)
    auc = roc_auc_score(data.test_target, model.decision_function(data.test_sequences))
    return [
        {
            "auc": round(auc, 5),
            "seconds": round(time.perf_counter() - started, 1),
            "n_train": len(getattr(model, "rows_", data.target)),
        }
    ]


def _pair(home, name):
    folder, ends = home / "tfbs" / "encode", ("_AC.seq.gz", "_B.seq.gz")
    if name.startswith(FASTSK):
        folder, ends = home / "tfbs", (".train.fasta.gz", ".test.fasta.gz")
    return [folder / (name + end) for end in ends]


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
    scores.index = shortened(scores.index)
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
    columns=("auc", "seconds", "n_train"),
    versions_of=("torch", "scikit-learn"),
    needs={"gkm_svm": "gkmsvm"},
    datasets=datasets,
    runs=runs,
    recipe=recipe,
    run=run,
    summarize=summarize,
)
