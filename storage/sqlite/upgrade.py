"""Brings a database up to date when an operator asks for it, after a copy of it was made."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.ports.store import Tx
from storage.sqlite.connect import connect, connect_reader
from storage.sqlite.copies import back_up, check_there, check_whole
from storage.sqlite.crash import no_crash
from storage.sqlite.errors import errors_made_known
from storage.sqlite.migrate import MIGRATIONS_DIR, migrate, migrations, version_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgrade:
    """From which version of the tables to which, and the copy of before; None where none was due."""

    old: int
    new: int
    copy: Path | None


def upgrade(
    database: Path,
    copy: Callable[[int], Path],
    note: Callable[[Tx], None],
    folder: Path = MIGRATIONS_DIR,
) -> Upgrade:
    """Apply what is not applied yet. A copy comes first, at the path that `copy` gives its version.

    The caller holds the lock of the database.

    Raises:
        StorageError: if the database is not whole or not ours, or cannot be written.
    """
    check_there(database)
    with errors_made_known():
        with closing(connect_reader(str(database))) as reader:
            check_whole(reader, database)
            old = version_of(reader)
        new = migrations(folder)[-1].number
        if old >= new:
            return Upgrade(old=old, new=old, copy=None)
        before = copy(old)
        back_up(database, before, note)
        with closing(connect(str(database))) as connection:
            _migrate(connection, database, folder)
    return Upgrade(old=old, new=new, copy=before)


def _migrate(connection: sqlite3.Connection, database: Path, folder: Path) -> None:
    migrate(connection, no_crash, folder)
    check_whole(connection, database)
