"""Train a net, save it, and score it on what it has not seen."""

import time
from argparse import Namespace
from pathlib import Path
from typing import Any

from .console import RunFailed, progress, to_json
from .data import Data

OUTPUT_NAMES = "outputs.json"  # beside a saved net


def fit(net, data: Data, args: Namespace) -> float:
    """Train, with a line for each epoch on stderr; return the seconds it took.

    Raises
    ------
    RunFailed
        If training diverged.
    """
    started = time.perf_counter()
    with progress(args):
        net.set_params(verbose=1).fit(data.sequences, data.single_target)
    net.set_params(verbose=0)
    _check_finite(net, data.sequences[:1])
    return time.perf_counter() - started


def save(net, data: Data, folder: Path) -> None:
    """Save a trained net with the names of its outputs."""
    net.save(folder)
    if data.output_names is not None:
        text = to_json({"outputs": data.output_names}, indent=1)
        (folder / OUTPUT_NAMES).write_text(text, encoding="utf-8")


def score(net, data: Data | None) -> dict[str, Any] | None:
    """Score a trained net; None if there is nothing to score on."""
    if data is None:
        return None
    if data.is_regression:
        return _score_regressor(net, data)
    from sklearn.metrics import accuracy_score, average_precision_score, roc_auc_score

    probability = net.predict_proba(data.sequences)[:, 1]
    return {
        "n": len(data),
        "roc_auc": roc_auc_score(data.target, probability),
        "average_precision": average_precision_score(data.target, probability),
        "accuracy": accuracy_score(data.target, probability > 0.5),
    }


def score_line(scores: dict[str, Any] | None) -> str:
    """Say a score in a line."""
    if scores is None:
        return "No score: nothing was held out"
    where = f"on {scores['n']:,} sequences held out"
    if "roc_auc" in scores:
        return (
            f"AUC {scores['roc_auc']:.3f} {where} (average precision "
            f"{scores['average_precision']:.3f}, accuracy {scores['accuracy']:.3f})"
        )
    low, high = scores["interval"]
    return (
        f"Mean r {scores['mean_pearson_r']:.3f} {where} (95 % interval {low:.3f} to "
        f"{high:.3f}; {len(scores['per_output'])} outputs)"
    )


def facts_of(net, data: Data) -> dict[str, Any]:
    """Return which net was trained, on how much."""
    params = net.get_params()
    for name in ("callbacks", "verbose"):
        params.pop(name)
    return {
        "net": type(net).__name__,
        "n_train": len(data),
        "outputs": data.output_names,
        "params": params,
    }


def _check_finite(net, sequences):
    """Check what the last update has left behind: its loss is not looked at."""
    import numpy as np

    predict = getattr(net, "predict_proba", net.predict)
    if not np.isfinite(predict(sequences)).all():
        raise RunFailed(
            "Training diverged: predictions are not finite numbers. Lower "
            f"--learning-rate (it was {net.learning_rate:g})."
        )


def _score_regressor(net, data):
    from ..model_selection import score_predictions

    scores = score_predictions(
        data.single_target,
        net.predict(data.sequences),
        groups=data.groups,
        output_names=data.output_names,
    )
    return {
        "n": len(data),
        "mean_pearson_r": scores.mean_r,
        "interval": scores.interval,
        "per_output": scores.per_output["r"].to_dict(),
    }
