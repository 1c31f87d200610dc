"""What is due, what waits in the queue, and what comes beside the card of a day."""

from dataclasses import replace

from tests.fakes.book_tampering import changed, doubled, without, wrongs
from tests.fakes.kept_books import first_card_sent, joined, second_day, two_sessions

MONDAY_NOON = "2027-03-01 12:00"


def test_nothing_is_wrong_before_the_first_day() -> None:
    keeper = joined()
    keeper.due("card", "2027-03-01 07:30")
    assert keeper.wrongs("2027-02-28 12:00") == []


def test_a_card_that_the_bot_was_not_up_to_plan_is_not_missing() -> None:
    keeper = joined()
    keeper.due("card", "2027-03-01 07:30")
    assert keeper.wrongs("2027-03-09 12:00") == []


def test_a_running_program_needs_its_next_card_hour() -> None:
    keeper = second_day()
    keeper.dues.clear()
    assert keeper.wrongs("2027-03-02 12:00") == [
        "enrollment 1: no card is due, and one should be 2027-03-03 06:30:00 UTC"
    ]


def test_a_card_hour_that_was_moved_is_named() -> None:
    keeper = second_day()
    keeper.dues.clear()
    keeper.due("card", "2027-03-03 07:31")
    assert keeper.wrongs("2027-03-02 12:00") == [
        "enrollment 1: the card is due 2027-03-03 06:31:00 UTC instead of 2027-03-03 06:30:00 UTC"
    ]


def test_something_due_twice_is_named() -> None:
    keeper = first_card_sent()
    keeper.due("reminder", "2027-03-01 19:00")
    assert keeper.wrongs(MONDAY_NOON) == ["enrollment 1: the reminder is due twice"]


def test_the_reminder_waits_for_its_hour() -> None:
    keeper = first_card_sent()
    assert keeper.wrongs(MONDAY_NOON) == []
    keeper.dues.pop()
    assert keeper.wrongs(MONDAY_NOON) == [
        "enrollment 1: no reminder is due, and one should be 2027-03-01 18:00:00 UTC"
    ]


def test_a_reminder_whose_hour_came_while_the_bot_was_down_is_not_missing() -> None:
    assert first_card_sent().wrongs("2027-03-01 20:00") == []


def test_a_reminder_that_was_neither_kept_nor_is_due_is_missing() -> None:
    keeper = first_card_sent()
    keeper.dues.pop()
    assert keeper.wrongs("2027-03-01 20:00") == [
        "enrollment 1, day 1 (2027-03-01): the reminder is missing"
    ]


def test_without_reminders_there_is_none() -> None:
    keeper = joined(reminders=False)
    keeper.card(1, "2027-03-01", 1)
    keeper.due("card", "2027-03-02 07:30")
    keeper.stands("2027-03-01", 1, 1)
    assert keeper.wrongs("2027-03-01 20:00") == []


def test_a_card_late_in_the_evening_has_no_reminder_in_the_quiet_hours() -> None:
    keeper = joined(hour_min=20 * 60)
    keeper.planned(1, "card", "session", "2027-03-01 20:00", "2027-03-01 22:00", args="1")
    keeper.tried("2027-03-01 20:00")
    keeper.open_run(1, "2027-03-01", 1)
    keeper.due("card", "2027-03-02 20:00")
    keeper.stands("2027-03-01", 1, 1)
    assert keeper.wrongs("2027-03-01 23:30") == []


def test_a_reminder_waits_for_a_card_that_is_still_on_its_way() -> None:
    keeper = joined()
    keeper.planned(1, "card", "session", "2027-03-01 07:30", "2027-03-01 22:00", args="1")
    keeper.queued()
    keeper.due("card", "2027-03-02 07:30")
    keeper.due("reminder", "2027-03-01 19:21")
    keeper.stands("2027-03-01", 1, 0)
    assert keeper.wrongs("2027-03-01 19:20") == []
    keeper.dues.pop()
    keeper.tried("2027-03-01 19:30")
    keeper.queue.clear()
    keeper.open_run(1, "2027-03-01", 1)
    keeper.stands("2027-03-01", 1, 1)
    keeper.planned(
        1,
        "reminder",
        "reminder",
        "2027-03-01 19:31",
        "2027-03-01 21:31",
        args="1",
        state="cancelled",
        reason="just_sent",
    )
    assert keeper.wrongs("2027-03-01 20:00") == []


def test_a_card_on_its_way_stands_once_in_its_lane_of_the_queue() -> None:
    keeper = joined()
    keeper.planned(1, "card", "session", "2027-03-01 07:30", "2027-03-01 22:00", args="1")
    keeper.due("card", "2027-03-02 07:30")
    keeper.due("reminder", "2027-03-01 19:00")
    keeper.stands("2027-03-01", 1, 0)
    card = "enrollment 1, day 1 (2027-03-01): the session card"
    assert keeper.wrongs(MONDAY_NOON) == [f"{card} is planned and not in the queue"]
    keeper.queued()
    book, now = keeper.book(), keeper.at(MONDAY_NOON)
    assert wrongs(book, now) == []
    for tampered, wrong in (
        (doubled(book, "queue", 0, lane=1), "is in the queue twice"),
        (changed(book, "queue", 0, lane=1), "waits in the wrong lane of the queue (terminal, 1)"),
        (
            changed(book, "queue", 0, not_before=book.queue[0].not_before + 9),
            "waits in the queue for another instant than the one it is due",
        ),
        (
            changed(book, "queue", 0, not_before=5),
            "waits in the queue for an instant that is not its own",
        ),
        (
            changed(book, "queue", 0, lease_owner="1.1", lease_until=9),
            "is planned and is taken in the queue",
        ),
        (
            changed(book, "deliveries", 0, state="claimed"),
            "is claimed and is not taken in the queue",
        ),
        (
            changed(book, "deliveries", 0, reason="late"),
            "is planned and has an end all the same",
        ),
    ):
        assert f"{card} {wrong}" in wrongs(tampered, now)


def test_a_card_forgotten_by_the_queue_is_named_once_its_time_is_over() -> None:
    keeper = joined()
    keeper.planned(1, "card", "session", "2027-03-01 07:30", "2027-03-01 22:00", args="1")
    keeper.due("card", "2027-03-02 07:30")
    keeper.stands("2027-03-01", 1, 0)
    assert (
        "enrollment 1, day 1 (2027-03-01): the session card is planned though its time is long over"
        in keeper.wrongs("2027-03-02 07:00")
    )


def test_a_program_without_morning_ends_at_the_card_hour_and_again_until_it_is_told() -> None:
    keeper = two_sessions()
    del keeper.deliveries[5:]
    keeper.changes.pop()
    keeper.runs[1] = replace(
        keeper.runs[1], state="missed", started_at=None, ended_at=keeper.at("2027-03-04 07:30")
    )
    del keeper.check_ins[3:]
    keeper.planned(4, "finish", "finish", "2027-03-04 07:30", "2027-03-04 22:00")
    keeper.tried("2027-03-04 07:30", "failed")
    keeper.planned(5, "finish", "finish", "2027-03-05 07:30", "2027-03-05 22:00")
    keeper.tried("2027-03-05 07:30", "unknown")
    keeper.line("finished", "2027-03-05 07:30")
    keeper.stands("2027-03-05", 5, 2, state="finished")
    assert keeper.wrongs("2027-03-05 08:00") == []


def test_the_closing_message_waits_for_its_hour_in_the_evening() -> None:
    keeper = two_sessions()
    keeper.deliveries.pop()
    keeper.changes.pop()
    keeper.stands("2027-03-04", 4, 2, state="running")
    keeper.seen = "2027-03-03 09:00"
    keeper.due("card", "2027-03-05 07:30")
    keeper.due("finish", "2027-03-04 19:00")
    assert keeper.wrongs("2027-03-04 12:00") == []
    keeper.dues.pop()
    assert keeper.wrongs("2027-03-04 12:00") == [
        "enrollment 1: no finish is due, and one should be 2027-03-04 18:00:00 UTC"
    ]


def test_a_card_asked_for_later_comes_at_its_hour_and_only_the_last_one() -> None:
    keeper = first_card_sent()
    keeper.line("later", "2027-03-01 08:00", str(keeper.at("2027-03-01 09:00")), "1")
    keeper.line("later", "2027-03-01 08:01", str(keeper.at("2027-03-01 11:00")), "1")
    keeper.due("later", "2027-03-01 11:00")
    assert keeper.wrongs("2027-03-01 08:02") == []
    keeper.dues.pop()
    assert keeper.wrongs("2027-03-01 08:02") == [
        "enrollment 1: no later is due, and one should be 2027-03-01 10:00:00 UTC"
    ]
    keeper.planned(
        1, "later1", "later", "2027-03-01 11:00", "2027-03-01 13:00", args="1", rule="later"
    )
    keeper.tried("2027-03-01 11:00")
    book, now = keeper.book(), keeper.at(MONDAY_NOON)
    assert wrongs(book, now) == []
    assert wrongs(without(book, "deliveries", 1), now) == [
        "enrollment 1, day 1 (2027-03-01): the card asked for later is missing"
    ]
    assert "enrollment 1: line 4 (later) does not follow from those before it" in wrongs(
        changed(book, "changes", 3, old="2"), now
    )
    assert "person 1: line 4 (later) cannot be read" in wrongs(
        changed(book, "changes", 3, old="x"), now
    )


def test_a_running_step_is_due_when_it_ends() -> None:
    keeper = first_card_sent()
    keeper.run(
        "started", "2027-03-01 11:59", step_no=1, step_ends_at=keeper.at("2027-03-01 12:01")
    )
    keeper.seen = "2027-03-01 11:59"
    keeper.due("step", "2027-03-01 12:01")
    assert keeper.wrongs(MONDAY_NOON) == []
    keeper.dues.pop()
    assert keeper.wrongs(MONDAY_NOON) == [
        "enrollment 1: no step is due, and one should be 2027-03-01 11:01:00 UTC"
    ]


def test_without_quiet_hours_a_card_may_be_late_until_its_day_ends() -> None:
    keeper = joined(quiet_from_min=0, quiet_to_min=0)
    keeper.planned(1, "card", "session", "2027-03-01 07:30", "2027-03-02 03:00", args="1")
    keeper.tried("2027-03-01 07:30")
    keeper.open_run(1, "2027-03-01", 1)
    keeper.due("card", "2027-03-02 07:30")
    keeper.due("reminder", "2027-03-01 19:00")
    keeper.stands("2027-03-01", 1, 1)
    assert keeper.wrongs(MONDAY_NOON) == []


def test_quiet_hours_in_the_daytime_are_quiet_too() -> None:
    keeper = joined(quiet_from_min=18 * 60, quiet_to_min=20 * 60)
    keeper.planned(1, "card", "session", "2027-03-01 07:30", "2027-03-01 18:00", args="1")
    keeper.tried("2027-03-01 07:30")
    keeper.open_run(1, "2027-03-01", 1)
    keeper.due("card", "2027-03-02 07:30")
    keeper.stands("2027-03-01", 1, 1)
    assert keeper.wrongs("2027-03-01 21:00") == []


def test_a_card_asked_for_again_after_it_came_comes_a_second_time() -> None:
    keeper = first_card_sent()
    keeper.line("later", "2027-03-01 08:00", str(keeper.at("2027-03-01 09:00")), "1")
    keeper.planned(1, "later1", "later", "2027-03-01 09:00", "2027-03-01 11:00", args="1")
    keeper.tried("2027-03-01 09:00")
    keeper.line("later", "2027-03-01 09:30", str(keeper.at("2027-03-01 11:00")), "1")
    keeper.planned(1, "later2", "later", "2027-03-01 11:00", "2027-03-01 13:00", args="1")
    keeper.tried("2027-03-01 11:00")
    book, now = keeper.book(), keeper.at(MONDAY_NOON)
    assert wrongs(book, now) == []
    assert wrongs(without(book, "deliveries", 1), now) != []
    assert wrongs(without(book, "deliveries", 2), now) != []


def test_a_card_put_off_while_the_reminder_waits_takes_nothing_off() -> None:
    keeper = joined()
    keeper.planned(1, "card", "session", "2027-03-01 07:30", "2027-03-01 22:00", args="1")
    keeper.tried("2027-03-01 19:06", first_attempt_at=keeper.at("2027-03-01 19:06"))
    keeper.open_run(1, "2027-03-01", 1)
    keeper.line("later", "2027-03-01 19:08", str(keeper.at("2027-03-01 20:08")), "1")
    keeper.due("card", "2027-03-02 07:30")
    keeper.due("reminder", "2027-03-01 19:07")
    keeper.due("later", "2027-03-01 20:08")
    keeper.stands("2027-03-01", 1, 1)
    assert keeper.wrongs("2027-03-01 19:09") == []
