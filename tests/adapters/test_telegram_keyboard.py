"""Buttons as Telegram takes them."""

import pytest
from telegram import InlineKeyboardMarkup

from adapters.telegram_chat.keyboard import MAX_BUTTONS, MAX_PER_ROW, keyboard_of
from adapters.telegram_chat.outgoing import drawn
from adapters.telegram_chat.plain_text import CUT
from bot.domain.action import Action
from bot.domain.message import MAX_LABEL, Button, Weight, card


def labels_of(keyboard: InlineKeyboardMarkup | None) -> list[list[str]]:
    return (
        [] if keyboard is None else [[one.text for one in row] for row in keyboard.inline_keyboard]
    )


def row_of(count: int) -> tuple[Button, ...]:
    return tuple(Button(str(no), Action("score", no)) for no in range(count))


def test_buttons_stand_in_their_rows_and_carry_their_action() -> None:
    rows = (row_of(6), (), (Button("Skip", Action("skip", 35, "x")),))
    keyboard = drawn(card("Question", rows=rows)).keyboard
    assert labels_of(keyboard) == [["0", "1", "2", "3", "4", "5"], ["Skip"]]
    assert keyboard is not None
    assert keyboard.inline_keyboard[1][0].callback_data == "1-skip-z-x"


@pytest.mark.parametrize(
    ("weight", "style"),
    [(Weight.NORMAL, None), (Weight.MAIN, "primary"), (Weight.DANGER, "danger")],
)
def test_a_buttons_weight_is_its_style(weight: Weight, style: str | None) -> None:
    keyboard = keyboard_of([[Button("Start", Action("start"), weight)]])
    assert keyboard is not None
    assert keyboard.to_dict()["inline_keyboard"][0][0].get("style") == style


@pytest.mark.parametrize("rows", [(), ((),), ((), ())])
def test_no_buttons_are_no_keyboard(rows: tuple[tuple[Button, ...], ...]) -> None:
    assert keyboard_of(rows) is None


def test_more_buttons_than_telegram_takes_are_refused() -> None:
    assert keyboard_of([row_of(MAX_PER_ROW)]) is not None
    assert keyboard_of([row_of(5)] * (MAX_BUTTONS // 5)) is not None
    with pytest.raises(ValueError, match="in a row"):
        keyboard_of([row_of(MAX_PER_ROW + 1)])
    with pytest.raises(ValueError, match="under a message"):
        keyboard_of([*([row_of(5)] * (MAX_BUTTONS // 5)), row_of(1)])
    assert (MAX_PER_ROW, MAX_BUTTONS) == (8, 100)


def test_an_action_that_fits_no_button_is_refused() -> None:
    with pytest.raises(ValueError, match="not an action"):
        keyboard_of([[Button("x", Action("start", 1, "x" * 60))]])


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("Start", "Start"),
        (" a\n b\x00c ", "a b c"),
        ("", CUT),
        ("\u200b", CUT),
        ("x" * MAX_LABEL, "x" * MAX_LABEL),
        ("x" * (MAX_LABEL + 1), "x" * (MAX_LABEL - 1) + CUT),
        ("<b>", "<b>"),
    ],
)
def test_a_label_is_one_line_that_shows_something(label: str, shown: str) -> None:
    assert labels_of(keyboard_of([[Button(label, Action("start"))]])) == [[shown]]
