"""A tiny world: a real database in memory and the bot's own loops, run without an event loop."""

import traceback
from collections.abc import Callable, Generator, Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import Any, NoReturn

import structlog

from bot.domain.address import ChatAddress, Platform
from bot.domain.delivery import SendOutcome, Sent
from bot.domain.ids import DeliveryId
from bot.domain.message import Answer, OutgoingMessage, Place, Redraw
from bot.domain.place import Places
from bot.domain.program import ProgramVersion
from bot.domain.update import ButtonPressed, Update
from bot.service import ledger, loops
from bot.service.engine import Engine, no_crash
from bot.service.moment import House, Moment
from bot.simulation.run_now import at_once, run_now
from storage.program_catalog import keep_programs
from storage.program_files.codec import version_of
from storage.sqlite.ledger_rows import SqliteLedger
from storage.sqlite.runner import SqliteRunner
from tests.service.card_rules import LONG_LINES, assert_card_fits
from tests.service.life import LONG
from tests.service.shelf import english, shipped
from tests.service.visitor import world as real_places

Handed = Callable[[ChatAddress, OutgoingMessage, DeliveryId], SendOutcome]


@lru_cache(maxsize=1)
def short_program() -> ProgramVersion:
    """Give the first two sessions of the shipped program, as a program of their own."""
    whole = shipped().program
    return version_of(replace(whole, key="short", name="Short", sessions=whole.sessions[:2]))


def both_programs() -> tuple[ProgramVersion, ...]:
    return shipped(), short_program()


class Marks:
    """Marks of erased accounts, in memory."""

    def __init__(self) -> None:
        self.erased_at: dict[tuple[Platform, str], int] = {}

    def add(self, platform: Platform, user_ref: str, at: int) -> None:
        self.erased_at[platform, user_ref] = at

    def contains(self, platform: Platform, user_ref: str, created_at: int) -> bool:
        return self.erased_at.get((platform, user_ref), created_at) > created_at

    def drop_old(self, now: int) -> None:
        """Keep them all: no world lasts that long."""


def always_sent(_to: ChatAddress, _message: OutgoingMessage, delivery_id: DeliveryId) -> Sent:
    return Sent(f"m{delivery_id}")


@dataclass
class WorldMessenger:
    """Hands each message to the world, which says what became of it."""

    handed: Handed
    platform: Platform = Platform.TERMINAL

    @property
    def at_once(self) -> int:
        """Say how many sends may be under way at a time: one."""
        return 1

    async def turn(self, address: ChatAddress) -> None:
        """Let a delivery through: no limits here."""

    async def send(
        self, address: ChatAddress, message: OutgoingMessage, delivery_id: DeliveryId
    ) -> SendOutcome:
        look_at(message)
        return self.handed(address, message, delivery_id)

    async def redraw(self, redraw: Redraw) -> None:
        look_at(redraw.message)


class FaultFoundError(AssertionError):
    """Something in the bot raised, or its log told of a fault."""


@dataclass
class World:
    """The bot, its database, and the time."""

    now: int
    programs: tuple[ProgramVersion, ...] = field(default_factory=both_programs)
    handed: Handed = always_sent
    places: Callable[[], Places] = real_places
    crash_point: Callable[[str], None] = no_crash
    marks: Marks = field(default_factory=Marks)
    processes: int = 0

    def __post_init__(self) -> None:
        self.runner = SqliteRunner.open(crash_point=self.crash_point)
        self.sql = self.runner._connection  # pyright: ignore[reportPrivateUsage]  # what the bot does not tell
        keep = partial(keep_programs, programs=self.programs, at=self.now)
        self.catalog = self.runner.run(keep)
        self.engine = self._new_engine()
        self.start()

    def close(self) -> None:
        assert not self.runner.in_transaction
        self.runner.close()

    def _new_engine(self) -> Engine:
        self.processes += 1
        return Engine(
            store=self.runner,
            messengers=(WorldMessenger(self._hand_over),),
            moments=self._moment,
            tombstones=self.marks,
            owner=f"process {self.processes}",
            crash_point=self.crash_point,
            aside=at_once,
        )

    def _hand_over(
        self, address: ChatAddress, message: OutgoingMessage, delivery_id: DeliveryId
    ) -> SendOutcome:
        return self.handed(address, message, delivery_id)

    def _moment(self) -> Moment:
        return Moment(
            now=self.now,
            real_at=self.now,
            catalog=self.catalog,
            words=english(),
            places=self.places(),
            house=House(operator_name="this computer", emergency_number="112"),
        )

    def start(self) -> None:
        """Start a process; the one before it is dead, whatever it was doing."""
        self.engine = self._new_engine()
        run_now(loops.start(self.engine))

    def receive(self, update: Update) -> Answer:
        """Let the bot answer, and show the answer as an adapter does."""
        answer = run_now(loops.receive(self.engine, update))
        if answer.live is not None:
            is_edit = isinstance(update, ButtonPressed) and answer.place is Place.HERE
            ref = update.message_ref if is_edit else f"a-{update.update_ref}"
            run_now(loops.shown(self.engine, answer.live, ref))
        return answer

    def work(self) -> None:
        """Do all that is due at this moment."""
        run_now(loops.work(self.engine))

    def next_at(self) -> int | None:
        return self.runner.run(loops.next_at)

    def go_to(self, at: int) -> None:
        """Let time pass with the bot running: everything due is done at its instant."""
        while (due_at := self.next_at()) is not None and due_at <= at:
            self.now = max(self.now, due_at)
            self.work()
        self.now = max(self.now, at)

    def rows(self, sql: str, *values: object) -> list[Any]:
        return self.sql.execute(sql, values).fetchall()

    def assert_ledger_agrees(self) -> None:
        report = ledger.verify(SqliteLedger(self.sql), self.now)
        assert not report.findings, report.as_text()


def look_at(message: OutgoingMessage) -> None:
    """Hold a message to the rules of form; the lists and what is kept may be longer."""
    is_long = any(
        each.action.verb == "privacy" or each.action.argument.startswith(LONG)
        for each in message.buttons()
    )
    assert_card_fits(message, lines=LONG_LINES if is_long else None)


@contextmanager
def faults_raised() -> Generator[None]:
    """Let what the bot would only log as a fault of its own end the test, with its traceback."""
    before = structlog.get_config()
    structlog.configure(processors=[_raise_faults])
    try:
        yield
    finally:
        structlog.configure(**before)


def _raise_faults(_logger: object, method: str, event: MutableMapping[str, Any]) -> NoReturn:
    if method in ("error", "exception", "critical"):
        msg = f"{event}\n{traceback.format_exc()}"
        raise FaultFoundError(msg)
    raise structlog.DropEvent


@contextmanager
def a_world(now: int, **parts: Any) -> Iterator[World]:  # the fields of World
    """Begin a world, and end it."""
    with faults_raised():
        world = World(now, **parts)
        try:
            yield world
        finally:
            world.runner.close()
