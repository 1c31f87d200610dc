"""Zone arithmetic of the ledger, against that of the planner, which is written otherwise."""

from datetime import date
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import days, schedule
from bot.domain.ledger import hours, wallclock
from bot.domain.wish import Wish
from tests.fakes.wishes import JUMPY, at, dates, wishes

minutes = st.integers(0, 1439)
zones = st.sampled_from(JUMPY) | st.sampled_from(sorted(available_timezones()))


@pytest.mark.parametrize(
    ("zone", "on", "minute", "reached"),
    [
        ("Europe/Berlin", date(2027, 3, 1), 450, "2027-03-01T07:30+01:00"),
        ("Europe/Berlin", date(2027, 3, 28), 150, "2027-03-28T03:00+02:00"),  # a gap
        ("Europe/Berlin", date(2027, 10, 31), 150, "2027-10-31T02:30+02:00"),  # comes twice
        ("Europe/Berlin", date(2027, 10, 31), 180, "2027-10-31T03:00+01:00"),
        ("Australia/Lord_Howe", date(2027, 10, 3), 135, "2027-10-03T02:30+11:00"),
        ("Pacific/Apia", date(2011, 12, 30), 450, "2011-12-31T00:00+14:00"),
    ],
)
def test_an_hour_is_the_first_instant_that_reaches_it(
    zone: str, on: date, minute: int, reached: str
) -> None:
    assert wallclock.reaches(zone, on, minute) == at(reached)


@given(zones, dates, minutes)
def test_both_find_the_same_instant_of_any_hour(zone: str, on: date, minute: int) -> None:
    reached = wallclock.reaches(zone, on, minute)
    assert reached == days.instant_of(zone, on, minute)
    assert wallclock.is_lived(zone, on) == days.is_lived(zone, on)
    local = days.local_time(zone, reached)
    assert wallclock.shows(zone, reached) == (local.date(), local.hour * 60 + local.minute)


@given(wishes, dates)
def test_both_give_a_card_the_same_time(wish: Wish, on: date) -> None:
    due_at = hours.card_hour(wish, on)
    assert due_at == schedule.card_at(wish, on)
    assert hours.closes_at(wish, on) == schedule.day_closes_at(wish, on)
    assert hours.late_until(wish, on, due_at) == schedule.card_late_until(wish, on, due_at)
    assert hours.is_quiet(wish, due_at) == schedule.is_quiet(wish, due_at)
    assert hours.evening_at(wish, on, due_at) == schedule.reminder_at(wish, on, due_at)
    assert hours.next_lived(wish.zone, on) == schedule.next_card(wish, on)[0]


@given(zones, dates)
def test_the_last_date_lived_comes_before_the_next_one(zone: str, on: date) -> None:
    before_on = hours.last_lived(zone, on)
    assert before_on < on
    assert hours.next_lived(zone, before_on) in (on, hours.next_lived(zone, on))


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "Europe", "\0"])
def test_what_is_no_zone_is_known_as_none(name: str) -> None:
    assert not wallclock.is_zone(name)
    assert wallclock.is_zone("Europe/Berlin")
