"""`knead migrate`: from which version to which, and a copy of before."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.upkeep import migrating
from storage.sqlite.lock import BotLock
from storage.sqlite.migrate import MIGRATIONS_DIR, migrations
from tests.shell.command_line import Knead, one_line

NEWEST = migrations()[-1].number


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One more migration than there is."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS_DIR, folder)
    made_up = "ALTER TABLE person ADD COLUMN club_no INTEGER;"
    (folder / f"{NEWEST + 1:04}_made_up.sql").write_text(made_up)
    monkeypatch.setattr(migrating, "MIGRATIONS_DIR", folder)
    return folder


def test_where_there_is_no_database_nothing_is_made(knead: Knead) -> None:
    done = knead("migrate")
    assert done.code == 0
    assert "There is no database at data/knead.db yet." in done.out
    assert not knead.database.parent.exists()


def test_a_current_database_is_left_as_it_is(subscribed: Knead) -> None:
    before = subscribed.database.read_bytes()
    done = subscribed("migrate")
    assert done.out == f"data/knead.db is up to date: version {NEWEST} of its tables.\n"
    assert subscribed.database.read_bytes() == before


def test_an_older_one_is_brought_up_to_date_after_a_copy(subscribed: Knead, folder: Path) -> None:
    done = subscribed("migrate")
    assert (done.code, done.err) == (0, "")
    first, second = done.out.splitlines()
    assert first == f"data/knead.db went from version {NEWEST} of its tables to {NEWEST + 1}."
    [copy] = subscribed.database.parent.glob("knead.db.before-migration-*")
    assert copy.name in second
    assert (version(copy), version(subscribed.database)) == (NEWEST, NEWEST + 1)
    assert copy.stat().st_mode & 0o77 == 0
    with closing(sqlite3.connect(subscribed.database)) as connection:
        assert connection.execute("SELECT count(*) FROM enrollment").fetchone() == (1,)


def test_a_migration_that_fails_leaves_the_database_as_it_was(
    subscribed: Knead, folder: Path
) -> None:
    (folder / f"{NEWEST + 1:04}_made_up.sql").write_text("DELETE FROM person;")
    assert "point at nothing" in one_line(subscribed("migrate"), 1)
    assert version(subscribed.database) == NEWEST
    assert subscribed("ledger", "verify").code == 0


def test_beside_a_running_bot_it_is_refused(subscribed: Knead) -> None:
    lock = BotLock.take(subscribed.database)
    assert one_line(subscribed("migrate"), 1).endswith("Stop it first, then migrate.")
    lock.release()
    assert subscribed("migrate").code == 0


def test_a_damaged_database_is_not_migrated(subscribed: Knead, folder: Path) -> None:
    with subscribed.database.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * 4096 * 10)
    assert "damaged" in one_line(subscribed("migrate"), 1)
    assert list(subscribed.database.parent.glob("*before*")) == []
