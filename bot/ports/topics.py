"""The topic stores of a transaction: a Protocol each, in the words of the domain."""

from collections.abc import Sequence
from typing import Protocol

from bot.domain.address import ChatAddress, Platform
from bot.domain.change import Change
from bot.domain.delivery import Delivery, NewDelivery
from bot.domain.due import Due, DueWhat
from bot.domain.enrollment import CheckIn, CheckInKind, Enrollment, SafetyStop, SessionRun
from bot.domain.ids import ConsentId, DeliveryId, EnrollmentId, PersonId, VersionId
from bot.domain.owed import OwedAnswer, ReplyTo
from bot.domain.person import Account, Consent, Conversation, Person, Reach
from bot.domain.wish import Wish


class People(Protocol):
    """People and their accounts."""

    def account(self, platform: Platform, user_ref: str) -> Account | None: ...
    def account_of(self, person_id: PersonId) -> Account | None: ...
    def person(self, person_id: PersonId) -> Person: ...
    def accounts(self) -> Sequence[Account]:
        """Give all accounts."""
        ...

    def unseen_since(self, at: int, purpose: str, limit: int) -> Sequence[Account]:
        """Give accounts of people last seen before an instant whose consent still stands."""
        ...

    def add(self, address: ChatAddress, user_ref: str, language: str, at: int) -> Person:
        """Make a person with one account, reachable at the address."""
        ...

    def seen(self, person_id: PersonId, address: ChatAddress, at: int) -> None:
        """Note that the person wrote, and where they are reached."""
        ...

    def set_wish(self, person_id: PersonId, wish: Wish) -> None: ...
    def set_reach(self, person_id: PersonId, reach: Reach, at: int) -> None: ...
    def erase(self, person_id: PersonId) -> int:
        """Delete every row that is about the person, in all tables; give how many."""
        ...


class Consents(Protocol):
    """Explicit agreements, by purpose."""

    def active(self, person_id: PersonId, purpose: str) -> Consent | None: ...
    def give(self, consent: Consent) -> Consent:
        """Keep a consent; its id is given by the store, whatever it came with."""
        ...

    def withdraw(self, consent_id: ConsentId, at: int) -> None: ...
    def all_of(self, person_id: PersonId) -> Sequence[Consent]: ...


class Conversations(Protocol):
    """The one open question of a person."""

    def of(self, person_id: PersonId) -> Conversation | None: ...
    def put(self, conversation: Conversation) -> None: ...
    def end(self, person_id: PersonId) -> None: ...


class Versions(Protocol):
    """Program versions that enrollments name."""

    def by_hash(self, content_hash: str) -> VersionId | None: ...
    def keep(self, program_key: str, content_hash: str, body: str, at: int) -> VersionId:
        """Keep a version and give its id; the same content has one id for ever."""
        ...

    def bodies(self) -> Sequence[tuple[VersionId, str, str]]:
        """Give id, content hash and body of all versions kept."""
        ...


class Enrollments(Protocol):
    """Places in programs."""

    def get(self, enrollment_id: EnrollmentId) -> Enrollment: ...
    def find(self, enrollment_id: EnrollmentId) -> Enrollment | None: ...
    def live(self, person_id: PersonId, track: str) -> Enrollment | None:
        """Give the running or paused enrollment of a track."""
        ...

    def newest(self, person_id: PersonId, track: str) -> Enrollment | None:
        """Give the enrollment begun last, whatever its state."""
        ...

    def all_of(self, person_id: PersonId) -> Sequence[Enrollment]: ...
    def add(self, enrollment: Enrollment) -> Enrollment:
        """Keep a new enrollment; its id is given by the store, whatever it came with."""
        ...

    def save(self, enrollment: Enrollment) -> None: ...


class Runs(Protocol):
    """What became of each session."""

    def find(self, enrollment_id: EnrollmentId, day_no: int) -> SessionRun | None: ...
    def last_before(self, enrollment_id: EnrollmentId, day_no: int) -> SessionRun | None:
        """Give the run of the latest day before a day."""
        ...

    def save(self, run: SessionRun) -> None:
        """Keep a run, new or changed."""
        ...

    def all_of(self, enrollment_id: EnrollmentId) -> Sequence[SessionRun]:
        """Give all runs of an enrollment, by day."""
        ...


class CheckIns(Protocol):
    """Pain scores. Health data: each names the consent that covers it."""

    def current(
        self, enrollment_id: EnrollmentId, day_no: int, kind: CheckInKind
    ) -> CheckIn | None: ...
    def replace(self, check_in: CheckIn) -> CheckIn:
        """Keep a score as the current one; an older one stays, marked as replaced.

        The same score again changes nothing and gives the row that stands. The id of a new
        row is given by the store.
        """
        ...

    def all_of(self, enrollment_id: EnrollmentId) -> Sequence[CheckIn]:
        """Give all scores by day and time, replaced ones too."""
        ...

    def forget(self, person_id: PersonId) -> int:
        """Delete every score of a person; give how many."""
        ...


class SafetyStops(Protocol):
    """Red flags asked, passed and hit."""

    def add(self, stop: SafetyStop) -> SafetyStop:
        """Keep a row; its id is given by the store, whatever it came with."""
        ...

    def open_of(self, person_id: PersonId) -> SafetyStop | None:
        """Give the newest stop that is not cleared."""
        ...

    def clear(self, person_id: PersonId, at: int) -> None: ...
    def all_of(self, person_id: PersonId) -> Sequence[SafetyStop]: ...
    def forget(self, person_id: PersonId) -> None:
        """Take tier and flag out of every row, keeping when the lists were passed or not."""
        ...


class Dues(Protocol):
    """Next due times."""

    def put(self, due: Due) -> None:
        """Set when a matter is due; there is one row a subject and matter."""
        ...

    def drop(self, subject: str, subject_id: int, what: DueWhat | None = None) -> None:
        """Take a matter off, or all of a subject."""
        ...

    def until(self, at: int, limit: int) -> Sequence[Due]:
        """Give what is due at or before an instant, oldest first."""
        ...

    def of(self, subject: str, subject_id: int) -> Sequence[Due]: ...
    def next_at(self) -> int | None:
        """Give the earliest due time of all."""
        ...


class Deliveries(Protocol):
    """The outbox, with the queue of what is unfinished."""

    def plan(self, new: NewDelivery, lane: int) -> Delivery | None:
        """Keep an occurrence, and queue it where it is still to be sent.

        None where this enrollment has one in that slot of that day already.
        """
        ...

    def get(self, delivery_id: DeliveryId) -> Delivery: ...
    def find(self, delivery_id: DeliveryId) -> Delivery | None: ...
    def at_slot(self, enrollment_id: EnrollmentId, day_no: int, slot: str) -> Delivery | None: ...
    def of_day(self, enrollment_id: EnrollmentId, day_no: int) -> Sequence[Delivery]: ...
    def all_of(self, enrollment_id: EnrollmentId) -> Sequence[Delivery]:
        """Give all deliveries by day and id."""
        ...

    def last_sent(self, person_id: PersonId) -> Delivery | None: ...
    def by_message(self, platform: Platform, message_ref: str) -> Delivery | None: ...
    def unfinished_of(self, person_id: PersonId) -> Sequence[Delivery]: ...
    def claim(
        self, platform: Platform, owner: str, now: int, lease: tuple[int, int], limit: int
    ) -> Sequence[Delivery]:
        """Take planned rows whose time has come, in order of lane and time.

        `lease` is (real instant now, real instant until): a row is given to nobody else
        before its lease has ended. Rows come back in state claimed.
        """
        ...

    def save(self, delivery: Delivery) -> None:
        """Keep state, reason, attempts, first attempt, message and end of a row.

        A finished row leaves the queue.
        """
        ...

    def put_back(self, delivery: Delivery, not_before: int) -> None:
        """Queue a row again as planned, not before an instant, owned by nobody."""
        ...

    def unowned(self, owner: str) -> Sequence[Delivery]:
        """Give claimed and attempting rows of other owners: of processes that are dead."""
        ...

    def next_at(self, platform: Platform | None = None) -> int | None:
        """Give the earliest instant at which an unclaimed row may be sent, on one platform or any."""
        ...


class Changes(Protocol):
    """The change log; only ever added to."""

    def add(self, change: Change) -> None: ...
    def of_subject(self, subject: str, subject_id: int) -> Sequence[Change]:
        """Give the changes of a subject, oldest first."""
        ...


class SeenUpdates(Protocol):
    """Names of updates already handled: a set, never "lower than the last"."""

    def add(self, platform: Platform, update_ref: str, chat_ref: str, at: int) -> bool:
        """Note an update; False if it was noted before."""
        ...

    def set_aside(
        self, platform: Platform, update_ref: str, chat_ref: str, at: int, body: str
    ) -> None:
        """Keep an update that could not be handled, with what it held."""
        ...

    def forget_bodies(self, platform: Platform, chat_ref: str) -> int:
        """Drop what was held of updates from a chat; their names stay. Give how many."""
        ...

    def forget_before(self, at: int) -> int:
        """Drop what was seen before an instant; give how many."""
        ...


class OwedAnswers(Protocol):
    """Answers that a platform has not taken yet."""

    def put(self, owed: OwedAnswer) -> None:
        """Keep an answer, in place of an earlier one to the same update."""
        ...

    def drop(self, to: ReplyTo) -> None:
        """Let go of an answer that was taken, or that nobody waits for any more."""
        ...

    def drop_of(self, person_id: PersonId) -> None:
        """Let go of all answers to a person."""
        ...

    def drop_made_before(self, at: int) -> int:
        """Let go of what was made before an instant of real time; give how many."""
        ...

    def drop_all(self) -> None: ...
    def of(self, platform: Platform) -> Sequence[OwedAnswer]:
        """Give what is owed on a platform, in the order in which it was asked for."""
        ...


class PictureRefs(Protocol):
    """What platforms call the pictures that were sent to them; about nobody."""

    def of(self, platform: Platform, content_hash: str) -> str | None: ...
    def put(self, platform: Platform, content_hash: str, remote_ref: str) -> None: ...
    def drop(self, platform: Platform, content_hash: str) -> None: ...


class Meta(Protocol):
    """A few facts about the database itself."""

    def get(self, key: str) -> str | None: ...
    def put(self, key: str, value: str) -> None: ...
