"""Zone arithmetic of the ledger's own: an hour is the first instant whose wall clock reached it.

The wall clock of a zone is cut into stretches of one offset each. Inside a stretch it runs
evenly, so the wanted time is one subtraction; a gap or a repeated hour is only a border between
two stretches.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

A_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  # a wall clock, not an instant
# No zone was ever 16 hours or more away from Greenwich, and none ever skipped more than a day.
_WIDEST_S = 16 * 3600
_LONGEST_GAP_S = 25 * 3600
_PROBE_S = 3 * 3600


def _offset_s(zone: ZoneInfo, at: int) -> int:
    offset = datetime.fromtimestamp(at, UTC).astimezone(zone).utcoffset()
    return round((offset or timedelta()).total_seconds())


def _border(zone: ZoneInfo, low: int, high: int) -> int:
    """Give the first instant after `low` whose offset is not that of `low`."""
    before = _offset_s(zone, low)
    while high - low > 1:
        middle = low + (high - low) // 2
        if _offset_s(zone, middle) == before:
            low = middle
        else:
            high = middle
    return high


def _stretches(zone: ZoneInfo, first_at: int, last_at: int) -> Iterator[tuple[int, int, int]]:
    """Give begin, end and offset of each stretch between two instants."""
    begin = low = first_at
    while low < last_at:
        high = min(low + _PROBE_S, last_at)
        offset = _offset_s(zone, low)
        if _offset_s(zone, high) != offset:
            high = _border(zone, low, high)
            yield begin, high, offset
            begin = high
        low = high
    yield begin, last_at + 1, _offset_s(zone, last_at)


@lru_cache(maxsize=16384)  # the same hour of the same date is asked for by many people
def reaches(zone: str, on: date, minute: int) -> int:
    """Give the first instant at which the wall clock of a zone shows this time or a later one."""
    wall = datetime(on.year, on.month, on.day) + timedelta(minutes=minute)  # noqa: DTZ001  # a wall clock
    wanted = round((wall - _EPOCH).total_seconds())
    first_at, last_at = wanted - _WIDEST_S, wanted + _WIDEST_S + _LONGEST_GAP_S
    stretches = _stretches(ZoneInfo(zone), first_at, last_at)
    candidates = ((max(begin, wanted - offset), end) for begin, end, offset in stretches)
    return next(at for at, end in candidates if at < end)


def shows(zone: str, at: int) -> tuple[date, int]:
    """Give the date and the minute of the day that the wall clock of a zone shows."""
    wall = _EPOCH + timedelta(seconds=at + _offset_s(ZoneInfo(zone), at))
    return wall.date(), wall.hour * 60 + wall.minute


@lru_cache(maxsize=16384)
def is_lived(zone: str, on: date) -> bool:
    """Tell whether a zone ever showed this date; Pacific/Apia skipped one in 2011."""
    return shows(zone, reaches(zone, on, 0))[0] == on


def is_zone(zone: str) -> bool:
    """Tell whether there is a zone of this name."""
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return False
    return True
