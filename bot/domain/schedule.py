"""Which days an enrollment has, and when each message of a day is due.

A date counts as a day when its card hour comes while the enrollment runs. That makes the
count the same whatever moves: an hour, a zone, a pause, or a bot that was down.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import count, islice

from bot.domain.days import (
    ONE_DAY,
    date_lived,
    day_ends_at,
    instant_of,
    is_lived,
    local_time,
    minute_of_day,
)
from bot.domain.wish import (
    MINUTES_A_DAY,
    USUAL_DAY_ENDS_MIN,
    USUAL_QUIET_FROM_MIN,
    USUAL_QUIET_TO_MIN,
    Wish,
)

LEAST_GAP_S = 12 * 3600  # between two session cards, also when a zone or an hour moves
REMINDER_MIN = 19 * 60
REMINDER_LEAST_S = 3 * 3600  # a reminder comes this long after a later card
QUIET_AFTER_CARD_MIN = 60
SENDS_SHOWN = 3
SENDS_LOOKED_AT = 28  # three training days lie closer than this, with three a week


@dataclass(frozen=True, slots=True)
class DayDue:
    """A day whose card hour has come: its date, its number, and that hour."""

    on: date
    day_no: int
    due_at: int
    is_training: bool


def card_at(wish: Wish, on: date) -> int:
    """Give the instant of the card of a date that is lived."""
    return instant_of(wish.zone, on, wish.hour_min)


def days_due(wish: Wish, after_on: date, day_no: int, now: int) -> Iterator[DayDue]:
    """Give the days after a date whose card hour is not later than now, oldest first.

    `day_no` is the number of the last day counted. A date that nobody lived there counts in
    the numbers, as calendars do, and gets no card.
    """
    on = after_on + ONE_DAY
    while (due_at := card_at(wish, on)) <= now:
        if is_lived(wish.zone, on):
            passed = (on - after_on).days
            yield DayDue(on, day_no + passed, due_at, on.weekday() in wish.weekdays)
        on += ONE_DAY


def next_card(wish: Wish, after_on: date) -> tuple[date, int]:
    """Give the first lived date after a date, and the instant of its card."""
    on = after_on + ONE_DAY
    while not is_lived(wish.zone, on):
        on += ONE_DAY
    return on, card_at(wish, on)


def last_date_passed(wish: Wish, now: int) -> date:
    """Give the last date whose card hour is not later than now."""
    on = local_time(wish.zone, now).date() + ONE_DAY
    while card_at(wish, on) > now or not is_lived(wish.zone, on):
        on -= ONE_DAY
    return on


def today_of(wish: Wish, now: int) -> date:
    """Give the date that a press counts for."""
    return date_lived(wish.zone, now, wish.day_ends_min)


def day_closes_at(wish: Wish, on: date) -> int:
    """Give the instant after which nothing counts for a date any more."""
    return day_ends_at(wish.zone, on, wish.day_ends_min)


def is_quiet(wish: Wish, at: int) -> bool:
    """Tell whether an instant lies in the quiet hours."""
    minute = minute_of_day(wish.zone, at)
    length = (wish.quiet_to_min - wish.quiet_from_min) % MINUTES_A_DAY
    return (minute - wish.quiet_from_min) % MINUTES_A_DAY < length


def quiet_starts_at(wish: Wish, after_at: int) -> int | None:
    """Give the first start of quiet hours after an instant; None where there are none."""
    if wish.quiet_from_min == wish.quiet_to_min:
        return None
    on = local_time(wish.zone, after_at).date()
    starts = (instant_of(wish.zone, on + d * ONE_DAY, wish.quiet_from_min) for d in count(-1))
    return next(start for start in starts if start > after_at)


def card_late_until(wish: Wish, on: date, due_at: int) -> int:
    """Give the last instant of a late card: before quiet hours, and on its own day."""
    closes_at = day_closes_at(wish, on)
    quiet_at = quiet_starts_at(wish, due_at)
    return closes_at if quiet_at is None else min(closes_at, quiet_at)


def reminder_at(wish: Wish, on: date, card_due_at: int) -> int | None:
    """Give the instant of the day's one reminder: at 19:00, or 3 hours after a later card.

    None where reminders are off, or where that is quiet or past the day's end.
    """
    at = max(instant_of(wish.zone, on, REMINDER_MIN), card_due_at + REMINDER_LEAST_S)
    if not wish.reminders or is_quiet(wish, at) or at >= day_closes_at(wish, on):
        return None
    return at


def with_hour(wish: Wish, hour_min: int) -> Wish:
    """Move the hour of a wish.

    The usual quiet hours and day's end come back first. An hour inside quiet hours is granted
    and shortens them from the nearer end; a card before 03:00 ends the day before at its hour.
    """
    usual = replace(
        wish,
        hour_min=hour_min,
        quiet_from_min=USUAL_QUIET_FROM_MIN,
        quiet_to_min=USUAL_QUIET_TO_MIN,
        day_ends_min=min(hour_min, USUAL_DAY_ENDS_MIN),
    )
    into = (hour_min - USUAL_QUIET_FROM_MIN) % MINUTES_A_DAY
    left = (USUAL_QUIET_TO_MIN - hour_min) % MINUTES_A_DAY
    length = (USUAL_QUIET_TO_MIN - USUAL_QUIET_FROM_MIN) % MINUTES_A_DAY
    if into >= length:
        return usual
    if left <= into:
        return replace(usual, quiet_to_min=hour_min)
    return replace(usual, quiet_from_min=(hour_min + QUIET_AFTER_CARD_MIN) % MINUTES_A_DAY)


@dataclass(frozen=True, slots=True)
class Ahead:
    """A day to come: its date, its card's instant, and the session, 0 on a rest day."""

    on: date
    at: int
    session_no: int


def days_ahead(wish: Wish, after_on: date, session_no: int, sessions: int) -> Iterator[Ahead]:
    """Give the days to come, with the sessions that they bring, until the last session."""
    on = after_on
    while session_no < sessions:
        on, at = next_card(wish, on)
        if on.weekday() in wish.weekdays:
            session_no += 1
            yield Ahead(on, at, session_no)
        else:
            yield Ahead(on, at, 0)


def next_sends(
    ahead: Iterator[Ahead], *, asks_morning: bool, after_session: bool
) -> tuple[Ahead, ...]:
    """Give the next three of the days ahead on which something comes.

    A rest day counts where a morning question can come: after a session, with scores.
    """
    sends: list[Ahead] = []
    for day in islice(ahead, SENDS_LOOKED_AT):
        if day.session_no or (asks_morning and after_session):
            sends.append(day)
        after_session = day.session_no > 0
    return tuple(sends[:SENDS_SHOWN])
