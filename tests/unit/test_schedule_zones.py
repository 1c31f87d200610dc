"""Two years of days in every time zone there is: one card per date, none twice, none in a gap.

Every zone is walked at the usual hour, and at night too if its clock jumps. Zones whose clocks
jump alike are then taken together, so that each way of jumping can be looked at closely: at all
telling hours on every day, and around each jump at all hours.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import available_timezones

import pytest

from bot.domain.schedule import (
    card_at,
    card_late_until,
    day_closes_at,
    days_due,
    is_quiet,
    reminder_at,
    today_of,
    with_hour,
)
from bot.domain.wish import Wish
from tests.fakes.wishes import USUAL, minute
from tests.fakes.zone_clock import A_DAY_S, EPOCH_ON, ZoneClock, wall_of

FIRST_ON, LAST_ON = date(2026, 11, 20), date(2028, 11, 20)
DAYS = (LAST_ON - FIRST_ON).days + 1
DATES = tuple(FIRST_ON + timedelta(days=no) for no in range(DAYS))
A_DAY = timedelta(days=1)
SEVEN_PM_MIN = 19 * 60
THREE_HOURS_S = 3 * 3600

MORNING, NIGHT = minute("07:30"), minute("00:30")
TELLING = [minute(clock) for clock in ("00:30", "02:30", "03:00", "07:30", "22:30", "23:59")]
# Each hour, and each quarter from 21:00 to 04:00, where every clock of these years jumps.
ALL_HOURS = [m for m in range(0, 24 * 60, 15) if m % 60 == 0 or not 4 * 60 < m < 21 * 60]

ZONES = sorted(available_timezones())
AREAS = sorted({zone.partition("/")[0] for zone in ZONES})


@cache
def clock_of(zone: str) -> ZoneClock:
    return ZoneClock(zone, FIRST_ON, LAST_ON)


@cache
def jumping_clocks() -> dict[str, ZoneClock]:
    """Give the first zone of each group whose clocks jump alike, with its clock."""
    found = {clock_of(zone).stretches: zone for zone in reversed(ZONES) if clock_of(zone).jumps}
    return {zone: clock_of(zone) for zone in sorted(found.values())}


def wish_in(zone: str, hour_min: int) -> Wish:
    return with_hour(replace(USUAL, zone=zone), hour_min)


def the_last_instant(zone: str, hour_min: int) -> int:
    return clock_of(zone).first_at(wall_of(LAST_ON, hour_min))


@pytest.mark.parametrize("area", AREAS)
def test_every_zone_has_one_card_a_date_each_at_its_hour_or_just_behind_a_gap(area: str) -> None:
    for zone in ZONES:
        if zone.partition("/")[0] != area:
            continue
        for hour_min in (MORNING, NIGHT) if clock_of(zone).jumps else (MORNING,):
            wish = wish_in(zone, hour_min)
            now = the_last_instant(zone, hour_min)
            days = list(days_due(wish, FIRST_ON - A_DAY, 0, now))
            cards = [day.due_at for day in days]
            clock = clock_of(zone)
            assert [day.on for day in days] == list(DATES), wish
            assert [day.day_no for day in days] == list(range(1, DAYS + 1)), wish
            assert cards == [clock.first_at(wall_of(on, hour_min)) for on in DATES], wish
            assert all(one < other for one, other in pairwise(cards)), wish
            assert [day.is_training for day in days] == [on.weekday() in (0, 2, 4) for on in DATES]


def assert_day_holds(wish: Wish, clock: ZoneClock, on: date) -> None:
    """Check one day of one clock against all that is promised of a day."""
    due_at, where = card_at(wish, on), (wish, on)
    wall = wall_of(on, wish.hour_min)
    is_moved = clock.is_in_gap(wall)
    # The card: at its hour, the first time it comes, or in the first instant after the gap.
    assert due_at == clock.first_at(wall), where
    assert clock.shows(due_at) == wall or (is_moved and due_at in clock.jumps), where
    assert is_moved or not is_quiet(wish, due_at), where
    # The day: it has begun, it is this one, and it is not over.
    closes_at = day_closes_at(wish, on)
    assert day_closes_at(wish, on - A_DAY) <= due_at < closes_at, where
    assert closes_at == clock.first_at(wall_of(on + A_DAY, wish.day_ends_min)), where
    assert today_of(wish, due_at) == today_of(wish, closes_at - 1) == on, where
    assert today_of(wish, closes_at) == on + A_DAY, where
    # A late card: up to quiet or the end of the day, and there is always some time.
    late_until = card_late_until(wish, on, due_at)
    assert due_at < late_until <= closes_at, where
    assert late_until == closes_at or is_quiet(wish, late_until), where
    assert is_moved or not is_quiet(wish, late_until - 1), where
    # The reminder: after the card, inside the day, outside quiet, and left out only for those.
    remind_at = max(clock.first_at(wall_of(on, SEVEN_PM_MIN)), due_at + THREE_HOURS_S)
    can_remind = remind_at < closes_at and not is_quiet(wish, remind_at)
    assert reminder_at(wish, on, due_at) == (remind_at if can_remind else None), where


@pytest.mark.parametrize("hour_min", TELLING)
def test_every_day_of_two_years_keeps_what_is_promised_of_a_day(hour_min: int) -> None:
    for zone, clock in jumping_clocks().items():
        wish = wish_in(zone, hour_min)
        for on in DATES:
            assert_day_holds(wish, clock, on)


def days_around(clock: ZoneClock) -> Iterator[date]:
    """Give the dates of each jump of a clock, with the ones before and after."""
    for jump in clock.jumps:
        on = EPOCH_ON + timedelta(days=clock.shows(jump) // A_DAY_S)
        yield from (on - A_DAY, on, on + A_DAY)


def test_around_every_jump_every_hour_keeps_what_is_promised_of_a_day() -> None:
    for zone, clock in jumping_clocks().items():
        for on in days_around(clock):
            for hour_min in ALL_HOURS:
                assert_day_holds(wish_in(zone, hour_min), clock, on)


def test_the_zones_walked_have_the_odd_jumps_worth_walking_for() -> None:
    jumping = {zone for zone in ZONES if clock_of(zone).jumps}
    assert {"Europe/Berlin", "Australia/Lord_Howe", "America/Nuuk", "Asia/Beirut"} <= jumping
    assert {"Antarctica/Troll", "Africa/Cairo", "America/Havana", "Pacific/Chatham"} <= jumping
    jumps = [(clock, at) for clock in jumping_clocks().values() for at in clock.jumps]
    assert all(not 4 * 60 < clock.minute_shown(at) < 21 * 60 for clock, at in jumps)
    assert len(ZONES) > 500
    assert len(jumping_clocks()) > 20
