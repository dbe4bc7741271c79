"""CSV files, read to the last digit."""

from os import PathLike


def read_csv(path: str | PathLike):
    """Return a CSV file as a DataFrame whose numbers are those that were written."""
    import pandas as pd

    # Older versions round by default; newer ones do not, and warn of the option.
    older = int(pd.__version__.split(".")[0]) < 3
    return pd.read_csv(path, **{"float_precision": "round_trip"} if older else {})
