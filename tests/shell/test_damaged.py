"""A damaged database, at the start or while the bot runs: one line that says what to do."""

import asyncio
import sqlite3
from collections.abc import Awaitable
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import pytest
from structlog.testing import capture_logs

from bot.domain.ids import DeliveryId
from bot.domain.message import Answer
from bot.ports.store import DatabaseDamagedError
from bot.service import inbox, loops, outbox
from storage.topics.seen_updates import SqlSeenUpdates
from tests.fakes.clock import settle
from tests.shell.command_line import PATIENCE_S, Knead, one_line
from tests.shell.room import Room, said

NOT_SAVED = "I could not save that. Try again in a minute."
PAGE = 4096
RESTORE = "Restore a backup with `knead restore FILE`"


def damage(database: Path) -> None:
    """Write over all pages but the first, below a bot that runs."""
    # A commit of another process lets the bot read its pages anew.
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("INSERT INTO meta (key, value) VALUES ('other', 'x')")
        busy = other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    assert not busy
    size = database.stat().st_size
    with database.open("r+b") as file:
        file.seek(PAGE)
        file.write(b"\xa5" * (size - PAGE))


def test_a_start_on_a_damaged_database_is_one_line_and_changes_nothing(knead: Knead) -> None:
    assert knead("chat").code == 0
    whole = knead.database.read_bytes()
    picture, torn = b"\x89PNG\r\n\x1a\n" + bytes(500), b"\xa5" * PAGE
    for content in (b"", picture, whole[: 5 * PAGE] + torn + whole[6 * PAGE :]):
        knead.database.write_bytes(content)
        before = files_beside(knead.database)
        line = one_line(knead("chat"), 1)
        assert line.startswith("data/knead.db is ")
        assert RESTORE in line
        assert files_beside(knead.database).items() >= before.items()


def files_beside(database: Path) -> dict[str, bytes]:
    """Read all that must stay as it is: not the lock, which names the last process."""
    return {
        file.name: file.read_bytes()
        for file in database.parent.iterdir()
        if not file.name.endswith((".lock", "-shm"))
    }


def test_damage_below_a_running_bot_ends_it_with_one_line(knead: Knead) -> None:
    bot = knead.starts("chat")
    assert bot.stdin is not None
    assert bot.stdout is not None
    assert bot.stdout.readline()
    damage(knead.database)
    out, err = bot.communicate("/start\n/help\n", timeout=PATIENCE_S)
    assert bot.returncode == 1
    assert "Traceback" not in out + err
    line = err.splitlines()[-1]
    assert line.startswith("The database is damaged (")
    assert RESTORE in line
    assert RESTORE in one_line(knead("chat"), 1)


DAMAGE = DatabaseDamagedError("The database is damaged (torn page).")


def meet_damage(*_how: object, **_more: object) -> NoReturn:
    raise DAMAGE


def go_wrong(*_how: object, **_more: object) -> NoReturn:
    raise ValueError


async def loop_ends_after(room: Room, doing: Awaitable[object]) -> object:
    """Do something beside the running loop, and make sure that the damage ends it."""
    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        running = group.create_task(_outcome_of_loop(room))
        await settle()
        done = await doing
        assert await running is DAMAGE
    return done


async def _outcome_of_loop(room: Room) -> BaseException:
    try:
        await loops.run(room.engine)
    except DatabaseDamagedError as error:
        return error


async def test_who_meets_damage_is_told_and_the_loop_ends(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "handle", meet_damage)
    with capture_logs() as logs:
        answer = await loop_ends_after(room, room.asks("progress"))
    assert isinstance(answer, Answer)
    assert said(answer) == NOT_SAVED
    assert logs == []  # the line that ends the bot says it all


async def test_damage_met_while_an_update_is_set_aside_ends_the_loop(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "handle", go_wrong)
    monkeypatch.setattr(SqlSeenUpdates, "set_aside", meet_damage)
    with capture_logs():
        answer = await loop_ends_after(room, room.asks("progress"))
    assert isinstance(answer, Answer)
    assert said(answer) == NOT_SAVED


async def test_damage_met_while_a_message_is_noted_ends_the_loop(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "note_shown", meet_damage)
    await loop_ends_after(room, loops.shown(room.engine, DeliveryId(1), "m1"))


async def test_damage_met_while_deleted_rows_are_written_over_ends_the_loop(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    await room.joins()
    shown = await room.asks("delete")
    with monkeypatch.context() as patched:
        patched.setattr("storage.sqlite.store.rewrite", meet_damage)
        answer = await loop_ends_after(room, room.taps(shown, "Delete all"))
    assert isinstance(answer, Answer)
    assert said(answer) == NOT_SAVED
    assert (await room.rows_of()).account is None
