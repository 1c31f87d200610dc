"""Each way in which a send to Telegram can end, over real sockets."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from adapters.telegram_chat.gate import Lane
from bot.domain.address import ChatAddress, Platform
from bot.domain.delivery import Rejected, RetryLater, SendOutcome, Sent, Unknown, Unreachable
from bot.domain.ids import DeliveryId
from tests.adapters.telegram_desk import BEN, CHAT, Wire, open_wire, words
from tests.emulators.telegram.faults import (
    Delay,
    Fault,
    NotJson,
    Reset,
    ServerError,
    TooManyRequests,
    Trickle,
    Truncated,
)
from tests.fakes.loop_time import FakeLoopTime


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    async with open_wire() as wire:
        yield wire


async def sends(wire: Wire, text: str = "Hi", to: ChatAddress = CHAT) -> SendOutcome:
    await wire.messenger.turn(to)
    return await wire.messenger.send(to, words(text), DeliveryId(1))


def shown(wire: Wire) -> list[str]:
    return [message.text for message in wire.ada.chat.from_bot]


async def test_what_telegram_took_is_sent_and_named_by_its_id(wire: Wire) -> None:
    assert (wire.messenger.platform, wire.messenger.at_once) == (Platform.TELEGRAM, 24)
    outcome = await sends(wire)
    assert wire.ada.chat.last is not None
    assert outcome == Sent(str(wire.ada.chat.last.message_id))


@pytest.mark.parametrize(
    ("fault", "outcome", "arrives"),
    [
        (Reset(), Unknown("no clear answer"), False),
        (Reset(after=True), Unknown("no clear answer"), True),
        (ServerError(code=500), Unknown("no clear answer"), False),
        (ServerError(code=502, html=True), Unknown("no clear answer"), False),
        (ServerError(code=504, after=True), Unknown("no clear answer"), True),
        (ServerError(code=503, after=True, html=True), Unknown("no clear answer"), True),
        (Truncated(), Unknown("no clear answer"), True),
        (NotJson(), Unknown("no clear answer"), True),
        (ServerError(code=400), Rejected("error"), False),
        (ServerError(code=413), Rejected("status"), False),
        (ServerError(code=401), RetryLater("the platform refuses the bot"), False),
        (ServerError(code=409), RetryLater("the platform refuses the bot"), False),
        (TooManyRequests(retry_after=7), RetryLater("too many requests", after_s=7), False),
    ],
    ids=str,
)
async def test_each_fault_has_its_outcome_and_only_the_unclear_may_have_arrived(
    wire: Wire, fault: Fault, outcome: SendOutcome, *, arrives: bool
) -> None:
    wire.emulator.fail_next("sendMessage", fault)
    assert await sends(wire) == outcome
    assert shown(wire) == (["Hi"] if arrives else [])


async def test_an_answer_that_trickles_in_is_read_to_its_end(wire: Wire) -> None:
    wire.emulator.fail_next("sendMessage", Trickle())
    assert isinstance(await sends(wire), Sent)


async def test_who_cannot_be_reached_is_told_apart_by_the_platforms_words(wire: Wire) -> None:
    wire.ada.blocks()
    wire.emulator.person(12)
    eve = wire.emulator.person(13)
    eve.writes("hello")
    eve.deletes_account()
    nobody, gone = (ChatAddress(Platform.TELEGRAM, ref) for ref in ("99", "13"))
    club = wire.emulator.group("Knees")
    group = ChatAddress(Platform.TELEGRAM, str(club.chat_id))
    club.removes_bot()
    assert [await sends(wire, to=to) for to in (CHAT, BEN, gone, nobody, group)] == [
        Unreachable("bot was blocked by the user"),
        Unreachable("bot can't initiate conversation with a user"),
        Unreachable("user is deactivated"),
        Unreachable("chat not found"),
        Unreachable("bot was kicked from the group chat"),
    ]


async def test_buttons_that_cannot_be_sent_are_our_fault_and_nothing_is_asked(wire: Wire) -> None:
    too_many = words("Hi", *(str(number) for number in range(101)))
    assert isinstance(await wire.messenger.send(CHAT, too_many, DeliveryId(1)), Rejected)
    assert wire.emulator.log.requests("sendMessage") == []


async def test_a_pause_that_telegram_names_holds_every_sender() -> None:
    time = FakeLoopTime()
    async with open_wire(time=time) as wire, asyncio.TaskGroup() as group:
        wire.emulator.fail_next("sendMessage", TooManyRequests(retry_after=7))
        assert await sends(wire) == RetryLater("too many requests", after_s=7)
        chats = [ChatAddress(Platform.TELEGRAM, str(ref)) for ref in range(20, 25)]
        waiting = [group.create_task(wire.messenger.turn(chat)) for chat in chats]
        waiting += [group.create_task(wire.gate.turn("11", lane)) for lane in Lane]
        await time.advance(6.9)
        assert [task.done() for task in waiting] == [False] * 8
        await time.advance(0.2)
        assert [task.done() for task in waiting] == [True] * 8


async def test_where_nobody_listens_nothing_is_sent_and_all_wait_longer_each_time() -> None:
    time = FakeLoopTime()
    async with open_wire(time=time) as wire:
        await wire.emulator.refuse_connections()
        for pause_s in (1, 2, 4, 8, 16, 32, 60, 60):
            assert await wire.messenger.send(CHAT, words("Hi"), DeliveryId(1)) == RetryLater(
                "not sent"
            )
            assert await passed(wire, time, pause_s - 0.1) == [False]
            assert await passed(wire, time, 0.2) == [True]
        await wire.emulator.listen_again()
        assert isinstance(await sends(wire), Sent)
        await wire.emulator.refuse_connections()
        await sends(wire)
        assert await passed(wire, time, 1.1) == [True]
        assert shown(wire) == ["Hi"]


async def passed(wire: Wire, time: FakeLoopTime, seconds: float) -> list[bool]:
    """Tell whether somebody who asks now may write when this time has passed."""
    turn = asyncio.ensure_future(wire.gate.turn("77", Lane.DELIVERY))  # noqa: TID251  # ended here
    await time.advance(seconds)
    is_through = turn.done()
    turn.cancel()
    await asyncio.gather(turn, return_exceptions=True)
    return [is_through]


async def test_a_slow_send_holds_up_no_other_chat(wire: Wire) -> None:
    ben = wire.emulator.person(12, first_name="Ben")
    ben.writes("hello")
    let_go = asyncio.Event()
    wire.emulator.fail_next("sendMessage", Delay(until=let_go))
    async with asyncio.TaskGroup() as group:
        slow = group.create_task(sends(wire))
        await wire.emulator.wait_for(lambda: "sendMessage" in wire.emulator.log.tail())
        assert isinstance(await sends(wire, to=BEN), Sent)
        assert not slow.done()
        let_go.set()
        assert isinstance(await slow, Sent)


async def test_a_group_that_moved_is_followed_and_a_topic_that_is_gone_is_left(wire: Wire) -> None:
    club = wire.emulator.group("Knees", forum=True)
    topic = club.opens_topic("Sessions")
    there = ChatAddress(Platform.TELEGRAM, str(club.chat_id), str(topic))
    assert isinstance(await sends(wire, to=there), Sent)
    assert club.chat.last is not None
    assert club.chat.last.thread_id == topic
    club.deletes_topic(topic)
    assert isinstance(await sends(wire, to=there), Sent)
    assert club.chat.last.thread_id is None
    small = wire.emulator.group("Hips")
    address = ChatAddress(Platform.TELEGRAM, str(small.chat_id))
    moved = small.migrates()
    assert isinstance(await sends(wire, to=address), Sent)
    assert [message.text for message in moved.chat.from_bot] == ["Hi"]
