"""How a card must look wherever it is shown: short lines, few words on a button."""

from bot.domain.action import pack
from bot.domain.message import MAX_LABEL, MAX_UNITS, Answer, OutgoingMessage
from bot.domain.text import utf16_units, words_of

COLUMNS = 38  # what a small phone shows of a chat
LINES, LINES_WITH_PICTURE = 12, 9
LONG_LINES = 18  # the red-flag lists and the consent
WORDS_ON_A_BUTTON = 3  # a longer label has a row of its own
BUTTONS_A_ROW, SCORES_A_ROW = 3, 6
ROWS = 4
LONGEST_ALT_TEXT = 1024  # Discord, description of an attachment
LONGEST_NOTICE = 80
EMOJI = "⚠✅⏱"


def assert_card_fits(message: OutgoingMessage | None, *, lines: int | None = None) -> None:
    """Check a card against the rules of form; `lines` is for the few that may be longer."""
    assert message is not None
    words = words_of(message.text)
    most = lines or (LINES if message.media is None else LINES_WITH_PICTURE)
    shown = wrapped(words)
    assert len(shown) <= most, f"{len(shown)} lines, not {most}:\n" + "\n".join(shown)
    assert words.strip(), "a card without words"
    assert "{" not in words, f"something was not filled in: {words}"
    assert utf16_units(message.text) <= MAX_UNITS
    assert sum(words.count(sign) for sign in EMOJI) <= 1, f"one emoji a message: {words}"
    if message.media is not None:
        assert 0 < len(message.media.alt_text) <= LONGEST_ALT_TEXT
    assert_buttons_fit(message)


def assert_buttons_fit(message: OutgoingMessage) -> None:
    assert len(message.rows) <= ROWS, f"{len(message.rows)} rows of buttons"
    labels = [button.label for button in message.buttons()]
    assert len(set(labels)) == len(labels), f"two buttons with one label: {labels}"
    for row in message.rows:
        assert row, "a row without buttons"
        is_scores = all(button.label.isdecimal() for button in row)
        assert len(row) <= (SCORES_A_ROW if is_scores else BUTTONS_A_ROW), f"too many: {row}"
        for button in row:
            assert button.label.strip(), "a button without words"
            assert len(button.label) <= min(MAX_LABEL, COLUMNS), button.label
            is_short = len(button.label.split()) <= WORDS_ON_A_BUTTON
            assert is_short or len(row) == 1, f"a long label needs its own row: {button.label}"
            pack(button.action)


def assert_answer_fits(answer: Answer, *, lines: int | None = None) -> None:
    """Check whatever an answer shows."""
    assert len(answer.notice) <= LONGEST_NOTICE, answer.notice
    if answer.message is not None:
        assert_card_fits(answer.message, lines=lines)


def wrapped(words: str) -> list[str]:
    """Break words into the lines of a small phone."""
    lines: list[str] = []
    for paragraph in words.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if len(longer) > COLUMNS and line:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return lines
