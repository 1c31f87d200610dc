"""A backup takes the place of a database at once, and the old one is never lost."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.domain.restore import IdsLeftOut
from bot.ports.store import DatabaseDamagedError, DatabaseTooNewError, StorageError, Tx
from storage.sqlite import restore
from storage.sqlite.connect import connect
from storage.sqlite.copies import back_up
from storage.sqlite.migrate import migrations
from storage.sqlite.restore import IDS_LEFT_OUT, Restoring, restoring
from storage.sqlite.runner import SqliteRunner
from tests.fakes.killed_at import NthCall, killed_at_each
from tests.fakes.rows import kept_person


def add(database: Path, *names: str) -> None:
    runner = SqliteRunner.open(database)
    runner.run(lambda tx: [kept_person(tx, name) for name in names])
    runner.close()


def names_in(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {row[0] for row in connection.execute("SELECT user_ref FROM account")}


def no_note(_tx: Tx) -> None:
    """Note nothing."""


@pytest.fixture
def aside(tmp_path: Path) -> Path:
    return tmp_path / "bot.db.before-restore-1"


@pytest.fixture
def backup(database: Path, tmp_path: Path) -> Path:
    """A backup with ana in it, of a database that has ben too by now."""
    add(database, "ana")
    target = tmp_path / "elsewhere" / "copy.db"
    target.parent.mkdir()
    back_up(database, target, no_note)
    add(database, "ben")
    return target


def put_back(backup: Path, database: Path, aside: Path) -> None:
    with restoring(backup, database) as copy:
        copy.put_in_place(aside)


def files(database: Path) -> set[str]:
    return {path.name for path in database.parent.glob("bot.db*")} - {"bot.db.lock"}


def test_the_backup_takes_the_place_and_the_old_one_keeps_a_name(
    backup: Path, database: Path, aside: Path
) -> None:
    put_back(backup, database, aside)
    assert names_in(database) == {"ana"}
    assert names_in(aside) == {"ana", "ben"}
    assert files(database) == {"bot.db", aside.name}
    assert database.stat().st_mode & 0o77 == 0
    SqliteRunner.open(database).close()


def test_where_there_is_no_database_the_backup_becomes_one(
    backup: Path, database: Path, aside: Path
) -> None:
    database.unlink()
    put_back(backup, database, aside)
    assert names_in(database) == {"ana"}
    assert files(database) == {"bot.db"}


def test_what_only_the_log_holds_is_kept_with_the_old_database(
    backup: Path, database: Path, aside: Path
) -> None:
    with closing(connect(str(database))) as connection:
        connection.execute("UPDATE account SET user_ref = 'cem' WHERE user_ref = 'ben'")
        for end in ("", "-wal"):
            shutil.copy(f"{database}{end}", f"{database}.left{end}")
    for end in ("", "-wal"):
        shutil.copy(f"{database}.left{end}", f"{database}{end}")
    put_back(backup, database, aside)
    assert files(database) == {"bot.db", aside.name, "bot.db.left", "bot.db.left-wal"}
    assert names_in(aside) == {"ana", "cem"}
    assert names_in(database) == {"ana"}


def test_a_damaged_database_is_kept_with_its_log_as_it_was(
    backup: Path, database: Path, aside: Path
) -> None:
    database.write_bytes(b"\xa5" * 8192)
    Path(f"{database}-wal").write_bytes(b"its log")
    Path(f"{database}-shm").write_bytes(b"its index")
    put_back(backup, database, aside)
    assert aside.read_bytes() == b"\xa5" * 8192
    assert Path(f"{aside}-wal").read_bytes() == b"its log"
    assert names_in(database) == {"ana"}
    assert files(database) == {"bot.db", aside.name, f"{aside.name}-wal"}


def test_on_a_disk_without_second_names_the_old_one_is_copied(
    backup: Path, database: Path, aside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(_self: Path, _target: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "hardlink_to", no_links)
    put_back(backup, database, aside)
    assert names_in(aside) == {"ana", "ben"}
    assert names_in(database) == {"ana"}


def damage(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(5 * 4096)
        file.write(b"\xa5" * 4096 * 4)


def letter(path: Path) -> None:
    path.write_bytes(b"dear diary\n" * 50)


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA user_version = {migrations()[-1].number + 1}")


def orphan(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DELETE FROM person")


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (damage, DatabaseDamagedError),
        (letter, DatabaseDamagedError),
        (newer, DatabaseTooNewError),
        (orphan, DatabaseDamagedError),
        (Path.unlink, StorageError),
    ],
)
def test_what_cannot_be_restored_changes_nothing(
    backup: Path,
    database: Path,
    aside: Path,
    spoil: Callable[[Path], None],
    error: type[StorageError],
) -> None:
    spoil(backup)
    before = database.read_bytes()
    with pytest.raises(error) as told:
        put_back(backup, database, aside)
    assert "\n" not in str(told.value)
    assert database.read_bytes() == before
    assert files(database) == {"bot.db"}


def test_a_fault_on_the_way_leaves_all_as_it_was(backup: Path, database: Path) -> None:
    with pytest.raises(LookupError), restoring(backup, database) as copy:
        copy.run(lambda tx: tx.people.person(99))
    assert names_in(database) == {"ana", "ben"}
    assert files(database) == {"bot.db"}


def test_a_folder_that_cannot_be_written_is_told(backup: Path, database: Path) -> None:
    missing = database.parent / "missing" / "bot.db"
    with (
        pytest.raises(StorageError, match="could not be written or read"),
        restoring(backup, missing),
    ):
        pass


def test_what_is_erased_on_the_way_leaves_no_byte(
    backup: Path, database: Path, aside: Path
) -> None:
    with restoring(backup, database) as copy:
        ana = copy.run(lambda tx: tx.people.accounts())[0]
        copy._connection.execute("PRAGMA secure_delete = OFF")
        copy.run(lambda tx: tx.people.erase(ana.person_id))
        copy.put_in_place(aside)
    assert b"ana" not in database.read_bytes()


def test_an_id_that_may_have_been_given_since_is_never_given_again(
    backup: Path, database: Path, aside: Path
) -> None:
    with restoring(backup, database) as copy:
        left_out = copy.leave_ids_out()
        copy.put_in_place(aside)
    assert IdsLeftOut("person", 2, IDS_LEFT_OUT + 1) in left_out
    assert IdsLeftOut("delivery", 1, IDS_LEFT_OUT) in left_out
    runner = SqliteRunner.open(database)
    assert runner.run(kept_person).person_id == IDS_LEFT_OUT + 2
    runner.close()


def test_killed_anywhere_a_restore_leaves_a_whole_database_and_can_be_run_again(
    backup: Path, database: Path, aside: Path, tmp_path: Path
) -> None:
    old = tmp_path / "old.db"
    shutil.copy(database, old)
    seen: set[frozenset[str]] = set()

    def run(passes: NthCall) -> None:
        for name in ("rename", "replace", "link", "unlink", "fsync", "ftruncate"):
            _end_in(name, passes)
        put_back(backup, database, aside)

    for _ in killed_at_each(run):
        now = names_in(database)
        seen.add(frozenset(now))
        if now == {"ana"}:
            assert names_in(aside) == {"ana", "ben"}
        put_back(backup, database, tmp_path / "bot.db.again")
        assert names_in(database) == {"ana"}
        for path in (aside, tmp_path / "bot.db.again"):
            path.unlink(missing_ok=True)
        assert files(database) == {"bot.db"}
        shutil.copy(old, database)
    assert seen == {frozenset({"ana", "ben"}), frozenset({"ana"})}


def _end_in(name: str, passes: NthCall) -> None:
    """Let a call of the system count, in this process."""
    real = getattr(os, name)

    def counted(*arguments: object, **more: object) -> object:
        passes()
        return real(*arguments, **more)

    setattr(os, name, counted)


def test_the_copy_is_the_class_that_steps_are_given(backup: Path, database: Path) -> None:
    with restoring(backup, database) as copy:
        assert isinstance(copy, Restoring)
        assert copy.run(lambda tx: len(tx.people.accounts())) == 1
    assert restore.RESTORING == ".restoring"
