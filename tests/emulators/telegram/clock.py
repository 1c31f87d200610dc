"""The emulator's own time, which a test moves on."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable

Wake = Callable[[], None]


class EmulatorClock:
    """UTC seconds; starts now and runs with the real time, plus what a test has moved it on.

    Dates, retention, expiring presses, the 48 hours and webhook retries read it. `move_on` may be
    called from any thread and wakes whoever sleeps on it.
    """

    def __init__(self, starts_at: float | None = None) -> None:
        now = time.time()  # noqa: TID251  # the emulator is the outside world and has a clock
        self._offset = (now if starts_at is None else starts_at) - time.monotonic()
        self._sleepers: set[Wake] = set()
        self._lock = threading.Lock()

    def now(self) -> float:
        """Give UTC seconds."""
        return time.monotonic() + self._offset

    def move_on(self, seconds: float) -> None:
        """Let this much time pass at once."""
        with self._lock:
            self._offset += seconds
            sleepers = list(self._sleepers)
        for wake in sleepers:
            wake()

    async def sleep(self, seconds: float) -> None:
        """Wait until this clock has gone on by that much, in real time or by `move_on`."""
        until = self.now() + seconds
        loop = asyncio.get_running_loop()
        moved = asyncio.Event()

        def wake() -> None:
            with contextlib.suppress(RuntimeError):  # the loop is gone
                loop.call_soon_threadsafe(moved.set)

        with self._lock:
            self._sleepers.add(wake)
        try:
            while (left := until - self.now()) > 0:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(left):
                        await moved.wait()
                moved.clear()
        finally:
            with self._lock:
                self._sleepers.discard(wake)
