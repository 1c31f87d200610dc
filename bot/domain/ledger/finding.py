"""One thing that is wrong in the books, in one plain sentence; it never tells a score."""

from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A row that should not be there, is not there, or is not as it should be."""

    person_id: int | None
    enrollment_id: int | None
    day_no: int | None
    table: str
    row: str  # the id of the row, or the slot that stands empty
    wrong: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Whose books are read, and where; it begins the sentence of a finding."""

    person_id: int | None = None
    enrollment_id: int | None = None
    day_no: int | None = None
    on: date | None = None

    def day(self, day_no: int, on: date | None) -> "Spot":
        """Give the same enrollment's day."""
        return replace(self, day_no=day_no, on=on)

    def finding(self, table: str, row: object, wrong: str) -> Finding:
        """Say what is wrong here."""
        return Finding(
            person_id=self.person_id,
            enrollment_id=self.enrollment_id,
            day_no=self.day_no,
            table=table,
            row=str(row),
            wrong=f"{self._words()}: {wrong}",
        )

    def _words(self) -> str:
        if self.enrollment_id is None:
            return "the database" if self.person_id is None else f"person {self.person_id}"
        if self.day_no is None:
            return f"enrollment {self.enrollment_id}"
        day = f"enrollment {self.enrollment_id}, day {self.day_no}"
        return day if self.on is None else f"{day} ({self.on})"
