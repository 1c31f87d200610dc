"""Audits the books of one person: everything that one of the rules finds wrong, in order."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from bot.domain.ledger.case import Case
from bot.domain.ledger.days_wanted import card_places
from bot.domain.ledger.endings import check_addresses, check_endings, check_order
from bot.domain.ledger.finding import Finding, Spot
from bot.domain.ledger.log import ENROLLMENT, Line, check_log, read_lines
from bot.domain.ledger.makeups import makeup_places
from bot.domain.ledger.people import check_consents, check_person, check_stops
from bot.domain.ledger.replay import Replay
from bot.domain.ledger.rows import DueRow, EnrollmentRow, LedgerBook
from bot.domain.ledger.run_rows import check_runs
from bot.domain.ledger.scores import check_scores
from bot.domain.ledger.standing import check_standing
from bot.domain.ledger.versions import read_body
from bot.domain.ledger.walk import Course, walk
from bot.domain.ledger.wanted import check_places


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What was read of one person, and what is wrong with it."""

    enrollments: int
    days: int
    occurrences: int
    findings: tuple[Finding, ...]


def audit(book: LedgerBook, now: int) -> Audit:
    """Work out anew what the books of a person should hold, and compare.

    `now` is not before anything that the books tell of.
    """
    lines = read_lines(book)
    courses = tuple(_course(book, lines, row, now) for row in book.enrollments)
    findings = [
        *check_log(book, now),
        *check_person(book, now),
        *check_consents(book, now),
        *check_stops(book, now),
        *_strays(book),
    ]
    for row, course in zip(book.enrollments, courses, strict=True):
        findings.extend(_check_enrollment(book, lines, row, course, now))
    return Audit(
        enrollments=len(book.enrollments),
        days=sum(len(course.days) for course in courses),
        occurrences=len(book.deliveries),
        findings=tuple(findings),
    )


def _course(book: LedgerBook, lines: tuple[Line, ...], row: EnrollmentRow, now: int) -> Course:
    """Walk up to now; where the bot was not up to plan a card since, up to before that card."""
    cards = [due.due_at for due in _dues(book, row) if due.what == "card"]
    to_at = min([now, *(due_at - 1 for due_at in cards)])
    return walk(lines, row.enrollment_id, to_at, now)


def _dues(book: LedgerBook, row: EnrollmentRow) -> tuple[DueRow, ...]:
    own = (ENROLLMENT, row.enrollment_id)
    return tuple(due for due in book.dues if (due.subject, due.subject_id) == own)


def _check_enrollment(
    book: LedgerBook, lines: tuple[Line, ...], row: EnrollmentRow, course: Course, now: int
) -> Iterator[Finding]:
    spot = Spot(person_id=book.person.person_id, enrollment_id=row.enrollment_id)
    writers = {
        change.actor_person_id
        for change in book.changes
        if (change.subject, change.subject_id) == (ENROLLMENT, row.enrollment_id)
    }
    if writers - {None, book.person.person_id}:
        wrong = "its log was written by somebody else"
        yield spot.finding("enrollment", row.enrollment_id, wrong)
    version = next((it for it in book.versions if it.version_id == row.version_id), None)
    content = None if version is None else read_body(version.body)
    if version is None or content is None:
        wrong = f"its program version {row.version_id} is not there, or cannot be read"
        yield spot.finding("program_version", row.version_id, wrong)
        return
    if any(since < version.loaded_at for since, _ in course.states):
        wrong = f"its program version {row.version_id} was kept only after it began"
        yield spot.finding("program_version", row.version_id, wrong)
    case = _case(book, lines, row, course, now, content.sessions)
    replay = Replay(case).run()
    places = chain(card_places(case), makeup_places(case), replay.places)
    yield from check_places(case, places)
    yield from check_endings(case)
    yield from check_addresses(case)
    yield from check_order(case)
    yield from check_runs(case)
    yield from check_scores(case)
    yield from check_standing(case, replay)


def _case(
    book: LedgerBook,
    lines: tuple[Line, ...],
    row: EnrollmentRow,
    course: Course,
    now: int,
    sessions: int,
) -> Case:
    own = row.enrollment_id
    return Case(
        spot=Spot(person_id=book.person.person_id, enrollment_id=own),
        now=now,
        sessions=sessions,
        person=book.person,
        account=book.accounts[0] if book.accounts else None,
        enrollment=row,
        course=course,
        lines=tuple(line for line in lines if line.enrollment_id in (None, own)),
        deliveries=tuple(
            it for it in book.deliveries if (it.subject, it.subject_id) == (ENROLLMENT, own)
        ),
        queue=book.queue,
        runs=tuple(it for it in book.runs if it.enrollment_id == own),
        check_ins=tuple(it for it in book.check_ins if it.enrollment_id == own),
        consents=book.consents,
        dues=_dues(book, row),
        restores=book.restores,
    )


def _strays(book: LedgerBook) -> Iterator[Finding]:
    """Find rows that name this person and an enrollment that is not theirs, or the like."""
    spot = Spot(person_id=book.person.person_id)
    owned = {row.enrollment_id for row in book.enrollments}
    for row in book.deliveries:
        if row.subject != ENROLLMENT or row.subject_id not in owned:
            wrong = f"delivery {row.delivery_id} is about {row.subject} {row.subject_id}"
            yield spot.finding("delivery", row.delivery_id, f"{wrong}, which is not theirs")
    for check_in in book.check_ins:
        if check_in.enrollment_id not in owned:
            wrong = f"a score stands under enrollment {check_in.enrollment_id}"
            yield spot.finding("check_in", check_in.check_in_id, f"{wrong}, which is not theirs")
