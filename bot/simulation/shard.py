"""Lives one world from its beginning to its audit; worlds know nothing of each other."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random

from bot.domain.place import Places
from bot.ports.catalog import Catalog
from bot.ports.words import Words
from bot.simulation.audit import audit
from bot.simulation.log_watch import LogWatch
from bot.simulation.plants import planted
from bot.simulation.points import CrashPoints
from bot.simulation.report import Report
from bot.simulation.rules import Rule, Tally
from bot.simulation.spec import Parts, Spec
from bot.simulation.trial_store import TrialStore
from bot.simulation.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What worlds are made on, given by whoever wires them."""

    words: Words
    places: Places
    open_store: Callable[[CrashPoints], TrialStore]
    keep_programs: Callable[[TrialStore, int], Catalog]


def _counted(pairs: Iterable[tuple[str, int]]) -> Counter[str]:
    counted = Counter[str]()
    for name, count in pairs:
        counted[name] += count
    return counted


def live_shard(
    spec: Spec, no: int, ground: Ground, plant: str, day_passed: Callable[[World], None]
) -> Report:
    """Live one world, and report what came of it; `day_passed` is called after each day."""
    rng = Random(spec.seed)  # noqa: S311  # drawn again from the same seed, on purpose
    points = CrashPoints(rng, is_on=False, is_rough=spec.is_rough)
    store = ground.open_store(points)
    tally = Tally()
    try:
        catalog = ground.keep_programs(store, spec.start_at)
        points.is_on = spec.has_faults
        parts = Parts(
            store=store, points=points, words=ground.words, places=ground.places, catalog=catalog
        )
        with LogWatch(tally), planted(plant):
            world = World(spec, parts, tally, rng)
            world.live(day_passed)
        tally.looked[Rule.HANDLED] += world.updates + points.passed["work.before"]
        audit(world)
        ends = store.ends()
    finally:
        store.close()
    return Report(
        tally=tally,
        digests=[world.digest],
        occurrences=_counted((end.state, end.count) for end in ends),
        reasons=_counted((f"{end.state}: {end.reason}", end.count) for end in ends if end.reason),
        passed=points.passed,
        crashed=points.crashed,
        updates=world.updates,
        restarts=world.bot.restarts,
        broken_shards=[no] if tally.broken.total() else [],
    )
