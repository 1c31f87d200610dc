"""The time and the timers of an event loop, moved on by hand."""

import heapq
import itertools
from collections.abc import Callable

from tests.fakes.clock import settle


class FakeTimer:
    """A call that is to come, unless it is cancelled."""

    def __init__(self, callback: Callable[[], object]) -> None:
        self.callback = callback
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class FakeLoopTime:
    """Stands still until moved on; then each timer is called at its own instant, or `late_s` after."""

    def __init__(self, at: float = 1000.0, late_s: float = 0.0) -> None:
        self.at = at
        self.late_s = late_s
        self.set = 0  # timers ever set
        self._timers: list[tuple[float, int, FakeTimer]] = []
        self._numbers = itertools.count()

    def time(self) -> float:
        return self.at

    def call_at(self, when: float, callback: Callable[[], object]) -> FakeTimer:
        timer = FakeTimer(callback)
        self.set += 1
        heapq.heappush(self._timers, (when, next(self._numbers), timer))
        return timer

    @property
    def waiting(self) -> list[float]:
        """Give the instants of the timers that are set, earliest first."""
        return sorted(when for when, _, timer in self._timers if not timer.cancelled)

    def fire(self) -> None:
        """Go on to the next timer that is set and call it; no task goes on meanwhile."""
        while self._timers:
            when, _, timer = heapq.heappop(self._timers)
            if not timer.cancelled:
                self.at = max(self.at, when + self.late_s)
                timer.callback()
                return

    async def advance(self, seconds: float, turns: int = 20) -> None:
        """Go on, and after each timer let every task that can go on do so, for some turns."""
        until = self.at + seconds
        await settle(turns)
        while (waiting := self.waiting) and waiting[0] + self.late_s <= until:
            self.fire()
            await settle(turns)
        self.at = max(self.at, until)
