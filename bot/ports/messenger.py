"""Sending what nobody asked for at this moment."""

from typing import Protocol

from bot.domain.address import ChatAddress, Platform
from bot.domain.delivery import SendOutcome
from bot.domain.ids import DeliveryId
from bot.domain.message import Answer, OutgoingMessage, Redraw
from bot.domain.owed import ReplyTo


class Messenger(Protocol):
    """One platform's way out."""

    @property
    def platform(self) -> Platform:
        """Say which platform this is."""
        ...

    @property
    def at_once(self) -> int:
        """Say how many sends may be under way at a time."""
        ...

    async def turn(self, address: ChatAddress) -> None:
        """Wait until a delivery may go to a chat; whoever was let through sends at once."""
        ...

    async def send(
        self,
        address: ChatAddress,
        message: OutgoingMessage,
        delivery_id: DeliveryId,
    ) -> SendOutcome:
        """Send a delivery and tell what became of it; never raises for a fault of the platform."""
        ...

    async def redraw(self, redraw: Redraw) -> None:
        """Show a message anew, best effort: what cannot be edited is left as it is."""
        ...


class Answerer(Protocol):
    """A platform to which answers are sent, as to any chat; on others they are shown at once."""

    @property
    def platform(self) -> Platform:
        """Say which platform this is."""
        ...

    async def answer(self, to: ReplyTo, answer: Answer) -> SendOutcome:
        """Show an answer, if there is one, and acknowledge the press that asked for it.

        Answers go before deliveries. An answer may be shown again where it is not known
        whether it arrived. Never raises for a fault of the platform.
        """
        ...
