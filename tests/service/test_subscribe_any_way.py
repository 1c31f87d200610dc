"""Whatever is pressed and typed, in whatever order: nobody gets past the lists."""

import json
from collections.abc import Sequence
from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.action import Action
from bot.domain.red_flags import PASSED
from bot.service.pick.place import Offer, pack_offers, unpack_offers
from bot.service.subscribe.draft import Draft, PainPlace, read_draft, write_draft
from bot.service.subscribe.walk import LISTS_HOLD_S
from tests.service.visitor import Visitor, visiting

TYPED = (
    *("bogota", "EST", "GMT+3", "Springfield", "bogtoa", "yes", "asdf", "7", "7:30", "25:00"),
    *("3am", "mon wed fri", "stop", "back", "my knee is numb", "chest pain", "", "None of these"),
)
ARGUMENTS = (
    *("begin", "anew", "go", "right", "consent-yes", "consent-no", "consent-all", "sy", "sn"),
    *("l1-none", "l1-yes", "l2-none", "l2-yes", "is-clot", "is-night", "ok-night", "kn-night"),
    *("no-night", "at-front", "at-inside", "c0-America--Bogota", "ct", "h-450", "h-120", "q-120"),
    *("ho", "t-", "t-0123456", "d-", "d-024", "d-0123456", "program", "to-confirm", "to-city"),
)
pressed = st.integers(0, 11).map(lambda no: ("press", str(no)))
acted = st.sampled_from(ARGUMENTS).map(lambda argument: ("act", argument))
typed = st.sampled_from(TYPED).map(lambda text: ("type", text))
commands = st.sampled_from(("start", "privacy", "settings", "help")).map(
    lambda name: ("command", name)
)
passed_time = st.sampled_from(("60", str(LISTS_HOLD_S))).map(lambda s: ("wait", s))
deeds = st.one_of(pressed, pressed, acted, acted, typed, commands, passed_time)


def do(visitor: Visitor, kind: str, what: str) -> None:
    match kind:
        case "press" if visitor.shown and visitor.shown[-1].buttons():
            buttons = visitor.shown[-1].buttons()
            visitor.act(buttons[int(what) % len(buttons)].action)
        case "act":
            visitor.act(Action("subscribe", 0, what))
        case "type":
            visitor.type(what)
        case "command":
            visitor.command(what)
        case _:
            visitor.now += int(what) if kind == "wait" else 0


def assert_whole(visitor: Visitor) -> None:
    """Check what must hold of every enrollment, however it came about."""
    for enrollment in visitor.enrollments():
        passes = [stop for stop in visitor.stops() if stop.tier == PASSED]
        assert enrollment.enrollment_id in [stop.enrollment_id for stop in passes]
        wish = visitor.person().wish
        assert wish is not None
        assert 3 <= len(wish.weekdays) <= 5
    if visitor.consent() is None:
        assert all(one.place == "" for one in visitor.enrollments())
        assert all(stop.tier <= PASSED for stop in visitor.stops())


@settings(max_examples=60)
@given(st.lists(deeds, max_size=40))
def test_no_order_of_presses_and_words_raises_or_passes_the_lists_over(
    done: Sequence[tuple[str, str]],
) -> None:
    with visiting() as ana:
        ana.command("start")
        for kind, what in done:
            had_program = bool(ana.enrollments())
            stood = open_stop(ana)
            do(ana, kind, what)
            assert_whole(ana)
            if ana.enrollments() and not had_program:
                assert open_stop(ana) is None
                assert (kind, what) == ("act", "right") or kind in ("press", "type")
            if stood and not ana.enrollments():
                assert open_stop(ana)


def open_stop(visitor: Visitor) -> object:
    person_id = visitor.person().person_id
    return visitor.run(lambda tx: tx.safety_stops.open_of(person_id))


RIGHT_WAY = {
    "Knead": "begin",
    "May I store": "consent-no",
    "Is any": "l1-none",
    "And any": "l2-none",
    "Leave out": "l2-none",
    "May you": "sy",
    "Two-week reset,": "right",
    "You stopped at": "go",
}


@settings(max_examples=40)
@given(st.lists(st.one_of(pressed, acted, typed), max_size=25))
def test_from_anywhere_the_right_answers_lead_into_the_program(
    done: Sequence[tuple[str, str]],
) -> None:
    with visiting() as ana:
        ana.command("start")
        for kind, what in done:
            do(ana, kind, what)
        if ana.live() is not None:
            return
        ana.command("start")
        for _ in range(12):
            if ana.enrollments():
                break
            lead = next((lead for lead in RIGHT_WAY if ana.words().startswith(lead)), None)
            if lead is not None:
                ana.act(Action("subscribe", 0, RIGHT_WAY[lead]))
            elif "Where does it" in ana.title():
                ana.press("Front")
            elif "Which city" in ana.title():
                ana.type("bogota")
            else:
                ana.act(Action("subscribe", 0, "h-450"))
        assert ana.enrollments()
        assert_whole(ana)


drafts = st.builds(
    Draft,
    program=st.text(max_size=8),
    is_adult=st.booleans(),
    scores=st.none() | st.booleans(),
    first_passed_at=st.integers(0, 2**40),
    second_passed_at=st.integers(0, 2**40),
    seen_stop=st.integers(0, 2**40),
    place=st.none() | st.sampled_from(PainPlace),
    zone=st.text(max_size=8),
    label=st.text(max_size=8),
    offered=st.lists(st.builds(Offer, zone=st.text(), label=st.text()), max_size=3).map(tuple),
    hour_min=st.none() | st.integers(0, 1439),
    weekdays=st.none() | st.frozensets(st.integers(0, 6), min_size=1),
)


@given(drafts)
def test_a_draft_is_read_back_as_it_was_written(draft: Draft) -> None:
    assert read_draft(write_draft(draft)) == draft


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


names = st.sampled_from([*(field.name for field in fields(Draft)), "x"])


@given(st.dictionaries(names, json_values))
def test_any_json_is_read_as_a_draft_with_known_answers_only(kept: dict[str, object]) -> None:
    read = read_draft(json.dumps(kept))
    assert read_draft(write_draft(read)) == read


@given(st.text())
def test_any_text_is_read_as_a_draft(text: str) -> None:
    assert isinstance(read_draft(text), Draft)
    assert isinstance(unpack_offers(text), tuple)


@pytest.mark.parametrize("text", ['[["a"]]', '[["a", 1]]', '{"a": 1}', "[1]", "x"])
def test_offers_that_are_not_understood_are_none(text: str) -> None:
    assert unpack_offers(text) == ()
    offers = (Offer(zone="Europe/Paris", label="Paris"),)
    assert unpack_offers(pack_offers(offers)) == offers
