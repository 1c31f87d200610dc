"""A bot without a platform: the real loops on the real store, with time and sending in hand."""

import sqlite3
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from bot.domain.action import Action
from bot.domain.address import ChatAddress, Platform
from bot.domain.days import instant_of
from bot.domain.delivery import Delivery, DeliveryState
from bot.domain.enrollment import SESSION_TRACK, Enrollment
from bot.domain.ids import PersonId
from bot.domain.message import Answer, Button, OutgoingMessage
from bot.domain.person import Account
from bot.domain.text import words_of
from bot.domain.update import ButtonPressed, CommandReceived, TextReceived, Update
from bot.ports.catalog import Catalog
from bot.ports.store import Tx
from bot.service import loops
from bot.service.engine import CrashPoint, Engine, no_crash
from bot.service.ledger import verify
from bot.service.moment import House, Moment
from bot.simulation.made_up_person import MadeUpPerson
from storage.program_catalog import keep_programs
from storage.sqlite.ledger_rows import open_ledger
from storage.sqlite.store import SqliteStore
from storage.tombstones import Tombstones
from tests.fakes.clock import FakeClock
from tests.fakes.known_places import KnownPlaces
from tests.fakes.messenger import FakeMessenger
from tests.service.shelf import FIRST_ON, ZONE, english, shipped

EVENING = instant_of(ZONE, FIRST_ON, 0) - 5 * 3600  # before the first session: Sunday, 19:00
CARD_AT = instant_of(ZONE, FIRST_ON, 7 * 60 + 30)
SECRET = b"a secret of the tests, long enough"
MOST_ANSWERS = 40


class BugError(Exception):
    """A fault that nobody foresaw."""


class CrashError(BaseException):
    """The process ends here."""


@dataclass
class Room:
    """A running bot and the people who write to it; closed and opened again it is a restart."""

    engine: Engine
    store: SqliteStore
    clock: FakeClock
    messenger: FakeMessenger
    database: Path
    people: dict[str, MadeUpPerson] = field(default_factory=dict)
    updates: int = 0

    async def receive(self, update: Update) -> Answer:
        return await loops.receive(self.engine, update)

    def _named(self, name: str) -> tuple[str, ChatAddress, str]:
        self.updates += 1
        address = ChatAddress(Platform.TERMINAL, f"chat-{name}")
        return f"{self.engine.owner}.{self.updates}", address, f"user-{name}"

    async def types(self, text: str, name: str = "ana") -> Answer:
        ref, address, user_ref = self._named(name)
        return await self.receive(
            TextReceived(update_ref=ref, address=address, user_ref=user_ref, text=text)
        )

    async def asks(self, command: str, name: str = "ana") -> Answer:
        ref, address, user_ref = self._named(name)
        return await self.receive(
            CommandReceived(update_ref=ref, address=address, user_ref=user_ref, name=command)
        )

    def press(self, action: Action, name: str = "ana", message_ref: str = "m0") -> ButtonPressed:
        ref, address, user_ref = self._named(name)
        return ButtonPressed(
            update_ref=ref,
            address=address,
            user_ref=user_ref,
            action=action,
            message_ref=message_ref,
        )

    async def presses(self, action: Action, name: str = "ana") -> Answer:
        return await self.receive(self.press(action, name))

    async def taps(self, shown: Answer, label: str, name: str = "ana") -> Answer:
        """Press the button of an answer that has this label."""
        assert shown.message is not None
        return await self.presses(button_of(shown.message, label).action, name)

    async def joins(self, name: str = "ana") -> None:
        """Walk through subscribing as the made-up person does."""
        await self.goes_on((await self.asks("start", name)).message, name)
        assert (await self.rows_of(name)).enrollment is not None

    async def goes_on(self, message: OutgoingMessage | None, name: str = "ana") -> None:
        """Let the person answer until they wait."""
        person = self.people.setdefault(name, MadeUpPerson())
        for _ in range(MOST_ANSWERS):
            choice = None if message is None else person.answer(message)
            if choice is None:
                return
            if isinstance(choice, Button):
                message = (await self.presses(choice.action, name)).message
            else:
                message = (await self.types(choice, name)).message
        raise AssertionError("the person and the bot go in circles")

    async def lives_until(self, at: int) -> None:
        """Do all that is due, each at its instant, the person answering every message."""
        while (due_at := await self.store.transact(loops.next_at)) is not None and due_at <= at:
            self.clock.advance_to(due_at)
            before = len(self.messenger.given), len(self.messenger.redraws)
            await loops.work(self.engine)
            for given in self.messenger.given[before[0] :]:
                await self.goes_on(given.message, given.address.chat_ref.removeprefix("chat-"))
            for redraw in self.messenger.redraws[before[1] :]:
                await self.goes_on(redraw.message, redraw.address.chat_ref.removeprefix("chat-"))
        self.clock.advance_to(at)

    async def rows_of(self, name: str = "ana") -> "Rows":
        return await self.store.read(partial(_rows_of, user_ref=f"user-{name}"))

    async def person_id(self, name: str = "ana") -> PersonId:
        account = (await self.rows_of(name)).account
        assert account is not None
        return account.person_id

    async def state_of(self, name: str = "ana") -> tuple[DeliveryState, str]:
        """Give state and reason of somebody's first delivery."""
        card = (await self.rows_of(name)).deliveries[0]
        return card.state, card.reason

    @contextmanager
    def kept_busy(self) -> Iterator[None]:
        """Let another process hold the database, so that nothing can be saved."""
        other = sqlite3.connect(self.database, isolation_level=None)
        try:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
        finally:
            other.close()

    async def allow_pages(self, more: int | None) -> None:
        """Let the database grow by some pages and no further; None: as far as it likes."""

        def limit(connection: sqlite3.Connection) -> None:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            limit = 1 << 30 if more is None else pages + more
            connection.execute(f"PRAGMA max_page_count = {limit}")

        await self.store._writer.run_on_thread(limit)


@dataclass(frozen=True)
class Rows:
    """What is kept about somebody."""

    account: Account | None
    enrollment: Enrollment | None
    deliveries: tuple[Delivery, ...]


def _rows_of(tx: Tx, user_ref: str) -> Rows:
    account = tx.people.account(Platform.TERMINAL, user_ref)
    if account is None:
        return Rows(None, None, ())
    enrollment = tx.enrollments.newest(account.person_id, SESSION_TRACK)
    rows = () if enrollment is None else tx.deliveries.all_of(enrollment.enrollment_id)
    return Rows(account, enrollment, tuple(rows))


def ledger_findings(room: Room) -> list[str]:
    """Give what the ledger finds wrong."""
    with open_ledger(room.database) as books:
        return [finding.wrong for finding in verify(books, room.clock.now()).findings]


def button_of(message: OutgoingMessage, label: str) -> Button:
    return next(button for button in message.buttons() if button.label == label)


def said(answer: Answer) -> str:
    """Give all the words of an answer."""
    return answer.notice + ("" if answer.message is None else words_of(answer.message.text))


def _wait_for_nobody(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA busy_timeout = 1").close()


class PlacesOfTheRoom(KnownPlaces):
    """Knows the zone of its one city as well."""

    def zone(self, name: str) -> str | None:
        return ZONE if name == ZONE else super().zone(name)


def moments(clock: FakeClock, catalog: Catalog) -> Moment:
    return Moment(
        now=clock.now(),
        real_at=clock.now(),
        catalog=catalog,
        words=english(),
        places=PlacesOfTheRoom(),
        house=House(operator_name="this computer", emergency_number="112"),
    )


@asynccontextmanager
async def open_room(
    database: Path,
    clock: FakeClock | None = None,
    *,
    owner: str = "first",
    crash_point: CrashPoint = no_crash,
    messengers: Iterable[FakeMessenger] = (),
) -> AsyncIterator[Room]:
    """Open a bot on a database; another owner is another process."""
    clock = clock or FakeClock(EVENING)
    store = await SqliteStore.open(database, crash_point)
    try:
        catalog = await store.transact(
            partial(keep_programs, programs=(shipped(),), at=clock.now())
        )
        chosen = tuple(messengers) or (FakeMessenger(),)
        engine = Engine(
            store=store,
            messengers=chosen,
            moments=partial(moments, clock, catalog),
            tombstones=Tombstones(database.with_name("bot.db.tombstones"), SECRET),
            owner=owner,
            crash_point=crash_point,
        )
        await loops.start(engine)
        await store._writer.run_on_thread(_wait_for_nobody)
        yield Room(
            engine=engine,
            store=store,
            clock=clock,
            messenger=chosen[0],
            database=database,
        )
        await store.transact(loops.next_at)  # after what a cancelled caller left under way
        assert not store.in_transaction
    finally:
        await store.close()
