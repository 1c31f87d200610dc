"""The whole way into a program: each step, each way back, and what is kept at its end."""

from collections.abc import Iterator
from datetime import date
from hashlib import sha256

import pytest

from bot.domain.action import Action
from bot.domain.change import What
from bot.domain.due import DueWhat
from bot.domain.enrollment import EnrollmentState
from bot.domain.red_flags import PASSED
from bot.domain.schedule import card_at
from bot.domain.wish import pack_wish
from bot.service.consenting import CONSENT_TEXT_VERSION
from tests.service.desk import FIRST_ON, shipped
from tests.service.subscribing import (
    AGREE,
    BEGIN,
    NONE,
    STEPS,
    TITLES,
    USUAL,
    WITHOUT,
    answer,
    walk_to,
)
from tests.service.visitor import Visitor, visiting


@pytest.fixture
def ana() -> Iterator[Visitor]:
    with visiting() as visitor:
        yield visitor


def test_seven_taps_and_one_typed_word_lead_into_the_program(ana: Visitor) -> None:
    ana.command("start")
    taps = 0
    for step in STEPS:
        assert ana.title() == TITLES[step]
        answer(ana, step)
        taps += step != "city"
    assert ana.title() == "✅ You are in."
    assert taps == 7
    assert "First session: Mon 1 March, 07:30." in ana.words()


def test_the_enrollment_begins_tomorrow_with_all_that_was_answered(ana: Visitor) -> None:
    ana.subscribe()
    live = ana.live()
    assert live is not None
    assert live.state is EnrollmentState.RUNNING
    assert (live.started_on, live.on_date) == (FIRST_ON, date(2027, 2, 28))
    assert (live.day_no, live.session_no, live.level, live.form) == (0, 0, 0, "")
    assert live.place == "outside"
    assert ana.person().wish == USUAL
    assert ana.conversation() is None
    dues = ana.run(lambda tx: tx.dues.of("enrollment", live.enrollment_id))
    assert [(due.what, due.due_at) for due in dues] == [(DueWhat.CARD, card_at(USUAL, FIRST_ON))]


def test_the_change_log_names_the_wish_and_the_first_date(ana: Visitor) -> None:
    ana.subscribe()
    assert [(change.what, change.old, change.new) for change in ana.changes()] == [
        (What.WISH, "", pack_wish(USUAL)),
        (What.ENROLLED, "", "2027-03-01"),
    ]
    assert all(change.actor_person_id == ana.person().person_id for change in ana.changes())


def test_only_that_both_lists_were_passed_is_kept_of_them(ana: Visitor) -> None:
    ana.subscribe()
    live = ana.live()
    (stop,) = ana.stops()
    assert live is not None
    assert (stop.tier, stop.flag, stop.at) == (PASSED, "", ana.now)
    assert stop.enrollment_id == live.enrollment_id


def test_the_confirmation_shows_the_days_and_the_next_three(ana: Visitor) -> None:
    walk_to(ana, "confirm")
    assert ana.words().split("\n") == [
        "Two-week reset, from tomorrow",
        "Mon, Wed, Fri, and Sun, about 11 min. Bogotá time:",
        "Mon 1 March 07:30, session 1: Side of the hip",
        "Tue 2 March 07:30, rest day, one question",
        "Wed 3 March 07:30, session 2: Outer thigh",
        f"Have ready: {shipped().program.have_ready}",
    ]


def test_the_consent_is_kept_with_the_words_that_were_shown(ana: Visitor) -> None:
    walk_to(ana, "consent")
    short = ana.words()
    ana.press("Read it all")
    full = ana.words()
    assert ana.labels() == [AGREE, WITHOUT, "Back"]
    ana.press(AGREE)
    consent = ana.consent()
    assert consent is not None
    assert consent.text_hash == sha256(f"{short}\n{full}".encode()).hexdigest()
    assert (consent.text_version, consent.language) == (CONSENT_TEXT_VERSION, "en")
    assert consent.given_at == ana.now


def test_neither_answer_to_the_consent_stands_out(ana: Visitor) -> None:
    walk_to(ana, "consent")
    assert ana.button(AGREE).weight is ana.button(WITHOUT).weight


def test_without_scores_the_place_is_neither_asked_nor_kept(ana: Visitor) -> None:
    ana.command("start")
    for label in (BEGIN, WITHOUT, NONE, NONE):
        ana.press(label)
    assert ana.title() == TITLES["city"]
    ana.type("bogota")
    ana.press("07:30")
    assert "rest day" not in ana.words()
    ana.press("Looks right")
    live = ana.live()
    assert live is not None
    assert live.place == ""
    assert ana.consent() is None
    assert [(stop.tier, stop.flag) for stop in ana.stops()] == [(PASSED, "")]


@pytest.mark.parametrize("step", STEPS[1:])
def test_back_leads_to_the_step_before_and_its_answer_on_again(ana: Visitor, step: str) -> None:
    walk_to(ana, step)
    ana.press("Back")
    assert ana.title() == TITLES[STEPS[STEPS.index(step) - 1]]
    answer(ana, STEPS[STEPS.index(step) - 1])
    assert ana.title() == TITLES[step]


def test_back_the_whole_way_and_on_again(ana: Visitor) -> None:
    walk_to(ana, "confirm")
    for step in reversed(STEPS[:-1]):
        ana.press("Back")
        assert ana.title() == TITLES[step]
    # All answers are kept: one press leads to the end again.
    ana.press(BEGIN)
    assert ana.title() == TITLES["confirm"]


def test_going_back_to_sessions_only_takes_consent_and_place_away(ana: Visitor) -> None:
    walk_to(ana, "city")
    for _ in range(4):
        ana.press("Back")
    assert ana.title() == TITLES["consent"]
    ana.press(WITHOUT)
    assert ana.consent() is None
    assert ana.title() == TITLES["city"]
    conversation = ana.conversation()
    assert conversation is not None
    assert "outside" not in conversation.draft
    ana.type("bogota")
    ana.press("07:30")
    ana.press("Looks right")
    live = ana.live()
    assert live is not None
    assert live.place == ""


def test_a_consent_taken_back_half_way_is_asked_for_again(ana: Visitor) -> None:
    walk_to(ana, "hour")
    hour = ana.button("07:30").action
    ana.command("privacy")
    ana.press("Forget my scores")
    ana.press("Forget them")
    ana.command("start")
    ana.press(BEGIN)
    assert ana.title() == TITLES["consent"]
    ana.act(hour)
    assert ana.title() == TITLES["consent"]


def test_a_consent_that_is_gone_is_asked_for_again(ana: Visitor) -> None:
    walk_to(ana, "confirm")
    right = ana.button("Looks right").action
    consent = ana.consent()
    assert consent is not None
    ana.run(lambda tx: tx.consents.withdraw(consent.consent_id, ana.now))
    ana.act(right)
    assert ana.title() == TITLES["consent"]


def test_a_consent_given_meanwhile_counts(ana: Visitor) -> None:
    ana.command("start")
    for label in (BEGIN, WITHOUT, NONE, NONE):
        ana.press(label)
    ana.command("privacy")
    ana.press("Store my scores")
    ana.press(AGREE)
    ana.command("start")
    ana.press("Go on")
    assert ana.title() == TITLES["place"]


def test_a_place_pressed_without_consent_is_not_kept(ana: Visitor) -> None:
    ana.command("start")
    for label in (BEGIN, WITHOUT, NONE, NONE):
        ana.press(label)
    ana.act(Action("subscribe", 0, "at-inside"))
    assert ana.title() == TITLES["city"]
    conversation = ana.conversation()
    assert conversation is not None
    assert "inside" not in conversation.draft
