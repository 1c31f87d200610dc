"""The real parts between Telegram's emulator and a bot's database; time and messages in hand."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from adapters.telegram_chat.api import BotApi
from adapters.telegram_chat.arrival import Me
from adapters.telegram_chat.gate import Gate, LoopTime
from adapters.telegram_chat.limits import Limits
from adapters.telegram_chat.messenger import TelegramMessenger
from adapters.telegram_chat.polling import Polling, TelegramInbox
from bot.domain.action import Action
from bot.domain.address import ChatAddress, Platform
from bot.domain.delivery import Sent
from bot.domain.message import Answer, Button, OutgoingMessage
from bot.domain.owed import OwedAnswer, ReplyTo
from bot.domain.text import plain
from bot.ports.pictures import NoPictures, Pictures
from bot.service.answering import Answering
from bot.service.engine import CrashPoint, no_crash
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.log import Arrived
from tests.emulators.telegram.people import Person
from tests.fakes.woken_ticker import WokenTicker
from tests.shell.room import EVENING, Room, open_room

CHAT = ChatAddress(Platform.TELEGRAM, "11")
BEN = ChatAddress(Platform.TELEGRAM, "12")


def free() -> Limits:
    """Give limits that hold nobody up."""
    return Limits(100_000, per_chat_per_second=100_000, burst=1000, per_group_per_minute=1000)


def words(text: str, *labels: str) -> OutgoingMessage:
    """Make a message, with its buttons in a row."""
    row = tuple(Button(label, Action("today", place)) for place, label in enumerate(labels))
    return OutgoingMessage(text=plain(text), rows=(row,) if row else ())


def to_press(message_ref: str, press_ref: str, address: ChatAddress = CHAT) -> ReplyTo:
    """Tell where the answer to a press belongs."""
    return ReplyTo(update_ref="1", address=address, message_ref=message_ref, press_ref=press_ref)


@asynccontextmanager
async def open_api(emulator: TelegramEmulator) -> AsyncGenerator[BotApi, None]:
    """Give a way to the emulator."""
    api = BotApi(emulator.token, emulator.url)
    await api.open()
    try:
        yield api
    finally:
        await api.close_all()


@dataclass
class Wire:
    """A messenger before an emulator that knows Ada, who has begun the conversation."""

    emulator: TelegramEmulator
    ada: Person
    api: BotApi
    gate: Gate
    messenger: TelegramMessenger


@asynccontextmanager
async def open_wire(
    limits: Limits | None = None,
    time: LoopTime | None = None,
    pictures: Pictures | None = None,
) -> AsyncGenerator[Wire, None]:
    """Give a messenger; nothing that it sent may have been wrong."""
    async with TelegramEmulator() as emulator, open_api(emulator) as api:
        ada = emulator.person(11)
        ada.writes("hello")
        gate = Gate(limits or free(), time)
        yield Wire(
            emulator, ada, api, gate, TelegramMessenger(api, gate, pictures or NoPictures())
        )
        assert emulator.faults_of_ours == []


TO = ReplyTo(update_ref="1", address=CHAT)


async def pressed(wire: Wire, text: str = "Ready?") -> ReplyTo:
    """Let the bot ask, and Ada press Yes."""
    shown = await wire.messenger.answer(TO, Answer(message=words(text, "Yes")))
    assert isinstance(shown, Sent)
    deed = wire.ada.presses(int(shown.message_ref), "Yes")
    return to_press(shown.message_ref, deed.query_id or "")


def texts(wire: Wire) -> list[str]:
    return [message.text for message in wire.ada.chat.from_bot]


def toasts(wire: Wire) -> list[str]:
    return [toast.text for toast in wire.ada.chat.toasts]


@dataclass
class TelegramDesk:
    """A bot on Telegram whose loops run only where a test lets them."""

    emulator: TelegramEmulator
    room: Room
    api: BotApi
    messenger: TelegramMessenger
    answering: Answering
    inbox: TelegramInbox
    ticker: WokenTicker
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    polls: int = 0
    crash_point: CrashPoint = no_crash

    def polled(self) -> None:
        self.polls += 1
        self.emulator.note("polled")

    def polling(self) -> Polling:
        return Polling(self.api, self.inbox, self.ticker, self.polled, self.crash_point)

    async def owed(self) -> list[OwedAnswer]:
        return list(await self.room.store.read(lambda tx: tx.owed_answers.of(Platform.TELEGRAM)))

    @asynccontextmanager
    async def polls_and_answers(self) -> AsyncGenerator["asyncio.Task[None]", None]:
        """Let polling, answers and redraws run; gives the task that polls."""
        async with self.answers(), asyncio.TaskGroup() as group:
            task = group.create_task(self.polling().run(self.stopping))
            yield task
            task.cancel()

    @asynccontextmanager
    async def answers(self) -> AsyncGenerator[None, None]:
        """Let answers and redraws go out."""
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(each.run()) for each in (self.answering, self.messenger)]
            yield
            for task in tasks:
                task.cancel()

    async def confirmed(self, update_id: int | None) -> None:
        """Wait until the platform was told that an update is kept."""
        await self.emulator.wait_for(lambda: update_id in self.emulator.log.confirmed())


@asynccontextmanager
async def open_desk(
    emulator: TelegramEmulator, database: Path
) -> AsyncGenerator[TelegramDesk, None]:
    """Give a bot on a database, before an emulator that is polled without being slowed down."""
    emulator.rules.poll_guard = False
    async with open_api(emulator) as api:
        messenger = TelegramMessenger(api, Gate(free()), NoPictures())
        async with open_room(database, messengers=(messenger,)) as room:
            ticker = WokenTicker(EVENING)
            answering = Answering(room.engine, messenger, ticker)
            me = Me(user_id=emulator.bot_id, username=emulator.username or "")
            inbox = TelegramInbox(me, answering)
            yield TelegramDesk(emulator, room, api, messenger, answering, inbox, ticker)
    assert emulator.faults_of_ours == []


def titles(person: Person) -> list[str]:
    return [message.text.split("\n")[0] for message in person.chat.from_bot]


def offsets(desk: TelegramDesk) -> list[str | None]:
    asked = [one for one in desk.emulator.log.of(Arrived) if one.method == "getUpdates"]
    return [None if one.given.get("offset") is None else str(one.given["offset"]) for one in asked]


async def ada_is_answered_again(desk: TelegramDesk, ada: Person) -> None:
    ada.sends_command("help")
    await desk.emulator.wait_for(lambda: titles(ada)[-1:] == ["Everything I can do"])
