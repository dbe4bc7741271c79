"""The report of a hyperparameter run: see it, prune it by hand, let it go on.

sources/ reads any run as a `Run` (run.py); summary/ computes from it what there is to
see; page.py makes one page of that, whose parts are in page/; server/ shows it live.
"""

from .search_report import SearchReport

__all__ = ["SearchReport"]
