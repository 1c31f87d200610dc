"""Weekdays as people type them."""

# ruff: noqa: RUF001  # characters that only look alike are what people type

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.typed_days import read_weekdays

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
some_days = st.sets(st.integers(0, 6), min_size=1)


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("mon wed fri", {0, 2, 4}),
        ("Monday, Wednesday & Friday", {0, 2, 4}),
        ("mon/wed/fri", {0, 2, 4}),
        ("MWF", {0, 2, 4}),
        ("m w f", {0, 2, 4}),
        ("Mondays and Thursdays, please", {0, 3}),
        ("every monday", {0}),
        ("mon".rjust(64), {0}),
        ("tues thurs sat", {1, 3, 5}),
        ("montag, mittwoch und freitag", {0, 2, 4}),
        ("weekdays", {0, 1, 2, 3, 4}),
        ("working days", {0, 1, 2, 3, 4}),
        ("weekends", {5, 6}),
        ("weekend & wed", {2, 5, 6}),
        ("every day", set(range(7))),
        ("every single day!", set(range(7))),
        ("all 7 days", set(range(7))),
        ("Täglich", set(range(7))),
        ("mon-fri", {0, 1, 2, 3, 4}),
        ("mon.–fri.", {0, 1, 2, 3, 4}),
        ("Monday through Friday", {0, 1, 2, 3, 4}),
        ("sat to mon", {5, 6, 0}),
        ("mon-mon", {0}),
        ("mon - wed - fri", {0, 2, 4}),
        ("every day except sunday", {0, 1, 2, 3, 4, 5}),
        ("weekdays but not wed", {0, 1, 3, 4}),
        ("mon-fri except tue and thu", {0, 2, 4}),
        ("135", {0, 2, 4}),
        ("1, 3, 5", {0, 2, 4}),
        ("１３５", {0, 2, 4}),
    ],
)
def test_days_are_read(typed: str, days: set[int]) -> None:
    assert read_weekdays(typed) == days


@pytest.mark.parametrize(
    "typed",
    [
        *("", "asdf", "mon asdf", "mon-asdf", "every other day", "not sunday", "do", "-", "and"),
        *("every day except asdf", "weekdays except weekdays", "mon".rjust(65)),
        *("8", "181", "0", "mon 8", "11", "3 days"),
    ],
)
def test_what_is_not_understood_or_leaves_no_day_is_no_answer(typed: str) -> None:
    assert read_weekdays(typed) is None


@pytest.mark.parametrize("typed", ["3", "3-5", "3 to 5", "4 days"])
def test_a_number_that_may_be_a_count_of_days_is_no_day(typed: str) -> None:
    assert read_weekdays(typed) is None


@given(some_days.flatmap(lambda days: st.permutations(sorted(days))), st.sampled_from(", &+/"))
def test_any_days_in_any_order_are_read(days: list[int], mark: str) -> None:
    typed = mark.join(DAYS[day][:3] for day in days)
    assert read_weekdays(typed) == set(days)


@given(st.sets(st.integers(0, 6), min_size=2))
def test_digits_count_from_monday(days: set[int]) -> None:
    assert read_weekdays("".join(str(day + 1) for day in sorted(days))) == days


@given(st.integers(0, 6), st.integers(0, 6))
def test_a_range_ends_on_its_last_day(first: int, last: int) -> None:
    days = read_weekdays(f"{DAYS[first]} to {DAYS[last]}")
    assert days is not None
    assert {first, last} <= days
    assert len(days) == (last - first) % 7 + 1


@given(st.text())
def test_any_text_gives_days_of_a_week_or_nothing(text: str) -> None:
    days = read_weekdays(text)
    assert days is None or (days and days <= set(range(7)))
