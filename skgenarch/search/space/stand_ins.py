"""What stands for an object that a space written as JSON does not hold."""

import re

# What functions and classes are written as: their place, of which the name is printed.
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.(?:[^\W\d]\w*|<locals>|<lambda>))+")


class StandIn:
    """An object that is known by its type and its printed text only.

    It prints like the object, and rules that name it are rules that name the object:
    so a person can decide about a search whose estimators are in another process.

    Parameters
    ----------
    kind : str
        Full name of the object's type.

    printed : str
        What identifies the object among those of its type, see `Space.to_json`.

    Examples
    --------
    >>> from skgenarch.search.space.stand_ins import StandIn
    >>> StandIn("sklearn.linear_model._ridge.Ridge", "Ridge(alpha=2.0)")
    Ridge(alpha=2.0)
    >>> StandIn("builtins.function", "numpy.linalg.norm")
    norm
    """

    def __init__(self, kind: str, printed: str):
        self.kind, self.printed = kind, printed

    def __repr__(self):
        name = self.printed
        return name.rsplit(".", 1)[-1] if _DOTTED.fullmatch(name) else name
