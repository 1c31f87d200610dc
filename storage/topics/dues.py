"""Keeps next due times.

Subjects and matters are kept as numbers, which take less room; the rows read back as names. A
number, once given, keeps its meaning; a new one is added here and, by a migration, in the table.
"""

from collections.abc import Sequence

from bot.domain.due import Due, DueWhat
from storage.sql import Row, Sql

SUBJECT_NOS = {"enrollment": 0, "person": 1}
# In the order of their names: matters of one instant come in it.
WHAT_NOS = {
    DueWhat.CARD: 0,
    DueWhat.FINISH: 1,
    DueWhat.LATER: 2,
    DueWhat.REMINDER: 3,
    DueWhat.STEP: 4,
}


class SqlDues:
    """Fulfils `Dues`."""

    __slots__ = ("_sql",)

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def put(self, due: Due) -> None:
        """Set when a matter is due; there is one row a subject and matter.

        Raises:
            LookupError: if the subject has no number.
        """
        self._sql.run_on_one(
            "due_put",
            due_at=due.due_at,
            subject_no=SUBJECT_NOS[due.subject],
            subject_id=due.subject_id,
            what_no=WHAT_NOS[due.what],
        )

    def drop(self, subject: str, subject_id: int, what: DueWhat | None = None) -> None:
        """Take a matter off, or all of a subject."""
        no = SUBJECT_NOS[subject]
        if what is None:
            self._sql.run("due_drop_all", subject_no=no, subject_id=subject_id)
        else:
            self._sql.run("due_drop", subject_no=no, subject_id=subject_id, what_no=WHAT_NOS[what])

    def until(self, at: int, limit: int) -> Sequence[Due]:
        """Give what is due at or before an instant, oldest first."""
        return self._sql.found_all("due_until", _due, at=at, limit=limit)

    def of(self, subject: str, subject_id: int) -> Sequence[Due]:
        """Give what is due of a subject, oldest first."""
        no = SUBJECT_NOS[subject]
        return self._sql.found_all("due_of", _due, subject_no=no, subject_id=subject_id)

    def next_at(self) -> int | None:
        """Give the earliest due time of all."""
        due_at: int | None = self._sql.value("due_next_at")
        return due_at


def _due(row: Row) -> Due:
    return Due(row["due_at"], row["subject"], row["subject_id"], DueWhat(row["what"]))
