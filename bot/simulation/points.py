"""The crash points of the bot: each is counted as it is passed, and crashed at in turn."""

from collections import Counter
from dataclasses import dataclass, field
from random import Random

# Points that every world passes, by the module whose steps they stand between.
PASSED = (
    *("store.before_commit", "store.after_commit", "receive.before", "receive.after_commit"),
    *("shown.after_commit", "work.before", "plan.after_commit", "redraw.after"),
    *("claim.after_commit", "begin.after_commit", "send.after", "record.after_commit"),
    *("work.after", "start.recovered", "erase.after_mark", "erase.after_commit"),
)
# Passed only where the bot died in the middle of an erasure.
PASSED_AFTER_FAULTS = ("start.erased",)
FARTHEST, ROUGH_FARTHEST = 2000, 300  # passages that lie at most between two crashes
# Passed so seldom that the first passage is a crash, and chance decides at each later one.
RARE = frozenset(
    {
        "erase.after_mark",
        "erase.after_commit",
        "start.erased",
        "start.recovered",
        "shown.after_commit",
    }
)
RARE_CHANCE = {"start.recovered": 0.02}
USUAL_CHANCE = 0.4


class SimulatedCrashError(BaseException):
    """The process is gone here; what it had in memory is gone with it."""


@dataclass(slots=True)
class CrashPoints:
    """Counts each point as it is passed, and crashes at one after another of them."""

    rng: Random
    is_on: bool
    is_rough: bool = False  # crashes often, and at no point for sure
    passed: Counter[str] = field(default_factory=Counter[str])
    crashed: Counter[str] = field(default_factory=Counter[str])
    _armed: str = ""
    _after: int = 0

    def __post_init__(self) -> None:
        self._arm()

    def __call__(self, point: str) -> None:
        """Pass a point, or crash there."""
        self.passed[point] += 1
        if not self.is_on:
            return
        self._after -= 1
        if point in RARE:
            chance = RARE_CHANCE.get(point, USUAL_CHANCE)
            is_hit = (not self.is_rough and not self.crashed[point]) or self.rng.random() < chance
        else:
            is_hit = self._after <= 0 and point == self._armed
        if is_hit:
            self.crashed[point] += 1
            self._arm()
            raise SimulatedCrashError(point)

    def _arm(self) -> None:
        """Choose the point crashed at least, and how many passages lie before."""
        points = [point for point in PASSED if point not in RARE]
        fewest = min(self.crashed[point] for point in points)
        self._armed = self.rng.choice([each for each in points if self.crashed[each] == fewest])
        self._after = self.rng.randint(1, ROUGH_FARTHEST if self.is_rough else FARTHEST)
