"""Pause, resume and stop: at once, with a way back, and no message while it stands still."""

from datetime import timedelta

import pytest

from bot.domain.delivery import DeliveryKind
from bot.domain.enrollment import EnrollmentState, PauseReason, RunState
from bot.domain.message import Answer
from storage.sqlite.runner import SqliteRunner
from tests.service.desk import FIRST_ON, Desk
from tests.service.life import Life, labels, words

MON, TUE, WED, THU, FRI, SAT, SUN = (FIRST_ON + timedelta(days=n) for n in range(7))
PAUSES = ["3 days", "1 week", "2 weeks", "A date", "Until I say"]


@pytest.fixture
def card(life: Life) -> Life:
    life.go_to(life.at(MON, 8))
    return life


def lines(answer: Answer) -> list[str]:
    return words(answer).split("\n")[1:]


def test_pause_asks_until_when(card: Life) -> None:
    assert labels(card.command("pause")) == PAUSES
    assert card.enrollment().state is EnrollmentState.RUNNING


@pytest.mark.parametrize(
    ("label", "day"),
    [("3 days", "Thu 4 March"), ("1 week", "Mon 8 March"), ("2 weeks", "Mon 15 March")],
)
def test_a_pause_says_before_when_nothing_comes(card: Life, label: str, day: str) -> None:
    paused = card.tap(card.command("pause"), label)
    assert lines(paused) == ["Paused.", f"No messages before {day}, 07:30. Nothing is lost."]
    assert labels(paused) == ["Go on now", "Change date"]


@pytest.mark.parametrize(
    ("typed", "day"), [("20 March", "Sat 20 March"), ("till Friday", "Fri 5 March")]
)
def test_a_date_can_be_typed_with_the_command_or_after_it(
    card: Life, typed: str, day: str
) -> None:
    assert day in words(card.command("pause", typed))
    asked = card.tap(card.command("pause"), "A date")
    assert asked.message is not None
    assert asked.message.question is not None
    assert lines(asked) == ["Until which day?", "For example: 20 March, Friday, 10 days."]
    assert day in words(card.type(typed))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("blue", "I did not get that day. Until which day?"),
        ("28 February 2027", "Sun 28 February has passed. Until which day?"),
        ("5 March 2031", "That is over a year away. Pick a nearer day, or no date at all."),
    ],
)
def test_a_date_that_makes_no_sense_is_asked_again(card: Life, typed: str, says: str) -> None:
    assert lines(card.command("pause", typed))[0] == says
    assert lines(card.type(typed))[0] == says
    assert card.enrollment().state is EnrollmentState.RUNNING
    assert "No messages before Fri 5 March" in words(card.type("Friday"))


def test_back_from_the_date_leaves_nothing_waiting(card: Life) -> None:
    asked = card.tap(card.command("pause"), "A date")
    assert labels(card.tap(asked, "Back")) == PAUSES
    assert "Paused" not in words(card.type("Friday"))


def test_a_pause_without_a_date_lasts_until_the_person_says(card: Life) -> None:
    paused = card.tap(card.command("pause"), "Until I say")
    assert lines(paused)[1] == "No messages until you say /resume. Nothing is lost."
    card.go_to(card.at(FIRST_ON + timedelta(days=50), 12))
    assert len(card.sent) == 1


def test_a_pause_pressed_twice_is_one_pause(card: Life) -> None:
    asked = card.command("pause")
    first = card.tap(asked, "1 week")
    enrollment = card.enrollment()
    card.desk.now += 60
    assert card.tap(asked, "1 week").message == first.message
    assert card.enrollment() == enrollment
    changes = card.desk.run(
        lambda tx: tx.changes.of_subject("enrollment", enrollment.enrollment_id)
    )
    assert [change.what for change in changes] == ["enrolled", "paused"]


def test_the_date_of_a_pause_can_be_changed(card: Life) -> None:
    paused = card.tap(card.command("pause"), "1 week")
    changed = card.tap(card.tap(paused, "Change date"), "3 days")
    assert "before Thu 4 March" in words(changed)
    card.go_to(card.at(FRI, 8))
    assert card.kinds_on(FRI) == [DeliveryKind.SESSION]


def test_an_open_session_costs_nothing_while_paused_and_is_taken_up_again(card: Life) -> None:
    card.press("start")
    card.press("score", "b2")
    card.desk.now += 20
    paused = card.command("pause", "3 days")
    assert card.runs() == [RunState.EXCUSED]
    assert "paused" in card.press("step", "2").notice
    card.go_to(card.at(MON, 12))
    on = card.tap(paused, "Go on now")
    assert lines(on)[:2] == ["Welcome back.", "You are at session 2 of 8. Next:"]
    held = card.tap(on, "Today")
    assert "Paused with 50 s left." in words(held)
    assert card.runs() == [RunState.STARTED]


def test_today_shows_why_and_until_when_it_stands_still(card: Life) -> None:
    card.command("pause", "3 days")
    standing = card.command("today")
    assert lines(standing) == [
        "Your program stands still.",
        "It goes on by itself on Thu 4 March.",
    ]
    assert labels(standing) == ["Go on now"]
    card.command("stop")
    assert lines(card.command("today"))[1] == "You stopped it. Nothing is lost."


def test_resume_while_it_runs_says_what_comes_and_shows_today(card: Life) -> None:
    running = card.command("resume")
    assert lines(running) == [
        "It is running already.",
        "Next: Wed 3 March 07:30, session 2: Outer thigh.",
    ]
    assert labels(running) == ["Today"]


def test_stop_is_at_once_and_says_what_stays(card: Life) -> None:
    stopped = card.command("stop")
    assert lines(stopped) == [
        "✅ Stopped. No more messages.",
        "Your data stays until you /delete it; /export still works.",
    ]
    assert labels(stopped) == ["Undo", "Pause instead", "Something feels wrong"]
    assert card.enrollment().state is EnrollmentState.STOPPED
    card.go_to(card.at(FIRST_ON + timedelta(days=50), 12))
    assert len(card.sent) == 1


@pytest.mark.parametrize("typed", ["stop", "STOP", "stop please", "unsubscribe", "quit", "/stop"])
def test_stop_words_stop(card: Life, typed: str) -> None:
    card.type(typed)
    assert card.enrollment().state is EnrollmentState.STOPPED


def test_a_stop_word_is_never_an_answer(card: Life) -> None:
    card.press("pause", "date")
    assert "Stopped" in words(card.type("cancel"))
    assert "Nothing is running" in words(card.type("stop"))


def test_undo_takes_everything_up_where_it_was(card: Life) -> None:
    stopped = card.command("stop")
    on = card.tap(stopped, "Undo")
    assert lines(on)[0] == "Welcome back."
    assert card.runs() == [RunState.OPEN]
    enrollment = card.enrollment()
    card.desk.now += 60
    assert "It is running already." in words(card.tap(stopped, "Undo"))
    assert card.enrollment() == enrollment


def test_a_second_stop_has_nothing_to_stop(card: Life) -> None:
    card.command("stop")
    enrollment = card.enrollment()
    assert lines(card.command("stop"))[0] == "Nothing is running, so nothing will come."
    assert card.enrollment() == enrollment


def test_a_stop_can_become_a_pause(card: Life) -> None:
    stopped = card.command("stop")
    asked = card.tap(stopped, "Pause instead")
    assert labels(asked) == PAUSES
    assert card.enrollment().reason is PauseReason.ASKED
    card.tap(asked, "3 days")
    card.go_to(card.at(FRI, 8))
    assert card.kinds_on(FRI) == [DeliveryKind.SESSION]


def test_pause_instead_of_a_stop_that_was_undone_only_asks(card: Life) -> None:
    stopped = card.command("stop")
    card.tap(stopped, "Undo")
    assert labels(card.tap(stopped, "Pause instead")) == PAUSES
    assert card.enrollment().state is EnrollmentState.RUNNING


def test_something_feels_wrong_leads_to_the_advice(card: Life) -> None:
    stopped = card.command("stop")
    asked = card.tap(stopped, "Something feels wrong")
    assert "What do you notice?" in words(asked)


@pytest.mark.parametrize("name", ["pause", "resume", "stop", "today"])
def test_somebody_in_no_program_is_told_how_to_begin(runner: SqliteRunner, name: str) -> None:
    life = Life(runner)
    stranger = Desk(runner, now=life.now).arrives("zoe", wish=None)
    life.person_id = stranger
    answer = life.command(name)
    assert "Nothing is running" in words(answer) or "/start begins one." in words(answer)
    life.press("pause", "3d", target=0)
    life.press("stop", "pause", target=0)
    life.press("again", target=0)


@pytest.mark.parametrize("verb", ["pause", "resume", "again", "stop"])
def test_after_the_end_nothing_can_be_paused_or_resumed(life: Life, verb: str) -> None:
    life.go_to(life.at(FIRST_ON + timedelta(days=30), 9))
    argument = {"stop": "pause", "pause": "3d"}.get(verb, "")
    assert "Your last program is finished." in words(life.press(verb, argument))
    assert life.enrollment().state is EnrollmentState.FINISHED


def test_a_pause_that_ends_while_the_bot_is_down_goes_on_as_if_it_had_been_up(
    card: Life,
) -> None:
    card.command("pause", "3 days")
    card.be_down_until(card.at(SUN, 9))
    assert [(row.day_no, row.local_on) for row in card.rows("card")] == [
        (1, MON),
        (3, FRI),
        (5, SUN),
    ]
