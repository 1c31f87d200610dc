"""Sending what nobody asked for at this moment."""

from typing import Protocol

from bot.domain.address import ChatAddress, Platform
from bot.domain.delivery import SendOutcome
from bot.domain.ids import DeliveryId
from bot.domain.message import OutgoingMessage, Redraw


class Messenger(Protocol):
    """One platform's way out."""

    @property
    def platform(self) -> Platform:
        """Say which platform this is."""
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
