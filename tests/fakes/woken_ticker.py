"""Real time in hand, for what waits for sockets between its sleeps."""

import asyncio

from tests.fakes.clock import FakeTicker


class WokenTicker(FakeTicker):
    """Whoever sleeps wakes when a test wakes them; the test can wait until somebody does sleep."""

    def __init__(self, at: int = 0) -> None:
        super().__init__(at)
        self._fell_asleep = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self._fell_asleep.set()
        await super().sleep(seconds)

    async def falls_asleep(self) -> None:
        """Wait until somebody sleeps."""
        while not self.sleepers:
            self._fell_asleep.clear()
            await self._fell_asleep.wait()

    async def wakes(self) -> float:
        """Wait until somebody sleeps, end that sleep, and give how long it was."""
        await self.falls_asleep()
        seconds = self.slept[-1]
        await self.advance(seconds)
        return seconds
