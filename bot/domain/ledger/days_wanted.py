"""The card and the closing message of each day, as the log and the sessions so far demand."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.ledger.case import GIVEN, UNFINISHED, Case
from bot.domain.ledger.hours import evening_at, late_until
from bot.domain.ledger.rows import RunRow
from bot.domain.ledger.walk import Day
from bot.domain.ledger.wanted import MOVED, TOO_SOON, WHOLE, Place, Wanted

LEAST_GAP_S = 12 * 3600
BEGUN = frozenset({"started", "done", "stopped", "opened"})
PAIN = "pain"
AT_ONCE, IN_THE_EVENING = "at once", "in the evening"


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a day may have been planned as."""

    card: str = ""  # the kind of its card
    session_no: int = 0
    closes: str = ""  # how it closes the program, if it does


def card_places(case: Case) -> Iterator[Place]:
    """Give what should stand in the slots `card` and `finish` of all days."""
    for day in case.course.days:
        outcomes = frozenset(_outcomes(case, day))
        cards = tuple(_card(case, day, it) for it in sorted(outcomes, key=str) if it.card)
        if cards:
            is_must = all(it.card for it in outcomes)
            yield Place(day_no=day.day_no, slot="card", wanted=cards, is_must=is_must)
        yield from _closing(case, day)


def _outcomes(case: Case, day: Day) -> Iterator[_Outcome]:
    is_training = day.on.weekday() in day.wish.weekdays
    for used_up in case.used_up(day):
        is_closing = used_up >= case.sessions
        if is_training and not is_closing:
            yield _Outcome("session", used_up + 1)
        elif day.is_moved:
            yield _Outcome()
        else:
            for is_owed in morning_owed(case, day):
                yield _rest(is_owed=is_owed, is_closing=is_closing)


def _rest(*, is_owed: bool, is_closing: bool) -> _Outcome:
    if is_owed:
        return _Outcome("morning", closes=IN_THE_EVENING if is_closing else "")
    return _Outcome(closes=AT_ONCE if is_closing else "")


def morning_owed(case: Case, day: Day) -> frozenset[bool]:
    """Tell whether the morning score of the day before was to be asked: both where undecided."""
    run = case.run(day.day_no - 1)
    if run is None:
        return frozenset({False})
    asks = _asks_morning(case, day, run)
    scores = case.scores_between(day.due_at, case.planned_by(day))
    return frozenset(ask and score for ask in asks for score in scores)


def _asks_morning(case: Case, day: Day, run: RunRow) -> frozenset[bool]:
    if run.state == "stopped" and (run.ended_at or 0) >= day.due_at:
        # It was left for pain after the day was planned; what it was before is not kept.
        return frozenset({True, False})
    if run.state in BEGUN:
        return frozenset({True})
    if run.state == "skipped":
        was_erased = run.reason == "" and any(it.withdrawn_at is not None for it in case.consents)
        return frozenset({True, False}) if was_erased else frozenset({run.reason == PAIN})
    return frozenset({False})


def _card(case: Case, day: Day, outcome: _Outcome) -> Wanted:
    is_session = outcome.card == "session"
    return Wanted(
        kind=outcome.card,
        on=day.on,
        due_at=day.due_at,
        late_until=late_until(day.wish, day.on, day.due_at),
        args=str(outcome.session_no) if is_session else "",
        rule="training_day" if is_session else "morning",
        cut=_cut(case, day) if is_session else frozenset({WHOLE}),
    )


def _cut(case: Case, day: Day) -> frozenset[str]:
    """Give the reasons of the calendar that a session card may have, or must."""
    if day.is_moved:
        return frozenset({MOVED})
    near = [
        row
        for row in case.session_cards()
        if row.day_no < day.day_no and day.due_at - row.due_at < LEAST_GAP_S
    ]
    if any(row.state in GIVEN | UNFINISHED for row in near):
        return frozenset({TOO_SOON})
    # A card that ended later, unsent, still waited when this day was planned, or no longer.
    if any(row.done_at is not None and row.done_at >= day.due_at for row in near):
        return frozenset({TOO_SOON, WHOLE})
    return frozenset({WHOLE})


def closing_at(day: Day) -> int:
    """Give the instant of the closing message after a morning question."""
    return evening_at(day.wish, day.on, day.due_at) or day.due_at


def closes_of(case: Case, day: Day) -> frozenset[str]:
    """Give how a day may have closed the program: one way, or more where it is undecided."""
    return frozenset(it.closes for it in _outcomes(case, day))


def _closing(case: Case, day: Day) -> Iterator[Place]:
    closes = closes_of(case, day)
    if AT_ONCE in closes:
        yield Place(
            day_no=day.day_no,
            slot="finish",
            wanted=(finish_of(case, day, day.due_at),),
            is_must=closes == frozenset({AT_ONCE}),
        )


def finish_of(case: Case, day: Day, at: int) -> Wanted:
    """Give the closing message of a day."""
    wish = case.course.wish_at(at, day)
    return Wanted(
        kind="finish",
        on=day.on,
        due_at=at,
        late_until=late_until(wish, day.on, at),
        args="",
        rule="closing",
    )
