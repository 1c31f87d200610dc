"""What the bot says unasked: one occurrence, one row, one way through its states."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.address import ChatAddress
from bot.domain.ids import DeliveryId, EnrollmentId, PersonId


class DeliveryKind(StrEnum):
    """Kinds of unasked message."""

    SESSION = "session"  # the card of a training day
    MORNING = "morning"  # the one question of a rest day
    LATER = "later"  # the card again, at the hour that the person asked for
    REMINDER = "reminder"  # once a day, only if something is unanswered
    FINISH = "finish"  # the end of the program
    MAKEUP = "makeup"  # a missed session made up on a rest day; asked for, never unasked


class DeliveryState(StrEnum):
    """Life of a delivery; only `attempting` is ambiguous."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    ATTEMPTING = "attempting"
    SENT = "sent"
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    FAILED = "failed"


UNFINISHED = frozenset(
    {DeliveryState.PLANNED, DeliveryState.CLAIMED, DeliveryState.ATTEMPTING},
)
# A session whose send is unclear counts as given: the person may well have it.
GIVEN = frozenset({DeliveryState.SENT, DeliveryState.UNKNOWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDelivery:
    """An occurrence to be planned: unique by enrollment, day and slot."""

    enrollment_id: EnrollmentId
    person_id: PersonId
    day_no: int
    slot: str  # "card", "reminder", "finish", "makeup", "later1", "later2" …
    kind: DeliveryKind
    address: ChatAddress
    local_on: date
    due_at: int
    late_until: int
    args: tuple[int, ...]  # small numbers only; for a session card its session number
    rule: str  # which rule made it, for /why
    state: DeliveryState = DeliveryState.PLANNED
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A row of the outbox; it names a message and never holds its words."""

    delivery_id: DeliveryId
    enrollment_id: EnrollmentId
    person_id: PersonId
    day_no: int
    slot: str
    kind: DeliveryKind
    address: ChatAddress
    local_on: date
    due_at: int
    late_until: int
    state: DeliveryState
    reason: str
    attempts: int
    first_attempt_at: int | None
    args: tuple[int, ...]
    rule: str
    message_ref: str | None
    done_at: int | None


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform accepted the message."""

    message_ref: str


@dataclass(frozen=True, slots=True)
class RetryLater:
    """It surely was not sent; the platform may have named a pause."""

    reason: str
    after_s: int | None = None


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The person blocked the bot or is gone."""

    reason: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """The platform will never take this message: our fault."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may or may not have been sent."""

    reason: str


SendOutcome = Sent | RetryLater | Unreachable | Rejected | Unknown
