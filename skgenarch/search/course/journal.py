"""The journal of a search: an SQLite file in which each finished fit is kept.

A search is what was tried and what was decided; everything else (scores, regions,
branches) follows from these. So candidates, outcomes of fits and decisions are the
rows of a journal, each written in a transaction of its own before the search goes on.
A process that dies at any moment loses the fits that were under way and nothing else.
"""

import json
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .decisions import Decision
from .fingerprint import describe_difference

_APPLICATION = 0x736B6761  # "skga", in the header of the file
_VERSION = 1
_SCHEMA = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE candidates (
    number INTEGER PRIMARY KEY, stage INTEGER NOT NULL, branch TEXT NOT NULL,
    sampler TEXT NOT NULL, key TEXT NOT NULL, params TEXT NOT NULL
);
CREATE TABLE fits (
    candidate INTEGER NOT NULL, split INTEGER NOT NULL, outcome TEXT NOT NULL,
    PRIMARY KEY (candidate, split)
);
CREATE TABLE stages (number INTEGER PRIMARY KEY, record TEXT NOT NULL);
CREATE TABLE decisions (
    number INTEGER PRIMARY KEY, action TEXT NOT NULL, rules TEXT NOT NULL,
    author TEXT NOT NULL, time TEXT NOT NULL, reason TEXT NOT NULL, stage INTEGER
);
"""
# Writes reach the disk itself, and not only the operating system, at least this often
# (in seconds): so they survive a power failure, and fits of milliseconds do not wait.
_SYNC_EVERY = 0.5


class Journal:
    """Rows of a search, in a file or in memory.

    Parameters
    ----------
    path : str, path-like or None
        The file, made on first use; None keeps the rows in memory only.

    contents : bytes or None, default=None
        What a journal in memory begins with: the `contents` of another.

    Raises
    ------
    ValueError
        If the file is not a journal, is damaged, comes from another version or
        cannot be written. It is then left as it was.

    Examples
    --------
    >>> from skgenarch.search.course.journal import Journal
    >>> with Journal(None) as journal:
    ...     journal.add_fit(0, 1, {"test_scores": 0.9})
    ...     journal.fits()
    {(0, 1): {'test_scores': 0.9}}
    """

    def __init__(
        self, path: str | os.PathLike | None, *, contents: bytes | None = None
    ):
        self.path = None if path is None else Path(path)
        self._synced = 0.0
        self._lock = None
        with self._explained():
            self._db = self._open(contents)

    def _open(self, contents):
        if self.path is None:
            db = sqlite3.connect(":memory:", isolation_level=None)
            if contents is None:
                _create(db)
            else:
                db.deserialize(contents)
            return db
        if not self.path.parent.is_dir():
            raise ValueError(
                f"The journal {str(self.path)!r} cannot be made: there is no folder "
                f"{str(self.path.parent)!r}."
            )
        new = not self.path.exists() or self.path.stat().st_size == 0
        if not new:
            _check_header(self.path)
        db = sqlite3.connect(self.path, timeout=10, isolation_level=None)
        try:
            if new:
                _create(db)
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if db.execute("PRAGMA application_id").fetchone()[0] != _APPLICATION:
                raise ValueError(
                    f"{str(self.path)!r} is a database, but not the journal of a "
                    "search. Choose another file."
                )
            if version != _VERSION:
                raise ValueError(
                    f"The journal {str(self.path)!r} has format {version}, this "
                    f"version of skgenarch reads format {_VERSION}. Start a new "
                    "journal, or read this one with the version that wrote it."
                )
            _write_ahead(db)
            if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise sqlite3.DatabaseError("its pages do not fit together")
        except BaseException:
            db.close()
            raise
        return db

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    def close(self) -> None:
        """Let the file go."""
        self._db.close()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def contents(self) -> bytes:
        """Return all rows of a journal in memory."""
        return self._db.serialize()

    def forget_trials(self) -> None:
        """Begin anew, with the decisions as the only thing that is known."""
        with self._explained(), self._transaction():
            for table in ("facts", "candidates", "fits", "stages"):
                self._db.execute(f"DELETE FROM {table}")
            self._db.execute("UPDATE decisions SET stage = NULL")

    def hold(self) -> None:
        """Keep other searches, not readers or decisions, away until `close`.

        Raises
        ------
        ValueError
            If another search holds the journal.
        """
        if self.path is None:
            return
        # A transaction on a file beside: it ends with the process, however that dies.
        lock = sqlite3.connect(
            f"{self.path.resolve()}-lock", timeout=0, isolation_level=None
        )
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            lock.close()
            raise ValueError(
                f"The journal {str(self.path)!r} is in use by another search. Wait "
                "until it ends, or choose another file."
            ) from error
        self._lock = lock

    # ---- what is searched

    def claim(self, facts: Mapping[str, str]) -> None:
        """Note what this search is about, or check that it is the same as before.

        Raises
        ------
        ValueError
            If the journal belongs to a search that differs; says in what.
        """
        with self._explained():
            known = dict(self._db.execute("SELECT name, value FROM facts"))
            difference = describe_difference(known, facts)
            if difference and self.candidates():
                where = "This search" if self.path is None else str(self.path)
                raise ValueError(
                    f"{where} cannot be continued, since something else would be "
                    f"searched: {difference}. Start a new journal, or a new search, or "
                    "give what was given before."
                )
            with self._transaction():
                self._db.executemany(
                    "INSERT OR REPLACE INTO facts VALUES (?, ?)", facts.items()
                )

    def facts(self) -> dict[str, str]:
        """Return what the search is about, by name."""
        with self._explained():
            return dict(self._db.execute("SELECT name, value FROM facts"))

    def fact(self, name: str, value: str) -> str:
        """Return a fact that is noted; if there is none, note this value."""
        with self._explained(), self._transaction():
            self._db.execute("INSERT OR IGNORE INTO facts VALUES (?, ?)", (name, value))
        return self.facts()[name]

    # ---- candidates, fits, stages

    def add_candidate(self, number, stage, branch, sampler, key, params) -> None:
        """Add a candidate; `key` and `params` are plain data for JSON."""
        row = (number, stage, branch, sampler, json.dumps(key), json.dumps(params))
        with self._explained(), self._transaction():
            self._db.execute("INSERT INTO candidates VALUES (?, ?, ?, ?, ?, ?)", row)

    def candidates(self) -> list[dict[str, Any]]:
        """Return the candidates in order."""
        with self._explained():
            rows = self._db.execute("SELECT * FROM candidates ORDER BY number")
            names = [column[0] for column in rows.description]
            found = [dict(zip(names, row, strict=True)) for row in rows]
        for row in found:
            row["key"] = json.loads(row["key"])
            row["params"] = json.loads(row["params"])
        return found

    def add_fit(self, candidate: int, split: int, outcome: Mapping[str, Any]) -> None:
        """Add the outcome of a fit: plain numbers, text, None, and dicts of them."""
        row = (candidate, split, json.dumps(outcome))
        with self._explained(), self._transaction():
            self._db.execute("INSERT INTO fits VALUES (?, ?, ?)", row)

    def fits(self) -> dict[tuple[int, int], dict[str, Any]]:
        """Return the outcomes by candidate and split."""
        with self._explained():
            rows = self._db.execute("SELECT candidate, split, outcome FROM fits")
            return {
                (candidate, split): json.loads(outcome)
                for candidate, split, outcome in rows
            }

    def set_stage(self, number: int, record: Mapping[str, Any]) -> None:
        """Write down what a stage found, for readers of the journal."""
        with self._explained(), self._transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO stages VALUES (?, ?)",
                (number, json.dumps(record)),
            )

    def stages(self) -> list[dict[str, Any]]:
        """Return the records of the stages in order."""
        with self._explained():
            rows = self._db.execute("SELECT record FROM stages ORDER BY number")
            return [json.loads(record) for (record,) in rows]

    # ---- decisions

    def add_decisions(self, decisions: Iterable[Decision]) -> None:
        """Add what people decided, all of it or nothing; numbers are given anew."""
        with self._explained(), self._transaction():
            self._db.executemany(
                "INSERT INTO decisions (action, rules, author, time, reason) "
                "VALUES (?, ?, ?, ?, ?)",
                [
                    (d.action, json.dumps(d.rules), d.author, d.time, d.reason)
                    for d in decisions
                ],
            )

    def decisions(self) -> list[Decision]:
        """Return all decisions in order."""
        with self._explained():
            rows = self._db.execute("SELECT * FROM decisions ORDER BY number")
            return [
                Decision(number, action, json.loads(rules), author, when, reason, stage)
                for number, action, rules, author, when, reason, stage in rows
            ]

    def is_waiting(self) -> bool:
        """Tell whether there are decisions that no stage has seen yet."""
        return any(decision.stage is None for decision in self.decisions())

    def take_up(self, stage: int) -> list[Decision]:
        """Mark what was decided since as valid from this stage; return all that is.

        A stage that is repeated, after a resume, finds the decisions it had.
        """
        with self._explained(), self._transaction():
            begun = self._db.execute(
                "SELECT COUNT(*) FROM candidates WHERE stage >= ?", (stage,)
            ).fetchone()[0]
            if not begun:
                self._db.execute(
                    "UPDATE decisions SET stage = ? WHERE stage IS NULL", (stage,)
                )
        return [
            decision
            for decision in self.decisions()
            if decision.stage is not None and decision.stage <= stage
        ]

    # ---- how it is written

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Let nobody else write in between; whatever is raised undoes all of it."""
        with self._explained(), self._transaction():
            yield

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        if self._db.in_transaction:  # part of a larger one
            yield
            return
        now = time.monotonic()
        sync = now - self._synced > _SYNC_EVERY
        self._db.execute(f"PRAGMA synchronous = {'FULL' if sync else 'NORMAL'}")
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")
        if sync:
            self._synced = now

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError, json.JSONDecodeError) as error:
            raise ValueError(
                f"The journal {str(self.path)!r} cannot be used: {error}. It is left "
                "as it is: make it readable and writable if it is not, restore a copy "
                "if it is damaged, or choose another file."
            ) from error


def _create(db: sqlite3.Connection) -> None:
    db.execute("BEGIN IMMEDIATE")
    # Of two processes that create one file at once, the second finds it complete.
    if db.execute("PRAGMA application_id").fetchone()[0] != _APPLICATION:
        for statement in _SCHEMA.split(";"):
            db.execute(statement)
        db.execute(f"PRAGMA application_id = {_APPLICATION}")
        db.execute(f"PRAGMA user_version = {_VERSION}")
    db.execute("COMMIT")


def _write_ahead(db: sqlite3.Connection, patience: float = 10.0) -> None:
    """Let people read, and decide, while a search writes."""
    # To change the mode SQLite wants the file alone and does not wait for it, whatever
    # the timeout: of several processes at one new file, the others try once more.
    until = time.monotonic() + patience
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.01)


def _check_header(path: Path) -> None:
    """Refuse what is no database before SQLite leaves files beside it."""
    with path.open("rb") as file:
        header = file.read(16)
    if header != b"SQLite format 3\x00":
        raise sqlite3.DatabaseError("it is not an SQLite file")
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        raise PermissionError("it, or its folder, is read-only")
