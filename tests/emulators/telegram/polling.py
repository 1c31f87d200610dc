"""getUpdates: one reader at a time, who waits and confirms."""

import asyncio
import contextlib
from typing import Any

from tests.emulators.telegram.given import Given
from tests.emulators.telegram.log import Noted, UpdateMade
from tests.emulators.telegram.refusals import conflict
from tests.emulators.telegram.world import World

LONGEST_POLL_S = 50
MOST_AT_ONCE = 100
HASTY_S = 0.5  # the same offset again so soon: one update only
RESTLESS_S = 3  # the same offset again so soon, with a short timeout: the timeout grows to this
OTHER = "terminated by other getUpdates request; make sure that only one bot instance is running"
HOOKED = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the"
    " webhook first"
)


class Polling:
    """The reader's side of the updates."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._reader: object | None = None  # who polls now
        self._hooked = False
        self._last = (-1, float("-inf"))  # offset and time of the poll before

    def hook(self, *, on: bool) -> None:
        """Forbid polling while a webhook is set."""
        with self._world.log.changed:
            self._hooked = on
            self._world.log.add(Noted(what=f"webhook {'set' if on else 'deleted'}"))

    async def get_updates(self, given: Given) -> list[dict[str, Any]]:
        """Confirm what lies below the offset, then give what waits, waiting for it if need be.

        Raises:
            Refused: while a webhook is set, or when another reader comes.
        """
        me = object()
        with self._world.log.changed:
            if self._hooked:
                raise conflict(HOOKED)
            limit, timeout_s = self._begin(given)
            found = self._world.updates.hand_out(limit)
            if found or not timeout_s:
                return found
            if self._reader is not None:  # only a reader who waits sends another away
                self._world.log.add(Noted(what="another getUpdates came"))
            self._reader = me
        try:
            return await self._wait(me, limit, timeout_s)
        finally:
            with self._world.log.changed:
                if self._reader is me:
                    self._reader = None

    def _begin(self, given: Given) -> tuple[int, float]:
        """Take the parameters over; give how many updates at most, and how long to wait."""
        updates = self._world.updates
        updates.allow(given.json_list("allowed_updates"))
        offset = given.number("offset", 0)
        limit = given.number("limit", MOST_AT_ONCE)
        limit = limit if 1 <= limit <= MOST_AT_ONCE else MOST_AT_ONCE
        timeout_s = min(max(given.number("timeout", 0), 0), LONGEST_POLL_S)
        updates.drop_old()
        if offset < 0:
            updates.forget_all_but(-offset)
        else:
            updates.confirm_below(offset)
        return self._guarded(offset, limit, timeout_s)

    def _guarded(self, offset: int, limit: int, timeout_s: int) -> tuple[int, float]:
        """Slow down a reader who asks for the same again and again."""
        before, at = self._last
        now = self._world.ticker()
        self._last = (offset, now)
        if not self._world.rules.poll_guard or offset != before:
            return limit, timeout_s
        if now - at < HASTY_S:
            limit = 1
        if now - at < RESTLESS_S:
            timeout_s = max(timeout_s, RESTLESS_S)
        return limit, timeout_s

    async def _wait(self, me: object, limit: int, timeout_s: float) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        with contextlib.suppress(TimeoutError), self._world.log.waking(UpdateMade, Noted) as news:
            async with asyncio.timeout(timeout_s) as left:
                while not (found := self._found(me, limit)):
                    await news.wait()
                    news.clear()
                left.reschedule(None)  # what was handed out is given
        return found

    def _found(self, me: object, limit: int) -> list[dict[str, Any]]:
        with self._world.log.changed:
            if self._hooked:
                raise conflict("terminated by setWebhook request")
            if self._reader is not me:
                raise conflict(OTHER)
            self._world.updates.drop_old()
            return self._world.updates.hand_out(limit)
