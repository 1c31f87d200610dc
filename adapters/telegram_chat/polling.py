"""Asks Telegram for updates, and confirms them only when they are kept.

The library's own polling confirms a batch before anything handled it; what is then in its memory
is lost with the process.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence

import structlog
from telegram.error import Conflict, InvalidToken, TelegramError

from adapters.telegram_chat.api import BotApi
from adapters.telegram_chat.arrival import Ignored, Incoming, Me, Readable, Unread
from adapters.telegram_chat.faults import pause_s
from adapters.telegram_chat.incoming import read_update
from bot.domain.address import ChatAddress, Platform
from bot.domain.update import UnreadUpdate
from bot.ports.clock import Ticker
from bot.ports.inbox import Inbox

LOG = structlog.stdlib.get_logger("knead")
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1, 30
REFUSED_PAUSE_S = 60  # where only the operator can help
# How long updates wait for room on the disk before people are told that they are not kept.
TRIES_TO_KEEP = (1, 2, 4, 8, 16, 29)
LONGEST_REF = 20  # signs; update_id is a number of 64 bits at most
CrashPoint = Callable[[str], None]


class TelegramInbox:
    """Puts what Telegram sends into the inbox of the bot."""

    def __init__(self, me: Me, inbox: Inbox) -> None:
        self._me = me
        self._inbox = inbox

    def read(self, raw: object) -> Incoming:
        """Read one update as it came."""
        return read_update(raw, self._me)

    async def take(self, incoming: Incoming) -> bool:
        """Take one update; False if nothing can be saved, so that it may come again."""
        match incoming:
            case Readable(update):
                return await self._inbox.take(update)
            case Ignored(update_ref, reason):
                LOG.debug("update ignored", update_ref=update_ref, reason=reason)
                return True
            case Unread(update_ref, chat_ref, body):
                if update_ref is None:
                    LOG.error("an update without a name cannot be read")
                    return True
                address = None if chat_ref is None else ChatAddress(Platform.TELEGRAM, chat_ref)
                return await self._inbox.set_aside(
                    UnreadUpdate(
                        update_ref=update_ref,
                        address=address,
                        platform=Platform.TELEGRAM,
                        body=body,
                    )
                )

    async def take_all(self, batch: Iterable[Incoming], ticker: Ticker) -> None:
        """Take a batch, in its order in each chat; whoever cannot be kept for a minute is told."""
        left = await self._not_kept(list(batch))
        for wait_s in TRIES_TO_KEEP:
            if not left:
                return
            await ticker.sleep(wait_s)
            left = await self._not_kept(left)
        for incoming in left:
            if isinstance(incoming, Readable):
                self._inbox.say_not_saved(incoming.update)

    async def has_room(self) -> None:
        """Wait until more updates can be taken."""
        await self._inbox.has_room()

    async def _not_kept(self, batch: Sequence[Incoming]) -> list[Incoming]:
        # At once, so that they share a commit; they start, and are handled, in their order.
        kept = await asyncio.gather(*(self.take(incoming) for incoming in batch))
        return [it for it, is_kept in zip(batch, kept, strict=True) if not is_kept]


class Polling:
    """Commit-first polling: fetch, keep, and only then confirm with the next fetch."""

    def __init__(
        self,
        api: BotApi,
        inbox: TelegramInbox,
        ticker: Ticker,
        polled: Callable[[], None],
        crash_point: CrashPoint,
    ) -> None:
        self._api = api
        self._inbox = inbox
        self._ticker = ticker
        self._polled = polled
        self._crash_point = crash_point
        self._pause_s = FIRST_PAUSE_S

    async def run(self, stopping: asyncio.Event) -> None:
        """Poll until told to stop; a fetch is then broken off, a batch is kept to its end."""
        offset: int | None = None
        while not stopping.is_set():
            await self._inbox.has_room()
            batch = await _unless(stopping, self._fetch(offset))
            if batch is None:
                continue
            self._crash_point("poll.fetched")
            offset = _after(batch)
            await self._inbox.take_all((self._inbox.read(raw) for raw in batch), self._ticker)
            self._crash_point("poll.kept")

    async def _fetch(self, offset: int | None) -> Sequence[object] | None:
        try:
            found = await self._api.updates(offset)
        except TelegramError as error:
            await self._wait_after(error)
            return None
        self._pause_s = FIRST_PAUSE_S
        self._polled()
        return found

    async def _wait_after(self, error: TelegramError) -> None:
        wait_s = pause_s(error) or self._pause_s
        self._pause_s = min(self._pause_s * 2, LONGEST_PAUSE_S)
        match error:
            case InvalidToken():
                wait_s = REFUSED_PAUSE_S
                LOG.error("Telegram refuses the token; set a valid KNEAD_TELEGRAM_TOKEN")
            case Conflict():
                LOG.error("Another process uses this Telegram token; stop it, or give it its own")
            case _:
                kind = type(error).__name__
                LOG.warning("Telegram gave no updates", kind=kind, again_in_s=wait_s)
        await self._ticker.sleep(wait_s)


def _after(batch: Sequence[object]) -> int | None:
    """Give the offset that confirms a batch.

    None after an empty one: all before it is confirmed by then, and an offset kept for long
    could drop what comes later, as ids begin anew somewhere after a week without updates (Bot
    API, Update).
    """
    ids = [raw["update_id"] for raw in batch if isinstance(raw, dict) and "update_id" in raw]  # pyright: ignore[reportUnknownVariableType]  # any JSON may come
    whole = [one for one in ids if isinstance(one, int)]  # pyright: ignore[reportUnknownVariableType]  # as above
    return max(whole) + 1 if whole else None


async def _unless(
    stopping: asyncio.Event, fetching: Awaitable[Sequence[object] | None]
) -> Sequence[object] | None:
    """Wait for a fetch, or break it off when told to stop; what it would bring stays there."""
    fetch = asyncio.ensure_future(fetching)  # noqa: TID251  # awaited below in each case
    stop = asyncio.ensure_future(stopping.wait())  # noqa: TID251  # as above
    try:
        await asyncio.wait((fetch, stop), return_when=asyncio.FIRST_COMPLETED)
        return fetch.result() if fetch.done() else None
    finally:
        for each in (fetch, stop):
            each.cancel()
        await asyncio.gather(fetch, stop, return_exceptions=True)
