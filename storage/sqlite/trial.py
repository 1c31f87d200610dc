"""A store for made-up worlds: in the caller's thread, and open about all that it holds."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from bot.ports.figures import Ended, TableSize
from bot.ports.store import Tx
from storage.sqlite.committer import Work
from storage.sqlite.ledger_rows import SqliteLedger
from storage.sqlite.runner import SqliteRunner

T = TypeVar("T")
_TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
)
_ENDS = (
    "SELECT state, reason, count(*) FROM delivery GROUP BY state, reason ORDER BY state, reason"
)


class SqliteTrial(SqliteRunner):
    """A `SqliteRunner` that somebody can look into from outside."""

    def look(self, fn: Callable[[Tx], T]) -> T:
        """Run a read that passes no crash point."""
        work = Work(fn)
        self._committer.read(work)
        return work.result()

    def books(self) -> SqliteLedger:
        """Give the books as they stand."""
        return SqliteLedger(self._connection)

    def content(self) -> bytes:
        """Give every byte of the database, and of its log if it is a file."""
        path = self._path()
        if path is None:
            return self._connection.serialize()
        log = path.with_name(f"{path.name}-wal")
        return path.read_bytes() + (log.read_bytes() if log.exists() else b"")

    def sizes(self) -> Sequence[TableSize]:
        """Count the rows of every table."""
        return [
            TableSize(name, self._all(f'SELECT count(*) FROM "{name}"')[0][0])  # noqa: S608  # a name out of the schema itself
            for (name,) in self._all(_TABLES)
        ]

    def ends(self) -> Sequence[Ended]:
        """Count the deliveries by state and reason."""
        return [Ended(*row) for row in self._all(_ENDS)]

    def log_bytes(self) -> int:
        """Give the size of the write-ahead log."""
        path = self._path()
        log = None if path is None else path.with_name(f"{path.name}-wal")
        return 0 if log is None or not log.exists() else log.stat().st_size

    def _path(self) -> Path | None:
        path: str = self._all("PRAGMA database_list")[0]["file"]
        return Path(path) if path else None

    def _all(self, sql: str) -> list[sqlite3.Row]:
        with closing(self._connection.execute(sql)) as cursor:
            return cursor.fetchall()
