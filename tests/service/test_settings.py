"""Settings: place, days, quiet hours, reminders and form; each counts from now on and is shown."""

from collections.abc import Iterator

import pytest

from bot.domain.action import Action
from bot.domain.days import instant_of
from tests.service.desk import FIRST_ON
from tests.service.setting import card_due, wish_of, wishes_logged
from tests.service.visitor import Visitor, visiting


@pytest.fixture
def ana() -> Iterator[Visitor]:
    with visiting() as visitor:
        visitor.subscribe()
        yield visitor


def test_settings_show_all_that_can_be_set(ana: Visitor) -> None:
    ana.command("settings")
    assert ana.words().split("\n") == [
        "Your settings",
        "07:30, Bogota time.",
        "Sessions on Mon, Wed, Fri, and Sun.",
        "Quiet from 22:00 to 07:00.",
        "One reminder a day, if needed.",
        "Sessions as written.",
    ]


def test_whoever_has_not_begun_has_nothing_to_set() -> None:
    with visiting() as ana:
        ana.command("settings")
        assert "/start begins a program." in ana.words()
        for verb in ("settings", "hour", "city", "days"):
            ana.act(Action(verb))
            assert "/start begins a program." in ana.words()


def test_a_trip_keeps_the_hour_there_or_stays_on_home_time(ana: Visitor) -> None:
    ana.type("I'm in Lisbon next week")
    assert ana.words().split("\n") == [
        "Lisbon",
        "It is Mon 1 March, 00:00 there now.",
        "Your hour is 07:30, Bogota time. What shall it be?",
    ]
    assert ana.labels() == ["07:30, Lisbon time", "Stay on Bogota time (12:30 there)", "Back"]
    lisbon = ana.button("07:30, Lisbon time").action
    ana.press("Stay on Bogota time (12:30 there)")
    assert "Mon 1 March 07:30, session 1" in ana.words()
    assert wish_of(ana).zone == "America/Bogota"
    ana.act(lisbon)
    assert ana.title() == "07:30, Lisbon time."
    assert wish_of(ana).zone == "Europe/Lisbon"
    assert card_due(ana) == instant_of("Europe/Lisbon", FIRST_ON, 450)
    ana.press("Undo")
    assert wish_of(ana).zone == "America/Bogota"


@pytest.mark.parametrize("typed", ["I'm tired", "nice", "reading", "I am Ana", "in a minute"])
def test_loose_words_are_no_trip(ana: Visitor, typed: str) -> None:
    ana.type(typed)
    assert "there now" not in ana.words()
    assert wish_of(ana).zone == "America/Bogota"


def test_a_city_is_asked_and_what_is_unclear_too(ana: Visitor) -> None:
    ana.command("settings")
    ana.press("City")
    ana.type("bogtoa")
    ana.type("yes")
    assert ana.title() == "07:30, Bogota time." or "Bogotá" in ana.title()
    ana.press("All settings")
    ana.press("City")
    ana.type("springfield")
    ana.press("Springfield, Oregon")
    assert ana.title() == "Springfield, Oregon"
    ana.press("07:30, Springfield, Oregon time")
    assert wish_of(ana).zone == "America/Los_Angeles"


def test_a_made_up_zone_asks_for_a_city(ana: Visitor) -> None:
    ana.act(Action("city", 0, "k-No--Where"))
    assert ana.title() == "Which city are you in, or near?"


def test_days_change_within_what_the_program_bears(ana: Visitor) -> None:
    ana.command("settings")
    ana.press("Days")
    for label in ("Drop Mon", "Drop Wed"):
        ana.press(label)
    ana.press("These days")
    assert "At least 3, please." in ana.words()
    ana.press("Add Sat")
    ana.press("These days")
    assert ana.title() == "Sessions on Fri, Sat, and Sun."
    assert wish_of(ana).weekdays == frozenset({4, 5, 6})
    assert "Fri 5 March 07:30, session 1" in ana.words()


def test_days_can_be_typed(ana: Visitor) -> None:
    ana.command("settings")
    ana.press("Days")
    ana.type("whenever")
    assert "I did not get those days." in ana.words()
    ana.type("every day")
    assert "At most 5" in ana.words()
    ana.type("weekdays")
    assert wish_of(ana).weekdays == frozenset(range(5))


def test_quiet_hours_can_be_set_and_never_cover_the_hour(ana: Visitor) -> None:
    ana.act(Action("hour", 0, "q-390"))
    ana.command("settings")
    ana.press("Quiet hours")
    assert ana.labels() == [
        "21:00 to 06:30",
        "22:00 to 06:30",
        "23:00 to 06:00",
        "No quiet hours",
        "Back",
    ]
    ana.press("21:00 to 06:30")
    assert (wish_of(ana).quiet_from_min, wish_of(ana).quiet_to_min) == (21 * 60, 390)
    ana.press("All settings")
    ana.press("Quiet hours")
    ana.press("No quiet hours")
    assert ana.title() == "No quiet hours."
    for argument in ("quiet-1-2-3", "quiet-9999-1", "quiet-x-y"):
        ana.act(Action("settings", 0, argument))
        assert ana.title() == "Your settings"
        assert "No quiet hours." in ana.words()


def test_quiet_hours_of_ones_own_stay_when_the_hour_moves_outside_them(ana: Visitor) -> None:
    ana.act(Action("settings", 0, "quiet-1260-420"))
    ana.act(Action("hour", 0, "h-480"))
    assert (wish_of(ana).quiet_from_min, wish_of(ana).quiet_to_min) == (1260, 420)


def test_reminders_can_be_switched(ana: Visitor) -> None:
    ana.command("settings")
    ana.press("Reminder off")
    assert not wish_of(ana).reminders
    ana.press("All settings")
    ana.press("Reminder on")
    assert wish_of(ana).reminders
    ana.act(Action("settings", 0, "remind-maybe"))
    assert ana.title() == "Your settings"


def test_the_usual_form_of_a_session_can_be_set(ana: Visitor) -> None:
    ana.command("settings")
    for label, form in (
        ("Short sessions", "short"),
        ("Without tools", "hands+short"),
        ("Usual length", "hands"),
        ("With tools", ""),
    ):
        ana.press(label)
        live = ana.live()
        assert live is not None
        assert live.form == form
        ana.press("Back")
    ana.act(Action("settings", 0, "form-other"))
    assert ana.title() == "Your settings"


def test_while_paused_a_change_counts_later(ana: Visitor) -> None:
    ana.command("pause")
    ana.press("Until I say")
    ana.act(Action("hour", 0, "h-750"))
    assert "it counts when you go on" in ana.words()
    assert wish_of(ana).hour_min == 750
    ana.command("stop")
    ana.command("settings")
    assert "Sessions as written." not in ana.words()
    ana.press("Reminder off")
    assert "Next three" not in ana.words()


def test_the_same_place_is_no_change(ana: Visitor) -> None:
    ana.command("settings")
    ana.press("City")
    ana.type("medellin")
    assert ana.title() == "07:30, Medellín time."
    assert len(wishes_logged(ana)) == 1
    assert ana.conversation() is None


def test_back_closes_the_question(ana: Visitor) -> None:
    for door in ("Time", "City", "Days"):
        ana.command("settings")
        ana.press(door)
        assert ana.conversation() is not None
        ana.press("Back")
        assert ana.title() == "Your settings"
        assert ana.conversation() is None
