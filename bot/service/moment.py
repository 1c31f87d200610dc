"""What a step may know of the world, made before it runs, and whose turn it is."""

from dataclasses import dataclass

from bot.domain.enrollment import SESSION_TRACK, Enrollment
from bot.domain.ids import DeliveryId
from bot.domain.person import Account, Conversation, Person
from bot.domain.place import Places
from bot.domain.program import Program
from bot.ports.catalog import Catalog
from bot.ports.store import Tx
from bot.ports.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What the operator set for everybody."""

    operator_name: str
    emergency_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One instant and all that is known in it. A step touches nothing else but its transaction."""

    now: int  # people's time, UTC seconds
    real_at: int  # real time, UTC seconds: leases only
    catalog: Catalog
    words: Words
    places: Places
    house: House


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One person's turn: who wrote, when, and the transaction that answers."""

    tx: Tx
    at: Moment
    person: Person
    account: Account
    pressed_ref: str | None = None  # the message whose button was pressed

    @property
    def say(self) -> Words:
        """Give the words of this turn."""
        return self.at.words

    def conversation(self) -> Conversation | None:
        """Give the question that is open with this person."""
        return self.tx.conversations.of(self.person.person_id)

    def live(self) -> Enrollment | None:
        """Give the person's running or paused enrollment."""
        return self.tx.enrollments.live(self.person.person_id, SESSION_TRACK)

    def newest(self) -> Enrollment | None:
        """Give the live enrollment, else the one begun last."""
        found = self.live()
        return found or self.tx.enrollments.newest(self.person.person_id, SESSION_TRACK)

    def program_of(self, enrollment: Enrollment) -> Program:
        """Give the program version that an enrollment is in."""
        return self.at.catalog.version(enrollment.version_id).program

    def has_scores(self) -> bool:
        """Tell whether the person agreed to the keeping of pain scores."""
        return self.tx.consents.active(self.person.person_id, SCORES) is not None

    def owns(self, target: int) -> bool:
        """Tell whether a delivery that a button names belongs to the presser."""
        found = self.tx.deliveries.find(DeliveryId(target))
        return found is not None and found.person_id == self.person.person_id


SCORES = "scores"  # the purpose of the one consent that covers health data
