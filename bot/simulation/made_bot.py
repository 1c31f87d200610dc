"""The bot of a world: its real loops, which die at crash points and are started again."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.domain.address import Platform
from bot.domain.delivery import DeliveryState
from bot.service import loops
from bot.service.clocks import NeverBack, last_noted_at
from bot.service.engine import Engine
from bot.service.moment import House, Moment
from bot.simulation.memory_tombstones import MemoryTombstones
from bot.simulation.platform import MadePlatform
from bot.simulation.points import SimulatedCrashError
from bot.simulation.run_now import at_once, run_now
from bot.simulation.spec import Parts

T = TypeVar("T")
_HOUSE = House(operator_name="a made-up operator", emergency_number="112")


@dataclass(frozen=True, slots=True)
class _Host:
    """The clock of the made-up host."""

    now: Callable[[], int]


class MadeBot:
    """One bot after another on one database; all that outlives a process is the database."""

    def __init__(
        self,
        parts: Parts,
        platforms: Mapping[Platform, MadePlatform],
        host_now: Callable[[], int],
        died: Callable[[str], None],
    ) -> None:
        self.restarts = 0
        self._parts = parts
        self._platforms = platforms
        self._host = _Host(host_now)
        self._died = died
        self._tombstones = MemoryTombstones()
        self._clock = NeverBack(self._host)
        self.engine = self._make_engine()

    @property
    def commits(self) -> int:
        """Count the commits so far: while it stands, the books stand."""
        return self._parts.points.passed["store.before_commit"]

    @property
    def now(self) -> int:
        """Give the time as the bot has it."""
        return self._clock.now()

    def run(self, work: Callable[[Engine], Coroutine[Any, Any, T]]) -> T:
        """Run one of the bot's loops; where the process dies, start another and run it again."""
        while True:
            try:
                return run_now(work(self.engine))
            except SimulatedCrashError as crash:
                self._died(str(crash))
                self.start_again()

    def start_again(self) -> None:
        """Make a new bot from what the dead one left on disk."""
        while True:
            self.restarts += 1
            for row in self._parts.store.look(lambda tx: tx.deliveries.unowned("")):
                if row.state is DeliveryState.ATTEMPTING:
                    self._platforms[row.address.platform].unclear[row.delivery_id] += 1
            self._clock = NeverBack(self._host, self._parts.store.look(last_noted_at))
            self.engine = self._make_engine()
            try:
                run_now(loops.start(self.engine))
            except SimulatedCrashError as crash:
                self._died(str(crash))
            else:
                return

    def _make_engine(self) -> Engine:
        return Engine(
            store=self._parts.store,
            messengers=tuple(self._platforms.values()),
            moments=self._moment,
            tombstones=self._tombstones,
            owner=f"made-{self.restarts}",
            crash_point=self._parts.points,
            aside=at_once,
        )

    def _moment(self) -> Moment:
        return Moment(
            now=self.now,
            real_at=self._host.now(),
            catalog=self._parts.catalog,
            words=self._parts.words,
            places=self._parts.places,
            house=_HOUSE,
        )
