"""Local dates and wall-clock wishes as instants, in zones whose clocks jump."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)


def local_time(zone: str, at: int) -> datetime:
    """Give the wall clock of a zone at an instant."""
    return datetime.fromtimestamp(at, ZoneInfo(zone))


def minute_of_day(zone: str, at: int) -> int:
    """Give the minutes since midnight that the wall clock shows."""
    local = local_time(zone, at)
    return local.hour * 60 + local.minute


@lru_cache(maxsize=8192)  # the same hour of the same day is asked for by many people
def instant_of(zone: str, on: date, minute: int) -> int:
    """Give the instant of a wall-clock wish.

    An hour that comes twice is the first of the two. An hour that does not exist is the first
    instant after the gap, which on a skipped date lies on the date after.
    """
    place = ZoneInfo(zone)
    wall = datetime(on.year, on.month, on.day, minute // 60, minute % 60, tzinfo=place)
    at = int(wall.timestamp())
    if datetime.fromtimestamp(at, place).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return at
    # In a gap, fold 0 reads the wall clock with the offset of before and so lands behind the
    # jump; fold 1 lands ahead of it (PEP 495). The jump lies between the two.
    behind, ahead = int(wall.replace(fold=1).timestamp()), at
    offset_ahead = datetime.fromtimestamp(ahead, place).utcoffset()
    while behind + 1 < ahead:
        middle = (behind + ahead) // 2
        if datetime.fromtimestamp(middle, place).utcoffset() == offset_ahead:
            ahead = middle
        else:
            behind = middle
    return ahead


@lru_cache(maxsize=8192)
def is_lived(zone: str, on: date) -> bool:
    """Tell whether a date has any instant there; Pacific/Apia had no 30 December 2011."""
    return instant_of(zone, on, 0) < instant_of(zone, on + ONE_DAY, 0)


def day_ends_at(zone: str, on: date, day_ends_min: int) -> int:
    """Give the instant at which the day of a date is over: early on the date after."""
    return instant_of(zone, on + ONE_DAY, day_ends_min)


def date_lived(zone: str, at: int, day_ends_min: int) -> date:
    """Give the date that an instant counts for: before the day's end it is still yesterday.

    A day that has begun does not end early where the clock goes back behind its beginning.
    """
    on = local_time(zone, at).date() + ONE_DAY
    while at < instant_of(zone, on, day_ends_min):
        on -= ONE_DAY
    return on


def in_utc(at: int) -> datetime:
    """Give an instant as a datetime in UTC."""
    return datetime.fromtimestamp(at, UTC)
