"""The one place that reads the time."""

import asyncio
import time


class SystemClock:
    """People's time: the host's clock, run ahead by an offset that only ever grows."""

    def __init__(self, offset_s: int = 0) -> None:
        if offset_s < 0:
            msg = f"a clock is never set back: {offset_s} s"
            raise ValueError(msg)
        self._offset_s = offset_s

    @property
    def offset_s(self) -> int:
        """Say how far this clock runs ahead of the host's."""
        return self._offset_s

    def now(self) -> int:
        """Give the instant in UTC seconds."""
        return int(time.time()) + self._offset_s

    def advance_to(self, at: int) -> None:
        """Go on to an instant by raising the offset; an earlier one changes nothing."""
        self._offset_s += max(0, at - self.now())


class SteppedClock:
    """People's time that stands still until it is moved on, never back."""

    def __init__(self, at: int) -> None:
        self._at = at

    def now(self) -> int:
        """Give the instant in UTC seconds."""
        return self._at

    def advance_to(self, at: int) -> None:
        """Go on to an instant; an earlier one changes nothing."""
        self._at = max(self._at, at)


class SystemTicker:
    """Real time, whatever people's time does."""

    def real_at(self) -> int:
        """Give the real instant in UTC seconds."""
        return int(time.time())

    async def sleep(self, seconds: float) -> None:
        """Wait this long, or until cancelled; less than nothing is no wait."""
        await asyncio.sleep(max(0.0, seconds))


def start_mark() -> int:
    """Give a number for this start of the bot that no other start has: UTC nanoseconds.

    Seconds would not do: a bot that was killed can be back within the same one.
    """
    return time.time_ns()
