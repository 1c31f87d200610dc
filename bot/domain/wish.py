"""When a person wants to hear from the bot, as wall-clock wishes; instants are worked out late."""

import json
from dataclasses import dataclass

MINUTES_A_DAY = 24 * 60
USUAL_QUIET_FROM_MIN = 22 * 60
USUAL_QUIET_TO_MIN = 7 * 60
USUAL_DAY_ENDS_MIN = 3 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The hour, the weekdays and the quiet of one person, in their own zone.

    `day_ends_min` is never later than `hour_min`, so that the card of a day lies inside it.
    Quiet runs from `quiet_from_min` up to, not including, `quiet_to_min`; equal: no quiet.
    """

    zone: str
    hour_min: int
    weekdays: frozenset[int]  # Monday is 0
    quiet_from_min: int = USUAL_QUIET_FROM_MIN
    quiet_to_min: int = USUAL_QUIET_TO_MIN
    day_ends_min: int = USUAL_DAY_ENDS_MIN
    reminders: bool = True


def pack_weekdays(weekdays: frozenset[int]) -> str:
    """Write weekdays as sorted digits, Monday 0."""
    return "".join(str(day) for day in sorted(weekdays))


def unpack_weekdays(packed: str) -> frozenset[int]:
    """Read weekdays written by `pack_weekdays`."""
    return frozenset(int(digit) for digit in packed)


def pack_wish(wish: Wish) -> str:
    """Write a wish for the change log."""
    return json.dumps(
        {
            "zone": wish.zone,
            "hour_min": wish.hour_min,
            "weekdays": pack_weekdays(wish.weekdays),
            "quiet_from_min": wish.quiet_from_min,
            "quiet_to_min": wish.quiet_to_min,
            "day_ends_min": wish.day_ends_min,
            "reminders": int(wish.reminders),
        },
        separators=(",", ":"),
    )
