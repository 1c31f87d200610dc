"""Puts a backup in the place of a database, changed beside it first and there at once.

The old database is never written over: it keeps its name with `.before-restore-` behind it, and
its log with it. Whoever calls holds the lock of the database from first to last.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

from bot.domain.restore import IdsLeftOut
from bot.ports.store import StorageError, Tx
from storage.files import sync_folder
from storage.sqlite.committer import Committer, Work
from storage.sqlite.connect import connect, connect_reader
from storage.sqlite.copies import (
    ASIDE,
    check_there,
    check_whole,
    connect_copy,
    copy_still,
    empty_file,
    sync_file,
)
from storage.sqlite.crash import no_crash
from storage.sqlite.errors import errors_made_known
from storage.sqlite.migrate import migrate
from storage.sqlite.prepare import check_file

T = TypeVar("T")

RESTORING = ".restoring"
BEFORE = ".before-restore-"
# More ids than a bot can have given since the backup. Buttons and receipts out there name ids of
# that time; none of them may ever come to mean another row.
IDS_LEFT_OUT = 1_000_000


class Restoring:
    """A copy of a backup, beside the database whose place it will take."""

    def __init__(self, connection: sqlite3.Connection, path: Path, database: Path) -> None:
        self._connection = connection
        self._committer = Committer(connection, no_crash)
        self._path = path
        self._database = database

    def run(self, fn: Callable[[Tx], T]) -> T:
        """Run `fn` as one transaction on the copy."""
        work = Work(fn)
        self._committer.alone(work)
        return work.result()

    def leave_ids_out(self) -> tuple[IdsLeftOut, ...]:
        """Never give the ids that may have been given since the backup; tell which those are."""
        left: list[IdsLeftOut] = []
        self._connection.execute("BEGIN").close()
        for name in _numbered_tables(self._connection):
            sql = "SELECT seq FROM sqlite_sequence WHERE name = ?"
            row = self._connection.execute(sql, (name,)).fetchone()
            last = 0 if row is None else int(row["seq"])
            self._connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", (name,)).close()
            self._connection.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)",
                (name, last + IDS_LEFT_OUT),
            ).close()
            left.append(IdsLeftOut(name, last + 1, last + IDS_LEFT_OUT))
        self._connection.execute("COMMIT").close()
        return tuple(left)

    def put_in_place(self, aside: Path) -> None:
        """Take the place of the database, which is kept under another name if there is one."""
        with errors_made_known():
            # Written anew, so that nothing of what was deleted here is left in it.
            self._connection.execute("VACUUM").close()
            check_whole(self._connection, self._path)
            self._connection.execute("PRAGMA journal_mode = WAL").close()
        self._connection.close()
        sync_file(self._path)
        keep_aside(self._database, aside)
        self._path.replace(self._database)
        sync_folder(self._database.parent)


@contextmanager
def restoring(backup: Path, database: Path) -> Generator[Restoring]:
    """Copy a backup beside a database, check it and bring it up to date; gone if not put in place.

    Raises:
        DatabaseDamagedError: if the backup is not a whole database of Knead.
        DatabaseTooNewError: if a newer Knead wrote it.
        StorageError: if it cannot be read, or nothing can be written beside the database.
    """
    check_there(backup)
    path = database.with_name(database.name + RESTORING)
    with _told_of(database), empty_file(path), errors_made_known():
        try:
            copy_still(backup, path)
            with closing(connect_copy(path)) as connection:
                check_whole(connection, backup)
                migrate(connection, no_crash)
                yield Restoring(connection, path, database)
        finally:
            discard(database)


def discard(database: Path) -> None:
    """Remove what an unfinished restore left beside a database: it may hold erased people."""
    path = database.with_name(database.name + RESTORING)
    for end in ("", *ASIDE):
        path.with_name(path.name + end).unlink(missing_ok=True)


def keep_aside(database: Path, aside: Path) -> None:
    """Give a database another name too, with all that its log holds; its own may be taken then.

    At no moment is there no database, and none without its log where the log was needed.
    """
    log = database.with_name(database.name + "-wal")
    if database.exists():
        if log.exists():
            _fold_in_log(database)
        _give_name(database, aside)
    if log.exists():  # of a database that is damaged or missing
        log.rename(aside.with_name(aside.name + "-wal"))
    database.with_name(database.name + "-shm").unlink(missing_ok=True)
    sync_folder(database.parent)


def _fold_in_log(database: Path) -> None:
    """Bring the log into the database; one that is not whole stays as it is."""
    try:
        check_file(database)
        with closing(connect_reader(str(database))) as connection:
            check_whole(connection, database)
        with closing(connect(str(database))) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
    except (StorageError, sqlite3.Error):
        return


def _give_name(database: Path, aside: Path) -> None:
    try:
        aside.hardlink_to(database)
    except OSError:  # some file systems know no second names
        shutil.copy2(database, aside)
        sync_file(aside)


def _numbered_tables(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Name the tables whose ids are never given twice."""
    sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'"
    return tuple(sorted(row["name"] for row in connection.execute(sql)))


@contextmanager
def _told_of(database: Path) -> Generator[None]:
    """Raise a fault of the disk as one line about the folder."""
    try:
        yield
    except OSError as error:
        name = os.fspath(error.filename or database)
        msg = f"{name} could not be written or read ({error.strerror})."
        raise StorageError(msg) from error
