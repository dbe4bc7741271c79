"""The folder in which data sets are kept."""

import os
from pathlib import Path


def get_data_home(data_home=None) -> Path:
    """Return the folder in which data sets are kept, without creating it.

    Parameters
    ----------
    data_home : str or path-like, default=None
        The folder. If None, the environment variable ``SKGENARCH_DATA`` names it;
        if that is not set either, it is ``~/skgenarch_data``.

    Returns
    -------
    data_home : Path
        The folder, ``~`` expanded.

    Examples
    --------
    >>> from skgenarch.datasets import get_data_home
    >>> get_data_home("my_data").name
    'my_data'
    """
    if data_home is None:
        data_home = os.environ.get("SKGENARCH_DATA") or "~/skgenarch_data"
    return Path(data_home).expanduser()
