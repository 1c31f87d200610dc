"""A restore as the operator does it, on the database of a room and at its time."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pydantic import SecretStr

from bot.config import Config
from bot.service.ledger import verify
from bot.upkeep.backing_up import make_backup
from bot.upkeep.restoring import Restored, RestoreOrder, restore_backup
from storage.sqlite.ledger_rows import open_ledger
from tests.fakes.clock import FakeClock
from tests.shell.room import CARD_AT, EVENING, SECRET, Room, Rows, open_room

DAY_S = 86_400
BACKUP_AT = CARD_AT + 1800  # Monday, 08:00
RESTORED_AT = BACKUP_AT + 3 * DAY_S  # Thursday, 08:00

_SENT = """
SELECT user_ref, delivery_id, day_no, slot, kind, args, local_on, done_at
FROM delivery
JOIN account USING (person_id)
WHERE state = 'sent' AND reason = '' AND done_at > ?
ORDER BY delivery_id
"""


def config_of(database: Path) -> Config:
    return Config(database_url=f"sqlite:///{database}", secret=SecretStr(SECRET.decode()))


def back_up(room: Room, name: str = "copy") -> Path:
    """Make a backup of a running bot, and give its file."""
    target = room.database.parent / "elsewhere" / f"{name}.db"
    target.parent.mkdir(exist_ok=True)
    make_backup(config_of(room.database), target, room.clock.now())
    return target


def restore(
    room: Room, backup: Path, *, down_since: int | None = None, even_old: bool = False
) -> Restored:
    """Restore a backup at the time of a room that is closed."""
    order = RestoreOrder(backup=backup, down_since=down_since, even_old=even_old)
    return restore_backup(config_of(room.database), order, room.clock.now())


def ledger_findings(database: Path, now: int) -> list[str]:
    """Give what the ledger finds wrong in a database that may be closed."""
    with open_ledger(database) as books:
        return [finding.wrong for finding in verify(books, now).findings]


@dataclass(frozen=True)
class Sent:
    """A message that surely went out."""

    user_ref: str
    delivery_id: int
    day_no: int
    slot: str
    kind: str
    args: str
    local_on: str
    done_at: int

    @property
    def occurrence(self) -> tuple[str, int, str]:
        return self.user_ref, self.day_no, self.slot

    @property
    def person_day(self) -> tuple[str, str, str]:
        return self.user_ref, self.local_on, self.slot

    @property
    def session(self) -> tuple[str, str]:
        return self.user_ref, self.args


def sent_since(path: Path, at: int) -> list[Sent]:
    """Read what a database knows to have been sent after an instant."""
    with closing(sqlite3.connect(path)) as connection:
        return [Sent(*row) for row in connection.execute(_SENT, (at,))]


def bytes_of(database: Path) -> bytes:
    """Give all that stands in a database and its log."""
    return b"".join(_bytes(database))


def _bytes(database: Path) -> Iterator[bytes]:
    for end in ("", "-wal", "-journal"):
        path = Path(f"{database}{end}")
        if path.exists():
            yield path.read_bytes()


@asynccontextmanager
async def since_backup(
    database: Path, backup_at: int = BACKUP_AT
) -> AsyncIterator[tuple[Room, Path]]:
    """Give a running bot with one person, and a backup made at an instant."""
    async with open_room(database, FakeClock(EVENING)) as room:
        await room.joins()
        await room.lives_until(backup_at)
        yield room, back_up(room)


@asynccontextmanager
async def opened(room: Room) -> AsyncIterator[Room]:
    """Start the bot again after a restore; the ledger has to agree before and after."""
    assert ledger_findings(room.database, room.clock.now()) == []
    async with open_room(room.database, room.clock, owner="second") as again:
        again.people.update(room.people)
        yield again
    assert ledger_findings(room.database, room.clock.now()) == []


async def restored(room: Room, backup: Path, **order: int | bool) -> Restored:
    """Restore as the operator does, in a process that runs no loop."""
    return await asyncio.to_thread(partial(restore, room, backup, **order))  # type: ignore[arg-type]  # the fields of an order


async def running(room: Room) -> Rows:
    rows = await room.rows_of()
    assert rows.enrollment is not None
    return rows
