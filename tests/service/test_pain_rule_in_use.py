"""What scores do to the sessions after them, and that the words always say what is done."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.enrollment import RunState
from storage.sqlite.runner import SqliteRunner
from tests.service.desk import WISH
from tests.service.life import Life, labels, words
from tests.service.training import (
    FRI,
    FULL_S,
    MON,
    SUN,
    TUE,
    WED,
    first_step_s,
    in_force,
    morning,
    on_day,
)


def test_calm_scores_leave_the_next_session_as_it_is(life: Life) -> None:
    assert "The next one stays as it is." in words(on_day(life, MON, 2, 2))
    assert "The next one stays as it is." in words(morning(life, TUE, 2))
    life.go_to(life.at(WED, 8))
    assert "Half" not in life.last_words()
    assert in_force(life) == (0, 0)
    assert first_step_s(life) == FULL_S


def test_a_middle_score_keeps_the_length_and_softens_the_tool(life: Life) -> None:
    said = "The next one is as long, with a softer tool, because your highest score was 4."
    assert said in words(on_day(life, MON, 4, 3))
    life.go_to(life.at(WED, 8))
    assert "A softer tool today, because your highest score was 4." in life.last_words()
    assert in_force(life) == (0, 1)
    assert first_step_s(life) == FULL_S


def test_a_calm_session_after_a_middle_one_brings_the_usual_tool_back(life: Life) -> None:
    on_day(life, MON, 4, 3)
    done = on_day(life, WED, 2, 1)
    assert "0 to 2 means: the next one is with the usual tool again." in words(done)
    life.go_to(life.at(FRI, 8))
    assert in_force(life) == (0, 0)
    assert "tool today" not in life.last_words()


def test_above_five_after_makes_the_next_one_half_as_long(life: Life) -> None:
    done = words(on_day(life, MON, 3, 7))
    because = "because your score after was 7, above 5."
    assert f"The next one is half as long with the softest tool, {because}" in done
    life.go_to(life.at(WED, 8))
    assert f"Half as long with the softest tool, {because}" in life.last_words()
    assert in_force(life) == (-1, 2)
    assert first_step_s(life) == FULL_S // 2


def test_two_more_in_the_morning_makes_the_next_one_half_as_long(life: Life) -> None:
    on_day(life, MON, 3, 3)
    because = "because your morning score rose from 3 to 5."
    assert f"half as long with the softest tool, {because}" in words(morning(life, TUE, 5))
    life.go_to(life.at(WED, 8))
    assert because in life.last_words()
    assert in_force(life) == (-1, 2)


def test_a_morning_told_on_the_card_counts_for_the_session_about_to_begin(
    runner: SqliteRunner,
) -> None:
    life = Life(runner, wish=replace(WISH, weekdays=frozenset(range(5))))
    on_day(life, MON, 2, 2)
    life.go_to(life.at(TUE, 8))
    assert in_force(life) == (0, 0)
    life.press("start")
    assert "then 30 s" in words(life.press("score", "b5"))
    assert in_force(life) == (-1, 2)


def test_a_score_before_counts_for_the_next_session_not_for_this_one(life: Life) -> None:
    life.go_to(life.at(MON, 8))
    life.press("start")
    life.press("score", "b5")
    assert in_force(life) == (0, 0)
    assert life.enrollment().softness == 1


def test_above_five_before_there_is_no_session_but_the_lists_and_rest(life: Life) -> None:
    life.go_to(life.at(MON, 8))
    life.press("start")
    asked = life.press("score", "b7")
    assert words(asked).split("\n")[1:3] == [
        "7 is above 5, so no session today. Stopping is doing it right. First, two short lists.",
        "Is any of this true today?",
    ]
    assert life.runs() == [RunState.STOPPED]
    second = life.tap(asked, "None of these")
    assert "And any of these?" in words(second)
    rest = life.tap(second, "None of these")
    assert words(rest).split("\n")[1] == "Then rest today."
    assert "The next session is half as long with the softest tool." in words(rest)
    life.go_to(life.at(WED, 8))
    because = "because your score before was 7, above 5."
    assert f"Half as long with the softest tool, {because}" in life.last_words()
    assert in_force(life) == (-1, 2)


def test_a_slip_above_five_can_be_taken_back_and_the_session_goes_on(life: Life) -> None:
    life.go_to(life.at(MON, 8))
    life.press("start")
    asked = life.press("score", "b7")
    assert labels(asked) == ["None of these", "Yes, at least one", "Change a score"]
    on = life.tap(life.tap(asked, "Change a score"), "2")
    assert on.notice == "Saved: 2 (was 7)"
    assert words(on).split("\n")[1].startswith("Step 1")
    assert life.runs() == [RunState.STARTED]
    assert (life.enrollment().level, life.enrollment().softness) == (0, 0)


def test_a_slip_is_no_way_around_a_stop_for_pain(life: Life) -> None:
    life.go_to(life.at(MON, 8))
    life.press("start")
    life.press("hurts")
    life.press("score", "b2")
    assert life.runs() == [RunState.STOPPED]
    life.desk.now += 5
    life.press("score", "b7")
    life.press("score", "b2")
    assert life.runs() == [RunState.STOPPED]


def test_a_score_before_changed_above_five_afterwards_does_not_undo_the_session(
    life: Life,
) -> None:
    on_day(life, MON, 3, 2)
    changed = life.press("score", "b8")
    assert words(changed).split("\n")[:2] == ["Saved: 8 (was 3)", "✅ Session 1 done, 11 min"]
    assert "because your score before was 8, above 5." in words(changed)
    assert life.runs() == [RunState.DONE]


def test_three_calm_sessions_running_make_the_next_a_quarter_longer(life: Life) -> None:
    for on in (MON, WED):
        assert "stays as it is" in words(on_day(life, on, 2, 1))
    done = on_day(life, FRI, 1, 1)
    assert "Three in a row at 0 to 2: the next one is a quarter longer." in words(done)
    life.go_to(life.at(SUN, 8))
    because = "because three sessions in a row stayed at 0 to 2."
    assert f"A quarter longer, {because}" in life.last_words()
    assert in_force(life) == (1, 0)
    assert first_step_s(life) == FULL_S * 5 // 4


def test_longer_and_softer_are_both_named(life: Life) -> None:
    for on in (MON, WED, FRI):
        on_day(life, on, 1, 1)
    assert "with a softer tool, because your highest score was 4." in words(
        on_day(life, SUN, 4, 2)
    )
    life.go_to(life.at(SUN + timedelta(days=1), 8))
    assert in_force(life) == (1, 1)
    assert "A quarter longer after three calm sessions" in life.last_words()
    assert "softer, because your highest score was 4." in life.last_words()


def test_a_red_at_the_longer_level_halves_at_once(life: Life) -> None:
    for on in (MON, WED, FRI):
        on_day(life, on, 1, 1)
    on_day(life, SUN, 1, 6)
    life.go_to(life.at(SUN + timedelta(days=1), 8))
    assert in_force(life) == (-1, 2)


def test_half_stays_half_until_three_calm_sessions(life: Life) -> None:
    on_day(life, MON, 3, 7)
    for on in (WED, FRI):
        done = words(on_day(life, on, 2, 1))
        assert "The next one stays half as long." in done
    done = words(on_day(life, SUN, 2, 1))
    assert "Three in a row at 0 to 2: the next one is back to full length." in done
    life.go_to(life.at(SUN + timedelta(days=1), 8))
    assert in_force(life) == (0, 0)
    assert "Half" not in life.last_words()


def test_a_skipped_score_says_that_nothing_changes(life: Life) -> None:
    life.go_to(life.at(MON, 8))
    life.press("start")
    life.press("score", "bs")
    life.press("step", "99")
    assert "The next one stays as it is." in words(life.press("score", "as"))


def test_a_changed_score_takes_back_what_followed_from_it(life: Life) -> None:
    on_day(life, MON, 3, 7)
    assert life.enrollment().level == -1
    changed = words(life.press("score", "a2"))
    assert "with a softer tool, because your highest score was 3." in changed
    assert (life.enrollment().level, life.enrollment().softness) == (0, 1)
