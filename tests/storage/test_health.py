"""A look at a database finds what it is like and leaves it as it is."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.ports.store import DatabaseDamagedError, StorageError
from storage.sqlite.connect import connect
from storage.sqlite.health import (
    free_bytes,
    is_bot_running,
    is_sqlite_mended,
    left_behind,
    look_at,
    sqlite_version,
)
from storage.sqlite.lock import BotLock
from storage.sqlite.migrate import migrations
from storage.sqlite.runner import SqliteRunner
from storage.sqlite.store import SqliteStore
from tests.fakes.rows import kept_person


@pytest.fixture
def whole(database: Path) -> Path:
    runner = SqliteRunner.open(database)
    runner.run(kept_person)
    runner.run(lambda tx: tx.meta.put("last_at", "1000"))
    runner.close()
    return database


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}


def test_a_look_tells_what_there_is_and_changes_nothing(whole: Path) -> None:
    before = snapshot(whole.parent)
    health = look_at(whole)
    assert not is_bot_running(whole)
    assert snapshot(whole.parent) == before
    assert health.fault == "ok"
    assert health.version == health.newest_version == migrations()[-1].number
    assert health.is_wal
    assert (health.last_at, health.offset_s) == (1000, 0)
    assert health.bytes == whole.stat().st_size
    assert health.log_bytes == 0
    assert not health.scrub_is_owed


async def test_beside_a_bot_its_log_is_looked_at_too(store: SqliteStore, database: Path) -> None:
    await store.transact(kept_person)
    health = look_at(database)
    assert health.log_bytes > 0
    assert is_bot_running(database)
    await store.transact(lambda tx: tx.meta.put("deleted_no", "1"))
    assert look_at(database).scrub_is_owed


def test_a_fault_is_named(whole: Path) -> None:
    with closing(sqlite3.connect(whole, isolation_level=None)) as connection:
        connection.execute("DELETE FROM person")
    assert look_at(whole).fault == "rows point at others that are missing"
    with whole.open("r+b") as file:
        file.truncate(7 * 4096)
    with pytest.raises(DatabaseDamagedError):
        look_at(whole)


def test_pages_that_were_written_over_are_a_fault(whole: Path) -> None:
    with closing(connect(str(whole))) as connection:
        page = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'change_subject'"
        ).fetchone()[0]
    with whole.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xa5" * 4096)
    try:
        assert look_at(whole).fault != "ok"
    except DatabaseDamagedError as error:
        assert "damaged" in str(error)  # noqa: PT017  # either is a clear word


def test_what_is_not_there_is_told(database: Path) -> None:
    with pytest.raises(StorageError, match="There is no database"):
        look_at(database)
    assert not is_bot_running(database)


def test_a_lock_is_seen_and_not_taken(whole: Path) -> None:
    lock = BotLock.take(whole)
    assert is_bot_running(whole)
    lock.release()
    assert not is_bot_running(whole)
    BotLock.take(whole).release()


def test_a_lock_that_cannot_be_looked_at_is_told(
    whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_arguments: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(StorageError, match=r"cannot be read \(Permission denied\)"):
        is_bot_running(whole)


@pytest.mark.parametrize(
    ("version", "is_mended"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 0), True),
        ((4, 0, 0), True),
    ],
)
def test_the_mended_versions_of_sqlite_are_known(
    version: tuple[int, int, int], *, is_mended: bool
) -> None:
    assert is_sqlite_mended(version) is is_mended
    assert sqlite_version() == sqlite3.sqlite_version


def test_what_restores_and_migrations_left_is_found(whole: Path) -> None:
    assert left_behind(whole) == ()
    names = ["bot.db.before-migration-1-x", "bot.db.before-restore-x", "bot.db.restoring"]
    for name in (*names, "bot.db.before-restore-x-wal", "other.db.restoring"):
        whole.with_name(name).write_bytes(b"")
    assert [path.name for path in left_behind(whole)] == names
    assert free_bytes(whole.parent) > 0
