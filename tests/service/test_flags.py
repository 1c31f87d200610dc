"""The red-flag lists and their advice, as everything that asks them uses them."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.domain.action import Action, pack
from bot.domain.enrollment import EnrollmentState
from bot.domain.message import Button, OutgoingMessage
from bot.domain.program import AddedFlag, ProgramVersion
from bot.domain.red_flags import FIRST_LIST, PASSED, SECOND_LIST, UNTOLD
from bot.domain.text import words_of
from bot.service import flags
from storage.program_files.codec import version_of
from tests.service.card_rules import LONG_LINES, assert_card_fits
from tests.service.desk import english, shipped
from tests.service.visitor import Visitor, visiting

LONG_KEY = "a-sign-whose-key-is-as-long-as-a-key-is"
ADDED = (
    AddedFlag(key="rash", tier=2, text="A new rash on the thigh"),
    AddedFlag(key="scar", tier=2, text="A new rash of another colour"),
    AddedFlag(key=LONG_KEY, tier=3, text="A new hip or knee joint, or one that is planned soon"),
)


def with_added_flags(added: tuple[AddedFlag, ...] = ADDED) -> ProgramVersion:
    return version_of(replace(shipped().program, red_flags_added=added))


@pytest.fixture
def ana() -> Iterator[Visitor]:
    with visiting() as visitor:
        visitor.subscribe()
        yield visitor


@pytest.fixture
def bo() -> Iterator[Visitor]:
    with visiting() as visitor:
        visitor.programs = (with_added_flags(),)
        visitor.subscribe()
        yield visitor


def lines(message: OutgoingMessage) -> list[str]:
    return words_of(message.text).split("\n")


@pytest.mark.parametrize(("no", "signs"), [(1, FIRST_LIST), (2, SECOND_LIST)])
def test_a_list_has_every_sign_of_its_tiers_and_two_answers(
    ana: Visitor, no: int, signs: tuple[flags.Sign, ...]
) -> None:
    back = Button("Back", Action("today"))
    message = ana.run(lambda tx: flags.list_card(ana.turn(tx), no, "again", 7, back))
    assert_card_fits(message, lines=LONG_LINES)
    assert lines(message)[1:] == [f"• {english()(f'flag.{sign.key}')}" for sign in signs]
    assert [[button.action for button in row] for row in message.rows] == [
        [Action("again", 7, f"l{no}-none")],
        [Action("again", 7, f"l{no}-yes")],
        [back.action],
    ]


@pytest.mark.parametrize(("no", "signs"), [(1, FIRST_LIST), (2, SECOND_LIST)])
def test_every_sign_can_be_picked_under_the_emergency_line(
    ana: Visitor, no: int, signs: tuple[flags.Sign, ...]
) -> None:
    message = ana.run(lambda tx: flags.pick_card(ana.turn(tx), no, "again", 7))
    assert_card_fits(message, lines=LONG_LINES)
    assert "call 112 now" in lines(message)[0]
    assert [button.action.argument for button in message.buttons()] == [
        f"is-{sign.key}" for sign in signs
    ]


def test_signs_of_a_program_stand_in_the_list_of_their_tier(bo: Visitor) -> None:
    for no, flag in ((1, ADDED[1]), (2, ADDED[2])):
        asked = bo.run(lambda tx, no=no: flags.list_card(bo.turn(tx), no, "again", 0, None))
        assert lines(asked)[-1] == f"• {flag.text}"
        picked = bo.run(lambda tx, no=no: flags.pick_card(bo.turn(tx), no, "again", 0))
        button = picked.buttons()[-1]
        assert button.label == {1: "10: A…", 2: "A new hip…"}[no]
        assert pack(button.action)
        assert bo.run(
            lambda tx, key=button.action.argument[3:]: flags.is_added_flag(bo.turn(tx), key)
        )


def test_signs_of_a_program_are_asked_before_it_begins() -> None:
    with visiting() as ana:
        ana.programs = (with_added_flags(ADDED[:1]),)
        ana.command("start")
        ana.press("I am 18 or over, begin")
        ana.press("I agree: store my pain scores")
        assert ADDED[0].text in ana.words()
        ana.press("Yes, at least one")
        ana.press("A new rash…")
        assert ana.title() == "⚠️ Have this seen today"
        assert [(stop.tier, stop.flag) for stop in ana.stops()] == [(2, "rash")]


def test_a_sign_of_the_engine_is_none_of_a_program(bo: Visitor) -> None:
    assert not bo.run(lambda tx: flags.is_added_flag(bo.turn(tx), "breath"))
    assert not bo.run(lambda tx: flags.is_added_flag(bo.turn(tx), "nothing"))


@pytest.mark.parametrize("key", ["breath", "locks", "veins", "rash", LONG_KEY[:37]])
def test_a_sign_stops_everything_and_a_second_press_changes_nothing(bo: Visitor, key: str) -> None:
    message = bo.run(lambda tx: flags.stop_all(bo.turn(tx), key))
    assert_card_fits(message)
    live, stops, changes = bo.live(), bo.stops(), bo.changes()
    assert live is not None
    assert (live.state, live.reason) == (EnrollmentState.PAUSED, "safety")
    assert bo.run(lambda tx: tx.dues.of("enrollment", live.enrollment_id)) == []
    assert bo.run(lambda tx: flags.stop_all(bo.turn(tx), key)) == message
    assert (bo.live(), bo.stops(), bo.changes()) == (live, stops, changes)
    (_, stop) = stops
    assert stop.flag.startswith(key)
    assert stop.enrollment_id == live.enrollment_id


def test_each_tier_says_how_soon_and_that_all_is_stopped(ana: Visitor) -> None:
    said = {
        key: words_of(ana.run(lambda tx, key=key: flags.stop_all(ana.turn(tx), key)).text)
        for key in ("breath", "locks", "night")
    }
    assert "Get emergency help now: 112" in said["breath"]
    assert "Have this seen today" in said["locks"]
    assert "short breath: 112" in said["locks"]
    assert "When you have been seen: /resume" in said["night"]
    assert all("stopped" in words for words in said.values())


def test_a_sign_that_nobody_lists_asks_the_list(ana: Visitor) -> None:
    message = ana.run(lambda tx: flags.tier_card(ana.turn(tx), "nothing"))
    assert lines(message)[0] == "Is any of this true today?"


def test_without_consent_a_stop_tells_neither_tier_nor_sign() -> None:
    with visiting() as ana:
        ana.subscribe(scores=False)
        ana.run(lambda tx: flags.stop_all(ana.turn(tx), "breath"))
        assert [(stop.tier, stop.flag) for stop in ana.stops()] == [(PASSED, ""), (UNTOLD, "")]


def test_a_pass_clears_no_stop_by_itself(ana: Visitor) -> None:
    ana.run(lambda tx: flags.stop_all(ana.turn(tx), "locks"))
    ana.run(lambda tx: flags.keep_pass(ana.turn(tx), ana.turn(tx).live()))
    person_id = ana.person().person_id
    stop = ana.run(lambda tx: tx.safety_stops.open_of(person_id))
    assert stop is not None
    assert stop.flag == "locks"


def test_start_after_a_stop_asks_for_a_clinician_first(ana: Visitor) -> None:
    ana.run(lambda tx: flags.stop_all(ana.turn(tx), "locks"))
    ana.command("start")
    assert ana.title() == "Has a doctor or physio said that you can go on?"
    ana.command("stop")
    ana.command("start")
    assert ana.title() == "Has a doctor or physio said that you can go on?"
