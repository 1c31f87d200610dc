"""When a card, a reminder or a closing message is due, and how late it may come."""

from datetime import date

from bot.domain.ledger.wallclock import A_DAY, is_lived, reaches, shows
from bot.domain.wish import Wish

EVENING_MIN = 19 * 60
AFTER_CARD_S = 3 * 3600
NUDGE_LATE_S = 2 * 3600
A_DAY_MIN = 24 * 60


def card_hour(wish: Wish, on: date) -> int:
    """Give the instant of the card of a date."""
    return reaches(wish.zone, on, wish.hour_min)


def next_lived(zone: str, on: date) -> date:
    """Give the first date after this one that somebody lived there."""
    after_on = on + A_DAY
    while not is_lived(zone, after_on):
        after_on += A_DAY
    return after_on


def last_lived(zone: str, on: date) -> date:
    """Give the last date before this one that somebody lived there."""
    before_on = on - A_DAY
    while not is_lived(zone, before_on):
        before_on -= A_DAY
    return before_on


def closes_at(wish: Wish, on: date) -> int:
    """Give the instant at which a day is over."""
    return reaches(wish.zone, on + A_DAY, wish.day_ends_min)


def is_quiet(wish: Wish, at: int) -> bool:
    """Tell whether an instant lies in the quiet hours, which may lie across midnight."""
    _, minute = shows(wish.zone, at)
    begin, end = wish.quiet_from_min, wish.quiet_to_min
    if begin <= end:
        return begin <= minute < end
    return minute >= begin or minute < end


def late_until(wish: Wish, on: date, due_at: int) -> int:
    """Give the last instant of a late card: its day is not over, and no quiet hours began."""
    ends = [closes_at(wish, on)]
    if wish.quiet_from_min != wish.quiet_to_min:
        shown_on, _ = shows(wish.zone, due_at)
        around = (
            reaches(wish.zone, shown_on + days * A_DAY, wish.quiet_from_min)
            for days in (-1, 0, 1, 2)
        )
        ends.append(min(at for at in around if at > due_at))
    return min(ends)


def nudges_until(wish: Wish, on: date, card_at: int, due_at: int) -> frozenset[int]:
    """Give the last instant of a late reminder: two hours, inside the same day and hours.

    Two instants where quiet hours lie between the card and the reminder: whether the reminder
    may be later than its card is not laid down.
    """
    until_at = min(due_at + NUDGE_LATE_S, late_until(wish, on, due_at))
    return frozenset({until_at, min(until_at, late_until(wish, on, card_at))})


def evening_at(wish: Wish, on: date, card_at: int) -> int | None:
    """Give 19:00, or three hours after a later card; None where that is quiet or another day."""
    at = max(reaches(wish.zone, on, EVENING_MIN), card_at + AFTER_CARD_S)
    return None if is_quiet(wish, at) or at >= closes_at(wish, on) else at
