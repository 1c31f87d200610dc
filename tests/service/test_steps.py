"""The steps of a session: they turn by themselves, and a button names the step that it means."""

from datetime import timedelta

import pytest

from bot.domain.enrollment import RunState, SessionRun
from bot.domain.message import Answer
from bot.domain.session_plan import plan_session
from bot.domain.text import words_of
from tests.service.desk import FIRST_ON
from tests.service.life import Life, labels, words
from tests.service.shelf import shipped

MON, TUE = FIRST_ON, FIRST_ON + timedelta(days=1)
STEPS = plan_session(shipped().program, 1).steps
FIRST_STEP_S, SECOND_STEP_S, THIRD_STEP_S = (
    step.pause_before_s + step.seconds for step in STEPS[:3]
)
TITLES = [
    f"Step {step.no} of {step.of}: {step.title}" + (f", {step.side}" if step.side else "")
    for step in STEPS
]


@pytest.fixture
def walk(life: Life) -> Life:
    """Give somebody in the first step of their first session."""
    life.go_to(life.at(MON, 8))
    life.press("start")
    life.press("score", "b2")
    return life


def running(life: Life) -> SessionRun:
    found = life.run_today()
    assert found is not None
    return found


def title(answer: Answer) -> str:
    return words(answer).split("\n")[1]


def test_a_step_says_what_to_do_until_when_and_what_follows(walk: Life) -> None:
    shown = walk.press("step", "2")
    assert words(shown).split("\n")[1:] == [
        TITLES[1],
        "⏱ 10 s to get ready, then 90 s, until 08:01:40",
        *STEPS[1].lines,
        "How strong it feels: 3 to 5 of 10.",
        *STEPS[1].never,
        "Then: right side.",
    ]
    assert labels(shown) == ["Back", "Pause", "Next", "Take care", "It hurts: stop"]


def test_it_hurts_stands_alone_below_the_way_through_the_steps(walk: Life) -> None:
    shown = walk.press("step", "2")
    assert shown.message is not None
    assert [[b.label for b in row] for row in shown.message.rows] == [
        ["Back", "Pause", "Next"],
        ["Take care"],
        ["It hurts: stop"],
    ]


def test_next_goes_to_the_next_step_and_back_to_the_one_before(walk: Life) -> None:
    second = walk.tap(walk.press("today"), "Next")
    assert title(second) == TITLES[1]
    third = walk.tap(second, "Next")
    assert title(third) == TITLES[2]
    assert title(walk.tap(third, "Back")) == title(second)


def test_back_from_the_first_step_stays_there(walk: Life) -> None:
    first = walk.press("today")
    assert walk.tap(first, "Back").message == first.message


def test_a_second_press_of_next_leaves_the_step_running(walk: Life) -> None:
    first = walk.press("today")
    second = walk.tap(first, "Next")
    run = running(walk)
    walk.desk.now += 7
    assert walk.tap(first, "Next").message == second.message
    assert running(walk) == run


def test_a_step_can_be_named_and_begins_anew(walk: Life) -> None:
    walk.press("step", "4")
    walk.desk.now += 20
    shown = walk.press("step", "2")
    assert title(shown) == TITLES[1]
    assert running(walk).step_ends_at == walk.now + SECOND_STEP_S


@pytest.mark.parametrize("argument", ["0", "-1", "x", ""])
def test_a_step_that_does_not_exist_leaves_all_as_it_is(walk: Life, argument: str) -> None:
    run = running(walk)
    walk.press("step", argument)
    assert running(walk) == run


def test_a_step_far_behind_the_last_one_is_the_end(walk: Life) -> None:
    assert "Last question" in words(walk.press("step", "9999"))
    assert running(walk).step_ends_at is None


def test_pause_holds_the_step_with_the_time_that_is_left(walk: Life) -> None:
    first = walk.press("today")
    walk.desk.now += 30
    held = walk.tap(first, "Pause")
    assert words(held).split("\n")[1:3] == [
        TITLES[0],
        f"Paused with {FIRST_STEP_S - 30} s left. Take your time.",
    ]
    assert labels(held) == ["Go on", "Finish here", "Take care", "It hurts: stop"]
    walk.go_to(walk.now + 3600)
    assert running(walk).step_no == 1
    assert walk.tap(first, "Pause").message == held.message
    assert running(walk).step_left_s == FIRST_STEP_S - 30


def test_go_on_lets_the_held_step_run_out_and_a_second_press_adds_nothing(walk: Life) -> None:
    walk.desk.now += 30
    held = walk.press("hold", "1")
    walk.go_to(walk.now + 600)
    walk.tap(held, "Go on")
    ends_at = walk.now + FIRST_STEP_S - 30
    assert running(walk).step_ends_at == ends_at
    walk.desk.now += 5
    walk.tap(held, "Go on")
    assert running(walk).step_ends_at == ends_at
    walk.go_to(ends_at)
    assert running(walk).step_no == 2


def test_pause_of_a_step_that_is_over_holds_no_other(walk: Life) -> None:
    first = walk.press("today")
    walk.tap(first, "Next")
    assert title(walk.tap(first, "Pause")) == TITLES[1]
    assert running(walk).step_left_s is None
    walk.press("hold", "2")
    assert title(walk.press("go", "1")) == TITLES[1]
    assert running(walk).step_left_s is not None


def test_finish_here_asks_the_last_question(walk: Life) -> None:
    asked = walk.tap(walk.press("hold", "1"), "Finish here")
    assert "Last question" in words(asked)
    walk.press("score", "a2")
    assert walk.runs() == [RunState.DONE]


def test_steps_turn_by_themselves_in_the_message_where_the_session_lives(walk: Life) -> None:
    walk.go_to(walk.now + FIRST_STEP_S - 1)
    assert walk.redraws == []
    walk.go_to(walk.now + 1)
    (redraw,) = walk.redraws
    assert redraw.message_ref == f"m{walk.sent[-1][0].delivery_id}"
    assert words_of(redraw.message.text).startswith(TITLES[1])
    assert redraw.message == walk.press("today").message


def test_all_steps_turn_one_by_one_to_the_last_question(walk: Life) -> None:
    begun_at = walk.now
    while running(walk).step_ends_at is not None:
        walk.go_to(running(walk).step_ends_at or 0)
    assert [words_of(redraw.message.text).split("\n")[0] for redraw in walk.redraws] == [
        *TITLES[1:],
        "Last question. How bad is your knee pain right now?",
    ]
    assert 10 * 60 <= walk.now - begun_at <= 12 * 60


def test_steps_missed_while_the_bot_was_down_are_passed_over_with_one_redraw(walk: Life) -> None:
    walk.be_down_until(walk.now + FIRST_STEP_S + SECOND_STEP_S + 5)
    (redraw,) = walk.redraws
    assert words_of(redraw.message.text).startswith(TITLES[2])
    assert (
        running(walk).step_ends_at == walk.at(MON, 8) + FIRST_STEP_S + SECOND_STEP_S + THIRD_STEP_S
    )


def test_after_a_long_downtime_only_the_last_question_is_left(walk: Life) -> None:
    walk.be_down_until(walk.now + 5 * 3600)
    (redraw,) = walk.redraws
    assert words_of(redraw.message.text).startswith("Last question")


def test_a_press_shows_the_true_step_although_nothing_turned_it_yet(walk: Life) -> None:
    walk.desk.now += FIRST_STEP_S + 1
    assert title(walk.press("hold", "1")) == TITLES[1]
    assert running(walk).step_ends_at == walk.at(MON, 8) + FIRST_STEP_S + SECOND_STEP_S
    walk.desk.now += SECOND_STEP_S
    assert title(walk.command("today")) == TITLES[2]


def test_the_session_lives_in_the_message_that_was_pressed_last(walk: Life) -> None:
    walk.go_to(walk.at(MON, 8, 0) + 20)
    walk.press("hold", "1")
    walk.go_to(walk.at(MON, 19, 1))
    reminder, message = walk.sent[-1]
    assert words_of(message.text).startswith("You began today's session.")
    walk.tap(message, "Go on")
    assert [row.message_ref for row in walk.rows("card")] == [f"m{reminder.delivery_id}"]
    walk.press("go", "1", target=reminder.delivery_id)
    walk.go_to(walk.now + FIRST_STEP_S)
    assert walk.redraws[-1].message_ref == f"m{reminder.delivery_id}"


def test_a_session_walked_to_its_end_and_never_answered_counts_as_opened(walk: Life) -> None:
    walk.go_to(walk.at(TUE, 8))
    assert walk.runs() == [RunState.OPENED]
