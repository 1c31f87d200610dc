"""Buttons under a message. Pure.

The library's own keyboard took longer than all the rest of a message, so this one stands for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from telegram.constants import InlineKeyboardMarkupLimit, KeyboardButtonStyle

from adapters.telegram_chat.plain_text import CUT, clean, cut, is_blank
from bot.domain.action import pack
from bot.domain.message import MAX_LABEL, Button, Weight

# Undocumented, and refused beyond; python-telegram-bot notes that they may change.
MAX_PER_ROW = InlineKeyboardMarkupLimit.BUTTONS_PER_ROW.value
MAX_BUTTONS = InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER.value

_STYLES = {
    Weight.NORMAL: None,
    Weight.MAIN: KeyboardButtonStyle.PRIMARY.value,
    Weight.DANGER: KeyboardButtonStyle.DANGER.value,
}


@dataclass(frozen=True, slots=True)
class InlineButton:
    """InlineKeyboardButton of the Bot API; without a style it looks as every button does."""

    text: str
    callback_data: str
    style: str | None

    def to_dict(self) -> dict[str, str]:
        """Give it as the Bot API takes it."""
        told = {"text": self.text, "callback_data": self.callback_data}
        if self.style is not None:
            told["style"] = self.style
        return told


@dataclass(frozen=True, slots=True)
class InlineKeyboard:
    """InlineKeyboardMarkup of the Bot API."""

    inline_keyboard: tuple[tuple[InlineButton, ...], ...]

    def to_dict(self) -> dict[str, list[list[dict[str, str]]]]:
        """Give it as the Bot API takes it."""
        return {
            "inline_keyboard": [[one.to_dict() for one in row] for row in self.inline_keyboard]
        }


def keyboard_of(rows: Sequence[Sequence[Button]]) -> InlineKeyboard | None:
    """Give the rows as Telegram takes them; None where there is no button.

    Raises:
        ValueError: if a row or the whole holds too many, or an action fits no button.
    """
    kept = [row for row in rows if row]
    if any(len(row) > MAX_PER_ROW for row in kept):
        msg = f"more than {MAX_PER_ROW} buttons in a row"
        raise ValueError(msg)
    if sum(map(len, kept)) > MAX_BUTTONS:
        msg = f"more than {MAX_BUTTONS} buttons under a message"
        raise ValueError(msg)
    if not kept:
        return None
    return InlineKeyboard(tuple(tuple(_button(button) for button in row) for row in kept))


def _button(button: Button) -> InlineButton:
    return InlineButton(_label(button.label), pack(button.action), _STYLES[button.weight])


def _label(label: str) -> str:
    """Give a label on one line, cut; one that shows nothing would refuse the whole message."""
    words = " ".join(clean(label).split())
    return CUT if is_blank(words) else cut(words, MAX_LABEL)
