"""Books kept by hand: the rows that a program of two sessions leaves, written out for one person.

Mon, Wed and Fri at 07:30 in Berlin are training days; the program begins on Monday 1 March 2027.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.ledger.audit import audit
from bot.domain.ledger.rows import (
    AccountRow,
    ChangeRow,
    CheckInRow,
    ConsentRow,
    DeliveryRow,
    DueRow,
    EnrollmentRow,
    LedgerBook,
    PersonRow,
    QueueRow,
    RunRow,
    StopRow,
)
from bot.domain.wish import Wish, pack_weekdays, pack_wish
from tests.fakes.book_rows import BERLIN, ENROLLED, JOINED, VERSION

_ENDS = {"sent": "", "unknown": "unclear", "failed": "rejected", "expired": "late"}


@dataclass
class Keeper:
    """Writes rows as the bot would; each method stands for one thing that happened."""

    wish: Wish = BERLIN
    changes: list[ChangeRow] = field(default_factory=list)
    deliveries: list[DeliveryRow] = field(default_factory=list)
    queue: list[QueueRow] = field(default_factory=list)
    dues: list[DueRow] = field(default_factory=list)
    runs: list[RunRow] = field(default_factory=list)
    check_ins: list[CheckInRow] = field(default_factory=list)
    consents: list[ConsentRow] = field(default_factory=list)
    stops: list[StopRow] = field(default_factory=list)
    enrollment: EnrollmentRow = ENROLLED
    seen: str = ""  # the wall clock when the person was last there

    def at(self, clock: str) -> int:
        """Read a wall clock in the person's zone, such as 2027-03-01 07:30."""
        wall = datetime.fromisoformat(clock).replace(tzinfo=ZoneInfo(self.wish.zone))
        return int(wall.timestamp())

    def line(self, what: str, clock: str, new: str = "", old: str = "", **other: Any) -> ChangeRow:
        row = ChangeRow(
            change_id=len(self.changes) + 1,
            subject="enrollment",
            subject_id=1,
            actor_person_id=None if what == "finished" else 1,
            at=self.at(clock),
            what=what,
            old=old,
            new=new,
        )
        self.changes.append(replace(row, **other))
        self.seen = max(self.seen, clock)
        return self.changes[-1]

    def wishes(self, clock: str, **changed: Any) -> None:
        """Change the wish, with its line."""
        old = pack_wish(self.wish) if self.changes else ""
        at = self.at(clock)
        self.wish = replace(self.wish, **changed)
        self.line("wish", clock, pack_wish(self.wish), old, subject="person", at=at)

    def joins(self, clock: str = JOINED, first_on: str = "2027-03-01") -> None:
        """Begin: the wish, the program, the stop signs passed, the consent."""
        self.wishes(clock)
        self.line("enrolled", clock, first_on)
        self.consents.append(
            ConsentRow(
                consent_id=1,
                person_id=1,
                purpose="scores",
                text_version="1",
                text_hash="ab" * 32,
                language="en",
                given_at=self.at(clock) - 60,
                withdrawn_at=None,
            ),
        )
        self.passes(clock)

    def passes(self, clock: str) -> None:
        self.stop(clock, tier=0)

    def stop(self, clock: str, *, tier: int, flag: str = "", cleared: str = "") -> None:
        row = StopRow(
            stop_id=len(self.stops) + 1,
            person_id=1,
            enrollment_id=1,
            tier=tier,
            flag=flag,
            lists_version="1",
            at=self.at(clock),
            cleared_at=self.at(cleared) if cleared else None,
        )
        self.stops.append(row)

    def planned(
        self, day_no: int, slot: str, kind: str, due: str, late: str, **other: Any
    ) -> None:
        """Keep a row that waits to be sent, or what it became."""
        row = DeliveryRow(
            delivery_id=len(self.deliveries) + 1,
            subject="enrollment",
            subject_id=1,
            day_no=day_no,
            slot=slot,
            kind=kind,
            person_id=1,
            platform="terminal",
            chat_ref="local",
            thread_ref=None,
            local_on=due[:10],
            due_at=self.at(due),
            late_until=self.at(late),
            state="planned",
            reason="",
            attempts=0,
            first_attempt_at=None,
            args="",
            rule={"session": "training_day", "finish": "closing"}.get(kind, kind),
            message_ref=None,
            done_at=None,
        )
        self.deliveries.append(replace(row, **other))

    def tried(self, done: str, state: str = "sent", **other: Any) -> None:
        """Let the row kept last be tried once and end."""
        row = self.deliveries[-1]
        ended = replace(
            row,
            state=state,
            reason=_ENDS.get(state, ""),
            attempts=1,
            first_attempt_at=row.due_at,
            message_ref="m1" if state == "sent" else None,
            done_at=self.at(done),
        )
        self.deliveries[-1] = replace(ended, **other)

    def card(self, day_no: int, on: str, session_no: int, state: str = "sent") -> None:
        """Give the session card of a day at 07:30, with its open session."""
        self.planned(day_no, "card", "session", f"{on} 07:30", f"{on} 22:00", args=str(session_no))
        self.tried(f"{on} 07:30", state)
        if state in ("sent", "unknown"):
            self.open_run(day_no, on, session_no)

    def open_run(self, day_no: int, on: str, session_no: int) -> None:
        self.runs.append(
            RunRow(
                enrollment_id=1,
                day_no=day_no,
                session_no=session_no,
                local_on=on,
                form="",
                level=0,
                softness=0,
                state="open",
                step_no=0,
                step_ends_at=None,
                step_left_s=None,
                reason="",
                started_at=None,
                ended_at=None,
            ),
        )

    def run(self, state: str, began: str = "", ended: str = "", **other: Any) -> None:
        """Say what became of the last session."""
        self.runs[-1] = replace(
            self.runs[-1],
            state=state,
            started_at=self.at(began) if began else None,
            ended_at=self.at(ended) if ended else None,
            **other,
        )

    def score(self, day_no: int, kind: str, clock: str, score: int = 3, **other: Any) -> None:
        row = CheckInRow(
            check_in_id=len(self.check_ins) + 1,
            enrollment_id=1,
            day_no=day_no,
            kind=kind,
            score=score,
            consent_id=1,
            answered_at=self.at(clock),
            replaced_at=None,
        )
        self.check_ins.append(replace(row, **other))
        self.seen = max(self.seen, clock)

    def session_done(self, day_no: int, on: str, session_no: int) -> None:
        """Live through a training day: the card, the session with both scores, no reminder."""
        self.card(day_no, on, session_no)
        self.run("done", f"{on} 08:00", f"{on} 08:12")
        self.score(day_no, "before", f"{on} 08:00")
        self.score(day_no, "after", f"{on} 08:12")
        self.reminder(day_no, on, session_no)

    def reminder(self, day_no: int, on: str, session_no: int, reason: str = "answered") -> None:
        """Keep why the reminder of 19:00 was not needed."""
        self.planned(
            day_no,
            "reminder",
            "reminder",
            f"{on} 19:00",
            f"{on} 21:00",
            args=str(session_no),
            state="cancelled",
            reason=reason,
        )

    def morning(self, day_no: int, on: str) -> None:
        """Ask for the score of the morning, at 07:30 of a rest day."""
        self.planned(day_no, "card", "morning", f"{on} 07:30", f"{on} 22:00")
        self.tried(f"{on} 07:30")

    def due(self, what: str, clock: str) -> None:
        self.dues.append(
            DueRow(due_at=self.at(clock), subject="enrollment", subject_id=1, what=what)
        )

    def queued(self, lane: int = 0, **other: Any) -> None:
        """Put the row kept last into the queue."""
        row = self.deliveries[-1]
        queued = QueueRow(
            platform="terminal",
            lane=lane,
            not_before=row.due_at,
            delivery_id=row.delivery_id,
            lease_owner=None,
            lease_until=None,
        )
        self.queue.append(replace(queued, **other))

    def stands(self, on: str, day_no: int, session_no: int, **other: Any) -> None:
        """Say how the enrollment's row stands."""
        self.enrollment = replace(
            self.enrollment, on_date=on, day_no=day_no, session_no=session_no, **other
        )

    def person(self) -> PersonRow:
        wish = self.wish
        return PersonRow(
            person_id=1,
            language="en",
            zone=wish.zone,
            hour_min=wish.hour_min,
            weekdays=pack_weekdays(wish.weekdays),
            quiet_from=wish.quiet_from_min,
            quiet_to=wish.quiet_to_min,
            day_ends_min=wish.day_ends_min,
            reminders=int(wish.reminders),
            created_at=min((row.at for row in self.changes), default=0) - 600,
            seen_at=self.at(self.seen or JOINED),
        )

    def book(self) -> LedgerBook:
        """Close the books."""
        person = self.person()
        return LedgerBook(
            person=person,
            accounts=(
                AccountRow(
                    platform="terminal",
                    user_ref="me",
                    person_id=1,
                    chat_ref="local",
                    thread_ref=None,
                    reach="open",
                    reach_at=person.created_at,
                ),
            ),
            consents=tuple(self.consents),
            versions=(VERSION,),
            enrollments=(self.enrollment,),
            changes=tuple(self.changes),
            deliveries=tuple(self.deliveries),
            queue=tuple(self.queue),
            dues=tuple(self.dues),
            runs=tuple(self.runs),
            check_ins=tuple(self.check_ins),
            stops=tuple(self.stops),
        )

    def wrongs(self, now: str) -> list[str]:
        """Audit the books at a moment."""
        return [finding.wrong for finding in audit(self.book(), self.at(now)).findings]
