"""Who may write next: answers first, then deliveries, then redrawn steps."""

import asyncio
import heapq
import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from adapters.telegram_chat.limits import Limits


class Lane(IntEnum):
    """What is sent; where not all can go out, a lower number goes first."""

    ANSWER = 0  # to a person's own press or command
    DELIVERY = 1
    REDRAW = 2  # best effort


class Timer(Protocol):
    """A call that is to come."""

    def cancel(self) -> object:
        """Let it not come."""
        ...


class LoopTime(Protocol):
    """The part of an event loop that a gate needs."""

    def time(self) -> float:
        """Give the instant in monotonic seconds."""
        ...

    def call_at(self, when: float, callback: Callable[[], object]) -> Timer:
        """Call back at an instant."""
        ...


@dataclass(slots=True, eq=False)
class _Waiter:
    """One who waits; `call` is done when it is its turn."""

    chat: str | None
    lane: Lane
    number: int
    call: asyncio.Future[None]


class Gate:
    """Lets senders through as the limits allow.

    For a bounded number of senders, each asking anew for each message. Among those whose chat
    would take one, the lowest lane goes first, then the longest waiting; a chat that would not
    holds nobody but its own senders. Whoever is late to a turn loses nothing of it, within the
    `CATCH_UP_S` of the limits. Waits end by timers and calls, never by looking again and again.
    """

    def __init__(self, limits: Limits, time: LoopTime | None = None) -> None:
        self._limits = limits
        self._time: LoopTime = time or asyncio.get_running_loop()
        self._at = self._time.time()
        self._numbers = itertools.count()
        self._ready: list[tuple[float, int, _Waiter]] = []  # the chat would take one
        self._asleep: list[tuple[float, int, _Waiter]] = []  # the chat would not yet
        # Called, but not yet running again: nothing is counted before that, so that whoever is
        # cancelled in between has used up nothing.
        self._called = 0
        self._timer: Timer | None = None
        self._timer_at = math.inf

    @property
    def waiting(self) -> int:
        """Say how many senders wait."""
        return len(self._ready) + len(self._asleep) + self._called

    async def turn(self, chat: str | None, lane: Lane) -> None:
        """Wait until one message may go out to a chat, and count it as sent.

        None stands for a call that belongs to no chat. A sender that is cancelled meanwhile has
        used up nothing.
        """
        number = next(self._numbers)
        while not await self._called_to(chat, lane, number):
            pass  # between call and turn came a halt, or another sender of the chat

    @property
    def is_halted(self) -> bool:
        """Tell whether nobody is let through for now."""
        return self._limits.halted_until > self._now()

    def halt(self, after_s: float) -> None:
        """Let nobody through for some seconds; of several halts the longest counts."""
        self._limits.halt(self._now() + after_s)

    async def _called_to(self, chat: str | None, lane: Lane, number: int) -> bool:
        waiter = _Waiter(chat, lane, number, asyncio.get_running_loop().create_future())
        heapq.heappush(self._ready, (lane, number, waiter))
        self._serve()
        try:
            await waiter.call
            now = self._now()
            if self._limits.earliest(chat, now) > now:
                return False
            self._limits.take(chat, now)
            return True
        finally:
            self._leave(waiter)

    def _leave(self, waiter: _Waiter) -> None:
        if waiter.call.done() and not waiter.call.cancelled():
            self._called -= 1
        else:
            self._remove(waiter)
        self._serve()

    def _remove(self, waiter: _Waiter) -> None:
        for queue in (self._ready, self._asleep):
            queue[:] = [entry for entry in queue if entry[2] is not waiter]
            heapq.heapify(queue)

    def _serve(self) -> None:
        """Call as many as may go, in order, and set the timer for the next."""
        now = self._now()
        while self._asleep and self._asleep[0][0] <= now:
            _, _, waiter = heapq.heappop(self._asleep)
            heapq.heappush(self._ready, (waiter.lane, waiter.number, waiter))
        free = self._limits.free(now) - self._called
        while self._ready and free > 0:
            _, _, waiter = heapq.heappop(self._ready)
            free -= self._call(waiter, now)
        self._set_timer(now)

    def _call(self, waiter: _Waiter, now: float) -> int:
        """Call one who is ready, unless its chat is not: give how many were called."""
        if waiter.call.done():
            return 0  # cancelled, and about to leave
        if waiter.chat is not None:
            at = self._limits.earliest_in(waiter.chat, now)
            if at > now:
                heapq.heappush(self._asleep, (at, waiter.number, waiter))
                return 0
        self._called += 1
        waiter.call.set_result(None)
        return 1

    def _set_timer(self, now: float) -> None:
        """Wake when the next one may go; those who are called will serve the others themselves."""
        if self._called:
            return
        at = math.inf
        if self._ready:
            at = self._limits.earliest(None, now)
        elif self._asleep:
            at = max(self._limits.earliest(None, now), self._asleep[0][0])
        if at == self._timer_at:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer_at = at
        self._timer = self._time.call_at(at, self._wake) if at < math.inf else None

    def _wake(self) -> None:
        # An event loop calls up to its clock's resolution early.
        self._at = max(self._at, self._timer_at)
        self._timer, self._timer_at = None, math.inf
        self._serve()

    def _now(self) -> float:
        self._at = max(self._at, self._time.time())
        return self._at
