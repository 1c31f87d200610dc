"""One enrollment under examination: its rows beside what the log says of it."""

from dataclasses import dataclass

from bot.domain.ledger.finding import Spot
from bot.domain.ledger.log import Line
from bot.domain.ledger.rows import (
    AccountRow,
    CheckInRow,
    ConsentRow,
    DeliveryRow,
    DueRow,
    EnrollmentRow,
    PersonRow,
    QueueRow,
    RunRow,
)
from bot.domain.ledger.walk import Course, Day
from bot.domain.restore import Restore

SCORES = "scores"
SESSION_CARD = ("card", "session")
GIVEN = frozenset({"sent", "unknown"})
UNFINISHED = frozenset({"planned", "claimed", "attempting"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All that is known of one enrollment; `sessions` is how many its program has."""

    spot: Spot
    now: int
    sessions: int
    person: PersonRow
    account: AccountRow | None
    enrollment: EnrollmentRow
    course: Course
    lines: tuple[Line, ...]  # of this enrollment and of the person's wish
    deliveries: tuple[DeliveryRow, ...]
    queue: tuple[QueueRow, ...]
    runs: tuple[RunRow, ...]
    check_ins: tuple[CheckInRow, ...]
    consents: tuple[ConsentRow, ...]
    dues: tuple[DueRow, ...]
    restores: tuple[Restore, ...]

    def spot_of(self, day_no: int) -> Spot:
        """Give the spot of a day by its number, also of one that never was."""
        day = self.day(day_no)
        return self.spot.day(day_no, None if day is None else day.on)

    def day(self, day_no: int) -> Day | None:
        """Give the day of a number."""
        return next((day for day in self.course.days if day.day_no == day_no), None)

    def row(self, day_no: int, slot: str) -> DeliveryRow | None:
        """Give the delivery in a slot of a day."""
        found = (row for row in self.deliveries if (row.day_no, row.slot) == (day_no, slot))
        return next(found, None)

    def card(self, day_no: int) -> DeliveryRow | None:
        """Give the session card of a day."""
        return next((row for row in self.session_cards() if row.day_no == day_no), None)

    def session_cards(self) -> tuple[DeliveryRow, ...]:
        """Give all session cards, sent or not."""
        return tuple(row for row in self.deliveries if (row.slot, row.kind) == SESSION_CARD)

    def run(self, day_no: int) -> RunRow | None:
        """Give the session of a day."""
        return next((run for run in self.runs if run.day_no == day_no), None)

    def due(self, what: str) -> DueRow | None:
        """Give what is due of a matter."""
        return next((due for due in self.dues if due.what == what), None)

    def used_up(self, day: Day) -> range:
        """Give how many sessions may have been used up when a day was planned.

        More than one number where a card was recorded only after that day's hour.
        """
        given = [
            row for row in self.session_cards() if row.state in GIVEN and row.day_no < day.day_no
        ]
        in_time = [row for row in given if row.done_at is not None and row.done_at <= day.due_at]
        fewest, most = highest(in_time), highest(given)
        return range(min(fewest, self.sessions), min(most, self.sessions) + 1)

    def scores_between(self, from_at: int, to_at: int) -> frozenset[bool]:
        """Tell whether consent to scores stood: both answers where it changed in between."""
        lives = [
            (row.given_at, row.withdrawn_at) for row in self.consents if row.purpose == SCORES
        ]
        if any(given < from_at and (end is None or end > to_at) for given, end in lives):
            return frozenset({True})
        if all(given > to_at or (end is not None and end < from_at) for given, end in lives):
            return frozenset({False})
        return frozenset({True, False})

    def planned_by(self, day: Day) -> int:
        """Give an instant by which a day was surely planned: something that comes after it."""
        if day.is_moved:
            return day.counted_at
        seen = [
            at
            for row in self.deliveries
            if row.day_no >= day.day_no
            for at in (row.first_attempt_at, row.done_at)
            if at is not None
        ]
        logged = [line.at for line in self.lines if line.what != "later"]
        return min([at for at in (*seen, *logged) if at > day.due_at], default=self.now)


def highest(cards: list[DeliveryRow]) -> int:
    """Give the highest session number of some cards; 0 for none."""
    return max((int(row.args) for row in cards if row.args.isdecimal()), default=0)
