"""Runs plain functions as transactions on one connection, alone or many in one commit."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Generic, TypeVar

from bot.ports.store import NotSavedError, Tx
from storage.sqlite.crash import CrashAt, CrashPoint
from storage.sqlite.errors import known
from storage.topics.transaction import SqlTx

T = TypeVar("T")


class Work(Generic[T]):
    """A function to run in a transaction, and what came of it."""

    __slots__ = ("_error", "_fn", "_value")

    def __init__(self, fn: Callable[[Tx], T]) -> None:
        self._fn = fn
        self._value: list[T] = []
        self._error: BaseException | None = None

    def run(self, tx: Tx) -> None:
        """Run the function; a second run forgets the first."""
        self._value.clear()
        self._error = None
        self._value.append(self._fn(tx))

    def fail(self, error: BaseException) -> None:
        """Note that nothing of this work is kept."""
        self._value.clear()
        self._error = known(error)

    @property
    def failed(self) -> bool:
        """Say whether nothing of it is kept."""
        return self._error is not None

    def result(self) -> T:
        """Give what the function gave, or raise what it raised."""
        if self._error is not None:
            raise self._error
        return self._value[0]


class TransactionGoneError(NotSavedError):
    """SQLite rolled the whole transaction back by itself, as it does when the disk is full."""


class Committer:
    """Commits work on one connection, in the thread that calls."""

    def __init__(self, connection: sqlite3.Connection, crash_at: CrashAt) -> None:
        self._connection = connection
        self._crash_at = crash_at
        self._tx = SqlTx(connection)

    def read(self, work: Work[T]) -> None:
        """Run work on one unchanging view of the database and keep nothing of it."""
        try:
            self._execute("BEGIN")
            work.run(self._tx)
        except BaseException as error:  # noqa: BLE001  # the caller of this work gets it
            work.fail(error)
        finally:
            self._roll_back()

    def alone(self, work: Work[T]) -> None:
        """Run work in a transaction of its own; all of it is kept, or none."""
        try:
            self._begin()
            work.run(self._tx)
            self._check_not_gone()
            self._commit()
        except BaseException as error:  # noqa: BLE001  # the caller of this work gets it
            self._roll_back()
            work.fail(error)
        else:
            self._committed([work])

    def together(self, batch: Sequence[Work[T]]) -> None:
        """Run each work in a savepoint of its own, and commit them all at once.

        One that raises is undone and harms no other. Where the transaction as a whole cannot
        stand (SQLite gave it up, or a constraint fails at the commit), each is run again alone.
        """
        if len(batch) == 1:
            self.alone(batch[0])
            return
        try:
            self._begin()
            for work in batch:
                self._in_savepoint(work)
            self._commit()
        except (TransactionGoneError, sqlite3.IntegrityError):
            self._roll_back()
            for work in batch:
                self.alone(work)
        except BaseException as error:  # noqa: BLE001  # each caller gets it
            self._roll_back()
            for work in batch:
                work.fail(error)
        else:
            self._committed(batch)

    def _begin(self) -> None:
        # IMMEDIATE: a reader that turns writer under WAL fails at once with SQLITE_BUSY.
        self._execute("BEGIN IMMEDIATE")

    def _in_savepoint(self, work: Work[T]) -> None:
        self._execute("SAVEPOINT one")
        try:
            work.run(self._tx)
        except BaseException as error:  # noqa: BLE001  # the caller of this work gets it
            work.fail(error)
        self._check_not_gone()
        if work.failed:
            self._execute("ROLLBACK TO one")
        self._execute("RELEASE one")

    def _check_not_gone(self) -> None:
        # The function may have hidden the error that came with it.
        if not self._connection.in_transaction:
            raise TransactionGoneError("The transaction was given up; nothing was saved.")

    def _commit(self) -> None:
        self._crash_at(CrashPoint.BEFORE_COMMIT)
        self._execute("COMMIT")

    def _committed(self, batch: Sequence[Work[T]]) -> None:
        """Pass the point after a commit; what is raised there reaches the callers."""
        try:
            self._crash_at(CrashPoint.AFTER_COMMIT)
        except BaseException as error:  # noqa: BLE001  # each caller gets it
            for work in batch:
                work.fail(error)

    def _roll_back(self) -> None:
        # SQLite may have rolled back already, or the BEGIN may have failed. A ROLLBACK that
        # cannot touch the disk still ends the transaction, and its error tells nothing new.
        if self._connection.in_transaction:
            with suppress(sqlite3.Error):
                self._execute("ROLLBACK")

    def let_go(self) -> None:
        """Keep nothing in memory of what was read before."""
        self._tx.let_go()

    def _execute(self, sql: str) -> None:
        self._tx.forget()
        self._connection.execute(sql).close()
