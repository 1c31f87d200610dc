"""`/start`: for somebody who is in a program, was in one, or finds none."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.domain.action import Action
from bot.domain.change import What
from bot.domain.enrollment import EnrollmentState
from tests.service.subscribing import (
    BEGIN,
    NONE,
    TITLES,
    walk_to,
)
from tests.service.visitor import Visitor, visiting


@pytest.fixture
def ana() -> Iterator[Visitor]:
    with visiting() as visitor:
        yield visitor


def test_another_program_can_be_chosen_before_the_start(ana: Visitor) -> None:
    ana.command("programs")
    ana.press("Two-week reset")
    assert "1. Side of the hip, 11 min" in ana.words()
    ana.press("Choose this one")
    assert ana.title() == TITLES["welcome"]
    ana.press("What it is based on")
    ana.press("Back")
    assert ana.title() == TITLES["welcome"]


def test_a_program_taken_away_half_way_leaves_nothing_to_begin(ana: Visitor) -> None:
    walk_to(ana, "city")
    with visiting() as later:
        later.runner, later.updates, later.programs = ana.runner, 99, ()
        later.type("bogota")
        assert later.words() == "There is no program here yet."


def test_without_any_program_it_says_so() -> None:
    with visiting() as ana:
        ana.programs = ()
        for command in ("start", "programs", "program"):
            ana.command(command)
            assert ana.words() == "There is no program here yet."
        ana.act(Action("subscribe", 0, "begin"))
        assert ana.words() == "There is no program here yet."


def test_start_while_a_program_runs_shows_it(ana: Visitor) -> None:
    ana.subscribe()
    ana.command("start")
    assert ana.words().split("\n") == [
        "Two-week reset is running.",
        "Next: Mon 1 March 07:30, session 1: Side of the hip.",
    ]
    assert ana.labels() == ["Today", "Progress", "Settings"]
    for label in ("Today", "Progress", "Settings"):
        ana.command("start")
        ana.press(label)
    ana.press("Time")
    assert ana.title() == "Which hour suits you?"


def test_a_question_left_open_is_no_way_into_a_second_program(ana: Visitor) -> None:
    walk_to(ana, "hour")
    kept = ana.conversation()
    assert kept is not None
    for label in ("07:30", "Looks right"):
        ana.press(label)
    ana.run(lambda tx: tx.conversations.put(kept))
    ana.type("19:30")
    assert ana.title() == "Two-week reset is running."
    assert len(ana.enrollments()) == 1


def test_start_after_a_stop_offers_to_go_on_or_to_begin_anew(ana: Visitor) -> None:
    ana.subscribe()
    ana.command("stop")
    ana.command("start")
    assert ana.title() == "You stopped Two-week reset."
    ana.press("Go on")
    live = ana.live()
    assert live is not None
    ana.command("stop")
    ana.command("start")
    ana.press("Begin anew")
    assert ana.title() == TITLES["welcome"]
    ana.press(BEGIN)
    # The consent, the city, the hour and the days are known from before.
    for label in (NONE, NONE, "Front", "Looks right"):
        ana.press(label)
    assert len(ana.enrollments()) == 2
    assert [change.what for change in ana.changes()].count(What.WISH) == 1


def test_start_after_the_end_offers_to_begin_again(ana: Visitor) -> None:
    ana.subscribe()
    live = ana.live()
    assert live is not None
    finished = replace(live, state=EnrollmentState.FINISHED)
    ana.run(lambda tx: tx.enrollments.save(finished))
    ana.command("start")
    assert ana.title() == "You finished Two-week reset."
    assert ana.labels() == ["Begin anew"]
    ana.press("Begin anew")
    assert ana.title() == TITLES["welcome"]


def test_start_while_paused_says_how_it_goes_on(ana: Visitor) -> None:
    ana.subscribe()
    ana.command("pause", "1 week")
    ana.command("start")
    assert "Go on now" in ana.labels()


def test_whoever_was_here_before_keeps_their_own_quiet_hours(ana: Visitor) -> None:
    ana.subscribe()
    ana.command("settings")
    ana.press("Quiet hours")
    ana.press("21:00 to 07:00")
    ana.command("stop")
    ana.command("start")
    ana.press("Begin anew")
    for label in (BEGIN, NONE, NONE, "Front", "Time", "12:30", "Looks right"):
        ana.press(label)
    wish = ana.person().wish
    assert wish is not None
    assert (wish.hour_min, wish.quiet_from_min, wish.quiet_to_min) == (750, 21 * 60, 7 * 60)
