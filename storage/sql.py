"""Runs named SQL on one connection, with types: the one place that touches aiosql.

The SQL stands in `queries/*.sql`, a file a topic, and is written to run on SQLite and PostgreSQL.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol, cast

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


class Connection(Protocol):
    """What is asked of a connection here; aiosql asks for the rest."""

    @property
    def in_transaction(self) -> bool: ...


class Sql:
    """Named queries on one connection; the names and parameters are checked by a test.

    Outside a transaction every query raises NotSavedError: one that a database gave up in the
    middle, as SQLite does when the disk is full, would else be gone on with by halves.
    """

    __slots__ = ("_connection", "_queries")

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._queries = queries()

    def one(self, name: str, /, **parameters: Value) -> Row | None:
        """Run a query marked `^` and give its only row, if there is one."""
        return cast("Row | None", self._call(name, parameters))

    def value(self, name: str, /, **parameters: Value) -> Any:
        """Run a query marked `^` and give the first column of its only row; None without one."""
        row = self.one(name, **parameters)
        return None if row is None else row[0]

    def many(self, name: str, /, **parameters: Value) -> list[Row]:
        """Run a query without a mark and give all its rows."""
        return list(cast("Sequence[Row]", self._call(name, parameters)))

    def run(self, name: str, /, **parameters: Value) -> int:
        """Run a query marked `!` and give how many rows it touched."""
        return cast("int", self._call(name, parameters))

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
        self._call(name, {}, rows)

    def _call(
        self, name: str, parameters: Mapping[str, Value], *rows: Sequence[Mapping[str, Value]]
    ) -> object:
        if not self._connection.in_transaction:
            raise NotSavedError("There is no transaction; nothing was saved.")
        return getattr(self._queries, name)(self._connection, *rows, **parameters)
