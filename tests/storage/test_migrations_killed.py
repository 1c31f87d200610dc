"""Migrations killed at each statement run again, and lead to the tables that a new database has."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import cast

import pytest

from storage.sqlite.connect import connect
from storage.sqlite.crash import no_crash
from storage.sqlite.migrate import MIGRATIONS_DIR, migrate, migrations, version_of
from storage.sqlite.runner import SqliteRunner
from tests.fakes.killed_at import KilledConnection, NthCall, killed_at_each
from tests.fakes.rows import kept_person

# As a later version could: a column, a table built anew under rows that point at it, an index.
MADE_UP = """
ALTER TABLE person ADD COLUMN nickname_no INTEGER NOT NULL DEFAULT 0;
CREATE TABLE new_consent (
    consent_id   INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id    INTEGER NOT NULL REFERENCES person (person_id),
    purpose      TEXT NOT NULL,
    text_version TEXT NOT NULL,
    text_hash    TEXT NOT NULL,
    language     TEXT NOT NULL,
    given_at     INTEGER NOT NULL,
    withdrawn_at INTEGER CHECK (withdrawn_at >= given_at),
    told_at      INTEGER
) STRICT;
INSERT INTO new_consent
SELECT consent_id, person_id, purpose, text_version, text_hash, language, given_at, withdrawn_at,
       NULL
FROM consent;
DROP TABLE consent;
ALTER TABLE new_consent RENAME TO consent;
CREATE INDEX consent_person ON consent (person_id);
CREATE TABLE club (club_id INTEGER PRIMARY KEY AUTOINCREMENT, made_at INTEGER NOT NULL) STRICT;
"""
PEOPLE = 3


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """All migrations there are, and one that is not."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS_DIR, folder)
    number = migrations()[-1].number + 1
    (folder / f"{number:04}_made_up.sql").write_text(MADE_UP)
    return folder


def only(folder: Path, count: int) -> Path:
    """Give a folder with the first migrations alone."""
    first = folder.parent / f"first_{count}"
    first.mkdir()
    for migration in migrations(folder)[:count]:
        shutil.copy(migration.path, first)
    return first


def schema(path: Path) -> list[tuple[str, str, str]]:
    """Give all tables and indexes, by name, without what only their writing makes different."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    return sorted(
        (kind, name, " ".join((sql or "").replace('"', "").split())) for kind, name, sql in rows
    )


def migrated(path: Path, folder: Path) -> Path:
    with closing(connect(str(path))) as connection:
        migrate(connection, no_crash, folder)
        assert version_of(connection) == migrations(folder)[-1].number
    return path


def rows_in(path: Path) -> Iterator[int]:
    with closing(sqlite3.connect(path)) as connection:
        for table in ("person", "account"):
            yield connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608  # a name from the line above
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.fixture
def lived_in(database: Path) -> Path:
    """A database of this version with people in it."""
    runner = SqliteRunner.open(database)
    runner.run(lambda tx: [kept_person(tx, f"user-{number}") for number in range(PEOPLE)])
    runner.close()
    return database


def test_a_new_database_has_the_tables_of_one_brought_up_from_any_version(
    folder: Path, tmp_path: Path
) -> None:
    wanted = schema(migrated(tmp_path / "new.db", folder))
    assert any(name == "club" for _, name, _ in wanted)
    for count in range(1, len(migrations(folder))):
        older = migrated(tmp_path / f"from_{count}.db", only(folder, count))
        assert schema(older) != wanted
        assert schema(migrated(older, folder)) == wanted


def test_people_come_through_a_migration(lived_in: Path, folder: Path, tmp_path: Path) -> None:
    assert schema(migrated(lived_in, folder)) == schema(migrated(tmp_path / "new.db", folder))
    assert list(rows_in(lived_in)) == [PEOPLE, PEOPLE]


def test_killed_at_any_statement_a_migration_leaves_no_trace_and_runs_again(
    lived_in: Path, folder: Path, tmp_path: Path
) -> None:
    wanted = schema(migrated(tmp_path / "new.db", folder))
    before, old = schema(lived_in), tmp_path / "old.db"
    shutil.copy(lived_in, old)

    def run(passes: NthCall) -> None:
        with closing(connect(str(lived_in))) as connection:
            counted = cast("sqlite3.Connection", KilledConnection(connection, passes))
            migrate(counted, no_crash, folder)

    kills = 0
    for _ in killed_at_each(run):
        kills += 1
        assert schema(lived_in) in (before, wanted)
        assert list(rows_in(lived_in)) == [PEOPLE, PEOPLE]
        migrated(lived_in, folder)
        assert schema(lived_in) == wanted
        assert list(rows_in(lived_in)) == [PEOPLE, PEOPLE]
        shutil.copy(old, lived_in)
    assert kills > MADE_UP.count(";")


def test_a_new_database_killed_while_it_is_made_is_made_again(
    folder: Path, tmp_path: Path
) -> None:
    wanted = schema(migrated(tmp_path / "new.db", folder))
    torn = tmp_path / "torn.db"

    def run(passes: NthCall) -> None:
        with closing(connect(str(torn))) as connection:
            counted = cast("sqlite3.Connection", KilledConnection(connection, passes))
            migrate(counted, no_crash, folder)

    for _ in killed_at_each(run, every=6):
        assert schema(migrated(torn, folder)) == wanted
        for path in tmp_path.glob("torn.db*"):
            path.unlink()
