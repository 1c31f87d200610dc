"""A few days of a bot with several people, noted write by write and answer by answer."""

import asyncio
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import pytest

from bot.domain.message import Answer
from bot.domain.update import Update
from bot.service import loops
from storage.sqlite import connect
from storage.sqlite.crash import CrashPoint
from tests.fakes.clock import FakeClock
from tests.fakes.disk_record import DiskRecord
from tests.fakes.recorded_calls import RecordedCalls
from tests.fakes.recording_vfs import recording
from tests.shell.room import CARD_AT, EVENING, Room, open_room

DAY = 24 * 60 * 60
DATABASE = "bot.db"
PEOPLE = ("ana", "ben-7f3k", "eva")
ERASED = "ben-7f3k"
# So small that the log is brought into the database again and again.
PAGES_OF_LOG = 30
AT_ONCE = 40


@dataclass(frozen=True, slots=True)
class Commit:
    """A transaction that SQLite said is kept."""

    place: int  # in the record: how much had been noted when it was said
    now: int
    content: str  # of all tables afterwards, as a digest


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """An answer that was given."""

    place: int
    now: int
    who: str
    update: Update
    is_erased: bool


@dataclass
class BusyDays:
    """What was noted, and what was said in the course of it."""

    record: DiskRecord
    folder: Path
    clock: FakeClock = field(default_factory=lambda: FakeClock(EVENING))
    commits: list[Commit] = field(default_factory=list)
    answers: list[Acknowledged] = field(default_factory=list)
    parts: list[tuple[str, int]] = field(default_factory=list)  # names, and from which place on

    @property
    def database(self) -> Path:
        return self.folder / DATABASE

    def pass_point(self, point: str) -> None:
        """Stand at a crash point of the bot; after a commit, look at what is kept."""
        if point == CrashPoint.AFTER_COMMIT:
            content = content_of(self.database)
            self.commits.append(Commit(len(self.record), self.clock.now(), content))

    def now_comes(self, name: str) -> None:
        """Note that from this place on something else happens."""
        self.parts.append((name, len(self.record)))

    def part(self, name: str) -> range:
        """Give the places of a part."""
        names = [each for each, _ in self.parts]
        places = [place for _, place in self.parts] + [len(self.record)]
        number = names.index(name)
        return range(places[number], places[number + 1])

    def note(self, update: Update, answer: Answer) -> Answer:
        who = update.address.chat_ref.removeprefix("chat-")
        is_erased = answer.erase is not None
        self.answers.append(
            Acknowledged(len(self.record), self.clock.now(), who, update, is_erased)
        )
        return answer

    def erased_at(self, who: str) -> int | None:
        """Give the place at which somebody was told that they are erased."""
        places = [each.place for each in self.answers if each.who == who and each.is_erased]
        return places[0] if places else None


def content_of(database: Path) -> str:
    """Give a digest of all rows, past what is being noted."""
    uri = f"file:{quote(str(database))}?mode=ro&vfs=unix"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        return digest_of(connection)


def digest_of(connection: sqlite3.Connection) -> str:
    """Give a digest of all rows of all tables."""
    digest = sha256()
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'sqlite_sequence'"
    ).fetchall()
    for (name,) in sorted(tuple(row) for row in names):
        digest.update(name.encode())
        for row in connection.execute(f"SELECT * FROM {name}"):  # noqa: S608  # a table's own name
            digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


@contextmanager
def small_log(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let SQLite bring its log into the database often."""
    with monkeypatch.context() as patched:
        often = f"PRAGMA wal_autocheckpoint = {PAGES_OF_LOG}"
        patched.setattr(connect, "_PRAGMAS", (*connect._PRAGMAS, often))
        yield


async def live(folder: Path, monkeypatch: pytest.MonkeyPatch) -> BusyDays:
    """Make a database and live with it: days, many answers at once, an erasure, a restart."""
    days = BusyDays(DiskRecord(folder), folder)
    with small_log(monkeypatch), monkeypatch.context() as patched, recording(days.record):
        RecordedCalls(days.record, patched)
        _note_answers(days, patched)
        days.now_comes("a database made")
        async with open_room(days.database, days.clock, crash_point=days.pass_point) as room:
            await _begin(days, room)
            days.now_comes("a restart")
        days.clock.advance(60)
        async with open_room(
            days.database, days.clock, owner="second", crash_point=days.pass_point
        ) as room:
            await _go_on(days, room)
            days.now_comes("the end")
    return days


def _note_answers(days: BusyDays, patched: pytest.MonkeyPatch) -> None:
    async def receive(room: Room, update: Update) -> Answer:
        return days.note(update, await loops.receive(room.engine, update))

    patched.setattr(Room, "receive", receive)


async def _begin(days: BusyDays, room: Room) -> None:
    days.now_comes("joining")
    for name in PEOPLE:
        await room.joins(name)
    days.now_comes("sessions")
    await room.lives_until(CARD_AT + 2 * DAY)
    days.now_comes("many at once")
    await _ask_at_once(room, PEOPLE)
    days.now_comes("an erasure")
    await room.taps(await room.asks("delete", ERASED), "Delete all", ERASED)


async def _go_on(days: BusyDays, room: Room) -> None:
    days.now_comes("settings")
    await room.taps(await room.asks("settings", "eva"), "Reminder off", "eva")
    await room.asks("pause", "eva")
    days.now_comes("sessions after a restart")
    await room.lives_until(CARD_AT + 4 * DAY)
    days.now_comes("many at once after a restart")
    await _ask_at_once(room, [name for name in PEOPLE if name != ERASED])
    days.now_comes("scores forgotten")
    await room.taps(await room.asks("privacy"), "Forget my scores")


async def _ask_at_once(room: Room, people: Sequence[str]) -> None:
    """Let many write in the same moment."""
    commands = ("today", "progress", "help", "settings")
    async with asyncio.TaskGroup() as group:
        for number in range(AT_ONCE):
            name = people[number % len(people)]
            group.create_task(room.asks(commands[number % len(commands)], name))
