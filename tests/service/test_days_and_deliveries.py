"""What a day has, and how each message of it ends: docs/discussion/days-and-deliveries.md."""

import itertools
from collections import Counter
from datetime import date, timedelta

from bot.domain.change import What
from bot.domain.delivery import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    Rejected,
    RetryLater,
    SendOutcome,
    Sent,
    Unknown,
    Unreachable,
)
from bot.domain.enrollment import EnrollmentState, PauseReason, RunState
from bot.domain.schedule import with_hour
from bot.domain.wish import Wish
from bot.ports.store import Tx
from bot.service import outbox, wishes
from bot.service.due_work import plan_due
from bot.service.moment import Moment
from storage.sqlite.runner import SqliteRunner
from tests.service.desk import FIRST_ON, WISH
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


def _move(life: Life, wish: Wish) -> None:
    def change(tx: Tx) -> None:
        turn = life.desk.turn(tx, life.person_id)
        tx.people.seen(life.person_id, turn.account.address, life.now)
        wishes.change_wish(turn, wish)

    life.desk.run(change)


def test_an_hour_moved_past_its_time_cancels_the_day_and_loses_no_session(life: Life) -> None:
    life.go_to(life.at(MON, 6))
    _move(life, with_hour(WISH, 5 * 60 + 30))
    life.go_to(life.at(WED, 12))
    assert _states(life, "card") == [(MON, "cancelled", "moved"), (WED, "sent", "")]
    assert life.sent[0][0].args == (1,)


def test_an_hour_moved_on_a_day_that_had_its_card_brings_no_second_one(life: Life) -> None:
    life.go_to(life.at(MON, 8))
    _move(life, with_hour(WISH, 20 * 60))
    life.go_to(life.at(TUE, 12))
    assert [row.local_on for row in life.rows("card")] == [MON]


def test_flying_west_gives_one_card_for_a_date_lived_twice(life: Life) -> None:
    life.go_to(life.at(WED, 8))
    _move(life, with_hour(Wish(zone="Pacific/Honolulu", hour_min=0, weekdays=WISH.weekdays), 450))
    life.go_to(life.now + 3 * 86400)
    assert [row.local_on for row in life.rows("card") if row.kind is DeliveryKind.SESSION] == [
        MON,
        WED,
        FRI,
    ]


def test_flying_east_leaves_no_day_without_a_row_and_no_two_cards_close_together(
    life: Life,
) -> None:
    life.go_to(life.at(SUN, 8))
    east = Wish(zone="Asia/Tokyo", hour_min=450, weekdays=WISH.weekdays)
    _move(life, east)
    life.go_to(life.now + 2 * 86400)
    cards = [row for row in life.rows("card") if row.kind is DeliveryKind.SESSION]
    dues = [row.due_at for row in cards if row.state is DeliveryState.SENT]
    assert all(b - a >= 12 * 3600 for a, b in itertools.pairwise(dues))
    assert [row.local_on for row in cards][-2:] == [SUN, SUN + timedelta(days=1)]


def test_a_moved_wish_moves_one_due_time_and_nothing_else(life: Life) -> None:
    life.go_to(life.at(MON, 8))
    enrollment_id = life.enrollment().enrollment_id
    before = life.desk.run(lambda tx: tx.dues.of("enrollment", enrollment_id))
    _move(life, with_hour(WISH, 12 * 60))
    after = life.desk.run(lambda tx: tx.dues.of("enrollment", enrollment_id))
    assert {due.what for due in set(before) ^ set(after)} == {"card"}


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


def test_nothing_starts_after_a_stop(life: Life) -> None:
    life.desk.now = life.at(MON, 7, 30)
    at = life.desk.moment()
    life.desk.run(lambda tx: _plan(tx, at))
    claimed = life.claim()
    life.command("stop")
    for item in claimed:
        life.send(item)
    assert life.sent == []
    assert _states(life, "card") == [(MON, "cancelled", "stopped")]


def _plan(tx: Tx, at: Moment) -> None:
    plan_due(tx, at, 10)


class Outcomes:
    """Gives scripted outcomes in turn, then always Sent."""

    def __init__(self, *outcomes: SendOutcome) -> None:
        self.outcomes = list(outcomes)

    def __call__(self, delivery: Delivery) -> SendOutcome:
        return self.outcomes.pop(0) if self.outcomes else Sent(f"m{delivery.delivery_id}")


def test_a_send_that_failed_surely_is_tried_again(runner: SqliteRunner) -> None:
    life = Life(runner, outcome=Outcomes(RetryLater("busy"), RetryLater("busy", 120)))
    life.go_to(life.at(MON, 8))
    assert len(life.sent) == 3
    assert _states(life, "card") == [(MON, "sent", "")]


def test_a_send_that_keeps_failing_expires_and_the_session_comes_again(
    runner: SqliteRunner,
) -> None:
    life = Life(runner, outcome=Outcomes(*[RetryLater("busy")] * 8))
    life.go_to(life.at(WED, 8))
    assert _states(life, "card") == [(MON, "expired", "late"), (WED, "sent", "")]
    assert life.rows("card")[1].args == (1,)


def test_an_unclear_session_goes_back_once_and_no_more(runner: SqliteRunner) -> None:
    life = Life(runner, outcome=Outcomes(Unknown("reset"), Unknown("reset"), Unknown("reset")))
    life.go_to(life.at(MON, 8))
    assert len(life.sent) == 2
    assert _states(life, "card") == [(MON, "unknown", "unclear")]
    assert life.enrollment().session_no == 1


def test_an_unclear_reminder_is_never_repeated(runner: SqliteRunner) -> None:
    life = Life(runner, outcome=Outcomes(Sent("m1"), Unknown("reset")))
    life.go_to(life.at(TUE, 2))
    assert len(life.sent) == 2
    assert _states(life, "reminder") == [(MON, "unknown", "unclear")]


def test_somebody_who_cannot_be_reached_is_paused_until_they_come_back(
    runner: SqliteRunner,
) -> None:
    life = Life(runner, outcome=Outcomes(Unreachable("blocked")))
    life.go_to(life.at(FRI, 12))
    assert len(life.sent) == 1
    assert life.enrollment().reason is PauseReason.UNREACHABLE
    life.command("today")
    life.go_to(life.at(SUN, 8))
    assert [row.state for row in life.rows("card")] == [DeliveryState.FAILED, DeliveryState.SENT]


def test_a_rejected_message_fails_and_stays_failed(runner: SqliteRunner) -> None:
    life = Life(runner, outcome=Outcomes(Rejected("too long")))
    life.go_to(life.at(TUE, 12))
    assert _states(life, "card") == [(MON, "failed", "rejected")]


def test_rows_of_a_dead_process_are_put_right_at_start(life: Life) -> None:
    life.desk.now = life.at(MON, 7, 30)
    at = life.desk.moment()
    life.desk.run(lambda tx: _plan(tx, at))
    life.claim()
    again = life.desk.run(lambda tx: outbox.recover(tx, "another process", life.desk.moment()))
    assert again == 1
    life.work()
    assert _states(life, "card") == [(MON, "sent", "")]


def test_every_day_of_a_year_has_one_card_whatever_moves(life: Life) -> None:
    zones = ["Europe/Berlin", "Asia/Tokyo", "America/Bogota", "Pacific/Apia", "Africa/Casablanca"]
    for number, zone in enumerate(zones * 2):
        life.go_to(life.now + 86400 + number * 7919)
        _move(life, with_hour(Wish(zone=zone, hour_min=0, weekdays=WISH.weekdays), 450))
    life.go_to(life.now + 30 * 86400)
    cards = [row for row in life.rows() if row.slot == "card"]
    assert len({row.local_on for row in cards}) == len(cards)
    sessions = [row.args[0] for row in cards if row.kind is DeliveryKind.SESSION and row.done_at]
    assert sorted(set(sessions)) == list(range(1, 9))
    assert life.enrollment().state is EnrollmentState.FINISHED


def test_a_finished_program_logs_its_end_once(life: Life) -> None:
    life.go_to(life.at(FIRST_ON + timedelta(days=60), 12))
    enrollment_id = life.enrollment().enrollment_id
    changes = life.desk.run(lambda tx: tx.changes.of_subject("enrollment", enrollment_id))
    assert [change.what for change in changes] == [What.ENROLLED, What.FINISHED]
