"""What people took back in the lost time stays taken back, where the old database can be read."""

import asyncio
from functools import partial
from pathlib import Path

import pytest

from bot.domain.enrollment import EnrollmentState, PauseReason
from bot.service.moment import SCORES
from tests.shell.restoring import (
    BACKUP_AT,
    DAY_S,
    RESTORED_AT,
    opened,
    restored,
    running,
    since_backup,
)
from tests.shell.room import open_room


@pytest.mark.parametrize("after_s", [0, 30 * 3600, 55 * 3600])
async def test_scores_whose_consent_was_withdrawn_since_do_not_come_back(
    database: Path, after_s: int
) -> None:
    async with since_backup(database) as (room, backup):
        enrollment = (await running(room)).enrollment
        assert enrollment is not None
        scores = partial(_scores, enrollment_id=enrollment.enrollment_id)
        assert await room.store.read(scores) > 0
        await room.lives_until(BACKUP_AT + after_s)
        shown = await room.taps(await room.asks("privacy"), "Forget my scores")
        await room.taps(shown, "Forget them")
        room.clock.advance_to(RESTORED_AT)
    await restored(room, backup)
    async with opened(room) as again:
        assert await again.store.read(scores) == 0
        me = await again.person_id()
        assert await again.store.read(lambda tx: tx.consents.active(me, SCORES)) is None


def _scores(tx: object, enrollment_id: int) -> int:
    return len(tx.check_ins.all_of(enrollment_id))  # type: ignore[attr-defined]  # a transaction


async def test_a_red_flag_hit_since_still_stops_everything(database: Path) -> None:
    async with since_backup(database) as (room, backup):
        room.clock.advance(3600)
        await room.types("chest pain since this morning")
        room.clock.advance_to(RESTORED_AT)
    await restored(room, backup)
    async with opened(room) as again:
        rows = await running(again)
        assert rows.enrollment is not None
        assert rows.enrollment.state is EnrollmentState.PAUSED
        assert rows.enrollment.reason is PauseReason.SAFETY
        me = await again.person_id()
        stop = await again.store.read(lambda tx: tx.safety_stops.open_of(me))
        assert stop is not None
        assert stop.tier > 0
        await again.lives_until(RESTORED_AT + 10 * DAY_S)
        assert again.messenger.given == []
        assert "Yes, gently" in str(await again.asks("resume"))


async def test_a_pause_until_a_date_since_is_kept_with_its_date(database: Path) -> None:
    async with since_backup(database) as (room, backup):
        await room.types("/pause 1 week")
        room.clock.advance_to(RESTORED_AT)
        kept = (await running(room)).enrollment
    assert (await restored(room, backup)).carried == 1
    async with opened(room) as again:
        enrollment = (await running(again)).enrollment
        assert enrollment is not None
        assert kept is not None
        assert enrollment.state is EnrollmentState.PAUSED
        assert enrollment.paused_until_on == kept.paused_until_on
        await again.lives_until(RESTORED_AT + 10 * DAY_S)
        assert again.messenger.given


async def test_a_pause_that_is_over_by_now_is_not_carried_over(database: Path) -> None:
    async with since_backup(database) as (room, backup):
        await room.types("/pause 3 days")
        room.clock.advance_to(RESTORED_AT + 10 * DAY_S)
    assert (await restored(room, backup)).carried == 0
    async with opened(room) as again:
        enrollment = (await running(again)).enrollment
        assert enrollment is not None
        assert enrollment.state is not EnrollmentState.PAUSED


@pytest.mark.parametrize(
    ("told", "carried", "state"),
    [
        ("stop", 0, EnrollmentState.RUNNING),
        ("chest pain since this morning", 1, EnrollmentState.PAUSED),
    ],
)
async def test_of_a_database_begun_anew_only_red_flags_are_carried_over(
    database: Path, told: str, carried: int, state: EnrollmentState
) -> None:
    """Its programs are others than those of the backup; its people may be the same."""
    async with since_backup(database) as (room, backup):
        pass
    await asyncio.to_thread(database.unlink)
    async with open_room(database, room.clock) as begun:
        for name in ("ben", "ana"):
            await begun.joins(name)
            begun.clock.advance(3600)
            await begun.types(told, name)
    assert (await restored(room, backup)).carried == carried
    async with opened(room) as again:
        enrollment = (await running(again)).enrollment
        assert enrollment is not None
        assert enrollment.state is state
