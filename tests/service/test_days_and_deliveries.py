"""What a day has, and how each message of it ends: docs/discussion/days-and-deliveries.md."""

from collections import Counter
from datetime import date, timedelta

from bot.domain.change import What
from bot.domain.delivery import (
    DeliveryKind,
)
from bot.domain.enrollment import EnrollmentState, RunState
from storage.sqlite.runner import SqliteRunner
from tests.service.desk import FIRST_ON
from tests.service.life import Life, words

MON, TUE, WED, THU, FRI, SAT, SUN = (FIRST_ON + timedelta(days=n) for n in range(7))


def _states(life: Life, slot: str) -> list[tuple[date, str, str]]:
    return [(row.local_on, row.state.value, row.reason) for row in life.rows(slot)]


def test_the_card_of_a_training_day_comes_at_the_hour(life: Life) -> None:
    life.go_to(life.at(MON, 7, 29))
    assert life.sent == []
    life.go_to(life.at(MON, 7, 30))
    assert [life.local(row.due_at) for row, _ in life.sent] == ["2027-03-01 07:30"]
    assert life.last_words().startswith("Today: Side of the hip")


def test_a_rest_day_asks_for_the_morning_after_a_session_and_nothing_else(life: Life) -> None:
    life.go_to(life.at(MON, 8))
    life.do_session()
    life.go_to(life.at(TUE, 23))
    assert life.kinds_on(TUE) == [DeliveryKind.MORNING]


def test_a_rest_day_after_an_untouched_session_is_silent(life: Life) -> None:
    life.go_to(life.at(TUE, 23))
    assert life.kinds_on(TUE) == []


def test_without_consent_no_rest_day_asks_anything(runner: SqliteRunner) -> None:
    life = Life(runner, with_scores=False)
    life.go_to(life.at(MON, 8))
    life.press("start")
    life.go_to(life.at(TUE, 23))
    assert life.kinds_on(TUE) == []


def test_a_session_done_or_not_is_used_up_once_its_card_was_sent(life: Life) -> None:
    life.go_to(life.at(WED, 8))
    assert life.enrollment().session_no == 2
    assert life.runs() == [RunState.MISSED, RunState.OPEN]


def test_the_whole_program_gives_each_session_once_and_then_finishes(life: Life) -> None:
    life.go_to(life.at(FIRST_ON + timedelta(days=40), 12))
    given = [row.args[0] for row in life.rows("card") if row.kind is DeliveryKind.SESSION]
    assert given == [1, 2, 3, 4, 5, 6, 7, 8]
    assert life.enrollment().state is EnrollmentState.FINISHED
    assert Counter(row.kind for row, _ in life.sent)[DeliveryKind.FINISH] == 1
    assert life.rows()[-1].local_on == FIRST_ON + timedelta(days=14)


def test_an_untouched_session_is_reminded_of_once(life: Life) -> None:
    life.go_to(life.at(TUE, 2))
    assert life.kinds_on(MON) == [DeliveryKind.SESSION, DeliveryKind.REMINDER]
    assert life.local(life.rows("reminder")[0].due_at) == "2027-03-01 19:00"


def test_a_finished_session_needs_no_reminder(life: Life) -> None:
    life.go_to(life.at(MON, 8))
    life.do_session()
    life.go_to(life.at(TUE, 2))
    assert _states(life, "reminder") == [(MON, "cancelled", "answered")]


def test_a_missing_score_after_is_asked_for_once_by_the_reminder(life: Life) -> None:
    life.go_to(life.at(MON, 8))
    life.press("start")
    life.press("score", "b2")
    life.go_to(life.at(TUE, 2))
    assert life.kinds_on(MON) == [DeliveryKind.SESSION, DeliveryKind.REMINDER]
    assert "Last question" in life.last_words()


def test_no_more_than_three_unasked_messages_come_on_a_day(life: Life) -> None:
    life.go_to(life.at(MON, 8))
    life.tap(life.press("later"), "In 1 hour")
    life.go_to(life.at(FIRST_ON + timedelta(days=20), 12))
    assert max(Counter(row.local_on for row, _ in life.sent).values()) <= 3


def test_later_brings_the_card_again_at_the_hour_that_was_picked(life: Life) -> None:
    life.go_to(life.at(MON, 7, 31))
    assert "See you at 10:31" in words(life.tap(life.press("later"), "In 3 hours"))
    life.go_to(life.at(MON, 12))
    assert [life.local(row.due_at) for row, _ in life.sent][-1] == "2027-03-01 10:31"


def test_later_is_not_sent_when_the_session_was_begun_meanwhile(life: Life) -> None:
    life.go_to(life.at(MON, 7, 31))
    life.tap(life.press("later"), "In 3 hours")
    life.press("start")
    life.go_to(life.at(MON, 12))
    assert _states(life, "later1") == [(MON, "cancelled", "answered")]


def test_three_days_of_downtime_bring_one_card_that_says_so(life: Life) -> None:
    life.go_to(life.at(MON, 8))
    life.do_session()
    life.sent.clear()
    life.be_down_until(life.at(SUN, 9))
    assert len(life.sent) == 1
    assert "I was offline from Tue 2 March to Fri 5 March. My fault" in life.last_words()
    assert [row for row in _states(life, "card") if row[1] == "expired"] == [
        (TUE, "expired", "downtime"),
        (WED, "expired", "downtime"),
        (FRI, "expired", "downtime"),
    ]


def test_sessions_lost_to_downtime_come_again(life: Life) -> None:
    life.go_to(life.at(MON, 8))
    life.be_down_until(life.at(SUN, 9))
    assert life.sent[-1][0].args == (2,)
    assert life.enrollment().session_no == 2


def test_back_inside_quiet_hours_nothing_is_sent_until_the_next_card(life: Life) -> None:
    life.be_down_until(life.at(MON, 23))
    assert life.sent == []
    life.go_to(life.at(WED, 7, 29))
    assert life.sent == []
    life.go_to(life.at(WED, 7, 30))
    assert len(life.sent) == 1


def test_planning_late_gives_the_same_rows_as_planning_on_time(runner: SqliteRunner) -> None:
    late = Life(runner)
    late.be_down_until(late.at(FRI, 12))
    planned = [(row.day_no, row.slot, row.due_at, row.local_on) for row in late.rows("card")]
    assert planned == [
        (1, "card", late.at(MON, 7, 30), MON),
        (3, "card", late.at(WED, 7, 30), WED),
        (5, "card", late.at(FRI, 7, 30), FRI),
    ]


def test_a_press_at_twenty_past_midnight_counts_for_the_day_before(life: Life) -> None:
    life.go_to(life.at(MON, 8))
    life.press("start")
    life.go_to(life.at(TUE, 0, 20))
    life.press("score", "b4")
    life.press("step", "99")
    life.press("score", "a3")
    assert life.runs() == [RunState.DONE]


def test_a_press_after_the_day_has_closed_changes_nothing_and_says_why(life: Life) -> None:
    life.go_to(life.at(MON, 8))
    life.go_to(life.at(TUE, 3, 0))
    answer = life.press("start", target=life.rows("card")[0].delivery_id)
    assert "Mon 1 March closed at 03:00" in words(answer)
    assert life.runs() == [RunState.OPEN]


def test_a_pause_stands_still_and_goes_on_with_the_next_number(life: Life) -> None:
    life.go_to(life.at(MON, 8))
    life.command("pause", "3 days")
    life.go_to(life.at(THU, 7, 29))
    assert len(life.sent) == 1
    life.go_to(life.at(FRI, 12))
    assert [(row.day_no, row.local_on) for row in life.rows("card")] == [(1, MON), (3, FRI)]


def test_a_stop_calls_back_what_was_not_yet_sent_and_undo_takes_the_day_up_again(
    life: Life,
) -> None:
    life.go_to(life.at(MON, 8))
    assert "Stopped" in words(life.type("stop please"))
    assert life.runs() == [RunState.EXCUSED]
    life.press("resume", target=0)
    assert life.runs() == [RunState.OPEN]
    life.go_to(life.at(MON, 20))
    assert life.kinds_on(MON) == [DeliveryKind.SESSION, DeliveryKind.REMINDER]


def test_a_finished_program_logs_its_end_once(life: Life) -> None:
    life.go_to(life.at(FIRST_ON + timedelta(days=60), 12))
    enrollment_id = life.enrollment().enrollment_id
    changes = life.desk.run(lambda tx: tx.changes.of_subject("enrollment", enrollment_id))
    assert [change.what for change in changes] == [What.ENROLLED, What.FINISHED]


def test_after_a_time_away_the_end_waits_an_hour_behind_the_last_question(life: Life) -> None:
    last_on = FIRST_ON + timedelta(days=13)
    life.go_to(life.at(last_on, 8))
    life.do_session()
    life.be_down_until(life.at(last_on + timedelta(days=1), 19, 30))
    assert life.sent[-1][0].kind is DeliveryKind.MORNING
    life.go_to(life.at(last_on + timedelta(days=1), 20, 29))
    assert life.sent[-1][0].kind is DeliveryKind.MORNING
    life.go_to(life.at(last_on + timedelta(days=1), 20, 30))
    assert life.sent[-1][0].kind is DeliveryKind.FINISH


def test_after_a_time_away_a_card_asked_for_later_is_reminder_enough(life: Life) -> None:
    life.go_to(life.at(MON, 17))
    life.tap(life.press("later"), "In 1 hour")
    life.be_down_until(life.at(MON, 19, 10))
    assert life.kinds_on(MON) == [DeliveryKind.SESSION, DeliveryKind.LATER]
    assert _states(life, "reminder") == [(MON, "cancelled", "later")]


def test_an_end_that_would_wait_into_the_night_comes_on_the_next_day(life: Life) -> None:
    last_on = FIRST_ON + timedelta(days=13)
    life.go_to(life.at(last_on, 8))
    life.do_session()
    life.be_down_until(life.at(last_on + timedelta(days=1), 21, 30))
    assert life.sent[-1][0].kind is DeliveryKind.MORNING
    life.go_to(life.at(last_on + timedelta(days=2), 7, 30))
    assert life.sent[-1][0].kind is DeliveryKind.FINISH
    assert _states(life, "finish") == [
        (last_on + timedelta(days=1), "expired", "late"),
        (last_on + timedelta(days=2), "sent", ""),
    ]
