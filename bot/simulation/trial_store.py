"""What a world needs of its database beside what the bot itself needs."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from bot.ports.figures import Ended, TableSize
from bot.ports.ledger import LedgerBooks
from bot.ports.store import Store, Tx

T = TypeVar("T")


class TrialStore(Store, Protocol):
    """A store in the caller's thread that also shows all that it holds."""

    def run(self, fn: Callable[[Tx], T]) -> T:
        """Run a function as a transaction, at once."""
        ...

    def look(self, fn: Callable[[Tx], T]) -> T:
        """Run a read that passes no crash point: for whoever watches from outside."""
        ...

    def books(self) -> LedgerBooks:
        """Give the books as they stand; nothing may be written while they are read."""
        ...

    def content(self) -> bytes:
        """Give every byte of the database."""
        ...

    def sizes(self) -> Sequence[TableSize]:
        """Count the rows of every table."""
        ...

    def ends(self) -> Sequence[Ended]:
        """Count the deliveries by state and reason."""
        ...

    def log_bytes(self) -> int:
        """Give the size of the write-ahead log; 0 for a database in memory."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...
