"""Copies a database whole, also while a bot writes to it, and checks the copy.

The copy is written by SQLite itself (`VACUUM INTO`) from one unchanging view: nobody waits for
it, nothing that was deleted is in it, and it is one file without a log. `cp` can do none of that.
"""

import fcntl
import os
import sqlite3
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from bot.ports.store import DatabaseDamagedError, StorageError, Tx
from storage.files import sync_folder
from storage.sqlite.committer import Committer, Work
from storage.sqlite.connect import connect_reader
from storage.sqlite.crash import no_crash
from storage.sqlite.errors import errors_made_known
from storage.sqlite.prepare import check_file

UNFINISHED = ".unfinished"
# What SQLite may leave beside a file.
ASIDE = ("-journal", "-wal", "-shm")
_OWNER_ALONE = 0o600


def back_up(database: Path, target: Path, note: Callable[[Tx], None]) -> int:
    """Write a checked copy of a database to a new file; give its size in bytes.

    `note` runs on the copy before it is checked. The file is there whole or not at all, and only
    its owner can read it.

    Raises:
        StorageError: if the database cannot be read, or the file cannot be written or is there.
    """
    check_there(database)
    if os.path.lexists(target):
        msg = f"{target} is there already; nothing was written. Give a name that is still free."
        raise StorageError(msg)
    unfinished = target.with_name(target.name + UNFINISHED)
    with _told_of(target), _alone(unfinished), errors_made_known():
        copy_into(database, unfinished)
        with closing(connect_copy(unfinished)) as connection:
            run_on(connection, note)
            check_whole(connection, unfinished)
        sync_file(unfinished)
        unfinished.rename(target)
        sync_folder(target.parent)
    return target.stat().st_size


def check_there(database: Path) -> None:
    """Refuse what is not a database of ours.

    Raises:
        StorageError: if it is missing or is something else; the line says what.
    """
    if not database.exists():
        msg = f"There is no database at {database}."
        raise StorageError(msg)
    check_file(database)


def copy_into(database: Path, target: Path) -> None:
    """Write what a database holds at this moment into an empty file."""
    with closing(connect_reader(str(database))) as connection:
        # VACUUM INTO counts as a write there; the database itself is opened for reading alone.
        connection.execute("PRAGMA query_only = OFF").close()
        connection.execute("VACUUM INTO ?", (str(target),)).close()


def copy_still(database: Path, target: Path) -> None:
    """Write what a file holds that nobody writes to; without a log nothing is made beside it."""
    log = database.with_name(database.name + "-wal")
    if log.exists():
        copy_into(database, target)
        return
    place = f"file:{quote(str(database.absolute()))}?mode=ro&immutable=1"
    with closing(sqlite3.connect(place, isolation_level=None, uri=True)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),)).close()


def connect_copy(path: Path) -> sqlite3.Connection:
    """Open a copy that nobody else knows of: without a log, and synced by `sync_file` at its end."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.row_factory = sqlite3.Row
    for pragma in ("journal_mode = MEMORY", "synchronous = OFF", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}").close()
    connection.execute("PRAGMA temp_store = MEMORY").close()
    return connection


def run_on(connection: sqlite3.Connection, fn: Callable[[Tx], object]) -> None:
    """Run a function as one transaction of a connection."""
    work = Work(fn)
    Committer(connection, no_crash).alone(work)
    work.result()


def check_whole(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse a database whose pages, or rows that point at each other, are not whole.

    Raises:
        DatabaseDamagedError: naming the first fault.
    """
    found = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    if found == "ok" and connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        found = "rows point at others that are missing"
    if found != "ok":
        msg = f"{path} is damaged ({' '.join(found.split())})."
        raise DatabaseDamagedError(msg)


def sync_file(path: Path) -> None:
    """Bring a file to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def empty_file(path: Path) -> Generator[int]:
    """Give an empty file that only its owner can read, in place of what was left there."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, _OWNER_ALONE)
    try:
        try:
            # Let go of by the system, however this ends.
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            msg = f"{path} is being written by another command; wait for its end."
            raise StorageError(msg) from error
        os.fchmod(descriptor, _OWNER_ALONE)
        os.ftruncate(descriptor, 0)
        for end in ASIDE:
            path.with_name(path.name + end).unlink(missing_ok=True)
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def _alone(path: Path) -> Generator[None]:
    """Write a file for ourselves alone; it is gone if that fails."""
    with empty_file(path):
        try:
            yield
        except BaseException:
            path.unlink(missing_ok=True)
            raise


@contextmanager
def _told_of(target: Path) -> Generator[None]:
    """Raise a fault of the disk as one line about the file."""
    try:
        yield
    except OSError as error:
        msg = f"{target} could not be written ({error.strerror}); there is no backup."
        raise StorageError(msg) from error
