"""The days to come, as a person sees them before saying yes."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.schedule import Ahead, card_at, days_ahead, days_due, next_sends
from bot.domain.wish import Wish
from tests.fakes.wishes import USUAL, at_hour, dates, wishes

SUNDAY = date(2026, 11, 22)


def on(number: int) -> date:
    """Give a day after the Sunday before."""
    return SUNDAY + timedelta(days=number)


def sends(
    after: int, session_no: int, *, asks_morning: bool = True, after_session: bool = False
) -> list[tuple[date, int]]:
    """Give the next sends of six sessions on Monday, Wednesday and Friday."""
    ahead = days_ahead(USUAL, on(after), session_no, 6)
    found = next_sends(ahead, asks_morning=asks_morning, after_session=after_session)
    return [(day.on, day.session_no) for day in found]


def test_the_days_ahead_are_training_and_rest_until_the_last_session() -> None:
    ahead = list(days_ahead(USUAL, SUNDAY, 2, 5))
    assert [(day.on, day.session_no) for day in ahead] == [
        (on(1), 3),
        (on(2), 0),
        (on(3), 4),
        (on(4), 0),
        (on(5), 5),
    ]
    assert all(day.at == card_at(USUAL, day.on) for day in ahead)


def test_after_the_last_session_nothing_is_ahead() -> None:
    assert list(days_ahead(USUAL, SUNDAY, 6, 6)) == []
    assert next_sends(iter(()), asks_morning=True, after_session=True) == ()


def test_the_next_three_sends_have_the_morning_question_after_each_session() -> None:
    assert sends(0, 0) == [(on(1), 1), (on(2), 0), (on(3), 2)]
    assert sends(1, 1, after_session=True) == [(on(2), 0), (on(3), 2), (on(4), 0)]
    assert sends(1, 1, after_session=False) == [(on(3), 2), (on(4), 0), (on(5), 3)]


def test_a_second_rest_day_running_brings_nothing() -> None:
    assert sends(4, 2) == [(on(5), 3), (on(6), 0), (on(8), 4)]
    assert sends(5, 3, after_session=True) == [(on(6), 0), (on(8), 4), (on(9), 0)]


def test_without_scores_only_sessions_are_sent() -> None:
    assert sends(0, 0, asks_morning=False) == [(on(1), 1), (on(3), 2), (on(5), 3)]
    assert sends(1, 1, asks_morning=False, after_session=True) == [
        (on(3), 2),
        (on(5), 3),
        (on(8), 4),
    ]


def test_near_the_end_fewer_than_three_are_left() -> None:
    assert sends(9, 4, asks_morning=False) == [(on(10), 5), (on(12), 6)]
    assert sends(11, 5) == [(on(12), 6)]


def test_a_date_that_nobody_lives_is_not_ahead() -> None:
    wish = replace(at_hour("07:30", "Pacific/Apia"), weekdays=frozenset({3, 4, 5}))
    ahead = list(days_ahead(wish, date(2011, 12, 28), 0, 2))
    assert [day.on for day in ahead] == [date(2011, 12, 29), date(2011, 12, 31)]
    assert [day.session_no for day in ahead] == [1, 2]


numbers = st.integers(0, 12)


@given(wishes, dates, numbers, numbers)
@example(at_hour("07:30", "Pacific/Apia"), date(2011, 12, 20), 0, 12)
def test_the_days_ahead_are_the_days_that_come(
    wish: Wish, after_on: date, used: int, left: int
) -> None:
    ahead = list(days_ahead(wish, after_on, used, used + left))
    come = days_due(wish, after_on, 0, ahead[-1].at) if ahead else iter(())
    assert [(day.on, day.at, day.session_no > 0) for day in ahead] == [
        (day.on, day.due_at, day.is_training) for day in come
    ]
    given_nos = [day.session_no for day in ahead if day.session_no]
    assert given_nos == list(range(used + 1, used + left + 1))
    assert not ahead or ahead[-1].session_no == used + left


@given(wishes, dates, st.integers(1, 12), st.booleans(), st.booleans())
def test_before_the_last_session_something_always_comes_next(
    wish: Wish,
    after_on: date,
    left: int,
    asks_morning: bool,  # noqa: FBT001  # hypothesis fills positions
    after_session: bool,  # noqa: FBT001  # hypothesis fills positions
) -> None:
    found = next_sends(
        days_ahead(wish, after_on, 0, left),
        asks_morning=asks_morning,
        after_session=after_session,
    )
    assert min(left, 3) <= len(found) <= 3
    assert all(one.at < other.at for one, other in pairwise(found))
    assert any(day.session_no == 1 for day in found)


@given(wishes, dates, st.booleans())
def test_a_rest_day_is_sent_something_only_after_a_session(
    wish: Wish,
    after_on: date,
    after_session: bool,  # noqa: FBT001  # hypothesis fills positions
) -> None:
    ahead: list[Ahead] = list(islice(days_ahead(wish, after_on, 0, 99), 28))
    found = next_sends(iter(ahead), asks_morning=True, after_session=after_session)
    trained = {day.on for day in ahead if day.session_no}
    for day in found:
        yesterday = day.on - timedelta(days=1)
        owed = yesterday in trained or (day == ahead[0] and after_session)
        assert day.session_no or owed


@pytest.mark.parametrize("weekdays", [{0}, {6}, {0, 1}, {5, 6}, {0, 2, 4}, set(range(7))])
def test_every_week_brings_as_many_sessions_as_it_has_training_days(weekdays: set[int]) -> None:
    wish = replace(USUAL, weekdays=frozenset(weekdays))
    week = islice(days_ahead(wish, SUNDAY, 0, 99), 7)
    assert sum(day.session_no > 0 for day in week) == len(weekdays)
