"""A report that follows its run: what a server asks for, while trials come in."""

import os
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..search import JournalSteering, SequentialSearchCV
from .page import render
from .run import Run
from .sources.journals import is_journal
from .summary.assemble import make_tree, summarise
from .summary.trees import Setting


class LiveReport:
    """A run, read again whenever it has changed.

    Parameters
    ----------
    source : object
        The run as it was given.

    read : callable
        Reads it as a `Run`.

    data : tuple or None
        ``X`` and ``y``, if the search may be continued from here.
    """

    def __init__(
        self, source: Any, read: Callable[[], Run], data: tuple[Any, Any] | None = None
    ):
        self._source, self._read, self._data = source, read, data
        self._reading = threading.Lock()
        self._running = threading.Lock()
        self._known: tuple[str, Run] | None = None

    def revision(self) -> str:
        """Return a text that changes when trials or decisions arrive."""
        journal = self._journal()
        if journal is not None:
            files = (journal, Path(f"{journal}-wal"))
            return " ".join(_state(file) for file in files)
        file = _file_of(self._source)
        if file is not None:
            return _state(file)
        if hasattr(self._source, "get_trials"):  # an Optuna study
            states = [trial.state for trial in self._source.get_trials(deepcopy=False)]
            return str(hash(tuple(states)))
        return str(hash(getattr(self._source, "_history", None)))

    def status(self) -> dict[str, Any]:
        """Return in brief what goes on."""
        run = self._run()
        return {
            "revision": self.revision(),
            "running": self._goes_on(run),
            "can_run": self.can_run,
            "n_trials": len(run.outcomes),
        }

    def summary(self) -> dict[str, Any]:
        """Return what there is to see by now, see `summarise`."""
        run = self._run()
        return {**summarise(run, all_trees=False), "running": self._goes_on(run)}

    def page(self, *, door: str, token: str) -> str:
        """Return the page, see `render`."""
        return render(self.summary(), door=door, token=token)

    def tree(
        self,
        metric: str,
        scope: str,
        quantile: float,
        max_depth: int | None,
        min_samples_leaf: int | float | None,
    ) -> dict[str, Any]:
        """Return one decision tree, see `make_tree`."""
        setting = Setting(quantile, max_depth, min_samples_leaf)
        return make_tree(self._run(), metric, scope, setting)

    def decide(self, decisions: Mapping[str, Any]) -> int:
        """Hand decisions on to the search; return how many there were.

        Raises
        ------
        TypeError, ValueError
            If the run is no search, or if the decisions do not fit it; nothing is
            changed then.
        """
        if isinstance(self._source, SequentialSearchCV):
            search = self._source
            if self.is_running and search.journal is None:
                raise ValueError(
                    "A stage is running, and a search without a 'journal' can take "
                    "decisions up only between stages. Wait until the stage is over."
                )
        elif self._journal() is not None:
            search = JournalSteering(self._journal())
        else:
            raise ValueError(
                "This run cannot be steered: only a SequentialSearchCV follows "
                "decisions. Start one from these trials with "
                "SequentialSearchCV.from_results(...)."
            )
        search.apply_decisions(decisions)
        return len(decisions["decisions"])

    @property
    def can_run(self) -> bool:
        """Whether the next stage can be run from here."""
        return self._data is not None and not self.is_running

    @property
    def is_running(self) -> bool:
        """Whether a stage is running in this process."""
        return self._running.locked()

    def run_stage(self) -> None:
        """Run one more stage of the search; returns when it is over.

        Raises
        ------
        RuntimeError
            If it cannot be run from here, or if one is running.
        """
        if self._data is None or not self._running.acquire(blocking=False):
            raise RuntimeError(
                "A stage is running already."
                if self._data is not None
                else "The data to go on with are not here: serve(X, y) brings them."
            )
        search = self._source
        warm_start = search.warm_start
        try:
            n_stages = 1 + len(getattr(search, "stages_", ()))
            search.set_params(n_stages=n_stages, warm_start=True).fit(*self._data)
        finally:
            search.set_params(warm_start=warm_start)
            self._running.release()

    def _run(self) -> Run:
        with self._reading:
            revision = self.revision()
            if self._known is None or self._known[0] != revision:
                self._known = revision, self._read()
            return self._known[1]

    def _goes_on(self, run: Run) -> bool:
        return self.is_running or run.is_running

    def _journal(self) -> Path | None:
        """Return the file in which the run is written down, None if there is none."""
        path = self._source
        if isinstance(path, SequentialSearchCV):
            path = path.journal
        if not isinstance(path, (str, os.PathLike)) or not Path(path).is_file():
            return None
        return Path(path) if is_journal(Path(path)) else None


def _file_of(source: Any) -> Path | None:
    """Return the file that a run is in, None if it is in none."""
    if not isinstance(source, (str, os.PathLike)):
        return None
    path = Path(str(source).removeprefix("sqlite:///"))
    return path if path.is_file() else None


def _state(path: Path) -> str:
    try:
        found = path.stat()
    except OSError:
        return "none"
    if found.st_size == 0:  # such a file comes and goes with whoever reads
        return "none"
    return f"{found.st_mtime_ns}-{found.st_size}"
