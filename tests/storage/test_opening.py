"""What is no whole database of ours is refused with one clear line, and nothing is written to it."""

import asyncio
import errno
import shutil
import sqlite3
import stat
from pathlib import Path

import pytest

from bot.domain.person import Person
from bot.ports.store import (
    DatabaseDamagedError,
    DatabaseInUseError,
    DatabaseTooNewError,
    NotSavedError,
    StorageError,
)
from storage.sqlite.connect import connect
from storage.sqlite.migrate import migrations
from storage.sqlite.reader import open_reader
from storage.sqlite.runner import SqliteRunner
from storage.sqlite.store import SqliteStore
from tests.fakes.rows import kept_person

PAGE = 4096


async def opened_and_closed(path: Path) -> None:
    store = await SqliteStore.open(path)
    await store.close()


@pytest.fixture
def whole(database: Path) -> Path:
    """A database with something in it."""
    runner = SqliteRunner.open(database)
    runner.run(lambda tx: [kept_person(tx, f"user-{number}") for number in range(300)])
    runner.close()
    return database


def refusal(path: Path, error: type[StorageError]) -> str:
    """Be refused, in one line, with the file as it was."""
    before = path.read_bytes()
    with pytest.raises(error) as told:
        asyncio.run(opened_and_closed(path))
    assert path.read_bytes() == before
    line = str(told.value)
    assert "\n" not in line
    assert str(path) in line
    return line


async def test_a_new_database_is_for_its_owner_alone(tmp_path: Path) -> None:
    database = tmp_path / "made" / "deep" / "bot.db"
    store = await SqliteStore.open(database)
    newest = str(migrations()[-1].number)
    assert await store.read(lambda tx: tx.meta.get("schema_version")) == newest
    for file in database.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
    await store.close()
    assert {file.name for file in database.parent.iterdir()} == {"bot.db", "bot.db.lock"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty (0 bytes)"),
        (b"hello, I am a letter\n" * 20, "is not an SQLite database"),
        (b"SQLite format 3\0", "is not an SQLite database, or its beginning is damaged"),
    ],
)
def test_a_file_that_is_no_database_is_refused(database: Path, content: bytes, words: str) -> None:
    database.write_bytes(content)
    line = refusal(database, DatabaseDamagedError)
    assert words in line
    assert line.endswith(
        "Restore a backup with `knead restore FILE`, or move it away to begin anew."
    )


def test_a_database_of_another_program_is_refused(database: Path) -> None:
    other = sqlite3.connect(database)
    other.execute("CREATE TABLE person (name TEXT)")
    other.close()
    assert "of another program" in refusal(database, DatabaseDamagedError)


def test_a_folder_in_its_place_is_refused(database: Path) -> None:
    database.mkdir()
    with pytest.raises(DatabaseDamagedError, match="not a file"):
        asyncio.run(opened_and_closed(database))


def test_a_page_written_over_is_found_at_start(whole: Path) -> None:
    with whole.open("r+b") as file:
        file.seek(5 * PAGE)
        file.write(b"\xa5" * 3 * PAGE)
    assert "is damaged" in refusal(whole, DatabaseDamagedError)


def test_a_database_cut_short_is_found_at_start(whole: Path) -> None:
    with whole.open("r+b") as file:
        file.truncate(7 * PAGE)
    assert "is damaged" in refusal(whole, DatabaseDamagedError)


def test_a_newer_database_is_refused(whole: Path) -> None:
    newer = connect(str(whole))
    newer.execute(f"PRAGMA user_version = {migrations()[-1].number + 1}")
    newer.close()
    line = refusal(whole, DatabaseTooNewError)
    assert "newer Knead" in line
    assert "Upgrade Knead" in line
    with pytest.raises(DatabaseTooNewError):
        open_reader(whole)


def test_a_file_that_can_only_be_read_is_refused(whole: Path) -> None:
    whole.chmod(0o444)
    assert "can only be read" in refusal(whole, StorageError)


def test_a_program_that_keeps_the_database_to_itself_is_told(
    whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.sqlite.connect.BUSY_TIMEOUT_MS", 1)
    other = connect(str(whole))
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("UPDATE person SET seen_at = 1")
    with pytest.raises(NotSavedError, match="stayed busy"):
        asyncio.run(opened_and_closed(whole))
    other.close()
    asyncio.run(opened_and_closed(whole))


def test_a_connection_to_no_database_is_not_left_open(database: Path) -> None:
    database.write_bytes(b"no database at all, but long enough to be looked at" * 20)
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        connect(str(database))


def test_a_log_without_its_database_is_not_thrown_away(whole: Path) -> None:
    log = whole.with_name(whole.name + "-wal")
    whole.unlink()
    log.write_bytes(b"what was saved last")
    with pytest.raises(DatabaseDamagedError, match="is missing, but its log"):
        asyncio.run(opened_and_closed(whole))
    assert log.read_bytes() == b"what was saved last"
    assert not whole.exists()
    log.write_bytes(b"")
    asyncio.run(opened_and_closed(whole))


async def test_a_second_bot_on_the_same_database_is_refused_until_the_first_ends(
    database: Path,
) -> None:
    first = await SqliteStore.open(database)
    with pytest.raises(DatabaseInUseError, match=r"Another bot \(process \d+\).*Stop it first"):
        await SqliteStore.open(database)
    with pytest.raises(DatabaseInUseError):
        SqliteRunner.open(database)
    await first.close()
    second = await SqliteStore.open(database)
    await second.close()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError, match="cannot be written"):
        asyncio.run(opened_and_closed(tmp_path / "file" / "bot.db"))


def test_a_folder_that_knows_no_locks_is_told(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(_descriptor: int, _operation: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", no_locks)
    with pytest.raises(StorageError, match=r"No locks available\). Keep the database on a local"):
        asyncio.run(opened_and_closed(database))


def test_a_refused_start_leaves_the_database_to_the_next(database: Path) -> None:
    database.write_bytes(b"")
    for _ in range(2):
        with pytest.raises(DatabaseDamagedError):
            asyncio.run(opened_and_closed(database))
        with pytest.raises(DatabaseDamagedError):
            SqliteRunner.open(database)
    database.unlink()
    asyncio.run(opened_and_closed(database))


async def test_a_reader_works_beside_a_running_bot_and_changes_nothing(
    store: SqliteStore, database: Path
) -> None:
    person = await store.transact(kept_person)
    before = await asyncio.to_thread(database.read_bytes)
    reader = open_reader(database)
    assert reader.read(lambda tx: tx.people.person(person.person_id)) == person
    with pytest.raises(NotSavedError, match="only be read"):
        reader.read(lambda tx: tx.meta.put("k", "v"))
    second = await store.transact(lambda tx: kept_person(tx, "user-2"))
    assert reader.read(lambda tx: tx.people.person(second.person_id)) == second
    reader.close()
    assert await asyncio.to_thread(database.read_bytes) == before
    assert await store.read(lambda tx: tx.meta.get("k")) is None


async def test_a_reader_leaves_a_log_as_a_killed_bot_left_it(
    store: SqliteStore, database: Path, tmp_path: Path
) -> None:
    person = await store.transact(kept_person)
    left = tmp_path / "left"

    def read_what_is_left() -> Person:
        left.mkdir()
        for end in ("", "-wal"):
            shutil.copy(f"{database}{end}", left)
        reader = open_reader(left / "bot.db")
        found = reader.read(lambda tx: tx.people.person(person.person_id))
        reader.close()
        return found

    assert await asyncio.to_thread(read_what_is_left) == person
    for end in ("", "-wal"):
        kept = await asyncio.to_thread((left / f"bot.db{end}").read_bytes)
        assert kept == await asyncio.to_thread(Path(f"{database}{end}").read_bytes)


def test_a_reader_refuses_what_it_cannot_read(database: Path) -> None:
    with pytest.raises(StorageError, match="no database at"):
        open_reader(database)
    database.write_bytes(b"")
    with pytest.raises(DatabaseDamagedError, match="is empty"):
        open_reader(database)
    database.unlink()
    SqliteRunner.open(database).close()
    older = connect(str(database))
    older.execute("PRAGMA user_version = 0")
    older.close()
    with pytest.raises(StorageError, match="older Knead"):
        open_reader(database)


async def test_the_runner_fulfils_the_store_too(database: Path) -> None:
    runner = SqliteRunner.open(database)
    person = await runner.transact(kept_person)
    assert await runner.read(lambda tx: tx.people.person(person.person_id)) == person
    with pytest.raises(NotSavedError):
        await runner.read(lambda tx: tx.meta.put("k", "v"))
    assert await runner.transact(lambda tx: tx.people.erase(person.person_id)) == 2
    await runner.scrub()
    assert not runner.in_transaction
    runner.close()
    in_memory = SqliteRunner.open()
    await in_memory.scrub()
    in_memory.close()
