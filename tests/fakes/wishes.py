"""Wishes, hours and instants for tests, with the zones whose clocks jump in odd ways."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import available_timezones

from hypothesis import strategies as st

from bot.domain.schedule import with_hour
from bot.domain.wish import Wish

MON_WED_FRI = frozenset({0, 2, 4})
USUAL = Wish(zone="Europe/Berlin", hour_min=450, weekdays=MON_WED_FRI)
LOUD = replace(USUAL, quiet_from_min=0, quiet_to_min=0)  # no hour is quiet
JUMPY = (
    *("Europe/Berlin", "Australia/Lord_Howe", "Asia/Beirut", "Africa/Cairo", "America/Nuuk"),
    *("America/Asuncion", "America/Havana", "America/Santiago", "America/St_Johns"),
    *("Antarctica/Troll", "Pacific/Apia", "Pacific/Kiritimati", "Pacific/Kwajalein"),
    *("Africa/Casablanca", "Atlantic/Azores", "Asia/Tehran", "Africa/Monrovia"),
)
NIGHT_HOURS = (0, 20, 60, 150, 180, 1320, 1410, 1439)


def at(written: str) -> int:
    """Read an instant written with its offset."""
    return int(datetime.fromisoformat(written).timestamp())


def minute(clock: str) -> int:
    """Read the minute of the day from hours and minutes."""
    return int(clock[:2]) * 60 + int(clock[3:])


def at_hour(clock: str, zone: str = "Europe/Berlin") -> Wish:
    """Wish an hour as a person does, with all that follows from it."""
    return with_hour(replace(USUAL, zone=zone), minute(clock))


def _wished(zone: str, hour_min: int, weekdays: frozenset[int]) -> Wish:
    return with_hour(Wish(zone=zone, hour_min=0, weekdays=weekdays), hour_min)


zones = st.sampled_from(JUMPY) | st.sampled_from(sorted(available_timezones()))
hours = st.sampled_from(NIGHT_HOURS) | st.integers(0, 1439)
weekdays = st.frozensets(st.integers(0, 6), min_size=1)
wishes = st.builds(_wished, zones, hours, weekdays)
dates = st.dates(date(2000, 1, 1), date(2037, 6, 1)) | st.just(date(2011, 12, 20))
