"""Wall-clock wishes as instants, where clocks jump."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.days import (
    date_lived,
    day_ends_at,
    in_utc,
    instant_of,
    is_lived,
    local_time,
    minute_of_day,
)
from tests.fakes.wishes import at, minute, zones
from tests.fakes.zone_clock import ZoneClock, wall_of

A_DAY = timedelta(days=1)
THREE = 3 * 60  # the usual end of a day, in minutes
dates = st.dates(date(1972, 1, 10), date(2037, 12, 20))
minutes = st.integers(0, 24 * 60 - 1)


GAPS = [
    # an hour that does not exist is the first instant after the gap
    ("Europe/Berlin", "2027-03-28", "02:00", "2027-03-28T03:00+02:00"),
    ("Europe/Berlin", "2027-03-28", "02:30", "2027-03-28T03:00+02:00"),
    ("Europe/Berlin", "2027-03-28", "02:59", "2027-03-28T03:00+02:00"),
    ("Australia/Lord_Howe", "2027-10-03", "02:00", "2027-10-03T02:30+11:00"),
    ("Australia/Lord_Howe", "2027-10-03", "02:29", "2027-10-03T02:30+11:00"),
    ("Asia/Beirut", "2027-03-28", "00:00", "2027-03-28T01:00+03:00"),
    ("Asia/Beirut", "2027-03-28", "00:30", "2027-03-28T01:00+03:00"),
    ("Africa/Cairo", "2027-04-30", "00:30", "2027-04-30T01:00+03:00"),
    ("America/Asuncion", "2023-10-01", "00:30", "2023-10-01T01:00-03:00"),
    ("America/Santiago", "2027-09-05", "00:30", "2027-09-05T01:00-03:00"),
    ("Africa/Casablanca", "2025-04-06", "02:30", "2025-04-06T03:00+01:00"),
    ("Antarctica/Troll", "2027-03-28", "01:30", "2027-03-28T03:00+02:00"),
    # here it already lies on the date after
    ("America/Nuuk", "2027-03-27", "23:00", "2027-03-28T00:00-01:00"),
    ("America/Nuuk", "2027-03-27", "23:59", "2027-03-28T00:00-01:00"),
    # and here nobody lived the whole date
    ("Pacific/Apia", "2011-12-30", "00:00", "2011-12-31T00:00+14:00"),
    ("Pacific/Apia", "2011-12-30", "07:30", "2011-12-31T00:00+14:00"),
    ("Pacific/Apia", "2011-12-30", "23:59", "2011-12-31T00:00+14:00"),
    ("Pacific/Kwajalein", "1993-08-21", "12:00", "1993-08-22T00:00+12:00"),
    ("Africa/Monrovia", "1972-01-07", "00:20", "1972-01-07T00:44:30+00:00"),
]
TWICE = [
    # an hour that comes twice is the first of the two
    ("Europe/Berlin", "2027-10-31", "02:00", "2027-10-31T02:00+02:00"),
    ("Europe/Berlin", "2027-10-31", "02:59", "2027-10-31T02:59+02:00"),
    ("Australia/Lord_Howe", "2027-04-04", "01:30", "2027-04-04T01:30+11:00"),
    ("Australia/Lord_Howe", "2027-04-04", "01:59", "2027-04-04T01:59+11:00"),
    ("Asia/Beirut", "2027-10-30", "23:30", "2027-10-30T23:30+03:00"),
    ("Africa/Cairo", "2027-10-28", "23:30", "2027-10-28T23:30+03:00"),
    ("America/Nuuk", "2027-10-30", "23:30", "2027-10-30T23:30-01:00"),
    ("America/Havana", "2027-11-07", "00:30", "2027-11-07T00:30-04:00"),
    ("Africa/Casablanca", "2025-02-23", "02:30", "2025-02-23T02:30+01:00"),
    ("Antarctica/Troll", "2027-10-31", "01:00", "2027-10-31T01:00+02:00"),
]
ONCE = [
    ("Europe/Berlin", "2027-03-28", "01:59", "2027-03-28T01:59+01:00"),
    ("Europe/Berlin", "2027-03-28", "03:00", "2027-03-28T03:00+02:00"),
    ("Europe/Berlin", "2027-10-31", "03:00", "2027-10-31T03:00+01:00"),
    ("Australia/Lord_Howe", "2027-10-03", "02:30", "2027-10-03T02:30+11:00"),
    ("Australia/Lord_Howe", "2027-04-04", "02:00", "2027-04-04T02:00+10:30"),
    ("America/Nuuk", "2027-03-27", "22:59", "2027-03-27T22:59-02:00"),
    ("Pacific/Apia", "2011-12-29", "23:59", "2011-12-29T23:59-10:00"),
    ("Pacific/Apia", "2011-12-31", "00:00", "2011-12-31T00:00+14:00"),
    ("Pacific/Kiritimati", "2027-01-01", "00:20", "2027-01-01T00:20+14:00"),
    ("Africa/Casablanca", "2027-02-14", "07:30", "2027-02-14T07:30+00:00"),
]


@pytest.mark.parametrize(("zone", "on", "clock", "instant"), [*GAPS, *TWICE, *ONCE])
def test_a_wish_is_the_first_instant_that_can_be_meant(
    zone: str, on: str, clock: str, instant: str
) -> None:
    assert instant_of(zone, date.fromisoformat(on), minute(clock)) == at(instant)


def clock_around(zone: str, on: date) -> ZoneClock:
    return ZoneClock(zone, on - A_DAY, on + A_DAY)


@given(zones, dates, minutes)
def test_every_wish_in_every_zone_is_the_first_instant_that_shows_it_or_ends_the_gap(
    zone: str, on: date, hour_min: int
) -> None:
    clock, wall = clock_around(zone, on), wall_of(on, hour_min)
    found = instant_of(zone, on, hour_min)
    assert found == clock.first_at(wall)
    if clock.is_in_gap(wall):
        assert clock.shows(found - 1) < wall < clock.shows(found)
    else:
        assert clock.shows(found) == wall


@given(zones, dates, minutes, minutes)
def test_a_later_wish_of_a_date_never_comes_earlier(
    zone: str, on: date, one: int, other: int
) -> None:
    early, late = sorted((one, other))
    assert instant_of(zone, on, early) <= instant_of(zone, on, late)
    assert instant_of(zone, on, late) <= instant_of(zone, on + A_DAY, early)


@pytest.mark.parametrize(
    ("zone", "on", "lived"),
    [
        ("Pacific/Apia", date(2011, 12, 29), True),
        ("Pacific/Apia", date(2011, 12, 30), False),
        ("Pacific/Apia", date(2011, 12, 31), True),
        ("Pacific/Kwajalein", date(1993, 8, 21), False),
        ("Pacific/Pago_Pago", date(2011, 12, 30), True),
        ("America/Nuuk", date(2027, 3, 27), True),
        ("Asia/Beirut", date(2027, 3, 28), True),
    ],
)
def test_a_date_is_lived_where_the_clock_showed_it(zone: str, on: date, *, lived: bool) -> None:
    assert is_lived(zone, on) is lived


@given(zones, dates)
@example("Pacific/Apia", date(2011, 12, 30))
def test_whether_a_date_is_lived_is_what_the_clock_says(zone: str, on: date) -> None:
    assert is_lived(zone, on) == clock_around(zone, on).is_lived(on)


@pytest.mark.parametrize(
    ("written", "counts_for"),
    [
        ("2027-01-15T00:20+01:00", date(2027, 1, 14)),
        ("2027-01-15T02:59:59+01:00", date(2027, 1, 14)),
        ("2027-01-15T03:00+01:00", date(2027, 1, 15)),
        ("2027-01-15T23:59+01:00", date(2027, 1, 15)),
        # at 02:00 the clock goes to 03:00, and there the new day begins
        ("2027-03-28T01:59:59+01:00", date(2027, 3, 27)),
        ("2027-03-28T03:00+02:00", date(2027, 3, 28)),
        # 02:30 comes twice, and both are before 03:00
        ("2027-10-31T02:30+02:00", date(2027, 10, 30)),
        ("2027-10-31T02:30+01:00", date(2027, 10, 30)),
        ("2027-10-31T03:00+01:00", date(2027, 10, 31)),
    ],
)
def test_an_instant_before_three_counts_for_the_day_before(written: str, counts_for: date) -> None:
    assert date_lived("Europe/Berlin", at(written), THREE) == counts_for


def test_a_day_that_ends_at_one_begins_at_one() -> None:
    assert date_lived("Europe/Berlin", at("2027-01-15T00:59:59+01:00"), 60) == date(2027, 1, 14)
    assert date_lived("Europe/Berlin", at("2027-01-15T01:00+01:00"), 60) == date(2027, 1, 15)


def test_a_day_that_ends_at_midnight_is_the_calendars() -> None:
    assert date_lived("Europe/Berlin", at("2027-01-14T23:59:59+01:00"), 0) == date(2027, 1, 14)
    assert date_lived("Europe/Berlin", at("2027-01-15T00:00+01:00"), 0) == date(2027, 1, 15)


def test_a_day_that_has_begun_goes_on_where_the_clock_goes_back_behind_its_beginning() -> None:
    # St. John's went from 00:01 back to 23:01 of the evening before until 2011.
    assert date_lived("America/St_Johns", at("2010-11-07T00:00-02:30"), 0) == date(2010, 11, 7)
    assert date_lived("America/St_Johns", at("2010-11-06T23:30-03:30"), 0) == date(2010, 11, 7)
    assert date_lived("America/St_Johns", at("2010-11-06T23:30-02:30"), 0) == date(2010, 11, 6)


@pytest.mark.parametrize(
    ("zone", "on", "ends"),
    [
        ("Europe/Berlin", date(2027, 1, 14), "2027-01-15T03:00+01:00"),
        ("Europe/Berlin", date(2027, 3, 27), "2027-03-28T03:00+02:00"),
        ("Europe/Berlin", date(2027, 10, 30), "2027-10-31T03:00+01:00"),
        ("Pacific/Kiritimati", date(2026, 12, 31), "2027-01-01T03:00+14:00"),
        ("Pacific/Apia", date(2011, 12, 29), "2011-12-31T00:00+14:00"),
        ("Pacific/Apia", date(2011, 12, 30), "2011-12-31T03:00+14:00"),
    ],
)
def test_a_day_ends_at_three_on_the_date_after(zone: str, on: date, ends: str) -> None:
    assert day_ends_at(zone, on, THREE) == at(ends)


instants = st.integers(at("1972-01-15T00:00Z"), at("2037-12-15T00:00Z"))


@given(zones, instants, minutes)
@example("America/St_Johns", at("2010-11-06T23:30-03:30"), 0)
@example("Pacific/Apia", at("2011-12-31T00:20+14:00"), THREE)
def test_an_instant_counts_for_the_one_day_that_has_begun_and_not_ended(
    zone: str, instant: int, ends: int
) -> None:
    on = date_lived(zone, instant, ends)
    assert day_ends_at(zone, on - A_DAY, ends) <= instant < day_ends_at(zone, on, ends)


@given(zones, instants)
def test_the_wall_clock_is_the_one_that_hangs_there(zone: str, instant: int) -> None:
    on = in_utc(instant).date()
    clock, local = clock_around(zone, on), local_time(zone, instant)
    assert local.date() == clock.date_shown(instant)
    assert minute_of_day(zone, instant) == clock.minute_shown(instant)
    assert int(local.timestamp()) == instant


def test_an_instant_in_utc_is_what_greenwich_shows() -> None:
    assert in_utc(at("2027-01-15T07:30+01:00")) == datetime(2027, 1, 15, 6, 30, tzinfo=UTC)
    assert in_utc(0).isoformat() == "1970-01-01T00:00:00+00:00"
