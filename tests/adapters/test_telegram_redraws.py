"""Messages drawn anew when nothing else is to be sent, over real sockets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from adapters.telegram_chat import messenger
from adapters.telegram_chat.limits import Limits
from bot.domain.address import ChatAddress, Platform
from bot.domain.message import Answer, Redraw
from bot.domain.owed import ReplyTo
from tests.adapters.telegram_desk import (
    BEN,
    Wire,
    open_wire,
    pressed,
    texts,
    toasts,
    words,
)
from tests.emulators.telegram.faults import Delay
from tests.emulators.telegram.log import Arrived
from tests.fakes.clock import settle
from tests.fakes.loop_time import FakeLoopTime


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    async with open_wire() as wire:
        yield wire


@asynccontextmanager
async def redrawing(wire: Wire) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as group:
        running = group.create_task(wire.messenger.run())
        yield
        running.cancel()


def redraw(to: ReplyTo, text: str) -> Redraw:
    return Redraw(to.address, to.message_ref, words(text))


async def test_of_several_redraws_of_a_message_the_latest_is_drawn(wire: Wire) -> None:
    first, second = await pressed(wire, "1"), await pressed(wire, "2")
    for text in ("a", "b", "c"):
        await wire.messenger.redraw(redraw(first, text))
    await wire.messenger.redraw(redraw(second, "d"))
    async with redrawing(wire):
        await wire.emulator.wait_for(lambda: texts(wire) == ["c", "d"])
        await wire.messenger.redraw(redraw(first, "e"))
        await wire.emulator.wait_for(lambda: texts(wire) == ["e", "d"])
    assert len(wire.emulator.log.requests("editMessageText")) == 3


async def test_redraws_that_wait_are_bounded_and_the_oldest_is_let_go(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messenger, "MOST_REDRAWS", 2)
    shown = [await pressed(wire, str(number)) for number in range(3)]
    for to in shown:
        await wire.messenger.redraw(redraw(to, "drawn"))
    async with redrawing(wire):
        await wire.emulator.wait_for(lambda: texts(wire) == ["0", "drawn", "drawn"])


async def test_a_redraw_outlives_a_press_that_draws_nothing(wire: Wire) -> None:
    to = await pressed(wire)
    wire.emulator.clock.move_on(16)  # so that no toast can be shown
    await wire.messenger.redraw(redraw(to, "step 2"))
    await wire.messenger.answer(to, Answer(notice="Saved"))
    async with redrawing(wire):
        await wire.emulator.wait_for(lambda: texts(wire) == ["step 2", "Saved"])


async def test_what_a_press_draws_is_not_drawn_over_by_what_waited(wire: Wire) -> None:
    to = await pressed(wire)
    await wire.messenger.redraw(redraw(to, "step 2"))
    await wire.messenger.answer(to, Answer(message=words("step 3")))
    async with redrawing(wire):
        await settle()
    assert texts(wire) == ["step 3"]
    assert len(wire.emulator.log.requests("editMessageText")) == 1


async def test_a_redraw_that_fails_ends_nothing(wire: Wire) -> None:
    to = await pressed(wire)
    wire.emulator.person(12)
    await wire.messenger.redraw(Redraw(BEN, "4", words("to nobody")))
    await wire.messenger.redraw(Redraw(ChatAddress(Platform.TELEGRAM, "11"), "77", words("gone")))
    await wire.messenger.redraw(redraw(to, "next"))
    async with redrawing(wire):
        await wire.emulator.wait_for(lambda: texts(wire) == ["next"])


async def test_a_redraw_that_raises_ends_nothing(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = await pressed(wire)
    await wire.messenger.redraw(Redraw(ChatAddress(Platform.TELEGRAM, "no id"), "1", words("x")))
    await wire.messenger.redraw(redraw(to, "next"))
    with capture_logs() as logs:
        async with redrawing(wire):
            await wire.emulator.wait_for(lambda: texts(wire) == ["next"])
    assert [line["event"] for line in logs] == ["a message was not drawn anew"]


async def test_a_press_waits_for_an_older_form_that_is_on_its_way(wire: Wire) -> None:
    to, let_go = await pressed(wire), asyncio.Event()
    wire.emulator.fail_next("editMessageText", Delay(until=let_go))
    await wire.messenger.redraw(redraw(to, "step 2"))
    async with redrawing(wire), asyncio.TaskGroup() as group:
        await wire.emulator.wait_for(lambda: is_asked(wire, "editMessageText"))
        asked = group.create_task(wire.messenger.answer(to, Answer(message=words("step 3"))))
        await wire.emulator.wait_for(lambda: is_asked(wire, "answerCallbackQuery"))
        let_go.set()
        await asked
        assert texts(wire) == ["step 3"]


def is_asked(wire: Wire, method: str) -> bool:
    return any(one.method == method for one in wire.emulator.log.of(Arrived))


async def test_a_form_that_was_overtaken_while_it_waited_for_its_turn_is_let_go() -> None:
    time = FakeLoopTime()
    limits = Limits(1000, per_chat_per_second=1, burst=1)
    async with open_wire(limits, time) as wire, asyncio.TaskGroup() as group:
        to = await pressed(wire)
        running = group.create_task(wire.messenger.run())
        await wire.messenger.redraw(redraw(to, "step 2"))
        await settle()
        asked = group.create_task(wire.messenger.answer(to, Answer(message=words("step 3"))))
        await wire.emulator.wait_for(lambda: toasts(wire) == [""])
        while wire.gate.waiting < 2:
            await settle()
        await time.advance(1)
        await asked
        await time.advance(1)
        running.cancel()
        assert texts(wire) == ["step 3"]
        assert len(wire.emulator.log.requests("editMessageText")) == 1
