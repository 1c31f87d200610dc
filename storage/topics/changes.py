"""Keeps the change log."""

from collections.abc import Sequence

from bot.domain.change import Change, What
from bot.domain.ids import PersonId
from storage.sql import Row, Sql


class SqlChanges:
    """Fulfils `Changes`."""

    __slots__ = ("_sql",)

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def add(self, change: Change) -> None:
        """Add a line to the log."""
        self._sql.run_on_one(
            "change_add",
            subject=change.subject,
            subject_id=change.subject_id,
            actor_person_id=change.actor_person_id,
            at=change.at,
            what=change.what,
            old=change.old,
            new=change.new,
        )

    def of_subject(self, subject: str, subject_id: int) -> Sequence[Change]:
        """Give the changes of a subject, oldest first."""
        return self._sql.found_all("changes_of", _change, subject=subject, subject_id=subject_id)


def _change(row: Row) -> Change:
    actor = row["actor_person_id"]
    return Change(
        subject=row["subject"],
        subject_id=row["subject_id"],
        actor_person_id=None if actor is None else PersonId(actor),
        at=row["at"],
        what=What(row["what"]),
        old=row["old"],
        new=row["new"],
    )
