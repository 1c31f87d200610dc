"""Which world is to be lived, and what it is made around."""

from dataclasses import dataclass

from bot.domain.place import Places
from bot.ports.catalog import Catalog
from bot.ports.words import Words
from bot.simulation.points import CrashPoints
from bot.simulation.trial_store import TrialStore

DAY_S = 86_400
CALM_S = 2 * DAY_S  # at the end nothing goes wrong any more, and all must come right


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """Which world: how many people and days, from when, and from which seed."""

    people: int
    days: int
    start_at: int
    seed: str
    has_faults: bool
    is_rough: bool = False  # a small world in which much happens and much goes wrong

    @property
    def end_at(self) -> int:
        """Give the instant at which it ends."""
        return self.start_at + self.days * DAY_S

    @property
    def calm_from_at(self) -> int:
        """Give the instant from which nothing goes wrong any more."""
        return max(self.start_at, self.end_at - CALM_S)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a world is made around; the store passes its crash points on to `points`."""

    store: TrialStore
    points: CrashPoints
    words: Words
    places: Places
    catalog: Catalog
