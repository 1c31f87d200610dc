"""A way out that records what it is given and answers as a test says."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.domain.address import ChatAddress, Platform
from bot.domain.delivery import SendOutcome, Sent
from bot.domain.ids import DeliveryId
from bot.domain.message import OutgoingMessage, Redraw
from bot.domain.text import words_of


@dataclass(frozen=True)
class Given:
    """A message that was handed over."""

    address: ChatAddress
    message: OutgoingMessage
    delivery_id: DeliveryId

    @property
    def title(self) -> str:
        return words_of(self.message.text).splitlines()[0]


@dataclass
class FakeMessenger:
    """Takes everything; a scripted outcome, or an error to raise, is used up by one send."""

    platform: Platform = Platform.TERMINAL
    outcomes: list[SendOutcome | Exception] = field(default_factory=list)
    redraw_error: Exception | None = None
    before_send: Callable[[], None] = lambda: None
    given: list[Given] = field(default_factory=list)
    redraws: list[Redraw] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def at_once(self) -> int:
        """Say how many sends may be under way at a time: one."""
        return 1

    async def turn(self, address: ChatAddress) -> None:
        """Let a delivery through: no limits here."""

    async def send(
        self, address: ChatAddress, message: OutgoingMessage, delivery_id: DeliveryId
    ) -> SendOutcome:
        self.given.append(Given(address, message, delivery_id))
        self.arrived.set()
        self.before_send()
        outcome = self.outcomes.pop(0) if self.outcomes else Sent(f"m{delivery_id}")
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def redraw(self, redraw: Redraw) -> None:
        self.redraws.append(redraw)
        if self.redraw_error is not None:
            raise self.redraw_error

    async def has_sent(self, count: int) -> None:
        """Wait until so many messages were handed over."""
        while len(self.given) < count:
            self.arrived.clear()
            await self.arrived.wait()

    def titles(self) -> list[str]:
        """Give the first line of each message that was sent."""
        return [given.title for given in self.given]
