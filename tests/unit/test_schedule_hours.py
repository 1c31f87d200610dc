"""The hours of a day: quiet, late cards, reminders, and an hour that moves."""

from dataclasses import replace
from datetime import date
from itertools import count, takewhile

import pytest
from hypothesis import given

from bot.domain.schedule import (
    card_at,
    card_late_until,
    is_quiet,
    quiet_starts_at,
    reminder_at,
    with_hour,
)
from bot.domain.wish import Wish
from tests.fakes.wishes import LOUD, USUAL, at, at_hour, hours, minute, wishes


@pytest.mark.parametrize(
    ("quiet", "clock", "expected"),
    [
        ("22:00-07:00", "21:59:59", False),
        ("22:00-07:00", "22:00:00", True),
        ("22:00-07:00", "00:00:00", True),
        ("22:00-07:00", "06:59:59", True),
        ("22:00-07:00", "07:00:00", False),
        ("22:00-07:00", "12:00:00", False),
        ("01:30-07:00", "01:29:59", False),
        ("01:30-07:00", "01:30:00", True),
        ("01:30-07:00", "22:00:00", False),
        ("00:00-00:00", "00:00:00", False),
        ("22:00-22:00", "22:00:00", False),
    ],
)
def test_quiet_begins_with_its_first_minute_and_ends_before_its_last(
    quiet: str, clock: str, *, expected: bool
) -> None:
    wish = replace(USUAL, quiet_from_min=minute(quiet[:5]), quiet_to_min=minute(quiet[6:]))
    assert is_quiet(wish, at(f"2027-01-15T{clock}+01:00")) is expected


@pytest.mark.parametrize(
    ("wish", "after", "starts"),
    [
        (USUAL, "2027-01-15T07:30+01:00", "2027-01-15T22:00+01:00"),
        (USUAL, "2027-01-15T21:59:59+01:00", "2027-01-15T22:00+01:00"),
        (USUAL, "2027-01-15T22:00+01:00", "2027-01-16T22:00+01:00"),
        (at_hour("23:30"), "2027-01-15T23:30+01:00", "2027-01-16T00:30+01:00"),
        # 02:30 does not exist, then it comes twice
        (at_hour("01:30"), "2027-03-28T01:30+01:00", "2027-03-28T03:00+02:00"),
        (at_hour("01:30"), "2027-10-31T01:30+02:00", "2027-10-31T02:30+02:00"),
        (at_hour("01:30"), "2027-10-31T02:15+01:00", "2027-11-01T02:30+01:00"),
    ],
)
def test_quiet_starts_at_its_first_hour_to_come(wish: Wish, after: str, starts: str) -> None:
    assert quiet_starts_at(wish, at(after)) == at(starts)


def test_without_quiet_hours_none_start() -> None:
    assert quiet_starts_at(LOUD, at("2027-01-15T07:30+01:00")) is None


@pytest.mark.parametrize(
    ("wish", "until"),
    [
        (at_hour("07:30"), "2027-01-15T22:00+01:00"),
        (at_hour("21:30"), "2027-01-15T22:00+01:00"),
        (at_hour("22:00"), "2027-01-15T23:00+01:00"),
        (at_hour("23:59"), "2027-01-16T00:59+01:00"),
        (at_hour("01:00"), "2027-01-15T02:00+01:00"),
        (at_hour("04:00"), "2027-01-15T22:00+01:00"),
        # without quiet hours, or with later ones, the day's own end
        (LOUD, "2027-01-16T03:00+01:00"),
        (replace(USUAL, quiet_from_min=4 * 60), "2027-01-16T03:00+01:00"),
        (replace(USUAL, quiet_from_min=4 * 60, day_ends_min=5 * 60), "2027-01-16T04:00+01:00"),
    ],
)
def test_a_card_may_be_late_until_it_is_quiet_or_its_day_is_over(wish: Wish, until: str) -> None:
    on = date(2027, 1, 15)
    assert card_late_until(wish, on, card_at(wish, on)) == at(until)


@pytest.mark.parametrize(
    ("wish", "reminds"),
    [
        (at_hour("07:30"), "2027-01-15T19:00+01:00"),
        (at_hour("00:30"), "2027-01-15T19:00+01:00"),
        (at_hour("16:00"), "2027-01-15T19:00+01:00"),
        (at_hour("16:01"), "2027-01-15T19:01+01:00"),
        (at_hour("18:59"), "2027-01-15T21:59+01:00"),
        (at_hour("19:00"), None),  # 22:00 is quiet
        (at_hour("22:00"), None),
        (at_hour("23:59"), None),
        (replace(at_hour("07:30"), reminders=False), None),
        # without quiet hours only the day's end is left
        (replace(LOUD, hour_min=minute("23:59")), "2027-01-16T02:59+01:00"),
        (replace(LOUD, hour_min=minute("22:30"), day_ends_min=91), "2027-01-16T01:30+01:00"),
        (replace(LOUD, hour_min=minute("22:30"), day_ends_min=90), None),
        (replace(LOUD, hour_min=minute("22:30"), day_ends_min=0), None),
    ],
)
def test_a_reminder_comes_at_seven_or_three_hours_after_a_later_card(
    wish: Wish, reminds: str | None
) -> None:
    on = date(2027, 1, 15)
    found = reminder_at(wish, on, card_at(wish, on))
    assert found == (None if reminds is None else at(reminds))


@pytest.mark.parametrize(
    ("clock", "quiet", "day_ends"),
    [
        ("07:30", "22:00-07:00", "03:00"),
        ("21:59", "22:00-07:00", "03:00"),
        ("22:00", "23:00-07:00", "03:00"),
        ("23:30", "00:30-07:00", "03:00"),
        ("00:00", "01:00-07:00", "00:00"),
        ("00:20", "01:20-07:00", "00:20"),
        ("02:29", "03:29-07:00", "02:29"),
        ("02:30", "22:00-02:30", "02:30"),
        ("02:59", "22:00-02:59", "02:59"),
        ("03:00", "22:00-03:00", "03:00"),
        ("03:01", "22:00-03:01", "03:00"),
        ("06:59", "22:00-06:59", "03:00"),
        ("07:00", "22:00-07:00", "03:00"),
    ],
)
def test_an_hour_inside_quiet_hours_is_granted_and_shortens_them(
    clock: str, quiet: str, day_ends: str
) -> None:
    moved = at_hour(clock)
    assert moved.hour_min == minute(clock)
    assert (moved.quiet_from_min, moved.quiet_to_min) == (minute(quiet[:5]), minute(quiet[6:]))
    assert moved.day_ends_min == minute(day_ends)


def quiet_minutes(wish: Wish) -> list[int]:
    running = takewhile(lambda m: m % 1440 != wish.quiet_to_min, count(wish.quiet_from_min))
    return [m % 1440 for m in running]


def test_every_hour_of_the_day_can_be_wished_and_is_never_quiet() -> None:
    usual = set(quiet_minutes(USUAL))
    for hour_min in range(1440):
        moved = with_hour(USUAL, hour_min)
        quiet = quiet_minutes(moved)
        assert hour_min not in quiet
        assert set(quiet) <= usual
        assert len(quiet) >= 3 * 60, "whoever wishes an hour at night still sleeps"
        assert moved.day_ends_min <= min(hour_min, 3 * 60)
        kept = replace(moved, hour_min=USUAL.hour_min, day_ends_min=USUAL.day_ends_min)
        assert replace(kept, quiet_from_min=1320, quiet_to_min=420) == USUAL


@given(wishes, hours, hours)
def test_an_hour_moved_twice_is_the_hour_moved_once(wish: Wish, one: int, other: int) -> None:
    assert with_hour(with_hour(wish, one), other) == with_hour(wish, other)
