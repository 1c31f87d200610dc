"""A start after anything: rows of a dead process, a clock that was set, time that ran ahead."""

from functools import partial
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.domain.days import instant_of
from bot.domain.delivery import DeliveryState
from bot.ports.store import DatabaseInUseError, StorageError
from bot.service import clocks, loops
from bot.service.clocks import HostClockError, check_host_clock, keep_offset, kept_offset
from storage.sqlite.runner import SqliteRunner
from storage.sqlite.store import SqliteStore
from tests.fakes.clock import FakeClock
from tests.service.shelf import FIRST_ON, ZONE
from tests.shell.room import CARD_AT, EVENING, CrashError, Room, open_room


async def crashes_at(database: Path, clock: FakeClock, point: str) -> None:
    """Let a bot with one subscriber die at a point of its round."""

    def pass_point(name: str) -> None:
        if name == point:
            raise CrashError

    async with open_room(database, clock, crash_point=pass_point) as room:
        await room.joins()
        clock.advance_to(CARD_AT)
        with pytest.raises(CrashError):
            await loops.work(room.engine)


async def states(room: Room) -> list[DeliveryState]:
    return [row.state for row in (await room.rows_of()).deliveries]


@pytest.mark.parametrize(
    ("point", "sent_before"),
    [("claim.after_commit", 0), ("begin.after_commit", 0), ("send.after", 1)],
)
async def test_what_a_dead_process_had_in_hand_goes_out_at_the_next_start(
    database: Path, point: str, sent_before: int
) -> None:
    clock = FakeClock(EVENING)
    await crashes_at(database, clock, point)
    with capture_logs() as logs:
        async with open_room(database, clock, owner="second") as room:
            await loops.work(room.engine)
            assert await states(room) == [DeliveryState.SENT]
            assert len(room.messenger.given) == 1
    assert logs == [
        {"event": "deliveries of a dead process put right", "count": 1, "log_level": "info"}
    ]


async def test_a_start_with_nothing_to_put_right_says_nothing(database: Path) -> None:
    with capture_logs() as logs:
        async with open_room(database):
            pass
        async with open_room(database, owner="second"):
            pass
    assert logs == []


async def test_four_days_of_downtime_end_in_one_message(database: Path) -> None:
    clock = FakeClock(EVENING)
    async with open_room(database, clock) as room:
        await room.joins()
    clock.advance_to(instant_of(ZONE, FIRST_ON, 9 * 60) + 4 * 86_400)  # a Friday
    async with open_room(database, clock, owner="second") as room:
        await loops.work(room.engine)
        assert len(room.messenger.given) == 1


async def test_a_second_bot_in_this_process_is_refused(database: Path) -> None:
    async with open_room(database):
        with pytest.raises(DatabaseInUseError, match=r"^Another bot \(process \d+\) runs on "):
            await SqliteStore.open(database)


def test_a_host_clock_up_to_an_hour_behind_is_let_through() -> None:
    runner = SqliteRunner.open()
    runner.run(lambda tx: tx.meta.put(clocks.LAST_AT, "1000000"))
    runner.run(partial(check_host_clock, now=1_000_000 - 3600))
    runner.close()


@pytest.mark.parametrize(("behind_s", "hours"), [(3601, 1), (7200, 2), (86_400, 24)])
def test_a_host_clock_further_behind_is_refused_with_what_to_do(behind_s: int, hours: int) -> None:
    runner = SqliteRunner.open()
    runner.run(lambda tx: tx.meta.put(clocks.LAST_AT, "1000000"))
    with pytest.raises(HostClockError) as refused:
        runner.run(partial(check_host_clock, now=1_000_000 - behind_s))
    assert isinstance(refused.value, StorageError)
    assert str(refused.value) == (
        f"The host's clock is {hours} h behind the last time kept here. Set it right first."
    )
    runner.close()


def test_a_new_database_knows_no_time_and_no_offset() -> None:
    runner = SqliteRunner.open()
    runner.run(partial(check_host_clock, now=0))
    assert runner.run(kept_offset) == 0
    runner.close()


async def test_the_time_is_noted_with_what_is_done_and_not_each_second(room: Room) -> None:
    async def noted() -> str | None:
        return await room.store.read(lambda tx: tx.meta.get(clocks.LAST_AT))

    await loops.work(room.engine)
    assert await noted() == str(EVENING)
    room.clock.advance(29)
    await loops.work(room.engine)
    assert await noted() == str(EVENING)
    room.clock.advance(1)
    await loops.work(room.engine)
    assert await noted() == str(EVENING + 30)


def test_the_offset_is_kept_over_a_restart_and_never_lowered(database: Path) -> None:
    for offset_s, kept in ((500, 500), (200, 500), (-100, 500), (700, 700)):
        runner = SqliteRunner.open(database)
        runner.run(partial(keep_offset, offset_s=offset_s))
        runner.close()
        runner = SqliteRunner.open(database)
        assert runner.run(kept_offset) == kept
        runner.close()
