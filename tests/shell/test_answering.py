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
from bot.ports.store import NotSavedError
from bot.service import answering, inbox, loops, outbox
from bot.service.answering import Answering
from storage.tombstones import Tombstones
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
    await desk.sends_all()
    assert [answer for _, answer in desk.out.given] == [Answer()]
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
    assert sum(desk.ticker.slept) <= 600 + 30
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


async def test_a_deletion_that_could_not_even_be_marked_is_said_and_can_be_asked_for_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise NotSavedError("no room")

    await desk.room.joins()
    update = desk.room.press(await confirmation(desk))
    monkeypatch.setattr(Tombstones, "add", refuse)
    with capture_logs() as logs:
        assert await desk.line.take(update)
    assert [line["event"] for line in logs] == ["nothing was erased"]
    await desk.sends_all()
    assert desk.words() == ["I could not save that. Try again in a minute."]
    monkeypatch.undo()
    # The platform hands the very same press over again, as after a crash before the mark.
    assert await desk.line.take(update)
    await desk.sends_all()
    assert desk.words()[1].startswith("✅ Deleted ")
    assert (await desk.room.rows_of()).account is None


async def confirmation(desk: Desk) -> Action:
    asked = await desk.room.asks("delete")
    assert asked.message is not None
    return next(b.action for b in asked.message.buttons() if b.label == "Delete all")


async def test_a_chat_with_many_answers_lets_the_others_have_theirs_between(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "HANDS", 1)
    for _ in range(3):
        await desk.line.take(command(desk, "help"))
    await desk.line.take(command(desk, "help", "ben"))
    await desk.sends_all()
    chats = [to.address.chat_ref for to, _ in desk.out.given]
    assert chats == ["chat-ana", "chat-ben", "chat-ana", "chat-ana"]


async def test_whoever_writes_faster_than_answers_may_go_out_gets_the_last_ones(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "MOST_IN_A_CHAT", 2)
    for _ in range(5):
        await desk.line.take(command(desk, "help"))
    await desk.sends_all()
    assert [answer.message is None for _, answer in desk.out.given] == [True] * 3 + [False] * 2


async def test_an_answer_that_waited_too_long_is_not_shown_any_more(desk: Desk) -> None:
    await desk.line.take(command(desk, "help"))
    desk.ticker.at += 601
    with capture_logs() as logs:
        await desk.sends_all()
    assert desk.out.given == []
    assert [line["reason"] for line in logs] == ["too late"]


async def test_an_answer_whose_session_cannot_be_noted_is_let_go_all_the_same(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def raise_it(*_args: object, **_kwargs: object) -> None:
        raise BugError

    room = desk.room
    await room.joins()
    room.clock.advance_to(CARD_AT)
    await loops.work(room.engine)
    desk.ticker.at = CARD_AT
    await desk.line.take(command(desk, "today"))
    monkeypatch.setattr(outbox, "note_shown", raise_it)
    with capture_logs() as logs:
        await desk.sends_all()
    assert [line["event"] for line in logs] == ["answer not noted"]
    assert await desk.owed() == []


async def test_the_words_of_an_answer_go_after_ten_minutes_whatever_becomes_of_it(
    desk: Desk,
) -> None:
    await desk.line.take(command(desk, "help"))
    desk.room.clock.advance(601)
    await loops.work(desk.room.engine)
    assert await desk.owed() == []
