"""Brings a database up to date: numbered files of plain SQL, each in a transaction of its own.

The number of the last file applied is the database's `user_version`, and stands in `meta` for
whoever reads by SQL.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.ports.store import DatabaseDamagedError, DatabaseTooNewError
from storage.sqlite.crash import CrashAt, CrashPoint

MIGRATIONS_DIR = Path(__file__).parent.parent / "migrations"
APPLICATION_ID = int.from_bytes(b"Knea", "big")


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered file."""

    number: int
    path: Path


def migrations(folder: Path = MIGRATIONS_DIR) -> tuple[Migration, ...]:
    """Give the numbered files in order.

    Raises:
        ValueError: if a number is missing or given twice.
    """
    found = tuple(Migration(int(path.name[:4]), path) for path in sorted(folder.glob("*.sql")))
    if [migration.number for migration in found] != list(range(1, len(found) + 1)):
        msg = f"migrations are numbered from 1 without a gap: {[m.path.name for m in found]}"
        raise ValueError(msg)
    return found


def version_of(connection: sqlite3.Connection) -> int:
    """Give the number of the last migration that a database has."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def check_version(connection: sqlite3.Connection, place: str) -> None:
    """Refuse a database that this version cannot know.

    Raises:
        DatabaseTooNewError: if a newer Knead wrote it.
    """
    check_number(version_of(connection), place)


def check_number(version: int, place: str) -> None:
    """Refuse a number that this version cannot know; see `check_version`."""
    newest = migrations()[-1].number
    if version > newest:
        msg = (
            f"{place} was written by a newer Knead (version {version} of its tables; "
            f"this one knows {newest}). Upgrade Knead, then start it again. Nothing was changed."
        )
        raise DatabaseTooNewError(msg)


def migrate(
    connection: sqlite3.Connection, crash_at: CrashAt, folder: Path = MIGRATIONS_DIR
) -> None:
    """Apply what is not yet applied; one killed half way leaves no trace and runs again.

    The connection must be outside a transaction.

    Raises:
        DatabaseDamagedError: if a migration would leave rows that point at nothing, or there is
            a row that the new tables refuse.
    """
    present = version_of(connection)
    missing = [migration for migration in migrations(folder) if migration.number > present]
    if not missing:
        return
    # A migration may build a table anew, under rows that point at it; checked before the commit.
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        for migration in missing:
            _apply(connection, migration, crash_at)
    finally:
        connection.execute("PRAGMA foreign_keys = ON")


def _apply(connection: sqlite3.Connection, migration: Migration, crash_at: CrashAt) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in _statements(migration.path.read_text(encoding="utf-8")):
            connection.execute(statement)
        # Both stand in the file's header and are part of the transaction.
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {migration.number}")
        connection.execute(
            "INSERT INTO meta (key, value) VALUES ('schema_version', ?) "
            "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (str(migration.number),),
        )
        _check_foreign_keys(connection, migration)
        crash_at(CrashPoint.MIGRATE_BEFORE_COMMIT)
        connection.execute("COMMIT")
    except BaseException as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if isinstance(error, sqlite3.IntegrityError):
            msg = (
                f"{migration.path.name} cannot take all rows over ({error}). Nothing was changed."
            )
            raise DatabaseDamagedError(msg) from error
        raise
    crash_at(CrashPoint.MIGRATE_AFTER_COMMIT)


def _check_foreign_keys(connection: sqlite3.Connection, migration: Migration) -> None:
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        msg = f"{migration.path.name} would leave rows of {broken[0]} that point at nothing."
        raise DatabaseDamagedError(msg)


def _statements(script: str) -> Iterator[str]:
    # One by one: executescript would commit on its own before the first.
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement
