"""Answers on their way to a platform: kept on disk until it has taken them.

For platforms where an answer is sent like any message. In one chat answers go out in the order in
which they were asked for; one slow chat holds up nobody else.
"""

import asyncio
from collections import deque
from dataclasses import dataclass
from functools import partial

import structlog

from bot.domain.delivery import Rejected, RetryLater, SendOutcome, Sent, Unknown, Unreachable
from bot.domain.ids import PersonId
from bot.domain.message import Answer, Place
from bot.domain.owed import OwedAnswer, ReplyTo, reply_to
from bot.domain.update import ButtonPressed, UnreadUpdate, Update
from bot.ports.clock import Ticker
from bot.ports.messenger import Answerer
from bot.ports.store import DatabaseDamagedError, StorageError, Tx
from bot.service import inbox, loops, outbox, scrubbing
from bot.service.engine import Engine
from bot.service.moment import Moment
from bot.service.retention import OWED_S

LOG = structlog.stdlib.get_logger("knead")
HANDS = 32  # answers under way at a time
MOST_WAITING = 2000  # no more updates are fetched while so many answers wait
MOST_IN_A_CHAT = 20  # more than anybody can read; only the last ones are shown
UNCLEAR_WAIT_S = 5  # a platform that stumbles is given time to get up
MOST_UNCLEAR = 3  # sends of one answer of which nobody knows whether it arrived
LONGEST_WAIT_S = 30


class Answering:
    """Takes updates of one platform and sends what they are answered with."""

    def __init__(self, engine: Engine, out: Answerer, ticker: Ticker) -> None:
        self._engine = engine
        self._out = out
        self._ticker = ticker
        self._waiting: dict[str, deque[_Waiting]] = {}  # by chat; a chat in hand has its own too
        self._ready: asyncio.Queue[str] = asyncio.Queue()
        self._count = 0
        self._has_room = asyncio.Event()
        self._has_room.set()
        self._is_empty = asyncio.Event()
        self._is_empty.set()

    async def start(self) -> int:
        """Take up the answers that a dead process still owed; give how many."""
        at = self._engine.moments()
        owed = await self._engine.store.transact(partial(_still_owed, self._out, at=at))
        for each in owed:
            self._enqueue(each)
        return len(owed)

    async def take(self, update: Update) -> bool:
        """Handle an update and keep its answer; False if nothing can be saved, so it may come again."""
        at = self._engine.moments()
        owe = partial(_owe, update=update, at=at)
        try:
            answer = await loops.take(self._engine, update, at, owe)
        except DatabaseDamagedError as error:
            self._engine.end_with(error)
            return False
        except StorageError as error:
            LOG.warning("update not saved", update_ref=update.update_ref, reason=str(error))
            return False
        if _is_something(answer) or isinstance(update, ButtonPressed):
            self._enqueue(_owed(update, answer, at, None))
        return True

    async def set_aside(self, unread: UnreadUpdate) -> bool:
        """Keep an update that cannot be read, and say so in its chat; False as above."""
        at = self._engine.moments()
        keep = partial(_set_aside, unread=unread, at=at)
        try:
            owed = await self._engine.store.transact(keep)
        except DatabaseDamagedError as error:
            self._engine.end_with(error)
            return False
        except StorageError:
            return False
        LOG.error("update cannot be read", update_ref=unread.update_ref)
        self._engine.meter.set_aside(unread.platform)
        if owed is not None:
            self._enqueue(owed)
        return True

    def say_not_saved(self, update: Update) -> None:
        """Tell somebody that what they sent is not kept; this answer is on no disk either."""
        at = self._engine.moments()
        self._enqueue(_owed(update, inbox.answer_not_saved(at), at, None))

    async def has_room(self) -> None:
        """Wait until more updates can be taken."""
        await self._has_room.wait()

    @property
    def is_full(self) -> bool:
        """Tell whether no more updates can be taken for now."""
        return not self._has_room.is_set()

    async def is_empty(self) -> None:
        """Wait until every answer was taken or given up."""
        await self._is_empty.wait()

    async def run(self) -> None:
        """Send what waits, until cancelled."""
        async with asyncio.TaskGroup() as group:
            for _ in range(HANDS):
                group.create_task(self._work())

    def _enqueue(self, owed: OwedAnswer) -> None:
        chat_ref = owed.to.address.chat_ref
        if chat_ref not in self._waiting:
            self._waiting[chat_ref] = deque()
            self._ready.put_nowait(chat_ref)
        elif any(it.owed.to.update_ref == owed.to.update_ref for it in self._waiting[chat_ref]):
            return  # it came again while its answer is on its way
        self._waiting[chat_ref].append(_Waiting(owed, asyncio.get_running_loop().time()))
        self._count += 1
        self._is_empty.clear()
        if self._count >= MOST_WAITING:
            self._has_room.clear()

    async def _work(self) -> None:
        while True:
            chat_ref = await self._ready.get()
            waiting = self._waiting[chat_ref]
            await self._settle(waiting[0], is_overtaken=_is_overtaken(waiting))
            waiting.popleft()
            self._count -= 1
            if self._count < MOST_WAITING:
                self._has_room.set()
            if waiting:  # behind the other chats, so that all get their turn
                self._ready.put_nowait(chat_ref)
            else:
                del self._waiting[chat_ref]
            if not self._waiting:
                self._is_empty.set()

    async def _settle(self, waiting: "_Waiting", *, is_overtaken: bool) -> None:
        """Send one answer, again where that may help, and let go of it."""
        self._engine.crash_point("answer.before")
        owed = waiting.owed
        answer = owed.answer
        if is_overtaken:  # the next one draws the same message anew
            answer = Answer(notice=answer.notice)
        outcome = await self._sent(owed, answer)
        self._engine.crash_point("answer.after_send")
        took_s = asyncio.get_running_loop().time() - waiting.since_s
        self._engine.meter.answer(self._out.platform, outcome, took_s)
        if not isinstance(outcome, Sent):
            LOG.warning("answer given up", update_ref=owed.to.update_ref, reason=outcome.reason)
        await self._let_go(owed, outcome)
        self._engine.crash_point("answer.after_commit")

    async def _let_go(self, owed: OwedAnswer, outcome: SendOutcome) -> None:
        """Note that an answer is owed no more; where that fails the next start may show it again."""
        store, update_ref = self._engine.store, owed.to.update_ref
        try:
            note = partial(_note_shown, owed=owed, outcome=outcome, at=self._engine.moments())
            try:
                await store.transact(note)
            except StorageError:
                raise
            except Exception:  # what it was about is gone, perhaps; it was shown all the same
                LOG.exception("answer not noted", update_ref=update_ref)
                await store.transact(partial(_drop, owed=owed))
        except DatabaseDamagedError as error:
            self._engine.end_with(error)
        except StorageError as error:
            LOG.warning("answer not noted", update_ref=update_ref, reason=str(error))

    async def _sent(self, owed: OwedAnswer, answer: Answer) -> SendOutcome:
        unclear, wait_s = 0, 1
        outcome: SendOutcome = RetryLater("too late")
        while self._ticker.real_at() <= owed.made_at + OWED_S:
            outcome = await self._try(owed.to, answer)
            match outcome:
                case Sent() | Unreachable():
                    return outcome
                case Rejected():
                    return await self._say_failed(owed, outcome)
                case Unknown():
                    unclear += 1
                    wait_s = max(wait_s, UNCLEAR_WAIT_S)
                    if unclear >= MOST_UNCLEAR:
                        return outcome
                case RetryLater():
                    pass
            await self._ticker.sleep(max(wait_s, _named_pause(outcome)))
            wait_s = min(wait_s * 2, LONGEST_WAIT_S)
        return outcome

    async def _try(self, to: ReplyTo, answer: Answer) -> SendOutcome:
        try:
            return await self._out.answer(to, answer)
        except Exception:  # against its promise, so nobody knows whether it arrived
            LOG.exception("an answer raised", update_ref=to.update_ref)
            return Rejected("the adapter raised")

    async def _say_failed(self, owed: OwedAnswer, rejected: Rejected) -> SendOutcome:
        """Say that something broke, where the platform refuses the answer itself."""
        at = self._engine.moments()
        code = loops.code_of(at)
        LOG.error(
            "answer refused", code=code, update_ref=owed.to.update_ref, reason=rejected.reason
        )
        await self._try(owed.to, inbox.answer_not_shown(at, code))
        return rejected


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An answer in its line, and since when: monotonic seconds."""

    owed: OwedAnswer
    since_s: float


def _is_something(answer: Answer) -> bool:
    return answer.message is not None or answer.file is not None or bool(answer.notice)


def _owed(update: Update, answer: Answer, at: Moment, person_id: PersonId | None) -> OwedAnswer:
    to = reply_to(update)
    return OwedAnswer(to=to, person_id=person_id, made_at=at.real_at, answer=answer)


def _owe(tx: Tx, /, answer: Answer, update: Update, at: Moment) -> None:
    """Keep an answer for as long as it is owed, with whom it is about."""
    if not _is_something(answer):
        return
    account = tx.people.account(update.address.platform, update.user_ref)
    person_id = None if account is None else account.person_id
    tx.owed_answers.put(_owed(update, answer, at, person_id))


def _set_aside(tx: Tx, unread: UnreadUpdate, at: Moment) -> OwedAnswer | None:
    chat = unread.address
    chat_ref = "" if chat is None else chat.chat_ref
    if not tx.seen_updates.add(unread.platform, unread.update_ref, chat_ref, at.now):
        return None
    tx.seen_updates.set_aside(unread.platform, unread.update_ref, chat_ref, at.now, unread.body)
    if chat is None:
        return None
    answer = inbox.answer_failure(at, loops.code_of(at))
    to = ReplyTo(update_ref=unread.update_ref, address=chat)
    owed = OwedAnswer(to=to, person_id=None, made_at=at.real_at, answer=answer)
    tx.owed_answers.put(owed)
    return owed


def _still_owed(out: Answerer, tx: Tx, at: Moment) -> list[OwedAnswer]:
    tx.owed_answers.drop_made_before(at.real_at - OWED_S)
    return list(tx.owed_answers.of(out.platform))


def _drop(tx: Tx, owed: OwedAnswer) -> None:
    tx.owed_answers.drop(owed.to)
    if owed.answer.erase is not None:
        scrubbing.owe_scrub(tx)  # this row named the chat of somebody who is erased


def _note_shown(tx: Tx, owed: OwedAnswer, outcome: SendOutcome, at: Moment) -> None:
    """Let go of an answer, and note in which message a session lives from now on."""
    _drop(tx, owed)
    if isinstance(outcome, Sent) and owed.answer.live is not None and outcome.message_ref:
        outbox.note_shown(tx, owed.answer.live, outcome.message_ref, at)


def _is_overtaken(waiting: deque[_Waiting]) -> bool:
    """Tell whether an answer need not be shown: another is drawn in its place, or far too many wait.

    Whoever writes faster than answers may go out gets the last of them, and nobody waits for it.
    """
    answer = waiting[0].owed.answer
    if len(waiting) > MOST_IN_A_CHAT and answer.file is None and answer.erase is None:
        return True
    if len(waiting) == 1:
        return False
    first, second = waiting[0].owed, waiting[1].owed
    return _draws(first) and _draws(second) and first.to.message_ref == second.to.message_ref


def _draws(owed: OwedAnswer) -> bool:
    """Tell whether an answer is shown in the message that was pressed, and is nothing else."""
    answer = owed.answer
    is_here = answer.place is Place.HERE and answer.message is not None
    return is_here and bool(owed.to.message_ref) and answer.file is None


def _named_pause(outcome: SendOutcome) -> int:
    return outcome.after_s or 0 if isinstance(outcome, RetryLater) else 0
