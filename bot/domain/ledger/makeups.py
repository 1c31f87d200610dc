"""Sessions made up on a rest day: asked for, so that only their own rows bear witness."""

from collections.abc import Iterator

from bot.domain.ledger.case import GIVEN, UNFINISHED, Case
from bot.domain.ledger.rows import DeliveryRow
from bot.domain.ledger.walk import Day
from bot.domain.ledger.wanted import Place, Wanted


def makeup_places(case: Case) -> Iterator[Place]:
    """Give what may stand in the slot `makeup`: what a person asked for, on a day that counts.

    The session of that day is its witness, and the other way round.
    """
    for row in case.deliveries:
        day = case.day(row.day_no)
        if row.slot == "makeup" and day is not None:
            at = row.due_at if row.done_at is None else row.done_at
            wanted = _makeup(day, at, _missed_before(case, row))
            yield Place(day_no=row.day_no, slot="makeup", wanted=(wanted,), is_must=False)
    for run in case.runs:
        day = case.day(run.day_no)
        if day is not None and _was_made_up(case, day):
            wanted = _makeup(day, day.due_at, str(run.session_no))
            yield Place(day_no=run.day_no, slot="makeup", wanted=(wanted,))


def _makeup(day: Day, at: int, args: str) -> Wanted:
    return Wanted(kind="makeup", on=day.on, due_at=at, late_until=at, args=args, rule="makeup")


def _was_made_up(case: Case, day: Day) -> bool:
    """Tell whether a day has a session that only a row of the slot `makeup` could explain."""
    card = case.row(day.day_no, "card")
    if case.row(day.day_no, "makeup") is not None:
        return False
    if card is None:
        return day.on.weekday() not in day.wish.weekdays
    return card.kind != "session" or card.state not in GIVEN | UNFINISHED


def _missed_before(case: Case, row: DeliveryRow) -> str:
    """Give the session that the last run before a day was of: the only one to be made up."""
    before = [run for run in case.runs if run.day_no < row.day_no]
    return str(max(before, key=lambda run: run.day_no).session_no) if before else row.args
