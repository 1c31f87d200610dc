"""A yes to a red flag while subscribing: the advice of its tier, and the way back from it."""

from collections.abc import Iterator

import pytest

from bot.domain.action import Action
from bot.domain.red_flags import FIRST_LIST, PASSED, SECOND_LIST, UNTOLD, RedFlag
from tests.service.desk import english
from tests.service.subscribing import AGREE, BEGIN, NONE, TITLES, WITHOUT, walk_to
from tests.service.visitor import Visitor, visiting

YES = "Yes, at least one"


@pytest.fixture
def ana() -> Iterator[Visitor]:
    with visiting() as visitor:
        yield visitor


def say_yes(visitor: Visitor, key: str, *, scores: bool = True) -> None:
    """Walk to the list of a sign and say yes to it."""
    visitor.command("start")
    for label in (BEGIN, AGREE if scores else WITHOUT):
        visitor.press(label)
    if key in [flag.key for flag in SECOND_LIST]:
        visitor.press(NONE)
    visitor.press(YES)
    visitor.press(english()(f"flag_label.{key}"))


@pytest.mark.parametrize("flag", FIRST_LIST + SECOND_LIST, ids=lambda flag: flag.key)
def test_every_sign_leads_to_its_own_advice_and_starts_nothing(
    ana: Visitor, flag: RedFlag
) -> None:
    say_yes(ana, flag.key)
    titles = {
        1: "⚠️ Get emergency help now: 112",
        2: "⚠️ Have this seen today",
        3: "Ask a doctor or physio first",
    }
    assert ana.title() == titles[flag.tier]
    assert english()(f"flag_reason.{flag.key}") in ana.words()
    (stop,) = ana.stops()
    assert (stop.tier, stop.flag, stop.cleared_at) == (flag.tier, flag.key, None)
    assert ana.live() is None
    assert (ana.conversation() is None) == (flag.tier < 3)


@pytest.mark.parametrize("key", ["breath", "locks", "night"])
def test_without_consent_nothing_tells_which_sign_it_was(ana: Visitor, key: str) -> None:
    say_yes(ana, key, scores=False)
    (stop,) = ana.stops()
    assert (stop.tier, stop.flag) == (UNTOLD, "")
    conversation = ana.conversation()
    assert conversation is None or key not in conversation.draft


def test_the_emergency_line_comes_before_the_question_which_sign(ana: Visitor) -> None:
    walk_to(ana, "flags2")
    ana.press(YES)
    assert ana.title() == "If you have short breath or chest pain, call 112 now."
    ana.press("Back")
    assert ana.title() == TITLES["flags2"]


def test_a_second_press_on_a_sign_keeps_one_stop(ana: Visitor) -> None:
    walk_to(ana, "flags1")
    ana.press(YES)
    clot = ana.button("One sore leg").action
    for _ in range(3):
        ana.act(clot)
        assert ana.title() == "⚠️ Have this seen today"
    assert len(ana.stops()) == 1


def test_a_worse_sign_of_an_old_card_is_heard_although_a_stop_stands(ana: Visitor) -> None:
    walk_to(ana, "flags1")
    yes = ana.button(YES).action
    ana.press(YES)
    breath = ana.button("Breath or chest").action
    ana.press("Dark urine")
    ana.act(yes)
    assert ana.title() == "If you have short breath or chest pain, call 112 now."
    ana.act(breath)
    assert ana.title() == "⚠️ Get emergency help now: 112"
    assert [stop.flag for stop in ana.stops()] == ["urine", "breath"]


def test_a_sign_of_an_old_card_stops_a_running_program(ana: Visitor) -> None:
    walk_to(ana, "flags1")
    ana.press(YES)
    locks = ana.button("Swollen or locks").action
    ana.press("Back")
    for label in (NONE, NONE, "Front"):
        ana.press(label)
    ana.type("bogota")
    ana.press("07:30")
    ana.press("Looks right")
    ana.act(locks)
    live = ana.live()
    assert live is not None
    assert live.reason == "safety"
    assert "Everything is stopped" in ana.words()


def test_a_cleared_sign_needs_that_the_clinician_knew_and_both_lists_again(ana: Visitor) -> None:
    say_yes(ana, "blood")
    ana.press("They said it is fine")
    assert "Did they know about this?" in ana.words()
    assert "Blood thinners" in ana.words()
    ana.press("No")
    assert ana.title() == "Ask a doctor or physio first"
    ana.press("They said it is fine")
    ana.press("Yes")
    assert ana.title() == TITLES["flags1"]
    ana.press(NONE)
    assert ana.words().startswith("Leave out what your doctor or physio has cleared.")
    ana.press(NONE)
    assert ana.title() == TITLES["place"]
    ana.press("Front")
    ana.type("bogota")
    ana.press("07:30")
    assert [stop.cleared_at for stop in ana.stops()] == [None]
    ana.press("Looks right")
    assert [(stop.tier, stop.cleared_at) for stop in ana.stops()] == [(3, ana.now), (PASSED, None)]


def test_the_same_sign_again_after_it_was_cleared_stops_again(ana: Visitor) -> None:
    say_yes(ana, "night")
    ana.press("They said it is fine")
    ana.press("Yes")
    ana.press(NONE)
    ana.press(YES)
    ana.press("Night pain")
    assert ana.title() == "Ask a doctor or physio first"
    ana.command("start")
    assert ana.title() == "May you go on?"


@pytest.mark.parametrize("key", ["breath", "no_weight", "numb"])
def test_after_a_sign_the_next_start_asks_for_a_clinician_first(ana: Visitor, key: str) -> None:
    say_yes(ana, key)
    ana.now += 3 * 24 * 3600
    ana.command("start")
    assert ana.title() == "May you go on?"
    assert "On Sun 28 February" in ana.words() or "On Mon 1 March" in ana.words()
    assert english()(f"flag.{key}") in ana.words()
    ana.press("Not yet")
    assert "Nothing is lost." in ana.words()
    assert ana.live() is None
    ana.command("start")
    ana.press("Yes, they said so")
    for label in (BEGIN, AGREE):
        if label in ana.labels():
            ana.press(label)
    assert ana.title() == TITLES["flags1"]


def test_the_buttons_below_the_advice_show_and_change_nothing(ana: Visitor) -> None:
    say_yes(ana, "injury")
    advice = ana.words()
    ana.press("What to tell them")
    assert "Injury or surgery in the last 3 months" in ana.words()
    ana.press("Back")
    assert ana.words() == advice
    ana.press("Show the list")
    assert "• Varicose veins" in ana.words()
    ana.press("Back")
    assert ana.words() == advice
    assert len(ana.stops()) == 1


def test_a_sign_that_nobody_lists_shows_the_list(ana: Visitor) -> None:
    walk_to(ana, "flags2")
    ana.act(Action("signs", 0, "ad-nothing"))
    assert ana.title() == TITLES["flags1"]
