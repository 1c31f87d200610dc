"""The marks of erased accounts of a world, which outlive its crashes."""

from bot.domain.address import Platform


class MemoryTombstones:
    """Fulfils `Tombstones` in memory."""

    def __init__(self) -> None:
        self._stones: dict[tuple[Platform, str], int] = {}

    def add(self, platform: Platform, user_ref: str, at: int) -> None:
        """Keep a mark."""
        self._stones[platform, user_ref] = at

    def contains(self, platform: Platform, user_ref: str, created_at: int) -> bool:
        """Tell whether an account made at an instant was erased since."""
        return self._stones.get((platform, user_ref), created_at) > created_at

    def drop_old(self, now: int) -> None:
        """Keep all: a world is shorter than marks are kept."""
