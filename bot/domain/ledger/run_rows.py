"""The sessions of an enrollment beside the cards that gave them."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.ledger.case import GIVEN, Case
from bot.domain.ledger.finding import Finding
from bot.domain.ledger.hours import closes_at
from bot.domain.ledger.log import CLOCK_SLACK_S
from bot.domain.ledger.rows import DeliveryRow, RunRow
from bot.domain.ledger.walk import Day

FORMS = frozenset({"short", "hands", "off_floor", "swap"})
REASONS = frozenset({"", "time", "forgot", "pain", "ill", "tool", "travel", "bored", "lists_open"})
GIVES_A_SESSION = frozenset({"session", "makeup"})
_YES, _NO, _EITHER = frozenset({True}), frozenset({False}), frozenset({True, False})


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a session in some state has: a beginning, an end."""

    begun: frozenset[bool]
    ended: frozenset[bool]


_SHAPES = {
    "open": _Shape(_NO, _NO),
    "started": _Shape(_YES, _NO),
    "done": _Shape(_YES, _YES),
    "stopped": _Shape(_EITHER, _YES),
    "skipped": _Shape(_NO, _YES),
    "opened": _Shape(_YES, _YES),
    "missed": _Shape(_NO, _YES),
    "excused": _Shape(_EITHER, _YES),
}
# What hurts may be told later, and what is left open ends when the next day is planned.
_ENDED_ON_ITS_DAY = frozenset({"done", "skipped"})
_MAY_STAND = frozenset({"open", "started"})


def check_runs(case: Case) -> Iterator[Finding]:
    """Find sessions that no card gave, cards that gave none, and sessions that cannot be so."""
    for row in _giving(case):
        if case.run(row.day_no) is None:
            spot = case.spot_of(row.day_no)
            wrong = "its card was given, and the session is missing"
            yield spot.finding("session_run", f"day {row.day_no}", wrong)
    for run in case.runs:
        spot = case.spot_of(run.day_no)
        cards = [row for row in _giving(case) if row.day_no == run.day_no]
        if not cards:
            wrong = "there is a session, and no card gave it"
            yield spot.finding("session_run", f"day {run.day_no}", wrong)
        for card in cards:
            for wrong in (*_beside(run, card), *_instants(case, run, card)):
                yield spot.finding("session_run", f"day {run.day_no}", f"the session {wrong}")
        for wrong in (*_shape(case, run), *_kept(run)):
            yield spot.finding("session_run", f"day {run.day_no}", f"the session {wrong}")


def _giving(case: Case) -> tuple[DeliveryRow, ...]:
    return tuple(
        row for row in case.deliveries if row.kind in GIVES_A_SESSION and row.state in GIVEN
    )


def _beside(run: RunRow, card: DeliveryRow) -> Iterator[str]:
    if str(run.session_no) != card.args:
        yield f"is number {run.session_no}, and its card says {card.args!r}"
    if run.local_on != card.local_on:
        yield f"is kept under the date {run.local_on}, and its card under {card.local_on}"


def _shape(case: Case, run: RunRow) -> Iterator[str]:
    shape = _SHAPES.get(run.state)
    has = (run.started_at is not None, run.ended_at is not None)
    if shape is None or has[0] not in shape.begun or has[1] not in shape.ended:
        yield f"is {run.state}, which its beginning and end do not bear out"
    if run.state in _MAY_STAND and run.day_no < case.course.day_no:
        yield f"is still {run.state} although another day has begun"
    if run.state == "open" and run.step_no != 0:
        yield "is open and past its first step"
    if run.step_ends_at is not None and (run.state != "started" or run.step_left_s is not None):
        yield "has a step that runs although the session does not"
    if run.step_left_s is not None and run.state not in ("started", "excused"):
        yield "has a step that is held although the session is not"


def _kept(run: RunRow) -> Iterator[str]:
    if any(flag not in FORMS for flag in run.form.split("+") if run.form):
        yield "has a form that does not exist"
    if run.reason not in REASONS:
        yield "has a reason that does not exist"


def _instants(case: Case, run: RunRow, card: DeliveryRow) -> Iterator[str]:
    day = case.day(run.day_no)
    begun, ended = run.started_at, run.ended_at
    earliest = card.due_at - CLOCK_SLACK_S
    given_at = card.done_at or 0
    if any(at is not None and at < given_at - CLOCK_SLACK_S for at in (begun, ended)):
        yield "was begun or ended before its card was given"
    if begun is not None and day is not None:
        wish = case.course.wish_at(begun, day)
        if not earliest <= begun < max(closes_at(wish, day.on), closes_at(day.wish, day.on)):
            yield "was begun outside of its day"
    if ended is not None and not max(earliest, (begun or 0) - CLOCK_SLACK_S) <= ended <= case.now:
        yield "ended before it began, or in the future"
    if ended is not None and day is not None:
        yield from _end(case, run, day, ended)


def _end(case: Case, run: RunRow, day: Day, ended: int) -> Iterator[str]:
    if run.state in _ENDED_ON_ITS_DAY:
        wish = case.course.wish_at(ended, day)
        if ended >= max(closes_at(wish, day.on), closes_at(day.wish, day.on)):
            yield "ended after its day was over"
    following = next((it for it in case.course.days if it.day_no > day.day_no), None)
    if run.state != "missed" or following is None:
        return
    # What nobody touched ends when the next day is planned.
    if not following.counted_at <= ended <= case.planned_by(following):
        yield "was not missed when the next day was planned"
