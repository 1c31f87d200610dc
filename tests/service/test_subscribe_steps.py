"""Single steps of subscribing: pressed twice, late, out of order, or with other answers."""

from collections.abc import Iterator
from datetime import date

import pytest

from bot.domain.action import Action
from tests.service.subscribing import (
    ANSWERS,
    BEGIN,
    DAY_S,
    NONE,
    STEPS,
    TITLES,
    walk_to,
)
from tests.service.visitor import Visitor, visiting


@pytest.fixture
def ana() -> Iterator[Visitor]:
    with visiting() as visitor:
        yield visitor


@pytest.mark.parametrize("step", [step for step in STEPS if step != "city"])
def test_a_second_press_on_any_button_changes_nothing(ana: Visitor, step: str) -> None:
    walk_to(ana, step)
    action = ana.button(ANSWERS[step]).action
    ana.act(action)
    first = (ana.words(), ana.consent(), len(ana.stops()), ana.changes(), ana.enrollments())
    ana.act(action)
    if step == "confirm":
        assert ana.title() == "Two-week reset is running."
        assert first[1:] == (ana.consent(), len(ana.stops()), ana.changes(), ana.enrollments())
    else:
        again = (ana.words(), ana.consent(), len(ana.stops()), ana.changes(), ana.enrollments())
        assert again == first


def test_the_way_back_to_a_question_that_is_no_longer_asked_goes_to_the_open_one(
    ana: Visitor,
) -> None:
    walk_to(ana, "city")
    back_to_place = ana.button("Back").action
    ana.act(Action("subscribe", 0, "consent-no"))
    ana.act(back_to_place)
    assert ana.title() == TITLES["city"]


def test_an_old_button_answers_its_step_again(ana: Visitor) -> None:
    walk_to(ana, "place")
    outside = ana.button("Outside").action
    ana.press("Front")
    ana.type("bogota")
    ana.act(outside)
    # The city is known already, so the hour is asked again.
    assert ana.title() == TITLES["hour"]
    ana.press("12:30")
    ana.press("Looks right")
    live = ana.live()
    assert live is not None
    assert live.place == "outside"


def test_no_button_leads_past_an_open_step(ana: Visitor) -> None:
    ana.command("start")
    for argument in (
        "consent-yes",
        "right",
        "h-450",
        "q-180",
        "at-front",
        "c0-America--Bogota",
        "d-024",
        "go",
    ):
        ana.act(Action("subscribe", 0, argument))
        assert ana.title() == TITLES["welcome"]
    ana.act(Action("subscribe", 0, "l1-none"))
    ana.press(BEGIN)
    ana.act(Action("subscribe", 0, "l2-none"))
    ana.act(Action("subscribe", 0, "right"))
    assert ana.title() == TITLES["consent"]
    assert ana.live() is None


def test_a_made_up_button_shows_the_step(ana: Visitor) -> None:
    walk_to(ana, "place")
    for argument in ("", "to-nowhere", "h-9999", "h-x", "c1-No--Where", "t-8", "is-nothing", "zz"):
        ana.act(Action("subscribe", 0, argument))
        assert ana.title() in (TITLES["place"], TITLES["flags1"])


def test_the_lists_ask_about_today_and_are_asked_again_tomorrow(ana: Visitor) -> None:
    walk_to(ana, "confirm")
    right = ana.button("Looks right").action
    ana.now += DAY_S
    ana.act(right)
    assert ana.title() == TITLES["flags1"]
    ana.press(NONE)
    ana.press(NONE)
    assert ana.title() == TITLES["confirm"]
    ana.press("Looks right")
    live = ana.live()
    assert live is not None
    assert live.started_on == date(2027, 3, 2)


def test_inner_knee_pain_gets_its_honest_line(ana: Visitor) -> None:
    walk_to(ana, "place")
    ana.press("Inside")
    assert "after a twist, get it checked" in ana.words()
    ana.press("Back")
    ana.press("Front")
    assert "twist" not in ana.words()


def test_days_are_chosen_by_tapping_each_and_never_too_few_or_too_many(ana: Visitor) -> None:
    walk_to(ana, "confirm")
    ana.press("Days")
    assert "Chosen: Mon, Wed, Fri, and Sun." in ana.words()
    for label in ("Drop Mon", "Drop Wed", "Drop Fri", "Drop Sun"):
        ana.press(label)
    assert "Chosen: none yet." in ana.words()
    ana.press("These days")
    assert "At least 3, please." in ana.words()
    for label in ("Add Tue", "Add Thu", "Add Sat"):
        ana.press(label)
    assert "At least" not in ana.words()
    three = ana.button("These days").action
    for label in ("Add Mon", "Add Wed", "Add Fri"):
        ana.press(label)
    ana.press("These days")
    assert "At most 5" in ana.words()
    ana.act(three)
    assert "Tue, Thu, and Sat" in ana.words()
    ana.press("Looks right")
    assert "First session: Tue 2 March" in ana.words()
    wish = ana.person().wish
    assert wish is not None
    assert wish.weekdays == frozenset({1, 3, 5})


def test_time_days_and_program_come_back_to_the_confirmation(ana: Visitor) -> None:
    walk_to(ana, "confirm")
    ana.press("Time")
    ana.press("19:30")
    assert "Mon 1 March 19:30" in ana.words()
    for door in ("Days", "Program"):
        ana.press(door)
        ana.press("Back")
        assert ana.title() == TITLES["confirm"]
    ana.press("Program")
    ana.press("Two-week reset")
    assert ana.title() == TITLES["confirm"]
