"""Makes sure, before anything is written, that a file is a whole database of ours, or makes one.

A new database is built beside its place and moved there when it is whole. So an empty or a torn
file in that place is never ours, and is refused instead of being written over.
"""

import os
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from bot.ports.store import DatabaseDamagedError, NotSavedError, StorageError
from storage.files import sync_folder
from storage.sqlite.connect import connect, connect_checker, connect_reader
from storage.sqlite.crash import CrashAt, CrashPoint, no_crash
from storage.sqlite.errors import errors_made_known, known
from storage.sqlite.log_check import log_of, loses_commits, read_index
from storage.sqlite.migrate import (
    APPLICATION_ID,
    check_number,
    check_version,
    migrate,
    migrations,
    version_of,
)

# https://www.sqlite.org/fileformat2.html#the_database_header
_MAGIC = b"SQLite format 3\0"
_HEADER_BYTES = 100
_APPLICATION_ID_AT = 68
_USER_VERSION_AT = 60
_READ_WITH_AT, _LOGGED = 19, 2  # its changes are written to a log first

_ADVICE = (
    "Nothing was changed in it. Restore a backup with `knead restore FILE`, "
    "or move it away to begin anew."
)
_WRITE_RIGHT = "Give the bot's user the right to write it."
# All rules of the tables and all indexes are checked: 2 to 3 s for each 100 MB. A larger database
# has to do with a look at its pages: 0.3 s for each.
FULLY_CHECKED_UP_TO_BYTES = 1024 * 1024 * 1024
_COLUMNS = """
    SELECT t.name, c.name, c.type, c."notnull", c.pk
    FROM sqlite_master AS t, pragma_table_info(t.name) AS c WHERE t.type = 'table'
"""
_PROGRAMS = "SELECT content_hash, CAST(body AS BLOB) FROM program_version"


def prepare(path: Path, crash_at: CrashAt) -> None:
    """Leave a whole and current database at a path; the caller holds its lock.

    Raises:
        DatabaseDamagedError: if what is there is not a whole database of Knead.
        DatabaseTooNewError: if a newer Knead wrote it.
        StorageError: if it cannot be written.
    """
    with _told_with(path), errors_made_known():
        if not path.exists():
            _make(path, crash_at)
            return
        check_file(path)
        _check_writable(path)
        _check_content(path)
        with closing(connect(str(path))) as connection:
            migrate(connection, crash_at)


@contextmanager
def _told_with(path: Path) -> Generator[None]:
    """Name the database in what is told of a fault of the system."""
    try:
        yield
    except NotSavedError as error:
        msg = f"{path} cannot be opened. {error}"
        raise NotSavedError(msg) from error
    except OSError as error:
        msg = f"{path} cannot be opened ({error.strerror}). Make sure that the bot's user may read and write it."
        raise StorageError(msg) from error


def check_file(path: Path) -> None:
    """Refuse, by its first bytes alone, what is not a database of ours, or of a newer Knead.

    Raises:
        DatabaseDamagedError: if it is not; the line says what it is instead.
        DatabaseTooNewError: if a newer Knead wrote it.
    """
    if not path.is_file():
        msg = f"{path} is not a file, so it cannot be the database. {_ADVICE}"
        raise DatabaseDamagedError(msg)
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
    if not header:
        wrong = "is empty (0 bytes)"
    elif not header.startswith(_MAGIC) or len(header) < _HEADER_BYTES:
        wrong = "is not an SQLite database, or its beginning is damaged"
    elif int.from_bytes(header[_APPLICATION_ID_AT:][:4], "big") != APPLICATION_ID:
        wrong = "is a database of another program"
    elif header[_READ_WITH_AT] != _LOGGED and _holds_something(log_of(path)):
        wrong = f"does not know of its log {log_of(path).name}, so its beginning is damaged"
    else:
        # Before any connection, which would leave files beside it.
        check_number(int.from_bytes(header[_USER_VERSION_AT:][:4], "big"), str(path))
        return
    msg = f"{path} {wrong}. {_ADVICE}"
    raise DatabaseDamagedError(msg)


def _holds_something(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


def _check_writable(path: Path) -> None:
    # The folder too: the log is made in it.
    for each in (path, path.parent):
        # The bits too: root may write where nobody was meant to.
        if not (os.access(each, os.W_OK) and each.stat().st_mode & 0o222):
            msg = f"{each} can only be read. {_WRITE_RIGHT}"
            raise StorageError(msg)


def _check_content(path: Path) -> None:
    # Before any connection, which would make the index of the log anew.
    index = read_index(path)
    try:
        # Through a connection that cannot write: who closes last would change the file otherwise.
        with closing(connect_reader(str(path))) as reader:
            check_version(reader, str(path))
            if loses_commits(path, index, read_index(path)):
                found = f"in its log {log_of(path).name}: what was saved last cannot be read"
            else:
                with closing(connect_checker(str(path))) as connection:
                    found = _first_fault(connection, path)
    except sqlite3.Error as error:
        if isinstance(known(error), NotSavedError):
            raise
        found = str(error)  # also what SQLite has no name for: a file of ours gives no error
    except UnicodeDecodeError:  # raised while the sqlite3 module read the words of an error
        found = "words of its tables are no text"
    if found != "ok":
        msg = f"{path} is damaged ({' '.join(found.split())}). {_ADVICE}"
        raise DatabaseDamagedError(msg)


def _first_fault(connection: sqlite3.Connection, path: Path) -> str:
    """Name the first fault in pages, indexes, rows and programs; "ok" where there is none."""
    connection.text_factory = _as_text  # what is damaged may be no text any more
    check = "integrity_check"
    if path.stat().st_size > FULLY_CHECKED_UP_TO_BYTES:
        check = "quick_check"
        connection.execute("PRAGMA ignore_check_constraints = ON").close()
    found = str(connection.execute(f"PRAGMA {check}(1)").fetchone()[0])
    if found != "ok":
        return found
    # A letter of a column's name may be what is damaged; an older version is not known by heart.
    if version_of(connection) == migrations()[-1].number and not _columns() <= _columns_of(
        connection
    ):
        return "its tables are not those of Knead"
    if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        return "a row points at one that is not there"
    for content_hash, body in connection.execute(_PROGRAMS):
        # One bit of it may be the seconds of somebody's exercise.
        if sha256(body).hexdigest() != content_hash:
            return "a program is not what it was"
    return "ok"


@lru_cache(maxsize=1)
def _columns() -> frozenset[tuple[object, ...]]:
    """Give the columns of a new database."""
    with closing(connect(":memory:")) as connection:
        migrate(connection, no_crash)
        return _columns_of(connection)


def _columns_of(connection: sqlite3.Connection) -> frozenset[tuple[object, ...]]:
    return frozenset(tuple(row) for row in connection.execute(_COLUMNS))


def _as_text(raw: bytes) -> str:
    return raw.decode(errors="replace")


def _make(path: Path, crash_at: CrashAt) -> None:
    log = log_of(path)
    if _holds_something(log):
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
