"""How buttons are offered and pressed where there is nothing to tap. Pure."""

from dataclasses import dataclass

from adapters.terminal_chat.harmless import on_one_line
from bot.domain.message import Button, OutgoingMessage


@dataclass(frozen=True, slots=True)
class Choice:
    """A button with the number that presses it; None where only its words do."""

    number: int | None
    label: str
    button: Button


@dataclass(frozen=True, slots=True)
class LiveMessage:
    """A message that was shown, with the buttons that typed lines press."""

    message_ref: str
    message: OutgoingMessage


def choices(message: OutgoingMessage) -> tuple[tuple[Choice, ...], ...]:
    """Number the buttons of a message in reading order, row by row.

    A message with a number for a label, such as a pain score, has no other numbers: what
    is typed under it is the score, and one off the scale must reach the core as it is.
    """
    has_scores = any(_is_number(button.label) for button in message.buttons())
    rows: list[tuple[Choice, ...]] = []
    count = 0
    for row in message.rows:
        numbered = tuple(
            Choice(None if has_scores else no, on_one_line(button.label), button)
            for no, button in enumerate(row, start=count + 1)
        )
        count += len(row)
        rows.append(numbered)
    return tuple(rows)


def pressed_by(line: str, message: OutgoingMessage) -> Button | None:
    """Find the button that a typed line presses: by its words, or failing that its number."""
    typed = on_one_line(line).casefold()
    every = [choice for row in choices(message) for choice in row]
    for choice in every:
        if typed and typed == choice.label.casefold():
            return choice.button
    for choice in every:
        if typed == str(choice.number):
            return choice.button
    return None


def _is_number(label: str) -> bool:
    words = on_one_line(label)
    return words.isascii() and words.isdigit()
