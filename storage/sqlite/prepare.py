"""Makes sure, before anything is written, that a file is a whole database of ours, or makes one.

A new database is built beside its place and moved there when it is whole. So an empty or a torn
file in that place is never ours, and is refused instead of being written over.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.ports.store import DatabaseDamagedError, StorageError
from storage.files import sync_folder
from storage.sqlite.connect import connect, connect_reader
from storage.sqlite.crash import CrashAt, CrashPoint
from storage.sqlite.errors import errors_made_known, known
from storage.sqlite.migrate import APPLICATION_ID, check_number, check_version, migrate

# https://www.sqlite.org/fileformat2.html#the_database_header
_MAGIC = b"SQLite format 3\0"
_HEADER_BYTES = 100
_APPLICATION_ID_AT = 68
_USER_VERSION_AT = 60

_ADVICE = "Nothing was changed in it. Put a backup in its place, or move it away to begin anew."


def prepare(path: Path, crash_at: CrashAt) -> None:
    """Leave a whole and current database at a path; the caller holds its lock.

    Raises:
        DatabaseDamagedError: if what is there is not a whole database of Knead.
        DatabaseTooNewError: if a newer Knead wrote it.
        StorageError: if it cannot be written.
    """
    with errors_made_known():
        if not path.exists():
            _make(path, crash_at)
            return
        check_file(path)
        _check_writable(path)
        _check_content(path)
        with closing(connect(str(path))) as connection:
            migrate(connection, crash_at)


def check_file(path: Path) -> None:
    """Refuse, by its first bytes alone, what is not a database of ours, or of a newer Knead.

    Raises:
        DatabaseDamagedError: if it is not; the line says what it is instead.
        DatabaseTooNewError: if a newer Knead wrote it.
    """
    if not path.is_file():
        msg = f"{path} is not a file, so it cannot be the database."
        raise DatabaseDamagedError(msg)
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
    if not header:
        wrong = "is empty (0 bytes)"
    elif not header.startswith(_MAGIC) or len(header) < _HEADER_BYTES:
        wrong = "is not an SQLite database, or its beginning is damaged"
    elif int.from_bytes(header[_APPLICATION_ID_AT:][:4], "big") != APPLICATION_ID:
        wrong = "is a database of another program"
    else:
        # Before any connection, which would leave files beside it.
        check_number(int.from_bytes(header[_USER_VERSION_AT:][:4], "big"), str(path))
        return
    msg = f"{path} {wrong}. {_ADVICE}"
    raise DatabaseDamagedError(msg)


def _check_writable(path: Path) -> None:
    # The bits too: root may write where nobody was meant to.
    if not (os.access(path, os.W_OK) and path.stat().st_mode & 0o222):
        msg = f"{path} can only be read. Give the bot's user the right to write it."
        raise StorageError(msg)


def _check_content(path: Path) -> None:
    # Through a connection that cannot write: closing another would already change the file.
    try:
        with closing(connect_reader(str(path))) as connection:
            check_version(connection, str(path))
            found = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.Error as error:
        if not isinstance(known(error), DatabaseDamagedError):
            raise
        found = str(error)
    if found != "ok":
        msg = f"{path} is damaged ({' '.join(found.split())}). {_ADVICE}"
        raise DatabaseDamagedError(msg)


def _make(path: Path, crash_at: CrashAt) -> None:
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size:
        msg = (
            f"{path} is missing, but its log {log.name} is there and may hold what was saved last. "
            "Put the database back beside it, or move the log away to begin anew."
        )
        raise DatabaseDamagedError(msg)
    log.unlink(missing_ok=True)
    new = path.with_name(path.name + ".new")
    for leftover in path.parent.glob(new.name + "*"):
        leftover.unlink()
    # Made here and not by SQLite, so that nobody else on the machine can read it.
    os.close(os.open(new, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(connect(str(new))) as connection:
        migrate(connection, crash_at)
    crash_at(CrashPoint.MIGRATE_BEFORE_PLACED)
    new.rename(path)
    sync_folder(path.parent)
