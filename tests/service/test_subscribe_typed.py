"""Typed answers while subscribing: places, hours, days, and the words of buttons."""

from collections.abc import Iterator

import pytest

from tests.service.subscribing import TITLES, walk_to
from tests.service.visitor import Visitor, visiting


@pytest.fixture
def ana() -> Iterator[Visitor]:
    with visiting() as visitor:
        yield visitor


def zone_of(visitor: Visitor) -> str:
    """Go on to the end with the place that was chosen, and give its zone."""
    assert "there now" in visitor.words()
    visitor.press("12:30")
    visitor.press("Looks right")
    wish = visitor.person().wish
    assert wish is not None
    return wish.zone


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("bogota", "America/Bogota"),
        ("I'm in Lisbon", "Europe/Lisbon"),
        ("Springfield, Ohio", "America/New_York"),
        ("europe/berlin", "Europe/Berlin"),
        ("America/Argentina/ComodRivadavia", "America/Argentina/ComodRivadavia"),
        ("Port-au-Prince", "America/Port-au-Prince"),
    ],
)
def test_a_place_is_read_and_confirmed_by_its_clock(ana: Visitor, typed: str, zone: str) -> None:
    walk_to(ana, "city")
    ana.type(typed)
    assert zone_of(ana) == zone


@pytest.mark.parametrize("typed", ["\ud800", "nowhere \udfff at all", "\ud83d, ohio"])
def test_halves_of_characters_are_left_out_of_what_is_read(ana: Visitor, typed: str) -> None:
    walk_to(ana, "city")
    ana.type(typed)
    assert ana.labels()
    ana.command("pause", typed)
    ana.command(typed)


def test_many_places_of_one_name_are_asked_about(ana: Visitor) -> None:
    walk_to(ana, "city")
    ana.type("Springfield")
    assert ana.title() == "There are many. Which one?"
    assert len(ana.labels()) == 8
    ana.press("Springfield, Missouri")
    assert ana.title() == "Springfield, Missouri"
    assert zone_of(ana) == "America/Chicago"


def test_two_places_with_one_clock_keep_their_own_names(ana: Visitor) -> None:
    walk_to(ana, "city")
    ana.type("Springfield")
    missouri = ana.button("Springfield, Missouri").action
    ana.press("Springfield, Illinois")
    assert ana.title() == "Springfield, Illinois"
    # The list is gone by now; the clock is right and the name is the zone's.
    ana.act(missouri)
    assert ana.title() == "Chicago"


def test_a_button_of_an_older_list_keeps_its_own_clock(ana: Visitor) -> None:
    walk_to(ana, "city")
    ana.type("bogtoa")
    bogota = ana.button("Yes").action
    ana.type("Springfield")
    ana.act(bogota)
    assert ana.title() == "Bogota"


def test_a_short_name_of_a_clock_is_asked_about(ana: Visitor) -> None:
    walk_to(ana, "city")
    ana.type("EST")
    assert ana.labels() == [
        "New York, Toronto: clocks change",
        "Panama, Jamaica: clocks stay",
        "Another place",
        "Back",
    ]
    ana.press("Another place")
    assert ana.title() == TITLES["city"]
    ana.type("est")
    ana.press("Panama, Jamaica: clocks stay")
    assert ana.title() == "Panama"
    assert zone_of(ana) == "America/Panama"


def test_an_offset_is_explained_and_asked_about(ana: Visitor) -> None:
    walk_to(ana, "city")
    ana.type("GMT+3")
    assert ana.title() == "That is a clock, not a place."
    ana.press("Istanbul, Turkey")
    assert zone_of(ana) == "Europe/Istanbul"


def test_an_offset_without_cities_asks_for_one(ana: Visitor) -> None:
    walk_to(ana, "city")
    ana.type("GMT+13:30")
    assert ana.labels() == ["Another place", "Back"]


@pytest.mark.parametrize("agreement", ["Yes", "yes"])
def test_a_misspelt_place_is_asked_about_never_guessed(ana: Visitor, agreement: str) -> None:
    walk_to(ana, "city")
    ana.type("bogtoa")
    assert ana.title() == "Do you mean Bogotá, Colombia?"
    if agreement == "Yes":
        ana.press("Yes")
    else:
        ana.type("yes")
    assert ana.title() == "Bogotá"
    assert zone_of(ana) == "America/Bogota"


def test_no_to_a_guess_asks_again(ana: Visitor) -> None:
    walk_to(ana, "city")
    ana.type("bogtoa")
    ana.press("No")
    assert ana.title() == TITLES["city"]


def test_an_unknown_place_names_what_helps(ana: Visitor) -> None:
    walk_to(ana, "city")
    ana.type("asdfgh")
    assert ana.title() == "I do not know that place."
    assert "Europe/Berlin" in ana.words()
    ana.type("bogota")
    assert ana.title() == "Bogotá"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("7:45", "07:45"), ("7pm", "19:00"), ("noon", "12:00"), ("1930", "19:30")],
)
def test_an_hour_can_be_typed(ana: Visitor, typed: str, shown: str) -> None:
    walk_to(ana, "hour")
    ana.type(typed)
    assert f"Mon 1 March {shown}, session 1" in ana.words()


def test_an_hour_of_two_meanings_is_asked_about(ana: Visitor) -> None:
    walk_to(ana, "hour")
    ana.press("Another time")
    ana.type("half past 7")
    assert ana.title() == "Morning or evening?"
    ana.press("19:30")
    assert "Mon 1 March 19:30" in ana.words()


@pytest.mark.parametrize(
    ("typed", "title"),
    [("25:00", "A day has 24 hours."), ("soon", "I did not get that hour.")],
)
def test_no_hour_is_asked_for_again(ana: Visitor, typed: str, title: str) -> None:
    walk_to(ana, "hour")
    ana.type(typed)
    assert ana.title() == title
    assert ana.labels() == ["07:30", "12:30", "19:30", "Back"]


def test_a_quiet_hour_is_granted_after_a_question(ana: Visitor) -> None:
    walk_to(ana, "hour")
    ana.type("3am")
    assert ana.title() == "03:00 is in your quiet hours."
    assert "22:00 to 07:00" in ana.words()
    ana.press("Another time")
    assert ana.title() == "Which hour suits you?"
    ana.type("3am")
    ana.press("Yes, and quiet moves")
    assert "Mon 1 March 03:00" in ana.words()
    ana.press("Looks right")
    wish = ana.person().wish
    assert wish is not None
    assert (wish.hour_min, wish.quiet_to_min, wish.day_ends_min) == (180, 180, 180)


def test_days_and_hour_can_be_typed_at_the_confirmation(ana: Visitor) -> None:
    walk_to(ana, "confirm")
    ana.type("mon wed fri")
    assert "Mon, Wed, and Fri" in ana.words()
    ana.type("monday")
    assert "At least 3, please." in ana.words()
    ana.type("tue thu sat")
    ana.type("18:00")
    assert "Tue 2 March 18:00, session 1" in ana.words()


@pytest.mark.parametrize(
    ("step", "typed", "title"),
    [
        ("welcome", "i am 18 or over, begin", TITLES["consent"]),
        ("flags1", "None of these", TITLES["flags2"]),
        ("place", "front", TITLES["city"]),
        ("city", "back", TITLES["place"]),
        ("hour", "Not my city", TITLES["city"]),
        ("confirm", "looks right", "✅ You are in."),
    ],
)
def test_the_words_of_a_button_can_be_typed(
    ana: Visitor, step: str, typed: str, title: str
) -> None:
    walk_to(ana, step)
    ana.type(typed)
    assert ana.title() == title
