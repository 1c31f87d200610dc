"""A red flag stands above everything: only both lists, asked again, let the program go on."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.domain.delivery import Delivery, DeliveryState, SendOutcome, Unreachable
from bot.domain.enrollment import EnrollmentState, PauseReason, RunState
from bot.domain.message import Answer
from storage.sqlite.runner import SqliteRunner
from tests.service.desk import FIRST_ON
from tests.service.life import Life, labels, words

MON, TUE, WED, THU, FRI, SAT, SUN = (FIRST_ON + timedelta(days=n) for n in range(7))


def first_line(answer: Answer) -> str:
    return words(answer).split("\n")[1]


def flag(life: Life) -> Answer:
    return life.tap(life.command("hurts"), "Swelling, locking, giving way")


@pytest.fixture
def stopped(life: Life) -> Life:
    """Give somebody who told of a sign on a rest day, after one calm session."""
    life.go_to(life.at(MON, 8))
    life.do_session(2, 2)
    life.go_to(life.at(TUE, 8))
    life.press("score", "m2")
    life.type("chest pain since this morning")
    life.sent.clear()
    return life


def go_on(life: Life) -> Answer:
    asked = life.tap(life.command("resume"), "Yes, gently")
    return life.tap(life.tap(asked, "None of these"), "None of these")


def test_nothing_comes_after_a_red_flag_however_long_it_takes(stopped: Life) -> None:
    stopped.go_to(stopped.at(FIRST_ON + timedelta(days=90), 12))
    assert stopped.sent == []
    assert stopped.enrollment().day_no == 2


def test_what_was_on_its_way_is_called_back(life: Life) -> None:
    life.desk.now = life.at(MON, 7, 30)
    life.work()
    life.press("later", "x_" + str(life.at(MON, 9) // 60))
    life.go_to(life.at(MON, 8))
    flag(life)
    life.go_to(life.at(MON, 23))
    assert len(life.sent) == 1


@pytest.mark.parametrize(
    "tries",
    [
        lambda life: life.command("resume"),
        lambda life: life.command("today"),
        lambda life: life.command("start"),
        lambda life: life.command("pause", "3 days"),
        lambda life: life.press("pause", "3d"),
        lambda life: life.press("resume"),
        lambda life: life.press("stop", "pause"),
        lambda life: life.press("start", target=1),
        lambda life: life.press("again", "l2-none-x"),
        lambda life: life.press("today"),
    ],
)
def test_nothing_else_lets_it_go_on(stopped: Life, tries: Callable[[Life], Answer]) -> None:
    answer = tries(stopped)
    assert "paused" in answer.notice or "Has a doctor or physio said" in words(answer)
    assert stopped.enrollment().reason is PauseReason.SAFETY
    stopped.go_to(stopped.at(FRI, 12))
    assert stopped.sent == []


def test_a_date_typed_to_an_older_question_does_not_let_it_go_on_by_itself(life: Life) -> None:
    life.go_to(life.at(MON, 8))
    life.press("pause", "date")
    life.type("chest pain")
    assert "Has a doctor or physio said" in words(life.type("Friday"))
    life.sent.clear()
    life.go_to(life.at(SUN, 12))
    assert life.sent == []


def test_pause_instead_of_an_older_stop_does_not_let_it_go_on_by_itself(life: Life) -> None:
    life.go_to(life.at(MON, 8))
    undone = life.command("stop")
    life.type("I have chest pain")
    assert "Has a doctor or physio said" in words(life.tap(undone, "Pause instead"))
    assert "Has a doctor or physio said" in words(life.tap(undone, "Undo"))
    assert life.enrollment().state is EnrollmentState.STOPPED
    assert "Has a doctor or physio said" in words(life.press("pause", "3d"))
    assert life.enrollment().state is EnrollmentState.STOPPED


class StopsMeanwhile:
    """Reports a closed chat, after something happened while the message was on its way."""

    def __init__(self) -> None:
        self.meanwhile: Callable[[], object] = lambda: None

    def __call__(self, _delivery: Delivery) -> SendOutcome:
        self.meanwhile()
        return Unreachable("blocked")


@pytest.mark.parametrize(
    ("command", "state"), [("stop", EnrollmentState.STOPPED), ("hurts", EnrollmentState.PAUSED)]
)
def test_a_closed_chat_does_not_weaken_a_stop(
    runner: SqliteRunner, command: str, state: EnrollmentState
) -> None:
    outcome = StopsMeanwhile()
    life = Life(runner, outcome=outcome)
    outcome.meanwhile = lambda: flag(life) if command == "hurts" else life.command("stop")
    life.go_to(life.at(MON, 8))
    assert [row.state for row in life.rows("card")] == [DeliveryState.FAILED]
    life.command("today")
    assert life.enrollment().state is state
    life.go_to(life.at(FRI, 12))
    assert len(life.sent) == 1


def test_a_closed_chat_and_coming_back_do_not_weaken_a_stop(stopped: Life) -> None:
    stopped.close_chat()
    stopped.command("today")
    assert stopped.enrollment().reason is PauseReason.SAFETY


def test_resume_asks_whether_somebody_has_seen_it(stopped: Life) -> None:
    stopped.go_to(stopped.at(SAT, 9))
    asked = stopped.command("resume")
    assert words(asked).split("\n")[1:] == [
        "Has a doctor or physio said that you can go on?",
        "You stopped on Tue 2 March.",
    ]
    assert labels(asked) == ["Yes, gently", "Not yet", "End the program"]


def test_not_yet_changes_nothing(stopped: Life) -> None:
    waits = stopped.tap(stopped.command("resume"), "Not yet")
    assert first_line(waits) == "Then it waits. Nothing is lost."
    assert stopped.enrollment().reason is PauseReason.SAFETY


def test_the_program_can_be_ended_instead_and_the_stop_still_stands(stopped: Life) -> None:
    ended = stopped.tap(stopped.command("resume"), "End the program")
    assert first_line(ended) == "✅ Stopped. No more messages."
    assert labels(ended) == ["Something feels wrong"]
    assert "Has a doctor or physio said" in words(stopped.command("resume"))


def test_a_yes_asks_both_lists_again_and_a_sign_stops_again(stopped: Life) -> None:
    asked = stopped.tap(stopped.command("resume"), "Yes, gently")
    assert first_line(asked) == "Is any of this true today?"
    second = stopped.tap(asked, "None of these")
    assert first_line(second) == "And any of these?"
    which = stopped.tap(second, "Yes, at least one")
    advice = stopped.tap(which, labels(which)[0])
    assert first_line(advice) == "Ask a doctor or physio first"
    assert stopped.enrollment().reason is PauseReason.SAFETY


def test_it_goes_on_gently_and_says_so(stopped: Life) -> None:
    stopped.go_to(stopped.at(SAT, 9))
    on = go_on(stopped)
    assert words(on).split("\n")[1:5] == [
        "Then it goes on gently.",
        "The next session is half as long with the softest tool.",
        "You are at session 2 of 8. Next:",
        "Sun 7 March 07:30, session 2: Outer thigh",
    ]
    stopped.go_to(stopped.at(SUN, 8))
    assert "Half as long with the softest tool, to begin gently." in stopped.last_words()
    stopped.press("start")
    assert "then 30 s" in words(stopped.press("score", "b1"))
    stopped.press("step", "99")
    done = words(stopped.press("score", "a1"))
    assert "The next one is full length again." in done
    stopped.go_to(stopped.at(SUN + timedelta(days=1), 8))
    assert "Half" not in stopped.last_words()


def test_after_a_gentle_session_a_middle_score_still_softens_the_tool(stopped: Life) -> None:
    stopped.go_to(stopped.at(SAT, 9))
    go_on(stopped)
    stopped.go_to(stopped.at(SUN, 8))
    done = words(stopped.do_session(4, 2))
    assert "full length again, with a softer tool, because your highest score was 4." in done
    assert (stopped.enrollment().level, stopped.enrollment().softness) == (0, 1)


def test_a_score_given_meanwhile_does_not_make_the_gentle_session_a_full_one(life: Life) -> None:
    life.go_to(life.at(MON, 8))
    life.do_session(2, 2)
    life.go_to(life.at(MON, 20))
    flag(life)
    go_on(life)
    life.go_to(life.at(TUE, 8))
    told = words(life.press("score", "m2"))
    assert "The next one is half as long, to begin gently." in told
    life.go_to(life.at(WED, 8))
    assert "to begin gently" in life.last_words()
    life.press("start")
    life.press("score", "b1")
    run = life.run_today()
    assert run is not None
    assert (run.level, run.softness) == (-1, 2)


def test_a_session_taken_up_on_the_same_day_goes_on_gently_where_it_stood(life: Life) -> None:
    life.go_to(life.at(MON, 8))
    life.press("start")
    life.press("score", "b1")
    life.press("step", "2")
    life.desk.now += 20
    life.type("chest pain")
    assert life.runs() == [RunState.EXCUSED]
    life.desk.now += 600
    on = go_on(life)
    held = life.tap(on, "Today")
    assert "Paused with 45 s left." in words(held)
    run = life.run_today()
    assert run is not None
    assert (run.state, run.step_no, run.level) == (RunState.STARTED, 2, -1)


def test_the_last_press_of_the_lists_twice_goes_on_once(stopped: Life) -> None:
    stopped.go_to(stopped.at(SAT, 9))
    asked = stopped.tap(stopped.command("resume"), "Yes, gently")
    second = stopped.tap(asked, "None of these")
    stopped.tap(second, "None of these")
    enrollment = stopped.enrollment()
    stops = stopped.desk.run(lambda tx: tx.safety_stops.all_of(stopped.person_id))
    assert first_line(stopped.tap(second, "None of these")) == "It is running already."
    assert stopped.enrollment() == enrollment
    assert stopped.desk.run(lambda tx: tx.safety_stops.all_of(stopped.person_id)) == stops


def test_lists_answered_on_the_way_back_are_not_asked_again_before_the_session(
    life: Life,
) -> None:
    life.go_to(life.at(MON, 8))
    life.press("start")
    asked = life.tap(life.press("hurts"), "Pain above 5")
    which = life.tap(asked, "Yes, at least one")
    life.tap(which, labels(which)[3])
    life.go_to(life.at(TUE, 9))
    go_on(life)
    life.go_to(life.at(WED, 8))
    assert first_line(life.press("start")).startswith("How bad is your knee pain right now")
