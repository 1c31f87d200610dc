"""It hurts: one tap stops, one more gives the advice, in whatever state the program is."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.domain.delivery import DeliveryState
from bot.domain.enrollment import EnrollmentState, PauseReason, RunState
from bot.domain.message import Answer
from bot.domain.red_flags import ALL_FLAGS, FIRST_LIST, SECOND_LIST
from storage.sqlite.runner import SqliteRunner
from tests.service.desk import FIRST_ON
from tests.service.life import Life, labels, words
from tests.service.states import STATES, at_card, at_pause, at_rest_day, at_step

MON, TUE, WED, THU = (FIRST_ON + timedelta(days=n) for n in range(4))
TITLES = {
    1: "⚠️ Get emergency help now: 112",
    2: "⚠️ Have this seen today",
    3: "Ask a doctor or physio first",
}
NOTICED = (
    "Sharp, electric or spreading pain",
    "Tingling or numb",
    "Pain above 5",
    "Swelling, locking, giving way",
    "Something else",
    "Only sore muscle",
)


def title(answer: Answer) -> str:
    return words(answer).split("\n")[1]


def pass_lists(life: Life, asked: Answer) -> Answer:
    return life.tap(life.tap(asked, "None of these"), "None of these")


@pytest.mark.parametrize("state", STATES)
def test_it_hurts_asks_what_is_noticed_with_the_emergency_line(
    life: Life, state: Callable[[Life], None]
) -> None:
    state(life)
    for asked in (life.command("hurts"), life.press("hurts"), life.type("my knee is numb")):
        assert "Short breath or chest pain? Call 112 now." in words(asked)
        assert labels(asked) == list(NOTICED)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("label", NOTICED)
def test_whatever_is_noticed_leads_to_an_answer(
    life: Life, state: Callable[[Life], None], label: str
) -> None:
    state(life)
    asked = life.tap(life.command("hurts"), label)
    if label == "Only sore muscle":
        assert title(asked) == "Then rest today."
    elif label == "Swelling, locking, giving way":
        assert title(asked) == TITLES[2]
    else:
        assert "Is any of this true today?" in words(asked)
        assert title(pass_lists(life, asked)) == "Then rest today."


@pytest.mark.parametrize("flag", ALL_FLAGS, ids=lambda flag: flag.key)
@pytest.mark.parametrize("state", [at_step, at_rest_day, at_pause])
def test_each_sign_gives_the_advice_of_its_tier_and_stops_everything(
    life: Life, state: Callable[[Life], None], flag: object
) -> None:
    state(life)
    found = next(it for it in ALL_FLAGS if it is flag)
    asked = life.tap(life.press("hurts"), "Something else")
    if found in SECOND_LIST:
        asked = life.tap(asked, "None of these")
    which = life.tap(asked, "Yes, at least one")
    assert "call 112 now" in words(which)
    signs = FIRST_LIST if found in FIRST_LIST else SECOND_LIST
    advice = life.tap(which, labels(which)[signs.index(found)])
    assert title(advice) == TITLES[found.tier]
    assert life.enrollment().reason is PauseReason.SAFETY
    assert life.enrollment().paused_until_on is None
    life.sent.clear()
    life.go_to(life.at(FIRST_ON + timedelta(days=60), 12))
    assert life.sent == []
    assert not any(row.state is DeliveryState.PLANNED for row in life.rows())


def test_one_tap_ends_the_session_as_stopped_for_pain(life: Life) -> None:
    at_step(life)
    asked = life.press("hurts")
    assert words(asked).split("\n")[1:3] == [
        "Stopped.",
        "Take your weight off it. Stopping counts as done.",
    ]
    assert life.runs() == [RunState.STOPPED]
    run = life.run_today()
    assert run is not None
    assert run.step_ends_at is None
    life.desk.now += 60
    life.press("hurts")
    assert life.run_today() == run
    life.go_to(life.at(MON, 23))
    assert life.redraws == []


def test_where_no_session_runs_nothing_is_said_to_be_stopped(life: Life) -> None:
    at_rest_day(life)
    asked = words(life.press("hurts"))
    assert "Stopp" not in asked
    assert asked.split("\n")[1] == "Take your weight off it."


def test_a_sore_muscle_means_rest_and_a_gentler_next_session(life: Life) -> None:
    at_step(life)
    rest = life.tap(life.press("hurts"), "Only sore muscle")
    assert words(rest).split("\n")[1:] == [
        "Then rest today.",
        "A tender muscle is common. Not settled in an hour? Tell me: /hurts",
        "The next session is half as long with the softest tool.",
        "Next: Tue 2 March 07:30, rest day, one question.",
    ]
    life.go_to(life.at(WED, 8))
    assert "Half as long with the softest tool, because you stopped" in life.last_words()


def test_a_second_press_of_what_is_noticed_changes_nothing(life: Life) -> None:
    at_step(life)
    asked = life.press("hurts")
    first = life.tap(asked, "Only sore muscle")
    run, enrollment = life.run_today(), life.enrollment()
    life.desk.now += 60
    assert life.tap(asked, "Only sore muscle").message == first.message
    assert (life.run_today(), life.enrollment()) == (run, enrollment)


def test_pain_on_a_rest_day_belongs_to_the_session_of_the_day_before(life: Life) -> None:
    at_rest_day(life)
    life.tap(life.press("hurts"), "Only sore muscle")
    assert life.runs() == [RunState.STOPPED]
    assert life.enrollment().level == -1


def test_pain_on_a_rest_day_makes_no_missed_session_one_that_was_done(life: Life) -> None:
    life.go_to(life.at(TUE, 9))
    assert life.runs() == [RunState.MISSED]
    rest = life.tap(life.command("hurts"), "Only sore muscle")
    assert "The next session is half as long" in words(rest)
    assert life.runs() == [RunState.MISSED]
    life.go_to(life.at(WED, 8))
    assert "Half as long with the softest tool, as you told me." in life.last_words()
    life.press("start")
    life.press("score", "b2")
    run = life.run_today()
    assert run is not None
    assert (run.level, run.softness) == (-1, 2)


def test_lists_left_open_come_before_the_next_session(life: Life) -> None:
    at_step(life)
    life.tap(life.press("hurts"), "Pain above 5")
    life.go_to(life.at(WED, 8))
    asked = life.press("start")
    assert title(asked).startswith("Last time the two lists stayed open.")
    assert life.runs()[-1] is RunState.OPEN
    begun = pass_lists(life, asked)
    assert title(begun) == "How bad is your knee pain right now?"
    assert life.runs()[-1] is RunState.STARTED


def test_a_sign_in_the_lists_before_a_session_stops_everything(life: Life) -> None:
    at_step(life)
    life.tap(life.press("hurts"), "Pain above 5")
    life.go_to(life.at(WED, 8))
    which = life.tap(life.press("start"), "Yes, at least one")
    life.tap(which, labels(which)[0])
    assert life.enrollment().reason is PauseReason.SAFETY
    assert life.runs()[-1] is RunState.EXCUSED


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("typed", ["I can't breathe", "chest pain", "short of breath since noon"])
def test_words_of_an_emergency_give_its_advice_at_once(
    life: Life, state: Callable[[Life], None], typed: str
) -> None:
    state(life)
    assert title(life.type(typed)) == TITLES[1]
    if life.enrollment().state is not EnrollmentState.FINISHED:
        assert "how you can go on" not in words(life.command("today"))
        assert "Has a doctor or physio said" in words(life.command("resume"))


@pytest.mark.parametrize("typed", ["numb", "it hurts", "my knee is swollen", "ouch"])
@pytest.mark.parametrize("verb", ["pause", "city", "hour"])
def test_words_of_pain_win_over_any_question(life: Life, verb: str, typed: str) -> None:
    at_card(life)
    life.press(verb, "date" if verb == "pause" else "")
    assert labels(life.type(typed)) == list(NOTICED)


def test_it_hurts_on_a_card_that_is_not_ones_own_helps_all_the_same(
    life: Life, runner: SqliteRunner
) -> None:
    at_step(life)
    other = Life(runner, name="ben")
    asked = other.press("hurts", target=life.sent[-1][0].delivery_id)
    assert labels(asked) == list(NOTICED)
    assert life.runs() == [RunState.STARTED]


def test_without_consent_a_stop_keeps_neither_sign_nor_tier(runner: SqliteRunner) -> None:
    life = Life(runner, with_scores=False)
    at_step(life)
    life.tap(life.press("hurts"), "Swelling, locking, giving way")
    stops = life.desk.run(lambda tx: tx.safety_stops.all_of(life.person_id))
    assert [(stop.tier, stop.flag) for stop in stops] == [(0, ""), (-1, "")]
