"""Erasing through the real store: marked first, then the rows, then the bytes, whatever happens."""

import asyncio
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from structlog.testing import capture_logs

import storage.sqlite.store
from bot.domain.address import Platform
from bot.domain.message import Answer
from bot.service import erasures, inbox, loops
from storage.tombstones import KEPT_S
from tests.fakes.clock import FakeClock
from tests.service.shelf import ZONE
from tests.shell.room import CARD_AT, SECRET, CrashError, Room, Tombstones, open_room, said

CANARY = "canary7391"
# The zone that a typed city gave, names of the account, and words that could not be handled.
TRACES = (ZONE.encode(), b"chat-ana", b"user-ana", CANARY.encode())
DAY_S = 86_400


def crash_at(point: str) -> Callable[[str], None]:
    def pass_point(name: str) -> None:
        if name == point:
            raise CrashError

    return pass_point


async def lives(room: Room) -> None:
    """Subscribe, do the first session with scores, and type what cannot be handled."""
    await room.joins()
    await room.lives_until(CARD_AT + 1800)


async def deletes(room: Room) -> Answer:
    return await room.taps(await room.asks("delete"), "Delete all")


async def is_known(room: Room) -> bool:
    return (await room.rows_of()).account is not None


def traces(database: Path) -> list[bytes]:
    """Find what is left of somebody in the database and its log."""
    files = [database, database.with_name("bot.db-wal")]
    held = b"".join(file.read_bytes() for file in files if file.exists())
    return [trace for trace in TRACES if trace in held]


def stone(database: Path) -> Path:
    return database.with_name("bot.db.tombstones")


async def test_nothing_is_left_in_the_database_or_its_log(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    await lives(room)
    with monkeypatch.context() as patched, capture_logs():
        patched.setattr(inbox, "handle", None)
        await room.types(CANARY)
    assert traces(room.database) == list(TRACES)
    assert said(await deletes(room)).startswith("✅ Deleted Mon 1 March 2027, 08:00.")
    assert traces(room.database) == []
    assert not await is_known(room)
    with closing(sqlite3.connect(room.database)) as connection:
        tables = ("person", "account", "consent", "enrollment", "check_in", "delivery", "due")
        for table in tables:
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)  # noqa: S608  # a name from the line above


async def test_the_mark_comes_first_then_the_rows_then_the_bytes(database: Path) -> None:
    passed: dict[str, tuple[bool, bool]] = {}

    def look(point: str) -> None:
        if "erase" in point or "scrub" in point:
            with closing(sqlite3.connect(database)) as beside:
                rows = beside.execute("SELECT count(*) FROM person").fetchone()[0]
            passed[point] = stone(database).exists(), rows == 1

    async with open_room(database, crash_point=look) as room:
        await room.joins()
        await deletes(room)
    assert passed == {
        "erase.after_mark": (True, True),
        "erase.after_commit": (True, False),
        "store.before_scrub": (True, False),
        "store.after_scrub": (True, False),
    }


@pytest.mark.parametrize("point", ["erase.after_mark", "erase.after_commit", "store.before_scrub"])
async def test_an_erasure_that_was_cut_short_is_ended_at_the_next_start(
    database: Path, point: str
) -> None:
    clock = FakeClock(CARD_AT)
    async with open_room(database, clock, crash_point=crash_at(point)) as room:
        await room.joins()
        clock.advance(60)
        with pytest.raises(CrashError):
            await deletes(room)
        shutil.copy(database, database.with_name("copy.db"))
        shutil.copy(f"{database}-wal", database.with_name("copy.db-wal"))
    # Closing tidies up, which a crash does not: what the crash left is put back.
    shutil.copy(database.with_name("copy.db"), database)
    shutil.copy(database.with_name("copy.db-wal"), f"{database}-wal")
    assert traces(database)
    async with open_room(database, clock, owner="second") as room:
        assert traces(database) == []
        assert not await is_known(room)


async def test_a_restored_backup_brings_nobody_back(database: Path) -> None:
    backup = database.with_name("backup.db")
    clock = FakeClock(CARD_AT)
    async with open_room(database, clock) as room:
        await room.joins()
        await room.joins("ben")
    shutil.copy(database, backup)
    clock.advance(DAY_S)
    async with open_room(database, clock, owner="second") as room:
        await deletes(room)
    shutil.copy(backup, database)
    with capture_logs() as logs:
        async with open_room(database, clock, owner="third") as room:
            assert not await is_known(room)
            assert (await room.rows_of("ben")).enrollment is not None
    assert logs == [
        {"event": "erasures ended that were begun before", "count": 1, "log_level": "info"}
    ]
    assert traces(database) == [ZONE.encode()]  # Ben's


async def test_somebody_who_comes_back_after_their_erasure_is_left_alone(database: Path) -> None:
    clock = FakeClock(CARD_AT)
    async with open_room(database, clock) as room:
        await room.joins()
        clock.advance(60)
        await deletes(room)
        room.people.clear()
        await room.joins()
    async with open_room(database, clock, owner="second") as room:
        assert (await room.rows_of()).enrollment is not None


async def test_where_no_mark_can_be_kept_nothing_is_erased_now_or_later(database: Path) -> None:
    async with open_room(database) as room:
        await room.joins()
        stone(database).mkdir()
        with capture_logs() as logs:
            answer = await deletes(room)
            assert said(answer) == "I could not save that. Try again in a minute."
            assert await is_known(room)
            await loops.work(room.engine)
        assert "nothing was erased" in logs[0]["reason"]
        assert logs[1]["event"] == "old marks of erased accounts stay"
        assert await is_known(room)
        stone(database).rmdir()
    async with open_room(database, owner="second") as room:
        assert await is_known(room)


async def test_an_erasure_that_cannot_be_saved_is_said_and_carried_out_as_soon_as_it_can(
    database: Path,
) -> None:
    async with open_room(database) as room:
        await room.joins()
        busy = room.kept_busy()
        hold_when(room, "erase.after_mark", busy.__enter__)
        with capture_logs() as logs:
            answer = await deletes(room)
        assert said(answer).startswith("I cannot delete it yet: nothing can be saved now.")
        assert [line["event"] for line in logs] == ["erasure waits until something can be saved"]
        assert await is_known(room)
        busy.__exit__(None, None, None)
        await loops.work(room.engine)
        assert not await is_known(room)
        assert traces(database) == []
        assert room.engine.unerased == []


async def test_an_erasure_ended_twice_at_once_is_ended(database: Path) -> None:
    async with open_room(database) as room:
        await room.joins()
        me = (await room.rows_of()).account
        assert me is not None
        room.engine.unerased.append(me.person_id)
        await asyncio.gather(*(erasures.end_owed(room.engine, 0) for _ in range(2)))
        assert room.engine.unerased == []
        assert not await is_known(room)


def hold_when(room: Room, point: str, hold: Callable[[], object]) -> None:
    """Let something happen at a point, once."""
    left = [hold]

    def pass_point(name: str) -> None:
        if name == point and left:
            left.pop()()

    object.__setattr__(room.engine, "crash_point", pass_point)


async def test_bytes_that_cannot_be_written_over_yet_are_at_the_next_round(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage.sqlite.store, "TRIES", 1)
    async with open_room(database) as room:
        await room.joins()
        with closing(sqlite3.connect(database, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT * FROM person").fetchall()
            with capture_logs() as logs:
                answer = await deletes(room)
            assert said(answer).startswith("✅ Deleted")
            assert [line["event"] for line in logs] == ["deleted rows wait to be written over"]
            assert not await is_known(room)
            assert traces(database)
        await loops.work(room.engine)
        assert traces(database) == []


async def test_forgotten_scores_leave_no_bytes_after_the_next_round(database: Path) -> None:
    passed: list[str] = []
    async with open_room(database, crash_point=passed.append) as room:
        await lives(room)
        await loops.work(room.engine)
        assert "store.before_scrub" not in passed
        shown = await room.taps(await room.asks("privacy"), "Forget my scores")
        await room.taps(shown, "Forget them")
        await loops.work(room.engine)
        assert passed.count("store.after_scrub") == 1
        await loops.work(room.engine)
        assert passed.count("store.after_scrub") == 1


async def test_marks_are_dropped_when_no_backup_can_be_older(room: Room) -> None:
    def is_marked() -> bool:
        stones = Tombstones(stone(room.database), SECRET)
        return stones.contains(Platform.TERMINAL, "user-ana", 0)

    await room.joins()
    await deletes(room)
    room.clock.advance(KEPT_S - 1)
    await loops.work(room.engine)
    assert is_marked()
    room.clock.advance(DAY_S)
    await loops.work(room.engine)
    assert not is_marked()
