"""What is kept of an erased account: a mark, outside the database and its backups."""

from typing import Protocol

from bot.domain.address import Platform


class Tombstones(Protocol):
    """Marks of erased accounts, so that a restored backup brings nobody back."""

    def add(self, platform: Platform, user_ref: str, at: int) -> None:
        """Keep a mark on disk before anything is erased.

        Raises:
            NotSavedError: if it could not be kept.
        """
        ...

    def contains(self, platform: Platform, user_ref: str, created_at: int) -> bool:
        """Tell whether an account made at an instant was erased since."""
        ...

    def drop_old(self, now: int) -> None:
        """Forget marks that no backup can need any more.

        Raises:
            NotSavedError: if the rest could not be kept; all stay then.
        """
        ...
