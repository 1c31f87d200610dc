"""Not today: each reason changes something real, is asked once, and kept only with consent."""

from datetime import date, timedelta

import pytest

from bot.domain.delivery import DeliveryKind
from bot.domain.enrollment import EnrollmentState, PauseReason, RunState
from bot.domain.message import Answer
from storage.sqlite.runner import SqliteRunner
from tests.service.desk import FIRST_ON
from tests.service.life import Life, labels, words

MON, TUE, WED, THU, FRI, SAT, SUN = (FIRST_ON + timedelta(days=n) for n in range(7))
REASONS = ["No time", "Forgot", "Pain", "Ill", "No tool here", "Travelling", "Bored of it"]


@pytest.fixture
def card(life: Life) -> Life:
    life.go_to(life.at(MON, 8))
    return life


def because(life: Life, reason: str) -> Answer:
    """Say that today is not, and why."""
    return life.tap(life.press("skip"), reason)


def run_form(life: Life) -> str:
    run = life.run_today()
    assert run is not None
    return run.form


def test_not_today_asks_what_is_in_the_way(card: Life) -> None:
    asked = card.press("skip")
    assert words(asked).split("\n")[1:] == [
        "No problem. What is in the way?",
        "Your answer changes the plan.",
    ]
    assert labels(asked) == [*REASONS, "No reason", "Back"]
    assert card.tap(asked, "Back").message == card.sent[-1][1]
    assert card.command("skip").message == asked.message


@pytest.mark.parametrize("reason", ["No time", "Forgot", "Ill", "No tool here", "Travelling"])
def test_a_reason_by_itself_changes_nothing_and_leads_back(card: Life, reason: str) -> None:
    run = card.run_today()
    offered = because(card, reason)
    assert labels(card.tap(offered, "Back")) == [*REASONS, "No reason", "Back"]
    assert card.run_today() == run


def test_without_a_reason_it_is_skipped_and_never_asked_again(card: Life) -> None:
    skipped = because(card, "No reason")
    assert words(skipped).split("\n")[1:] == [
        "Today's session is skipped.",
        "The next one stays as it is.",
        "Next: Wed 3 March 07:30, session 2: Outer thigh.",
    ]
    assert card.runs() == [RunState.SKIPPED]
    run = card.run_today()
    assert card.press("skip").message == skipped.message
    assert card.command("skip").message == skipped.message
    assert card.run_today() == run
    card.go_to(card.at(MON, 23))
    assert card.kinds_on(MON) == [DeliveryKind.SESSION]


def test_a_skipped_session_can_be_started_after_all(card: Life) -> None:
    because(card, "No reason")
    shown = card.command("today")
    assert labels(shown) == ["Start anyway", "Why this", "It hurts"]
    assert "right now?" in words(card.tap(shown, "Start anyway"))
    assert card.runs() == [RunState.STARTED]


def test_no_time_offers_a_short_form_a_new_hour_or_none_at_all(card: Life) -> None:
    offered = because(card, "No time")
    assert labels(offered) == ["Short form", "New hour", "Skip today", "Back"]
    assert "hour" in words(card.tap(offered, "New hour")).casefold()
    card.tap(offered, "Short form")
    assert run_form(card) == "short"


def test_the_third_lack_of_time_in_two_weeks_offers_the_short_form_as_the_usual_one(
    card: Life,
) -> None:
    for on in (MON, WED):
        card.go_to(card.at(on, 8))
        offered = because(card, "No time")
        assert "Always short" not in labels(offered)
        card.tap(offered, "Skip today")
    card.go_to(card.at(FRI, 8))
    always = card.tap(because(card, "No time"), "Always short")
    assert words(always).split("\n")[1].startswith("Today: Buttock and side of the hip, ")
    assert (run_form(card), card.enrollment().form) == ("short", "short")
    card.go_to(card.at(SUN, 8))
    assert run_form(card) == "short"


def test_lack_of_time_long_ago_does_not_count(card: Life) -> None:
    for on in (MON, WED):
        card.go_to(card.at(on, 8))
        card.tap(because(card, "No time"), "Skip today")
    card.command("pause", "2 weeks")
    card.go_to(card.at(FIRST_ON + timedelta(days=18), 8))
    assert "Always short" not in labels(because(card, "No time"))


def test_forgot_moves_the_hour(card: Life) -> None:
    offered = because(card, "Forgot")
    assert labels(offered) == ["08:00", "18:30", "Keep my hour", "Back"]
    assert card.tap(offered, "Keep my hour").message == card.sent[-1][1]
    moved = card.tap(offered, "18:30")
    assert "18:30" in words(moved)
    card.go_to(card.at(WED, 12))
    assert card.kinds_on(WED) == []
    card.go_to(card.at(WED, 18, 30))
    assert card.kinds_on(WED) == [DeliveryKind.SESSION]


def test_pain_asks_the_lists_and_means_rest_that_counts_as_done(card: Life) -> None:
    asked = because(card, "Pain")
    assert words(asked).split("\n")[1] == "Is any of this true today?"
    rest = card.tap(card.tap(asked, "None of these"), "None of these")
    assert words(rest).split("\n")[1] == "Then rest today."
    assert card.runs() == [RunState.STOPPED]
    card.go_to(card.at(WED, 8))
    assert "Half as long with the softest tool, because you stopped" in card.last_words()


@pytest.mark.parametrize(("label", "back_on"), [("Tomorrow", TUE), ("3 days", THU)])
def test_ill_is_quiet_until_the_day_that_was_picked_and_costs_nothing(
    card: Life, label: str, back_on: date
) -> None:
    offered = because(card, "Ill")
    assert labels(offered) == ["Tomorrow", "3 days", "A week", "Back"]
    quiet = card.tap(offered, label)
    assert f"No messages before {card.desk.moment().words.day(back_on)}, 07:30." in words(quiet)
    assert card.enrollment().reason is PauseReason.ILL
    assert card.runs() == [RunState.EXCUSED]
    card.go_to(card.at(back_on, 7, 29))
    assert len(card.sent) == 1
    card.go_to(card.at(back_on + timedelta(days=1), 12))
    assert len(card.sent) == 2
    assert card.enrollment().state is EnrollmentState.RUNNING


def test_ill_pressed_twice_pauses_once(card: Life) -> None:
    offered = because(card, "Ill")
    card.tap(offered, "3 days")
    enrollment = card.enrollment()
    card.desk.now += 3600
    again = card.tap(offered, "A week")
    assert "paused" in again.notice
    assert card.enrollment() == enrollment


def test_no_tool_here_does_it_by_hand_today_or_always(card: Life) -> None:
    offered = because(card, "No tool here")
    assert labels(offered) == ["Hands today", "Always without tools", "Back"]
    card.tap(offered, "Hands today")
    assert (run_form(card), card.enrollment().form) == ("hands", "")


def test_always_without_tools_is_the_usual_form_from_today_on(card: Life) -> None:
    offered = because(card, "No tool here")
    by_hand = card.tap(offered, "Always without tools")
    assert "ball" not in words(by_hand)
    assert (run_form(card), card.enrollment().form) == ("hands", "hands")
    assert card.tap(offered, "Always without tools").message == by_hand.message
    assert card.enrollment().form == "hands"
    card.go_to(card.at(WED, 8))
    assert "roller" not in card.last_words()


def test_travelling_offers_another_city_a_pause_or_hands_only(card: Life) -> None:
    offered = because(card, "Travelling")
    assert labels(offered) == ["Other city", "Pause", "Always without tools", "Back"]
    assert "city" in words(card.tap(offered, "Other city"))
    assert "Pause until when?" in words(card.tap(offered, "Pause"))


def test_bored_of_it_swaps_techniques_and_starts(card: Life) -> None:
    usual = card.last_words().split("\n")[3]
    offered = because(card, "Bored of it")
    assert labels(offered) == ["Swap and start", "Back"]
    card.tap(offered, "Swap and start")
    assert run_form(card) == "swap"
    first = words(card.press("score", "b1")).split("\n")[1]
    assert first.split(": ")[1] not in usual


@pytest.mark.parametrize("with_scores", [True, False])
def test_a_reason_is_kept_only_with_consent(runner: SqliteRunner, *, with_scores: bool) -> None:
    life = Life(runner, with_scores=with_scores)
    life.go_to(life.at(MON, 8))
    life.tap(because(life, "No time"), "Skip today")
    run = life.run_today()
    assert run is not None
    assert run.reason == ("time" if with_scores else "")


@pytest.mark.parametrize("argument", ["x", "ill99", "at0900", "alwaysswap", "always", "NONE"])
def test_a_made_up_reason_asks_again_and_changes_nothing(card: Life, argument: str) -> None:
    run, enrollment = card.run_today(), card.enrollment()
    assert labels(card.press("skip", argument)) == [*REASONS, "No reason", "Back"]
    assert (card.run_today(), card.enrollment()) == (run, enrollment)


def test_a_session_that_runs_is_not_skipped(card: Life) -> None:
    card.press("start")
    card.press("score", "b2")
    run = card.run_today()
    card.press("skip", "none")
    assert card.run_today() == run


def test_skip_on_a_day_without_a_session_says_what_comes(card: Life) -> None:
    card.go_to(card.at(TUE, 9))
    assert "Nothing to do right now." in words(card.command("skip"))
    card.command("pause", "3 days")
    assert "Your program stands still." in words(card.command("skip"))
