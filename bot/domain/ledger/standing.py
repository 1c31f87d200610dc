"""The row of an enrollment, and what is due of it next, beside what the log says."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.ledger.case import GIVEN, Case, highest
from bot.domain.ledger.finding import Finding
from bot.domain.ledger.hours import card_hour, next_lived
from bot.domain.ledger.log import read_date
from bot.domain.ledger.replay import AGAIN_S, REMINDER, Replay
from bot.domain.ledger.rows import DueRow
from bot.domain.ledger.run_rows import FORMS
from bot.domain.ledger.words import when

TRACKS = frozenset({"session"})
REASONS = {
    "running": frozenset({""}),
    "paused": frozenset({"asked", "ill", "safety", "two_reds", "unreachable"}),
    "stopped": frozenset({"", "two_reds"}),
    "finished": frozenset({""}),
}


def check_standing(case: Case, replay: Replay) -> Iterator[Finding]:
    """Find where an enrollment's row, or what is due of it, is not what the log leads to."""
    row, course = case.enrollment, case.course
    for line in course.out_of_order:
        wrong = f"line {line.change_id} ({line.what}) does not follow from those before it"
        yield case.spot.finding("change", line.change_id, wrong)
    if course.started_on is None:
        yield case.spot.finding("change", "enrolled", "the line that it began is missing")
        yield case.spot.finding("enrollment", row.enrollment_id, "no line says that it began")
        return
    used_up = highest([it for it in case.session_cards() if it.state in GIVEN])
    expected = (
        ("state", row.state, course.state),
        ("started_on", row.started_on, course.started_on.isoformat()),
        ("paused_until_on", row.paused_until_on, _text(course.until_on)),
        ("day_no", row.day_no, course.day_no),
        ("session_no", row.session_no, used_up),
    )
    for column, stands, should in expected:
        if stands != should:
            wrong = f"{column} is {stands!r}, and the log leads to {should!r}"
            yield case.spot.finding("enrollment", row.enrollment_id, wrong)
    for wrong in _wrong_alone(case):
        yield case.spot.finding("enrollment", row.enrollment_id, wrong)
    yield from _check_dues(case, replay)


def _text(on: object) -> str | None:
    return None if on is None else str(on)


def _wrong_alone(case: Case) -> Iterator[str]:
    row, course = case.enrollment, case.course
    counted_on, zone = read_date(row.on_date), course.wishes[-1][1].zone if course.wishes else ""
    if counted_on is None or course.on is None or not zone:
        yield f"on_date is {row.on_date!r}, which is no date"
    elif counted_on != course.on and next_lived(zone, counted_on) != next_lived(zone, course.on):
        yield f"on_date is {row.on_date!r}, and the log leads to {course.on.isoformat()!r}"
    if row.reason not in REASONS.get(row.state, frozenset[str]()):
        yield f"it is {row.state} because of {row.reason!r}, which cannot be"
    if row.track not in TRACKS:
        yield f"it runs on a track {row.track!r} that does not exist"
    if any(flag not in FORMS for flag in row.form.split("+") if row.form):
        yield "its form does not exist"


@dataclass(frozen=True, slots=True)
class _Expected:
    """When something should be due; `is_must`: it is neither planned yet nor undecided."""

    at: int
    is_must: bool


def _check_dues(case: Case, replay: Replay) -> Iterator[Finding]:
    """Find what is due and should not be, is not due and should be, or is due at another time."""
    expected = _expected_dues(case, replay)
    for what in sorted(expected.keys() | {due.what for due in case.dues}):
        rows = [due for due in case.dues if due.what == what]
        for wrong in _wrong_due(case, what, rows, expected.get(what)):
            yield case.spot.finding("due", what, wrong)


def _wrong_due(
    case: Case, what: str, rows: list[DueRow], expected: _Expected | None
) -> Iterator[str]:
    if expected is None:
        yield f"a {what} is due {when(rows[0].due_at)} and should not be"
        return
    if expected.is_must and not rows:
        yield f"no {what} is due, and one should be {when(expected.at)}"
    for due in rows:
        if due.due_at != expected.at and not _is_pushed(case, what, expected.at, due.due_at):
            yield f"the {what} is due {when(due.due_at)} instead of {when(expected.at)}"
    if rows[1:]:
        yield f"the {what} is due twice"


def _is_pushed(case: Case, what: str, wanted_at: int, due_at: int) -> bool:
    """Tell whether a reminder waits on for a card that is, or just was, on its way."""
    card = case.card(case.course.day_no)
    if what != REMINDER or card is None:
        return False
    done_at = case.now if card.done_at is None else card.done_at
    return wanted_at <= due_at <= done_at + AGAIN_S


def _expected_dues(case: Case, replay: Replay) -> dict[str, _Expected]:
    """Give what should be due, by matter; what was due before now may be planned already."""
    course, found = case.course, dict[str, _Expected]()
    if course.state == "paused" and course.until_on is not None and course.wishes:
        found["card"] = _Expected(card_hour(course.wishes[-1][1], course.until_on), is_must=True)
    if course.next_at is not None:
        found["card"] = _Expected(course.next_at, is_must=True)
    for run in case.runs:
        if run.step_ends_at is not None:
            found["step"] = _Expected(run.step_ends_at, is_must=True)
    for what, pending in replay.pending.items():
        is_must = pending.is_must and pending.at > case.now
        found[what] = _Expected(pending.at, is_must=is_must)
    return found
