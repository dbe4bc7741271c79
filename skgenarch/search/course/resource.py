"""The resource of a search that gives candidates a part of it first."""

import math
from numbers import Integral

import numpy as np
from sklearn.base import is_classifier

from ..fits.scheduling import Fits
from ..space.space import Space

_LEAST_PER_CLASS = 4  # training samples
_FIRST_SHARE = 10  # candidates begin with a tenth of all, or less


def resource_range(
    search, space: Space, fits: Fits
) -> tuple[int, int] | tuple[None, None]:
    """Return with how much of its resource a search begins, and how much there is.

    Parameters
    ----------
    search : SequentialSearchCV
        The search.

    space : Space
        Its whole space.

    fits : Fits
        Knows the data and the folds.

    Returns
    -------
    least, most : int or None
        None if there is no resource.

    Raises
    ------
    ValueError
        If the resource is not one, or if no less than all of it is to begin with.
    """
    if search.resource is None:
        return None, None
    most = _all_of_it(search, space, fits)
    least = search.min_resource
    if least is None:
        n_heats = math.log(min(_FIRST_SHARE, most), search.factor) - 1e-9
        least = round(most / search.factor ** max(1, math.ceil(n_heats)))
        if search.resource == "n_samples" and is_classifier(search.estimator):
            least = max(least, _LEAST_PER_CLASS * len(np.unique(fits.data[1])))
        least = min(max(1, least), most - 1)
    if least >= most:
        raise ValueError(
            f"The 'min_resource' must be less than all of {search.resource!r}, "
            f"{most}. Got {least}."
        )
    return least, most


def _all_of_it(search, space, fits) -> int:
    if search.resource == "n_samples":
        return min(len(train) for train, _ in fits.folds)
    most = search.estimator.get_params().get(search.resource)
    is_count = isinstance(most, Integral) and not isinstance(most, bool)
    if search.resource in space.params or not is_count or most < 2:
        raise ValueError(
            "The 'resource' must be 'n_samples', or a parameter of "
            f"{type(search.estimator).__name__} that is an integer of at least 2 "
            f"there and is not searched itself. Got {search.resource!r}, which is "
            f"{most!r}. Set it in the estimator, or take it out of "
            "'param_distributions'."
        )
    return most
