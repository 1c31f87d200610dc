"""Keeps what platforms call the pictures that were sent to them."""

from bot.domain.address import Platform
from storage.sql import Sql


class SqlPictureRefs:
    """Fulfils `PictureRefs`."""

    __slots__ = ("_sql",)

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def of(self, platform: Platform, content_hash: str) -> str | None:
        """Give what a platform calls a picture, if it has it."""
        ref: str | None = self._sql.value(
            "picture_ref_of", platform=platform, content_hash=content_hash
        )
        return ref

    def put(self, platform: Platform, content_hash: str, remote_ref: str) -> None:
        """Keep what a platform calls a picture from now on."""
        self._sql.run_on_one(
            "picture_ref_put", platform=platform, content_hash=content_hash, remote_ref=remote_ref
        )

    def drop(self, platform: Platform, content_hash: str) -> None:
        """Forget what a platform called a picture."""
        self._sql.run("picture_ref_drop", platform=platform, content_hash=content_hash)
