"""What the bot shows."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.action import Action
from bot.domain.message import (
    MAX_BUTTONS,
    MAX_BUTTONS_PER_ROW,
    MAX_LABEL,
    MAX_UNITS,
    MAX_UNITS_WITH_PICTURE,
    Answer,
    Button,
    OutgoingMessage,
    Place,
    Question,
    Weight,
    card,
)
from bot.domain.text import SpanKind, bold, plain, words_of

START = Button("Start", Action("start", 7), Weight.MAIN)
LATER = Button("Later", Action("later", 7))
HURTS = Button("It hurts", Action("hurts", 7))


def test_a_card_is_a_bold_title_with_lines_below() -> None:
    assert card("Day 5", "12 minutes.", "Ball, wall.") == OutgoingMessage(
        text=bold("Day 5") + plain("\n") + plain("12 minutes.\nBall, wall."),
    )


def test_a_line_without_words_falls_out_of_a_card() -> None:
    assert words_of(card("Day 5", "", "12 minutes.", "").text) == "Day 5\n12 minutes."


def test_a_card_without_lines_is_its_title() -> None:
    assert card("Day 5").text == bold("Day 5")
    assert card("Day 5", "", "").text == bold("Day 5")


def test_a_card_without_a_title_is_its_lines() -> None:
    assert card("", "12 minutes.", "Ball, wall.").text == plain("12 minutes.\nBall, wall.")


def test_a_card_of_nothing_is_empty() -> None:
    assert card("").text == ()


@given(st.text(), st.lists(st.text()))
def test_a_card_loses_no_words_and_has_no_empty_span(title: str, lines: list[str]) -> None:
    text = card(title, *lines).text
    assert words_of(text) == "\n".join(part for part in (title, *lines) if part)
    assert all(span.text for span in text)
    assert [span.text for span in text if span.kind is SpanKind.BOLD] == ([title] if title else [])


def test_a_card_carries_its_buttons_its_question_and_its_quiet() -> None:
    question = Question(Action("place"), "Where are you?", "Lisbon")
    made = card("Zone", rows=((START,),), question=question, silent=True)
    assert made.rows == ((START,),)
    assert made.question == question
    assert made.silent
    assert made.media is None
    plainly = card("Zone")
    assert (plainly.rows, plainly.question, plainly.silent) == ((), None, False)


def test_buttons_are_read_row_by_row_from_left_to_right() -> None:
    message = OutgoingMessage(text=plain("Day 5"), rows=((START, LATER), (HURTS,)))
    assert message.buttons() == (START, LATER, HURTS)
    assert OutgoingMessage(text=plain("Day 5")).buttons() == ()


def test_an_answer_is_shown_where_the_button_was_unless_it_says_otherwise() -> None:
    answer = Answer()
    assert answer.place is Place.HERE
    assert (answer.message, answer.file, answer.live, answer.erase) == (None, None, None, None)
    assert answer.notice == ""


def test_a_button_weighs_nothing_unless_it_says_so() -> None:
    assert LATER.weight is Weight.NORMAL


def test_the_limits_are_those_that_every_platform_keeps() -> None:
    assert (MAX_LABEL, MAX_BUTTONS_PER_ROW, MAX_BUTTONS) == (80, 5, 25)
    assert (MAX_UNITS, MAX_UNITS_WITH_PICTURE) == (2000, 1024)
