"""Later today: the card again at a minute that the button names, or a word that it is too late."""

from datetime import timedelta

import pytest

from bot.domain.change import What
from bot.domain.delivery import DeliveryKind
from bot.domain.due import DueWhat
from bot.domain.enrollment import RunState
from bot.domain.schedule import with_hour
from bot.domain.text import words_of
from storage.sqlite.runner import SqliteRunner
from tests.service.desk import FIRST_ON, WISH
from tests.service.life import Life, labels, words

MON, TUE = FIRST_ON, FIRST_ON + timedelta(days=1)


@pytest.fixture
def card(life: Life) -> Life:
    life.go_to(life.at(MON, 7, 30) + 20)
    return life


def asked_for(life: Life) -> list[str]:
    """Give the hours that were asked for, as the change log has them."""
    enrollment_id = life.enrollment().enrollment_id
    changes = life.desk.run(lambda tx: tx.changes.of_subject("enrollment", enrollment_id))
    return [life.local(int(row.new))[-5:] for row in changes if row.what is What.LATER]


def test_later_offers_hours_of_today(card: Life) -> None:
    asked = card.press("later")
    assert words(asked) == "\nWhen shall I show it again?"
    assert labels(asked) == ["In 1 hour", "In 3 hours", "This evening", "Back"]
    assert card.tap(asked, "Back").message == card.sent[-1][1]


@pytest.mark.parametrize(
    ("label", "hour"), [("In 1 hour", "08:31"), ("In 3 hours", "10:31"), ("This evening", "19:30")]
)
def test_the_card_comes_again_on_the_minute(card: Life, label: str, hour: str) -> None:
    said = card.tap(card.press("later"), label)
    assert words(said) == f"\nSee you at {hour}."
    assert labels(said) == ["Start", "Not today", "It hurts"]
    assert asked_for(card) == [hour]
    card.go_to(card.at(MON, 23))
    again = [row for row, _ in card.sent if row.kind is DeliveryKind.LATER]
    assert [card.local(row.due_at)[-5:] for row in again] == [hour]
    assert words_of(card.sent[1][1].text) == words_of(card.sent[0][1].text)


def test_a_second_press_asks_for_the_same_minute_once(card: Life) -> None:
    offered = card.press("later")
    first = card.tap(offered, "In 1 hour")
    card.desk.now += 90
    assert card.tap(offered, "In 1 hour").message == first.message
    assert asked_for(card) == ["08:31"]


def test_another_hour_takes_the_place_of_the_first(card: Life) -> None:
    card.tap(card.press("later"), "In 1 hour")
    card.desk.now += 60
    card.tap(card.press("later"), "In 3 hours")
    card.go_to(card.at(MON, 12))
    assert [card.local(row.due_at)[-5:] for row in card.rows("later1")] == ["10:32"]
    assert card.rows("later2") == []


def test_the_card_can_be_put_off_again(card: Life) -> None:
    card.tap(card.press("later"), "In 1 hour")
    card.go_to(card.at(MON, 8, 40))
    card.tap(card.press("later"), "In 1 hour")
    card.go_to(card.at(MON, 12))
    assert [card.local(row.due_at)[-5:] for row in card.rows("later2")] == ["09:40"]


def test_a_minute_that_has_passed_is_offered_no_more(card: Life) -> None:
    offered = card.press("later")
    card.go_to(card.at(MON, 9))
    assert "When shall I" in words(card.tap(offered, "In 1 hour"))
    assert asked_for(card) == []


@pytest.mark.parametrize("argument", ["1h", "1h_", "1h_x", "x_99999999", "_1"])
def test_a_made_up_minute_is_no_choice(card: Life, argument: str) -> None:
    assert "When shall I" in words(card.press("later", argument))
    assert asked_for(card) == []


def test_nothing_is_offered_in_quiet_hours(card: Life) -> None:
    card.go_to(card.at(MON, 20, 30))
    assert labels(card.press("later")) == ["In 1 hour", "Back"]
    for hour, minute in ((21, 30), (23, 30)):
        card.go_to(card.at(MON, hour, minute))
        late = card.press("later")
        assert words(late).startswith("\nThere is no later today")
        assert labels(late) == ["Start", "Not today", "It hurts"]
    card.go_to(card.at(TUE, 1))
    assert words(card.press("later")).startswith("\nThere is no later today")


def test_after_the_days_end_later_says_that_the_day_is_over(card: Life) -> None:
    offered = card.press("later")
    card.go_to(card.at(TUE, 3))
    assert "closed at 03:00" in card.tap(offered, "In 1 hour").notice
    assert asked_for(card) == []


def test_somebody_up_at_night_can_put_it_off_while_their_day_is_awake(
    runner: SqliteRunner,
) -> None:
    life = Life(runner, wish=with_hour(WISH, 5 * 60 + 30))
    life.go_to(life.at(MON, 5, 31))
    life.tap(life.press("later"), "In 1 hour")
    life.go_to(life.at(MON, 7))
    assert life.kinds_on(MON) == [DeliveryKind.SESSION, DeliveryKind.LATER]


def test_a_session_turned_down_meanwhile_is_not_shown_again(card: Life) -> None:
    card.tap(card.press("later"), "In 1 hour")
    card.press("skip", "none")
    card.go_to(card.at(MON, 12))
    assert [(row.state, row.reason) for row in card.rows("later1")] == [("cancelled", "answered")]


def test_later_waits_for_nothing_while_the_program_stands_still(card: Life) -> None:
    card.tap(card.press("later"), "In 3 hours")
    card.command("pause", "3 days")
    enrollment_id = card.enrollment().enrollment_id
    dues = card.desk.run(lambda tx: tx.dues.of("enrollment", enrollment_id))
    assert [due.what for due in dues] == [DueWhat.CARD]
    card.go_to(card.at(MON, 23))
    assert card.kinds_on(MON) == [DeliveryKind.SESSION]
    assert card.runs() == [RunState.EXCUSED]
