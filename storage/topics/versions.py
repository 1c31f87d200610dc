"""Keeps program versions."""

from collections.abc import Sequence

from bot.domain.ids import VersionId
from storage.sql import Sql


class SqlVersions:
    """Fulfils `Versions`."""

    __slots__ = ("_sql",)

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def by_hash(self, content_hash: str) -> VersionId | None:
        """Give the version of a content."""
        version_id = self._sql.value("version_by_hash", content_hash=content_hash)
        return None if version_id is None else VersionId(version_id)

    def keep(self, program_key: str, content_hash: str, body: str, at: int) -> VersionId:
        """Keep a version and give its id; the same content has one id for ever."""
        known = self.by_hash(content_hash)
        if known is not None:
            return known
        version_id = self._sql.value(
            "version_add", content_hash=content_hash, program_key=program_key, body=body, at=at
        )
        return VersionId(version_id)

    def bodies(self) -> Sequence[tuple[VersionId, str, str]]:
        """Give id, content hash and body of all versions kept, in the order kept."""
        rows = self._sql.many("version_bodies")
        return [(VersionId(row["version_id"]), row["content_hash"], row["body"]) for row in rows]
