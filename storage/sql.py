"""Runs named SQL on one connection, with types: the one place that touches aiosql.

The SQL stands in `queries/*.sql`, a file a topic, and is written to run on SQLite and PostgreSQL.
aiosql loads, names and checks it; its text is then run without aiosql's layers between, which
took longer than SQLite itself on a row found by its key.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import aiosql
from aiosql.queries import Queries

from bot.ports.store import NotSavedError

QUERIES_DIR = Path(__file__).parent / "queries"

Value = str | int | float | bytes | None


class Row(Protocol):
    """One row, read by the names of its columns."""

    # Any: the schema, not the type checker, knows what a column holds; the topic that reads it
    # puts it into a dataclass at once.
    def __getitem__(self, column: str | int, /) -> Any: ...


@cache
def queries() -> Queries:
    """Load all named queries; the same for every connection.

    Raises:
        aiosql.SQLLoadException: if two files give one name to two queries.
    """
    # attribute=None: no `:row.column` parameters, so none is looked for.
    loaded: Queries = aiosql.from_path(QUERIES_DIR, "sqlite3", attribute=None)  # pyright: ignore[reportUnknownMemberType]  # two of its parameters are untyped
    return loaded


@cache
def _texts() -> Mapping[str, str]:
    """Give the text of each named query, in the form that the driver reads."""
    loaded = queries()
    names = [name for name in loaded.available_queries if not name.endswith("_cursor")]
    return {name: getattr(loaded, name).sql for name in names}


class Cursor(Protocol):
    """What is asked of the result of a query."""

    @property
    def rowcount(self) -> int: ...
    def fetchone(self) -> Any: ...  # a Row or None, as the connection was told
    def fetchall(self) -> list[Any]: ...
    def executemany(self, sql: str, rows: Sequence[Mapping[str, Value]], /) -> object: ...
    def close(self) -> None: ...


class Connection(Protocol):
    """What is asked of a connection."""

    @property
    def in_transaction(self) -> bool: ...
    def execute(self, sql: str, parameters: Mapping[str, Value], /) -> Cursor: ...
    def cursor(self) -> Cursor: ...


class Sql:
    """Named queries on one connection; the names and parameters are checked by a test.

    Outside a transaction every query raises NotSavedError: one that a database gave up in the
    middle, as SQLite does when the disk is full, would else be gone on with by halves.
    """

    __slots__ = ("_connection", "_texts")

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._texts = _texts()

    def one(self, name: str, /, **parameters: Value) -> Row | None:
        """Run a query marked `^` and give its only row, if there is one."""
        cursor = self._execute(name, parameters)
        row: Row | None = cursor.fetchone()
        cursor.close()
        return row

    def value(self, name: str, /, **parameters: Value) -> Any:
        """Run a query marked `^` and give the first column of its only row; None without one."""
        row = self.one(name, **parameters)
        return None if row is None else row[0]

    def many(self, name: str, /, **parameters: Value) -> list[Row]:
        """Run a query without a mark and give all its rows."""
        cursor = self._execute(name, parameters)
        rows: list[Row] = cursor.fetchall()
        cursor.close()
        return rows

    def run(self, name: str, /, **parameters: Value) -> int:
        """Run a query marked `!` and give how many rows it touched."""
        cursor = self._execute(name, parameters)
        touched = cursor.rowcount
        cursor.close()
        return touched

    def run_on_one(self, name: str, /, **parameters: Value) -> None:
        """Run a query marked `!` that is about one row.

        Raises:
            LookupError: if that row is not there.
        """
        if self.run(name, **parameters) != 1:
            msg = f"{name}: there is no such row"
            raise LookupError(msg)

    def run_each(self, name: str, rows: Sequence[Mapping[str, Value]], /) -> None:
        """Run a query marked `*!` once for each set of parameters."""
        self._check_in_transaction()
        cursor = self._connection.cursor()
        try:
            cursor.executemany(self._texts[name], rows)
        finally:
            cursor.close()

    def _execute(self, name: str, parameters: Mapping[str, Value]) -> Cursor:
        self._check_in_transaction()
        return self._connection.execute(self._texts[name], parameters)

    def _check_in_transaction(self) -> None:
        if not self._connection.in_transaction:
            raise NotSavedError("There is no transaction; nothing was saved.")
