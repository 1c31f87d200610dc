"""What the ledger reads: the rows of each person, and facts about all rows together."""

from collections.abc import Iterator
from typing import Protocol

from bot.domain.ledger.rows import LedgerBook
from bot.domain.ledger.whole import WholeBook


class LedgerBooks(Protocol):
    """One unchanging view of a database, as rows; nothing in it is written."""

    def books(self) -> Iterator[LedgerBook]:
        """Give the books of all people, one after another."""
        ...

    def whole(self) -> WholeBook:
        """Give what only all rows together can tell."""
        ...

    def clock_offset_s(self) -> int:
        """Tell by how much people's time runs ahead of the host's."""
        ...

    def last_at(self) -> int:
        """Give the last instant of people's time that was noted; 0 for none."""
        ...
