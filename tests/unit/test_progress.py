"""Whether it helps, said only as far as the scores allow."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.enrollment import RunState
from bot.domain.progress import (
    Morning,
    PainChange,
    Trend,
    is_without_change,
    pain_change,
    steadiness,
)

FIRST_ON = date(2026, 11, 20)


def day(number: int) -> date:
    """Give a day counted from the first morning, which is day 0."""
    return FIRST_ON + timedelta(days=number)


def mornings(*scores: int, start: int = 0) -> list[Morning]:
    """Give one score a day, running."""
    return [Morning(day(start + no), score) for no, score in enumerate(scores)]


def trend(first: list[int], week: list[int]) -> Trend:
    """Compare three first scores with those of a week much later."""
    scores = mornings(*first) + mornings(*week, start=30)
    return pain_change(scores, day(30 + len(week) - 1)).trend


def test_without_a_score_nothing_is_said() -> None:
    assert pain_change([], FIRST_ON) == PainChange(first=None, week=None, trend=Trend.TOO_EARLY)


def test_three_mornings_are_too_early_and_four_are_not() -> None:
    assert pain_change(mornings(8, 8, 8), day(2)).trend is Trend.TOO_EARLY
    assert pain_change(mornings(8, 8, 8, 8), day(3)).trend is Trend.SAME


def test_few_mornings_still_have_means() -> None:
    assert pain_change(mornings(8), day(0)) == PainChange(
        first=8.0, week=8.0, trend=Trend.TOO_EARLY
    )
    assert pain_change(mornings(8, 5), day(1)) == PainChange(
        first=6.5, week=6.5, trend=Trend.TOO_EARLY
    )


def test_only_the_first_three_mornings_are_the_beginning() -> None:
    assert pain_change(mornings(9, 6, 6, 0), day(3)).first == 7.0


def test_a_week_is_today_and_the_six_days_before() -> None:
    later = [Morning(day(10), 8), Morning(day(16), 2), Morning(day(17), 0)]
    scores = [*mornings(9, 9, 9), *later]
    assert pain_change(scores, day(16)).week == 5.0
    assert pain_change(scores, day(17)).week == 1.0
    assert pain_change(scores, day(10)).week == 8.0


def test_without_a_score_in_the_last_week_nothing_is_compared() -> None:
    scores = mornings(9, 9, 9, 9)
    assert pain_change(scores, day(9)).trend is Trend.SAME
    silent = pain_change(scores, day(10))
    assert silent == PainChange(first=9.0, week=None, trend=Trend.TOO_EARLY)


@pytest.mark.parametrize(
    ("first", "week", "said"),
    [
        # at least 2 points and at least 30 %
        ([6, 6, 6], [4], Trend.BETTER),
        ([2, 2, 2], [0], Trend.BETTER),
        ([10, 10, 10], [7], Trend.BETTER),
        # 2 points, but less than 30 %
        ([10, 10, 10], [8], Trend.SOME),
        ([7, 7, 7], [5], Trend.SOME),
        ([9, 9, 9], [6, 7], Trend.SOME),
        # 30 %, but less than 2 points
        ([5, 5, 5], [3, 4], Trend.SOME),
        ([1, 1, 1], [0], Trend.SOME),
        # half a point is worth a word, less is not
        ([6, 6, 6], [5, 6], Trend.SOME),
        ([6, 6, 6], [5, 6, 6], Trend.SAME),
        ([6, 6, 6], [6], Trend.SAME),
        ([6, 6, 6], [6, 6, 7], Trend.SAME),
        ([6, 6, 6], [6, 7], Trend.WORSE),
        ([0, 0, 0], [10], Trend.WORSE),
        ([0, 0, 0], [0], Trend.SAME),
        # exactly on a border, where a mean in floats lies a hair beside it
        ([4, 4, 3], [1, 2, 2], Trend.BETTER),
        ([5, 5, 6], [3, 3, 4], Trend.BETTER),
        ([1, 1, 2], [0, 0, 1, 1, 1, 2], Trend.SOME),
        ([1, 2, 2], [2, 2, 2, 2, 2, 3], Trend.WORSE),
    ],
)
def test_the_trend_is_said_by_points_and_by_share(
    first: list[int], week: list[int], said: Trend
) -> None:
    assert trend(first, week) is said


scores_of_days = st.lists(st.integers(0, 10), min_size=1, max_size=7)


@given(st.lists(st.integers(0, 10), min_size=3, max_size=3), scores_of_days)
def test_better_means_two_points_and_thirty_percent(first: list[int], week: list[int]) -> None:
    was, now = Fraction(sum(first), 3), Fraction(sum(week), len(week))
    is_better = was - now >= 2 and now * 10 <= was * 7
    assert (trend(first, week) is Trend.BETTER) == is_better


def test_three_weeks_without_change_are_noticed_on_day_21_and_not_before() -> None:
    scores = mornings(*[5] * 22)
    assert not is_without_change(scores[:21], day(20))
    assert is_without_change(scores, day(21))
    assert is_without_change(scores, day(25))


@pytest.mark.parametrize(
    ("first", "week", "noticed"),
    [
        ([5, 5, 5], [4], True),
        ([5, 5, 5], [3, 4], True),
        ([5, 5, 5], [3], False),
        ([5, 5, 5], [0], False),
        ([5, 5, 5], [9], True),
        ([1, 1, 1], [0], True),
        # two lower is enough here: 30 % is asked only for "better"
        ([10, 10, 10], [8], False),
        # exactly two lower
        ([4, 4, 3], [1, 2, 2], False),
        ([9, 9, 8], [6, 7, 7], False),
    ],
)
def test_a_week_less_than_two_points_lower_is_no_change(
    first: list[int], week: list[int], *, noticed: bool
) -> None:
    scores = mornings(*first) + mornings(*week, start=30)
    assert is_without_change(scores, day(30 + len(week) - 1)) is noticed


def test_without_a_score_in_the_last_week_no_clinician_is_suggested() -> None:
    scores = mornings(5, 5, 5, 5)
    assert not is_without_change(scores, day(21))
    assert not is_without_change([*scores, Morning(day(14), 5)], day(21))
    assert is_without_change([*scores, Morning(day(15), 5)], day(21))
    assert not is_without_change([], day(21))


def test_the_three_weeks_begin_with_the_first_score() -> None:
    late = [Morning(day(9), 5), Morning(day(29), 5)]
    assert not is_without_change(late, day(29))
    assert is_without_change(late, day(30))


@pytest.mark.parametrize(
    ("states", "value"),
    [
        ([], 0),
        ([RunState.DONE], 5),
        ([RunState.STOPPED], 5),
        ([RunState.DONE] * 2, 10),  # 9.75
        ([RunState.DONE] * 3, 14),  # 14.26
        ([RunState.MISSED], 0),
        ([RunState.DONE, RunState.DONE, RunState.MISSED], 9),  # 9.26
        ([RunState.DONE, RunState.DONE, RunState.SKIPPED], 9),
        ([RunState.MISSED, RunState.DONE], 5),
        ([RunState.DONE] * 14, 51),  # 51.23
        ([RunState.DONE] * 200, 100),
        ([*[RunState.DONE] * 200, RunState.MISSED], 95),
        ([*[RunState.DONE] * 200, RunState.MISSED, RunState.SKIPPED], 90),  # 90.25
    ],
)
def test_a_training_day_moves_steadiness_five_percent_of_the_way(
    states: list[RunState], value: int
) -> None:
    assert steadiness(states) == value


UNCOUNTED = [RunState.EXCUSED, RunState.OPENED, RunState.OPEN, RunState.STARTED]


@given(st.lists(st.sampled_from(RunState)))
def test_days_excused_opened_or_not_over_leave_steadiness(states: list[RunState]) -> None:
    assert steadiness(states) == steadiness(s for s in states if s not in UNCOUNTED)
    assert 0 <= steadiness(states) <= 100


@given(st.lists(st.sampled_from(RunState)))
def test_a_day_done_never_lowers_steadiness_and_one_missed_never_raises_it(
    states: list[RunState],
) -> None:
    assert steadiness([*states, RunState.DONE]) >= steadiness(states)
    assert steadiness([*states, RunState.MISSED]) <= steadiness(states)
