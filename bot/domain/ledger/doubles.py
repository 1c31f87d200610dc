"""Rows that say the very same as an earlier one, in tables that only ever grow."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

R = TypeVar("R")


def doubles(
    rows: Sequence[R], content: Callable[[R], object], at: Callable[[R], int], *, may_repeat: bool
) -> Iterator[tuple[R, R]]:
    """Give each row that cannot be true beside an earlier one, after that one.

    While the clock stands still, something may be done, undone and done again. It may not once
    something later was kept in between; nor, unless rows may repeat, where nothing was.
    """
    seen: dict[object, int] = {}
    for place, row in enumerate(rows):
        first = seen.setdefault(content(row), place)
        between = [at(it) for it in rows[first + 1 : place]]
        is_out_of_time = any(instant > at(row) for instant in between)
        if first < place and (is_out_of_time or not (between or may_repeat)):
            yield rows[first], row
