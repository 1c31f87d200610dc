"""Runs transactions in the caller's thread: for the simulation and for tests of steps."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Self, TypeVar

from bot.ports.store import Tx
from storage.sqlite.committer import Committer, Work
from storage.sqlite.connect import connect
from storage.sqlite.crash import CrashAt, no_crash
from storage.sqlite.lock import BotLock
from storage.sqlite.migrate import migrate
from storage.sqlite.prepare import prepare
from storage.sqlite.scrub import rewrite, try_to_empty_log

T = TypeVar("T")

_MEMORY = ":memory:"


class SqliteRunner:
    """A store without threads or waiting; fulfils `Store` too, so that loops can run on it."""

    def __init__(
        self, connection: sqlite3.Connection, lock: BotLock | None, crash_at: CrashAt
    ) -> None:
        self._connection = connection
        self._lock = lock
        self._committer = Committer(connection, crash_at)

    @classmethod
    def open(cls, path: Path | None = None, crash_point: CrashAt = no_crash) -> Self:
        """Open a database, made if it is not there; without a path one in memory.

        Raises:
            StorageError: as `SqliteStore.open` does.
        """
        if path is None:
            connection = connect(_MEMORY)
            migrate(connection, crash_point)
            return cls(connection, None, crash_point)
        lock = BotLock.take(path)
        try:
            prepare(path, crash_point)
            return cls(connect(str(path)), lock, crash_point)
        except BaseException:
            lock.release()
            raise

    def run(self, fn: Callable[[Tx], T]) -> T:
        """Run `fn` in a transaction and give its result once it is kept."""
        work = Work(fn)
        self._committer.alone(work)
        return work.result()

    async def transact(self, fn: Callable[[Tx], T]) -> T:
        """Run `fn` as `run` does, before anything else on the loop."""
        return self.run(fn)

    async def read(self, fn: Callable[[Tx], T]) -> T:
        """Run a read at once; a write in `fn` fails."""
        work = Work(fn)
        self._connection.execute("PRAGMA query_only = ON").close()
        try:
            self._committer.read(work)
        finally:
            self._connection.execute("PRAGMA query_only = OFF").close()
        return work.result()

    async def scrub(self) -> None:
        """Leave no byte of deleted rows behind."""
        rewrite(self._connection)
        try_to_empty_log(self._connection)

    @property
    def in_transaction(self) -> bool:
        """Say whether a transaction is open; between runs never."""
        return self._connection.in_transaction

    def close(self) -> None:
        """Close the database; one in memory is gone."""
        self._connection.close()
        if self._lock is not None:
            self._lock.release()
