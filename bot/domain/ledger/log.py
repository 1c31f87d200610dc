"""Reads the change log of one person; what else is true is worked out from these lines alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from bot.domain.ledger.doubles import doubles
from bot.domain.ledger.finding import Finding, Spot
from bot.domain.ledger.rows import ChangeRow, LedgerBook
from bot.domain.ledger.wishes import has_wish, kept_wish, read_wish
from bot.domain.wish import Wish

PERSON, ENROLLMENT = "person", "enrollment"
# The bot does not start on a clock that went back by more.
CLOCK_SLACK_S = 3600
# Beyond these, dates cannot be reckoned with: whatever wrote them, no person wished them.
FIRST_YEAR, LAST_YEAR = 1971, 9000
_DATED = frozenset({"enrolled", "resumed"})
_PLAIN = frozenset({"stopped", "finished"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One readable line of the log."""

    change_id: int
    enrollment_id: int | None  # None: it is about the person's wish
    at: int
    what: str
    by_bot: bool
    wish: Wish | None = None
    on: date | None = None  # the first date that counts, or the one that a pause ends on
    day_no: int = 0  # of a `later` line
    instant: int = 0  # of a `later` line


def read_date(text: str) -> date | None:
    """Read a date as it is stored; None for what is none."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    is_plain = found.isoformat() == text and FIRST_YEAR <= found.year <= LAST_YEAR
    return found if is_plain else None


def read_lines(book: LedgerBook) -> tuple[Line, ...]:
    """Give the readable lines in the order they were written."""
    rows = sorted(book.changes, key=lambda row: row.change_id)
    return tuple(line for line in map(read_line, rows) if line is not None)


def read_line(row: ChangeRow) -> Line | None:
    """Read one line; None for one that says nothing that this log can say."""
    if row.subject == PERSON and row.what == "wish":
        wish = read_wish(row.new)
        return None if wish is None else _line(row, wish=wish)
    if row.subject != ENROLLMENT:
        return None
    if row.what == "later" and row.old.isdecimal() and row.new.isdecimal():
        return _line(row, day_no=int(row.old), instant=int(row.new))
    on = read_date(row.new)
    is_read = row.old == "" and (
        (row.what in _DATED and on is not None)
        or (row.what == "paused" and (on is not None or row.new == ""))
        or (row.what in _PLAIN and row.new == "")
    )
    return _line(row, on=on) if is_read else None


def _line(
    row: ChangeRow,
    *,
    wish: Wish | None = None,
    on: date | None = None,
    day_no: int = 0,
    instant: int = 0,
) -> Line:
    return Line(
        change_id=row.change_id,
        enrollment_id=None if row.subject == PERSON else row.subject_id,
        at=row.at,
        what=row.what,
        by_bot=row.actor_person_id is None,
        wish=wish,
        on=on,
        day_no=day_no,
        instant=instant,
    )


def check_log(book: LedgerBook, now: int) -> Iterator[Finding]:
    """Find lines that cannot be read, are not this person's, or do not follow each other."""
    spot = Spot(person_id=book.person.person_id)
    rows = sorted(book.changes, key=lambda row: row.change_id)
    for row in rows:
        wrong = _wrong_with(row, book, now)
        if wrong:
            yield spot.finding("change", row.change_id, f"line {row.change_id} {wrong}")
    for before, after in pairwise(rows):
        if after.at < before.at - CLOCK_SLACK_S:
            yield spot.finding(
                "change",
                after.change_id,
                f"line {after.change_id} is older than line {before.change_id} before it",
            )
    for first, double in doubles(rows, _content, lambda row: row.at, may_repeat=False):
        wrong = f"line {double.change_id} says what line {first.change_id} says"
        yield spot.finding("change", double.change_id, wrong)
    yield from _check_wishes(book, spot, rows)


def _content(row: ChangeRow) -> tuple[object, ...]:
    return (row.subject, row.subject_id, row.at, row.what, row.old, row.new)


def _wrong_with(row: ChangeRow, book: LedgerBook, now: int) -> str:
    person_id = book.person.person_id
    owned = {(PERSON, person_id)} | {(ENROLLMENT, it.enrollment_id) for it in book.enrollments}
    if (row.subject, row.subject_id) not in owned:
        return f"is about {row.subject} {row.subject_id}, which is not theirs"
    writers = (person_id,) if row.subject == PERSON else (None, person_id)
    if row.actor_person_id not in writers:
        return "was written by somebody else"
    if read_line(row) is None:
        return f"({row.what}) cannot be read"
    if row.at > now:
        return "lies in the future"
    if row.at < book.person.created_at:
        return "is older than the person"
    return ""


def _check_wishes(book: LedgerBook, spot: Spot, rows: Sequence[ChangeRow]) -> Iterator[Finding]:
    """Find a break in the chain of wishes, whose last link is the person's row."""
    chain = [row for row in rows if row.subject == PERSON and row.subject_id == spot.person_id]
    last = ""
    for row in chain:
        if row.old != last:
            wrong = f"the wish before line {row.change_id} is not the one it changes"
            yield spot.finding("change", row.change_id, wrong)
        last = row.new
    wish = read_wish(last)
    if kept_wish(book.person) != wish or (wish is None and has_wish(book.person)):
        wrong = "the wish is not the last one of the log" if chain else "the wish has no line"
        yield spot.finding("person", spot.person_id, wrong)
