"""Two hard sessions running, the level without scores, and three weeks without a change."""

from datetime import timedelta

from bot.domain.delivery import DeliveryKind
from bot.domain.enrollment import EnrollmentState, PauseReason, RunState
from bot.domain.text import words_of
from storage.sqlite.runner import SqliteRunner
from tests.service.life import Life, labels, words
from tests.service.training import FRI, MON, SUN, THU, TUE, WED, in_force, morning, on_day


def test_two_hard_sessions_running_pause_and_ask_the_lists(life: Life) -> None:
    on_day(life, MON, 3, 7)
    asked = on_day(life, WED, 3, 6)
    assert words(asked).split("\n")[1:3] == [
        "Two hard days in a row, so I pause here. First, two short lists.",
        "Is any of this true today?",
    ]
    assert life.runs()[-1] is RunState.DONE
    assert life.enrollment().reason is PauseReason.TWO_REDS
    life.sent.clear()
    life.go_to(life.at(SUN, 20))
    assert life.sent == []


def test_after_the_lists_of_two_hard_sessions_it_goes_on_half_as_long(life: Life) -> None:
    on_day(life, MON, 3, 7)
    asked = on_day(life, WED, 3, 6)
    life.desk.now += 60
    second = life.tap(asked, "None of these")
    on = life.tap(second, "None of these")
    assert words(on).split("\n")[1:4] == [
        "Then it goes on gently.",
        "The next session is half as long with the softest tool.",
        "You are at session 3 of 8. Next:",
    ]
    assert life.enrollment().state is EnrollmentState.RUNNING
    life.go_to(life.at(THU, 8))
    assert life.kinds_on(THU) == [DeliveryKind.MORNING]
    assert "half" in words(life.press("score", "m3"))
    on_day(life, FRI, 3, 7)
    assert life.enrollment().state is EnrollmentState.RUNNING, "the count began anew"
    on_day(life, SUN, 3, 7)
    assert life.enrollment().reason is PauseReason.TWO_REDS


def test_a_stop_after_two_hard_sessions_does_not_get_around_the_lists(life: Life) -> None:
    on_day(life, MON, 3, 7)
    on_day(life, WED, 3, 6)
    assert labels(life.command("stop")) == ["Something feels wrong"]
    asked = life.command("resume")
    assert "Is any of this true today?" in words(asked)
    assert life.enrollment().state is EnrollmentState.STOPPED
    assert "two hard days in a row" in words(life.command("today"))
    life.tap(life.tap(asked, "None of these"), "None of these")
    assert life.enrollment().state is EnrollmentState.RUNNING


def test_a_morning_that_makes_it_two_hard_sessions_pauses_too(life: Life) -> None:
    on_day(life, MON, 3, 7)
    on_day(life, WED, 2, 2)
    asked = morning(life, THU, 4)
    assert "Two hard days in a row" in words(asked)
    assert life.enrollment().reason is PauseReason.TWO_REDS


def test_without_consent_a_stop_for_pain_is_named_as_the_cause(runner: SqliteRunner) -> None:
    life = Life(runner, with_scores=False)
    life.go_to(life.at(MON, 8))
    life.press("start")
    life.tap(life.press("hurts"), "Only sore muscle")
    stopped = words(life.command("today"))
    assert "half as long with the softest tool, because you stopped for pain." in stopped
    life.go_to(life.at(WED, 8))
    because = "Half as long with the softest tool, because you stopped for pain."
    assert because in life.last_words()
    life.press("start")
    life.press("step", "99")
    life.press("done", "yes")
    life.go_to(life.at(FRI, 8))
    assert because in life.last_words()
    life.press("start")
    life.press("step", "99")
    life.tap(life.press("done", "yes"), "Harder next time")
    life.go_to(life.at(SUN, 8))
    assert in_force(life) == (0, 0)
    assert "Half" not in life.last_words()


def test_without_consent_two_stops_running_ask_the_lists(runner: SqliteRunner) -> None:
    life = Life(runner, with_scores=False)
    for on in (MON, WED):
        life.go_to(life.at(on, 8))
        life.press("start")
        answer = life.tap(life.press("hurts"), "Only sore muscle")
    assert "Two hard days in a row" in words(answer)
    assert life.enrollment().reason is PauseReason.TWO_REDS


def test_without_consent_a_session_done_between_two_stops_breaks_the_row(
    runner: SqliteRunner,
) -> None:
    life = Life(runner, with_scores=False)
    for on, stops in ((MON, True), (WED, False), (FRI, True)):
        life.go_to(life.at(on, 8))
        life.press("start")
        if stops:
            life.tap(life.press("hurts"), "Only sore muscle")
        else:
            life.press("step", "99")
            life.press("done", "yes")
    assert life.enrollment().state is EnrollmentState.RUNNING


def test_three_weeks_without_a_change_a_clinician_is_suggested_once(life: Life) -> None:
    on_day(life, MON, 4, 4)
    morning(life, TUE, 4)
    on_day(life, WED, 4, 4)
    morning(life, THU, 4)
    life.command("pause", "18 days")
    life.sent.clear()
    for on in (THU + timedelta(days=no) for no in range(1, 35)):
        life.go_to(life.at(on, 7, 31))
        if life.sent and life.sent[-1][0].local_on == on:
            row = life.sent[-1][0]
            if row.kind is DeliveryKind.SESSION:
                on_day(life, on, 4, 4)
            elif row.kind is DeliveryKind.MORNING and life.enrollment().session_no < 8:
                life.press("score", "m4")
    cards = [words_of(m.text) for row, m in life.sent if row.kind is DeliveryKind.SESSION]
    assert len(cards) == 6
    line = "Three weeks in, "
    assert [line in card for card in cards].count(True) == 1
