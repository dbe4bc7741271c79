"""One net, as a whole: where it looks, what it reads there, what that is called."""

import warnings
from functools import partial
from numbers import Integral
from typing import Any

import numpy as np
import pandas as pd
from sklearn.utils import check_random_state, check_scalar, column_or_1d

from ..sequences import decode
from .attention import attention_profile
from .attributions import gradient_times_input, in_silico_mutagenesis
from .footprint import attention_heatmap, mean_footprint
from .motifs import match_motifs
from .motifs.discovery import discover
from .motifs.recurring import recurring_motifs
from .motifs.sites import Searched
from .motifs.windows import peak_windows
from .nets import MIN_SEQUENCES, FittedNets
from .result import Example, Interpretation

_N_NEAREST = 5  # names kept for each motif


def interpret(
    estimator: Any,
    X,
    y=None,
    *,
    output: Any = None,
    names: Any = None,
    database: Any = None,
    n_motifs: int = 5,
    n_sequences: int = 1000,
    n_examples: int = 6,
    title: str | None = None,
    random_state=None,
) -> Interpretation:
    """Show where a net looks, what it reads there, and what that is called.

    Parameters
    ----------
    estimator : fitted estimator
        A net of this package, or a search or pipeline that ends in one.

    X : array-like of n sequences
        Best such that the net was not trained on.

    y : array-like of shape (n,), default=None
        Classes: only those of the class to explain are shown. None shows what the
        net takes for it. Not used for regressors.

    output : label or int, default=None
        What to explain: the class of a classifier of several, or the number of a
        regressor's output (None: the mean of all).

    names : list of str of length n, default=None
        What the sequences are called.

    database : list of Motif, str or path-like, default=None
        Motifs with names, or a MEME file of them; None is JASPAR, vertebrates.

    n_motifs, n_sequences : int, default=5 and 1000
        Most motifs, and most sequences to look at, the best-scoring ones.

    n_examples : int, default=6
        Sequences to show in detail, spread evenly from the best score down.

    title : str, default=None
        Heading of the page.

    random_state : int, RandomState instance or None, default=None
        Seeds shuffles and intervals.

    Returns
    -------
    interpretation : Interpretation
        Shows itself in a notebook; ``save("motifs.html")`` writes the page.

    Raises
    ------
    ValueError
        If the net takes fewer than 20 sequences for the class to explain, or a
        parameter does not fit.
    TypeError
        If the estimator is no net of this package.
    sklearn.exceptions.NotFittedError
        If it is not fitted.

    Warns
    -----
    UserWarning
        If names are not looked up since the package memelite is not installed.

    See Also
    --------
    attention_profile, extract_motifs, match_motifs, in_silico_mutagenesis
    """
    for name, value, least in [
        ("n_motifs", n_motifs, 1),
        ("n_sequences", n_sequences, MIN_SEQUENCES),
        ("n_examples", n_examples, 0),
    ]:
        check_scalar(value, name, Integral, min_val=least)
    rng = check_random_state(random_state)
    nets = FittedNets(estimator)
    codes = nets.encode(X)
    names = _checked_names(names, len(codes))
    chosen = _of_class(nets, y, output, len(codes))
    rows = chosen[nets.best_scoring(codes[chosen], output, n_sequences)]
    gradient = gradient_times_input(nets.estimator, codes[rows], output=output)
    gradient = gradient.sum(axis=1)
    profile, kind = gradient, "gradient"
    if "attention" in nets.architecture.collapses:
        profile, kind = attention_profile(nets.estimator, codes[rows]), "attention"
    allowed = peak_windows(gradient, codes[rows])
    motifs = recurring_motifs(
        Searched(codes[rows], allowed),
        rows,
        partial(discover, n_motifs=n_motifs),
        rng=rng,
    )
    scores = nets.logits(codes) @ nets.score_weights(output)
    shown = rows[_spread(len(rows), n_examples)]
    return Interpretation(
        net=type(nets.estimator).__name__,
        n_sequences=len(codes),
        n_explained=len(rows),
        profile_kind=kind,
        footprint=mean_footprint(profile, random_state=rng.randint(2**31 - 1)),
        heatmap=attention_heatmap(profile),
        motifs=motifs,
        matches=_look_up(motifs, database),
        examples=_examples(nets, codes, shown, scores, names, motifs, output),
        title=title or f"What {type(nets.estimator).__name__} has learned",
    )


def _checked_names(names, n):
    if names is None:
        return [f"sequence {row}" for row in range(n)]
    names = [str(name) for name in names]
    if len(names) != n:
        raise ValueError(
            f"The 'names' parameter must name each of the {n} sequences. Got "
            f"{len(names)} names."
        )
    return names


def _of_class(nets, y, output, n):
    """Rows of the class to explain."""
    classes = getattr(nets.estimator, "classes_", None)
    if y is None or classes is None:
        return np.arange(n)
    y = column_or_1d(y)
    if len(y) != n:
        raise ValueError(
            f"y must have one class for each of the {n} sequences. Got {len(y)}."
        )
    wanted = classes[1] if output is None and len(classes) == 2 else output
    nets.score_weights(wanted)  # names a class, or says which there are
    rows = np.flatnonzero(y == wanted)
    if len(rows) == 0:
        raise ValueError(
            f"y has no sequence of the class to explain, {wanted}. Got the classes "
            f"{np.unique(y).tolist()}, while the net knows {classes.tolist()}."
        )
    return rows


def _spread(n, n_chosen):
    return np.unique(np.linspace(0, n - 1, min(n, n_chosen)).astype(int))


def _look_up(motifs, database):
    if not motifs:
        return None
    try:
        return match_motifs(motifs, database, n_nearest=_N_NEAREST)
    except ImportError as error:
        warnings.warn(f"Motifs are left without names: {error}", stacklevel=3)
        return None


def _examples(nets, codes, rows, scores, names, motifs, output):
    effects = in_silico_mutagenesis(
        nets.estimator, codes[rows], output=output, kind="importance"
    )
    attention = [None] * len(rows)
    if "attention" in nets.architecture.collapses:
        attention = attention_profile(nets.estimator, codes[rows])
    examples = []
    for row, importance, mask in zip(rows, effects, attention, strict=True):
        observed = codes[row] == np.arange(4)[:, None]
        examples.append(
            Example(
                row=int(row),
                name=names[row],
                sequence=decode(codes[row : row + 1])[0],
                score=float(scores[row]),
                attention=mask,
                contributions=observed * importance,
                sites=_sites_in(motifs, row),
            )
        )
    return examples


def _sites_in(motifs, row):
    records = [
        (number, site.position, motif.width, site.strand)
        for number, motif in enumerate(motifs)
        for site in motif.sites.itertuples()
        if site.sequence == row
    ]
    return pd.DataFrame(records, columns=["motif", "position", "width", "strand"])
