"""A backup is whole or not there, holds what was saved, and disturbs nobody."""

import errno
import fcntl
import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from bot.ports.store import DatabaseDamagedError, DatabaseTooNewError, StorageError, Tx
from storage.sqlite import copies
from storage.sqlite.connect import connect
from storage.sqlite.copies import back_up
from storage.sqlite.migrate import migrations
from storage.sqlite.runner import SqliteRunner
from storage.sqlite.store import SqliteStore
from tests.fakes.rows import kept_person


def noted(tx: Tx) -> None:
    tx.meta.put("backup_at", "7")


def people(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM person").fetchone()[0])


@pytest.fixture
def whole(database: Path) -> Path:
    """A database with something in it, closed."""
    runner = SqliteRunner.open(database)
    runner.run(lambda tx: [kept_person(tx, f"user-{number}") for number in range(30)])
    runner.close()
    return database


def refused(database: Path, target: Path, error: type[StorageError] = StorageError) -> str:
    """Be refused in one line that leaves nothing there."""
    before = {path.name for path in target.parent.iterdir()} if target.parent.is_dir() else set()
    with pytest.raises(error) as told:
        back_up(database, target, noted)
    if target.parent.is_dir():
        made = {path.name for path in target.parent.iterdir()} - before
        assert made <= {"bot.db-wal", "bot.db-shm"}, made
    assert "\n" not in str(told.value)
    return str(told.value)


async def test_a_backup_beside_a_running_bot_holds_what_was_saved(
    store: SqliteStore, database: Path, tmp_path: Path
) -> None:
    for number in range(5):
        await store.transact(lambda tx, number=number: kept_person(tx, f"user-{number}"))
    target = tmp_path / "copy.db"
    size = back_up(database, target, noted)
    assert size == target.stat().st_size
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [name for name in os.listdir(tmp_path) if name.startswith("copy")] == ["copy.db"]  # noqa: PTH208  # nobody waits for it here
    assert people(target) == 5
    await store.transact(lambda tx: kept_person(tx, "user-after"))
    assert people(target) == 5
    assert await store.read(lambda tx: tx.meta.get("backup_at")) is None
    runner = SqliteRunner.open(target)
    assert runner.run(lambda tx: tx.meta.get("backup_at")) == "7"
    runner.close()


async def test_people_write_while_a_backup_is_made(
    store: SqliteStore, database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store.transact(kept_person)
    checked = copies.check_whole
    written: list[int] = []

    def write_beside(connection: sqlite3.Connection, path: Path) -> None:
        with closing(connect(str(database))) as beside:
            beside.execute("UPDATE person SET seen_at = seen_at + 1")
            written.append(1)
        checked(connection, path)

    monkeypatch.setattr(copies, "check_whole", write_beside)
    back_up(database, tmp_path / "copy.db", noted)
    assert written == [1]


def test_what_was_deleted_is_in_no_backup(whole: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(whole, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("INSERT INTO meta VALUES ('k', 'canary7391')")
        connection.execute("DELETE FROM meta WHERE key = 'k'")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"canary7391" in whole.read_bytes()
    back_up(whole, tmp_path / "copy.db", noted)
    assert b"canary7391" not in (tmp_path / "copy.db").read_bytes()


def test_a_file_that_is_there_is_not_written_over(whole: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_bytes(b"mine")
    assert "is there already; nothing was written" in refused(whole, target)
    assert target.read_bytes() == b"mine"
    link = tmp_path / "link.db"
    link.symlink_to(tmp_path / "nowhere")
    assert "is there already" in refused(whole, link)


def test_what_is_no_database_is_not_backed_up(tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    assert "There is no database at" in refused(tmp_path / "none.db", target)
    (tmp_path / "letter.db").write_bytes(b"dear diary\n" * 50)
    refused(tmp_path / "letter.db", target, DatabaseDamagedError)


def test_a_newer_database_is_not_backed_up(whole: Path, tmp_path: Path) -> None:
    with closing(connect(str(whole))) as newer:
        newer.execute(f"PRAGMA user_version = {migrations()[-1].number + 1}")
    refused(whole, tmp_path / "copy.db", DatabaseTooNewError)


def test_a_damaged_database_gives_no_backup(whole: Path, tmp_path: Path) -> None:
    with whole.open("r+b") as file:
        file.seek(5 * 4096)
        file.write(b"\xa5" * 3 * 4096)
    assert "damaged" in refused(whole, tmp_path / "copy.db", DatabaseDamagedError)


def test_rows_that_point_at_nothing_give_no_backup(whole: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(whole, isolation_level=None)) as connection:
        connection.execute("DELETE FROM person WHERE person_id = 1")
    assert "point at others that are missing" in refused(whole, tmp_path / "copy.db")


def test_a_folder_that_is_not_there_is_told(whole: Path, tmp_path: Path) -> None:
    line = refused(whole, tmp_path / "missing" / "copy.db")
    assert "could not be written (No such file or directory); there is no backup" in line


def test_a_disk_that_fails_at_the_end_leaves_no_file(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_sync(_descriptor: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", no_sync)
    assert "Input/output error" in refused(whole, tmp_path / "copy.db")


def test_what_a_killed_backup_left_is_written_anew(whole: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    for end in ("", "-journal", "-wal"):
        (tmp_path / f"copy.db.unfinished{end}").write_bytes(b"half a backup")
    (tmp_path / "copy.db.unfinished").chmod(0o644)
    back_up(whole, target, noted)
    assert people(target) == 30
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob("copy*")] == ["copy.db"]


def test_two_backups_to_one_file_do_not_mix(whole: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    with (tmp_path / "copy.db.unfinished").open("wb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert "is being written by another command" in refused(whole, target)
    back_up(whole, target, noted)
