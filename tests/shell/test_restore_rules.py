"""What a restore keeps of the time that it lost, and what it refuses."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.domain.delivery import DeliveryState
from bot.domain.due import Due, DueWhat
from bot.domain.enrollment import RunState
from bot.ports.store import StorageError
from bot.service import loops
from storage.sqlite.store import SqliteStore
from tests.fakes.clock import FakeClock
from tests.shell.restoring import (
    BACKUP_AT,
    DAY_S,
    RESTORED_AT,
    back_up,
    opened,
    restored,
    running,
    since_backup,
)
from tests.shell.room import CARD_AT, EVENING, CrashError, open_room, said


async def test_where_the_old_database_cannot_be_read_the_red_flags_come_first(
    database: Path,
) -> None:
    async with since_backup(database) as (room, backup):
        room.clock.advance_to(RESTORED_AT)
    damage(database)
    done = await restored(room, backup)
    assert (done.carried, done.asked_first) == (None, 1)
    assert any("red-flag lists come again" in line for line in done.lines())
    async with opened(room) as again:
        await again.lives_until(RESTORED_AT + DAY_S + 60)
        friday = again.messenger.given[-1]
        start = next(each for each in friday.message.buttons() if each.label == "Start")
        asked = await again.presses(start.action)
        assert "Last time the two lists stayed open. They come first." in said(asked)


def damage(database: Path) -> None:
    with database.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * 4096 * 20)


async def test_what_came_due_after_the_bot_went_down_is_plain_downtime(database: Path) -> None:
    async with since_backup(database) as (room, backup):
        room.clock.advance_to(RESTORED_AT + 2 * DAY_S)
    done = await restored(room, backup, down_since=BACKUP_AT + 60)
    # The reminder of Monday and all after it: nothing was due in that minute.
    assert done.perhaps_sent == 0
    async with opened(room) as again:
        await loops.work(again.engine)
        states = {(row.day_no, row.slot): row.reason for row in (await running(again)).deliveries}
        assert states[3, "card"] == "downtime"


@pytest.mark.parametrize("down_since", [BACKUP_AT - 60, RESTORED_AT + 60])
async def test_a_time_that_cannot_be_is_refused(database: Path, down_since: int) -> None:
    async with since_backup(database) as (room, backup):
        room.clock.advance_to(RESTORED_AT)
    with pytest.raises(StorageError, match="does not lie between the backup"):
        await restored(room, backup, down_since=down_since)


async def test_messages_in_hand_at_the_backup_are_not_sent_again(database: Path) -> None:
    """One planned, one claimed and one on its way: nobody knows which of them went out."""
    clock = FakeClock(EVENING)
    left = {"claim.after_commit": 1}

    def crash(point: str) -> None:
        if left.get(point, 0) and clock.now() >= CARD_AT:
            raise CrashError

    async with open_room(database, clock, crash_point=crash) as room:
        for name in ("ana", "ben", "eva"):
            await room.joins(name)
        clock.advance_to(CARD_AT)
        with pytest.raises(CrashError):
            await loops.work(room.engine)
        left["begin.after_commit"] = 1
        left["claim.after_commit"] = 0
        await room.store.transact(lambda tx: _put_back(tx, 1))
        with pytest.raises(CrashError):
            await loops.work(room.engine)
        backup = back_up(room)
    clock.advance(600)
    done = await restored(room, backup)
    assert done.perhaps_sent == 3
    async with opened(room) as again:
        await loops.work(again.engine)
        assert again.messenger.given == []
        assert (await again.rows_of()).deliveries[0].state is DeliveryState.UNKNOWN
        assert "Start" in str(await again.asks("today"))


def _put_back(tx: object, delivery_id: int) -> None:
    delivery = tx.deliveries.get(delivery_id)  # type: ignore[attr-defined]  # a transaction
    tx.deliveries.put_back(delivery, delivery.due_at)  # type: ignore[attr-defined]  # as above


async def test_a_step_that_ran_at_the_backup_stands_still(database: Path) -> None:
    async with open_room(database, FakeClock(EVENING)) as room:
        await room.joins()
        room.clock.advance_to(CARD_AT)
        await loops.work(room.engine)
        shown = room.messenger.given[-1].message
        for _ in range(10):
            before = (await room.store.read(loops.next_at)) or 0
            if before < CARD_AT + 600:
                break
            choice = next(iter(shown.buttons()))
            answer = await room.presses(choice.action)
            shown = answer.message or shown
        backup = back_up(room)
        room.clock.advance(1800)
    await restored(room, backup)
    async with opened(room) as again:
        await loops.work(again.engine)
        assert again.messenger.redraws == []
        enrollment = (await running(again)).enrollment
        assert enrollment is not None
        run = await again.store.read(
            lambda tx: tx.runs.find(enrollment.enrollment_id, enrollment.day_no)
        )
        assert run is not None
        assert run.state is RunState.STARTED
        assert run.step_ends_at is None
        assert run.step_left_s is not None


async def test_a_session_left_open_on_an_earlier_day_costs_nothing(database: Path) -> None:
    async with open_room(database, FakeClock(EVENING)) as room:
        await room.joins()
        room.clock.advance_to(CARD_AT)
        await loops.work(room.engine)
        backup = back_up(room)
        room.clock.advance_to(RESTORED_AT)
    await restored(room, backup)
    async with opened(room) as again:
        enrollment = (await running(again)).enrollment
        assert enrollment is not None
        runs = await again.store.read(lambda tx: tx.runs.all_of(enrollment.enrollment_id))
        assert {run.state for run in runs} == {RunState.EXCUSED}


async def test_a_session_whose_day_is_over_costs_nothing_though_no_card_came_since(
    database: Path,
) -> None:
    async with open_room(database, FakeClock(EVENING)) as room:
        await room.joins()
        room.clock.advance_to(CARD_AT)
        await loops.work(room.engine)
        room.clock.advance(12 * 3600)
        await loops.work(room.engine)
        backup = back_up(room)
        room.clock.advance_to(CARD_AT + 21 * 3600)  # 04:30: the day ended at 03:00
    await restored(room, backup)
    async with opened(room) as again:
        enrollment = (await running(again)).enrollment
        assert enrollment is not None
        runs = await again.store.read(lambda tx: tx.runs.all_of(enrollment.enrollment_id))
        assert [run.state for run in runs] == [RunState.EXCUSED]
        assert await again.store.read(lambda tx: tx.meta.get("backup_at")) == ""


async def test_one_matter_that_raises_stops_no_restore(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with since_backup(database) as (room, _before):
        await room.joins("ben")
        backup = back_up(room, "both")
        room.clock.advance_to(RESTORED_AT)
    from bot.service import lost_time  # noqa: PLC0415  # what is broken here

    whole = lost_time.pass_one

    def faulty(tx: object, due: Due, *rest: object) -> int:
        if due.subject_id == 1 and due.what is DueWhat.CARD:
            raise LookupError
        return whole(tx, due, *rest)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(lost_time, "pass_one", faulty)
    with capture_logs() as logs:
        assert (await restored(room, backup)).perhaps_sent > 0
    assert [line["event"] for line in logs] == [
        "a due matter failed; it is put off until after the restore"
    ]


async def test_people_s_time_goes_on_from_whichever_database_came_further(
    database: Path,
) -> None:
    async with since_backup(database) as (room, backup):
        await room.store.transact(lambda tx: tx.meta.put("clock_offset_s", str(2 * DAY_S)))
        room.clock.advance(60)
    done = await restored(room, backup)
    assert done.lost.until_at == room.clock.now() + 2 * DAY_S
    store = await SqliteStore.open(database)
    assert await store.read(lambda tx: tx.meta.get("clock_offset_s")) == str(2 * DAY_S)
    await store.close()
