"""`knead simulate`: lives made-up worlds on real SQLite, on every core, and reports."""

import os
import time
from collections.abc import Callable, Generator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, cached_property
from multiprocessing import get_context
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from bot.config import Config
from bot.domain.place import Place
from bot.parts import checked_programs, use_pinned_zones
from bot.ports.catalog import Catalog
from bot.simulation.plants import PLANTS
from bot.simulation.points import CrashPoints
from bot.simulation.report import Report
from bot.simulation.shard import Ground, live_shard
from bot.simulation.spec import Spec
from bot.simulation.trial_store import TrialStore
from bot.simulation.world import World
from bot.words.catalog import PoWords
from storage.places import GeoPlaces
from storage.program_catalog import keep_programs
from storage.sqlite.trial import SqliteTrial

if TYPE_CHECKING:
    from multiprocessing.queues import SimpleQueue

# A Saturday: Europe's clocks jump ahead on the second day, and those of Australia, New Zealand
# and Chile go back on the ninth.
START_AT = int(datetime(2027, 3, 27, 12, tzinfo=UTC).timestamp())
# A planted fault is looked for in a world with people of every kind, time to notice, and a
# doubled hour; a smaller order is made as large.
LEAST_DAYS_OF_PLANT, LEAST_PEOPLE_OF_PLANT = 12, 60
PEOPLE_A_WORLD = 250  # worlds are lived side by side; each is a database of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to simulate."""

    people: int
    days: int
    seed: int
    has_faults: bool = False
    plant: str = ""
    only_world: int | None = None  # of those that the order makes; counted from 0

    @property
    def command(self) -> str:
        """Give the command that lives the same worlds again."""
        parts = [f"knead simulate --people {self.people} --days {self.days} --seed {self.seed}"]
        parts += ["--faults"] if self.has_faults and not self.plant else []
        parts += [f"--plant {self.plant}"] if self.plant else []
        parts += [] if self.only_world is None else [f"--world {self.only_world}"]
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an order, and how long it took."""

    order: Order
    report: Report
    seconds: float

    def as_json(self) -> str:
        """Give one line."""
        return self.report.as_json(
            people=self.order.people,
            days=self.order.days,
            seconds=round(self.seconds, 1),
            seed=self.order.seed,
            faults=self.order.has_faults,
            plant=self.order.plant,
            replay=self.replays(),
        )

    def replays(self) -> list[str]:
        """Give the command for each broken world."""
        worlds = self.report.broken_shards
        return [replace(self.order, only_world=no).command for no in worlds]


@dataclass(frozen=True, slots=True)
class _Share:
    """One world for one process."""

    spec: Spec
    no: int
    plant: str
    programs_dir: Path


def run_order(config: Config, order: Order) -> Outcome:
    """Live all worlds of an order; the same order comes to the same digest anywhere.

    Raises:
        SettingError: if the programs folder has a problem.
    """
    started = time.perf_counter()
    if order.plant:
        order = replace(
            order,
            has_faults=True,
            people=max(order.people, LEAST_PEOPLE_OF_PLANT),
            days=max(order.days, LEAST_DAYS_OF_PLANT),
        )
    checked_programs(config)  # its problems are told once, not by each process
    shares = [_Share(spec, no, order.plant, config.programs_dir) for no, spec in _specs(order)]
    with _progress(len(shares) * order.days) as step:
        reports = _live_all(shares, step)
    total = Report()
    for report in reports:
        total.add(report)
    if order.only_world is None and not order.plant:
        total.look_at_reach(has_faults=order.has_faults)
    return Outcome(order, total, time.perf_counter() - started)


def plant_names() -> tuple[str, ...]:
    """Give the names of all faults that can be planted."""
    return tuple(PLANTS)


def _specs(order: Order) -> list[tuple[int, Spec]]:
    """Share the people out over worlds of about the same size."""
    worlds = max(1, -(-order.people // PEOPLE_A_WORLD))
    fewest, more = divmod(order.people, worlds)
    specs = [
        Spec(
            people=fewest + (no < more),
            days=order.days,
            start_at=START_AT,
            seed=f"{order.seed}.{no}",
            has_faults=order.has_faults,
            is_rough=bool(order.plant),
        )
        for no in range(worlds)
    ]
    chosen = range(worlds) if order.only_world is None else [order.only_world]
    return [(no, specs[no]) for no in chosen if no < worlds]


def _live_all(shares: list[_Share], step: Callable[[], None]) -> list[Report]:
    """Live the worlds, one on each core at a time; their reports come in their order."""
    if len(shares) == 1 or cores() == 1:
        return [_live(share, lambda _world: step()) for share in shares]
    days: SimpleQueue[bool] = get_context().SimpleQueue()
    steps = Thread(target=_pass_on, args=(days, step), daemon=True)
    steps.start()
    with ProcessPoolExecutor(cores(), initializer=_begin, initargs=(days,)) as pool:
        waiting = {pool.submit(_live_and_tell, share): share.no for share in shares}
        reports = {waiting[done]: done.result() for done in as_completed(waiting)}
    days.put(False)  # noqa: FBT003  # the mark that ends the thread
    steps.join()
    return [reports[share.no] for share in shares]


def cores() -> int:
    """Tell on how many cores this process may run."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _pass_on(days: "SimpleQueue[bool]", step: Callable[[], None]) -> None:
    while days.get():
        step()


_days: "list[SimpleQueue[bool]]" = []  # of a worker process: where it tells that a day has passed


def _begin(days: "SimpleQueue[bool]") -> None:
    _days[:] = [days]


def _live_and_tell(share: _Share) -> Report:
    return _live(share, lambda _world: _days[0].put(True))  # noqa: FBT003  # one more day


def _live(share: _Share, day_passed: Callable[[World], None]) -> Report:
    ground = make_ground(share.programs_dir)
    return live_shard(share.spec, share.no, ground, share.plant, day_passed)


@cache
def make_ground(programs_dir: Path, database: Path | None = None) -> Ground:
    """Give what worlds are made on: the shipped words and programs, real places, real SQLite."""
    use_pinned_zones()
    programs = checked_programs(Config(programs_dir=programs_dir))

    def open_store(points: CrashPoints) -> TrialStore:
        return SqliteTrial.open(database, points)

    def keep(store: TrialStore, at: int) -> Catalog:
        return store.run(lambda tx: keep_programs(tx, programs, at))

    return Ground(
        words=PoWords("en"), places=_SamePlaces(), open_store=open_store, keep_programs=keep
    )


class _SamePlaces(GeoPlaces):
    """The real places; made-up people type the same few cities over and over."""

    @cached_property
    def _found(self) -> dict[tuple[str, tuple[str, ...]], tuple[Place, ...]]:
        return {}

    def named(self, name: str, within: tuple[str, ...] = ()) -> tuple[Place, ...]:
        """Give the places of a name."""
        if (name, within) not in self._found:
            self._found[name, within] = super().named(name, within)
        return self._found[name, within]


@contextmanager
def _progress(total: int) -> Generator[Callable[[], None]]:
    """Show how many days of all worlds have passed, on a terminal's error output."""
    columns = (
        TextColumn("simulating"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total} days"),
    )
    console = Console(stderr=True)
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
        task: TaskID = bar.add_task("", total=total)
        yield lambda: bar.advance(task)
