"""Sends what is due on a platform: claimed, begun, sent, recorded, one commit each.

No transaction is open while a message is on its way. One row that raises harms no other.
"""

import asyncio
from collections import deque
from contextlib import suppress
from functools import partial

import structlog

from bot.domain.delivery import SendOutcome, Unknown
from bot.domain.ids import DeliveryId
from bot.domain.message import Redraw
from bot.ports.messenger import Messenger
from bot.ports.store import StorageError
from bot.service import outbox
from bot.service.engine import BATCH, Engine

LOOK_AGAIN_S = 1.0
LOG = structlog.stdlib.get_logger("knead")


async def send_due(engine: Engine, messenger: Messenger) -> int:
    """Send all that is due; give how many messages were taken in hand.

    What is on its way is waited for, also when another could not be kept.

    Raises:
        StorageError: if something could not be kept; what was sent stays owed to the books.
    """
    async with engine.sending[messenger.platform]:
        line = _Line(engine, messenger)
        if not await line.has_work():
            return 0
        if messenger.at_once == 1:
            return await line.work()
        works = (line.work() for _ in range(messenger.at_once))
        ended = await asyncio.gather(*works, return_exceptions=True)
        for one in ended:
            if isinstance(one, BaseException):
                raise one
        return line.taken


class _Line:
    """The deliveries of one platform that are due, handed out to whoever has a hand free."""

    def __init__(self, engine: Engine, messenger: Messenger) -> None:
        self._engine = engine
        self._messenger = messenger
        self._claimed: deque[outbox.Claimed] = deque()
        self._claiming = asyncio.Lock()
        self._busy = 0  # hands that send
        self._idle = asyncio.Event()
        self._is_over = False
        self.taken = 0

    async def has_work(self) -> bool:
        """Claim the first ones; where nothing is due no hands are called for it."""
        await self._claim_more()
        return bool(self._claimed)

    async def work(self) -> int:
        """Send one after another until nothing is due; give how many all hands took so far."""
        try:
            while (item := await self._next()) is not None:
                await self._send(item)
        except BaseException:
            self._is_over = True  # the others end what they have in hand and take no more
            raise
        return self.taken

    async def _send(self, item: outbox.Claimed) -> None:
        self._busy += 1
        self._idle.clear()
        try:
            await _send(self._engine, self._messenger, item)
        finally:
            self._busy -= 1
            if not self._busy:
                self._idle.set()

    async def _next(self) -> outbox.Claimed | None:
        while not self._claimed and not self._is_over:
            async with self._claiming:
                if not self._claimed and not self._is_over:
                    await self._claim_more()
        if self._is_over or self._engine.is_stopping or not self._claimed:
            return None
        return self._claimed.popleft()

    async def _claim_more(self) -> None:
        claimed = await _claim(self._engine, self._messenger)
        self.taken += len(claimed)
        if not claimed:
            await self._wait_for_more()
            return
        self._engine.crash_point("claim.after_commit")
        self._claimed.extend(claimed)

    async def _wait_for_more(self) -> None:
        """End the round once nobody sends any more; until then look again now and then.

        Else one slow send would hold up all that comes due meanwhile.
        """
        if not self._busy or self._engine.is_stopping:
            self._is_over = True
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_AGAIN_S):
                await self._idle.wait()


async def _claim(engine: Engine, messenger: Messenger) -> tuple[outbox.Claimed, ...]:
    at, platform = engine.moments(), messenger.platform
    claim = partial(outbox.claim, at=at, platform=platform, owner=engine.owner, limit=BATCH)
    try:
        return await engine.store.transact(claim)
    except StorageError:
        raise
    except Exception:  # one message that cannot be made must not stop the others
        LOG.exception("a message could not be made; each is tried alone")
        return await _claim_alone(engine, messenger)


async def _claim_alone(engine: Engine, messenger: Messenger) -> tuple[outbox.Claimed, ...]:
    at, platform = engine.moments(), messenger.platform
    take = partial(outbox.take, at=at, platform=platform, owner=engine.owner, limit=BATCH)
    claimed: list[outbox.Claimed] = []
    for delivery in await engine.store.transact(take):
        try:
            put = partial(outbox.put_into_words, at=at, delivery=delivery)
            item = await engine.store.transact(put)
        except StorageError:
            raise
        except Exception:  # it ends here, and the log says so
            LOG.exception("delivery failed", delivery_id=delivery.delivery_id)
            await engine.store.transact(partial(outbox.give_up, delivery=delivery, at=at))
        else:
            claimed += [] if item is None else [item]
    return tuple(claimed)


async def _send(engine: Engine, messenger: Messenger, item: outbox.Claimed) -> None:
    delivery = item.delivery
    # Before it is begun: what waits for its turn is not yet on its way, should this process die.
    await messenger.turn(delivery.address)
    begin = partial(outbox.begin, delivery_id=delivery.delivery_id, at=engine.moments())
    if not await engine.store.transact(begin):
        return
    engine.crash_point("begin.after_commit")
    outcome = await _hand_over(messenger, item)
    engine.crash_point("send.after")
    late_s = engine.moments().now - delivery.due_at
    engine.meter.delivery(messenger.platform, outcome, late_s)
    engine.unrecorded[delivery.delivery_id] = outcome
    await _record(engine, delivery.delivery_id, outcome)
    engine.crash_point("record.after_commit")


async def _hand_over(messenger: Messenger, item: outbox.Claimed) -> SendOutcome:
    delivery = item.delivery
    try:
        return await messenger.send(delivery.address, item.message, delivery.delivery_id)
    except Exception:  # against its promise, so nobody knows whether it arrived
        LOG.exception("a messenger raised", delivery_id=delivery.delivery_id)
        return Unknown("the messenger raised")


async def record_owed(engine: Engine) -> None:
    """Keep what became of sends that ended while nothing could be saved.

    Raises:
        NotSavedError: if it cannot be saved yet; it stays owed, as long as this process lives.
    """
    for delivery_id, outcome in list(engine.unrecorded.items()):
        await _record(engine, delivery_id, outcome)


async def _record(engine: Engine, delivery_id: DeliveryId, outcome: SendOutcome) -> None:
    at = engine.moments()
    record = partial(outbox.record, delivery_id=delivery_id, outcome=outcome, at=at)
    try:
        await engine.store.transact(record)
    except StorageError:
        raise
    except Exception:  # it stays as begun, and the next start puts it right
        LOG.exception("outcome not recorded", delivery_id=delivery_id)
    engine.unrecorded.pop(delivery_id, None)


async def redraw(engine: Engine, shown: Redraw) -> None:
    """Show a message anew on its platform, best effort."""
    for messenger in engine.messengers:
        if messenger.platform is not shown.address.platform:
            continue
        try:
            await messenger.redraw(shown)
        except Exception:  # the next press draws the true step
            LOG.exception("a messenger raised")
