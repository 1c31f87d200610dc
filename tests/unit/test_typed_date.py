"""Ends of a pause as people type them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.typed_date import (
    UntilKnown,
    UntilOpen,
    UntilPast,
    UntilTooFar,
    UntilUnknown,
    read_until,
)

WEDNESDAY = date(2027, 3, 10)
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
any_day = st.dates(date(1990, 1, 1), date(2200, 1, 1))


@pytest.mark.parametrize(
    "typed",
    [
        *("20 March", "March 20", "20 Mar", "20th of March", "March the 20th", "the 20th"),
        *("20.3.", "20. 3.", "20/3", "3/20", "20.3.2027", "20.3.27", "3/20/2027", "20-03-2027"),
        *("2027-03-20", "2027/3/20", "20. März", "20 march 2027", "March 20th, 2027"),
        *("Sat 20 March", "Saturday, 20.3.", "until 20 March", "I'm away till 20 March!"),
        *("10 days", "for 10 days", "20 March please", "saturday next week"),
    ],
)
def test_one_day_has_many_names(typed: str) -> None:
    assert read_until(typed, WEDNESDAY) == UntilKnown(until_on=date(2027, 3, 20))


@pytest.mark.parametrize(
    ("typed", "until_on"),
    [
        ("tomorrow", date(2027, 3, 11)),
        ("tomorrow".rjust(64), date(2027, 3, 11)),
        ("day after tomorrow", date(2027, 3, 12)),
        ("übermorgen", date(2027, 3, 12)),
        ("friday", date(2027, 3, 12)),
        ("till Friday", date(2027, 3, 12)),
        ("holiday till Friday", date(2027, 3, 12)),
        ("this friday", date(2027, 3, 12)),
        ("wednesday", date(2027, 3, 17)),
        ("next monday", date(2027, 3, 15)),
        ("next week", date(2027, 3, 15)),
        ("next week on friday", date(2027, 3, 19)),
        ("next month", date(2027, 4, 1)),
        ("3 days", date(2027, 3, 13)),
        ("3d", date(2027, 3, 13)),
        ("three more days", date(2027, 3, 13)),
        ("drei Tage", date(2027, 3, 13)),
        ("a week", date(2027, 3, 17)),
        ("another week", date(2027, 3, 17)),
        ("2 weeks", date(2027, 3, 24)),
        ("a couple of weeks", date(2027, 3, 24)),
        ("a fortnight", date(2027, 3, 24)),
        ("a month", date(2027, 4, 10)),
        ("eleven months", date(2028, 2, 10)),
        ("3/4", date(2027, 4, 3)),
        ("may", date(2027, 5, 1)),
        ("the 5th", date(2027, 4, 5)),
        ("31st", date(2027, 3, 31)),
        ("9 march", date(2028, 3, 9)),
        ("29 feb", date(2028, 2, 29)),
        ("2/29", date(2028, 2, 29)),
    ],
)
def test_a_date_is_read_from_the_persons_own_day(typed: str, until_on: date) -> None:
    assert read_until(typed, WEDNESDAY) == UntilKnown(until_on=until_on)


@pytest.mark.parametrize(
    "typed",
    ["until I say", "until I say so", "Till further notice.", "indefinitely", "until I'm back"],
)
def test_a_pause_may_be_open(typed: str) -> None:
    assert read_until(typed, WEDNESDAY) == UntilOpen()


@pytest.mark.parametrize(
    ("typed", "until_on"),
    [
        ("2026-03-20", date(2026, 3, 20)),
        ("9 march 2027", date(2027, 3, 9)),
        ("10 march", WEDNESDAY),
        ("the 10th", WEDNESDAY),
        ("today", WEDNESDAY),
        ("0 days", WEDNESDAY),
    ],
)
def test_today_and_days_gone_pause_nothing(typed: str, until_on: date) -> None:
    assert read_until(typed, WEDNESDAY) == UntilPast(until_on=until_on)


@pytest.mark.parametrize(
    "typed", ["2029-01-01", "400 days", "9999 weeks", "13 months", "9999 years", "1.1.2030"]
)
def test_more_than_a_year_is_too_far(typed: str) -> None:
    assert read_until(typed, WEDNESDAY) == UntilTooFar()


@pytest.mark.parametrize(
    "typed",
    [
        *("", "asdf", "20", "3-4", "30 feb", "31/4", "0/5", "20.13.", "32nd", "2027-02-29"),
        *(
            "20 asdf",
            "asdf 20",
            "asdf days",
            "3 asdf",
            "until",
            "friday asdf",
            "next asdf",
            "1 may".rjust(65),
        ),
        *("next week asdf", "20-03", "a year ago"),
    ],
)
def test_what_no_calendar_has_is_unknown(typed: str) -> None:
    assert read_until(typed, WEDNESDAY) == UntilUnknown()


def test_a_month_from_the_last_of_january_ends_with_february() -> None:
    assert read_until("a month", date(2027, 1, 31)) == UntilKnown(until_on=date(2027, 2, 28))
    assert read_until("a month", date(2028, 1, 31)) == UntilKnown(until_on=date(2028, 2, 29))


def test_a_leap_day_is_found_across_a_century_without_one() -> None:
    assert read_until("29 feb", date(2096, 3, 1)) == UntilTooFar()
    assert read_until("29 feb", date(2103, 3, 1)) == UntilKnown(until_on=date(2104, 2, 29))


@pytest.mark.parametrize(
    "typed", ["a week", "a month", "9999 weeks", "the 5th", "monday", "1 may"]
)
def test_the_end_of_the_calendar_breaks_nothing(typed: str) -> None:
    assert read_until(typed, date.max) in {UntilPast(until_on=date.max), UntilUnknown()}


def test_the_last_month_of_the_calendar_is_reached() -> None:
    assert read_until("a month", date(9999, 11, 15)) == UntilKnown(until_on=date(9999, 12, 15))


@given(any_day, st.integers(1, 365), st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y"]))
def test_every_day_of_the_coming_year_can_be_named(today_on: date, ahead: int, form: str) -> None:
    until_on = today_on + timedelta(days=ahead)
    assert read_until(until_on.strftime(form), today_on) == UntilKnown(until_on=until_on)


@given(any_day, st.integers(1, 364), st.sampled_from(["{day} {month}", "{month} {day}"]))
def test_a_date_without_a_year_is_the_next_such_date(
    today_on: date, ahead: int, form: str
) -> None:
    until_on = today_on + timedelta(days=ahead)
    typed = form.format(day=until_on.day, month=MONTHS[until_on.month - 1])
    assert read_until(typed, today_on) == UntilKnown(until_on=until_on)


@given(any_day, st.integers(0, 6))
def test_a_weekday_is_within_the_next_seven_days(today_on: date, day: int) -> None:
    read = read_until(WEEKDAYS[day], today_on)
    assert isinstance(read, UntilKnown)
    assert read.until_on.weekday() == day
    assert 1 <= (read.until_on - today_on).days <= 7


@given(st.text() | st.from_regex(r"[0-9 ./-]{0,12}", fullmatch=True), st.dates())
def test_any_text_gives_a_day_of_the_coming_year_or_says_why_not(
    text: str, today_on: date
) -> None:
    match read_until(text, today_on):
        case UntilKnown(until_on=until_on):
            assert 1 <= (until_on - today_on).days <= 365
        case UntilPast(until_on=until_on):
            assert until_on <= today_on
        case UntilOpen() | UntilTooFar() | UntilUnknown():
            pass
