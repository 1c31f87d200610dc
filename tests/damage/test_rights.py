"""What may not be read or written is told with what to do, and so is what cannot be a database."""

import errno
import os
import sqlite3
from pathlib import Path

import pytest

from bot.domain.address import Platform
from bot.ports.store import NotSavedError, StorageError
from storage.secret import load_or_make_secret
from storage.sqlite.runner import SqliteRunner
from storage.tombstones import Tombstones
from tests.damage.whole import DATABASE, INDEX, LOG, Whole, put, start

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(1000)


@pytest.mark.parametrize("content", [b"", PICTURE, b"Dear diary,\n" * 50, b"SQLite format 3\0"])
def test_what_is_no_database_is_told_also_beside_a_log(
    whole: Whole, tmp_path: Path, content: bytes
) -> None:
    for number, files in enumerate((whole.closed, whole.killed)):
        database = put({**files, DATABASE: content}, tmp_path / str(number))
        refusal = start(database).refusal
        assert refusal.startswith(f"{database} is ")
        assert "knead restore FILE" in refusal


@pytest.mark.parametrize("name", [DATABASE, LOG])
def test_a_folder_in_the_place_of_a_file_is_told(whole: Whole, tmp_path: Path, name: str) -> None:
    files = {other: content for other, content in whole.killed.items() if other != name}
    database = put(files, tmp_path)
    (tmp_path / name).mkdir()
    refusal = start(database).refusal
    assert str(database) in refusal
    assert (tmp_path / name).is_dir()


@pytest.mark.parametrize(("name", "mode"), [(DATABASE, 0o444), (".", 0o555)])
def test_what_can_only_be_read_is_told(whole: Whole, tmp_path: Path, name: str, mode: int) -> None:
    place = tmp_path / "data"
    database = put(whole.killed, place)
    (place / "bot.db.lock").touch()
    (place / name).chmod(mode)
    refusal = start(database).refusal
    (place / name).chmod(0o755)
    assert refusal == (
        f"{place / name} can only be read. Give the bot's user the right to write it."
    )


@pytest.mark.parametrize("fault", [errno.EACCES, errno.EIO])
def test_a_file_that_may_not_be_read_is_told(
    whole: Whole, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: int
) -> None:
    database = put(whole.closed, tmp_path)

    def refuse(*_how: object, **_more: object) -> object:
        raise OSError(fault, os.strerror(fault))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", refuse)
        with pytest.raises(StorageError, match="cannot be opened") as told:
            SqliteRunner.open(database)
    assert str(told.value) == (
        f"{database} cannot be opened ({os.strerror(fault)}). "
        "Make sure that the bot's user may read and write it."
    )


def test_a_database_that_stays_busy_is_named(
    whole: Whole, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = put(whole.closed, tmp_path)
    monkeypatch.setattr("storage.sqlite.prepare.check_version", _busy)
    with pytest.raises(NotSavedError, match=f"^{database} cannot be opened. The database stayed"):
        SqliteRunner.open(database)
    assert INDEX not in {file.name for file in tmp_path.iterdir()}


def _busy(*_what: object) -> None:
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = sqlite3.SQLITE_BUSY
    raise error


def test_what_stands_beside_the_database_and_cannot_be_read_is_told(tmp_path: Path) -> None:
    secret, marks = tmp_path / "bot.db.secret", tmp_path / "bot.db.tombstones"
    for path in (secret, marks):
        path.mkdir()  # for root, too, nothing that can be read
    with pytest.raises(StorageError, match=r"secret cannot be used \(Is a directory\)"):
        load_or_make_secret(secret)
    with pytest.raises(StorageError, match=r"tombstones cannot be read \(Is a directory\)"):
        Tombstones(marks, b"s" * 32).contains(Platform.TERMINAL, "ana", 1)
