"""The way in for a platform whose updates wait until they are confirmed."""

from typing import Protocol

from bot.domain.update import UnreadUpdate, Update


class Inbox(Protocol):
    """Takes updates and keeps what they are answered with; once taken, they may be confirmed."""

    async def take(self, update: Update) -> bool:
        """Handle an update; False if nothing can be saved, so that it may come again.

        One that was taken before changes nothing.
        """
        ...

    async def set_aside(self, unread: UnreadUpdate) -> bool:
        """Keep an update that cannot be read, and say so in its chat; False as above."""
        ...

    def say_not_saved(self, update: Update) -> None:
        """Tell somebody that what they sent is not kept and will not come again."""
        ...

    async def has_room(self) -> None:
        """Wait until more updates can be taken."""
        ...
