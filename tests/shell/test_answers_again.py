"""Answers that do not get through: sent again where that helps, and never for ever."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.domain.delivery import Rejected, RetryLater, Unknown, Unreachable
from bot.service import answering, loops, outbox
from tests.fakes.clock import settle
from tests.shell.answer_desk import Desk, command, open_desk
from tests.shell.room import CARD_AT, BugError


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(tmp_path / "bot.db") as desk:
        yield desk


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
