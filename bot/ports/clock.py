"""Time, asked for in one place: people's time, and real time."""

from typing import Protocol


class Clock(Protocol):
    """People's time. It may be made to run ahead, never back."""

    def now(self) -> int:
        """Give the instant in UTC seconds."""
        ...


class Ticker(Protocol):
    """Real time, for leases, limits and waits; never sped up."""

    def real_at(self) -> int:
        """Give the real instant in UTC seconds."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait this long, or until cancelled."""
        ...
