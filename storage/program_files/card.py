"""Measures whether a step fits on the smallest screen it is shown on."""

from textwrap import wrap

from bot.domain.technique import Form, Technique

COLUMNS = 38
MOST_LINES = 12
MOST_LINES_WITH_PICTURE = 9

_TITLE = "Step 8 of 8: {name}, right"
_TIMER = "⏱ 15 s to turn over, then 120 s, until 07:42:35"
_FEEL = "How strong: 3 to 5 of 10."
_THEN = "Then: right side."


def most_card_lines(technique: Technique) -> int:
    """Return how many lines the card of a step may have."""
    return MOST_LINES_WITH_PICTURE if technique.picture else MOST_LINES


def card_lines(technique: Technique, form: Form) -> int:
    """Return how many lines the longest card of this form takes.

    Longest: second side, turning over, with the easier line.
    """
    parts = (
        _TITLE.format(name=technique.name),
        _TIMER,
        *(line.replace("{side}", "right").replace("{other}", "right") for line in form.lines),
        technique.easier,
        _FEEL if technique.feel else "",
        technique.never[0],
        _THEN,
    )
    return sum(len(wrap(part, COLUMNS)) for part in parts)
