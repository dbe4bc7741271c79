"""SearchReport: see any hyperparameter run, and decide how it goes on."""

import html
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..search import SequentialSearchCV
from .live import LiveReport
from .page import render
from .sources.reading import read_run
from .summary.assemble import summarise


class SearchReport:
    """A report of a hyperparameter run, as a file, a local server or in a notebook.

    Parameters
    ----------
    run : SequentialSearchCV, fitted search, dict, path, Optuna study or DataFrame
        What to look at: a search, finished or (by its journal) under way; the path of
        its journal; any other fitted search of scikit-learn's kind or its
        ``cv_results_``; an Optuna study or the address of a storage with one study
        ("sqlite:///study.db"); a DataFrame with one row for each trial, or the path
        of a CSV file.

    score : str or list of str, default=None
        The metric that counts, or several, the first one first. For a table the
        column; by default "mean_test_score", "score" or "value".

    params : list of str, default=None
        For a table, the columns of the parameters; by default those whose names start
        with ``param_`` or ``params_``.

    maximize : bool, default=None
        Whether a higher score is better; by default what a study says, and True for
        all others.

    group : str, default=None
        For a table, the column that says which trials were drawn alike, where the
        run was put together from several.

    title : str, default=None
        Heading of the report.

    Raises
    ------
    TypeError, ValueError
        If this is no run, or if it lacks what was asked for.

    See Also
    --------
    skgenarch.SequentialSearchCV : The search that follows what is decided here.

    Notes
    -----
    What a report claims (leaves, importances, interactions) comes with a p-value and,
    where it can be, with what held-out trials say; what is not distinguishable from
    chance is called that. See `find_regions`, `parameter_importances` and
    `pairwise_interactions` for the methods.

    Examples
    --------
    >>> import pandas as pd
    >>> from skgenarch import SearchReport
    >>> table = pd.DataFrame({"depth": range(20), "auc": [0.5, 0.75] * 10})
    >>> report = SearchReport(table, score="auc", params=["depth"])
    >>> report.summary()["trials"]["n"]
    20
    """

    def __init__(
        self,
        run: Any,
        *,
        score: str | list[str] | None = None,
        params: list[str] | None = None,
        maximize: bool | None = None,
        group: str | None = None,
        title: str | None = None,
    ):
        self._source = run
        self._options = {
            "score": score,
            "params": params,
            "maximize": maximize,
            "group": group,
            "title": title,
        }
        self._run = self._read()

    def summary(self, *, all_trees: bool = False) -> dict[str, Any]:
        """Return what the page shows, as plain data.

        Parameters
        ----------
        all_trees : bool, default=False
            Whether to include the trees of all settings that a reader can choose.

        Returns
        -------
        summary : dict
            For ``json.dumps``, with a format and a version.
        """
        self._run = self._read()  # a search may have gone on since
        return summarise(self._run, all_trees=all_trees)

    def save(self, path: str | os.PathLike) -> Path:
        """Write the report as one HTML file that needs no network.

        Parameters
        ----------
        path : str or path-like
            Where; an existing file is replaced.

        Returns
        -------
        path : Path
            The file.

        Raises
        ------
        ValueError
            If it cannot be written there. Nothing is half-written.
        """
        path = Path(path)
        if not path.name:
            raise ValueError(f"The path of the report must name a file. Got {path!r}.")
        page = render(self.summary(all_trees=True))
        part = path.with_name(f"{path.name}.part")
        try:
            part.write_text(page, encoding="utf-8")
            part.replace(path)
        except OSError as error:
            with suppress(OSError):
                part.unlink()
            raise ValueError(
                f"The report cannot be written to {str(path)!r}: {error.strerror}. "
                "Give the path of a file in a folder that exists and is yours."
            ) from error
        return path

    def serve(
        self,
        X: Any = None,
        y: Any = None,
        *,
        port: int = 0,
        open_browser: bool = True,
        block: bool = True,
    ) -> Any:
        """Show the report from a local server, which follows the run and steers it.

        Only this machine can reach the server, and only with the random token in the
        address that is printed.

        Parameters
        ----------
        X, y : array-like, default=None
            What the search was fitted to. If given, the page can run the next stage.

        port : int, default=0
            Where to listen; 0 for any that is free.

        open_browser : bool, default=True
            Whether to open the page.

        block : bool, default=True
            Whether to return only when the server is stopped (Ctrl-C). If not, the
            search can go on in this process meanwhile.

        Returns
        -------
        server : Server or None
            With an ``url`` and a method ``close``; None if `block`.

        Raises
        ------
        ValueError
            If the port is in use, or if data are given for a run that is no
            SequentialSearchCV.
        """
        from .server.runner import serve

        data = None if X is None else (X, y)
        if data is not None and not isinstance(self._source, SequentialSearchCV):
            raise ValueError(
                "The data X and y are for the next stage of a SequentialSearchCV. This "
                f"report is about {self._run.source}: leave them out."
            )
        live = LiveReport(self._source, self._read, data)
        return serve(live, port=port, open_browser=open_browser, block=block)

    def _repr_html_(self) -> str:
        # A frame of its own keeps the notebook's styles out, and the page's in.
        page = html.escape(render(self.summary(all_trees=True), door="notebook"))
        return (
            f'<iframe srcdoc="{page}" title="Search report" '
            'style="width: 100%; height: 800px; border: 0"></iframe>'
        )

    def __repr__(self):
        return f"SearchReport of {self._run.source}: {len(self._run.outcomes)} trials"

    def _read(self):
        return read_run(self._source, **self._options)
