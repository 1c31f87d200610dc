"""The async loops: they call steps, send, and wait. Every decision is in the steps."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import structlog

from bot.domain.ids import DeliveryId
from bot.domain.message import Answer, Redraw
from bot.domain.update import Update
from bot.ports.messenger import Messenger
from bot.ports.store import NotSavedError, StorageError, Store, Tx
from bot.ports.tombstones import Tombstones
from bot.service import due_work, erase, erasures, inbox, outbox, retention
from bot.service.moment import Moment

LOG = structlog.stdlib.get_logger("knead")
BATCH = 100
LONGEST_WAIT_S = 30  # so that a clock that was set is noticed
LAST_AT = "last_at"
CrashPoint = Callable[[str], None]


def no_crash(_name: str) -> None:
    """Stand for a crash point that is not under test."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """What the loops work with."""

    store: Store
    messengers: Sequence[Messenger]
    moments: Callable[[], Moment]
    tombstones: Tombstones
    owner: str  # this process, as the leases name it
    crash_point: CrashPoint = no_crash
    wake: asyncio.Event = field(default_factory=asyncio.Event)


async def receive(engine: Engine, update: Update) -> Answer:
    """Answer an update; it is kept on disk before the answer is given.

    What cannot be handled is set aside with its body, and the answer says that nothing was saved.
    """
    at = engine.moments()
    engine.crash_point("receive.before")
    try:
        answer = await engine.store.transact(partial(inbox.handle, update=update, at=at))
        engine.crash_point("receive.after_commit")
        if answer.erase is not None:
            await _erase(engine, update, answer, at)
    except NotSavedError:
        LOG.warning("update not saved", update_ref=update.update_ref)
        answer = inbox.answer_not_saved(at)
    except Exception:  # whatever a handler raises must not end the bot
        LOG.exception("update set aside", update_ref=update.update_ref)
        answer = await _set_aside(engine, update, at)
    engine.wake.set()
    return answer


async def _set_aside(engine: Engine, update: Update, at: Moment) -> Answer:
    def keep(tx: Tx) -> None:
        address = update.address
        tx.seen_updates.set_aside(
            address.platform, update.update_ref, address.chat_ref, at.now, repr(update)
        )

    try:
        await engine.store.transact(keep)
    except StorageError:
        return inbox.answer_not_saved(at)
    return inbox.answer_failure(at, f"K-{at.now % 36**4:X}")


async def _erase(engine: Engine, update: Update, answer: Answer, at: Moment) -> None:
    """Erase a person: the mark first, so that a crash in between ends in erasure."""
    person_id = answer.erase
    if person_id is None:
        return
    await asyncio.to_thread(
        engine.tombstones.add, update.address.platform, update.user_ref, at.now
    )
    engine.crash_point("erase.after_mark")
    await engine.store.transact(partial(erase.erase_person, person_id=person_id, at=at.now))
    engine.crash_point("erase.after_commit")
    await engine.store.scrub()


async def shown(engine: Engine, delivery_id: DeliveryId, message_ref: str) -> None:
    """Note in which message an answer showed a session."""
    at = engine.moments()
    note = partial(outbox.note_shown, delivery_id=delivery_id, message_ref=message_ref, at=at)
    try:
        await engine.store.transact(note)
        engine.crash_point("shown.after_commit")
    except StorageError:
        LOG.warning("message not noted", delivery_id=delivery_id)


async def start(engine: Engine) -> None:
    """Put right what a dead process left: its rows, and erasures that it did not end."""
    at = engine.moments()
    recovered = await engine.store.transact(partial(outbox.recover, owner=engine.owner, at=at))
    engine.crash_point("start.recovered")
    await asyncio.to_thread(engine.tombstones.drop_old, at.now)
    if recovered:
        LOG.info("deliveries of a dead process put right", count=recovered)
    erased = await engine.store.transact(
        partial(erasures.erase_marked, tombstones=engine.tombstones, at=at.now)
    )
    if erased:
        LOG.info("erasures ended that were begun before", count=erased)
        engine.crash_point("start.erased")
        await engine.store.scrub()


async def work(engine: Engine) -> int:
    """Do all that is due at this moment; give how many matters and messages that were."""
    engine.crash_point("work.before")
    count = await _plan(engine)
    for messenger in engine.messengers:
        while sent := await _send_batch(engine, messenger):
            count += sent
    await engine.store.transact(partial(_keep_house, at=engine.moments()))
    engine.crash_point("work.after")
    return count


def _keep_house(tx: Tx, at: Moment) -> None:
    note_time(tx, at)
    retention.sweep(tx, at)


async def _plan(engine: Engine) -> int:
    count = 0
    while True:
        at = engine.moments()
        try:
            worked = await engine.store.transact(partial(due_work.plan_due, at=at, limit=BATCH))
        except StorageError:
            raise
        except Exception:  # one matter that raises must not stop the others
            LOG.exception("a due matter failed; each is tried alone")
            worked = await _plan_alone(engine, at)
        engine.crash_point("plan.after_commit")
        for redraw in worked.redraws:
            for messenger in engine.messengers:
                await messenger.redraw(redraw)
            engine.crash_point("redraw.after")
        count += worked.matters
        if worked.matters < BATCH:
            return count


async def _plan_alone(engine: Engine, at: Moment) -> due_work.Worked:
    redraws: list[Redraw | None] = []
    dues = await engine.store.transact(partial(due_work.due_now, at=at, limit=BATCH))
    for due in dues:
        try:
            redraws.append(await engine.store.transact(partial(due_work.work_off, due=due, at=at)))
        except StorageError:
            raise
        except Exception:  # it is put aside, and the log says so
            LOG.exception("due matter postponed", subject_id=due.subject_id, what=due.what)
            await engine.store.transact(partial(due_work.postpone, due=due, at=at))
    return due_work.Worked(len(dues), tuple(redraw for redraw in redraws if redraw))


async def _send_batch(engine: Engine, messenger: Messenger) -> int:
    at = engine.moments()
    claimed = await engine.store.transact(
        partial(outbox.claim, at=at, platform=messenger.platform, owner=engine.owner, limit=BATCH)
    )
    engine.crash_point("claim.after_commit")
    for item in claimed:
        await _send(engine, messenger, item)
    return len(claimed)


async def _send(engine: Engine, messenger: Messenger, item: outbox.Claimed) -> None:
    delivery = item.delivery
    begin = partial(outbox.begin, delivery_id=delivery.delivery_id, at=engine.moments())
    if not await engine.store.transact(begin):
        return
    engine.crash_point("begin.after_commit")
    outcome = await messenger.send(delivery.address, item.message, delivery.delivery_id)
    engine.crash_point("send.after")
    await engine.store.transact(
        partial(
            outbox.record,
            delivery_id=delivery.delivery_id,
            outcome=outcome,
            at=engine.moments(),
        )
    )
    engine.crash_point("record.after_commit")


def next_at(tx: Tx) -> int | None:
    """Give the instant at which there is something to do again."""
    times = [at for at in (tx.dues.next_at(), tx.deliveries.next_at()) if at is not None]
    return min(times, default=None)


async def run(engine: Engine) -> None:
    """Work whenever something is due, until cancelled. A full disk is waited out."""
    while True:
        engine.wake.clear()
        try:
            await work(engine)
            wait_s = await _wait_s(engine)
        except NotSavedError as error:
            LOG.warning("nothing can be saved; tried again soon", reason=str(error))
            wait_s = LONGEST_WAIT_S
        try:
            async with asyncio.timeout(wait_s):
                await engine.wake.wait()
        except TimeoutError:
            continue


async def _wait_s(engine: Engine) -> float:
    due_at = await engine.store.transact(next_at)
    if due_at is None:
        return LONGEST_WAIT_S
    return max(0.2, min(due_at - engine.moments().now, LONGEST_WAIT_S))


def note_time(tx: Tx, at: Moment) -> None:
    """Note the time now and then, so that a host clock set back is noticed at the next start."""
    last = tx.meta.get(LAST_AT)
    if last is None or at.now - int(last) >= LONGEST_WAIT_S:
        tx.meta.put(LAST_AT, str(at.now))
