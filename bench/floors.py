"""The floors: the same statements, pragmas and bytes as the bot's, run by `sqlite3` alone.

Each statement is noted, with its parameters, while the bot's own code runs it once on a copy of
the database. The floor then runs the notes again: nothing of the bot stands between.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bot.ports.store import Tx
from storage.sql import Cursor, Value
from storage.sqlite.connect import connect
from storage.topics.transaction import SqlTx

SYNCS = 200
SYNCED_BYTES = 4096  # one page of a database


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with its parameters, as the bot runs it."""

    sql: str
    parameters: Mapping[str, Value]


Transaction = tuple[Statement, ...]


class ListOfParametersError(TypeError):
    """A statement was run over a list of parameters, which no workload of a floor does."""


class NotedConnection:
    """Stands before a connection and notes what is run on it; fulfils `storage.sql.Connection`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.noted: list[Statement] = []

    @property
    def in_transaction(self) -> bool:
        """Say whether a transaction is open."""
        return self._connection.in_transaction

    def execute(self, sql: str, parameters: Mapping[str, Value], /) -> Cursor:
        """Note a statement, and run it."""
        self.noted.append(Statement(sql, parameters))
        return self._connection.execute(sql, parameters)

    def cursor(self) -> Cursor:
        """Refuse: see the error."""
        raise ListOfParametersError


def note_transactions(
    path: Path, fns: Iterable[Callable[[Tx], object]]
) -> tuple[Transaction, ...]:
    """Run functions as transactions on a database, which they change, and note each one."""
    connection = connect(str(path))
    noted = NotedConnection(connection)
    tx = SqlTx(noted)
    found: list[Transaction] = []
    # One commit for all: only what is run is asked here, not what it costs.
    connection.execute("BEGIN IMMEDIATE")
    for fn in fns:
        fn(tx)
        found.append(tuple(noted.noted))
        noted.noted.clear()
    connection.execute("COMMIT")
    connection.close()
    return tuple(found)


def open_raw(path: Path) -> sqlite3.Connection:
    """Open a database with the bot's own pragmas, and rows that are plain tuples."""
    connection = connect(str(path))
    connection.row_factory = None
    return connection


def run_raw(
    connection: sqlite3.Connection, transactions: Sequence[Transaction], per_commit: int = 1
) -> None:
    """Run transactions, so many to a commit, and take the rows that they give."""
    execute = connection.cursor().execute
    for first in range(0, len(transactions), per_commit):
        execute("BEGIN IMMEDIATE")
        for transaction in transactions[first : first + per_commit]:
            for statement in transaction:
                execute(statement.sql, statement.parameters).fetchall()
        execute("COMMIT")


def sync_seconds(folder: Path) -> float:
    """Give what it takes to append a page to a file and bring it to the disk: the median."""
    path, page = folder / "synced", bytes(SYNCED_BYTES)
    taken: list[float] = []
    with path.open("ab", buffering=0) as file:
        for _ in range(SYNCS):
            began = time.perf_counter()
            file.write(page)
            os.fsync(file.fileno())
            taken.append(time.perf_counter() - began)
    path.unlink()
    return median(taken)
