"""A round of work: one thing that goes wrong harms nothing else, and rounds never overlap."""

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.domain.due import Due
from bot.domain.enrollment import EnrollmentState
from bot.ports.store import DatabaseDamagedError, NotSavedError, StorageError, Tx
from bot.service import due_rounds, due_work, loops, planning, sending
from bot.service.moment import Moment
from tests.shell.room import CARD_AT, BugError, Room


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
    monkeypatch.setattr(due_rounds, "BATCH", 1)
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
