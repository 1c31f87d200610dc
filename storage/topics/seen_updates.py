"""Keeps the names of updates already handled."""

from bot.domain.address import Platform
from storage.sql import Sql


class SqlSeenUpdates:
    """Fulfils `SeenUpdates`."""

    __slots__ = ("_sql",)

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def add(self, platform: Platform, update_ref: str, chat_ref: str, at: int) -> bool:
        """Note an update; False if it was noted before."""
        added = self._sql.run(
            "seen_add", platform=platform, update_ref=update_ref, chat_ref=chat_ref, at=at
        )
        return added == 1

    def set_aside(
        self, platform: Platform, update_ref: str, chat_ref: str, at: int, body: str
    ) -> None:
        """Keep an update that could not be handled, with what it held."""
        self._sql.run_on_one(
            "seen_set_aside",
            platform=platform,
            update_ref=update_ref,
            chat_ref=chat_ref,
            at=at,
            body=body,
        )

    def forget_bodies(self, platform: Platform, chat_ref: str) -> int:
        """Drop what was held of updates from a chat; their names stay. Give how many."""
        return self._sql.run("seen_forget_bodies", platform=platform, chat_ref=chat_ref)

    def forget_before(self, at: int) -> int:
        """Drop what was seen before an instant; give how many."""
        return self._sql.run("seen_forget_before", at=at)
