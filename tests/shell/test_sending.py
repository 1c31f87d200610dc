"""Sending: each outcome in its state, and one that goes wrong harms no other."""

import asyncio
from functools import partial
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.domain.address import ChatAddress
from bot.domain.delivery import (
    Delivery,
    DeliveryState,
    Rejected,
    RetryLater,
    SendOutcome,
    Unknown,
    Unreachable,
)
from bot.domain.ids import DeliveryId
from bot.domain.message import OutgoingMessage
from bot.ports.store import NotSavedError, Tx
from bot.service import cards, due_work, loops, outbox, sending
from bot.service.moment import Moment
from tests.fakes.messenger import FakeMessenger
from tests.shell.room import CARD_AT, BugError, Room, open_room, said

CARD = "Today: Side of the hip, 11 min"


async def test_one_message_that_cannot_be_made_fails_alone(
    three: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    ben = await three.person_id("ben")

    def draw_badly(tx: Tx, at: Moment, delivery: Delivery) -> OutgoingMessage:
        if delivery.person_id == ben:
            raise BugError
        return draw_well(tx, at, delivery)

    draw_well = cards.message_of
    monkeypatch.setattr(cards, "message_of", draw_badly)
    with capture_logs() as logs:
        await loops.work(three.engine)
    assert [line["event"] for line in logs] == [
        "a message could not be made; each is tried alone",
        "delivery failed",
    ]
    assert [given.address.chat_ref for given in three.messenger.given] == ["chat-ana", "chat-eva"]
    assert await three.state_of("ben") == (DeliveryState.FAILED, "rejected")


async def test_what_is_no_longer_wanted_is_not_sent_by_the_slow_way_either(
    three: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def draw_badly(tx: Tx, at: Moment, delivery: Delivery) -> OutgoingMessage:
        raise BugError

    await three.store.transact(partial(due_work.plan_due, at=three.engine.moments(), limit=9))
    monkeypatch.setattr(cards, "message_of", draw_badly)
    await three.asks("stop", "eva")
    with capture_logs():
        await loops.work(three.engine)
    assert three.messenger.given == []
    assert await three.state_of("ana") == (DeliveryState.FAILED, "rejected")
    assert await three.state_of("eva") == (DeliveryState.CANCELLED, "stopped")


async def test_whoever_stops_between_claim_and_send_gets_nothing(
    three: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stop_first(room: Room) -> None:
        await room.asks("stop", "eva")

    real = sending._send

    async def send(engine: loops.Engine, messenger: FakeMessenger, item: outbox.Claimed) -> None:
        if item.delivery.address.chat_ref == "chat-eva":
            await stop_first(three)
        await real(engine, messenger, item)

    monkeypatch.setattr(sending, "_send", send)
    await loops.work(three.engine)
    assert [given.address.chat_ref for given in three.messenger.given] == ["chat-ana", "chat-ben"]
    assert await three.state_of("eva") == (DeliveryState.CANCELLED, "stopped")


@pytest.mark.parametrize(
    ("outcome", "state", "reason"),
    [
        (Rejected("too long"), DeliveryState.FAILED, "rejected"),
        (Unreachable("blocked"), DeliveryState.FAILED, "unreachable"),
        (RetryLater("busy"), DeliveryState.PLANNED, ""),
    ],
)
async def test_each_outcome_ends_in_its_state(
    room: Room,
    outcome: Rejected | Unreachable | RetryLater,
    state: DeliveryState,
    reason: str,
) -> None:
    await room.joins()
    room.clock.advance_to(CARD_AT)
    room.messenger.outcomes = [outcome]
    await loops.work(room.engine)
    assert await room.state_of() == (state, reason)
    assert room.messenger.titles() == [CARD]


async def test_an_unclear_session_goes_out_once_more_and_never_a_third_time(room: Room) -> None:
    await room.joins()
    room.clock.advance_to(CARD_AT)
    room.messenger.outcomes = [Unknown("timeout"), Unknown("timeout")]
    await loops.work(room.engine)
    assert room.messenger.titles() == [CARD]  # a platform that stumbles gets half a minute
    for _ in range(2):
        room.clock.advance(outbox.FIRST_WAIT_S)
        await loops.work(room.engine)
    assert await room.state_of() == (DeliveryState.UNKNOWN, "unclear")
    assert room.messenger.titles() == [CARD, CARD]


async def test_a_messenger_that_raises_leaves_it_unclear_and_the_others_go_out(
    three: Room,
) -> None:
    three.messenger.outcomes = [BugError()]
    with capture_logs() as logs:
        await loops.work(three.engine)
        three.clock.advance(outbox.FIRST_WAIT_S)
        await loops.work(three.engine)
    assert [line["event"] for line in logs] == ["a messenger raised"]
    names = [given.address.chat_ref.removeprefix("chat-") for given in three.messenger.given]
    assert names == ["ana", "ben", "eva", "ana"]


async def test_an_edit_that_fails_is_let_go(room: Room) -> None:
    await room.joins()
    room.messenger.redraw_error = BugError()
    with capture_logs() as logs:
        await room.lives_until(CARD_AT + 1800)
    assert {line["event"] for line in logs} == {"a messenger raised"}
    assert len(room.messenger.redraws) == 8  # each step but the first, and the last question
    assert said(await room.asks("today")).startswith("✅ Session 1 done")


async def test_an_outcome_that_cannot_be_recorded_waits_for_the_next_start(
    three: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[type[Exception]] = [BugError]

    def record_badly(tx: Tx, delivery_id: DeliveryId, outcome: SendOutcome, at: Moment) -> None:
        if left:
            raise left.pop()
        record_well(tx, delivery_id, outcome, at)

    record_well = outbox.record
    monkeypatch.setattr(outbox, "record", record_badly)
    with capture_logs() as logs:
        await loops.work(three.engine)
    assert [line["event"] for line in logs] == ["outcome not recorded"]
    assert [await three.state_of(name) for name in ("ana", "ben")] == [
        (DeliveryState.ATTEMPTING, ""),
        (DeliveryState.SENT, ""),
    ]
    assert three.engine.unrecorded == {}


@pytest.mark.parametrize("step", ["claim", "put_into_words", "record"])
async def test_a_send_that_cannot_be_saved_goes_on_where_it_stood(
    three: Room, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def claim_badly(*_args: object, **_kwargs: object) -> tuple[outbox.Claimed, ...]:
        raise BugError

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise NotSavedError("no room")

    await three.store.transact(partial(due_work.plan_due, at=three.engine.moments(), limit=9))
    if step == "put_into_words":
        monkeypatch.setattr(outbox, "claim", claim_badly)
    monkeypatch.setattr(outbox, step, refuse)
    with capture_logs(), pytest.raises(NotSavedError):
        await loops.work(three.engine)
    monkeypatch.undo()
    three.clock.advance(outbox.LEASE_S)
    await loops.work(three.engine)
    names = [given.address.chat_ref for given in three.messenger.given]
    assert sorted(names) == ["chat-ana", "chat-ben", "chat-eva"]
    assert {await three.state_of(name) for name in ("ana", "ben", "eva")} == {
        (DeliveryState.SENT, "")
    }


async def test_a_message_that_was_not_noted_is_only_logged(room: Room) -> None:
    await room.joins()
    room.clock.advance_to(CARD_AT)
    await loops.work(room.engine)
    [given] = room.messenger.given
    with capture_logs() as logs, room.kept_busy():
        await loops.shown(room.engine, given.delivery_id, "m99")
    assert logs == [
        {"event": "message not noted", "delivery_id": given.delivery_id, "log_level": "warning"}
    ]
    await loops.shown(room.engine, given.delivery_id, "m99")
    assert (await room.rows_of()).deliveries[0].message_ref == "m99"


async def test_a_slow_send_holds_up_nothing_that_comes_due_meanwhile(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "LOOK_AGAIN_S", 0.001)
    slow = SlowMessenger()
    async with open_room(database, messengers=[slow]) as room:
        await room.joins("ana")
        room.clock.advance_to(CARD_AT)
        plan = partial(due_work.plan_due, limit=9)
        await room.store.transact(partial(plan, at=room.engine.moments()))
        async with asyncio.timeout(20), asyncio.TaskGroup() as group:
            sends = group.create_task(sending.send_due(room.engine, slow))
            await slow.has_sent(1)
            await room.joins("ben")
            room.clock.advance(2 * 24 * 3600)  # tomorrow is a rest day
            await room.store.transact(partial(plan, at=room.engine.moments()))
            while "chat-ben" not in {given.address.chat_ref for given in slow.given}:
                await slow.has_sent(len(slow.given) + 1)
            assert not sends.done()
            slow.may_end.set()
        assert await room.state_of("ben") == (DeliveryState.SENT, "")


class SlowMessenger(FakeMessenger):
    """Sends three at a time; what goes to Ana takes until a test lets it end."""

    def __init__(self) -> None:
        super().__init__()
        self.may_end = asyncio.Event()

    @property
    def at_once(self) -> int:
        return 3

    async def send(
        self, address: ChatAddress, message: OutgoingMessage, delivery_id: DeliveryId
    ) -> SendOutcome:
        outcome = await super().send(address, message, delivery_id)
        if address.chat_ref == "chat-ana":
            await self.may_end.wait()
        return outcome
