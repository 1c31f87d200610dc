"""Today: the session as it stands, what comes next, and a missed session made up on a rest day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.domain.enrollment import RunState
from bot.domain.message import Answer, Place
from storage.sqlite.runner import SqliteRunner
from tests.service.desk import FIRST_ON, WISH
from tests.service.life import Life, labels, words

MON, TUE, WED, THU, FRI, SAT, SUN = (FIRST_ON + timedelta(days=n) for n in range(7))


def lines(answer: Answer) -> list[str]:
    return words(answer).split("\n")[1:]


@pytest.fixture
def rest(life: Life) -> Life:
    """Give somebody on the rest day after a session that went by."""
    life.go_to(life.at(TUE, 9))
    return life


def test_before_the_first_card_today_says_what_comes(life: Life) -> None:
    assert lines(life.command("today")) == [
        "Nothing to do right now.",
        "Mon 1 March 07:30, session 1: Side of the hip",
        "Tue 2 March 07:30, rest day, one question",
        "Wed 3 March 07:30, session 2: Outer thigh",
    ]


@pytest.mark.parametrize(
    "then",
    [
        lambda life: life.sent[-1][1],
        lambda life: life.press("start").message,
        lambda life: (life.press("start"), life.press("score", "b2"))[1].message,
        lambda life: life.do_session().message,
        lambda life: life.press("skip", "none").message,
    ],
)
def test_today_shows_the_session_as_it_stands(life: Life, then: Callable[[Life], object]) -> None:
    life.go_to(life.at(MON, 8))
    shown = then(life)
    assert life.command("today").message == shown
    assert life.type("today").message == shown
    assert life.press("today").message == shown


def test_today_shows_the_open_question_of_a_rest_day_until_it_is_answered(life: Life) -> None:
    life.go_to(life.at(MON, 8))
    life.do_session()
    life.go_to(life.at(TUE, 8))
    assert life.command("today").message == life.sent[-1][1]
    life.press("score", "m2")
    assert lines(life.command("today"))[0] == "Nothing to do right now."


def test_after_midnight_today_is_still_the_day_before_until_three(life: Life) -> None:
    life.go_to(life.at(MON, 8))
    card = life.sent[-1][1]
    life.go_to(life.at(TUE, 2, 59))
    assert life.command("today").message == card
    life.go_to(life.at(TUE, 3))
    assert lines(life.command("today"))[0] == "Nothing to do right now."


@pytest.mark.parametrize("verb", ["start", "later", "skip"])
def test_a_card_whose_day_is_over_brings_todays_as_a_new_message(life: Life, verb: str) -> None:
    life.go_to(life.at(MON, 8))
    life.go_to(life.at(WED, 8))
    answer = life.press(verb, target=life.rows("card")[0].delivery_id)
    assert answer.notice == "The day of that card is over. Here is today's."
    assert answer.message == life.sent[-1][1]
    assert answer.place is Place.NEW
    assert life.runs() == [RunState.MISSED, RunState.OPEN]


@pytest.mark.parametrize("verb", ["start", "later", "skip", "step", "score"])
def test_a_card_whose_day_is_over_says_so_where_today_has_none(life: Life, verb: str) -> None:
    life.go_to(life.at(MON, 8))
    life.go_to(life.at(TUE, 9))
    argument = "b2" if verb == "score" else ""
    answer = life.press(verb, argument, target=life.rows("card")[0].delivery_id)
    assert answer.notice == "Mon 1 March closed at 03:00, so I did not count it. Now: /today"
    assert answer.message is None


def test_a_missed_session_is_offered_on_a_rest_day(rest: Life) -> None:
    offered = rest.command("today")
    assert lines(offered)[-1] == "You can make up session 1 today, if you like."
    assert labels(offered) == ["Make it up", "It hurts"]


def test_a_session_made_up_is_given_at_once_and_once(rest: Life) -> None:
    offered = rest.command("today")
    card = rest.tap(offered, "Make it up")
    assert lines(card)[:2] == ["Today: Side of the hip, 11 min", "Session 1 of 8"]
    rows = [(row.kind, row.state, row.reason) for row in rest.rows("makeup")]
    assert rows == [(DeliveryKind.MAKEUP, DeliveryState.SENT, "asked")]
    rest.desk.now += 60
    assert rest.tap(offered, "Make it up").message == card.message
    assert rest.command("today").message == card.message
    assert len(rest.rows("makeup")) == 1


def test_no_session_is_made_up_on_a_date_on_which_the_program_stood_still(rest: Life) -> None:
    rest.command("stop")
    rest.go_to(rest.at(THU, 8))
    rest.command("resume")
    assert labels(rest.command("today")) == ["It hurts"]
    enrollment = rest.enrollment()
    pressed = rest.press("makeup", str(enrollment.day_no), target=enrollment.enrollment_id)
    assert labels(pressed) == ["It hurts"]
    assert rest.rows("makeup") == []


def test_a_pause_taken_back_on_the_same_day_keeps_the_offer_to_make_it_up(rest: Life) -> None:
    rest.command("pause")
    rest.press("pause", "open")
    rest.desk.now += 60
    rest.command("resume")
    assert labels(rest.command("today")) == ["Make it up", "It hurts"]


def test_a_session_made_up_is_done_like_any_other_and_shifts_nothing(rest: Life) -> None:
    card = rest.tap(rest.command("today"), "Make it up")
    rest.tap(rest.tap(card, "Start"), "2")
    while (run := rest.run_today()) is not None and run.step_ends_at is not None:
        rest.go_to(run.step_ends_at)
    assert rest.redraws
    done = rest.press("score", "a2", target=rest.rows("makeup")[0].delivery_id)
    assert lines(done)[0] == "✅ Session 1 done, 11 min"
    assert "Next: Wed 3 March 07:30, session 2" in lines(done)[-1]
    assert rest.runs() == [RunState.MISSED, RunState.DONE]
    rest.go_to(rest.at(WED, 8))
    assert rest.sent[-1][0].args == (2,)
    asked = rest.press("start")
    assert "right now, this morning?" in words(asked)
    rest.go_to(rest.at(SUN, 8))
    assert rest.sent[-1][0].args == (4,)


def test_a_session_made_up_and_left_alone_is_missed_again(rest: Life) -> None:
    rest.tap(rest.command("today"), "Make it up")
    rest.go_to(rest.at(WED, 8))
    assert rest.runs() == [RunState.MISSED, RunState.MISSED, RunState.OPEN]


def test_a_session_skipped_for_lack_of_time_can_be_made_up(life: Life) -> None:
    life.go_to(life.at(MON, 8))
    life.press("skip", "timenone")
    life.go_to(life.at(TUE, 9))
    assert labels(life.command("today")) == ["Make it up", "It hurts"]


def test_a_session_done_or_stopped_for_pain_is_not_made_up(life: Life) -> None:
    life.go_to(life.at(MON, 8))
    life.press("start")
    life.tap(life.press("hurts"), "Only sore muscle")
    life.go_to(life.at(TUE, 8))
    life.press("score", "ms")
    assert "Make it up" not in labels(life.command("today"))


def test_nothing_is_made_up_before_the_rest_days_card_hour_or_after_its_end(life: Life) -> None:
    life.go_to(life.at(TUE, 7, 29))
    assert "Make it up" not in labels(life.command("today"))
    life.go_to(life.at(WED, 3))
    assert "Make it up" not in labels(life.command("today"))


def test_an_offer_of_another_day_gives_nothing(rest: Life) -> None:
    offered = rest.command("today")
    rest.go_to(rest.at(WED, 8))
    assert rest.tap(offered, "Make it up").message == rest.sent[-1][1]
    rest.go_to(rest.at(THU, 9))
    assert lines(rest.tap(offered, "Make it up"))[-1] == (
        "You can make up session 2 today, if you like."
    )
    assert rest.rows("makeup") == []


def test_never_more_training_days_in_a_week_than_the_program_bears(runner: SqliteRunner) -> None:
    life = Life(runner, wish=replace(WISH, weekdays=frozenset(range(5))))
    for on in (MON, TUE, WED, THU):
        life.go_to(life.at(on, 8))
        life.do_session()
    life.go_to(life.at(SAT, 9))
    assert life.runs()[-1] is RunState.MISSED
    made_up = life.tap(life.command("today"), "Make it up")
    life.tap(made_up, "Start")
    life.press("score", "b1", target=life.rows("makeup")[0].delivery_id)
    life.press("step", "99", target=life.rows("makeup")[0].delivery_id)
    life.press("score", "a1", target=life.rows("makeup")[0].delivery_id)
    life.go_to(life.at(SUN, 9))
    assert "Make it up" not in labels(life.command("today"))


def test_with_the_most_days_done_a_missed_one_is_not_offered(runner: SqliteRunner) -> None:
    life = Life(runner, wish=replace(WISH, weekdays=frozenset(range(6))))
    for on in (MON, TUE, WED, THU, FRI):
        life.go_to(life.at(on, 8))
        life.do_session()
    life.go_to(life.at(SUN, 9))
    assert life.runs()[-1] is RunState.MISSED
    assert "Make it up" not in labels(life.command("today"))


def test_a_week_away_begins_with_the_short_form_once(life: Life) -> None:
    life.go_to(life.at(MON, 8))
    life.do_session()
    life.command("pause", "1 week")
    life.go_to(life.at(MON + timedelta(days=7), 8))
    assert "Welcome back. The short form today, then as before." in life.last_words()
    run = life.run_today()
    assert run is not None
    assert run.form == "short"
    life.do_session()
    life.go_to(life.at(MON + timedelta(days=9), 8))
    assert "Welcome back" not in life.last_words()
    run = life.run_today()
    assert run is not None
    assert run.form == ""


def test_who_never_began_is_not_welcomed_back(life: Life) -> None:
    life.go_to(life.at(MON + timedelta(days=9), 8))
    assert "Welcome back" not in life.last_words()
    assert "sessions went by, that is fine." in life.last_words()
