"""The hour: changed, typed, offered, logged, and taken back."""

from collections.abc import Iterator
from datetime import date

import pytest

from bot.domain.action import Action
from bot.domain.days import instant_of
from bot.domain.schedule import card_at
from bot.domain.wish import pack_wish
from tests.service.desk import FIRST_ON
from tests.service.setting import card_due, wish_of, wishes_logged
from tests.service.visitor import Visitor, visiting


@pytest.fixture
def ana() -> Iterator[Visitor]:
    with visiting() as visitor:
        visitor.subscribe()
        yield visitor


def test_three_taps_change_the_hour(ana: Visitor) -> None:
    old = wish_of(ana)
    ana.command("settings")
    ana.press("Time")
    ana.press("19:30")
    assert ana.words().split("\n") == [
        "Your hour is 19:30.",
        "Next three:",
        "Mon 1 March 19:30, session 1: Side of the hip",
        "Tue 2 March 19:30, rest day, one question",
        "Wed 3 March 19:30, session 2: Outer thigh",
    ]
    new = wish_of(ana)
    assert new.hour_min == 19 * 60 + 30
    assert wishes_logged(ana)[1:] == [(pack_wish(old), pack_wish(new))]
    assert card_due(ana) == card_at(new, FIRST_ON)
    assert ana.conversation() is None


def test_undo_brings_the_old_wish_back_once(ana: Visitor) -> None:
    old = wish_of(ana)
    ana.command("settings")
    ana.press("Time")
    ana.press("12:30")
    undo = ana.button("Undo").action
    ana.act(undo)
    assert ana.title() == "As it was before."
    assert wish_of(ana) == old
    assert card_due(ana) == card_at(old, FIRST_ON)
    ana.act(undo)
    assert ana.title() == "Your settings"
    assert wish_of(ana) == old
    assert len(wishes_logged(ana)) == 3


def test_an_undo_of_an_older_change_changes_nothing(ana: Visitor) -> None:
    ana.command("settings")
    ana.press("Time")
    ana.press("12:30")
    undo = ana.button("Undo").action
    ana.press("All settings")
    ana.press("Reminder off")
    ana.act(undo)
    assert (wish_of(ana).hour_min, wish_of(ana).reminders) == (750, False)


def test_the_first_wish_cannot_be_undone(ana: Visitor) -> None:
    first = wish_of(ana)
    for number in ("1", "0", "99", "x", ""):
        ana.act(Action("settings", 0, f"undo-{number}"))
        assert ana.title() == "Your settings"
    assert wish_of(ana) == first


def test_the_same_hour_again_is_no_change(ana: Visitor) -> None:
    ana.act(Action("hour", 0, "h-450"))
    assert ana.title() == "Your hour is 07:30."
    assert len(wishes_logged(ana)) == 1
    assert "Undo" not in ana.labels()


def test_a_second_press_keeps_the_change_and_its_undo(ana: Visitor) -> None:
    for _ in range(2):
        ana.act(Action("hour", 0, "h-750"))
        assert "Undo" in ana.labels()
    assert len(wishes_logged(ana)) == 2


def test_an_hour_can_be_typed_and_unclear_ones_are_asked(ana: Visitor) -> None:
    ana.command("settings")
    ana.press("Time")
    ana.type("half past 7")
    assert ana.title() == "Morning or evening?"
    ana.type("25:00")
    assert ana.title() == "A day has 24 hours."
    ana.type("7:15")
    assert ana.title() == "Your hour is 07:15."


def test_a_quiet_hour_moves_the_quiet_after_a_question(ana: Visitor) -> None:
    ana.command("settings")
    ana.press("Time")
    ana.type("6:45")
    assert ana.title() == "06:45 is in your quiet hours."
    ana.press("Yes, and quiet moves")
    assert (wish_of(ana).hour_min, wish_of(ana).quiet_to_min) == (405, 405)


def test_a_typed_hour_with_no_question_open_is_offered(ana: Visitor) -> None:
    ana.type("6:45")
    assert ana.title() == "Change your hour to 06:45?"
    assert "That is in your quiet hours." in ana.words()
    ana.press("No")
    assert ana.title() == "Your settings"
    ana.type("12:15")
    assert "quiet" not in ana.words()
    ana.press("Yes")
    assert wish_of(ana).hour_min == 12 * 60 + 15
    ana.type("12:15")
    assert ana.title() == "Your hour is 12:15."


def test_a_late_hour_keeps_quiet_after_it(ana: Visitor) -> None:
    ana.act(Action("hour", 0, "q-1380"))
    ana.act(Action("settings", 0, "quiet-1320-420"))
    assert (wish_of(ana).quiet_from_min, wish_of(ana).quiet_to_min) == (0, 420)


def test_what_was_due_by_the_old_hour_is_planned_before_the_hour_moves(ana: Visitor) -> None:
    live = ana.live()
    assert live is not None
    ana.now = instant_of("America/Bogota", FIRST_ON, 9 * 60)
    ana.act(Action("hour", 0, "h-750"))
    rows = ana.run(lambda tx: tx.deliveries.of_day(live.enrollment_id, 1))
    assert [(row.slot, row.due_at) for row in rows] == [
        ("card", instant_of("America/Bogota", FIRST_ON, 450)),
    ]
    after = ana.live()
    assert after is not None
    assert (after.day_no, after.on_date) == (1, date(2027, 3, 1))
    assert card_due(ana) == instant_of("America/Bogota", date(2027, 3, 2), 750)
