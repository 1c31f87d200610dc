"""Cutting long lists into cards that a phone shows whole."""

from collections.abc import Sequence

COLUMNS = 38
LINES_A_PAGE = 9  # beside a title, a line of its own, and room to breathe


def pages_of(lines: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Cut lines into pages; a line longer than a page is alone on one. Never empty."""
    pages: list[list[str]] = [[]]
    room = LINES_A_PAGE
    for line in lines:
        needed = -(-len(line) // COLUMNS)
        if pages[-1] and needed > room:
            pages.append([])
            room = LINES_A_PAGE
        pages[-1].append(line)
        room -= needed
    return tuple(tuple(page) for page in pages)


def page_no(digits: str, pages: int) -> int:
    """Read the number of a page, counted from 0; the first where there is no such page."""
    number = int(digits) if digits.isascii() and digits.isdecimal() else 0
    return number if number < pages else 0
