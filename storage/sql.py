"""Runs named SQL on one connection, with types: the one place that touches aiosql.

The SQL stands in `queries/*.sql`, a file a topic, and is written to run on SQLite and PostgreSQL.
aiosql loads, names and checks it; its text is then run without aiosql's layers between, which
took longer than SQLite itself on a row found by its key.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

import aiosql
from aiosql.queries import Queries

from bot.ports.store import NotSavedError

QUERIES_DIR = Path(__file__).parent / "queries"

Value = str | int | float | bytes | None
T = TypeVar("T")

MOST_MADE = 8192  # values made of rows that are kept at hand: some megabytes


class Row(Protocol):
    """One row, read by the names of its columns."""

    # Any: the schema, not the type checker, knows what a column holds; the topic that reads it
    # puts it into a dataclass at once.
    def __getitem__(self, column: str | int, /) -> Any: ...
    def __iter__(self) -> Iterator[Value]: ...


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

    What `found` and `found_all` gave is remembered until anything else is run here, or a
    transaction begins or ends: a step asks for the same few rows over and over. The values made
    of rows are kept at hand for longer, by all that stood in the row.
    """

    __slots__ = ("_connection", "_known", "_made", "_texts")

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._texts = _texts()
        self._known: dict[tuple[Value, ...], Any] = {}  # Any: what was made of a row, or of rows
        self._made: dict[tuple[object, ...], Any] = {}

    def forget(self) -> None:
        """Remember nothing that was read: from here on it may read otherwise."""
        self._known.clear()

    def let_go(self) -> None:
        """Keep no value at hand: what was deleted for good is not to stay in memory."""
        self._made.clear()

    def found(self, name: str, make: Callable[[Row], T], /, **parameters: Value) -> T | None:
        """Run a query marked `^` that writes nothing, and give what is made of its only row."""
        asked = (name, *parameters.values())
        if asked not in self._known or not self._connection.in_transaction:
            rows = self._rows(name, parameters)
            self._known[asked] = self._make(make, rows[0]) if rows else None
        found: T | None = self._known[asked]
        return found

    def found_all(self, name: str, make: Callable[[Row], T], /, **parameters: Value) -> list[T]:
        """Run a query without a mark that writes nothing, and give what is made of its rows."""
        asked = (name, *parameters.values())
        if asked not in self._known or not self._connection.in_transaction:
            rows = self._rows(name, parameters)
            self._known[asked] = [self._make(make, row) for row in rows]
        found: list[T] = self._known[asked]
        return found.copy()

    def one(self, name: str, /, **parameters: Value) -> Row | None:
        """Run a query marked `^`, which may write, and give its only row, if there is one."""
        self.forget()
        rows = self._rows(name, parameters)
        return rows[0] if rows else None

    def value(self, name: str, /, **parameters: Value) -> Any:
        """Run a query marked `^` and give the first column of its only row; None without one."""
        row = self.one(name, **parameters)
        return None if row is None else row[0]

    def many(self, name: str, /, **parameters: Value) -> list[Row]:
        """Run a query without a mark, which writes nothing, and give all its rows."""
        return self._rows(name, parameters)

    def run(self, name: str, /, **parameters: Value) -> int:
        """Run a query marked `!` and give how many rows it touched."""
        self.forget()
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
        self.forget()
        self._check_in_transaction()
        cursor = self._connection.cursor()
        try:
            cursor.executemany(self._texts[name], rows)
        finally:
            cursor.close()

    def _make(self, make: Callable[[Row], T], row: Row) -> T:
        # A row seldom differs from what it was when it was read last: the very same value then.
        values = (make, *row)
        made: T | None = self._made.get(values)
        if made is None:
            if len(self._made) >= MOST_MADE:
                self._made.clear()
            made = self._made[values] = make(row)
        return made

    def _rows(self, name: str, parameters: Mapping[str, Value]) -> list[Row]:
        cursor = self._execute(name, parameters)
        rows: list[Row] = cursor.fetchall()
        cursor.close()
        return rows

    def _execute(self, name: str, parameters: Mapping[str, Value]) -> Cursor:
        self._check_in_transaction()
        return self._connection.execute(self._texts[name], parameters)

    def _check_in_transaction(self) -> None:
        if not self._connection.in_transaction:
            raise NotSavedError("There is no transaction; nothing was saved.")
