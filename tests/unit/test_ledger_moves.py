"""Days while hours and zones move, and while clocks jump."""

from dataclasses import replace

from tests.fakes.book_tampering import changed, without, wrongs
from tests.fakes.books import Keeper
from tests.fakes.kept_books import first_card_sent, joined

MONDAY_NOON = "2027-03-01 12:00"


def test_an_hour_that_moves_over_a_date_counts_it_as_moved() -> None:
    keeper = first_card_sent()
    keeper.wishes(MONDAY_NOON, hour_min=20 * 60)
    keeper.dues[0] = replace(keeper.dues[0], due_at=keeper.at("2027-03-02 20:00"))
    assert keeper.wrongs("2027-03-01 13:00") == []
    keeper.dues.clear()
    keeper.run("missed", ended="2027-03-02 20:00")
    keeper.reminder(1, "2027-03-01", 1)
    keeper.due("card", "2027-03-03 20:00")
    keeper.stands("2027-03-02", 2, 1)
    assert keeper.wrongs("2027-03-03 12:00") == []
    # On Wednesday noon the hour goes back to 07:30: Wednesday's is over and counts as moved.
    keeper.wishes("2027-03-03 12:00", hour_min=450)
    keeper.planned(
        3,
        "card",
        "session",
        "2027-03-03 07:30",
        "2027-03-03 22:00",
        args="2",
        state="cancelled",
        reason="moved",
    )
    keeper.dues.clear()
    keeper.due("card", "2027-03-04 07:30")
    keeper.stands("2027-03-03", 3, 1)
    book, now = keeper.book(), keeper.at("2027-03-03 13:00")
    assert wrongs(book, now) == []
    assert wrongs(changed(book, "deliveries", 2, reason="late", state="expired"), now) != []
    assert (
        "enrollment 1, day 3 (2027-03-03): the session card should be cancelled as 'moved'"
        in wrongs(changed(book, "deliveries", 2, reason="paused"), now)
    )


def test_what_waited_on_a_day_that_a_move_ended_is_kept_as_moved() -> None:
    """In Kiritimati it is already Tuesday evening when Monday noon comes to Honolulu."""
    keeper = joined(zone="Pacific/Honolulu", weekdays=frozenset({0, 1}))
    keeper.card(1, "2027-03-01", 1)
    keeper.line("later", "2027-03-01 08:00", str(keeper.at("2027-03-01 15:00")), "1")
    keeper.stands("2027-03-01", 1, 1)
    moved_at = keeper.at(MONDAY_NOON)
    remind_at, later_at = keeper.at("2027-03-01 19:00"), keeper.at("2027-03-01 15:00")
    keeper.run("missed", ended=MONDAY_NOON)
    keeper.wishes(MONDAY_NOON, zone="Pacific/Kiritimati")
    for slot, at in (("later1", later_at), ("reminder", remind_at)):
        keeper.planned(
            1,
            slot,
            slot.rstrip("1"),
            "2027-03-01 12:00",
            "2027-03-02 22:00",
            local_on="2027-03-01",
            args="1",
            due_at=at,
            late_until=keeper.at("2027-03-02 03:00"),
            state="cancelled",
            reason="moved",
        )
    keeper.planned(
        2,
        "card",
        "session",
        "2027-03-02 07:30",
        "2027-03-02 22:00",
        args="2",
        state="cancelled",
        reason="moved",
    )
    keeper.dues.clear()
    keeper.due("card", "2027-03-03 07:30")
    keeper.stands("2027-03-02", 2, 1)
    keeper.seen = "2027-03-02 12:00"
    book = keeper.book()
    assert wrongs(book, moved_at + 60) == []
    for place, name in ((1, "card asked for later"), (2, "reminder")):
        assert wrongs(without(book, "deliveries", place), moved_at + 60) == [
            f"enrollment 1, day 1 (2027-03-01): the {name} is missing"
        ]


def test_what_waited_for_a_card_that_never_came_is_simply_gone_when_the_wish_moves() -> None:
    keeper = joined(zone="Pacific/Honolulu", weekdays=frozenset({0}))
    keeper.planned(1, "card", "session", "2027-03-01 07:30", "2027-03-01 22:00", args="1")
    keeper.tried("2027-03-01 08:00", "failed")
    moved_at = keeper.at(MONDAY_NOON)
    keeper.wishes(MONDAY_NOON, zone="Pacific/Kiritimati")
    keeper.due("card", "2027-03-03 07:30")
    keeper.stands("2027-03-02", 2, 0)
    keeper.seen = "2027-03-02 12:00"
    assert wrongs(keeper.book(), moved_at + 60) == []


def test_a_card_too_soon_after_the_last_is_cut() -> None:
    keeper = joined(hour_min=20 * 60, weekdays=frozenset(range(7)))
    keeper.planned(1, "card", "session", "2027-03-01 20:00", "2027-03-01 22:00", args="1")
    keeper.tried("2027-03-01 20:00")
    keeper.open_run(1, "2027-03-01", 1)
    keeper.run("missed", ended="2027-03-02 07:30")
    keeper.wishes("2027-03-01 21:00", hour_min=450)
    keeper.planned(
        2,
        "card",
        "session",
        "2027-03-02 07:30",
        "2027-03-02 22:00",
        args="2",
        state="cancelled",
        reason="too_soon",
    )
    keeper.due("card", "2027-03-03 07:30")
    keeper.stands("2027-03-02", 2, 1)
    book, now = keeper.book(), keeper.at("2027-03-02 12:00")
    assert wrongs(book, now) == []
    card = "enrollment 1, day 2 (2027-03-02): the session card"
    assert f"{card} should be cancelled as 'too_soon'" in wrongs(
        changed(book, "deliveries", 1, reason="stopped"), now
    )
    # A card that was not given cut nothing.
    unsent = changed(book, "deliveries", 0, state="failed", reason="rejected")
    assert f"{card} says 'too_soon', and nothing in the log does" in wrongs(unsent, now)


def test_a_card_that_ended_unsent_after_the_next_was_planned_may_have_cut_it() -> None:
    keeper = joined(hour_min=20 * 60, weekdays=frozenset(range(7)))
    keeper.planned(1, "card", "session", "2027-03-01 20:00", "2027-03-01 22:00", args="1")
    keeper.tried("2027-03-02 07:31", "expired")
    keeper.wishes("2027-03-01 21:00", hour_min=450)
    keeper.planned(
        2,
        "card",
        "session",
        "2027-03-02 07:30",
        "2027-03-02 22:00",
        args="1",
        state="cancelled",
        reason="too_soon",
    )
    keeper.due("card", "2027-03-03 07:30")
    keeper.stands("2027-03-02", 2, 0)
    assert keeper.wrongs("2027-03-02 12:00") == []


def test_the_clocks_go_forward_and_the_hour_that_is_missing_comes_after_the_gap() -> None:
    keeper = joined("2027-03-28", hour_min=150, weekdays=frozenset({6}), day_ends_min=150)
    keeper.wish = replace(keeper.wish, quiet_to_min=150)
    keeper.changes.clear()
    keeper.consents.clear()
    keeper.stops.clear()
    keeper.joins("2027-03-27 12:00", "2027-03-28")
    keeper.planned(
        1,
        "card",
        "session",
        "2027-03-28 03:00",
        "2027-03-28 22:00",
        args="1",
    )
    keeper.tried("2027-03-28 03:00")
    keeper.open_run(1, "2027-03-28", 1)
    keeper.due("card", "2027-03-29 02:30")
    keeper.due("reminder", "2027-03-28 19:00")
    keeper.stands("2027-03-28", 1, 1, started_on="2027-03-28")
    assert keeper.wrongs("2027-03-28 12:00") == []


def test_a_date_that_nobody_lived_moves_the_number_on_without_a_card() -> None:
    keeper = Keeper()
    keeper.wish = replace(keeper.wish, zone="Pacific/Apia", weekdays=frozenset(range(7)))
    keeper.joins("2011-12-28 12:00", "2011-12-29")
    keeper.card(1, "2011-12-29", 1)
    keeper.run("missed", ended="2011-12-31 07:30")
    keeper.reminder(1, "2011-12-29", 1)
    keeper.card(3, "2011-12-31", 2)
    keeper.due("card", "2012-01-01 07:30")
    keeper.due("reminder", "2011-12-31 19:00")
    keeper.stands("2011-12-31", 3, 2, started_on="2011-12-29")
    assert keeper.wrongs("2011-12-31 12:00") == []


def test_a_program_may_begin_on_the_day_after_one_that_nobody_lived() -> None:
    keeper = Keeper()
    keeper.wish = replace(keeper.wish, zone="Pacific/Apia")
    keeper.joins("2011-12-29 12:00", "2011-12-31")
    keeper.due("card", "2011-12-31 07:30")
    keeper.stands("2011-12-30", 0, 0, started_on="2011-12-31")
    assert keeper.wrongs("2011-12-29 13:00") == []
