"""Which days there are, however the bot came to count them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import count, pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.schedule import (
    DayDue,
    card_at,
    card_late_until,
    day_closes_at,
    days_due,
    last_date_passed,
    next_card,
    today_of,
    with_hour,
)
from bot.domain.wish import Wish
from tests.fakes.wishes import USUAL, at, at_hour, dates, wishes
from tests.fakes.zone_clock import ZoneClock, wall_of

A_DAY = timedelta(days=1)
A_DAY_S = 86_400

spans = st.integers(0, 30 * A_DAY_S)
AROUND_APIA = (with_hour(replace(USUAL, zone="Pacific/Apia"), 450), date(2011, 12, 20))


def day_by_day(wish: Wish, after_on: date, day_no: int, now: int) -> Iterator[DayDue]:
    """Work the days out slowly: each date, its wall clock, and whether anybody lived it."""
    clock = ZoneClock(wish.zone, after_on, after_on + 45 * A_DAY)
    for passed in count(1):
        on = after_on + passed * A_DAY
        due_at = clock.first_at(wall_of(on, wish.hour_min))
        if due_at > now:
            return
        if clock.is_lived(on):
            yield DayDue(on, day_no + passed, due_at, on.weekday() in wish.weekdays)


@given(wishes, dates, st.integers(0, 30), spans)
@example(*AROUND_APIA, 3, 14 * A_DAY_S)
def test_the_days_due_are_those_counted_one_by_one(
    wish: Wish, after_on: date, day_no: int, span: int
) -> None:
    now = card_at(wish, after_on) + span
    found = list(days_due(wish, after_on, day_no, now))
    assert found == list(day_by_day(wish, after_on, day_no, now))


@given(wishes, dates, st.lists(spans, min_size=1, max_size=6).map(sorted))
@example(*AROUND_APIA, [9 * A_DAY_S, 10 * A_DAY_S, 11 * A_DAY_S, 12 * A_DAY_S])
def test_a_bot_that_was_down_counts_the_days_of_one_that_was_up(
    wish: Wish, after_on: date, looked_after: list[int]
) -> None:
    start = card_at(wish, after_on)
    at_once = list(days_due(wish, after_on, 7, start + looked_after[-1]))
    in_pieces: list[DayDue] = []
    on, day_no = after_on, 7
    for passed in looked_after:
        for day in days_due(wish, on, day_no, start + passed):
            in_pieces.append(day)
            on, day_no = day.on, day.day_no
    assert in_pieces == at_once


@given(wishes, dates)
@example(*AROUND_APIA)
@example(AROUND_APIA[0], date(2011, 12, 29))
def test_a_day_is_due_at_its_card_hour_and_not_a_second_before(wish: Wish, after_on: date) -> None:
    on, due_at = next_card(wish, after_on)
    assert list(days_due(wish, after_on, 0, due_at - 1)) == []
    assert [(day.on, day.due_at) for day in days_due(wish, after_on, 0, due_at)] == [(on, due_at)]


@given(wishes, dates, spans)
@example(*AROUND_APIA, 10 * A_DAY_S)
def test_the_last_date_passed_is_the_last_one_whose_card_hour_came(
    wish: Wish, after_on: date, span: int
) -> None:
    first_on = after_on - 40 * A_DAY
    now = card_at(wish, first_on) + span
    days = list(days_due(wish, first_on - 3 * A_DAY, 0, now))
    assert last_date_passed(wish, now) == days[-1].on
    assert next_card(wish, days[-1].on)[1] > now


def test_only_the_chosen_weekdays_bring_a_session() -> None:
    days = days_due(USUAL, date(2026, 11, 22), 0, at("2026-11-29T12:00+01:00"))
    assert [day.is_training for day in days] == [True, False, True, False, True, False, False]


def test_a_date_that_nobody_lived_has_a_number_and_no_card() -> None:
    wish = replace(USUAL, zone="Pacific/Apia")
    days = list(days_due(wish, date(2011, 12, 28), 4, at("2011-12-31T12:00+14:00")))
    assert days == [
        DayDue(date(2011, 12, 29), 5, at("2011-12-29T07:30-10:00"), is_training=False),
        DayDue(date(2011, 12, 31), 7, at("2011-12-31T07:30+14:00"), is_training=False),
    ]
    assert next_card(wish, date(2011, 12, 29)) == (
        date(2011, 12, 31),
        at("2011-12-31T07:30+14:00"),
    )
    assert last_date_passed(wish, at("2011-12-31T07:29+14:00")) == date(2011, 12, 29)


def test_a_press_at_twenty_past_midnight_counts_for_the_day_before() -> None:
    assert today_of(USUAL, at("2027-01-15T00:20+01:00")) == date(2027, 1, 14)
    assert today_of(USUAL, at("2027-01-15T02:59:59+01:00")) == date(2027, 1, 14)
    assert today_of(USUAL, at("2027-01-15T03:00+01:00")) == date(2027, 1, 15)
    assert day_closes_at(USUAL, date(2027, 1, 14)) == at("2027-01-15T03:00+01:00")


def test_a_card_at_one_ends_the_day_before_at_one() -> None:
    early = at_hour("01:00")
    assert today_of(early, at("2027-01-15T00:59:59+01:00")) == date(2027, 1, 14)
    assert today_of(early, at("2027-01-15T01:00+01:00")) == date(2027, 1, 15)
    assert day_closes_at(early, date(2027, 1, 14)) == card_at(early, date(2027, 1, 15))


@given(wishes, dates, spans)
def test_an_instant_belongs_to_the_one_day_that_is_open(wish: Wish, on: date, span: int) -> None:
    now = card_at(wish, on) + span
    today_on = today_of(wish, now)
    assert day_closes_at(wish, today_on - A_DAY) <= now < day_closes_at(wish, today_on)


@given(wishes, dates)
def test_a_card_lies_inside_its_own_day_and_may_be_late(wish: Wish, after_on: date) -> None:
    days = list(days_due(wish, after_on, 0, card_at(wish, after_on + 10 * A_DAY)))
    assert all(one.due_at < other.due_at for one, other in pairwise(days))
    for day in days:
        assert day_closes_at(wish, day.on - A_DAY) <= day.due_at < day_closes_at(wish, day.on)
        late_until = card_late_until(wish, day.on, day.due_at)
        assert day.due_at < late_until <= day_closes_at(wish, day.on)
