"""Sessions that are due at once drain at the limit of the token, while people press."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from bench.figure import Better, Figure
from bench.made_database import AGREED, CARD_AT, make_database
from bench.telegram_bot import RECORDED, running_bot
from bench.telegram_floor import RawServer, raw_server
from bench.telegram_people import STILL, begun, due, presses

DRAIN_TARGET, DRAIN_STRETCH = 1.05, 1.01
PRESS_TARGET_MS, PRESS_STRETCH_MS = 250, 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """What is due at once, and what comes in meanwhile."""

    sessions: int
    per_second: float  # KNEAD_TELEGRAM_PER_SECOND
    press_every_s: float
    alone: int  # presses before the burst, for the floor

    @property
    def presses(self) -> int:
        """How many presses come in while it drains, if it drains in time."""
        return int(self.sessions / self.per_second / self.press_every_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drained:
    """How it went."""

    seconds: float
    messages: int
    waits_s: list[float]  # of presses, until they were shown
    waits_alone_s: list[float]


BURST = Burst(sessions=3_000, per_second=200, press_every_s=0.025, alone=40)


def telegram_drain_figures(folder: Path, burst: Burst = BURST) -> Iterator[Figure]:
    """Measure how long a burst takes, and how long a press waits meanwhile."""
    path = folder / "telegram_drain.db"
    people = burst.sessions + burst.alone + burst.presses
    make_database(path, people, STILL, AGREED, due(burst.sessions), begun(after=burst.sessions))
    drained = asyncio.run(_drain(path, burst))
    floor_s = drained.messages / burst.per_second
    yield Figure(
        figure="telegram_drain",
        value=drained.seconds / floor_s,
        better=Better.LOWER,
        raw=drained.seconds,
        floor=floor_s,
        unit="s",
        target=DRAIN_TARGET,
        stretch=DRAIN_STRETCH,
        note=f"{drained.messages} messages; the floor is their number by {burst.per_second:g}/s, "
        "from due to recorded",
    )
    waits_ms = [wait_s * 1e3 for wait_s in drained.waits_s]
    yield Figure(
        figure="telegram_press_while_draining",
        value=quantiles(waits_ms, n=100)[98],
        better=Better.LOWER,
        raw=quantiles(waits_ms, n=100)[98],
        floor=median(drained.waits_alone_s) * 1e3,
        unit="ms",
        target=PRESS_TARGET_MS,
        stretch=PRESS_STRETCH_MS,
        spread=(min(waits_ms), max(waits_ms)),
        note=f"p99 of {len(waits_ms)} presses until shown, median {median(waits_ms):.3g} ms; "
        "floor: the median where nothing else is sent",
    )


async def _drain(path: Path, burst: Burst) -> Drained:
    async with (
        raw_server() as server,
        running_bot(path, server.url, CARD_AT - 60, burst.per_second) as bot,
    ):
        first = burst.sessions + 1
        alone_s = await _pressed(server, first, burst.alone, burst.press_every_s)
        async with asyncio.TaskGroup() as group:
            pressing = group.create_task(
                _pressed(server, first + burst.alone, burst.presses, burst.press_every_s)
            )
            began = time.perf_counter()
            group.create_task(bot.go_on(CARD_AT))
            await bot.passed.more(RECORDED, burst.sessions)
            seconds = time.perf_counter() - began
            shown: int = await server.ask("shown")
        return Drained(
            seconds=seconds,
            messages=burst.sessions + shown - burst.alone,
            waits_s=pressing.result(),
            waits_alone_s=alone_s,
        )


async def _pressed(server: RawServer, first: int, count: int, every_s: float) -> list[float]:
    """Have people press one after another, and give how long each waited until it was shown."""
    waits: list[float] = await server.ask(
        "press", {"updates": presses(first, count), "every_s": every_s}
    )
    return waits
