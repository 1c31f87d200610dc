"""What goes wrong in a world: what becomes of sends, when the bot is away, when its clock is wrong."""

from dataclasses import dataclass
from enum import StrEnum
from random import Random

from bot.simulation.spec import Spec

HOUR_S, DAY_S = 3600, 86_400
# When clocks go back in the zones of a world, from its start.
BACK_FROM_S, BACK_UNTIL_S = 7 * DAY_S, 8 * DAY_S + 12 * HOUR_S


class Fate(StrEnum):
    """What becomes of one send."""

    SENT = "sent"
    REFUSED = "refused"  # surely not sent; try later
    LOST = "lost"  # sent, and the answer never came
    UNCLEAR = "unclear"  # not sent, and no answer came either
    REJECTED = "rejected"
    SLOW = "slow"  # sent, and the person acted in between


FATES = (Fate.SENT, Fate.REFUSED, Fate.LOST, Fate.UNCLEAR, Fate.REJECTED, Fate.SLOW)
WEIGHTS = (940, 20, 12, 8, 2, 18)
ROUGH_WEIGHTS = (710, 80, 100, 40, 10, 60)


@dataclass(frozen=True, slots=True)
class Away:
    """A time in which the bot does not run."""

    from_at: int
    until_at: int


@dataclass(frozen=True, slots=True)
class Skew:
    """A time in which the host's clock is wrong by some seconds."""

    from_at: int
    until_at: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Weather:
    """When the bot is away and when its clock is wrong; nothing in calm worlds."""

    away: tuple[Away, ...]
    skews: tuple[Skew, ...]

    def skew_s(self, at: int) -> int:
        """Tell by how much the host's clock is wrong."""
        if not self.skews:  # asked with every look at the clock
            return 0
        return next((skew.seconds for skew in self.skews if skew.from_at <= at < skew.until_at), 0)


CALM = Weather((), ())


def make_weather(rng: Random, spec: Spec) -> Weather:
    """Draw times away of minutes to days, and clocks set wrong, until everything is calm."""
    span_s = spec.calm_from_at - spec.start_at
    if not spec.has_faults or span_s < 2 * DAY_S:
        return CALM
    short, pause = (
        ((8 * HOUR_S, 14 * HOUR_S), (HOUR_S, 2 * DAY_S))
        if spec.is_rough
        else (
            (60, 6 * HOUR_S),
            (HOUR_S, 5 * DAY_S),
        )
    )
    away: list[Away] = []
    at = spec.start_at + DAY_S + rng.randint(0, span_s // 4)
    while at < spec.calm_from_at:
        span = short if len(away) % 3 else (DAY_S, 3 * DAY_S)
        until_at = min(at + rng.randint(*span), spec.calm_from_at)
        # When clocks go back the bot is there, so that the doubled hour is lived twice.
        if until_at < spec.start_at + BACK_FROM_S or at > spec.start_at + BACK_UNTIL_S:
            away.append(Away(at, until_at))
        at = until_at + rng.randint(*pause)
    skew_at = spec.start_at + rng.randint(DAY_S, span_s)
    seconds = rng.choice((-3 * HOUR_S, -HOUR_S, -600, 1800, 3 * HOUR_S))
    skew = Skew(skew_at, skew_at + rng.randint(600, 2 * HOUR_S), seconds)
    return Weather(tuple(away), (skew,))
