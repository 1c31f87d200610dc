"""Reads wishes as the log and the person's row keep them."""

import json

from bot.domain.ledger.rows import PersonRow
from bot.domain.ledger.wallclock import is_zone
from bot.domain.wish import Wish, pack_weekdays, pack_wish

A_DAY_MIN = 24 * 60


def read_wish(text: str) -> Wish | None:
    """Read a wish of the log; None for what nobody could have wished."""
    try:
        found: dict[str, object] = json.loads(text)
        wish = Wish(
            zone=str(found["zone"]),
            hour_min=int(str(found["hour_min"])),
            weekdays=frozenset(int(digit) for digit in str(found["weekdays"])),
            quiet_from_min=int(str(found["quiet_from_min"])),
            quiet_to_min=int(str(found["quiet_to_min"])),
            day_ends_min=int(str(found["day_ends_min"])),
            reminders=found["reminders"] == 1,
        )
    except (KeyError, TypeError, ValueError):
        return None
    return wish if pack_wish(wish) == text and _can_be(wish) else None


def kept_wish(person: PersonRow) -> Wish | None:
    """Give the wish of the person's row; None for none, or for what nobody could have wished."""
    minutes = [
        minute
        for minute in (person.hour_min, person.quiet_from, person.quiet_to, person.day_ends_min)
        if minute is not None
    ]
    zone, weekdays = person.zone, person.weekdays or ""
    if zone is None or len(minutes) < 4 or not weekdays.isdecimal():  # noqa: PLR2004  # the four above
        return None
    wish = Wish(
        zone=zone,
        hour_min=minutes[0],
        weekdays=frozenset(int(digit) for digit in weekdays),
        quiet_from_min=minutes[1],
        quiet_to_min=minutes[2],
        day_ends_min=minutes[3],
        reminders=person.reminders == 1,
    )
    return wish if pack_weekdays(wish.weekdays) == weekdays and _can_be(wish) else None


def has_wish(person: PersonRow) -> bool:
    """Tell whether any part of a wish is in the person's row."""
    parts = (
        person.zone,
        person.hour_min,
        person.weekdays,
        person.quiet_from,
        person.quiet_to,
        person.day_ends_min,
        person.reminders,
    )
    return any(part is not None for part in parts)


def _can_be(wish: Wish) -> bool:
    minutes = (wish.hour_min, wish.quiet_from_min, wish.quiet_to_min)
    return (
        is_zone(wish.zone)
        and bool(wish.weekdays)
        and wish.weekdays <= frozenset(range(7))
        and all(0 <= minute < A_DAY_MIN for minute in minutes)
        and 0 <= wish.day_ends_min <= wish.hour_min
    )
