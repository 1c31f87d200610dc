"""The score of the next morning: asked alone on a rest day, with the one before on a card."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.delivery import DeliveryKind
from bot.domain.enrollment import EnrollmentState, RunState
from storage.sqlite.runner import SqliteRunner
from tests.service.desk import FIRST_ON, WISH
from tests.service.life import Life, labels, words
from tests.service.scored import EVERY_DAY, MON, TUE, WED, rows, scores


@pytest.fixture
def daily(runner: SqliteRunner) -> Life:
    """Give somebody with a session on each weekday, who has done Monday's."""
    life = Life(runner, wish=replace(WISH, weekdays=EVERY_DAY))
    life.go_to(life.at(MON, 8))
    life.do_session(3, 2)
    return life


def test_before_eleven_one_question_is_morning_and_before(daily: Life) -> None:
    daily.go_to(daily.at(TUE, 10, 59))
    asked = daily.press("start")
    assert words(asked).split("\n")[1] == "How bad is your knee pain right now, this morning?"
    daily.desk.now += 120
    daily.tap(asked, "4")
    assert scores(daily)[2:] == [(1, "morning", 4), (2, "before", 4)]
    assert words(daily.command("today")).split("\n")[1].startswith("Step 1")


def test_a_changed_mind_changes_both_of_one_answer(daily: Life) -> None:
    daily.go_to(daily.at(TUE, 8))
    asked = daily.press("start")
    daily.tap(asked, "4")
    daily.desk.now += 60
    assert daily.tap(asked, "2").notice == "Saved: 2 (was 4)"
    assert scores(daily)[2:] == [(1, "morning", 2), (2, "before", 2)]
    assert len(rows(daily)) == 6
    daily.press("step", "99")
    which = daily.tap(daily.press("score", "a2"), "Change a score")
    assert labels(which) == ["Before", "After", "Back"]
    assert "this morning" in words(daily.tap(which, "Before"))


def test_from_eleven_on_the_morning_is_asked_first(daily: Life) -> None:
    daily.go_to(daily.at(TUE, 11))
    asked = daily.press("start")
    assert words(asked).split("\n")[1] == "How bad was your knee pain when you got up today?"
    then = daily.tap(asked, "4")
    assert words(then).split("\n")[1] == "How bad is your knee pain right now?"
    daily.tap(then, "1")
    assert scores(daily)[2:] == [(1, "morning", 4), (2, "before", 1)]
    daily.press("step", "99")
    which = daily.tap(daily.press("score", "a1"), "Change a score")
    assert labels(which) == ["Before", "After", "Morning", "Back"]


def test_the_morning_question_can_be_passed_by_on_the_way(daily: Life) -> None:
    daily.go_to(daily.at(TUE, 12))
    asked = daily.press("start")
    then = daily.tap(asked, "Skip")
    assert words(then).split("\n")[1] == "How bad is your knee pain right now?"
    assert len(scores(daily)) == 2


def test_a_rest_days_question_is_answered_with_what_follows(life: Life) -> None:
    life.go_to(life.at(MON, 8))
    life.do_session(2, 2)
    life.go_to(life.at(TUE, 7, 30))
    assert life.last_words().startswith("Rest day. Your muscles get the day off.")
    assert life.sent[-1][1].silent
    answer = life.press("score", "m1")
    assert words(answer).split("\n") == [
        "",
        "Saved: 1 this morning.",
        "The next one stays as it is.",
        "Next: Wed 3 March 07:30, session 2: Outer thigh.",
    ]
    assert labels(answer) == ["Change a score", "Why this", "It hurts"]
    changed = life.press("score", "m2")
    assert words(changed).split("\n")[1] == "Saved: 2 (was 1)"


def test_a_rest_days_question_can_be_passed_by(life: Life) -> None:
    life.go_to(life.at(MON, 8))
    life.do_session()
    life.go_to(life.at(TUE, 8))
    answer = life.press("score", "ms")
    assert words(answer).split("\n")[1] == "No score this morning. That is fine."
    assert words(life.tap(answer, "Change a score")).split("\n")[1].startswith("How bad was")


def test_a_missed_morning_is_asked_once_and_never_again(life: Life) -> None:
    life.go_to(life.at(MON, 8))
    life.do_session()
    life.go_to(life.at(WED, 6))
    assert life.kinds_on(TUE) == [DeliveryKind.MORNING]


def test_the_last_mornings_answer_ends_the_program(life: Life) -> None:
    last_on = FIRST_ON + timedelta(days=13)
    life.go_to(life.at(last_on, 8))
    life.do_session()
    life.go_to(life.at(last_on + timedelta(days=1), 8))
    assert life.last_words().startswith("The last question of this program.")
    answer = life.press("score", "m2")
    assert answer.notice == "Saved: 2 this morning."
    assert "1 of 8 sessions" in words(answer)
    assert life.enrollment().state is EnrollmentState.FINISHED


def test_a_morning_score_changed_on_the_last_day_does_not_end_the_program(daily: Life) -> None:
    last_on = FIRST_ON + timedelta(days=9)
    daily.go_to(daily.at(last_on - timedelta(days=1), 8))
    daily.do_session()
    daily.go_to(daily.at(last_on, 12))
    assert daily.enrollment().session_no == 8
    daily.press("start")
    daily.press("score", "m2")
    daily.press("score", "b2")
    daily.press("step", "99")
    done = daily.press("score", "a2")
    daily.tap(daily.tap(daily.tap(done, "Change a score"), "Morning"), "3")
    assert daily.enrollment().state is EnrollmentState.RUNNING
    assert daily.runs()[-1] is RunState.DONE
