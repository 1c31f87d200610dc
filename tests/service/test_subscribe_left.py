"""Leaving half-way, coming back, a restart, and words of pain in between."""

from collections.abc import Iterator

import pytest

from bot.domain.person import Conversation
from bot.service.hurts import COMMANDS as HURTS
from tests.service.subscribing import BEGIN, NONE, STEPS, TITLES, answer, walk_to
from tests.service.visitor import Visitor, visiting


@pytest.fixture
def ana() -> Iterator[Visitor]:
    with visiting() as visitor:
        yield visitor


@pytest.mark.parametrize("step", [step for step in STEPS if step != "welcome"])
def test_whoever_comes_back_half_way_can_go_on_or_start_again(ana: Visitor, step: str) -> None:
    walk_to(ana, step)
    kept = ana.conversation()
    ana.now += 3600
    ana.command("start")
    assert ana.title().startswith("You stopped at the ")
    assert ana.title().endswith(". Go on?")
    ana.press("Go on")
    assert ana.title() == TITLES[step]
    again = ana.conversation()
    assert kept is not None
    assert again is not None
    assert (again.step, again.draft) == (kept.step, kept.draft)
    ana.command("start")
    ana.press("Start again")
    assert ana.title() == TITLES["welcome"]


@pytest.mark.parametrize(
    "step", [step for step in STEPS if step not in ("welcome", "city", "hour")]
)
def test_words_that_answer_nothing_ask_whether_to_go_on(ana: Visitor, step: str) -> None:
    walk_to(ana, step)
    ana.type("what is this")
    assert ana.title().startswith("You stopped at the ")
    ana.press("Go on")
    assert ana.title() == TITLES[step]


@pytest.mark.parametrize("step", STEPS)
def test_commands_only_interrupt(ana: Visitor, step: str) -> None:
    walk_to(ana, step)
    for command in ("help", "today", "program", "privacy"):
        ana.command(command)
    ana.command("start")
    if step != "welcome":
        ana.press("Go on")
    for later in STEPS[STEPS.index(step) :]:
        assert ana.title() == TITLES[later]
        answer(ana, later)
    assert ana.live() is not None


@pytest.mark.parametrize("step", STEPS)
def test_a_stop_word_leaves_at_any_step(ana: Visitor, step: str) -> None:
    walk_to(ana, step)
    old = ana.shown[-1].buttons()[0].action
    ana.type("stop")
    assert ana.conversation() is None
    assert ana.live() is None
    # A button of the card that was left begins from the first one.
    ana.act(old)
    assert ana.title() in (TITLES["welcome"], TITLES["consent"])


@pytest.mark.parametrize(
    "draft",
    ["", "[]", "{", '{"scores": 1, "hour_min": "x", "zone": 3}', '{"zone": "No/Where"}'],
)
def test_a_draft_that_is_not_understood_starts_the_step_again(ana: Visitor, draft: str) -> None:
    walk_to(ana, "confirm")
    kept = ana.conversation()
    assert kept is not None
    ana.run(lambda tx: tx.conversations.put(spoilt(kept, draft)))
    ana.command("start")
    ana.press("Go on")
    assert ana.title() == TITLES["welcome"]
    ana.press(BEGIN)
    assert ana.title() in (TITLES["consent"], TITLES["flags1"])


def spoilt(kept: Conversation, draft: str) -> Conversation:
    return Conversation(
        person_id=kept.person_id,
        address=kept.address,
        flow=kept.flow,
        step=kept.step,
        draft=draft,
        waits_for=kept.waits_for,
        updated_at=kept.updated_at,
    )


def test_words_of_pain_open_the_list_that_is_being_asked(ana: Visitor) -> None:
    walk_to(ana, "flags1")
    ana.type("my knee is swollen")
    assert ana.title() == "If you have short breath or chest pain, call 112 now."
    assert "Swollen or locks" in ana.labels()


def test_words_of_pain_elsewhere_ask_what_is_noticed(ana: Visitor) -> None:
    walk_to(ana, "city")
    ana.type("my leg is numb")
    asked = ana.words()
    with visiting() as bo:
        bo.command(HURTS[0].name)
        assert asked == bo.words()


def test_words_of_an_emergency_stop_the_walk_until_somebody_looked(ana: Visitor) -> None:
    walk_to(ana, "hour")
    hour = ana.button("07:30").action
    ana.type("I have chest pain")
    assert ana.title() == "⚠️ Get emergency help now: 112"
    ana.act(hour)
    assert ana.title() == "May you go on?"
    ana.type("bogota")
    assert ana.title() == "May you go on?"
    ana.press("Yes, they said so")
    assert ana.title() == TITLES["flags1"]
    ana.press(NONE)
    assert "Leave out what your doctor or physio has cleared." in ana.words()
