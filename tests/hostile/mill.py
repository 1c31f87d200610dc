"""The real way in and the real core, fed with whatever a test makes up."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from adapters.telegram_chat.arrival import Incoming, Me, Readable
from adapters.telegram_chat.outgoing import MAX_CAPTION, MAX_TEXT, drawn
from adapters.telegram_chat.plain_text import units
from adapters.telegram_chat.polling import TelegramInbox
from bot.domain.action import pack
from bot.domain.address import ChatAddress, Platform
from bot.domain.delivery import SendOutcome, Sent
from bot.domain.message import Answer, Button, OutgoingMessage
from bot.domain.owed import ReplyTo
from bot.domain.update import ButtonPressed, TextReceived, Update
from bot.service import loops
from bot.service.answering import Answering
from bot.simulation.made_up_person import MadeUpPerson
from tests.fakes.clock import HastyTicker
from tests.fakes.messenger import FakeMessenger
from tests.hostile.raw_updates import Maker
from tests.shell.room import EVENING, Room, open_room

ME = Me(user_id=99, username="Knead_Bot")
BATCH = 25  # as many may be under way; whoever is shown something may press it in the next
STEP_S = 3600


def packed(message: OutgoingMessage) -> list[str]:
    """Give what the buttons of a message carry."""
    return [pack(button.action) for button in message.buttons()]


def is_of_one_person(incoming: Incoming) -> bool:
    """Tell whether nobody's words go into another's private chat."""
    update = incoming.update if isinstance(incoming, Readable) else None
    return update is None or not update.private or update.user_ref == update.address.chat_ref


@dataclass
class DrawingAnswerer:
    """Draws each answer as Telegram would be sent it, and holds it to Telegram's limits."""

    platform: Platform = Platform.TELEGRAM
    offered: dict[str, list[str]] = field(default_factory=dict)  # since they were last looked at
    drawn: int = 0

    async def answer(self, to: ReplyTo, answer: Answer) -> SendOutcome:
        if answer.message is not None:
            form = drawn(answer.message, as_caption=answer.file is not None)
            limit = MAX_CAPTION if answer.file is not None else MAX_TEXT
            assert units(form.text) <= limit
            form.text.encode()  # no half of a character
            self.offered[to.address.chat_ref] = packed(answer.message)
            self.drawn += 1
        return Sent("5")

    async def acknowledge(self, to: ReplyTo) -> None:
        """Show nothing."""


@dataclass
class Mill:
    """A bot that takes batches of raw updates, without a socket."""

    room: Room
    out: DrawingAnswerer
    answering: Answering
    inbox: TelegramInbox
    ticker: HastyTicker

    async def joins(self, user_ref: str) -> None:
        """Let somebody subscribe, as the made-up person of the demo does."""
        person, message = MadeUpPerson(), await self._asks(user_ref, "/start")
        while message is not None and (choice := person.answer(message)) is not None:
            message = await self._asks(user_ref, choice)

    async def _asks(self, user_ref: str, choice: Button | str) -> OutgoingMessage | None:
        self.room.updates += 1
        ref = f"before.{self.room.updates}"
        address = ChatAddress(Platform.TELEGRAM, user_ref)
        base = {"update_ref": ref, "address": address, "user_ref": user_ref}
        update: Update
        if isinstance(choice, Button):
            update = ButtonPressed(**base, action=choice.action, message_ref="5")
        else:
            update = TextReceived(**base, text=choice)
        return (await self.room.receive(update)).message

    def _offer(self, maker: Maker) -> None:
        """Let the buttons that were just shown be pressed."""
        for given in self.room.messenger.given:
            self.out.offered[given.address.chat_ref] = packed(given.message)
        self.room.messenger.given.clear()
        while self.out.offered:
            maker.offered(*self.out.offered.popitem())

    async def grinds(self, maker: Maker, count: int) -> None:
        """Take updates in batches, as polling does; time goes on between them."""
        async with asyncio.TaskGroup() as group:
            running = group.create_task(self.answering.run())
            for number, start in enumerate(range(0, count, BATCH)):
                size = min(BATCH, count - start)
                batch = [self.inbox.read(maker.one()) for _ in range(size)]
                assert all(map(is_of_one_person, batch))
                await self.inbox.take_all(batch, self.ticker)
                await self.answering.is_empty()
                self._offer(maker)
                if number % 5 == 4:
                    self.room.clock.advance(STEP_S)
                    await loops.work(self.room.engine)
            running.cancel()


@asynccontextmanager
async def open_mill(database: Path) -> AsyncGenerator[Mill, None]:
    """Give a bot on Telegram whose messages go nowhere."""
    async with open_room(database, messengers=(FakeMessenger(Platform.TELEGRAM),)) as room:
        out, ticker = DrawingAnswerer(), HastyTicker(EVENING)
        answering = Answering(room.engine, out, ticker)
        yield Mill(room, out, answering, TelegramInbox(ME, answering), ticker)
