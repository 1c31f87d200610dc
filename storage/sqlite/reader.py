"""Reads a database beside a running bot: no lock, no write, no waiting for either."""

import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TypeVar

from bot.ports.store import StorageError, Tx
from storage.sqlite.committer import Committer, Work
from storage.sqlite.connect import connect_reader
from storage.sqlite.crash import no_crash
from storage.sqlite.errors import errors_made_known
from storage.sqlite.migrate import check_version, migrations, version_of
from storage.sqlite.prepare import check_file

T = TypeVar("T")


class SqliteReader:
    """Runs plain functions on unchanging views of a database; a write in one fails."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._committer = Committer(connection, no_crash)

    def read(self, fn: Callable[[Tx], T]) -> T:
        """Run `fn` on one unchanging view, and give its result."""
        work = Work(fn)
        self._committer.read(work)
        return work.result()

    def close(self) -> None:
        """Close the database."""
        self._connection.close()


def open_reader(path: Path) -> SqliteReader:
    """Open a database that a bot may be running on.

    Raises:
        DatabaseDamagedError: if the file is not a database of Knead.
        DatabaseTooNewError: if a newer Knead wrote it.
        StorageError: if it is not there, or waits to be brought up to date.
    """
    if not path.exists():
        msg = f"There is no database at {path}."
        raise StorageError(msg)
    check_file(path)
    with ExitStack() as opened, errors_made_known():
        connection = opened.enter_context(closing(connect_reader(str(path))))
        check_version(connection, str(path))
        _check_not_older(connection, path)
        opened.pop_all()
    return SqliteReader(connection)


def _check_not_older(connection: sqlite3.Connection, path: Path) -> None:
    if version_of(connection) < migrations()[-1].number:
        msg = (
            f"{path} was written by an older Knead. Start the bot once: that brings it up to date."
        )
        raise StorageError(msg)
