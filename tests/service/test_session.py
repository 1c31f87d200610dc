"""One session, from its card to its end: what each press shows, and that a second one is idle."""

from datetime import timedelta

import pytest

from bot.domain.enrollment import RunState
from bot.domain.message import Answer
from bot.domain.session_plan import plan_session
from storage.sqlite.runner import SqliteRunner
from tests.service.desk import FIRST_ON
from tests.service.life import Life, labels, words
from tests.service.shelf import shipped

TITLES = dict.fromkeys(step.title for step in plan_session(shipped().program, 1).steps)
MON, TUE, WED = (FIRST_ON + timedelta(days=n) for n in range(3))


def lines(answer: Answer) -> list[str]:
    """Give what an answer shows, line by line, without the notice."""
    return words(answer).split("\n")[1:]


@pytest.fixture
def card(life: Life) -> Life:
    """Give somebody whose first card has just come."""
    life.go_to(life.at(MON, 7, 31))
    return life


@pytest.fixture
def bare(runner: SqliteRunner) -> Life:
    """Give somebody without consent to scores, whose first card has just come."""
    life = Life(runner, with_scores=False)
    life.go_to(life.at(MON, 7, 31))
    return life


def test_the_card_says_what_it_is_how_long_and_what_to_have_ready(card: Life) -> None:
    assert card.last_words().split("\n") == [
        "Today: Side of the hip, 11 min",
        "Session 1 of 8",
        "Have ready: a wall, a tennis ball, floor space",
        ", ".join(f"{no} {title}" for no, title in enumerate(TITLES, start=1)),
        "Press 3 to 5 of 10; harder is no better. Not on broken or bruised skin.",
    ]
    message = card.sent[-1][1]
    assert [[b.label for b in row] for row in message.rows] == [
        ["Start"],
        ["Later", "Not today"],
        ["Take care"],
        ["It hurts"],
    ]
    assert not message.silent


def test_every_button_of_the_card_names_its_delivery(card: Life) -> None:
    delivery, message = card.sent[-1]
    assert {b.action.target for b in message.buttons()} == {delivery.delivery_id}


def test_start_asks_for_the_score_before_and_shows_no_other_score(card: Life) -> None:
    asked = card.press("start")
    assert lines(asked) == [
        "How bad is your knee pain right now?",
        "0 = no pain, 10 = the worst pain you can imagine.",
    ]
    assert labels(asked) == [*(str(n) for n in range(11)), "Skip", "It hurts"]
    assert asked.message is not None
    assert [len(row) for row in asked.message.rows] == [6, 5, 2]


def test_start_pressed_twice_shows_the_same_and_begins_once(card: Life) -> None:
    first = card.press("start")
    begun = card.run_today()
    card.desk.now += 30
    assert card.press("start").message == first.message
    assert card.run_today() == begun


def test_without_consent_a_session_begins_with_its_first_step(bare: Life) -> None:
    assert lines(bare.press("start"))[0] == f"Step 1 of {len(TITLES)}: {next(iter(TITLES))}"


def test_without_consent_the_end_asks_whether_it_was_done(bare: Life) -> None:
    bare.press("start")
    asked = bare.press("step", "99")
    assert lines(asked) == ["That was the last step.", "Did you do the session?"]
    assert labels(asked) == ["Done", "Not really", "It hurts"]
    done = bare.tap(asked, "Done")
    assert lines(done)[0] == "✅ Session 1 done, 11 min"
    assert bare.runs() == [RunState.DONE]
    assert bare.tap(asked, "Not really").message == done.message
    assert bare.runs() == [RunState.DONE]


def test_not_really_counts_as_opened(bare: Life) -> None:
    bare.press("start")
    opened = bare.tap(bare.press("step", "99"), "Not really")
    assert lines(opened)[0] == "Session 1: opened, not counted as done."
    assert bare.runs() == [RunState.OPENED]


def test_a_session_cannot_be_called_done_before_its_end(bare: Life) -> None:
    shown = bare.press("start")
    assert bare.press("done", "yes").message == shown.message
    assert bare.runs() == [RunState.STARTED]


@pytest.mark.parametrize(
    ("label", "level", "line", "note"),
    [
        (
            "Easier next time",
            -1,
            "The next one is half as long, with the softest tool.",
            "Half as long with the softest tool, as you told me.",
        ),
        (
            "Harder next time",
            1,
            "The next one is a quarter longer.",
            "A quarter longer, as you asked.",
        ),
    ],
)
def test_without_consent_the_level_is_the_persons_own(
    bare: Life, label: str, level: int, line: str, note: str
) -> None:
    bare.press("start")
    done = bare.tap(bare.press("step", "99"), "Done")
    for _ in range(2):
        told = bare.tap(done, label)
        assert line in lines(told)
        assert bare.enrollment().level == level
    assert labels(told) == ["Back", "It hurts"]
    bare.go_to(bare.at(WED, 8))
    assert note in bare.last_words()
    run = bare.run_today()
    assert run is not None
    assert run.level == level


def test_with_scores_nobody_sets_the_level_by_hand(card: Life) -> None:
    done = card.do_session()
    assert card.press("level", "harder").message == done.message
    assert card.enrollment().level == 0


def test_the_done_card_names_scores_what_follows_and_what_comes_next(card: Life) -> None:
    done = card.do_session(before=2, after=1)
    assert lines(done) == [
        "✅ Session 1 done, 11 min",
        "Pain 2 before, 1 after. One day says little, a week says more.",
        "The next one stays as it is.",
        "Next: Tue 2 March 07:30, rest day, one question.",
    ]
    assert labels(done) == ["Change a score", "Why this", "It hurts"]


def test_presses_of_a_session_that_is_over_show_its_end_and_change_nothing(card: Life) -> None:
    done = card.do_session()
    ended = card.run_today()
    for verb, argument in (
        ("start", ""),
        ("start", "short"),
        ("step", "2"),
        ("hold", "1"),
        ("go", "1"),
        ("done", "no"),
        ("later", ""),
        ("skip", "none"),
        ("first", ""),
    ):
        assert card.press(verb, argument).message == done.message, verb
    assert card.run_today() == ended


def test_a_form_that_a_button_names_is_used_for_today_alone(card: Life) -> None:
    card.press("start", "short")
    run = card.run_today()
    assert run is not None
    assert (run.form, card.enrollment().form) == ("short", "")
    assert lines(card.press("score", "b2"))[0].startswith("Step 1 of 3")


def test_a_form_that_does_not_exist_is_passed_over(card: Life) -> None:
    card.press("start", "upside-down")
    run = card.run_today()
    assert run is not None
    assert run.form == ""


def test_buttons_of_a_rest_day_card_that_need_a_session_say_so(card: Life) -> None:
    card.do_session()
    card.go_to(card.at(TUE, 8))
    for verb in ("step", "hold", "go", "done", "start"):
        assert "no session on that card" in card.press(verb, "1").notice, verb
    for verb in ("level", "later", "skip"):
        assert lines(card.press(verb))[0].startswith("Rest day."), verb
    card.press("score", "m2")
    for verb in ("level", "later", "skip"):
        assert "no session on that card" in card.press(verb).notice, verb
