"""Keeps a few facts about the database itself."""

from storage.sql import Sql


class SqlMeta:
    """Fulfils `Meta`."""

    __slots__ = ("_sql",)

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def get(self, key: str) -> str | None:
        """Give a fact, if it is known."""
        value: str | None = self._sql.value("meta_get", key=key)
        return value

    def put(self, key: str, value: str) -> None:
        """Keep a fact, in place of an older one."""
        self._sql.run_on_one("meta_put", key=key, value=value)
