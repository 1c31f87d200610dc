"""Buttons in rows."""

from collections.abc import Sequence

from bot.domain.message import Button

Rows = tuple[tuple[Button, ...], ...]


LONGEST_LABEL = 38  # one line of a small phone
WORDS_SIDE_BY_SIDE = 3  # a longer label has a row of its own


def fitted(label: str) -> str:
    """Cut a label that holds a name of any length to what a button shows."""
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1].rstrip()}…"


def in_pairs(buttons: Sequence[Button], most_rows: int) -> Rows:
    """Lay buttons out two a row, long ones alone; what has no room is left out."""
    rows: list[list[Button]] = []
    for button in buttons:
        if rows and len(rows[-1]) == 1 and not any(map(_is_long, (*rows[-1], button))):
            rows[-1].append(button)
        else:
            rows.append([button])
    return tuple(tuple(row) for row in rows[:most_rows])


def _is_long(button: Button) -> bool:
    return len(button.label.split()) > WORDS_SIDE_BY_SIDE


def rows_of(buttons: Sequence[Button], per_row: int) -> Rows:
    """Lay buttons out in rows, in their order."""
    starts = range(0, len(buttons), per_row)
    return tuple(tuple(buttons[start : start + per_row]) for start in starts)
