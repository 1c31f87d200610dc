"""The async loops: they call steps, send, and wait. Every decision is in the steps."""

import asyncio
import gc
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from typing import Protocol

import structlog

from bot.domain.action import to_base36
from bot.domain.ids import DeliveryId, PersonId
from bot.domain.message import Answer
from bot.domain.update import Update
from bot.ports.messenger import Messenger
from bot.ports.store import DatabaseDamagedError, NotSavedError, StorageError, Tx
from bot.service import due_rounds, erasures, inbox, outbox, retention, sending
from bot.service.engine import Engine
from bot.service.moment import Moment

LOG = structlog.stdlib.get_logger("knead")
LONGEST_WAIT_S = 30  # so that a clock that was set is noticed
SHORTEST_WAIT_S = 0.2
CODES = 36**4  # of faults: four signs are enough to find one in a log


class Owe(Protocol):
    """Keeps an answer in the transaction that it comes from."""

    def __call__(self, tx: Tx, /, answer: Answer) -> None: ...  # noqa: D102  # as the class


def owe_nothing(_tx: Tx, /, answer: Answer) -> None:
    """Keep no answer: it is shown at once."""


async def receive(engine: Engine, update: Update) -> Answer:
    """Answer an update; it is kept on disk before the answer is given.

    What cannot be handled is set aside with its body, and the answer says that nothing was saved.
    Where the database is damaged the answer says that too, and `run` ends.
    """
    at = engine.moments()
    try:
        return await take(engine, update, at)
    except DatabaseDamagedError as error:
        engine.end_with(error)
    except StorageError as error:
        LOG.warning("update not saved", update_ref=update.update_ref, reason=str(error))
    return inbox.answer_not_saved(at)


async def take(engine: Engine, update: Update, at: Moment, owe: Owe = owe_nothing) -> Answer:
    """Answer an update once it is kept on disk, with what is owed for it.

    Raises:
        StorageError: if it cannot be kept; it may come again then.
    """
    engine.crash_point("receive.before")
    try:
        answer = await engine.store.transact(partial(_handle, update=update, at=at, owe=owe))
        engine.crash_point("receive.after_commit")
        if answer.erase is not None:
            answer = await _erase(engine, update, answer.erase, at, answer)
            # Not worth an error: it is shown all the same, and only a crash now would lose it.
            with suppress(NotSavedError):
                await engine.store.transact(partial(owe, answer=answer))
    except StorageError:
        raise
    except Exception:  # whatever a handler raises must not end the bot
        code = code_of(at)
        engine.meter.set_aside(update.address.platform)
        LOG.exception("update set aside", code=code, update_ref=update.update_ref)
        answer = inbox.answer_failure(at, code)
        keep = partial(_set_aside, update=update, at=at, answer=answer, owe=owe)
        await engine.store.transact(keep)
    finally:
        engine.wake.set()
    return answer


async def _erase(
    engine: Engine, update: Update, person_id: PersonId, at: Moment, done: Answer
) -> Answer:
    """Erase whoever asked for it, and give what is to be said."""
    try:
        is_done = await erasures.carry_out(engine, update, person_id, at.now)
    except NotSavedError as error:  # not even the mark: the same press may be tried again
        LOG.warning("nothing was erased", reason=str(error))
        return inbox.answer_not_saved(at)
    return done if is_done else inbox.answer_erased_later(at)


def code_of(at: Moment) -> str:
    """Give the code by which a fault is found in the log."""
    return f"K-{to_base36(at.now % CODES).upper()}"


def _handle(tx: Tx, update: Update, at: Moment, owe: Owe) -> Answer:
    answer = inbox.handle(tx, update, at)
    if answer.erase is None:  # that all is deleted is said once it is
        owe(tx, answer)
    return answer


def _set_aside(tx: Tx, update: Update, at: Moment, answer: Answer, owe: Owe) -> None:
    address, body = update.address, repr(update)
    tx.seen_updates.set_aside(address.platform, update.update_ref, address.chat_ref, at.now, body)
    owe(tx, answer)


async def shown(engine: Engine, delivery_id: DeliveryId, message_ref: str) -> None:
    """Note in which message an answer showed a session."""
    at = engine.moments()
    note = partial(outbox.note_shown, delivery_id=delivery_id, message_ref=message_ref, at=at)
    try:
        await engine.store.transact(note)
        engine.crash_point("shown.after_commit")
    except DatabaseDamagedError as error:
        engine.end_with(error)
    except StorageError:
        LOG.warning("message not noted", delivery_id=delivery_id)


async def start(engine: Engine) -> None:
    """Put right what a dead process left: its rows, and erasures that it did not end."""
    at = engine.moments()
    recovered = await engine.store.transact(partial(outbox.recover, owner=engine.owner, at=at))
    engine.crash_point("start.recovered")
    if recovered:
        LOG.info("deliveries of a dead process put right", count=recovered)
    erased = await engine.store.transact(
        partial(erasures.erase_marked, tombstones=engine.tombstones, at=at.now)
    )
    if erased:
        LOG.info("erasures ended that were begun before", count=erased)
        engine.crash_point("start.erased")
    await erasures.scrub(engine)


async def work(engine: Engine) -> int:
    """Do all that is due at this moment; give how many matters and messages that were.

    One round at a time: whoever calls meanwhile waits for its end, then does what is left.

    Raises:
        StorageError: if it could not be kept; what is still owed is done next time.
    """
    async with engine.turn:
        engine.crash_point("work.before")
        await sending.record_owed(engine)
        count = await due_rounds.plan(engine)
        for messenger in engine.messengers:
            count += await sending.send_due(engine, messenger)
        await _keep_house(engine)
        engine.crash_point("work.after")
        return count


async def _plan_round(engine: Engine) -> None:
    """Do all that is due but the sending, which goes on beside it."""
    async with engine.turn:
        engine.crash_point("work.before")
        await sending.record_owed(engine)
        await due_rounds.plan(engine)
        await _keep_house(engine)
        engine.meter.round_done()


async def _keep_house(engine: Engine) -> None:
    at = engine.moments()
    if await engine.store.transact(partial(retention.look, at=at)):
        await engine.store.transact(partial(retention.sweep, at=at))
        await erasures.drop_old_marks(engine, at.now)
    await erasures.end_owed(engine, at.now)


@asynccontextmanager
async def standing_still(engine: Engine) -> AsyncGenerator[None, None]:
    """Let nothing be planned and nothing be sent meanwhile; what is on its way ends first.

    A clock that is moved on moves on only so: else it would pass over what is on its way.
    """
    async with AsyncExitStack() as held:
        await held.enter_async_context(engine.turn)
        for messenger in engine.messengers:
            await held.enter_async_context(engine.sending[messenger.platform])
        yield


def next_at(tx: Tx) -> int | None:
    """Give the instant at which there is something to do again."""
    times = [at for at in (tx.dues.next_at(), tx.deliveries.next_at()) if at is not None]
    return min(times, default=None)


async def run(engine: Engine) -> None:
    """Work whenever something is due, until cancelled. A full disk is waited out.

    Each platform is sent to in a loop of its own, so that a slow one delays nobody else.

    Raises:
        DatabaseDamagedError: if damage was found, also while somebody was answered.
        StorageError: if the store is closed.
    """
    gc.freeze()  # what is loaded by now stays; each look at it for garbage held all up for 0.1 s
    try:
        async with asyncio.TaskGroup() as group:
            for messenger in engine.messengers:
                group.create_task(_keep_sending(engine, messenger))
            group.create_task(_keep_planning(engine))
    except BaseExceptionGroup as faults:
        raise faults.exceptions[0] from faults  # the others followed from it


async def _keep_planning(engine: Engine) -> None:
    while True:
        engine.wake.clear()
        if engine.damage:
            raise engine.damage[0]
        wait_s = await _tried(engine, _plan_round(engine), lambda tx: tx.dues.next_at())
        engine.ring()
        await _rung(engine.wake, wait_s)


async def _keep_sending(engine: Engine, messenger: Messenger) -> None:
    platform = messenger.platform
    bell = engine.bells[platform]
    wait_s: float = LONGEST_WAIT_S  # the first round of planning rings
    while True:
        await _rung(bell, wait_s)
        if engine.is_stopping:
            return
        bell.clear()
        sent = sending.send_due(engine, messenger)
        wait_s = await _tried(engine, sent, lambda tx: tx.deliveries.next_at(platform))
        engine.crash_point("work.after")


async def _rung(bell: asyncio.Event, wait_s: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(wait_s):
            await bell.wait()


async def _tried(
    engine: Engine, work: Awaitable[object], next_at: Callable[[Tx], int | None]
) -> float:
    """Do a round of work, and give how long there is nothing to do then."""
    try:
        await work
        due_at = await engine.store.transact(next_at)
    except NotSavedError as error:
        LOG.warning("nothing can be saved; tried again soon", reason=str(error))
        return LONGEST_WAIT_S
    except StorageError:
        raise
    except Exception:  # a fault of ours in one round; people who write are answered all the same
        LOG.exception("a round of work failed; tried again soon")
        return LONGEST_WAIT_S
    if due_at is None:
        return LONGEST_WAIT_S
    return max(SHORTEST_WAIT_S, min(due_at - engine.moments().now, LONGEST_WAIT_S))
