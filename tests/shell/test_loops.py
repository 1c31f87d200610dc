"""The loops on the real store: they wake, survive what goes wrong, and lose nothing."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from bot.domain.action import Action
from bot.domain.address import ChatAddress, Platform
from bot.domain.delivery import DeliveryState
from bot.domain.message import Answer
from bot.domain.update import CommandReceived, Update
from bot.ports.store import NotSavedError, Tx
from bot.service import inbox, loops
from bot.service.moment import Moment
from storage.topics.seen_updates import SqlSeenUpdates
from tests.fakes.clock import FakeClock, settle
from tests.shell.room import CARD_AT, EVENING, Room, open_room, said

NOT_SAVED = "I could not save that. Try again in a minute."


Fault = Callable[[], AbstractContextManager[None]]


async def test_what_comes_due_is_sent_without_being_asked(room: Room) -> None:
    await room.joins()
    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        running = group.create_task(loops.run(room.engine))
        await settle()
        assert room.messenger.given == []
        room.clock.advance_to(CARD_AT)
        room.engine.wake.set()
        await room.messenger.has_sent(1)
        running.cancel()
    assert room.messenger.titles() == ["Today: Side of the hip, 11 min"]


async def test_the_loop_wakes_by_itself_when_the_time_has_come(database: Path) -> None:
    class HastyClock(FakeClock):
        """Comes to the card by itself, between the look at the clock and the end of the wait."""

        def now(self) -> int:
            if self.at >= CARD_AT - 2:
                self.at += 1
            return self.at

    clock = HastyClock(EVENING)
    async with open_room(database, clock) as room:
        await room.joins()
        clock.at = CARD_AT - 2
        async with asyncio.timeout(20), asyncio.TaskGroup() as group:
            running = group.create_task(loops.run(room.engine))
            await room.messenger.has_sent(1)
            running.cancel()


async def test_an_update_wakes_the_loop(room: Room) -> None:
    assert not room.engine.wake.is_set()
    await room.asks("help")
    assert room.engine.wake.is_set()


async def test_an_update_that_comes_twice_is_answered_once(room: Room) -> None:
    update = room.press(Action("today"))
    await room.asks("start")
    first = await room.receive(update)
    assert said(first)
    assert said(await room.receive(update)) == ""


async def test_on_a_full_disk_people_are_told_and_nothing_is_kept(room: Room) -> None:
    await room.joins()
    await room.allow_pages(0)
    with capture_logs() as logs:
        refused = await write_until_full(room)
    assert [(line["event"], line["update_ref"]) for line in logs] == [
        ("update not saved", refused.update_ref)
    ]
    assert not room.store.in_transaction
    assert not was_seen(room, refused)
    await room.allow_pages(None)
    assert said(await room.receive(refused)).startswith("Everything I can do")
    assert was_seen(room, refused)


async def write_until_full(room: Room) -> CommandReceived:
    """Ask until an answer is refused, and give what asked for it."""
    for number in range(200):
        update = CommandReceived(
            update_ref=f"{number} {'x' * 900}",
            address=ChatAddress(Platform.TERMINAL, "chat-ana"),
            user_ref="user-ana",
            name="help",
        )
        if said(await room.receive(update)) == NOT_SAVED:
            return update
    raise AssertionError("the disk never was full")


def kept(database: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    """Read rows beside the bot."""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(sql, values).fetchall()


def was_seen(room: Room, update: Update) -> bool:
    sql = "SELECT 1 FROM seen_update WHERE update_ref = ?"
    return bool(kept(room.database, sql, update.update_ref))


async def test_while_nothing_can_be_saved_the_loop_waits_and_then_goes_on(room: Room) -> None:
    await room.joins()
    room.clock.advance_to(CARD_AT)
    with capture_logs() as logs:
        async with asyncio.timeout(20), asyncio.TaskGroup() as group:
            with room.kept_busy():
                running = group.create_task(loops.run(room.engine))
                while "nothing can be saved; tried again soon" not in events(logs):
                    assert said(await room.asks("help")) == NOT_SAVED
            room.engine.wake.set()
            await room.messenger.has_sent(1)
            running.cancel()
    assert events(logs) == {"nothing can be saved; tried again soon", "update not saved"}
    assert room.messenger.titles() == ["Today: Side of the hip, 11 min"]


def events(logs: list[EventDict]) -> set[str]:
    return {line["event"] for line in logs}


async def test_what_was_sent_while_nothing_could_be_saved_is_recorded_later(room: Room) -> None:
    await room.joins()
    room.clock.advance_to(CARD_AT)
    busy = room.kept_busy()
    room.messenger.before_send = busy.__enter__
    with pytest.raises(NotSavedError):
        await loops.work(room.engine)
    busy.__exit__(None, None, None)
    room.messenger.before_send = lambda: None
    await loops.work(room.engine)
    assert len(room.messenger.given) == 1
    [card] = (await room.rows_of()).deliveries
    assert (card.state, card.message_ref) == (DeliveryState.SENT, f"m{card.delivery_id}")


class BugError(Exception):
    """A fault that nobody foresaw; its message quotes what was typed, as messages do."""


def handle_badly(tx: Tx, update: Update, at: Moment) -> Answer:
    handle_well(tx, update, at)
    raise BugError(repr(update))


handle_well = inbox.handle


def bodies(room: Room) -> list[str]:
    sql = "SELECT body FROM seen_update WHERE state = 'set_aside' AND body IS NOT NULL"
    return [str(body) for (body,) in kept(room.database, sql)]


@pytest.fixture
def fault(monkeypatch: pytest.MonkeyPatch) -> Callable[[], AbstractContextManager[None]]:
    """Let every handler raise after it did its work, for as long as a `with` lasts."""

    @contextmanager
    def plant() -> Iterator[None]:
        with monkeypatch.context() as patched:
            patched.setattr(inbox, "handle", handle_badly)
            yield

    return plant


async def test_a_handler_that_raises_is_set_aside_and_told_with_the_code_of_the_log(
    room: Room, fault: Fault
) -> None:
    await room.joins()
    before = await room.rows_of()
    with fault(), capture_logs() as logs:
        answer = await room.types("stop")
    [line] = logs
    assert line["event"] == "update set aside"
    assert said(answer) == f"That did not work. Nothing was saved. Code {line['code']}."
    [body] = bodies(room)
    assert "text='stop'" in body
    assert await room.rows_of() == before
    assert said(await room.asks("help")).startswith("Everything I can do")


async def test_what_was_set_aside_goes_with_the_consent(room: Room, fault: Fault) -> None:
    await room.joins()
    with fault(), capture_logs():
        await room.types("7 of 10")
    assert len(bodies(room)) == 1
    shown = await room.asks("privacy")
    shown = await room.taps(shown, "Forget my scores")
    assert len(bodies(room)) == 1
    await room.taps(shown, "Forget them")
    assert bodies(room) == []


async def test_what_was_set_aside_goes_with_the_person(room: Room, fault: Fault) -> None:
    await room.joins()
    with fault(), capture_logs():
        await room.types("7 of 10")
        await room.types("of another", "ben")
    assert len(bodies(room)) == 2
    await room.taps(await room.asks("delete"), "Delete all")
    assert ["of another" in body for body in bodies(room)] == [True]


async def test_a_fault_that_cannot_be_set_aside_is_told_as_not_saved(
    room: Room, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise NotSavedError("no room")

    monkeypatch.setattr(SqlSeenUpdates, "set_aside", refuse)
    with fault(), capture_logs() as logs:
        assert said(await room.types("hello")) == NOT_SAVED
        assert [line["event"] for line in logs] == ["update set aside", "update not saved"]
