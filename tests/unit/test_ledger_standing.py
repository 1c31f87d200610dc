"""Programs that pause, stop and go on, and consents that come and go."""

from dataclasses import replace

from tests.fakes.book_tampering import changed, wrongs
from tests.fakes.kept_books import first_card_sent, joined, two_sessions

MONDAY_NOON = "2027-03-01 12:00"


def test_without_consent_no_morning_is_asked() -> None:
    keeper = two_sessions()
    keeper.consents.clear()
    keeper.check_ins.clear()
    found = keeper.wrongs("2027-03-04 20:00")
    assert (
        "enrollment 1, day 2 (2027-03-02): a morning question in slot 'card' should not be there"
        in found
    )
    assert (
        "enrollment 1, day 4 (2027-03-04): the closing message is due 2027-03-04 18:00:00 UTC"
        " instead of 2027-03-04 06:30:00 UTC" in found
    )


def test_consent_given_while_a_morning_was_planned_leaves_it_open() -> None:
    keeper = first_card_sent()
    keeper.dues.clear()
    keeper.run("opened", "2027-03-01 08:00", "2027-03-02 07:30")
    keeper.reminder(1, "2027-03-01", 1)
    keeper.consents[0] = replace(keeper.consents[0], given_at=keeper.at("2027-03-02 08:00"))
    keeper.seen = "2027-03-02 08:00"
    keeper.due("card", "2027-03-03 07:30")
    keeper.stands("2027-03-02", 2, 1)
    assert keeper.wrongs("2027-03-02 12:00") == []


def test_a_pause_counts_no_day_and_the_number_goes_on() -> None:
    keeper = first_card_sent()
    keeper.dues.clear()
    keeper.run("excused", ended="2027-03-01 09:00")
    keeper.line("paused", "2027-03-01 09:00", "2027-03-05")
    keeper.due("card", "2027-03-05 07:30")
    keeper.stands("2027-03-01", 1, 1, state="paused", reason="ill", paused_until_on="2027-03-05")
    assert keeper.wrongs("2027-03-04 12:00") == []
    keeper.line("resumed", "2027-03-05 07:30", "2027-03-05", actor_person_id=None)
    keeper.dues.clear()
    keeper.card(2, "2027-03-05", 2)
    keeper.due("card", "2027-03-06 07:30")
    keeper.due("reminder", "2027-03-05 19:00")
    keeper.stands("2027-03-05", 2, 2, state="running", reason="", paused_until_on=None)
    book, now = keeper.book(), keeper.at("2027-03-05 12:00")
    assert wrongs(book, now) == []
    assert "enrollment 1: line 4 (resumed) does not follow from those before it" in wrongs(
        changed(book, "changes", 3, at=book.changes[3].at - 60), now
    )


def test_a_stop_takes_effect_at_once_and_undone_the_day_goes_on() -> None:
    keeper = first_card_sent()
    keeper.line("stopped", "2027-03-01 09:00")
    keeper.dues.clear()
    keeper.run("excused", ended="2027-03-01 09:00")
    keeper.stands("2027-03-01", 1, 1, state="stopped")
    assert keeper.wrongs(MONDAY_NOON) == []
    keeper.line("resumed", "2027-03-01 09:05", "2027-03-02")
    keeper.run("open")
    keeper.due("card", "2027-03-02 07:30")
    keeper.due("reminder", "2027-03-01 19:00")
    keeper.stands("2027-03-01", 1, 1, state="running")
    assert keeper.wrongs(MONDAY_NOON) == []


def test_a_stop_undone_after_the_hour_of_the_reminder_brings_none() -> None:
    keeper = first_card_sent()
    keeper.line("stopped", "2027-03-01 09:00")
    keeper.line("resumed", "2027-03-01 20:00", "2027-03-02")
    keeper.dues.pop()
    assert keeper.wrongs("2027-03-01 21:00") == []


def test_a_stop_undone_before_the_first_day_or_on_a_rest_day_sets_no_reminder() -> None:
    keeper = joined()
    keeper.line("stopped", "2027-02-28 13:00")
    keeper.line("resumed", "2027-02-28 13:05", "2027-03-01")
    keeper.due("card", "2027-03-01 07:30")
    assert keeper.wrongs("2027-02-28 14:00") == []
    keeper = first_card_sent()
    keeper.dues.clear()
    keeper.run("missed", ended="2027-03-02 07:30")
    keeper.reminder(1, "2027-03-01", 1)
    keeper.line("stopped", "2027-03-02 09:00")
    keeper.line("resumed", "2027-03-02 09:05", "2027-03-03")
    keeper.due("card", "2027-03-03 07:30")
    keeper.stands("2027-03-02", 2, 1)
    assert keeper.wrongs("2027-03-02 12:00") == []


def test_a_card_called_back_says_so_with_the_log() -> None:
    keeper = joined()
    keeper.planned(
        1,
        "card",
        "session",
        "2027-03-01 07:30",
        "2027-03-01 22:00",
        args="1",
        state="cancelled",
        reason="stopped",
        done_at=keeper.at("2027-03-01 07:31"),
    )
    keeper.line("stopped", "2027-03-01 07:31")
    keeper.stands("2027-03-01", 1, 0, state="stopped")
    assert keeper.wrongs(MONDAY_NOON) == []


def test_a_red_flag_stops_everything_until_it_is_cleared() -> None:
    keeper = first_card_sent()
    keeper.stop("2027-03-01 09:00", tier=2, flag="clot")
    keeper.seen = "2027-03-01 09:00"
    assert keeper.wrongs(MONDAY_NOON) == [
        "person 1: stop 2 was not cleared when a program went on"
    ]
    keeper.dues.clear()
    keeper.line("paused", "2027-03-01 09:00")
    keeper.run("excused", ended="2027-03-01 09:00")
    keeper.stands("2027-03-01", 1, 1, state="paused", reason="safety")
    assert keeper.wrongs(MONDAY_NOON) == []
    keeper.stops[1] = replace(keeper.stops[1], cleared_at=keeper.at("2027-03-01 10:00"))
    keeper.passes("2027-03-01 10:00")
    keeper.line("resumed", "2027-03-01 10:00", "2027-03-02")
    keeper.run("open")
    keeper.due("card", "2027-03-02 07:30")
    keeper.due("reminder", "2027-03-01 19:00")
    keeper.stands("2027-03-01", 1, 1, state="running", reason="")
    assert keeper.wrongs(MONDAY_NOON) == []


def test_a_consent_may_be_given_again_after_it_was_withdrawn() -> None:
    keeper = joined()
    keeper.due("card", "2027-03-01 07:30")
    keeper.consents[0] = replace(keeper.consents[0], withdrawn_at=keeper.at("2027-02-28 13:00"))
    again = replace(
        keeper.consents[0],
        consent_id=2,
        given_at=keeper.at("2027-02-28 14:00"),
        withdrawn_at=None,
    )
    keeper.consents.append(again)
    keeper.seen = "2027-02-28 14:00"
    assert keeper.wrongs("2027-02-28 15:00") == []


def test_a_consent_that_ended_by_itself_after_a_year_is_nothing_that_the_person_did() -> None:
    keeper = joined()
    keeper.line("stopped", "2027-02-28 13:00")
    keeper.stands("2027-02-28", 0, 0, state="stopped")
    keeper.consents[0] = replace(keeper.consents[0], withdrawn_at=keeper.at("2028-03-02 12:00"))
    assert keeper.wrongs("2028-03-03 12:00") == []
