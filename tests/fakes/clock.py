"""Time that moves only when a test moves it."""

import asyncio


class FakeClock:
    """People's time, set by hand; a test may also set it back, as a host's clock can be."""

    def __init__(self, at: int = 0) -> None:
        self.at = at

    def now(self) -> int:
        return self.at

    def advance(self, seconds: int) -> None:
        self.at += seconds

    def advance_to(self, at: int) -> None:
        """Go on to an instant, never back: what the real clocks have too."""
        self.at = max(self.at, at)

    def set_back(self, seconds: int) -> None:
        self.at -= seconds


class FakeTicker:
    """Real time, set by hand: whoever sleeps wakes when `advance` has come that far."""

    def __init__(self, at: int = 0) -> None:
        self.at: float = at
        self.slept: list[float] = []
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def real_at(self) -> int:
        return int(self.at)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        wakes = asyncio.get_running_loop().create_future()
        sleeper = (self.at + seconds, wakes)
        self._sleepers.append(sleeper)
        try:
            await wakes
        finally:
            if sleeper in self._sleepers:
                self._sleepers.remove(sleeper)

    @property
    def sleepers(self) -> int:
        """Say how many are asleep."""
        return len(self._sleepers)

    async def advance(self, seconds: float) -> None:
        """Go on, waking each sleeper at its own instant, earliest first."""
        until = self.at + seconds
        await settle()
        while due := [sleeper for sleeper in self._sleepers if sleeper[0] <= until]:
            first = min(due, key=lambda sleeper: sleeper[0])
            self._sleepers.remove(first)
            self.at = max(self.at, first[0])
            if not first[1].done():
                first[1].set_result(None)
            await settle()
        self.at = until


class HastyTicker:
    """Real time that jumps to the end of each sleep, so that loops with waits run at once."""

    def __init__(self, at: int = 0) -> None:
        self.at: float = at
        self.slept: list[float] = []

    def real_at(self) -> int:
        return int(self.at)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += max(0.0, seconds)
        await asyncio.sleep(0)


async def settle(turns: int = 20) -> None:
    """Let every task that can go on do so."""
    for _ in range(turns):
        await asyncio.sleep(0)
