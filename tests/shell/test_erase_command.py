"""`knead erase ACCOUNT`: with the bot off, beside it, and refused."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.domain.address import Platform
from bot.service import loops
from bot.upkeep import erasing
from bot.upkeep.erasing import erase_account, read_account
from storage.sqlite.lock import BotLock
from storage.tombstones import Tombstones
from tests.fakes.clock import FakeClock
from tests.shell.command_line import Knead, one_line
from tests.shell.restoring import bytes_of, config_of
from tests.shell.room import EVENING, SECRET, Room, open_room

ACCOUNT = "terminal:local"
CANARY = b"canary7391"


def leave_stale_bytes(database: Path) -> None:
    """Leave bytes of a deleted row in the file, as a page that was split does."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute(
            "INSERT INTO picture_ref VALUES ('telegram', 'k', ?)", (CANARY.decode(),)
        )
        connection.execute("DELETE FROM picture_ref")
    assert CANARY in bytes_of(database)


def test_everything_about_somebody_goes_and_a_receipt_stays(subscribed: Knead) -> None:
    shutil.copy(subscribed.database, subscribed.folder / "older.db")
    assert b"Bogota" in bytes_of(subscribed.database)
    leave_stale_bytes(subscribed.database)
    done = subscribed("erase", ACCOUNT, "--yes")
    assert (done.code, done.err) == (0, "")
    erased, scrubbed, backups = done.out.splitlines()
    assert erased.startswith(f"Erased {ACCOUNT}. Receipt ")
    assert scrubbed == "Its bytes are written over."
    assert "a restore of one erases it again" in backups
    assert b"Bogota" not in bytes_of(subscribed.database)
    assert CANARY not in bytes_of(subscribed.database)
    assert subscribed("ledger", "verify").out.startswith("ledger: 0 people")
    # The mark holds against an older file that was put back by hand.
    shutil.copy(subscribed.folder / "older.db", subscribed.database)
    assert subscribed("chat").code == 0
    assert b"Bogota" not in bytes_of(subscribed.database)


def test_it_asks_first_and_a_no_erases_nothing(subscribed: Knead) -> None:
    before = subscribed.database.read_bytes()
    kept = subscribed("erase", ACCOUNT, typed="n\n")
    assert kept.code == 1
    assert f"Erase everything about {ACCOUNT}? It cannot be undone." in kept.out
    assert kept.out.endswith("Nothing was erased.\n")
    assert subscribed.database.read_bytes() == before
    assert subscribed("erase", ACCOUNT, typed="y\n").code == 0


def test_without_an_answer_nothing_is_erased(subscribed: Knead) -> None:
    assert subscribed("erase", ACCOUNT, typed="").code == 1
    assert subscribed("ledger", "verify").out.startswith("ledger: 1 person")


@pytest.mark.parametrize("account", ["local", "terminal:", ":local", "pigeon:7", ""])
def test_what_is_no_account_is_refused(subscribed: Knead, account: str) -> None:
    line = one_line(subscribed("erase", account, "--yes"), 2)
    assert "an account is a platform and a number, such as telegram:123" in line


def test_an_unknown_account_is_one_line_and_leaves_no_mark(subscribed: Knead) -> None:
    line = one_line(subscribed("erase", "telegram:123", "--yes"), 1)
    assert line == "Nobody is known here as telegram:123; nothing was erased."
    assert not subscribed.database.with_name("knead.db.tombstones").exists()


def test_without_a_database_it_is_one_line(knead: Knead) -> None:
    assert "There is no database" in one_line(knead("erase", ACCOUNT, "--yes"), 1)


def test_beside_a_bot_that_does_nothing_the_bytes_go_at_its_next_start(
    subscribed: Knead, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "PATIENCE_S", 1)
    monkeypatch.setattr(erasing, "LOOK_EVERY_S", 0.1)
    lock = BotLock.take(subscribed.database)
    done = subscribed("erase", ACCOUNT, "--yes")
    assert (done.code, done.err) == (0, "")
    assert "The running bot writes over its bytes" in done.out
    assert subscribed("ledger", "verify").out.startswith("ledger: 0 people")
    lock.release()
    assert subscribed("chat").code == 0
    assert b"Bogota" not in bytes_of(subscribed.database)


async def erased(room: Room, sleep: object = lambda _seconds: None) -> tuple[str, ...]:
    """Erase ana beside the bot of a room."""
    name = read_account("terminal:user-ana")
    return erase_account(config_of(room.database), name, room.clock.now(), sleep)  # type: ignore[arg-type]  # a function of the seconds


def is_marked(database: Path) -> bool:
    stones = Tombstones(database.with_name("bot.db.tombstones"), SECRET)
    return stones.contains(Platform.TERMINAL, "user-ana", 0)


async def test_the_rows_go_at_once_and_the_bytes_with_the_next_round(room: Room) -> None:
    await room.joins()
    await room.joins("ben")
    lines = await erased(room)
    assert "The running bot writes over its bytes in its next round" in lines[1]
    assert (await room.rows_of()).account is None
    assert (await room.rows_of("ben")).enrollment is not None
    assert is_marked(room.database)
    await loops.work(room.engine)
    assert b"user-ana" not in bytes_of(room.database)
    assert b"user-ben" in bytes_of(room.database)


async def test_a_mark_that_the_bot_wrote_over_is_kept_again(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    await room.joins()
    real = erasing.run_beside

    def lose_the_mark(*arguments: object) -> object:
        os.unlink(room.database.with_name("bot.db.tombstones"))  # noqa: PTH108  # as the system does it
        return real(*arguments)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(erasing, "run_beside", lose_the_mark)
    await erased(room)
    assert is_marked(room.database)


async def test_somebody_who_came_this_very_second_is_marked_too(database: Path) -> None:
    async with open_room(database, FakeClock(EVENING)) as room:
        await room.joins()
        await erased(room)
        stones = Tombstones(database.with_name("bot.db.tombstones"), SECRET)
        assert stones.contains(Platform.TERMINAL, "user-ana", EVENING)
