"""The drill: a backup beside a running bot, days that it does not know of, and the restore.

Nothing is sent twice, nobody erased comes back, and the books are whole.
"""

import asyncio
import shutil
from collections.abc import Iterable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

from bot.domain.delivery import DeliveryState
from bot.domain.enrollment import EnrollmentState
from bot.service import loops
from bot.upkeep.restoring import Restored
from tests.fakes.clock import FakeClock
from tests.shell.restoring import (
    Sent,
    back_up,
    bytes_of,
    ledger_findings,
    restore,
    sent_since,
)
from tests.shell.room import CARD_AT, EVENING, Room, open_room, said

DAY_S = 86_400
BACKUP_AT = CARD_AT + 2 * DAY_S + 1800  # Wednesday, 08:00
ERASED_AT = BACKUP_AT + DAY_S
RESTORED_AT = CARD_AT + 4 * DAY_S + 3 * 3600  # Friday, 10:30: its card has gone out
END_AT = CARD_AT + 25 * DAY_S

K = TypeVar("K")


@dataclass(frozen=True)
class Drill:
    """A restored database, the one it took the place of, and the time."""

    database: Path
    old: Path
    done: Restored
    clock: FakeClock

    def opened(self, owner: str = "second") -> AbstractAsyncContextManager[Room]:
        return open_room(self.database, self.clock, owner=owner)


async def _live(database: Path) -> Restored:
    """Three people; since the backup one was erased, one stopped, and one did sessions."""
    async with open_room(database, FakeClock(EVENING)) as room:
        for name in ("ana", "ben", "eva"):
            await room.joins(name)
        await room.lives_until(BACKUP_AT)
        backup = back_up(room)
        await room.lives_until(ERASED_AT)
        await room.taps(await room.asks("delete", "ben"), "Delete all", "ben")
        await room.asks("stop", "eva")
        await room.lives_until(RESTORED_AT)
    assert b"user-ben" in backup.read_bytes()
    return restore(room, backup)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Restored:
    """Live and restore once for all tests that look at it."""
    return asyncio.run(_live(tmp_path_factory.mktemp("drill") / "bot.db"))


@pytest.fixture
def drill(lived: Restored, database: Path) -> Iterator[Drill]:
    """Give each test files of its own; the ledger has to agree with them before and after."""
    for path in lived.database.parent.glob("bot.db*"):
        shutil.copy(path, database.parent)
    assert lived.aside is not None
    old = database.with_name(lived.aside.name)
    drill = Drill(database, old, lived, FakeClock(RESTORED_AT))
    assert ledger_findings(database, RESTORED_AT) == []
    yield drill
    assert ledger_findings(database, drill.clock.now()) == []


def both(before: Iterable[K], after: Iterable[K]) -> set[K]:
    return set(before) & set(after)


async def test_nothing_is_sent_twice(drill: Drill) -> None:
    before = sent_since(drill.old, BACKUP_AT)
    assert {sent.user_ref for sent in before if sent.kind == "session"} == {"user-ana"}
    async with drill.opened() as room:
        await loops.work(room.engine)
        assert room.messenger.given == []
        await room.lives_until(END_AT)
        assert (await room.rows_of()).enrollment.state is EnrollmentState.FINISHED  # type: ignore[union-attr]  # it is there
    after = sent_since(drill.database, BACKUP_AT)
    assert len([sent for sent in after if sent.user_ref == "user-ana"]) > 5
    assert not both(map(_occurrence, before), map(_occurrence, after))
    assert not both(map(_person_day, before), map(_person_day, after))
    assert not both(_sessions(before), _sessions(after))
    # A button out there never comes to name another row.
    assert not both((sent.delivery_id for sent in before), (sent.delivery_id for sent in after))


def _occurrence(sent: Sent) -> tuple[str, int, str]:
    return sent.occurrence


def _person_day(sent: Sent) -> tuple[str, str, str]:
    return sent.person_day


def _sessions(rows: Iterable[Sent]) -> list[tuple[str, str]]:
    return [sent.session for sent in rows if sent.kind == "session"]


async def test_who_was_erased_stays_erased_to_the_last_byte(drill: Drill) -> None:
    assert drill.done.erased == 1
    held = bytes_of(drill.database)
    assert b"user-ana" in held
    assert b"user-ben" not in held
    assert b"chat-ben" not in held
    async with drill.opened() as room:
        assert (await room.rows_of("ben")).account is None
        await room.lives_until(END_AT)
        assert all(given.address.chat_ref != "chat-ben" for given in room.messenger.given)


async def test_who_had_stopped_is_not_written_to(drill: Drill) -> None:
    assert drill.done.carried == 1
    async with drill.opened() as room:
        await room.lives_until(END_AT)
        assert all(given.address.chat_ref != "chat-eva" for given in room.messenger.given)
        assert "Go on" in str(await room.asks("today", "eva"))


async def test_what_came_due_meanwhile_is_kept_as_lost(drill: Drill) -> None:
    async with drill.opened() as room:
        rows = [row for row in (await room.rows_of()).deliveries if row.reason == "restored"]
        assert {row.state for row in rows} == {DeliveryState.UNKNOWN}
        assert (5, "card") in {(row.day_no, row.slot) for row in rows}
        assert all(BACKUP_AT <= (row.done_at or 0) <= RESTORED_AT for row in rows)
        others = (await room.rows_of("eva")).deliveries
        lost = len(rows) + sum(row.reason == "restored" for row in others)
    assert drill.done.perhaps_sent == lost


async def test_the_session_of_today_can_be_done_and_one_that_is_over_costs_nothing(
    drill: Drill,
) -> None:
    async with drill.opened() as room:
        shown = said(await room.asks("today"))
        assert "Session 3" in shown
        rows = await room.rows_of()
        assert rows.enrollment is not None
        wednesday = await room.store.read(
            lambda tx: tx.runs.find(rows.enrollment.enrollment_id, 3)  # type: ignore[union-attr]  # as above
        )
        assert wednesday is not None
        assert wednesday.state.value in ("done", "excused")


async def test_a_second_restore_of_the_same_backup_is_whole_too(drill: Drill) -> None:
    async with drill.opened() as room:
        await room.lives_until(RESTORED_AT + 5 * DAY_S)
        backup = back_up(room, "second")
        await room.lives_until(RESTORED_AT + 7 * DAY_S)
    again = restore(room, backup)
    assert again.aside != drill.old
    assert ledger_findings(drill.database, drill.clock.now()) == []
    async with drill.opened("third") as room:
        await room.lives_until(END_AT)
    assert again.aside is not None
    before, after = (sent_since(path, again.lost.from_at) for path in (again.aside, room.database))
    assert before
    assert not both(map(_person_day, before), map(_person_day, after))
    assert not both((sent.delivery_id for sent in before), (sent.delivery_id for sent in after))


async def test_it_is_told_in_lines_without_anybody_s_name(drill: Drill) -> None:
    lines = "\n".join(drill.done.lines())
    assert "of 2027-03-03 13:00 UTC" in lines
    assert "Erased again: 1 account." in lines
    assert "Stops and pauses since, carried over: 1." in lines
    for name in ("ana", "ben", "eva"):
        assert name not in lines.replace(str(drill.done.database.parent), "")
