"""Answers on their way: owed on disk until taken, in order in a chat, gone with who is erased."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.domain.action import Action
from bot.domain.message import Answer
from bot.ports.store import NotSavedError
from bot.service import inbox, loops
from storage.tombstones import Tombstones
from tests.fakes.clock import settle
from tests.shell.answer_desk import Desk, command, open_desk
from tests.shell.room import CARD_AT, BugError, said


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(tmp_path / "bot.db") as desk:
        yield desk


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


async def test_a_deletion_that_comes_again_is_answered_once(desk: Desk) -> None:
    await desk.room.joins()
    update = desk.room.press(await confirmation(desk))
    assert await desk.line.take(update)
    assert await desk.line.take(update)
    await desk.sends_all()
    assert [words.split(" ")[1] for words in desk.words()] == ["Deleted"]
