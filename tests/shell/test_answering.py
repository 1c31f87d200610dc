"""Answers on their way: owed on disk until taken, in order in a chat, again where that helps."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.domain.action import Action
from bot.domain.address import Platform
from bot.domain.delivery import Rejected, RetryLater, Unknown, Unreachable
from bot.domain.message import Answer
from bot.domain.owed import OwedAnswer
from bot.domain.update import CommandReceived
from bot.service import answering, inbox, loops
from bot.service.answering import Answering
from tests.fakes.answerer import FakeAnswerer
from tests.fakes.clock import HastyTicker, settle
from tests.shell.room import CARD_AT, EVENING, BugError, Room, open_room, said


@dataclass
class Desk:
    """Answers of one room, on their way to a made-up platform."""

    room: Room
    out: FakeAnswerer
    line: Answering
    ticker: HastyTicker

    async def owed(self) -> list[OwedAnswer]:
        kept = await self.room.store.read(lambda tx: tx.owed_answers.of(Platform.TERMINAL))
        return list(kept)

    async def sends_all(self) -> None:
        async with asyncio.timeout(20), asyncio.TaskGroup() as group:
            running = group.create_task(self.line.run())
            await self.line.is_empty()
            running.cancel()

    def words(self) -> list[str]:
        return [said(answer).split("\n")[0] for _, answer in self.out.given]


@asynccontextmanager
async def open_desk(database: Path, owner: str = "first") -> AsyncIterator[Desk]:
    async with open_room(database, owner=owner) as room:
        out, ticker = FakeAnswerer(), HastyTicker(EVENING)
        yield Desk(room, out, Answering(room.engine, out, ticker), ticker)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(tmp_path / "bot.db") as desk:
        yield desk


def command(desk: Desk, name: str, who: str = "ana") -> CommandReceived:
    ref, address, user_ref = desk.room._named(who)
    return CommandReceived(update_ref=ref, address=address, user_ref=user_ref, name=name)


async def test_an_answer_is_owed_until_it_was_taken(desk: Desk) -> None:
    assert await desk.line.take(command(desk, "help"))
    assert [said(row.answer).split("\n")[0] for row in await desk.owed()] == [
        "Everything I can do"
    ]
    await desk.sends_all()
    assert desk.words() == ["Everything I can do"]
    assert await desk.owed() == []


async def test_what_a_dead_process_owed_is_sent_by_the_next(tmp_path: Path) -> None:
    async with open_desk(tmp_path / "bot.db") as dead:
        await dead.line.take(command(dead, "help"))
        await dead.line.take(command(dead, "privacy"))
    async with open_desk(tmp_path / "bot.db", "second") as desk:
        assert await desk.line.start() == 2
        await desk.sends_all()
        assert desk.words() == ["Everything I can do", "What is kept about you"]
        assert await desk.owed() == []


async def test_what_was_owed_for_over_ten_minutes_is_let_go(tmp_path: Path) -> None:
    async with open_desk(tmp_path / "bot.db") as dead:
        await dead.line.take(command(dead, "help"))
    async with open_desk(tmp_path / "bot.db", "second") as desk:
        desk.room.clock.advance(601)
        assert await desk.line.start() == 0
        assert await desk.owed() == []


async def test_an_update_that_comes_again_gets_no_second_answer(desk: Desk) -> None:
    update = command(desk, "help")
    assert await desk.line.take(update)
    assert await desk.line.take(update)
    await desk.sends_all()
    assert len(desk.out.given) == 1


async def test_in_one_chat_answers_keep_their_order_and_hold_up_no_other(desk: Desk) -> None:
    desk.out.held["chat-ana"] = asyncio.Event()
    for name in ("help", "privacy"):
        await desk.line.take(command(desk, name))
    await desk.line.take(command(desk, "help", "ben"))
    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        running = group.create_task(desk.line.run())
        await desk.out.has_given(2)
        await settle()
        assert [to.address.chat_ref for to, _ in desk.out.given] == ["chat-ana", "chat-ben"]
        desk.out.held["chat-ana"].set()
        await desk.line.is_empty()
        running.cancel()
    assert desk.words() == ["Everything I can do", "Everything I can do", "What is kept about you"]


async def test_presses_that_draw_one_message_anew_draw_it_once_and_are_all_acknowledged(
    desk: Desk,
) -> None:
    await desk.room.asks("start")
    for name in ("help", "privacy", "help"):
        await desk.line.take(desk.room.press(Action(name), message_ref="m7"))
    await desk.sends_all()
    assert [answer.message is None for _, answer in desk.out.given] == [True, True, False]


async def test_a_press_that_changes_nothing_is_acknowledged(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "handle", lambda *_args, **_kwargs: Answer())
    assert await desk.line.take(desk.room.press(Action("today")))
    assert await desk.line.take(command(desk, "today"))
    assert len(desk.out.acknowledged) == 1
    assert await desk.owed() == []


async def test_an_answer_that_surely_did_not_arrive_is_sent_again_after_the_named_pause(
    desk: Desk,
) -> None:
    desk.out.outcomes = [RetryLater("busy", after_s=7), RetryLater("busy")]
    await desk.line.take(command(desk, "help"))
    await desk.sends_all()
    assert (len(desk.out.given), desk.ticker.slept) == (3, [7, 2])


async def test_nothing_is_tried_for_ever(desk: Desk) -> None:
    desk.out.outcomes = [RetryLater("down")] * 999
    await desk.line.take(command(desk, "help"))
    with capture_logs() as logs:
        await desk.sends_all()
    assert sum(desk.ticker.slept) <= 600
    assert [line["event"] for line in logs] == ["answer given up"]
    assert await desk.owed() == []


async def test_an_unclear_answer_is_repeated_but_three_times_at_most(desk: Desk) -> None:
    desk.out.outcomes = [Unknown("no reply")] * 9
    await desk.line.take(command(desk, "help"))
    with capture_logs():
        await desk.sends_all()
    assert len(desk.out.given) == 3


async def test_somebody_who_is_gone_is_not_asked_again(desk: Desk) -> None:
    desk.out.outcomes = [Unreachable("blocked")]
    await desk.line.take(command(desk, "help"))
    with capture_logs() as logs:
        await desk.sends_all()
    assert len(desk.out.given) == 1
    assert [line["reason"] for line in logs] == ["blocked"]


@pytest.mark.parametrize("fault", [Rejected("too long"), BugError("drawing")])
async def test_where_an_answer_is_refused_the_person_is_told_that_something_broke(
    desk: Desk, fault: Rejected | BugError
) -> None:
    desk.out.outcomes = [fault]
    await desk.line.take(command(desk, "help"))
    with capture_logs() as logs:
        await desk.sends_all()
    assert desk.words()[1].startswith("That is saved, but I could not show the answer.")
    assert logs[-1]["event"] == "answer given up"
    assert await desk.owed() == []


async def test_what_breaks_is_set_aside_and_its_answer_is_owed_too(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def handle(*_args: object, **_kwargs: object) -> Answer:
        raise BugError

    monkeypatch.setattr(inbox, "handle", handle)
    with capture_logs():
        assert await desk.line.take(command(desk, "help"))
    (row,) = await desk.owed()
    assert said(row.answer).startswith("That did not work. Nothing was saved.")


async def test_what_cannot_be_saved_may_come_again(desk: Desk) -> None:
    update = command(desk, "help")
    with capture_logs() as logs, desk.room.kept_busy():
        assert not await desk.line.take(update)
    assert [line["event"] for line in logs] == ["update not saved"]
    assert await desk.line.take(update)
    await desk.sends_all()
    assert desk.words() == ["Everything I can do"]


async def test_who_waited_too_long_for_room_on_the_disk_is_told(desk: Desk) -> None:
    desk.line.say_not_saved(command(desk, "help"))
    await desk.sends_all()
    assert desk.words() == ["I could not save that. Try again in a minute."]


async def test_that_all_is_deleted_is_said_and_then_nothing_of_it_is_left(desk: Desk) -> None:
    await desk.room.joins()
    asked = await desk.room.asks("delete")
    assert asked.message is not None
    button = next(b for b in asked.message.buttons() if b.label == "Delete all")
    assert await desk.line.take(desk.room.press(button.action))
    (row,) = await desk.owed()
    assert row.person_id is None
    assert (await desk.room.rows_of()).account is None
    await desk.sends_all()
    assert desk.words() == ["✅ Deleted Sun 28 February 2027, 19:00."]
    assert await desk.owed() == []
    # The row of the answer named the chat: it is written over with the next round of work.
    await loops.work(desk.room.engine)
    assert b"chat-ana" not in desk.room.database.read_bytes()


async def test_no_more_updates_are_asked_for_while_too_many_answers_wait(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "MOST_WAITING", 2)
    await desk.line.take(command(desk, "help"))
    await desk.line.has_room()
    await desk.line.take(command(desk, "help", "ben"))
    waiting = asyncio.ensure_future(desk.line.has_room())  # noqa: TID251  # watched from outside
    await settle()
    assert not waiting.done()
    await desk.sends_all()
    await waiting


async def test_a_session_shown_in_a_new_message_turns_its_steps_there(desk: Desk) -> None:
    room = desk.room
    await room.joins()
    room.clock.advance_to(CARD_AT)
    await loops.work(room.engine)
    assert await desk.line.take(command(desk, "today"))
    await desk.sends_all()
    (card,) = (await room.rows_of()).deliveries
    assert card.message_ref == "shown-1"
