"""A database is brought up to date step by step; a step is taken as a whole or not at all."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.ports.store import DatabaseDamagedError
from storage.sqlite.connect import connect
from storage.sqlite.crash import CrashPoint, no_crash
from storage.sqlite.migrate import APPLICATION_ID, migrate, migrations, version_of
from storage.sqlite.runner import SqliteRunner
from tests.fakes.crash import CountedPoints, SimulatedCrashError
from tests.fakes.older import older_database

FIRST = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT);
CREATE TABLE parent (id INTEGER PRIMARY KEY); -- a; semicolon; in a comment
CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES parent (id));
INSERT INTO parent VALUES (1);
INSERT INTO child VALUES (1, 1)"""
# As a table is built anew under rows that point at it.
SECOND = """
CREATE TABLE new_parent (id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO new_parent (id, name) SELECT id, 'a;b' FROM parent;
DROP TABLE parent;
ALTER TABLE new_parent RENAME TO parent;
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001_first.sql").write_text(FIRST)
    return folder


@pytest.fixture
def connection(database: Path) -> Iterator[sqlite3.Connection]:
    connection = connect(str(database))
    yield connection
    assert not connection.in_transaction
    assert connection.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    connection.close()


def names(connection: sqlite3.Connection) -> list[str]:
    return [row["name"] for row in connection.execute("SELECT name FROM parent")]


def test_each_step_is_applied_once_and_in_order(
    connection: sqlite3.Connection, folder: Path
) -> None:
    migrate(connection, no_crash, folder)
    assert version_of(connection) == 1
    (folder / "0002_second.sql").write_text(SECOND)
    for _ in range(2):
        migrate(connection, no_crash, folder)
        assert version_of(connection) == 2
        assert names(connection) == ["a;b"]
    assert connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    kept = connection.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone()
    assert kept[0] == "2"


def test_a_step_that_ends_half_way_leaves_no_trace_and_runs_again(
    connection: sqlite3.Connection, folder: Path
) -> None:
    migrate(connection, no_crash, folder)
    (folder / "0002_second.sql").write_text(SECOND)
    points = CountedPoints()
    points.crash_at = CrashPoint.MIGRATE_BEFORE_COMMIT
    with pytest.raises(SimulatedCrashError):
        migrate(connection, points, folder)
    assert version_of(connection) == 1
    with pytest.raises(sqlite3.OperationalError, match="no such column"):
        names(connection)
    (folder / "0002_second.sql").write_text(f"{SECOND}DROP TABLE nowhere;")
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        migrate(connection, no_crash, folder)
    assert version_of(connection) == 1
    (folder / "0002_second.sql").write_text(SECOND)
    migrate(connection, no_crash, folder)
    assert names(connection) == ["a;b"]


def test_a_step_that_would_leave_orphans_is_not_taken(
    connection: sqlite3.Connection, folder: Path
) -> None:
    migrate(connection, no_crash, folder)
    (folder / "0002_second.sql").write_text("DELETE FROM parent;")
    with pytest.raises(DatabaseDamagedError, match="would leave rows of child"):
        migrate(connection, no_crash, folder)
    assert version_of(connection) == 1


def test_a_step_that_cannot_take_all_rows_over_is_not_taken(
    connection: sqlite3.Connection, folder: Path
) -> None:
    migrate(connection, no_crash, folder)
    second = "CREATE TABLE other (id INTEGER NOT NULL); INSERT INTO other SELECT NULL FROM parent;"
    (folder / "0002_second.sql").write_text(second.replace("; ", ";\n"))
    with pytest.raises(DatabaseDamagedError, match=r"0002_second.sql cannot take all rows over"):
        migrate(connection, no_crash, folder)
    assert version_of(connection) == 1
    assert connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'other'").fetchall() == []


def test_a_database_of_each_older_version_opens(tmp_path: Path) -> None:
    newest = migrations()[-1].number
    assert newest > 1
    for number in range(1, newest):
        path = tmp_path / f"of_{number}.db"
        with closing(older_database(str(path), number)) as older:
            older.execute("INSERT INTO meta (key, value) VALUES ('kept', 'from before')")
        runner = SqliteRunner.open(path)
        assert runner.run(lambda tx: tx.meta.get("kept")) == "from before"
        assert runner.run(lambda tx: tx.meta.get("schema_version")) == str(newest)
        runner.close()


def test_the_numbers_have_no_gap(folder: Path) -> None:
    assert [migration.number for migration in migrations()][:1] == [1]
    (folder / "0003_third.sql").write_text(SECOND)
    with pytest.raises(ValueError, match="without a gap"):
        migrations(folder)
