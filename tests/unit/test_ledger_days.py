"""Whole books of many histories: days are worked out as they were, and nothing is found."""

from dataclasses import replace

from tests.fakes.book_tampering import changed, without, wrongs
from tests.fakes.books import Keeper
from tests.fakes.kept_books import first_card_sent, joined, second_day, two_sessions

MONDAY_NOON = "2027-03-01 12:00"


def test_a_session_not_given_comes_again_and_what_was_missed_keeps_its_row() -> None:
    keeper = joined()
    for day_no, on in ((1, "2027-03-01"), (3, "2027-03-03")):
        keeper.planned(
            day_no,
            "card",
            "session",
            f"{on} 07:30",
            f"{on} 22:00",
            args="1",
            state="expired",
            reason="downtime",
        )
    keeper.card(5, "2027-03-05", 1)
    keeper.due("card", "2027-03-06 07:30")
    keeper.due("reminder", "2027-03-05 19:00")
    keeper.stands("2027-03-05", 5, 1)
    assert keeper.wrongs("2027-03-05 12:00") == []


def test_a_card_recorded_after_the_next_was_planned_leaves_both_numbers_open() -> None:
    keeper = first_card_sent()
    keeper.dues.clear()
    keeper.deliveries[0] = replace(keeper.deliveries[0], done_at=keeper.at("2027-03-03 07:31"))
    keeper.run("missed", ended="2027-03-03 07:31")
    keeper.card(3, "2027-03-03", 1)
    keeper.deliveries[-1] = replace(
        keeper.deliveries[-1],
        first_attempt_at=keeper.at("2027-03-03 07:32"),
        done_at=keeper.at("2027-03-03 07:32"),
    )
    keeper.due("card", "2027-03-04 07:30")
    keeper.due("reminder", "2027-03-03 19:00")
    keeper.stands("2027-03-03", 3, 1)
    assert (
        keeper.wrongs("2027-03-03 12:00")
        == ["enrollment 1, day 1 (2027-03-01): the reminder is missing"][1:]
    )


def test_a_missed_session_brings_no_morning_question() -> None:
    keeper = first_card_sent()
    keeper.dues.clear()
    keeper.run("missed", ended="2027-03-02 07:30")
    keeper.reminder(1, "2027-03-01", 1)
    keeper.due("card", "2027-03-03 07:30")
    keeper.stands("2027-03-02", 2, 1)
    assert keeper.wrongs("2027-03-02 12:00") == []


def test_a_session_left_out_for_pain_brings_one_and_any_other_none() -> None:
    keeper = first_card_sent()
    keeper.dues.clear()
    keeper.run("skipped", ended="2027-03-01 09:00", reason="pain")
    keeper.reminder(1, "2027-03-01", 1)
    keeper.morning(2, "2027-03-02")
    keeper.due("card", "2027-03-03 07:30")
    keeper.stands("2027-03-02", 2, 1)
    book, now = keeper.book(), keeper.at("2027-03-02 12:00")
    assert wrongs(book, now) == []
    assert wrongs(changed(book, "runs", 0, reason="time"), now) == [
        "enrollment 1, day 2 (2027-03-02): a morning question in slot 'card' should not be there"
    ]


def test_where_a_reason_was_erased_either_may_have_been() -> None:
    keeper = first_card_sent()
    keeper.dues.clear()
    keeper.run("skipped", ended="2027-03-01 09:00")
    keeper.reminder(1, "2027-03-01", 1)
    keeper.morning(2, "2027-03-02")
    keeper.consents[0] = replace(keeper.consents[0], withdrawn_at=keeper.at("2027-03-02 10:00"))
    keeper.seen = "2027-03-02 10:00"
    keeper.due("card", "2027-03-03 07:30")
    keeper.stands("2027-03-02", 2, 1)
    book, now = keeper.book(), keeper.at("2027-03-02 12:00")
    assert wrongs(book, now) == []
    assert wrongs(without(book, "deliveries", 2), now) == []


def test_a_session_called_painful_the_day_after_may_have_been_missed_or_done() -> None:
    keeper = first_card_sent()
    keeper.dues.clear()
    keeper.run("stopped", ended="2027-03-02 09:00")
    keeper.reminder(1, "2027-03-01", 1)
    keeper.due("card", "2027-03-03 07:30")
    keeper.stands("2027-03-02", 2, 1)
    assert keeper.wrongs("2027-03-02 12:00") == []
    keeper.morning(2, "2027-03-02")
    assert keeper.wrongs("2027-03-02 12:00") == []


def test_a_last_morning_that_nobody_was_up_to_ask_leaves_its_closing_open() -> None:
    keeper = two_sessions()
    del keeper.deliveries[5:]
    keeper.changes.pop()
    keeper.planned(
        4,
        "card",
        "morning",
        "2027-03-04 07:30",
        "2027-03-04 22:00",
        state="expired",
        reason="downtime",
    )
    keeper.planned(5, "finish", "finish", "2027-03-05 07:30", "2027-03-05 22:00")
    keeper.tried("2027-03-05 07:30")
    keeper.line("finished", "2027-03-05 07:30")
    keeper.stands("2027-03-05", 5, 2, state="finished")
    assert keeper.wrongs("2027-03-05 08:00") == []


def test_a_made_up_session_is_borne_out_by_its_row_and_its_run() -> None:
    keeper = first_card_sent()
    keeper.dues.clear()
    keeper.run("skipped", ended="2027-03-01 09:00")
    keeper.reminder(1, "2027-03-01", 1)
    keeper.planned(
        2,
        "makeup",
        "makeup",
        "2027-03-02 10:00",
        "2027-03-02 10:00",
        args="1",
        state="sent",
        reason="asked",
        done_at=keeper.at("2027-03-02 10:00"),
    )
    keeper.open_run(2, "2027-03-02", 1)
    keeper.line("later", "2027-03-02 10:01", str(keeper.at("2027-03-02 11:01")), "2")
    keeper.due("card", "2027-03-03 07:30")
    keeper.stands("2027-03-02", 2, 1)
    book, now = keeper.book(), keeper.at("2027-03-02 12:00")
    assert wrongs(book, now) == []
    tuesday = "enrollment 1, day 2 (2027-03-02)"
    assert wrongs(without(book, "deliveries", 2), now) == [
        f"{tuesday}: the made-up session is missing",
        f"{tuesday}: there is a session, and no card gave it",
    ]
    assert f"{tuesday}: the made-up session names session '2' instead of '1'" in wrongs(
        changed(book, "deliveries", 2, args="2"), now
    )
    assert f"{tuesday}: the made-up session is sent and has no instant of its end" in wrongs(
        changed(book, "deliveries", 2, done_at=None), now
    )
    assert "enrollment 1, day 9: a made-up session in slot 'makeup' should not be there" in wrongs(
        changed(book, "deliveries", 2, day_no=9), now
    )
    assert f"{tuesday}: the made-up session is missing" in wrongs(
        changed(book, "deliveries", 2, slot="card", kind="morning"), now
    )


def test_a_made_up_session_that_nothing_came_before_is_judged_by_itself() -> None:
    keeper = first_card_sent()
    keeper.deliveries[0] = replace(keeper.deliveries[0], slot="makeup", kind="makeup")
    assert "enrollment 1, day 1 (2027-03-01): the session card is missing" in keeper.wrongs(
        MONDAY_NOON
    )


def test_a_person_who_never_joined_has_nothing_to_be_wrong() -> None:
    keeper = Keeper()
    book = keeper.book()
    person = replace(
        book.person,
        zone=None,
        hour_min=None,
        weekdays=None,
        quiet_from=None,
        quiet_to=None,
        day_ends_min=None,
        reminders=None,
        created_at=keeper.at("2027-02-28 12:00"),
    )
    account = replace(book.accounts[0], reach_at=person.created_at)
    empty = replace(book, person=person, accounts=(account,), enrollments=())
    assert wrongs(empty, keeper.at(MONDAY_NOON)) == []


def test_a_changed_score_keeps_the_one_before() -> None:
    keeper = second_day()
    keeper.check_ins[2] = replace(keeper.check_ins[2], replaced_at=keeper.at("2027-03-02 09:05"))
    keeper.score(1, "morning", "2027-03-02 09:05", 4)
    assert keeper.wrongs("2027-03-02 12:00") == []


def test_a_card_asked_for_before_the_first_day_is_asked_for_on_no_day() -> None:
    keeper = joined()
    keeper.line("later", "2027-02-28 13:00", str(keeper.at("2027-02-28 14:00")), "0")
    keeper.due("card", "2027-03-01 07:30")
    assert keeper.wrongs("2027-02-28 15:00") == []


def test_a_card_put_off_on_a_day_without_one_waits_no_longer_than_its_hour() -> None:
    keeper = joined()
    keeper.line("later", "2027-02-28 13:00", str(keeper.at("2027-02-28 14:00")), "0")
    keeper.wishes("2027-02-28 15:00", hour_min=460)
    keeper.due("card", "2027-03-01 07:40")
    assert keeper.wrongs("2027-02-28 16:00") == []
