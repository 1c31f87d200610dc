"""A round of work: one thing that goes wrong harms nothing else, and rounds never overlap."""

import asyncio
from functools import partial

import pytest
from structlog.testing import capture_logs

from bot.domain.days import instant_of
from bot.domain.delivery import (
    Delivery,
    DeliveryState,
    Rejected,
    RetryLater,
    SendOutcome,
    Unknown,
    Unreachable,
)
from bot.domain.due import Due
from bot.domain.enrollment import EnrollmentState
from bot.domain.ids import DeliveryId
from bot.domain.message import OutgoingMessage
from bot.ports.store import DatabaseDamagedError, NotSavedError, StorageError, Tx
from bot.service import cards, due_work, loops, outbox, planning, sending
from bot.service.moment import Moment
from tests.fakes.messenger import FakeMessenger
from tests.service.shelf import FIRST_ON, ZONE
from tests.shell.room import Room, said

CARD_AT = instant_of(ZONE, FIRST_ON, 7 * 60 + 30)
CARD = "Today: Side of the hip, 11 min"


class BugError(Exception):
    """A fault that nobody foresaw."""


async def person_id(room: Room, name: str) -> int:
    account = (await room.rows_of(name)).account
    assert account is not None
    return account.person_id


async def state_of(room: Room, name: str = "ana") -> tuple[DeliveryState, str]:
    card = (await room.rows_of(name)).deliveries[0]
    return card.state, card.reason


@pytest.fixture
async def three(room: Room) -> Room:
    """Three people whose first card is due."""
    for name in ("ana", "ben", "eva"):
        await room.joins(name)
    room.clock.advance_to(CARD_AT)
    return room


async def test_one_due_matter_that_raises_is_put_off_and_the_others_go_out(
    three: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    ben = (await three.rows_of("ben")).enrollment
    assert ben is not None

    def plan_badly(tx: Tx, due: Due, at: Moment) -> None:
        if due.subject_id == ben.enrollment_id:
            raise BugError
        plan_well(tx, due, at)

    plan_well = planning.plan_one
    monkeypatch.setattr(planning, "plan_one", plan_badly)
    with capture_logs() as logs:
        await loops.work(three.engine)
    assert [line["event"] for line in logs] == [
        "a due matter failed; each is tried alone",
        "due matter postponed",
    ]
    assert logs[1]["subject_id"] == ben.enrollment_id
    assert [given.address.chat_ref for given in three.messenger.given] == ["chat-ana", "chat-eva"]
    monkeypatch.undo()
    await loops.work(three.engine)
    assert len(three.messenger.given) == 2
    three.clock.advance(due_work.POSTPONED_S)
    await loops.work(three.engine)
    assert [given.address.chat_ref for given in three.messenger.given[2:]] == ["chat-ben"]


async def test_one_message_that_cannot_be_made_fails_alone(
    three: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    ben = await person_id(three, "ben")

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
    assert await state_of(three, "ben") == (DeliveryState.FAILED, "rejected")


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
    assert await state_of(three, "ana") == (DeliveryState.FAILED, "rejected")
    assert await state_of(three, "eva") == (DeliveryState.CANCELLED, "stopped")


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
    assert await state_of(three, "eva") == (DeliveryState.CANCELLED, "stopped")


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
    assert await state_of(room) == (state, reason)
    assert room.messenger.titles() == [CARD]


async def test_an_unclear_session_goes_out_once_more_and_never_a_third_time(room: Room) -> None:
    await room.joins()
    room.clock.advance_to(CARD_AT)
    room.messenger.outcomes = [Unknown("timeout"), Unknown("timeout")]
    await loops.work(room.engine)
    assert await state_of(room) == (DeliveryState.UNKNOWN, "unclear")
    assert room.messenger.titles() == [CARD, CARD]


async def test_a_messenger_that_raises_leaves_it_unclear_and_the_others_go_out(
    three: Room,
) -> None:
    three.messenger.outcomes = [BugError()]
    with capture_logs() as logs:
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
    assert [await state_of(three, name) for name in ("ana", "ben")] == [
        (DeliveryState.ATTEMPTING, ""),
        (DeliveryState.SENT, ""),
    ]
    assert three.engine.unrecorded == []


async def test_rounds_of_work_never_overlap(three: Room) -> None:
    under_way: list[str] = []

    def begin(name: str) -> None:
        if name == "work.before":
            assert under_way == []
            under_way.append(name)
        if name == "work.after":
            under_way.clear()

    object.__setattr__(three.engine, "crash_point", begin)
    await asyncio.gather(*(loops.work(three.engine) for _ in range(3)))
    assert len(three.messenger.given) == 3


async def test_a_round_goes_on_until_nothing_is_left(
    three: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loops, "BATCH", 1)
    monkeypatch.setattr(sending, "BATCH", 1)
    assert await loops.work(three.engine) == 6  # three cards planned and three sent
    assert len(three.messenger.given) == 3


async def test_a_cancelled_caller_leaves_no_open_transaction_and_its_update_is_kept(
    room: Room,
) -> None:
    await room.joins()
    async with asyncio.TaskGroup() as group:
        asking = group.create_task(room.asks("stop"))
        await asyncio.sleep(0)
        asking.cancel()
    assert asking.cancelled()
    await room.store.transact(loops.next_at)  # comes after it in the same queue
    enrollment = (await room.rows_of()).enrollment
    assert enrollment is not None
    assert enrollment.state is EnrollmentState.STOPPED
    assert not room.store.in_transaction


async def test_a_fault_in_a_round_is_logged_and_the_loop_goes_on(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    await room.joins()
    room.clock.advance_to(CARD_AT)
    rounds: list[str] = []

    def plan(*_args: object) -> due_work.Worked:
        rounds.append("planned")
        raise BugError

    monkeypatch.setattr(due_work, "due_now", plan)
    with capture_logs() as logs:
        async with asyncio.timeout(20), asyncio.TaskGroup() as group:
            running = group.create_task(loops.run(room.engine))
            while "a round of work failed; tried again soon" not in {it["event"] for it in logs}:
                await room.asks("help")
            monkeypatch.undo()
            room.engine.wake.set()
            await room.messenger.has_sent(1)
            running.cancel()
    assert rounds


@pytest.mark.parametrize("error", [DatabaseDamagedError("torn"), StorageError("closed")])
async def test_a_database_that_is_of_no_more_use_ends_the_loop(
    room: Room, error: StorageError, monkeypatch: pytest.MonkeyPatch
) -> None:
    def plan(*_args: object) -> due_work.Worked:
        raise error

    monkeypatch.setattr(due_work, "plan_due", plan)
    with pytest.raises(type(error)):
        async with asyncio.timeout(20):
            await loops.run(room.engine)


@pytest.mark.parametrize("module", ["due_now", "work_off"])
async def test_a_round_that_cannot_be_saved_is_tried_again_whole(
    three: Room, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def plan_badly(*_args: object) -> None:
        raise BugError

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise NotSavedError("no room")

    monkeypatch.setattr(due_work, "plan_due", plan_badly)
    monkeypatch.setattr(due_work, module, refuse)
    with capture_logs(), pytest.raises(NotSavedError):
        await loops.work(three.engine)
    monkeypatch.undo()
    await loops.work(three.engine)
    assert len(three.messenger.given) == 3


@pytest.mark.parametrize("step", ["claim", "put_into_words", "record"])
async def test_a_send_that_cannot_be_saved_goes_on_where_it_stood(
    three: Room, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def draw_badly(*_args: object) -> OutgoingMessage:
        raise BugError

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise NotSavedError("no room")

    await three.store.transact(partial(due_work.plan_due, at=three.engine.moments(), limit=9))
    if step == "put_into_words":
        monkeypatch.setattr(cards, "message_of", draw_badly)
    monkeypatch.setattr(outbox, step, refuse)
    with capture_logs(), pytest.raises(NotSavedError):
        await loops.work(three.engine)
    monkeypatch.undo()
    three.clock.advance(outbox.LEASE_S)
    await loops.work(three.engine)
    names = [given.address.chat_ref for given in three.messenger.given]
    assert sorted(names) == ["chat-ana", "chat-ben", "chat-eva"]
    assert {await state_of(three, name) for name in ("ana", "ben", "eva")} == {
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
