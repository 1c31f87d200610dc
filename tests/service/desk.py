"""One desk where people are answered: a real database, the shipped program, a clock set by hand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from bot.domain.action import Action
from bot.domain.address import ChatAddress, Platform
from bot.domain.change import Change, What
from bot.domain.days import ONE_DAY
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState, NewDelivery
from bot.domain.enrollment import (
    SESSION_TRACK,
    CheckIn,
    CheckInKind,
    Enrollment,
    EnrollmentState,
    PauseReason,
    RunState,
    SessionRun,
)
from bot.domain.ids import CheckInId, ConsentId, EnrollmentId, PersonId
from bot.domain.message import Answer
from bot.domain.person import Consent
from bot.domain.wish import Wish, pack_wish
from bot.ports.store import Tx
from bot.service.moment import SCORES, House, Moment, Turn
from bot.service.scene import Scene, scene_of
from storage.program_files.codec import program_to_json
from storage.sqlite.runner import SqliteRunner
from tests.fakes.known_places import KnownPlaces
from tests.service.shelf import FIRST_ON, WISH, OneProgram, at_card, english, shipped

T = TypeVar("T")


@dataclass(frozen=True)
class Lived:
    """What became of one training day, and the scores given."""

    state: RunState = RunState.DONE
    before: int | None = None
    after: int | None = None
    morning: int | None = None
    reason: str = ""
    level: int = 0
    softness: int = 0


@dataclass
class Desk:
    """Everything a handler needs, and people to answer."""

    runner: SqliteRunner
    now: int = field(default_factory=lambda: at_card(FIRST_ON) + 60)
    operator_name: str = "this computer"
    is_offered: bool = True

    def __post_init__(self) -> None:
        program = shipped().program
        body = program_to_json(program)
        self.version_id = self.run(
            lambda tx: tx.versions.keep(program.key, shipped().content_hash, body, self.now),
        )

    def run(self, fn: Callable[[Tx], T]) -> T:
        return self.runner.run(fn)

    def moment(self) -> Moment:
        return Moment(
            now=self.now,
            real_at=self.now,
            catalog=OneProgram(self.version_id, is_offered=self.is_offered),
            words=english(),
            places=KnownPlaces(),
            house=House(operator_name=self.operator_name, emergency_number="112"),
        )

    def turn(self, tx: Tx, person_id: PersonId) -> Turn:
        account = tx.people.account_of(person_id)
        assert account is not None
        return Turn(tx=tx, at=self.moment(), person=tx.people.person(person_id), account=account)

    def ask(
        self, person_id: PersonId, handler: Callable[[Turn, str], Answer], argument: str = ""
    ) -> Answer:
        """Send a command."""
        return self.run(lambda tx: handler(self.turn(tx, person_id), argument))

    def press(
        self, person_id: PersonId, handler: Callable[[Turn, Action], Answer], action: Action
    ) -> Answer:
        """Press a button."""
        return self.run(lambda tx: handler(self.turn(tx, person_id), action))

    def arrives(self, name: str = "ana", wish: Wish | None = WISH) -> PersonId:
        """Let somebody write for the first time."""

        def add(tx: Tx) -> PersonId:
            address = ChatAddress(Platform.TERMINAL, f"chat-{name}")
            person = tx.people.add(address, f"user-{name}", "en", self.now)
            if wish is not None:
                tx.people.set_wish(person.person_id, wish)
                person_id = person.person_id
                self._log(tx, "person", person_id, What.WISH, pack_wish(wish), person_id)
            return person.person_id

        return self.run(add)

    def agrees(self, person_id: PersonId) -> ConsentId:
        """Let somebody consent to the keeping of scores."""
        consent = Consent(
            consent_id=ConsentId(0),
            person_id=person_id,
            purpose=SCORES,
            text_version="1",
            text_hash="ab" * 32,
            language="en",
            given_at=self.now,
            withdrawn_at=None,
        )
        return self.run(lambda tx: tx.consents.give(consent).consent_id)

    def joins(self, person_id: PersonId, started_on: date = FIRST_ON) -> Enrollment:
        """Let somebody begin the program, with no day lived yet."""

        def add(tx: Tx) -> Enrollment:
            added = tx.enrollments.add(
                Enrollment(
                    enrollment_id=EnrollmentId(0),
                    person_id=person_id,
                    version_id=self.version_id,
                    track=SESSION_TRACK,
                    state=EnrollmentState.RUNNING,
                    reason=PauseReason.NONE,
                    paused_until_on=None,
                    started_on=started_on,
                    day_no=0,
                    session_no=0,
                    level=0,
                    softness=0,
                    form="",
                    place="",
                    on_date=started_on - ONE_DAY,
                ),
            )
            new = started_on.isoformat()
            self._log(tx, "enrollment", added.enrollment_id, What.ENROLLED, new, person_id)
            return added

        return self.run(add)

    def _log(
        self,
        tx: Tx,
        subject: str,
        subject_id: int,
        what: What,
        new: str,
        actor: PersonId | None = None,
    ) -> None:
        tx.changes.add(
            Change(
                subject=subject,
                subject_id=subject_id,
                actor_person_id=actor,
                at=self.now,
                what=what,
                new=new,
            ),
        )

    def lives(self, enrollment: Enrollment, days: Sequence[Lived | None]) -> Enrollment:
        """Let days go by: a card, what became of it, the scores; None is a rest day."""
        return self.run(lambda tx: self._live(tx, enrollment, days))

    def _live(self, tx: Tx, enrollment: Enrollment, days: Sequence[Lived | None]) -> Enrollment:
        for lived in days:
            enrollment = replace(
                enrollment,
                day_no=enrollment.day_no + 1,
                on_date=enrollment.on_date + ONE_DAY,
                session_no=enrollment.session_no + (lived is not None),
            )
            self.now = at_card(enrollment.on_date) + 1800
            if lived is not None:
                self._live_session(tx, enrollment, lived)
        tx.enrollments.save(enrollment)
        return enrollment

    def _live_session(self, tx: Tx, enrollment: Enrollment, lived: Lived) -> None:
        self._plan(tx, enrollment, DeliveryKind.SESSION, "card", (enrollment.session_no,))
        is_over = lived.state not in (RunState.OPEN, RunState.STARTED)
        tx.runs.save(
            SessionRun(
                enrollment_id=enrollment.enrollment_id,
                day_no=enrollment.day_no,
                session_no=enrollment.session_no,
                local_on=enrollment.on_date,
                form=enrollment.form,
                level=lived.level,
                softness=lived.softness,
                state=lived.state,
                step_no=0,
                step_ends_at=None,
                step_left_s=None,
                reason=lived.reason,
                started_at=None if lived.state is RunState.OPEN else self.now - 900,
                ended_at=self.now if is_over else None,
            ),
        )
        consent = tx.consents.active(enrollment.person_id, SCORES)
        given = zip(CheckInKind, (lived.before, lived.after, lived.morning), strict=True)
        for kind, score in given:
            if score is not None:
                assert consent is not None
                self.keep_score(tx, enrollment, kind, score, consent.consent_id)

    def keep_score(
        self, tx: Tx, enrollment: Enrollment, kind: CheckInKind, score: int, consent: ConsentId
    ) -> None:
        """Keep a score of the enrollment's current day."""
        tx.check_ins.replace(
            CheckIn(
                check_in_id=CheckInId(0),
                enrollment_id=enrollment.enrollment_id,
                day_no=enrollment.day_no,
                kind=kind,
                score=score,
                consent_id=consent,
                answered_at=self.now,
                replaced_at=None,
            ),
        )

    def sends(
        self,
        enrollment: Enrollment,
        kind: DeliveryKind,
        slot: str,
        state: DeliveryState = DeliveryState.SENT,
        args: tuple[int, ...] = (),
    ) -> Delivery:
        """Put a message of the enrollment's current day into a state."""
        return self.run(lambda tx: self._plan(tx, enrollment, kind, slot, args, state))

    def _plan(
        self,
        tx: Tx,
        enrollment: Enrollment,
        kind: DeliveryKind,
        slot: str,
        args: tuple[int, ...],
        state: DeliveryState = DeliveryState.SENT,
    ) -> Delivery:
        account = tx.people.account_of(enrollment.person_id)
        assert account is not None
        due_at = at_card(enrollment.on_date)
        row = tx.deliveries.plan(
            NewDelivery(
                enrollment_id=enrollment.enrollment_id,
                person_id=enrollment.person_id,
                day_no=enrollment.day_no,
                slot=slot,
                kind=kind,
                address=account.address,
                local_on=enrollment.on_date,
                due_at=due_at,
                late_until=due_at + 36000,
                args=args,
                rule=kind.value,
            ),
            0,
        )
        assert row is not None
        if state is not DeliveryState.PLANNED:
            done_at = due_at + 2
            row = replace(row, state=state, message_ref=f"m{row.delivery_id}", done_at=done_at)
            tx.deliveries.save(row)
        return row

    def scene(self, tx: Tx, delivery: Delivery) -> Scene:
        return scene_of(tx, self.moment(), delivery)
