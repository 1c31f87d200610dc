"""Pain scores: the same anchors always, one row an answer, and the day that an answer counts for."""

import pytest

from bot.domain.text import words_of
from storage.sqlite.runner import SqliteRunner
from tests.service.life import Life, labels, words
from tests.service.scored import ANCHORS, MON, TUE, WED, rows, scores


@pytest.fixture
def begun(life: Life) -> Life:
    """Give somebody who is asked for the score before their first session."""
    life.go_to(life.at(MON, 8))
    life.press("start")
    return life


def test_each_question_has_the_same_anchors_and_one_row_for_each_half(begun: Life) -> None:
    before = begun.press("start")
    begun.press("score", "b2")
    after = begun.press("step", "99")
    begun.press("score", "a2")
    begun.go_to(begun.at(TUE, 8))
    morning = begun.sent[-1][1]
    for message in (before.message, after.message, morning):
        assert message is not None
        assert ANCHORS in words_of(message.text)
        assert [[b.label for b in row] for row in message.rows] == [
            ["0", "1", "2", "3", "4", "5"],
            ["6", "7", "8", "9", "10"],
            ["Skip", "It hurts"],
        ]


def test_a_score_is_kept_with_its_consent_and_said_once(begun: Life) -> None:
    answer = begun.press("score", "b4")
    assert answer.notice == "Saved: 4"
    assert "Saved" not in words_of(answer.message.text if answer.message else ())
    assert scores(begun) == [(1, "before", 4)]


@pytest.mark.parametrize("typed", ["4", "four", "4/10", " 4 ", "about 4"])
def test_a_typed_score_counts_too(begun: Life, typed: str) -> None:
    assert begun.type(typed).notice == "Saved: 4"
    assert scores(begun) == [(1, "before", 4)]


@pytest.mark.parametrize("typed", ["11", "-1", "4.5", "3-4", "4 or 5", "100"])
def test_a_number_off_the_scale_is_asked_again_with_the_buttons(begun: Life, typed: str) -> None:
    asked = begun.type(typed)
    assert words(asked) == "\nThe scale goes from 0 to 10, in whole numbers. Which is nearest?"
    assert labels(asked) == [*(str(n) for n in range(11)), "Skip", "It hurts"]
    assert rows(begun) == []
    begun.tap(asked, "5")
    assert scores(begun) == [(1, "before", 5)]


def test_skip_passes_a_question_by_and_keeps_nothing(begun: Life) -> None:
    assert words(begun.press("score", "bs")).split("\n")[1].startswith("Step 1")
    begun.press("step", "99")
    done = begun.press("score", "as")
    assert words(done).split("\n")[1:3] == [
        "✅ Session 1 done, 11 min",
        "The next one stays as it is.",
    ]
    assert rows(begun) == []


def test_skip_of_a_question_that_is_over_moves_nothing(begun: Life) -> None:
    begun.press("score", "b2")
    begun.press("step", "3")
    run = begun.run_today()
    begun.press("score", "bs")
    assert begun.run_today() == run


def test_fifty_same_presses_keep_one_row_and_say_the_same(begun: Life) -> None:
    answers = [begun.press("score", "b4") for _ in range(50)]
    assert {answer.notice for answer in answers} == {"Saved: 4"}
    assert len(rows(begun)) == 1
    assert begun.run_today() is not None


def test_a_changed_mind_replaces_the_score_and_keeps_the_old_one(begun: Life) -> None:
    begun.press("score", "b4")
    begun.desk.now += 60
    assert begun.press("score", "b2").notice == "Saved: 2 (was 4)"
    old, new = rows(begun)
    assert (old.score, old.replaced_at) == (4, begun.now)
    assert (new.score, new.replaced_at) == (2, None)


def test_a_score_can_be_changed_from_the_done_card(begun: Life) -> None:
    begun.press("score", "b4")
    begun.press("step", "99")
    done = begun.press("score", "a5")
    which = begun.tap(done, "Change a score")
    assert labels(which) == ["Before", "After", "Back"]
    assert begun.tap(which, "Back").message == done.message
    question = begun.tap(which, "After")
    assert labels(question)[-2:] == ["Back", "It hurts"]
    changed = begun.tap(question, "2")
    assert changed.notice == "Saved: 2 (was 5)"
    assert "Pain 4 before, 2 after." in words(changed)
    assert scores(begun) == [(1, "before", 4), (1, "after", 2)]


def test_a_score_that_was_passed_by_can_be_given_from_the_done_card(begun: Life) -> None:
    begun.press("score", "bs")
    begun.press("step", "99")
    done = begun.press("score", "as")
    begun.tap(begun.tap(begun.tap(done, "Change a score"), "After"), "3")
    assert scores(begun) == [(1, "after", 3)]


def test_a_typed_score_after_the_end_asks_which_one_it_is(begun: Life) -> None:
    begun.do_session(2, 2)
    asked = begun.type("3")
    assert words(asked) == "\nWhich score do you want to change?"
    assert begun.run_today() is not None
    begun.go_to(begun.at(TUE, 8))
    begun.type("3")
    assert labels(begun.type("4"))[-2:] == ["Back", "It hurts"]
    assert scores(begun)[-1] == (1, "morning", 3)


def test_an_answer_at_twenty_past_midnight_counts_for_its_day_and_says_so(begun: Life) -> None:
    begun.go_to(begun.at(TUE, 0, 20))
    assert begun.press("score", "b4").notice == "Saved for Mon 1 March: 4"
    assert scores(begun) == [(1, "before", 4)]


def test_from_three_on_an_answer_is_refused_with_words(begun: Life) -> None:
    refused = "Mon 1 March closed at 03:00, so I did not count it. Now: /today"
    begun.go_to(begun.at(TUE, 3))
    assert begun.press("score", "b4").notice == refused
    assert words(begun.type("4")) == f"\n{refused}"
    assert rows(begun) == []


def test_a_score_that_the_day_does_not_have_is_not_kept(begun: Life) -> None:
    for argument in ("a4", "m4"):
        begun.press("score", argument)
    assert rows(begun) == []
    begun.press("score", "b2")
    begun.press("step", "99")
    begun.press("score", "a2")
    begun.go_to(begun.at(WED, 8))
    begun.press("score", "b4")
    begun.press("score", "m4")
    assert len(rows(begun)) == 2


@pytest.mark.parametrize("argument", ["", "b", "b11", "b-1", "x4", "bb", "b04", "s"])
def test_a_made_up_score_is_no_score(begun: Life, argument: str) -> None:
    assert begun.press("score", argument).notice.startswith("I do not know that button")
    assert rows(begun) == []


def test_without_consent_no_score_is_asked_or_kept(runner: SqliteRunner) -> None:
    life = Life(runner, with_scores=False)
    life.go_to(life.at(MON, 8))
    life.press("start")
    for verb, argument in (("score", "b4"), ("ask", "b")):
        assert life.press(verb, argument).notice.startswith("No scores, as you chose.")
    assert life.type("4").notice == ""
    assert rows(life) == []
