"""Reads a database beside a running bot, or one that a killed bot left, by plain SQL."""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

GIVEN = ("sent", "unknown")
FINAL = (*GIVEN, "expired", "cancelled", "failed")


@dataclass(frozen=True, slots=True)
class Row:
    """A delivery."""

    day_no: int
    slot: str
    kind: str
    state: str
    reason: str
    late_until: int

    @property
    def is_final(self) -> bool:
        return self.state in FINAL


class Books:
    """One look at a database."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def _value(self, sql: str, *parameters: object) -> object:
        row = self._connection.execute(sql, parameters).fetchone()
        return None if row is None else row[0]

    @property
    def now(self) -> int:
        offset = self._value("SELECT value FROM meta WHERE key = 'clock_offset_s'")
        return int(time.time()) + int(str(offset or 0))  # noqa: TID251  # as the bot beside it

    @property
    def person_ids(self) -> Sequence[int]:
        return [row[0] for row in self._connection.execute("SELECT person_id FROM person")]

    @property
    def standing(self) -> object:
        """Tell how the enrollment stands: None before there is one."""
        return self._value("SELECT state FROM enrollment ORDER BY enrollment_id DESC LIMIT 1")

    @property
    def day_no(self) -> int:
        day_no = self._value("SELECT day_no FROM enrollment ORDER BY enrollment_id DESC LIMIT 1")
        return int(str(day_no or 0))

    @property
    def step_of_subscribing(self) -> object:
        return self._value("SELECT step FROM conversation WHERE flow = 'subscribe'")

    def score(self, day_no: int, kind: str) -> object:
        sql = "SELECT score FROM check_in WHERE day_no = ? AND kind = ? AND replaced_at IS NULL"
        return self._value(sql, day_no, kind)

    def run(self, day_no: int) -> object:
        """Tell what became of the session of a day."""
        return self._value("SELECT state FROM session_run WHERE day_no = ?", day_no)

    def changes(self, what: str) -> int:
        """Count the lines of the change log about one thing."""
        return int(str(self._value("SELECT count(*) FROM change WHERE what = ?", what)))

    def rows(self) -> Sequence[Row]:
        sql = "SELECT day_no, slot, kind, state, reason, late_until FROM delivery"
        return [Row(*row) for row in self._connection.execute(f"{sql} ORDER BY delivery_id")]

    def row(self, day_no: int, slot: str) -> Row | None:
        return next((row for row in self.rows() if (row.day_no, row.slot) == (day_no, slot)), None)

    def is_given(self, day_no: int) -> bool:
        """Tell whether the card of a day was sent, or may have been."""
        row = self.row(day_no, "card")
        return row is not None and row.state in GIVEN

    def left_over(self) -> Sequence[Row]:
        """Give what should have ended by now and did not, or ended without a reason."""
        now = self.now
        return [
            row
            for row in self.rows()
            if (not row.is_final and row.late_until < now)
            or (row.is_final and row.state != "sent" and not row.reason)
        ]

    def damage(self) -> str:
        return str(self._value("PRAGMA integrity_check"))


@contextmanager
def open_books(database: Path) -> Iterator[Books]:
    """Open a database for reading alone."""
    uri = f"file:{quote(str(database))}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        yield Books(connection)
