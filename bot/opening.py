"""Opens what every bot stands on: the database, people's clock, the programs, the words."""

import os
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import cast

from adapters.system_clock import SteppedClock, SystemClock, SystemTicker, start_mark
from bot.config import Config
from bot.parts import checked_programs, moments_of, tombstones_of, use_pinned_zones
from bot.ports.messenger import Messenger
from bot.ports.meter import Meter, NoMeter
from bot.ports.store import NotSavedError
from bot.service import loops
from bot.service.clocks import (
    NeverBack,
    check_host_clock,
    keep_offset,
    kept_offset,
    last_noted_at,
)
from bot.service.engine import CrashPoint, Engine, no_crash
from bot.service.moment import Moment
from bot.words.catalog import PoWords
from storage.places import GeoPlaces
from storage.program_catalog import keep_programs
from storage.sqlite.store import SqliteStore
from storage.tombstones import Tombstones

MovableClock = SystemClock | SteppedClock
TICK_S = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What every bot stands on, whichever platforms it speaks on."""

    store: SqliteStore
    clock: MovableClock
    places: GeoPlaces
    words: PoWords
    started: int  # a number that no other start has
    moments: Callable[[], Moment]
    tombstones: Tombstones
    crash_point: CrashPoint

    def engine(self, messengers: Sequence[Messenger], meter: Meter | None = None) -> Engine:
        """Put the engine together for the platforms at hand."""
        return Engine(
            store=self.store,
            messengers=messengers,
            moments=self.moments,
            tombstones=self.tombstones,
            owner=f"{os.getpid()}.{self.started}",
            crash_point=self.crash_point,
            meter=meter or NoMeter(),
        )


@asynccontextmanager
async def open_ground(
    config: Config,
    make_clock: Callable[[int], MovableClock] = SystemClock,
    crash_point: CrashPoint = no_crash,
) -> AsyncGenerator[Ground, None]:
    """Open all that a bot stands on; closed whole at the end.

    `make_clock` makes people's clock from how far it ran ahead when it was last used.

    Raises:
        StorageError: if the database cannot be opened; the message says what to do.
        SettingError: if the programs folder has a problem, each named with its place.
    """
    use_pinned_zones()
    programs = checked_programs(config)
    store = await SqliteStore.open(config.database, crash_point)
    try:
        clock = make_clock(await store.transact(kept_offset))
        await store.transact(partial(check_host_clock, now=clock.now()))
        people_time = NeverBack(clock, await store.transact(last_noted_at))
        catalog = await store.transact(
            partial(keep_programs, programs=programs, at=clock.now()),
        )
        crash_point("programs.after_commit")
        words, places = PoWords(config.language), GeoPlaces()
        yield Ground(
            store=store,
            clock=clock,
            places=places,
            words=words,
            started=start_mark(),
            moments=moments_of(config, people_time, catalog, words, places),
            tombstones=tombstones_of(config),
            crash_point=crash_point,
        )
    finally:
        await store.close()


def standing_clock(offset_s: int) -> SteppedClock:
    """Give a clock that stands still until it is moved on."""
    return SteppedClock(SystemClock(offset_s).now())


async def advance(engine: Engine, clock: MovableClock, at: int) -> None:
    """Move people's time on, keep by how much it runs ahead, and wake the loops."""
    clock.advance_to(at)
    offset_s = clock.now() - SystemClock().now()
    await engine.store.transact(partial(keep_offset, offset_s=offset_s))
    engine.crash_point("clock.after_commit")
    engine.wake.set()


async def fast_forward(engine: Engine, clock: MovableClock, speed: int) -> None:
    """Step to each next due time after its wait, shortened by the speed.

    Between two steps people's time stands still, until all that is due was sent.
    """
    ticker, waited_s = SystemTicker(), 0.0
    while True:
        await ticker.sleep(TICK_S)
        waited_s += TICK_S
        with suppress(NotSavedError):  # what works meanwhile logs it
            async with loops.standing_still(engine):
                due_at = await engine.store.transact(loops.next_at)
                if due_at is not None and clock.now() + waited_s * speed >= due_at:
                    waited_s = 0.0
                    await advance(engine, clock, due_at)


def unwrapped(faults: BaseExceptionGroup[BaseException]) -> BaseException:
    """Give the first of the errors that ended a group of tasks; the others followed from it."""
    while isinstance(first := faults.exceptions[0], BaseExceptionGroup):
        faults = cast("BaseExceptionGroup[BaseException]", first)
    return first
