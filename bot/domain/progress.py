"""Whether it helps: means of morning scores, and steadiness. One day says little."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from bot.domain.enrollment import RunState

WEEK = timedelta(days=7)
FIRST_MORNINGS = 3
# Farrar 2001, n = 2,724: about 2 points and 30 % are a change that people notice.
BETTER_POINTS = 2
BETTER_SHARE = Fraction(3, 10)
LONG_ENOUGH = timedelta(days=21)
STEADIER = 0.05
WORTH_A_WORD = Fraction(1, 2)  # half a point: less is no change at all


@dataclass(frozen=True, slots=True)
class Morning:
    """A morning score and the date it stands for."""

    on: date
    score: int


class Trend(StrEnum):
    """What the scores allow to be said."""

    TOO_EARLY = "too_early"
    BETTER = "better"
    SOME = "some"  # lower, but less than what counts as better
    SAME = "same"
    WORSE = "worse"


@dataclass(frozen=True, slots=True, kw_only=True)
class PainChange:
    """The first mornings' mean, the 7-day mean up to a date, and what that means."""

    first: float | None
    week: float | None
    trend: Trend


def pain_change(mornings: Sequence[Morning], today_on: date) -> PainChange:
    """Compare the last 7 days with the first three mornings; mornings come in order."""
    first, week = _first_mean(mornings), _week_mean(mornings, today_on)
    trend = Trend.TOO_EARLY
    if first is not None and week is not None and len(mornings) > FIRST_MORNINGS:
        trend = _trend(first, week)
    return PainChange(
        first=None if first is None else float(first),
        week=None if week is None else float(week),
        trend=trend,
    )


def is_without_change(mornings: Sequence[Morning], today_on: date) -> bool:
    """Tell whether three weeks went by and the 7-day mean is not 2 points lower.

    Without a score in the last 7 days nothing is known, and nothing is said.
    """
    if not mornings or today_on - mornings[0].on < LONG_ENOUGH:
        return False
    first, week = _first_mean(mornings), _week_mean(mornings, today_on)
    return first is not None and week is not None and first - week < BETTER_POINTS


# Means are fractions: 11/3 and 5/3 lie 2 apart, and as floats a little less.
def _first_mean(mornings: Sequence[Morning]) -> Fraction | None:
    return _mean([morning.score for morning in mornings[:FIRST_MORNINGS]])


def _week_mean(mornings: Sequence[Morning], today_on: date) -> Fraction | None:
    return _mean([m.score for m in mornings if today_on - WEEK < m.on <= today_on])


def _mean(scores: Sequence[int]) -> Fraction | None:
    return Fraction(sum(scores), len(scores)) if scores else None


def _trend(first: Fraction, week: Fraction) -> Trend:
    down = first - week
    if down >= BETTER_POINTS and down >= BETTER_SHARE * first:
        return Trend.BETTER
    if down >= WORTH_A_WORD:
        return Trend.SOME
    return Trend.SAME if down > -WORTH_A_WORD else Trend.WORSE


def steadiness(states: Iterable[RunState]) -> int:
    """Give 0 to 100 from what became of each training day, oldest first.

    A day done, or stopped for pain, goes 5 % of the way to 100; one missed or skipped, 5 % of
    the way to 0. Days excused, opened without a tap or not over yet leave it.
    """
    value = 0.0
    for state in states:
        if state in (RunState.DONE, RunState.STOPPED):
            value += STEADIER * (100 - value)
        elif state in (RunState.MISSED, RunState.SKIPPED):
            value -= STEADIER * value
    return round(value)
