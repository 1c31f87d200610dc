"""Looks at a database without touching it: no lock is held, nothing is written or made."""

import fcntl
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bot.ports.store import StorageError
from storage.sqlite.connect import connect_reader
from storage.sqlite.copies import check_there
from storage.sqlite.errors import errors_made_known
from storage.sqlite.log_check import log_of
from storage.sqlite.migrate import migrations, version_of
from storage.sqlite.restore import BEFORE, RESTORING

_ZONES = "SELECT DISTINCT zone FROM person WHERE zone IS NOT NULL ORDER BY 1"
_NOTED = "SELECT value FROM meta WHERE key = ?"
# Two connections that wrote and checkpointed at one moment could damage the file in every version
# before these: https://www.sqlite.org/wal.html#the_wal_reset_bug.
_MENDED = ((3, 51, 3), (3, 50, 7), (3, 44, 6))

# https://www.sqlite.org/fileformat2.html#file_format_version_numbers
_WRITE_VERSION_AT = 18
_WAL = b"\x02"


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseHealth:
    """What a look at a database found."""

    fault: str  # "ok", or the first that is wrong with pages or rows
    version: int
    newest_version: int
    is_wal: bool  # whether its commits go to a log first
    bytes: int
    log_bytes: int
    zones: tuple[str, ...]  # that people live in
    last_at: int  # the last instant of people's time that was noted
    offset_s: int  # how far people's time runs ahead of the host's
    changed_at: int  # when the file or its log was last written, by the host's clock
    scrub_is_owed: bool


def look_at(database: Path) -> DatabaseHealth:
    """Look at a database, beside a running bot or without one.

    Raises:
        StorageError: if it is not there, not ours, of a newer Knead, or cannot be read.
    """
    check_there(database)
    log = log_of(database)
    log_stat = log.stat() if log.exists() else None
    with errors_made_known(), closing(_connect(database)) as connection:
        noted = {key: _noted(connection, key) for key in _KEYS}
        return DatabaseHealth(
            fault=_fault(connection),
            version=version_of(connection),
            newest_version=migrations()[-1].number,
            is_wal=_is_wal(database),
            bytes=database.stat().st_size,
            log_bytes=0 if log_stat is None else log_stat.st_size,
            zones=tuple(str(row[0]) for row in connection.execute(_ZONES)),
            last_at=noted["last_at"],
            offset_s=noted["clock_offset_s"],
            changed_at=int(max(database.stat().st_mtime, log_stat.st_mtime if log_stat else 0)),
            scrub_is_owed=noted["deleted_no"] > noted["scrubbed_no"],
        )


_KEYS = ("last_at", "clock_offset_s", "deleted_no", "scrubbed_no")


def _connect(database: Path) -> sqlite3.Connection:
    if log_of(database).exists():
        return connect_reader(str(database))
    # Without a log nobody writes, and a plain connection would make files beside it.
    place = f"file:{quote(str(database.absolute()))}?mode=ro&immutable=1"
    return sqlite3.connect(place, isolation_level=None, uri=True)


def _is_wal(database: Path) -> bool:
    # The header says so; a connection that cannot write would not tell.
    with database.open("rb") as file:
        file.seek(_WRITE_VERSION_AT)
        return file.read(1) == _WAL


def _noted(connection: sqlite3.Connection, key: str) -> int:
    row = connection.execute(_NOTED, (key,)).fetchone()
    return int(row[0]) if row is not None and str(row[0]).isdecimal() else 0


def _fault(connection: sqlite3.Connection) -> str:
    found = " ".join(str(connection.execute("PRAGMA quick_check(1)").fetchone()[0]).split())
    if found == "ok" and connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        return "rows point at others that are missing"
    return found


def is_bot_running(database: Path) -> bool:
    """Tell whether a bot, or a command that keeps bots out, is at work on a database.

    Raises:
        StorageError: if the lock cannot be looked at.
    """
    path = database.with_name(database.name + ".lock")
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return False
    except OSError as error:
        msg = f"{path} cannot be read ({error.strerror})."
        raise StorageError(msg) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def sqlite_version() -> str:
    """Give the version of SQLite at work."""
    return sqlite3.sqlite_version


def is_sqlite_mended(version: tuple[int, int, int] = sqlite3.sqlite_version_info) -> bool:
    """Tell whether a version has the mended reset of the log, which came in 3.51.3."""
    if version >= _MENDED[0]:
        return True
    return any(version[:2] == mended[:2] and version >= mended for mended in _MENDED)


def free_bytes(folder: Path) -> int:
    """Give how much room is left on the disk of a folder."""
    return shutil.disk_usage(folder).free


def left_behind(database: Path) -> tuple[Path, ...]:
    """Give the databases of before restores and migrations, and restores that were cut short."""
    name = database.name
    patterns = (f"{name}{BEFORE}*", f"{name}.before-migration-*", f"{name}{RESTORING}")
    found = (path for pattern in patterns for path in database.parent.glob(pattern))
    return tuple(sorted(path for path in found if not path.name.endswith(("-wal", "-shm"))))
