"""The pain rule: how three scores of a session change the sessions after it.

Source: facts on knee-cap pain rules (never above 5, settled within the hour, not worse the
next morning) turned into a fixed table; docs/discussion/pain-rule.md prints it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import assert_never

WORST = 10
STOP_ABOVE = 5
AMBER_FROM = 3
MORNING_RISE = 2
GREENS_FOR_A_STEP = 3
LEAST_LEVEL, USUAL_LEVEL, MOST_LEVEL = -1, 0, 1
USUAL_TOOL, SOFTER_TOOL, SOFTEST_TOOL = 0, 1, 2
REDS_FOR_A_PAUSE = 2


class Verdict(StrEnum):
    """What one session's scores say."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    NOTHING = "nothing"


class Because(StrEnum):
    """Which line of the rule decided; the words are in the catalog."""

    STOPPED = "stopped"
    BEFORE_HIGH = "before_high"
    AFTER_HIGH = "after_high"
    MORNING_ROSE = "morning_rose"
    MORNING_HIGH = "morning_high"
    MIDDLE = "middle"
    LOW = "low"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """The scores of one session; a missing one is None and decides nothing.

    `is_asked_again` is false for a session that came before the red flags were last asked: it
    no longer counts towards a pause.
    """

    before: int | None = None
    after: int | None = None
    morning: int | None = None
    stopped: bool = False
    is_asked_again: bool = True


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, the line that decided, and the two numbers that it names (0 where none)."""

    verdict: Verdict
    because: Because
    was: int = 0
    now: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Adaptation:
    """How the next session is to be: level -1 halves, +1 adds a quarter; tool softer or not.

    `cause` is the judgement that made the level what it is now, or at the usual level the softer
    tool; `last` is the latest one.
    """

    level: int
    softness: int
    cause: Judgement
    last: Judgement
    is_pause_due: bool


def _red(scores: Scores) -> Judgement | None:
    """Give the first red line of the table that holds."""
    before, after, morning = scores.before, scores.after, scores.morning
    if before is not None and before > STOP_ABOVE:
        return Judgement(Verdict.RED, Because.BEFORE_HIGH, now=before)
    if after is not None and after > STOP_ABOVE:
        return Judgement(Verdict.RED, Because.AFTER_HIGH, now=after)
    if before is not None and morning is not None and morning >= before + MORNING_RISE:
        return Judgement(Verdict.RED, Because.MORNING_ROSE, was=before, now=morning)
    if morning is not None and morning > STOP_ABOVE:  # safer than the table (docs/adr/0006)
        return Judgement(Verdict.RED, Because.MORNING_HIGH, now=morning)
    return Judgement(Verdict.RED, Because.STOPPED) if scores.stopped else None


@lru_cache(maxsize=1024)
def judge(scores: Scores) -> Judgement:
    """Judge one session by the table."""
    red = _red(scores)
    if red is not None:
        return red
    before, after, morning = scores.before, scores.after, scores.morning
    given = [score for score in (before, after, morning) if score is not None]
    if not given:
        return Judgement(Verdict.NOTHING, Because.TOO_FEW)
    highest = max(given)
    if highest >= AMBER_FROM:
        return Judgement(Verdict.AMBER, Because.MIDDLE, now=highest)
    if len(given) > 1:
        return Judgement(Verdict.GREEN, Because.LOW, now=highest)
    return Judgement(Verdict.NOTHING, Because.TOO_FEW)


def adapt(history: Iterable[Scores]) -> Adaptation:
    """Work out the next session from all sessions so far, oldest first.

    It is worked out anew each time, so that a changed score changes what follows from it.
    """
    level, greens, reds = USUAL_LEVEL, 0, 0
    last = moved = Judgement(Verdict.NOTHING, Because.TOO_FEW)
    for scores in history:
        judgement = judge(scores)
        match judgement.verdict:
            case Verdict.NOTHING:
                continue
            case Verdict.RED:
                # One level down means halved seconds: from +1 too (docs/adr/0006).
                level, greens, moved = LEAST_LEVEL, 0, judgement
                reds = reds + 1 if scores.is_asked_again else 0
            case Verdict.AMBER:
                greens = reds = 0
            case Verdict.GREEN:
                reds, greens = 0, greens + 1
                if greens == GREENS_FOR_A_STEP:
                    level, greens, moved = min(level + 1, MOST_LEVEL), 0, judgement
            case _:
                assert_never(judgement.verdict)
        last = judgement
    return Adaptation(
        level=level,
        softness=_softness(level, last.verdict),
        cause=last if level == USUAL_LEVEL else moved,
        last=last,
        is_pause_due=reds >= REDS_FOR_A_PAUSE,
    )


def _softness(level: int, last: Verdict) -> int:
    if level == LEAST_LEVEL:
        return SOFTEST_TOOL
    return SOFTER_TOOL if last is Verdict.AMBER else USUAL_TOOL
