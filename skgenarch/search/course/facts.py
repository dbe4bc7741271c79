"""What a search is about, as far as its journal must know to go on with it."""

from collections.abc import Sequence
from numbers import Integral

from ..fits.scheduling import Fits
from ..space.space import Space
from .fingerprint import describe, digest, digest_folds
from .trials import Trial

# Parameters on which it depends what is tried, and what is known of it.
_DECISIVE = (
    "n_iter",
    "quantile",
    "max_depth",
    "min_samples_leaf",
    "max_branches",
    "exploration",
    "sampler",
    "max_pending",
    "racing",
    "resource",
    "min_resource",
    "factor",
    "scoring",
    "error_score",
    "return_train_score",
)


def facts_of(
    search, space: Space, fits: Fits, earlier: Sequence[Trial]
) -> dict[str, str]:
    """Say what is searched, and how, as far as it decides on the outcome.

    Parameters
    ----------
    search : SequentialSearchCV
        The search.

    space : Space
        Its whole space.

    fits : Fits
        Knows the data and the folds.

    earlier : sequence of Trial
        Trials of other runs.

    Returns
    -------
    facts : dict of str
        By what they are called in messages.
    """
    X, y, *params = fits.data
    seed = search.random_state
    metric = search.refit if isinstance(search.refit, str) else None
    return {
        "the estimator": describe(search.estimator),
        "the space": space.to_json(),
        "the data X": digest(X),
        "the target y": digest(y),
        "the parameters of fit and score": digest(params),
        "the folds": digest_folds(fits.folds),
        "the earlier trials": digest(earlier),
        "the metric that steers": describe(metric),
        "random_state": describe(seed if isinstance(seed, Integral) else None),
        **{name: describe(getattr(search, name)) for name in _DECISIVE},
    }
