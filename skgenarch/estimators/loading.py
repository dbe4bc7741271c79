"""Loading a saved estimator without knowing which it is."""

import json
from pathlib import Path

from . import nets

_CLASSES = {
    name: value
    for name, value in vars(nets).items()
    if isinstance(value, type) and value.__module__ == nets.__name__
}


def load_estimator(path):
    """Load whichever estimator was saved in a folder.

    Parameters
    ----------
    path : str or path-like
        The folder that ``save`` wrote.

    Returns
    -------
    estimator : fitted estimator
        Of the class that was saved.

    Raises
    ------
    FileNotFoundError
        If the folder holds no saved estimator.
    ValueError
        If it is damaged, or was saved by a newer version.

    See Also
    --------
    skgenarch.SequenceNetClassifier.load : Load one of a class that you know.
    """
    record = Path(path) / "estimator.json"
    name = None
    if record.is_file():
        try:
            name = json.loads(record.read_text(encoding="utf-8"))["class"]
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(
                f"The estimator saved in {str(path)!r} is damaged or incomplete: "
                f"{error}. Save it again."
            ) from error
        if name not in _CLASSES:
            raise ValueError(
                f"{str(path)!r} holds a {name}, which this version of skgenarch does "
                "not know. Update skgenarch."
            )
    # Any class says that there is nothing; the right one loads what is there.
    return _CLASSES.get(name, nets.SequenceNetClassifier).load(path)
