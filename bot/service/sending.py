"""Sends what is due on a platform: claimed, begun, sent, recorded, one commit each.

No transaction is open while a message is on its way. One row that raises harms no other.
"""

from functools import partial

import structlog

from bot.domain.delivery import SendOutcome, Unknown
from bot.domain.message import Redraw
from bot.ports.messenger import Messenger
from bot.ports.store import StorageError
from bot.service import outbox
from bot.service.engine import BATCH, Engine, Unrecorded

LOG = structlog.stdlib.get_logger("knead")


async def send_due(engine: Engine, messenger: Messenger) -> int:
    """Send all that is due; give how many messages were taken in hand."""
    count = 0
    while claimed := await _claim(engine, messenger):
        engine.crash_point("claim.after_commit")
        for item in claimed:
            await _send(engine, messenger, item)
        count += len(claimed)
    return count


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
    begin = partial(outbox.begin, delivery_id=delivery.delivery_id, at=engine.moments())
    if not await engine.store.transact(begin):
        return
    engine.crash_point("begin.after_commit")
    outcome = await _hand_over(messenger, item)
    engine.crash_point("send.after")
    engine.unrecorded.append(Unrecorded(delivery.delivery_id, outcome))
    await record_owed(engine)
    engine.crash_point("record.after_commit")


async def _hand_over(messenger: Messenger, item: outbox.Claimed) -> SendOutcome:
    delivery = item.delivery
    try:
        return await messenger.send(delivery.address, item.message, delivery.delivery_id)
    except Exception:  # against its promise, so nobody knows whether it arrived
        LOG.exception("a messenger raised", delivery_id=delivery.delivery_id)
        return Unknown("the messenger raised")


async def record_owed(engine: Engine) -> None:
    """Keep what became of each send, also of those that ended while nothing could be saved.

    Raises:
        NotSavedError: if it cannot be saved yet; it stays owed, as long as this process lives.
    """
    while engine.unrecorded:
        owed = engine.unrecorded[0]
        record = partial(
            outbox.record,
            delivery_id=owed.delivery_id,
            outcome=owed.outcome,
            at=engine.moments(),
        )
        try:
            await engine.store.transact(record)
        except StorageError:
            raise
        except Exception:  # it stays as begun, and the next start puts it right
            LOG.exception("outcome not recorded", delivery_id=owed.delivery_id)
        engine.unrecorded.pop(0)


async def redraw(engine: Engine, shown: Redraw) -> None:
    """Show a message anew wherever it is, best effort."""
    for messenger in engine.messengers:
        try:
            await messenger.redraw(shown)
        except Exception:  # the next press draws the true step
            LOG.exception("a messenger raised")
